// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/submission_table.h"

#include "core/base/file_io.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace scenelens {

namespace {

std::string baseName(const Clip& clip) {
  return std::filesystem::path(clip.file).filename().string();
}

/// The base names that several files of the run share.
std::unordered_set<std::string> sharedNames(const Dataset& dataset, const RunTable& run) {
  std::unordered_map<std::string, const std::string*> files;
  std::unordered_set<std::string> shared;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    if (!run.find(i)) continue;
    const Clip& clip = dataset.clips[i];
    std::string name = baseName(clip);
    const auto [it, isNew] = files.try_emplace(name, &clip.file);
    if (!isNew && *it->second != clip.file) shared.insert(std::move(name));
  }
  return shared;
}

bool hasControlCharacter(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
}

}  // namespace

Status writeSubmissionTable(const std::filesystem::path& path, const Dataset& dataset,
                            const RunTable& run, DecisionRule rule) {
  std::string text = "filename\tscene_label";
  for (const Scene scene : allScenes()) text.append("\t").append(sceneLabel(scene));
  text += '\n';
  const auto shared = sharedNames(dataset, run);
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Prediction* prediction = run.find(i);
    if (!prediction) continue;
    const auto& clip = dataset.clips[i];
    std::string name = baseName(clip);
    if (shared.contains(name)) name = clip.file;
    // The format has no quoting: a tab or a line break would make another row of it.
    if (hasControlCharacter(name)) {
      return fail(
          {"a table cannot hold this file name: it has a tab, a line break or another "
           "control character",
           dataset.path(clip), 0, "Rename the file"});
    }
    text += name;
    if (clip.window > 0) text += fmt::format("#{}", clip.window);
    text.append("\t").append(sceneLabel(prediction->decision(rule)));
    for (const float p : prediction->probabilities(rule)) {
      fmt::format_to(std::back_inserter(text), "\t{:.6f}", p);
    }
    text += '\n';
  }
  const std::array parts{std::as_bytes(std::span(text))};
  return writeFileAtomically(path, parts);
}

}  // namespace scenelens
