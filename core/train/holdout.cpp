// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/holdout.h"

#include "core/augment/sampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace scenelens {

namespace {

/// A place by its name, over all data sets.
struct Location {
  std::string_view name;
  std::size_t dataset = 0;  ///< the first one that has it
  Scene scene = Scene::Airport;
  std::size_t clips = 0;
  std::array<std::size_t, kSceneCount> perScene{};
  bool heldOut = false;
};

using Locations = std::map<std::string_view, Location>;

std::vector<TrainingClip> clipsOf(std::span<const Dataset* const> datasets, std::size_t index,
                                  Fold fold) {
  std::vector<TrainingClip> clips;
  const Dataset& dataset = *datasets[index];
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Clip& clip = dataset.clips[i];
    if (clip.fold != fold || !clip.scene) continue;
    clips.push_back({.dataset = static_cast<std::uint32_t>(index),
                     .clip = static_cast<std::uint32_t>(i),
                     .scene = *clip.scene,
                     .device = std::string(dataset.device(clip))});
  }
  return clips;
}

Error nothingIn(const Dataset& dataset, Fold fold) {
  return {.reason = std::string("the ") + std::string(foldName(fold)) +
                    " fold of the data set has no clips with a scene",
          .file = dataset.root,
          .remedy = fold == Fold::Train
                        ? "Choose a data set in the official layout, with fold1_train.csv"
                        : "Hold out locations instead, or complete fold1_evaluate.csv"};
}

Locations locationsOf(const TrainingSet& set) {
  Locations locations;
  for (const auto& clip : set.train) {
    const auto name = set.datasets[clip.dataset]->location(set.clip(clip));
    if (name.empty()) continue;
    auto& location =
        locations.try_emplace(name, Location{.name = name, .dataset = clip.dataset}).first->second;
    ++location.clips;
    ++location.perScene[static_cast<std::size_t>(clip.scene)];
  }
  for (auto& entry : locations) {
    auto& perScene = entry.second.perScene;
    entry.second.scene =
        static_cast<Scene>(std::max_element(perScene.begin(), perScene.end()) - perScene.begin());
  }
  return locations;
}

/// Holds out locations, in random order, that bring the share of clips nearer to `fraction`; if
/// none does, the one that misses it least. Never all.
void holdOutSome(const std::vector<Location*>& locations, double fraction, SplitMix64& random) {
  const auto order = permutation(random, static_cast<std::uint32_t>(locations.size()));
  if (locations.size() < 2) return;
  double wanted = 0.0;
  for (const auto* location : locations) wanted += fraction * static_cast<double>(location->clips);
  double held = 0.0;
  std::size_t count = 0;
  Location* nearest = nullptr;
  const auto miss = [&](double clips) { return std::abs(clips - wanted); };
  for (const auto index : order) {
    Location& location = *locations[index];
    const auto clips = static_cast<double>(location.clips);
    if (nearest == nullptr || miss(clips) < miss(static_cast<double>(nearest->clips)))
      nearest = &location;
    if (count + 1 == locations.size() || miss(held + clips) >= miss(held)) continue;
    location.heldOut = true;
    held += clips;
    ++count;
  }
  if (count == 0) nearest->heldOut = true;
}

void holdOutLocations(Locations& locations, double fraction, std::uint64_t seed) {
  SplitMix64 random(SplitMix64(seed).next() ^ 0x686f6c646f7574ULL);
  std::map<std::pair<std::size_t, Scene>, std::vector<Location*>> strata;
  std::map<Scene, std::vector<Location*>> scenes;
  for (auto& entry : locations) {
    strata[{entry.second.dataset, entry.second.scene}].push_back(&entry.second);
    scenes[entry.second.scene].push_back(&entry.second);
  }
  for (auto& entry : strata) holdOutSome(entry.second, fraction, random);
  // A scene with a single location in each of several data sets has none held out yet.
  for (auto& entry : scenes) {
    const auto held = [](const Location* location) { return location->heldOut; };
    if (std::ranges::none_of(entry.second, held)) holdOutSome(entry.second, fraction, random);
  }
}

}  // namespace

Result<TrainingSet> makeTrainingSet(std::span<const Dataset* const> datasets, HoldOut holdOut,
                                    double fraction, std::uint64_t seed) {
  if (datasets.empty()) return fail({.reason = "there is no data set to train on"});
  TrainingSet set;
  set.datasets.assign(datasets.begin(), datasets.end());
  const auto append = [&](Fold fold, std::vector<TrainingClip>& to) -> Status {
    for (std::size_t i = 0; i < datasets.size(); ++i) {
      auto clips = clipsOf(datasets, i, fold);
      if (clips.empty()) return fail(nothingIn(*datasets[i], fold));
      std::move(clips.begin(), clips.end(), std::back_inserter(to));
    }
    return {};
  };
  if (auto status = append(Fold::Train, set.train); !status) return fail(std::move(status).error());
  std::set<std::string_view> names;
  if (holdOut == HoldOut::TestFold) {
    if (auto status = append(Fold::Test, set.validation); !status)
      return fail(std::move(status).error());
    for (const auto& clip : set.validation)
      names.insert(datasets[clip.dataset]->location(set.clip(clip)));
  } else if (fraction > 0.0) {
    auto locations = locationsOf(set);
    holdOutLocations(locations, fraction, seed);
    const auto heldOut = [&](const TrainingClip& clip) {
      const auto it = locations.find(datasets[clip.dataset]->location(set.clip(clip)));
      return it != locations.end() && it->second.heldOut;
    };
    std::ranges::copy_if(set.train, std::back_inserter(set.validation), heldOut);
    std::erase_if(set.train, heldOut);
    for (const auto& entry : locations)
      if (entry.second.heldOut) names.insert(entry.first);
    if (set.validation.empty())
      return fail({.reason = "no scene has two locations, so none can be held out",
                   .file = datasets.front()->root,
                   .remedy = "Hold out nothing, or validate on the test fold"});
  }
  names.erase("");
  set.heldOut.assign(names.begin(), names.end());
  return set;
}

}  // namespace scenelens
