// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/clip_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace scenelens {

namespace {

std::string csvCell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

}  // namespace

std::vector<std::string> tagsOf(const ClipNotes& notes) {
  std::set<std::string> tags;
  for (const auto& [clip, note] : notes) tags.insert(note.tags.begin(), note.tags.end());
  return {tags.begin(), tags.end()};
}

std::string notesAsCsv(const Dataset& dataset, const ClipNotes& notes) {
  std::vector<std::uint32_t> clips;
  for (const auto& [clip, note] : notes) {
    if (clip < dataset.clips.size()) clips.push_back(clip);
  }
  std::sort(clips.begin(), clips.end());
  std::string csv = "file,second,scene,tags,note\n";
  for (const auto index : clips) {
    const auto& clip = dataset.clips[index];
    const auto& note = notes.at(index);
    csv += fmt::format("{},{},{},{},{}\n", csvCell(clip.file), clip.window,
                       clip.scene ? sceneLabel(*clip.scene) : std::string_view(),
                       csvCell(fmt::format("{}", fmt::join(note.tags, " "))), csvCell(note.text));
  }
  return csv;
}

}  // namespace scenelens
