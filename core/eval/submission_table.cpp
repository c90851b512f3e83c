// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/submission_table.h"

#include "core/base/file_io.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <span>
#include <string>

namespace scenelens {

Status writeSubmissionTable(const std::filesystem::path& path, const Dataset& dataset,
                            const RunTable& run, DecisionRule rule) {
  std::string text = "filename\tscene_label";
  for (const Scene scene : allScenes()) text.append("\t").append(sceneLabel(scene));
  text += '\n';
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Prediction* prediction = run.find(i);
    if (!prediction) continue;
    const auto& clip = dataset.clips[i];
    text += std::filesystem::path(clip.file).filename().string();
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
