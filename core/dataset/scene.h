// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scenelens {

/// The ten scenes of TAU Urban Acoustic Scenes, in the alphabetical order of the labels; this is
/// the order of the first ten logits of every model.
enum class Scene : std::uint8_t {
  Airport,
  Bus,
  Metro,
  MetroStation,
  Park,
  PublicSquare,
  ShoppingMall,
  StreetPedestrian,
  StreetTraffic,
  Tram
};
inline constexpr std::size_t kSceneCount = 10;

/// The three coarse groups of the report's second head (Table 1), in the order of logits 10..12.
enum class SceneGroup : std::uint8_t { Indoor, Outdoor, Transport };
inline constexpr std::size_t kGroupCount = 3;

/// Logits of every DSMN model: ten scenes, then three groups.
inline constexpr std::size_t kLogitCount = kSceneCount + kGroupCount;

/// All scenes in label order.
[[nodiscard]] const std::array<Scene, kSceneCount>& allScenes();
/// Label as in file names and lists: "metro_station".
[[nodiscard]] std::string_view sceneLabel(Scene scene);
/// For people: "Metro station".
[[nodiscard]] std::string_view sceneTitle(Scene scene);
/// The scene of a label ("metro_station"), or nothing when the label is unknown.
[[nodiscard]] std::optional<Scene> sceneFromLabel(std::string_view label);

/// Indoor: airport, metro station, shopping mall; Transport: bus, metro, tram; else Outdoor.
[[nodiscard]] SceneGroup groupOf(Scene scene);
/// "Indoor", "Outdoor", "Transport".
[[nodiscard]] std::string_view groupTitle(SceneGroup group);

}  // namespace scenelens
