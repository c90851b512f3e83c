// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/scene.h"
#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"

namespace scenelens {

/// Name of one of the 13 outputs: ten scenes, then three groups.
inline QString classTitle(std::size_t index) {
  return index < kSceneCount ? sceneText(Scene(index)) : groupText(SceneGroup(index - kSceneCount));
}

/// File name of a clip without its folder.
inline QString clipTitle(std::string_view file) {
  return toQString(file).section(u'/', -1);
}

}  // namespace scenelens
