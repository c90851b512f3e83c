// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/recordings.h"

#include "core/dataset/clip_name.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace scenelens {

namespace {

/// The name without the second: "audio/bus-paris-1-10-a.wav" of "audio/bus-paris-1-10-3-a.wav".
void writeRecordingKey(const Clip& clip, std::string& key) {
  key.assign(clip.file);
  const auto name = parseClipName(clip.file);
  if (!name || name->second < 0) return;
  const auto device = static_cast<std::size_t>(name->device.data() - clip.file.data());
  constexpr std::size_t kSecondAndDash = 2;
  key.erase(device - kSecondAndDash, kSecondAndDash);
}

/// What aligned clips have in common: the name up to the device, without folder, and the window.
/// Empty when the name is not official.
void writeMomentKey(const Clip& clip, std::string& key) {
  key.clear();
  const auto name = parseClipName(clip.file);
  if (!name) return;
  const auto device = static_cast<std::size_t>(name->device.data() - clip.file.data());
  const auto slash = clip.file.find_last_of('/', device);
  const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
  key.assign(clip.file, begin, device - begin);
  key += '#';
  key += std::to_string(clip.window);
}

}  // namespace

RecordingIndex findRecordings(const Dataset& dataset) {
  RecordingIndex index;
  index.of.reserve(dataset.clips.size());
  std::unordered_map<std::string, std::uint32_t> numbers;
  numbers.reserve(dataset.clips.size() / 8);
  std::string key;
  std::string lastKey;
  for (const Clip& clip : dataset.clips) {
    writeRecordingKey(clip, key);
    // Lists are sorted: most clips follow one of the same recording.
    if (!index.of.empty() && key == lastKey) {
      index.of.push_back(index.of.back());
      continue;
    }
    const auto next = static_cast<std::uint32_t>(numbers.size());
    index.of.push_back(numbers.emplace(key, next).first->second);
    std::swap(key, lastKey);
  }
  index.count = numbers.size();
  return index;
}

AlignedIndex findPartners(const Dataset& dataset, std::string_view device) {
  AlignedIndex index;
  index.partner.assign(dataset.clips.size(), AlignedIndex::kNoPartner);
  std::unordered_map<std::string, std::uint32_t> own;
  std::string key;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Clip& clip = dataset.clips[i];
    if (clip.device < 0 || dataset.device(clip) != device) continue;
    writeMomentKey(clip, key);
    if (!key.empty()) own.emplace(key, static_cast<std::uint32_t>(i));
  }
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Clip& clip = dataset.clips[i];
    if (clip.device < 0 || dataset.device(clip) == device) continue;
    writeMomentKey(clip, key);
    const auto found = key.empty() ? own.end() : own.find(key);
    if (found != own.end()) index.partner[i] = found->second;
  }
  return index;
}

}  // namespace scenelens
