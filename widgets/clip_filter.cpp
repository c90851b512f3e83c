// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clip_filter.h"

#include "widgets/qt_text.h"

#include <QRegularExpression>

#include <algorithm>

namespace scenelens {

namespace {

/// Case does not count; `lowerWord` is in lower case already.
bool contains(std::string_view text, std::string_view lowerWord) {
  const auto beyondAscii = [](char c) { return static_cast<unsigned char>(c) > 0x7F; };
  if (std::any_of(lowerWord.begin(), lowerWord.end(), beyondAscii)) {
    return toQString(text).contains(toQString(lowerWord), Qt::CaseInsensitive);
  }
  const auto equal = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? char(a - 'A' + 'a') : a) == b;
  };
  return std::search(text.begin(), text.end(), lowerWord.begin(), lowerWord.end(), equal) !=
         text.end();
}

bool sceneMatches(Scene scene, std::string_view word) {
  return contains(sceneLabel(scene), word) || contains(sceneTitle(scene), word);
}

std::vector<bool> lookUp(const std::vector<std::string>& table, const auto& matches) {
  std::vector<bool> found(table.size());
  std::transform(table.begin(), table.end(), found.begin(), matches);
  return found;
}

bool at(const std::vector<bool>& table, std::int32_t index) {
  return index >= 0 && std::size_t(index) < table.size() && table[std::size_t(index)];
}

}  // namespace

ClipFilter::ClipFilter(const QString& text, const Dataset& dataset) {
  static const QRegularExpression blanks(QStringLiteral("\\s+"));
  static const QStringList keys{QStringLiteral("scene"),  QStringLiteral("pred"),
                                QStringLiteral("city"),   QStringLiteral("location"),
                                QStringLiteral("device"), QStringLiteral("fold"),
                                QStringLiteral("file")};
  for (const auto& part : text.toLower().split(blanks, Qt::SkipEmptyParts)) {
    const qsizetype colon = part.indexOf(u':');
    const QString key = colon > 0 ? part.left(colon) : QString();
    if (!key.isEmpty() && !keys.contains(key)) {
      m_unknownKeys.append(key);
      continue;
    }
    Term term;
    term.word = part.mid(colon > 0 ? colon + 1 : 0).toStdString();
    if (term.word.empty()) continue;  // "scene:" while the user is still typing
    const std::string_view word = term.word;
    const auto wants = [&key](const char* name) {
      return key.isEmpty() || key == QLatin1String(name);
    };
    // A device or fold named by key is meant exactly: "device:s1", not every s1x; alone it is a
    // word like any other.
    const bool whole = !key.isEmpty();
    const auto textMatches = [word](const std::string& entry) { return contains(entry, word); };
    const auto wordMatches = [word, whole](std::string_view entry) {
      return whole ? entry == word : contains(entry, word);
    };
    for (const Scene scene : allScenes()) {
      const bool match = sceneMatches(scene, word);
      term.scenes[std::size_t(scene)] = wants("scene") && match;
      term.predictions[std::size_t(scene)] = wants("pred") && match;
    }
    if (wants("fold")) {
      for (const Fold fold : {Fold::Train, Fold::Test}) {
        term.folds[std::size_t(fold)] = wordMatches(foldName(fold));
      }
    }
    if (wants("device")) term.devices = lookUp(dataset.devices, wordMatches);
    if (wants("city")) term.cities = lookUp(dataset.cities, textMatches);
    if (wants("location")) term.locations = lookUp(dataset.locations, textMatches);
    term.inFile = wants("file");
    m_terms.push_back(std::move(term));
  }
}

bool ClipFilter::matches(const Clip& clip, std::optional<Scene> predicted) const {
  return std::all_of(m_terms.begin(), m_terms.end(),
                     [&](const Term& term) { return matches(term, clip, predicted); });
}

bool ClipFilter::matches(const Term& term, const Clip& clip, std::optional<Scene> predicted) {
  return (clip.scene && term.scenes[std::size_t(*clip.scene)]) ||
         (predicted && term.predictions[std::size_t(*predicted)]) ||
         term.folds[std::size_t(clip.fold)] || at(term.devices, clip.device) ||
         at(term.cities, clip.city) || at(term.locations, clip.location) ||
         (term.inFile && contains(clip.file, term.word));
}

}  // namespace scenelens
