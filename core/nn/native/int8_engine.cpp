// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/int8_engine.h"

#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <algorithm>

// Compiled without contraction, as int8_arithmetic.cpp.
namespace scenelens {

using int8::kGap;
using int8::WordMap;
using int8::WordTarget;

namespace {

std::size_t groupsOf(std::size_t channels) {
  return (channels + 3) / 4;
}

}  // namespace

/// Copies maps out as values, in the order of the points.
struct Int8Classifier::Recorder {
  const QuantizedNetwork& network;
  ActivationTrace trace;

  /// The columns from `split` on lie in `high`.
  void record(const WordMap& low, const WordMap& high, std::size_t split) {
    const std::size_t index = trace.values.size();
    const ActivationPoint& point = trace.points[index];
    const float scale = network.scales[index];
    const auto channels = static_cast<std::size_t>(point.shape.channels);
    const auto time = static_cast<std::size_t>(point.shape.time);
    const auto mel = static_cast<std::size_t>(point.shape.mel);
    std::vector<float> values;
    values.reserve(channels * time * mel);
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t t = 0; t < time; ++t) {
        for (std::size_t f = 0; f < mel; ++f) {
          const std::uint32_t word =
              f < split ? low.row(c / 4, t)[f] : high.row(c / 4, t)[f - split];
          const auto number = static_cast<int>(word >> (8 * (c % 4)) & 255U);
          values.push_back(scale * static_cast<float>(number - point.zeroPoint()));
        }
      }
    }
    trace.values.push_back(std::move(values));
  }
  void record(const WordMap& map) { record(map, map, ~std::size_t{0}); }
};

Int8Classifier::Int8Classifier(std::shared_ptr<const int8::PackedNetwork> network)
    : Int8Classifier(std::move(network), false) {}

Int8Classifier::Int8Classifier(std::shared_ptr<const int8::PackedNetwork> network, bool inspected)
    : m_network(std::move(network)) {
  // Rows begin on a cache line, with a gap before, between halves and after.
  const auto buffer = [](std::size_t channels, std::size_t time, std::size_t columns) {
    Buffer result;
    const std::size_t rowStep = columns + kGap;
    const std::size_t groupStep = rowStep * time;
    result.words = AlignedWords(groupStep * groupsOf(channels) + kGap);
    result.map = {result.words.data() + kGap, rowStep, groupStep};
    return result;
  };
  std::size_t channels = 0;
  std::size_t words = 0;
  std::size_t outs = 0;
  std::size_t scratch = 0;
  m_features = buffer(kChannels, kFrames, kMels);
  for (std::size_t i = 0; i < m_maps.size(); ++i) {
    const QuantizedBlock& block = m_network->network.blocks[i];
    BlockMaps& maps = m_maps[i];
    const auto time = static_cast<std::size_t>(block.input.time);
    const auto mel = static_cast<std::size_t>(block.input.mel);
    const auto width = static_cast<std::size_t>(block.branch.mel);
    const std::size_t half = block.third.channels;
    maps.split = width;
    maps.input = buffer(block.first.channels, time, width < mel ? mel + kGap : mel);
    maps.inputHigh = maps.input.map;
    maps.inputHigh.data += width + kGap;
    const bool whole = block.kind == BlockKind::Dssdb;
    if (whole || inspected) maps.first = buffer(block.first.channels, time, width);
    if (inspected) maps.second = buffer(block.second.channels, time, width);
    maps.third = buffer(half, time, width);
    maps.distilA = buffer(half, time, width);
    if (whole) maps.distilB = buffer(half, time, width);
    channels = std::max({channels, block.fuse.ins, block.fuse.outs});
    words = std::max(words, m_network->blocks[i].fuse.words.size());
    outs = std::max(outs, block.fuse.outs);
    scratch = std::max(scratch, int8::enrichScratch(width));
  }
  const MapShape& last = m_network->network.blocks.back().output;
  m_last = buffer(static_cast<std::size_t>(last.channels), static_cast<std::size_t>(last.time),
                  static_cast<std::size_t>(last.mel));
  m_scratch = AlignedWords(scratch);
  m_zeros = AlignedWords(kMels + 2 * kGap);
  m_midpoint = AlignedWords(kMels + 2 * kGap);
  std::fill_n(m_midpoint.data(), kMels + 2 * kGap, 0x80808080U);
  m_sums.resize(channels);
  m_means.resize(channels);
  m_gains.resize(channels);
  m_words = AlignedWords(words);
  m_bias.resize(outs);
  m_embedding.resize(m_network->network.hidden.ins);
  m_hidden.resize(m_network->network.hidden.outs);
  for (std::size_t i = 0; i < m_maps.size(); ++i) {
    const auto scale = [&](const char* point) -> double {
      return m_network->network.scaleOf(fmt::format("conv{}{}", i + 1, point));
    };
    if (m_network->network.blocks[i].kind == BlockKind::DssdbSeg) {
      m_fuseScales[i] = {scale(".sum")};
    } else {
      m_fuseScales[i] = {scale(".conv1"), scale(".conv2"), scale(".dilaconv3")};
    }
  }
}

