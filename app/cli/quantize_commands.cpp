// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/terminal.h"
#include "core/base/in_quotes.h"
#include "core/base/safetensors.h"
#include "core/eval/clip_features.h"
#include "core/eval/quantization_study.h"
#include "core/nn/native/quantized_network.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

struct QuantizeOptions {
  std::string model;
  std::filesystem::path calibration;
  std::string output;
  std::size_t clips = 256;
  RangeRule rule = RangeRule::SquaredError;
};

struct NoiseOptions {
  std::string floats;
  std::string int8;
  std::filesystem::path data;
  std::size_t clips = 64;
  bool json = false;
};

/// Names may be any bytes; metadata and JSON are UTF-8.
std::string nameOf(const std::filesystem::path& path) {
  const auto name = path.filename().empty() ? path.parent_path().filename() : path.filename();
  const std::string text = name.string();
  return isUtf8(text) ? text : inQuotes(text);
}

/// Empty when the user cancels.
Result<std::optional<Dataset>> openData(const std::filesystem::path& path) {
  JobControl control(progressLine("Opening"));
  const CancelOnInterrupt guard(control);
  auto dataset = openDataset(std::array{path}, control);
  if (!dataset) return fail(std::move(dataset.error()));
  if (control.cancelled()) return std::nullopt;
  return std::optional<Dataset>(std::move(*dataset));
}

std::map<std::string, std::string> metadataOf(const Model& model, const QuantizeOptions& options,
                                              const Dataset& dataset, std::size_t clips) {
  const std::string rule =
      options.rule == RangeRule::Largest ? "largest magnitude" : "least squared error";
  const std::string method =
      fmt::format("post-training; activation ranges by {} over {} clips of {}{}", rule, clips,
                  isUtf8(dataset.name) ? dataset.name : inQuotes(dataset.name),
                  dataset.synthetic ? " (synthetic)" : "");
  const std::string command =
      fmt::format("scenelens-cli quantize {} --calibration {} --clips {} --ranges {}",
                  nameOf(model.path), nameOf(options.calibration), options.clips,
                  options.rule == RangeRule::Largest ? "largest" : "error");
  return {{weights_key::kTrained, model.trained ? "yes" : "no"},
          {weights_key::kData, model.data},
          {weights_key::kNote, model.note},
          {weights_key::kCommand, command},
          {weights_key::kQuantization, method}};
}

int quantizeModel(const QuantizeOptions& options) {
  if (const auto folder = checkFolderOf(options.output); !folder)
    return reportError(folder.error());
  const auto model = loadModelArgument(options.model);
  if (!model) return reportError(model.error());
  if (model->precision == Precision::Int8) {
    return reportError({"holds Int8 weights already", model->path, 0, "Give the Float32 weights"});
  }
  const auto dataset = openData(options.calibration);
  if (!dataset) return reportError(dataset.error());
  if (!*dataset) return reportCancelled();
  const auto clips = spreadClips(**dataset, options.clips, true);
  JobControl control(progressLine("Calibrating"));
  const CancelOnInterrupt guard(control);
  const auto ranges = calibrate(*model, **dataset, clips, options.rule, control);
  if (control.cancelled()) return reportCancelled();
  if (!ranges) return reportError(ranges.error());
  const auto network = quantize(model->architecture, model->weights, *ranges);
  if (!network) {
    auto error = network.error();
    error.file = model->path;
    return reportError(error);
  }
  const auto file = quantizedFile(*network, metadataOf(*model, options, **dataset, clips.size()));
  if (const auto written = writeSafetensors(options.output, file); !written) {
    return reportError(written.error());
  }
  printNote(fmt::format("Wrote Int8 weights of {} ({} bytes), calibrated with {} clips, to {}",
                        model->title(), network->bytes(), clips.size(), options.output));
  return 0;
}

/// A ratio in dB for JSON, which knows neither infinity nor NaN.
Json ratioJson(double ratio) {
  return std::isfinite(ratio) ? Json(ratio) : Json(nullptr);
}

