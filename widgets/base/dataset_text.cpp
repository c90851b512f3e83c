// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/dataset_text.h"

#include <QCoreApplication>
#include <QFontMetrics>

#include <algorithm>
#include <string>

namespace scenelens {

namespace {

constexpr const char* kContext = "scenelens::DatasetText";

/// Core has no Qt, so its English words stand here a second time, for Linguist. A test compares.
[[maybe_unused]] constexpr const char* kWords[] = {
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Airport"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Bus"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Metro"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Metro station"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Park"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Public square"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Shopping mall"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Street pedestrian"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Street traffic"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Tram"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Indoor"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Outdoor"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "Transport"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "train"),
    QT_TRANSLATE_NOOP("scenelens::DatasetText", "test"),
};

QString translated(std::string_view word) {
  if (word.empty()) return {};
  return QCoreApplication::translate(kContext, std::string(word).c_str());
}

}  // namespace

QString sceneText(Scene scene) {
  return translated(sceneTitle(scene));
}

int sceneTextWidth(const QFontMetrics& metrics) {
  int width = 0;
  for (const Scene scene : allScenes()) {
    width = std::max(width, metrics.horizontalAdvance(sceneText(scene)));
  }
  return width;
}

QString groupText(SceneGroup group) {
  return translated(groupTitle(group));
}

QString foldText(Fold fold) {
  return translated(foldName(fold));
}

}  // namespace scenelens
