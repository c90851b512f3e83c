// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_card.h"

#include "core/base/in_quotes.h"
#include "core/base/text.h"
#include "core/nn/complexity.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace scenelens {

namespace {

using Out = std::back_insert_iterator<std::string>;

std::string count(std::size_t clips) {
  return groupDigits(static_cast<std::int64_t>(clips));
}

/// Text of people within a line of Markdown: no control characters, and no end of a table's cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '|' || c == '\\' || c == '<') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string duration(double seconds) {
  if (seconds < 60.0) return fmt::format("{:.0f} s", seconds);
  const auto minutes = static_cast<std::int64_t>(std::lround(seconds / 60.0));
  if (minutes < 60) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

/// "52.5 % | 1.402" or dashes.
template <typename Figures>
std::string figures(const Figures* part) {
  if (part == nullptr || part->clips == 0) return "– | –";
  return fmt::format("{:.1f} % | {:.3f}", 100.0 * part->accuracy(), part->logLoss);
}

void writeCost(const ModelCard& card, Out out) {
  const auto complexity = complexityOf(card.architecture);
  fmt::format_to(out,
                 "## Architecture\n\n{} ({}): {} parameters, {} MACs a clip, {} bytes in Int8 with "
                 "BatchNorm folded ({} in Float32).\n\n",
                 card.architecture.title, card.architecture.summary,
                 groupDigits(complexity.parameters), groupDigits(complexity.macs),
                 groupDigits(complexity.bytesInt8Folded()),
                 groupDigits(complexity.bytesFloat32Folded()));
}

void writeData(const ModelCard& card, Out out) {
  fmt::format_to(out,
                 "## Data\n\n| data set | trained on | held out | what it is |\n"
                 "| --- | --- | --- | --- |\n");
  for (const auto& data : card.data) {
    fmt::format_to(out, "| {} | {} clips | {} clips | {}{} |\n", cell(data.name), count(data.train),
                   count(data.validation),
                   data.synthetic ? "synthetic: computed, not recorded; " : "",
                   data.description.empty() ? "–" : cell(data.description));
  }
  fmt::format_to(out, "\n");
  if (card.options.holdOut == HoldOut::TestFold) {
    fmt::format_to(out,
                   "The epoch was chosen on the test fold, as the authors of the report did: "
                   "figures for it are selected on it.\n\n");
  } else if (!card.heldOut.empty()) {
    fmt::format_to(out, "Held out by location ({}), to choose the epoch:", card.heldOut.size());
    for (const auto& location : card.heldOut) fmt::format_to(out, " {}", cell(location));
    fmt::format_to(out, ".\n\n");
  }
}

void writeTraining(const ModelCard& card, Out out) {
  // A fence longer than any run of backticks in the command.
  std::string fence = "```";
  while (card.command.find(fence) != std::string::npos) fence += '`';
  fmt::format_to(out, "## Training\n\n{}\n{}\n{}\n\n", fence, printable(card.command), fence);
  fmt::format_to(out, "| | |\n| --- | --- |\n");
  fmt::format_to(out, "| recipe | {} |\n| seed | {} |\n| epochs | {} |\n",
                 nameOf(card.options.recipe), card.options.seed, card.epochsRun);
  const bool byLoss = card.options.criterion == CheckpointCriterion::LogLoss;
  if (card.options.epochs == 0) {
    fmt::format_to(out, "| float weights | as they were given |\n");
  } else if (card.chosenEpoch >= 0) {
    fmt::format_to(out, "| chosen epoch (from 0) | {}, by validation {} |\n", card.chosenEpoch,
                   byLoss ? "log loss" : "accuracy");
  } else {
    fmt::format_to(out, "| chosen epoch | the last |\n");
  }
  fmt::format_to(out, "| time | {} |\n", duration(card.seconds));
  if (!card.machine.empty()) fmt::format_to(out, "| machine | {} |\n", cell(card.machine));
  const auto& qat = card.options.qat;
  fmt::format_to(out, "| quantization-aware training | {}{} |\n\n", nameOf(qat.mode),
                 qat.mode == QatMode::FineTune
                     ? fmt::format(", {} epochs, learning from {}", qat.epochs,
                                   qat.targets == QatTargets::Float ? "what the float network says"
                                                                    : "the labels")
                     : "");
}

template <typename Figures>
void writeRow(const std::string& name, const Figures& floating, const Figures* int8, bool hasInt8,
              Out out) {
  fmt::format_to(out, "| {} | {} | {} |", name, count(floating.clips), figures(&floating));
  if (hasInt8) fmt::format_to(out, " {} |", figures(int8));
  fmt::format_to(out, "\n");
}

/// A row for each part; parts of the other precision are found by name.
void writeParts(const char* title, const std::vector<RunPart>& parts,
                const std::vector<RunPart>* int8, Out out) {
  fmt::format_to(out, "| {} | clips | accuracy, Float32 | log loss, Float32 |{}\n", title,
                 int8 != nullptr ? " accuracy, Int8 | log loss, Int8 |" : "");
  fmt::format_to(out, "| --- | ---: | ---: | ---: |{}\n", int8 != nullptr ? " ---: | ---: |" : "");
  for (const auto& part : parts) {
    const RunPart* other = nullptr;
    for (std::size_t i = 0; int8 != nullptr && i < int8->size(); ++i)
      if ((*int8)[i].name == part.name) other = &(*int8)[i];
    writeRow(part.name.empty() ? "unknown" : cell(part.name), part, other, int8 != nullptr, out);
  }
  fmt::format_to(out, "\n");
}

void writeEvaluation(const CardEvaluation& evaluation, Out out) {
  fmt::format_to(out, "## Measured on {}\n\n", cell(evaluation.name));
  if (!evaluation.remark.empty()) fmt::format_to(out, "{}\n\n", cell(evaluation.remark));
  const auto& floating = evaluation.floating;
  const RunBreakdown* int8 = evaluation.int8 ? &*evaluation.int8 : nullptr;
  const auto overallOf = [](const RunBreakdown& run) {
    return std::vector<RunPart>{{.name = "all",
                                 .clips = run.overall.clips,
                                 .correct = run.overall.correct,
                                 .logLoss = run.overall.logLoss}};
  };
  const auto parts = [&](const char* title, auto partsOf) {
    const auto floatParts = partsOf(floating);
    if (int8 == nullptr) {
      writeParts(title, floatParts, nullptr, out);
      return;
    }
    const auto int8Parts = partsOf(*int8);
    writeParts(title, floatParts, &int8Parts, out);
  };
  parts("overall", overallOf);
  fmt::format_to(out, "Class-wise (macro) accuracy: {:.1f} % in Float32{}.\n\n",
                 100.0 * floating.overall.macroAccuracy,
                 int8 != nullptr
                     ? fmt::format(", {:.1f} % in Int8", 100.0 * int8->overall.macroAccuracy)
                     : "");
  parts("device", [](const RunBreakdown& run) { return run.devices; });
  parts("scene", [](const RunBreakdown& run) { return run.scenes; });
}

}  // namespace

std::string modelCardMarkdown(const ModelCard& card) {
  std::string text;
  const Out out(text);
  fmt::format_to(out, "# {} ({})\n\n{}\n\n", card.architecture.title, card.architecture.name,
                 kNotTauResults);
  writeCost(card, out);
  writeData(card, out);
  writeTraining(card, out);
  for (const auto& evaluation : card.evaluations) writeEvaluation(evaluation, out);
  if (!card.engines.empty()) fmt::format_to(out, "Engines: {}.\n\n", cell(card.engines));
  fmt::format_to(out, "## All options\n\n```json\n{}\n```\n", trainOptionsToJson(card.options));
  return text;
}

}  // namespace scenelens
