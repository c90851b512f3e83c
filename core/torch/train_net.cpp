// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/train_net.h"

#include "core/base/random.h"
#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"
#include "core/torch/integer_head.h"
#include "core/torch/torch_error.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace scenelens {

using training::Grid;
using training::IntegerBlock;
using training::IntegerHead;
using training::IntegerLayer;
using training::IntegerTwin;
using training::NormLayer;
using training::PointLayer;
using training::StepContext;

namespace {

constexpr double kEpsilon = 1e-5;
/// A factor of BatchNorm below this multiplies by nothing.
constexpr double kNoWorth = 1e-12;

/// Rounds each row (all but the first dimension) to whole multiples of its largest magnitude / 127;
/// the gradient passes as if nothing had happened. `worth` is what the numbers mean in the folded
/// network, per element: value * worth is what is rounded.
torch::Tensor roundedRows(const torch::Tensor& weight, const torch::Tensor& worth = {}) {
  const torch::NoGradGuard guard;
  const auto folded = worth.defined() ? weight * worth : weight;
  const auto rows = folded.flatten(1).abs().amax(1) / 127.0;
  auto shape = std::vector<std::int64_t>(static_cast<std::size_t>(weight.dim()), 1);
  shape[0] = weight.size(0);
  const auto step = torch::where(rows > 0, rows, torch::ones_like(rows)).view(shape);
  const auto rounded = torch::round(folded / step) * step;
  if (!worth.defined()) return rounded;
  // Where BatchNorm multiplies by nothing there is nothing to round.
  return torch::where(worth.abs() > kNoWorth, rounded / worth, weight);
}

/// `rounded` forward, the gradient of `weight` backward.
torch::Tensor straightThrough(const torch::Tensor& weight, const torch::Tensor& rounded) {
  return weight + (rounded - weight).detach();
}

/// A per-output vector that multiplies tensors of `dimensions` dimensions row by row.
torch::Tensor perRow(const std::vector<float>& values, std::int64_t dimensions) {
  auto shape = std::vector<std::int64_t>(static_cast<std::size_t>(dimensions), 1);
  shape[0] = static_cast<std::int64_t>(values.size());
  return torch::tensor(values).view(shape);
}

/// The weights of the folded network that the integers of a layer stand for, shaped as `like`.
torch::Tensor valuesOf(const IntegerLayer& layer, const torch::Tensor& like) {
  const torch::NoGradGuard guard;
  return torch::tensor(layer.weights).view_as(like) * perRow(layer.scales, like.dim());
}

/// The layer with its weights rounded: to `integers`, or without them row by row.
PointLayer rounded(const PointLayer& layer, const IntegerLayer* integers) {
  const auto weight = integers ? valuesOf(*integers, layer.weight) : roundedRows(layer.weight);
  return {straightThrough(layer.weight, weight), layer.bias, integers};
}

/// `exact` forward, the gradient of `value` backward.
torch::Tensor withGradientOf(const torch::Tensor& value, const torch::Tensor& exact) {
  return exact + (value - value.detach());
}

}  // namespace

TrainNet::TrainNet(const Architecture& architecture, const TrainableOptions& options)
    : m_architecture(architecture),
      m_options(options),
      m_pool(std::make_unique<WorkerPool>(options.threads)) {
  std::size_t total = 0;
  const auto specs = parameterSpecs(architecture);
  const auto count = [](const ParameterSpec& spec) {
    std::size_t size = 1;
    for (const auto extent : spec.shape) size *= static_cast<std::size_t>(extent);
    return size;
  };
  for (const auto& spec : specs) {
    if (spec.trained) total += count(spec);
  }
  m_flat.resize(total);
  float* next = m_flat.data();
  for (const auto& spec : specs) {
    if (spec.trained) {
      m_tensors[spec.name] = torch::from_blob(next, spec.shape).requires_grad_(true);
      m_trained.push_back(m_tensors[spec.name]);
      next += count(spec);
    } else {
      m_tensors[spec.name] = torch::zeros(spec.shape);
    }
  }
}

Result<std::unique_ptr<Trainable>> TrainNet::create(const Model& model,
                                                    const TrainableOptions& options) {
  return guardTorch(model.path, [&]() -> Result<std::unique_ptr<Trainable>> {
    auto net = std::unique_ptr<TrainNet>(new TrainNet(model.architecture, options));
    if (auto set = net->setWeights(model.weights); !set) return fail(std::move(set.error()));
    at::set_num_threads(1);  // what is left to LibTorch is too small to share out
    return std::unique_ptr<Trainable>(std::move(net));
  });
}