std::string Int8Classifier::engineName() const {
  return fmt::format("Native ({})", int8::targetName());
}

Status Int8Classifier::forward(std::span<const float> features, std::span<float> logits) {
  const std::size_t outs = m_network->network.output.outs;
  for (std::size_t clip = 0; clip < features.size() / kFeatureSize; ++clip) {
    runClip(features.subspan(clip * kFeatureSize, kFeatureSize), logits.subspan(clip * outs, outs));
  }
  return {};
}

ActivationTrace Int8Classifier::trace(std::span<const float> features) const {
  Int8Classifier engine(m_network, true);
  Recorder recorder{m_network->network, {}};
  recorder.trace.points = m_network->network.points;
  recorder.trace.logits.resize(m_network->network.output.outs);
  engine.runClip(features, recorder.trace.logits);
  recorder.record(engine.m_features.map);
  for (std::size_t i = 0; i < engine.m_maps.size(); ++i) {
    const BlockMaps& maps = engine.m_maps[i];
    recorder.record(maps.input.map, maps.inputHigh, maps.split);
    for (const Buffer* map : {&maps.first, &maps.second, &maps.third, &maps.distilA}) {
      recorder.record(map->map);
    }
    if (maps.distilB.map.data) recorder.record(maps.distilB.map);
  }
  recorder.record(engine.m_last.map);
  return std::move(recorder.trace);
}

WordTarget Int8Classifier::targetOf(std::size_t index) {
  if (index == m_maps.size()) return {m_last.map, ~std::size_t{0} / kGap * kGap, 0};
  BlockMaps& maps = m_maps[index];
  return {maps.input.map, maps.split, index == 0 ? 0x80808080U : 0U};
}

void Int8Classifier::runClip(std::span<const float> features, std::span<float> logits) {
  int8::quantizeFeatures(features.data(), m_network->inverseInputScale, m_features.map);
  int8::StemTask task;
  task.features = m_features.map;
  task.dense = &m_network->stem;
  task.time = kFrames;
  task.width = kMels;
  task.output = targetOf(0);
  int8::stem(task);
  m_embedded = 0;
  for (std::size_t i = 0; i < m_maps.size(); ++i) {
    enrichBlock(i);
    distilBlock(i);
    attendBlock(i);
    fuseBlock(i);
    if (i > 0) embedBlock(i);
  }
  classify(logits);
}

void Int8Classifier::enrichBlock(std::size_t index) {
  const int8::PackedBlock& block = m_network->blocks[index];
  const MapShape& branch = m_network->network.blocks[index].branch;
  BlockMaps& maps = m_maps[index];
  int8::EnrichTask task;
  task.input = maps.input.map;
  task.first = &block.first;
  task.second = &block.second;
  task.third = &block.third;
  task.time = static_cast<std::size_t>(branch.time);
  task.width = static_cast<std::size_t>(branch.mel);
  task.firstOutput = maps.first.map;
  task.secondOutput = maps.second.map;
  task.thirdOutput = maps.third.map;
  task.zeros = m_zeros.data() + kGap;
  task.inputZeros = index == 0 ? m_midpoint.data() + kGap : task.zeros;
  task.scratch = m_scratch.data();
  int8::enrich(task);
}

void Int8Classifier::distilBlock(std::size_t index) {
  const int8::PackedBlock& packed = m_network->blocks[index];
  const QuantizedBlock& block = m_network->network.blocks[index];
  BlockMaps& maps = m_maps[index];
  const std::size_t groups = groupsOf(block.first.channels);
  int8::DistilTask task;
  task.time = static_cast<std::size_t>(block.branch.time);
  task.width = static_cast<std::size_t>(block.branch.mel);
  task.dense = &packed.distilA;
  task.output = maps.distilA.map;
  if (block.kind == BlockKind::DssdbSeg) {
    task.inputs = {maps.input.map, maps.inputHigh};
    task.groups = {groups, groups};
    task.sum = &packed.sum;
    task.third = maps.third.map;
    int8::distil(task);
    return;
  }
  task.inputs = {maps.input.map, {}};
  task.groups = {groups, 0};
  int8::distil(task);
  task.inputs = {maps.first.map, {}};
  task.dense = &packed.distilB;
  task.output = maps.distilB.map;
  int8::distil(task);
}

