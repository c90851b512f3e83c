// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/aligned_clips.h"

#include "core/base/in_quotes.h"
#include "core/dataset/clip_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace scenelens {

namespace {

/// What aligned clips have in common; empty when the name is not official.
std::string alignmentKey(const Clip& clip) {
  const auto name = parseClipName(clip.file);
  if (!name) return {};
  return fmt::format("{}-{}-{}-{}-{}#{}", sceneLabel(name->scene), name->city, name->location,
                     name->segment, name->second, clip.window);
}

}  // namespace

Result<std::vector<AlignedGroup>> findAlignedClips(const Dataset& dataset,
                                                   std::string_view device) {
  std::unordered_map<std::string, std::uint32_t> byKey;
  bool trains = false;
  const auto count = static_cast<std::uint32_t>(dataset.clips.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const Clip& clip = dataset.clips[i];
    if (clip.fold != Fold::Train) continue;
    trains = true;
    if (dataset.device(clip) != device) continue;
    if (auto key = alignmentKey(clip); !key.empty()) byKey.emplace(std::move(key), i);
  }
  if (!trains)
    return fail({.reason = "the data set has no training fold",
                 .file = dataset.root,
                 .remedy = "Open the root of a data set with evaluation_setup/fold1_train.csv"});

  std::vector<AlignedGroup> groups;
  std::unordered_map<std::uint32_t, std::size_t> groupOf;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Clip& clip = dataset.clips[i];
    const auto name = dataset.device(clip);
    if (clip.fold != Fold::Train || name.empty() || name == device) continue;
    const auto key = alignmentKey(clip);
    const auto own = key.empty() ? byKey.end() : byKey.find(key);
    if (own == byKey.end()) continue;
    const auto [place, isNew] = groupOf.emplace(own->second, groups.size());
    if (isNew) groups.push_back({own->second, {}});
    groups[place->second].others.push_back(i);
  }
  if (groups.empty())
    return fail({.reason = fmt::format("no clip of device {} in the training fold was recorded by "
                                       "another device as well",
                                       inQuotes(device)),
                 .file = dataset.root,
                 .remedy = "Aligned clips have official names that differ only in the device"});
  return groups;
}

}  // namespace scenelens