TensorFile TrainNet::weights() const {
  TensorFile file;
  for (const auto& spec : parameterSpecs(m_architecture)) {
    const auto& source = tensor(spec.name);
    file.tensors[spec.name] = scenelens::Tensor::fromFloats(
        spec.shape, {source.data_ptr<float>(), static_cast<std::size_t>(source.numel())});
  }
  return file;
}

Status TrainNet::setWeights(const TensorFile& weights) {
  for (const auto& spec : parameterSpecs(m_architecture)) {
    const auto* source = weights.find(spec.name);
    if (!source || source->dtype != DType::F32 || source->shape != spec.shape) {
      return fail({"tensor '" + spec.name + "' does not fit the network", {}, 0, {}});
    }
    const auto values = source->floats();
    std::copy(values.begin(), values.end(), m_tensors[spec.name].data_ptr<float>());
  }
  return {};
}

// ---- the network's parts

Grid TrainNet::grid(const std::string& point, bool isSigned) const {
  if (!m_ranges) return {};
  const float range = std::max(m_ranges->at(point), kSmallestRange);
  return isSigned ? Grid::ofSigned(range) : Grid::ofPositive(range);
}

NormLayer TrainNet::norm(const std::string& module) const {
  return {tensor(module + ".weight"), tensor(module + ".bias"), tensor(module + ".running_mean"),
          tensor(module + ".running_var")};
}

torch::Tensor TrainNet::normScale(const std::string& module) const {
  const torch::NoGradGuard guard;
  return tensor(module + ".weight") / torch::sqrt(tensor(module + ".running_var") + kEpsilon);
}

torch::Tensor TrainNet::taps(const std::string& module, const IntegerLayer* integers) const {
  const auto& gain = tensor(module + ".ch_conv1.weight");  // outs x fan x 1 x 1
  const auto outs = gain.size(0);
  const auto time = tensor(module + ".sp_conv1.weight").view({outs, 3});
  const auto mel = tensor(module + ".sp_conv2.weight").view({outs, 3});
  const auto centre = time.select(1, 1) + mel.select(1, 1);
  const auto cross = torch::stack(
      {centre, time.select(1, 0), time.select(1, 2), mel.select(1, 0), mel.select(1, 2)}, 1);
  const auto taps = gain.view({outs, -1, 1}) * cross.unsqueeze(1);  // outs x fan x 5
  if (!m_ranges) return taps;
  const auto scale = normScale(module + ".norm").view({outs, 1, 1}).expand_as(taps);
  if (!integers) return straightThrough(taps, roundedRows(taps, scale)).contiguous();
  const torch::Tensor plain = taps.detach();
  const auto values =
      torch::where(scale.abs() > kNoWorth, valuesOf(*integers, plain) / scale, plain);
  return straightThrough(taps, values).contiguous();
}

PointLayer TrainNet::point(const std::string& module) const {
  const auto& weight = tensor(module + ".weight");
  return {weight.view({weight.size(0), weight.size(1)}), tensor(module + ".bias"), nullptr};
}

int TrainNet::halvesOf(std::size_t block) const {
  const auto& blocks = m_architecture.blocks;
  return block < blocks.size() && blocks[block].kind == BlockKind::DssdbSeg ? 2 : 1;
}

torch::Tensor TrainNet::stem(StepContext& context, const Tensor& features) const {
  const std::int64_t halves = halvesOf(0);
  const auto clips = features.size(0);
  const std::int64_t channels = kChannels, mels = kMels, frames = kFrames;
  const auto x = features.view({clips, channels, halves, mels / halves, frames})
                     .permute({0, 2, 1, 4, 3})
                     .reshape({clips * halves, channels, frames * mels / halves});
  auto layer = point("conv");
  if (m_ranges) layer = rounded(layer, context.integers ? &context.integers->stem : nullptr);
  auto map = training::pointwise(context, x, layer, grid("conv", true))
                 .view({clips, halves, layer.weight.size(0), frames, mels / halves});
  context.keep("conv", map);
  return map;
}

