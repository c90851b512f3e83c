// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/submission_folder.h"

#include "core/base/file_io.h"
#include "core/base/in_quotes.h"
#include "core/eval/submission_schema.h"
#include "core/eval/submission_table.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <span>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

namespace fs = std::filesystem;
namespace schema = submission_schema;

constexpr double kPercent = 100.0;

/// Letters, digits and hyphens: what file names and the validator's splitting at '_' allow.
bool isLabelWord(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// The child of that name, made when it is not there or not a map; a line for each of its keys.
YAML::Node mapAt(YAML::Node parent, const char* key) {
  if (!parent[key].IsDefined() || !parent[key].IsMap())
    parent[key] = YAML::Node(YAML::NodeType::Map);
  YAML::Node child = parent[key];
  child.SetStyle(YAML::EmitterStyle::Block);
  return child;
}

template <std::size_t N>
void addMissing(YAML::Node map, const std::array<const char*, N>& keys) {
  for (const char* key : keys)
    if (!map[key].IsDefined()) map[key] = YAML::Node(YAML::NodeType::Null);
}

/// A part without clips has no figures: they stay what they are, or unknown.
void setFigures(YAML::Node map, double accuracy, double logLoss, std::size_t clips) {
  if (clips > 0) {
    map["accuracy"] = fmt::format("{:.2f}", kPercent * accuracy);
    map["logloss"] = fmt::format("{:.4f}", logLoss);
  }
  addMissing(map, schema::kFigures);
}

void fillSubmission(YAML::Node root, const std::string& label) {
  YAML::Node submission = mapAt(root, "submission");
  submission["label"] = label;
  addMissing(submission, schema::kSubmission);
  if (!submission["authors"].IsNull()) return;
  YAML::Node author(YAML::NodeType::Map);
  addMissing(author, schema::kAuthor);
  author["corresponding"] = true;
  submission["authors"].push_back(author);
}

void fillSystem(YAML::Node root, const RunInfo& info) {
  YAML::Node system = mapAt(root, "system");
  addMissing(mapAt(system, "description"), schema::kDescription);
  YAML::Node complexity = mapAt(system, "complexity");
  if (info.bytes) complexity["total_model_size"] = *info.bytes;
  if (info.parameters) complexity["total_parameters"] = *info.parameters;
  if (info.macs) complexity["macs"] = *info.macs;
  addMissing(complexity, schema::kComplexity);
  addMissing(mapAt(system, "energy_consumption"), schema::kEnergy);
  addMissing(system, std::array{"external_datasets", "source_code"});
}

void fillResults(YAML::Node root, const RunParts& parts) {
  YAML::Node results = mapAt(mapAt(root, "results"), "development_dataset");
  setFigures(mapAt(results, "overall"), parts.overall.macroAccuracy, parts.overall.logLoss,
             parts.overall.clips);
  YAML::Node scenes = mapAt(results, "class_wise");
  for (const Scene scene : allScenes()) {
    const RunPart& part = parts.scenes[static_cast<std::size_t>(scene)];
    setFigures(mapAt(scenes, std::string(sceneLabel(scene)).c_str()), part.accuracy(), part.logLoss,
               part.clips);
  }
  YAML::Node devices = mapAt(results, "device_wise");
  for (const char* name : schema::kDevices) {
    const auto found = std::ranges::find_if(
        parts.devices, [&](const DevicePart& device) { return device.all.name == name; });
    const RunPart part = found == parts.devices.end() ? RunPart() : found->all;
    setFigures(mapAt(devices, name), part.macroAccuracy, part.logLoss, part.clips);
  }
}

Result<std::string> metaText(const Submission& submission) {
  try {
    YAML::Node root =
        submission.meta.empty() ? YAML::Node(YAML::NodeType::Map) : YAML::Load(submission.meta);
    if (!root.IsMap())
      return fail({"holds no keys and values", submission.metaPath, 1,
                   "Give a meta.yaml like that of the challenge"});
    fillSubmission(root, submission.label);
    fillSystem(root, submission.info);
    fillResults(root, submission.development);
    YAML::Emitter emitter;
    emitter << root;
    if (!emitter.good()) return fail({emitter.GetLastError(), submission.metaPath});
    return std::string(emitter.c_str()) + "\n";
  } catch (const YAML::Exception& error) {
    return fail({fmt::format("is not YAML: {}", printable(error.msg)), submission.metaPath,
                 error.mark.is_null() ? 0 : error.mark.line + 1});
  }
}

}  // namespace

bool isSubmissionLabel(std::string_view label) {
  std::array<std::string_view, 4> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto end = label.find('_');
    if ((end == std::string_view::npos) != (i + 1 == words.size())) return false;
    words[i] = label.substr(0, end);
    label.remove_prefix(std::min(label.size(), words[i].size() + 1));
  }
  return isLabelWord(words[0]) && isLabelWord(words[1]) && words[2] == "task1" &&
         words[3].size() == 1 && words[3][0] >= '1' && words[3][0] <= '4';
}

Result<fs::path> writeSubmission(const fs::path& folder, const Submission& submission) {
  if (!isSubmissionLabel(submission.label))
    return fail({fmt::format("{} is no submission label", inQuotes(submission.label)),
                 {},
                 0,
                 "It has the form Lastname_Institute_task1_N with N from 1 to 4"});
  const auto meta = metaText(submission);
  if (!meta) return fail(meta.error());
  const fs::path target = folder / "task1" / submission.label;
  std::error_code problem;
  fs::create_directories(target, problem);
  if (problem) return fail({fmt::format("cannot be made: {}", problem.message()), target});
  if (auto written = writeSubmissionTable(target / (submission.label + ".output.csv"),
                                          *submission.dataset, *submission.run);
      !written)
    return fail(std::move(written.error()));
  const std::array parts{std::as_bytes(std::span(*meta))};
  if (auto written = writeFileAtomically(target / (submission.label + ".meta.yaml"), parts);
      !written)
    return fail(std::move(written.error()));
  return target;
}

}  // namespace scenelens
