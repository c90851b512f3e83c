// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/palette_match.h"

#include <algorithm>

namespace scenelens {

namespace {

int rankOf(const QString& word, const QString& text) {
  int best = 0;
  for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
       at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
    const bool begins = at == 0 || !text[at - 1].isLetterOrNumber();
    best = std::max(best, at == 0 ? 4 : begins ? 3 : 1);
  }
  return best;
}

}  // namespace

int matchRank(const QStringList& words, const QString& text) {
  int sum = 1;
  for (const auto& word : words) {
    const int rank = rankOf(word, text);
    if (rank == 0) return 0;
    sum += rank;
  }
  return sum;
}

}  // namespace scenelens