torch::Tensor TrainNet::fuseAndPool(StepContext& context, std::size_t index,
                                    const std::vector<Tensor>& parts,
                                    const std::vector<double>& partScales) const {
  const auto module = fmt::format("conv{}", index + 1);
  const auto* integers = context.integers ? &context.integers->blocks[index].fuse : nullptr;
  training::FuseCall call;
  call.fuse = point(module + ".conv3");
  call.attention = tensor(module + ".att.conv.weight").view({3});
  auto norm = this->norm(module + ".norm");
  if (m_ranges) {
    // The engine's weights carry BatchNorm's factor and the scales of what they multiply.
    const torch::NoGradGuard guard;
    const auto& weight = call.fuse.weight;
    const auto width = weight.size(1) / static_cast<std::int64_t>(parts.size());
    const auto outs = weight.size(0);
    std::vector<torch::Tensor> scales;
    for (const double scale : partScales) scales.push_back(torch::full({1, width}, scale));
    const auto factor = normScale(module + ".norm").view({outs, 1});
    const auto worth = factor * torch::cat(scales, 1);
    const auto rows = (weight * worth).abs().amax(1, true) / 127.0;
    const auto step = integers ? perRow(integers->layer.scales, 2)
                               : torch::where(rows > 0, rows, torch::ones_like(rows));
    call.levels =
        torch::where(worth.abs() > 1e-30, step / worth, torch::ones_like(worth)).contiguous();
    if (integers) {
      const auto units =
          torch::where(factor.abs() > 1e-30, step / factor, torch::ones_like(factor)).contiguous();
      call.integers = integers;
      call.units.assign(units.data_ptr<float>(), units.data_ptr<float>() + outs);
      // The integers' bias joins after rounding; BatchNorm sees what lacks it.
      norm.runningMean = norm.runningMean - call.fuse.bias;
    }
  }
  if (m_ranges) {
    const auto plain = call.fuse.weight.detach();
    const auto numbers = integers ? torch::tensor(integers->layer.weights).view_as(plain)
                                  : torch::round(plain / call.levels);
    call.fuse.weight = straightThrough(call.fuse.weight, numbers * call.levels).contiguous();
  }
  for (const auto& part : parts) {
    call.parts.push_back(part.view({part.size(0), part.size(2), part.size(3) * part.size(4)}));
  }
  const auto z = training::attendAndFuse(context, call);
  const bool poolMel = m_architecture.blocks[index].kind == BlockKind::Dssdb;
  const auto& shape = parts[0];
  auto map =
      training::normPool(context, {z.view({z.size(0), z.size(1), shape.size(3), shape.size(4)}),
                                   norm, poolMel, halvesOf(index + 1), grid(module, false),
                                   integers ? &integers->layer : nullptr, call.units});
  context.keep(module, map);
  return map;
}

torch::Tensor TrainNet::block(StepContext& context, std::size_t index, const Tensor& x) const {
  const auto module = fmt::format("conv{}", index + 1);
  const auto name = [&](int number) { return fmt::format("{}.dilaconv{}", module, number); };
  const auto* integers = context.integers ? &context.integers->blocks[index] : nullptr;
  const auto call = [&](const Tensor& input, int number) {
    training::DsscCall result;
    result.x = input;
    if (integers) {
      result.integers = std::array{&integers->first, &integers->second,
                                   &integers->third}[static_cast<std::size_t>(number - 1)];
    }
    result.taps = taps(name(number), result.integers);
    result.norm = norm(name(number) + ".norm");
    result.grid = grid(name(number), false);
    return result;
  };
  auto distilA = point(module + ".conv1");
  auto distilB = point(module + ".conv2");
  auto first = call(x, 1);
  if (m_architecture.blocks[index].kind == BlockKind::DssdbSeg) {
    // distilA reads the low half, distilB the high one: one matrix over both.
    first.distil = {torch::cat({distilA.weight, distilB.weight}, 1), distilA.bias + distilB.bias,
                    nullptr};
    if (m_ranges) first.distil = rounded(first.distil, integers ? &integers->distilA : nullptr);
    const auto start = training::dssc(context, first);
    const auto second = training::dssc(context, call(start.map, 2)).map;
    auto third = call(second, 3);
    context.keep(name(1), start.map);
    context.keep(name(2), second);
    if (context.kept) context.keep(name(3), training::dssc(context, third).map);
    third.addend = start.distilled;
    third.integerSum = integers ? &integers->sum : nullptr;
    third.sumGrid = grid(module + ".sum", true);
    const double scale = third.sumGrid.active() ? third.sumGrid.step : 1.0;
    const auto sum = training::dssc(context, third).map;
    context.keep(module + ".sum", sum);
    return fuseAndPool(context, index, {sum}, {scale});
  }
  const auto distilled = [&](const PointLayer& layer, const IntegerLayer IntegerBlock::*part) {
    return m_ranges ? rounded(layer, integers ? &(integers->*part) : nullptr) : layer;
  };
  first.distil = distilled(distilA, &IntegerBlock::distilA);
  first.distilGrid = grid(module + ".conv1", true);
  const auto start = training::dssc(context, first);
  auto second = call(start.map, 2);
  second.distil = distilled(distilB, &IntegerBlock::distilB);
  second.distilGrid = grid(module + ".conv2", true);
  const auto middle = training::dssc(context, second);
  const auto third = call(middle.map, 3);
  const auto last = training::dssc(context, third).map;
  context.keep(name(1), start.map);
  context.keep(name(2), middle.map);
  context.keep(name(3), last);
  context.keep(module + ".conv1", start.distilled);
  context.keep(module + ".conv2", middle.distilled);
  const auto scaleOf = [](Grid grid) { return grid.active() ? double{grid.step} : 1.0; };
  return fuseAndPool(context, index, {start.distilled, middle.distilled, last},
                     {scaleOf(first.distilGrid), scaleOf(second.distilGrid), scaleOf(third.grid)});
}

