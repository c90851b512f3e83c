// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scene.h"

#include <algorithm>

namespace scenelens {

namespace {

struct SceneText {
  std::string_view label;
  std::string_view title;
  SceneGroup group;
};

constexpr std::array<SceneText, kSceneCount> kTexts{{
    {"airport", "Airport", SceneGroup::Indoor},
    {"bus", "Bus", SceneGroup::Transport},
    {"metro", "Metro", SceneGroup::Transport},
    {"metro_station", "Metro station", SceneGroup::Indoor},
    {"park", "Park", SceneGroup::Outdoor},
    {"public_square", "Public square", SceneGroup::Outdoor},
    {"shopping_mall", "Shopping mall", SceneGroup::Indoor},
    {"street_pedestrian", "Street pedestrian", SceneGroup::Outdoor},
    {"street_traffic", "Street traffic", SceneGroup::Outdoor},
    {"tram", "Tram", SceneGroup::Transport},
}};

const SceneText& textOf(Scene scene) {
  return kTexts[static_cast<std::size_t>(scene)];
}

}  // namespace

const std::array<Scene, kSceneCount>& allScenes() {
  static constexpr std::array<Scene, kSceneCount> scenes{
      Scene::Airport,       Scene::Bus,          Scene::Metro,        Scene::MetroStation,
      Scene::Park,          Scene::PublicSquare, Scene::ShoppingMall, Scene::StreetPedestrian,
      Scene::StreetTraffic, Scene::Tram};
  return scenes;
}

std::string_view sceneLabel(Scene scene) {
  return textOf(scene).label;
}

std::string_view sceneTitle(Scene scene) {
  return textOf(scene).title;
}

std::optional<Scene> sceneFromLabel(std::string_view label) {
  const auto it = std::find_if(kTexts.begin(), kTexts.end(),
                               [label](const SceneText& text) { return text.label == label; });
  if (it == kTexts.end()) return std::nullopt;
  return static_cast<Scene>(it - kTexts.begin());
}

SceneGroup groupOf(Scene scene) {
  return textOf(scene).group;
}

std::string_view groupTitle(SceneGroup group) {
  constexpr std::array<std::string_view, kGroupCount> titles{"Indoor", "Outdoor", "Transport"};
  return titles[static_cast<std::size_t>(group)];
}

}  // namespace scenelens
