// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/scene.h"

#include <QString>

class QFontMetrics;

namespace scenelens {

/// What scenes, groups and folds are called in the language of the window: "Metro station". Files
/// and the filter know DCASE's labels ("metro_station") in every language.
[[nodiscard]] QString sceneText(Scene scene);
/// Room in pixels for the longest of the ten in one line.
[[nodiscard]] int sceneTextWidth(const QFontMetrics& metrics);
[[nodiscard]] QString groupText(SceneGroup group);
/// Empty for a clip that is in no fold.
[[nodiscard]] QString foldText(Fold fold);

}  // namespace scenelens