torch::Tensor TrainNet::forward(StepContext& context, Tensor features,
                                const Tensor& dropout) const {
  if (m_ranges) {
    const Grid input = grid("input", true);
    // The engine multiplies where this divided; halves fall to the other side now and then.
    const auto inverse = context.integers ? context.integers->packed.inverseInputScale : 0.0F;
    const auto scaled = inverse > 0.0F ? features * inverse : features / input.step;
    features = torch::round(scaled).clamp(input.low, input.high) * input.step;
  }
  context.keep("input", features.transpose(2, 3).unsqueeze(1));
  auto map = stem(context, features);
  std::vector<Tensor> maps;
  for (std::size_t i = 0; i < m_architecture.blocks.size(); ++i) {
    map = block(context, i, map);
    if (i > 0) maps.push_back(map);
  }
  return head(context, maps, dropout);
}

torch::Tensor TrainNet::head(const StepContext& context, const std::vector<Tensor>& maps,
                             const Tensor& dropout) const {
  const IntegerTwin* integers = context.integers;
  auto hidden = point("l1");
  auto output = point("l2");
  if (m_ranges) {
    hidden = rounded(hidden, integers ? &integers->hidden : nullptr);
    output = rounded(output, integers ? &integers->output : nullptr);
  }
  std::vector<Tensor> means;
  for (const auto& map : maps) means.push_back(map.mean({1, 3, 4}));
  auto embedding = torch::cat(means, 1);
  if (!integers) {
    auto x = torch::relu(torch::linear(embedding, hidden.weight, hidden.bias));
    if (dropout.defined()) x = x * dropout;
    return torch::linear(x, output.weight, output.bias);
  }
  const IntegerHead exact(*integers);
  const auto numbers = exact.embedding(maps);
  embedding = withGradientOf(embedding, exact.embeddingValues(numbers));
  auto x = torch::relu(torch::linear(embedding, hidden.weight, hidden.bias));
  const auto levels = exact.hidden(numbers);
  x = withGradientOf(x, exact.hiddenValues(levels));
  if (dropout.defined()) return torch::linear(x * dropout, output.weight, output.bias);
  return withGradientOf(torch::linear(x, output.weight, output.bias), exact.logits(levels));
}

// ---- steps

std::optional<IntegerTwin> TrainNet::integers() const {
  if (!m_ranges) return std::nullopt;
  auto twin = IntegerTwin::of(m_architecture, weights(), *m_ranges);
  // Weights that are not finite have no integers; rounded floats carry them to the loss.
  if (!twin) return std::nullopt;
  return std::move(*twin);
}

torch::Tensor TrainNet::dropoutMask(const StepInput& input) const {
  if (m_options.dropout <= 0.0) return {};
  const auto clips = static_cast<std::int64_t>(input.targets.size() / kLogitCount);
  auto mask = torch::empty({clips, m_architecture.hidden});
  const auto kept = static_cast<float>(1.0 / (1.0 - m_options.dropout));
  for (std::int64_t n = 0; n < clips; ++n) {
    // A stream per clip of the whole batch, so that how it is shared out makes no difference.
    SplitMix64 seeds(input.dropoutSeed +
                     (input.firstClip + static_cast<std::size_t>(n)) * 0x9E3779B97F4A7C15ULL);
    SplitMix64 random(seeds.next());
    float* row = mask.data_ptr<float>() + n * m_architecture.hidden;
    for (int i = 0; i < m_architecture.hidden; ++i) {
      row[i] = random.uniform() < m_options.dropout ? 0.0F : kept;
    }
  }
  return mask;
}