void printNoiseJson(const QuantizationNoise& noise) {
  Json points = Json::array();
  for (const auto& point : noise.points()) {
    Json channels = Json::array();
    for (const auto& channel : point.channels) channels.push_back(ratioJson(channel.ratio()));
    points.push_back({{"point", point.point.name},
                      {"sqnr_db", ratioJson(point.total.ratio())},
                      {"channels_db", std::move(channels)}});
  }
  const Json all{{"clips", noise.clips()},
                 {"logit_rms_error", noise.logitError()},
                 {"points", std::move(points)}};
  fmt::print("{}\n", all.dump(2));
}

void printNoiseText(const QuantizationNoise& noise) {
  fmt::print("signal-to-quantization-noise ratio over {} clips, worst first\n\n", noise.clips());
  fmt::print("{:<18}{:>9}{:>17}\n", "activations", "dB", "worst channel");
  for (const auto& point : noise.worstPoints()) {
    std::size_t worst = 0;
    for (std::size_t c = 1; c < point.channels.size(); ++c) {
      const double ratio = point.channels[c].ratio();
      const double least = point.channels[worst].ratio();
      if (ratio < least || std::isnan(least)) worst = c;
    }
    fmt::print("{:<18}{:>9.1f}{:>8} {:>8.1f}\n", point.point.name, point.total.ratio(), worst,
               point.channels[worst].ratio());
  }
  constexpr std::size_t kChannels = 10;
  fmt::print("\n{:<18}{:>9}{:>9}\n", "worst channels", "channel", "dB");
  for (const auto& channel : noise.worstChannels(kChannels)) {
    fmt::print("{:<18}{:>9}{:>9.1f}\n", channel.point, channel.channel, channel.ratio);
  }
  fmt::print("\nlogits differ by {:.4f} (root mean square)\n", noise.logitError());
}

int noiseOf(const NoiseOptions& options) {
  const auto floats = loadModelArgument(options.floats);
  if (!floats) return reportError(floats.error());
  const auto int8 = loadModelArgument(options.int8);
  if (!int8) return reportError(int8.error());
  const auto dataset = openData(options.data);
  if (!dataset) return reportError(dataset.error());
  if (!*dataset) return reportCancelled();
  const auto clips = spreadClips(**dataset, options.clips, false);
  JobControl control(progressLine("Comparing"));
  const CancelOnInterrupt guard(control);
  const auto noise = measureNoise(*floats, *int8, **dataset, clips, control);
  if (control.cancelled()) return reportCancelled();
  if (!noise) return reportError(noise.error());
  if (options.json) {
    printNoiseJson(*noise);
  } else {
    printNoiseText(*noise);
  }
  return 0;
}

}  // namespace

void addQuantizeCommands(CLI::App& app) {
  {
    auto options = std::make_shared<QuantizeOptions>();
    auto ranges = std::make_shared<std::string>("error");
    auto* command = app.add_subcommand("quantize", "Make Int8 weights of Float32 weights");
    command->add_option("model", options->model, kModelHelp)->required();
    command
        ->add_option("--calibration", options->calibration,
                     "data set whose clips show how large activations become; of one with a\n"
                     "training fold, clips of that")
        ->required();
    command->add_option("-o,--output", options->output, "safetensors file to write")->required();
    command->add_option("--clips", options->clips, "how many clips to listen to, spread evenly")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--ranges", *ranges,
                     "error: least squared error of rounding and clipping; largest: clip nothing")
        ->check(CLI::IsMember({"error", "largest"}))
        ->capture_default_str();
    command->callback([=] {
      options->rule = *ranges == "largest" ? RangeRule::Largest : RangeRule::SquaredError;
      finish(quantizeModel(*options));
    });
  }
  {
    auto options = std::make_shared<NoiseOptions>();
    auto* command = app.add_subcommand(
        "quantization-noise", "Where Int8 differs from Float32: a ratio in dB for each layer");
    command->add_option("float", options->floats, "Float32 weights")->required();
    command->add_option("int8", options->int8, "Int8 weights of the same model")->required();
    command->add_option("--data", options->data, "data set, folder or sound file")->required();
    command->add_option("--clips", options->clips, "how many clips, spread evenly")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "JSON with all channels instead of a table");
    command->callback([=] { finish(noiseOf(*options)); });
  }
}

}  // namespace scenelens