/// ECA: the means of the maps are exact sums of their numbers; the gains become integers, and the
/// weights of `fuse` carry them.
void Int8Classifier::attendBlock(std::size_t index) {
  const QuantizedBlock& block = m_network->network.blocks[index];
  BlockMaps& maps = m_maps[index];
  const std::size_t half = block.third.channels;
  const auto time = static_cast<std::size_t>(block.branch.time);
  const auto width = static_cast<std::size_t>(block.branch.mel);
  const auto positions = static_cast<std::int32_t>(time * width);
  const std::array<const WordMap*, 3> inputs{&maps.distilA.map, &maps.distilB.map, &maps.third.map};
  const std::size_t parts = block.fuse.ins / half;  // 1 or 3
  for (std::size_t part = 0; part < parts; ++part) {
    const auto sums = std::span(m_sums).subspan(part * half, half);
    int8::channelSums(*inputs[part], time, width, sums);
    const std::int32_t zero = part < 2 ? int8::kSignedZero * positions : 0;
    const double unit = m_fuseScales[index][part] / positions;
    for (std::size_t c = 0; c < half; ++c) m_means[part * half + c] = unit * (sums[c] - zero);
  }
  const std::size_t ins = block.fuse.ins;
  int8::attentionGains(block.attention, m_means, std::span(m_gains).first(ins));
  int8::AttendTask task;
  task.dense = &m_network->blocks[index].fuse;
  task.gains = std::span(m_gains).first(ins);
  task.signedGroups = (parts == 1 ? half : 2 * half) / 4;
  task.words = m_words.data();
  task.bias = m_bias.data();
  int8::attend(task);
}

void Int8Classifier::fuseBlock(std::size_t index) {
  const QuantizedBlock& block = m_network->network.blocks[index];
  BlockMaps& maps = m_maps[index];
  const std::size_t groups = block.third.channels / 4;
  int8::FuseTask task;
  task.kind = block.kind;
  task.inputs = {maps.distilA.map, maps.distilB.map, maps.third.map};
  task.groups = {groups, groups, groups};
  if (block.kind == BlockKind::DssdbSeg) task.groups = {groups, 0, 0};
  task.dense = &m_network->blocks[index].fuse;
  task.words = m_words.data();
  task.bias = m_bias.data();
  task.rows = static_cast<std::size_t>(block.output.time);
  task.width = static_cast<std::size_t>(block.branch.mel);
  task.output = targetOf(index + 1);
  int8::fuse(task);
}

/// The mean of every channel of a block's output, as integers of one common scale.
void Int8Classifier::embedBlock(std::size_t index) {
  const QuantizedBlock& block = m_network->network.blocks[index];
  const WordTarget output = targetOf(index + 1);
  const auto time = static_cast<std::size_t>(block.output.time);
  const auto mel = static_cast<std::size_t>(block.output.mel);
  const std::size_t split = std::min(output.split, mel);
  const auto sums = std::span(m_sums).first(block.fuse.outs);
  int8::channelSums(output.map, time, split, sums);
  std::span<std::int32_t> others;
  if (split < mel) {
    WordMap high = output.map;
    high.data += split + kGap;
    others = std::span(m_gains).first(block.fuse.outs);
    int8::channelSums(high, time, mel - split, others);
  }
  for (std::size_t c = 0; c < sums.size(); ++c) {
    const std::int64_t sum = sums[c] + (others.empty() ? 0 : others[c]);
    const std::int64_t mean = int8::headScaled(sum, m_network->head.embedding[index]);
    m_embedding[m_embedded++] =
        static_cast<std::int16_t>(std::min<std::int64_t>(mean, int8::kEmbeddingMax));
  }
}

void Int8Classifier::classify(std::span<float> logits) {
  const QuantizedDense& hidden = m_network->network.hidden;
  const QuantizedDense& output = m_network->network.output;
  int8::linear(m_network->hidden.data(), hidden.bias.data(), m_embedding, m_hidden);
  for (std::size_t i = 0; i < m_hidden.size(); ++i) {
    const std::int64_t positive = std::max(m_hidden[i], 0);
    m_hidden[i] = static_cast<std::int32_t>(int8::headScaled(positive, m_network->head.hidden[i]));
  }
  for (std::size_t o = 0; o < output.outs; ++o) {
    std::int64_t sum = output.bias[o];
    const std::int8_t* weights = output.weights.data() + o * output.ins;
    for (std::size_t i = 0; i < output.ins; ++i) {
      sum += std::int64_t{weights[i]} * m_hidden[i];
    }
    logits[o] = static_cast<float>(static_cast<double>(sum) * m_network->head.logits[o]);
  }
}

Result<std::unique_ptr<Classifier>> makeInt8Classifier(const Model& model) {
  auto network = readQuantized(model.weights, model.path);
  if (!network) return fail(std::move(network.error()));
  return std::make_unique<Int8Classifier>(
      std::make_shared<const int8::PackedNetwork>(int8::PackedNetwork::from(std::move(*network))));
}

}  // namespace scenelens