Status TrainNet::gradients(const StepInput& input, std::span<float> sceneGradient,
                           std::span<float> groupGradient, StepOutcome& outcome) {
  return guardTorch({}, [&]() -> Status {
    const auto clips = static_cast<std::int64_t>(input.targets.size() / kLogitCount);
    StepContext context;
    context.pool = m_pool.get();
    context.batchStatistics = !m_frozen;
    context.globalClips = input.globalClips;
    const auto twin = m_frozen ? integers() : std::nullopt;
    context.integers = twin ? &*twin : nullptr;
    if (m_options.group) {
      context.sum = [group = m_options.group](std::span<double> values) {
        if (auto summed = group->sum(values); !summed) throw LostProcess{summed.error()};
      };
    }
    // from_blob wants mutable pointers; the input is only read.
    const auto features = torch::from_blob(
        const_cast<float*>(input.features.data()),
        {clips, std::int64_t{kChannels}, std::int64_t{kMels}, std::int64_t{kFrames}});
    const auto targets = torch::from_blob(const_cast<float*>(input.targets.data()),
                                          {clips, std::int64_t{kLogitCount}});
    const auto logits = forward(context, features, dropoutMask(input));
    const auto loss = [&](std::int64_t begin, std::int64_t end) {
      return -(targets.slice(1, begin, end) * torch::log_softmax(logits.slice(1, begin, end), 1))
                  .sum();
    };
    const std::int64_t scenes = kSceneCount, all = kLogitCount;
    const auto sceneLoss = loss(0, scenes);
    const auto groupLoss = loss(scenes, all);
    const auto differentiate = [&](const Tensor& of, bool again, std::span<float> flat) {
      const auto parts = torch::autograd::grad({of}, m_trained, {}, again, false, true);
      float* next = flat.data();
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto count = static_cast<std::size_t>(m_trained[i].numel());
        if (parts[i].defined()) {
          const auto part = parts[i].contiguous();
          std::copy_n(part.data_ptr<float>(), count, next);
        } else {
          std::fill_n(next, count, 0.0F);
        }
        next += count;
      }
    };
    differentiate(sceneLoss, true, sceneGradient);
    differentiate(groupLoss, false, groupGradient);
    outcome.sceneLoss = sceneLoss.item<double>();
    outcome.groupLoss = groupLoss.item<double>();
    const auto values = logits.detach().contiguous();
    outcome.logits.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    return {};
  });
}

Status TrainNet::logits(std::span<const float> features, std::span<float> logits) {
  return guardTorch({}, [&]() -> Status {
    const auto output = infer(features, nullptr);
    std::memcpy(logits.data(), output.data_ptr<float>(), logits.size_bytes());
    return {};
  });
}

torch::Tensor TrainNet::infer(std::span<const float> features,
                              std::map<std::string, Tensor>* kept) const {
  const torch::NoGradGuard guard;
  const auto clips = static_cast<std::int64_t>(features.size() / kFeatureSize);
  StepContext context;
  context.pool = m_pool.get();
  context.batchStatistics = false;
  context.globalClips = static_cast<std::size_t>(clips);
  context.kept = kept;
  const auto twin = integers();
  context.integers = twin ? &*twin : nullptr;
  const auto input = torch::from_blob(
      const_cast<float*>(features.data()),
      {clips, std::int64_t{kChannels}, std::int64_t{kMels}, std::int64_t{kFrames}});
  return forward(context, input, {}).contiguous();
}

Result<ActivationTrace> TrainNet::trace(std::span<const float> features) {
  return guardTorch({}, [&]() -> Result<ActivationTrace> {
    std::map<std::string, Tensor> kept;
    const auto output = infer(features.first(kFeatureSize), &kept);
    const auto values = [](const Tensor& tensor) {
      const auto flat = tensor.contiguous();
      return std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    };
    ActivationTrace trace;
    trace.points = activationPoints(m_architecture);
    for (const auto& point : trace.points) {
      // 1 x halves x channels x time x mel: the halves lie side by side along mel.
      const auto map = kept.at(point.name).select(0, 0).permute({1, 2, 0, 3});
      trace.values.push_back(values(map));
    }
    trace.logits = values(output);
    return trace;
  });
}

}  // namespace scenelens
