// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/breakdown.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace scenelens {

namespace {

struct Sums {
  std::size_t clips = 0;
  std::size_t correct = 0;
  double loss = 0.0;

  Sums& operator+=(const Sums& other) {
    clips += other.clips;
    correct += other.correct;
    loss += other.loss;
    return *this;
  }
};

using SceneSums = std::array<Sums, kSceneCount>;

SceneSums& operator+=(SceneSums& sums, const SceneSums& others) {
  for (std::size_t c = 0; c < kSceneCount; ++c) sums[c] += others[c];
  return sums;
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

RunPart partOf(std::string name, const Sums& sums) {
  RunPart part{.name = std::move(name), .clips = sums.clips, .correct = sums.correct};
  if (sums.clips == 0) return part;
  part.macroAccuracy = share(sums.correct, sums.clips);  // of one scene; else set below
  part.logLoss = sums.loss / static_cast<double>(sums.clips);
  return part;
}

RunPart partOf(std::string name, const SceneSums& scenes) {
  Sums all;
  double recalls = 0.0;
  std::size_t occurring = 0;
  for (const Sums& scene : scenes) {
    all += scene;
    if (scene.clips == 0) continue;
    recalls += share(scene.correct, scene.clips);
    ++occurring;
  }
  RunPart part = partOf(std::move(name), all);
  if (occurring > 0) part.macroAccuracy = recalls / static_cast<double>(occurring);
  return part;
}

std::array<RunPart, kSceneCount> sceneParts(const SceneSums& scenes) {
  std::array<RunPart, kSceneCount> parts;
  for (const Scene scene : allScenes()) {
    const auto c = static_cast<std::size_t>(scene);
    parts[c] = partOf(std::string(sceneLabel(scene)), scenes[c]);
  }
  return parts;
}

/// Nothing to show for devices and groups without clips.
void addTo(std::vector<DevicePart>& parts, std::string_view name, DeviceGroup group,
           const SceneSums& sums) {
  DevicePart part{group, partOf(std::string(name), sums), sceneParts(sums)};
  if (part.all.clips > 0) parts.push_back(std::move(part));
}

}  // namespace

std::string_view deviceGroupName(DeviceGroup group) {
  switch (group) {
    case DeviceGroup::Real:
      return "real";
    case DeviceGroup::Seen:
      return "seen";
    case DeviceGroup::Unseen:
      return "unseen";
    case DeviceGroup::Other:
      break;
  }
  return "other";
}

DeviceGroup deviceGroupOf(std::string_view device) {
  if (device == "a" || device == "b" || device == "c") return DeviceGroup::Real;
  if (device == "s1" || device == "s2" || device == "s3") return DeviceGroup::Seen;
  if (device == "s4" || device == "s5" || device == "s6") return DeviceGroup::Unseen;
  return DeviceGroup::Other;
}

RunParts partsOf(const Dataset& dataset, const JudgedRun& run,
                 std::span<const std::uint32_t> clips) {
  std::vector<SceneSums> devices(dataset.devices.size() + 1);  // the last: unknown
  for (const auto clip : clips) {
    if (clip >= run.size() || !run.isJudged(clip)) continue;
    const auto device = dataset.clips[clip].device;
    SceneSums& sums = device >= 0 ? devices[static_cast<std::size_t>(device)] : devices.back();
    sums[run.truth[clip]] += {1, run.isCorrect(clip) ? std::size_t{1} : 0, run.loss[clip]};
  }
  RunParts parts;
  SceneSums all{};
  std::array<SceneSums, kDeviceGroupCount> groups{};
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const std::string_view name =
        i < dataset.devices.size() ? std::string_view(dataset.devices[i]) : std::string_view();
    const DeviceGroup group = deviceGroupOf(name);
    addTo(parts.devices, name, group, devices[i]);
    groups[static_cast<std::size_t>(group)] += devices[i];
    all += devices[i];
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto group = static_cast<DeviceGroup>(g);
    addTo(parts.groups, deviceGroupName(group), group, groups[g]);
  }
  parts.scenes = sceneParts(all);
  parts.overall = partOf({}, all);
  return parts;
}

std::vector<std::uint32_t> everyClip(std::size_t count) {
  std::vector<std::uint32_t> clips(count);
  std::iota(clips.begin(), clips.end(), 0U);
  return clips;
}

}  // namespace scenelens
