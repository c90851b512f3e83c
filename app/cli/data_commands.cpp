// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/audio/audio_file.h"
#include "core/augment/correction_estimate.h"
#include "core/augment/correction_file.h"
#include "core/base/safetensors.h"
#include "core/base/text.h"
#include "core/dataset/dataset.h"
#include "core/dataset/demo_set.h"
#include "core/features/feature_extractor.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace scenelens {

namespace {

using Paths = std::vector<std::filesystem::path>;

int demoData(const std::string& folder, const DemoSetOptions& options) {
  JobControl control(progressLine("Writing clips"));
  const CancelOnInterrupt guard(control);
  const auto written = writeDemoSet(folder, options, control);
  if (!written) return reportError(written.error());
  if (control.cancelled()) return reportCancelled();  // nothing is left of the set then
  printNote(fmt::format("Wrote a synthetic data set to {}", folder));
  return 0;
}

int describeDataset(const Paths& paths) {
  JobControl control(progressLine("Opening"));
  const CancelOnInterrupt guard(control);
  const auto dataset = openDataset(paths, control);
  if (!dataset) return reportError(dataset.error());
  if (control.cancelled()) return reportCancelled();
  std::array<std::int64_t, 3> folds{};
  std::int64_t missing = 0;
  for (const auto& clip : dataset->clips) {
    ++folds[static_cast<std::size_t>(clip.fold)];
    missing += clip.missing ? 1 : 0;
  }
  fmt::print("name       {}{}\n", dataset->name, dataset->synthetic ? " (synthetic)" : "");
  fmt::print("clips      {}\n", groupDigits(static_cast<std::int64_t>(dataset->clips.size())));
  fmt::print("train      {}\n", groupDigits(folds[1]));
  fmt::print("test       {}\n", groupDigits(folds[2]));
  fmt::print("no fold    {}\n", groupDigits(folds[0]));
  fmt::print("no sound   {}\n", groupDigits(missing));
  fmt::print("cities     {}\n", dataset->cities.size());
  fmt::print("locations  {}\n", dataset->locations.size());
  fmt::print("devices    {}\n", fmt::join(dataset->devices, " "));
  for (const auto& problem : dataset->problems) printNote("problem: " + problem.text());
  return 0;
}

int features(const Paths& clips, const std::string& output) {
  if (const auto folder = checkFolderOf(output); !folder) return reportError(folder.error());
  const auto progress = progressLine("Reading");
  FeatureExtractor extractor;
  FeatureMap map;
  std::vector<float> logmel;
  std::vector<float> stacked;
  std::int64_t windows = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto sounds = readAudioFile(clips[i]);
    if (!sounds) return reportError(sounds.error());
    for (const auto& sound : *sounds) {
      extractor.extract(sound.samples, map);
      logmel.insert(logmel.end(), map.logmel.begin(), map.logmel.end());
      stacked.insert(stacked.end(), map.features.begin(), map.features.end());
      ++windows;
    }
    if (progress) progress(i + 1, clips.size());
  }
  constexpr auto kM = static_cast<std::int64_t>(kMels);
  constexpr auto kF = static_cast<std::int64_t>(kFrames);
  TensorFile file;
  file.tensors["logmel"] = Tensor::fromFloats({windows, kM, kF}, logmel);
  file.tensors["features"] = Tensor::fromFloats({windows, 2, kM, kF}, stacked);
  const auto written = writeSafetensors(output, file);
  if (!written) return reportError(written.error());
  printNote(fmt::format("Wrote the features of {} 1-s windows to {}", windows, output));
  return 0;
}

int spectrumCorrection(const std::filesystem::path& root, const std::string& output,
                       const EstimateOptions& options) {
  if (const auto folder = checkFolderOf(output); !folder) return reportError(folder.error());
  JobControl control(progressLine("Listening to aligned clips"));
  const CancelOnInterrupt guard(control);
  const auto dataset = openDataset(std::array{root}, control);
  if (!dataset) return reportError(dataset.error());
  if (control.cancelled()) return reportCancelled();
  const auto estimate = estimateCorrection(*dataset, options, control);
  if (control.cancelled()) return reportCancelled();
  if (!estimate) return reportError(estimate.error());
  for (const auto& skipped : estimate->skipped) printNote("skipped: " + skipped.text());
  const auto& correction = estimate->correction;
  if (const auto saved = saveCorrection(output, correction); !saved)
    return reportError(saved.error());
  printNote(fmt::format("Wrote the '{}' correction of {} aligned pairs (device {} and {}) to {}",
                        correctionFormName(correction.form), groupDigits(correction.pairs),
                        correction.device, fmt::join(correction.others, ", "), output));
  return 0;
}

}  // namespace

void addDataCommands(CLI::App& app) {
  {
    auto folder = std::make_shared<std::string>();
    auto options = std::make_shared<DemoSetOptions>();
    auto* command = app.add_subcommand("demo-data", "Write a synthetic data set");
    command->add_option("dir", *folder, "new or empty folder, or a synthetic data set to replace")
        ->required();
    command
        ->add_option("--clips-per-class", options->clipsPerClass,
                     "1-s clips per scene, at least 10")
        ->check(CLI::Range(10, 100'000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "the same seed gives the same bytes")
        ->capture_default_str();
    command->callback([=] { finish(demoData(*folder, *options)); });
  }
  {
    auto paths = std::make_shared<Paths>();
    auto* command = app.add_subcommand("dataset", "Say what a data set or folder holds");
    command->add_option("path", *paths, "data set root, folders or sound files")->required();
    command->callback([=] { finish(describeDataset(*paths)); });
  }
  {
    auto clips = std::make_shared<Paths>();
    auto output = std::make_shared<std::string>();
    auto* command = app.add_subcommand(
        "features", "Log-Mel and network input of sound files, a row per 1-s window");
    command->add_option("clip", *clips, "sound files; their windows follow in this order")
        ->required();
    command
        ->add_option("-o,--output", *output,
                     "safetensors file to write: logmel Nx256x44, features Nx2x256x44")
        ->required();
    command->callback([=] { finish(features(*clips, *output)); });
  }
  {
    auto root = std::make_shared<std::filesystem::path>();
    auto output = std::make_shared<std::string>();
    auto form = std::make_shared<std::string>("pairs");
    auto options = std::make_shared<EstimateOptions>();
    auto* command = app.add_subcommand(
        "spectrum-correction", "Differences between recording devices, from a training fold");
    command->add_option("dataset", *root, "data set root with a training fold")->required();
    command->add_option("-o,--output", *output, "safetensors file to write")->required();
    command
        ->add_option("--form", *form,
                     "pairs: a difference per aligned pair; report: device a to the mean of the\n"
                     "others; kosmider: the others onto device a")
        ->check(CLI::IsMember({"pairs", "report", "kosmider"}))
        ->capture_default_str();
    command->add_flag("--skip-unreadable", options->skipUnreadable,
                      "leave out clips that are missing or damaged instead of giving up");
    command->callback([=] {
      options->form = correctionFormFromName(*form).value_or(CorrectionForm::Pairs);
      finish(spectrumCorrection(*root, *output, *options));
    });
  }
}

}  // namespace scenelens
