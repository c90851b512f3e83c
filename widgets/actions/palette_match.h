// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace scenelens {

/// How well typed words fit a text, 0: not at all. Every word must be in it, whatever its case; the
/// beginning of a word counts more than its middle, the beginning of the text most. No words: 1.
[[nodiscard]] int matchRank(const QStringList& words, const QString& text);

}  // namespace scenelens
