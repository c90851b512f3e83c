// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/eval/clip_features.h"
#include "core/nn/engines.h"
#include "core/nn/native/int8_engine.h"
#include "core/nn/native/quantized_network.h"
#include "core/nn/torch_backend.h"
#include "core/train/train_options.h"
#include "core/train/train_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace scenelens {

namespace {

struct AgreementOptions {
  std::filesystem::path run;
  std::filesystem::path data;
  bool points = false;
};

/// How the numbers of one activation point differ, over all clips.
struct PointAgreement {
  std::string name;
  std::size_t numbers = 0;
  std::size_t differing = 0;
  double largestSteps = 0.0;  ///< of the point's own 8 bits
};

/// What the integer engine and the graph that was trained say about the same clips.
struct Agreement {
  std::size_t clips = 0;
  std::size_t same = 0;  ///< decisions of the ten-class head
  double largestDifference = 0.0;
  double smallest = 0.0, largest = 0.0;  ///< logits of the graph
  std::vector<PointAgreement> points;    ///< with --points, in forward order

  /// Of the logits: 8 bits over the range they take.
  [[nodiscard]] double step() const { return (largest - smallest) / 255.0; }
};

/// Both networks of a checkpoint: the weights with the ranges they were validated with.
struct Networks {
  std::unique_ptr<Trainable> graph;
  QuantizedNetwork network;
  Model int8;
};

Result<Networks> readNetworks(const std::filesystem::path& path) {
  const auto state = readTrainState(path);
  if (!state) return fail(state.error());
  const auto options = trainOptionsFromJson(state->options);
  if (!options) return fail(options.error());
  if (state->bestRanges.empty() || state->best.tensors.empty()) {
    return fail({"this run has no quantized epoch yet", path, 0,
                 "Train with --qat fine-tune or --qat from-scratch"});
  }
  const auto* architecture = findArchitecture(options->model);
  if (!architecture) return fail({"this run is of an unknown model", path});
  const auto backend = loadTorchBackend();
  if (!backend) return fail(backend.error());
  Model start;
  start.architecture = *architecture;
  start.weights = state->best;
  Networks networks;
  auto graph = (*backend)->makeTrainable(start, {});
  if (!graph) return fail(std::move(graph.error()));
  networks.graph = std::move(*graph);
  networks.graph->freezeStatistics(true);
  networks.graph->quantize(state->bestRanges);
  auto network = quantize(*architecture, state->best, state->bestRanges);
  if (!network) return fail(network.error());
  networks.int8.architecture = *architecture;
  networks.int8.precision = Precision::Int8;
  networks.int8.weights = quantizedFile(*network, {});
  networks.network = std::move(*network);
  return networks;
}

std::size_t decision(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.begin() + kSceneCount) -
                                  logits.begin());
}

/// Adds one clip's activation points to `points`.
Status comparePoints(Networks& networks, const Int8Classifier& engine,
                     std::span<const float> features, std::vector<PointAgreement>& points) {
  const auto graph = networks.graph->trace(features);
  if (!graph) return fail(graph.error());
  const auto integers = engine.trace(features);
  points.resize(graph->points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    PointAgreement& point = points[i];
    point.name = graph->points[i].name;
    point.numbers += graph->values[i].size();
    for (std::size_t k = 0; k < graph->values[i].size(); ++k) {
      const double steps = std::abs(double{graph->values[i][k]} - integers.values[i][k]) /
                           networks.network.scales[i];
      point.differing += steps > 0.5 ? 1U : 0U;
      point.largestSteps = std::max(point.largestSteps, steps);
    }
  }
  return {};
}

Status compare(Networks& networks, const Dataset& dataset, bool points, Agreement& agreement) {
  const auto engine = makeClassifier(networks.int8, Engine::Int8);
  if (!engine) return fail(engine.error());
  std::vector<std::uint32_t> clips(dataset.clips.size());
  std::iota(clips.begin(), clips.end(), 0U);
  std::erase_if(clips, [&](std::uint32_t clip) { return dataset.clips[clip].missing; });
  const Int8Classifier traced(
      std::make_shared<int8::PackedNetwork>(int8::PackedNetwork::from(networks.network)));
  std::array<float, kLogitCount> graph{};
  std::array<float, kLogitCount> integers{};
  Status failed;
  JobControl control(progressLine("Comparing"));
  const CancelOnInterrupt guard(control);
  // One worker, because the graph computes with all cores.
  auto read = forEachClip(
      dataset, clips, 1,
      [&](std::size_t, std::span<const float> features) {
        if (!failed) return;
        failed = networks.graph->logits(features, graph);
        if (failed) failed = (*engine)->forward(features, integers);
        if (failed && points) failed = comparePoints(networks, traced, features, agreement.points);
        if (!failed) {
          control.cancel();
          return;
        }
        for (std::size_t i = 0; i < kLogitCount; ++i) {
          agreement.largestDifference =
              std::max(agreement.largestDifference, std::abs(double{graph[i]} - integers[i]));
          agreement.smallest = std::min(agreement.smallest, double{graph[i]});
          agreement.largest = std::max(agreement.largest, double{graph[i]});
        }
        ++agreement.clips;
        agreement.same += decision(graph) == decision(integers) ? 1U : 0U;
      },
      control);
  return failed ? read : failed;
}

int agreementCommand(const AgreementOptions& options) {
  auto networks = readNetworks(options.run / "checkpoint.safetensors");
  if (!networks) return reportError(networks.error());
  JobControl opening(progressLine("Opening"));
  const auto dataset = openDataset(std::array{options.data}, opening);
  if (!dataset) return reportError(dataset.error());
  Agreement agreement;
  if (auto done = compare(*networks, *dataset, options.points, agreement); !done) {
    return done.error().reason == "cancelled" ? reportCancelled() : reportError(done.error());
  }
  if (agreement.clips == 0) return reportError({"has no clips with sound", options.data});
  fmt::print(
      "{} clips: {} the same decision ({:.2f} %), logits at most {:.3f} quantization steps "
      "apart\n",
      agreement.clips, agreement.same,
      100.0 * static_cast<double>(agreement.same) / static_cast<double>(agreement.clips),
      agreement.largestDifference / agreement.step());
  for (const auto& point : agreement.points) {
    fmt::print("{:<16} {:>12} of {:>12} numbers differ, by at most {:.0f} steps\n", point.name,
               point.differing, point.numbers, point.largestSteps);
  }
  return 0;
}

}  // namespace

void addAgreementCommand(CLI::App& app) {
  auto options = std::make_shared<AgreementOptions>();
  auto* command = app.add_subcommand(
      "int8-agreement", "Whether the integer engine decides as the graph that was trained");
  command->add_option("run", options->run, "folder of a training run, with its checkpoint")
      ->required();
  command->add_option("dataset", options->data, "data set, folder or sound file")->required();
  command->add_flag("--points", options->points,
                    "also compare every map between two layers; slower");
  command->callback([=] { finish(agreementCommand(*options)); });
}

}  // namespace scenelens
