// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/float_engine.h"

#include "core/features/feature_shape.h"
#include "core/nn/native/float_kernels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

using kernels::MapView;

std::size_t sizeOf(const MapShape& shape) {
  return static_cast<std::size_t>(shape.channels) * static_cast<std::size_t>(shape.time) *
         static_cast<std::size_t>(shape.mel);
}

/// A whole map of that many channels.
MapView viewOf(const float* data, std::size_t channels, std::size_t mels) {
  return {data, channels * mels, mels};
}

/// Means over the first `width` bands.
void channelMeans(MapView map, std::size_t time, std::size_t width, std::span<float> means) {
  kernels::channelSums(map, time, width, means);
  const float scale = 1.0F / static_cast<float>(time * width);
  for (float& mean : means) mean *= scale;
}

/// out += the layer applied to means: the mean of a 1x1 convolution's output is the convolution of
/// its input's mean.
void addApplied(const Dense& layer, const float* in, float* out) {
  for (std::size_t o = 0; o < layer.outs; ++o) out[o] += layer.bias[o];
  for (std::size_t i = 0; i < layer.ins; ++i) {
    const float* weights = layer.weights.data() + i * layer.outs;
    for (std::size_t o = 0; o < layer.outs; ++o) out[o] += in[i] * weights[o];
  }
}

}  // namespace

NativeClassifier::NativeClassifier(std::shared_ptr<const FoldedNetwork> network)
    : m_network(std::move(network)) {
  std::array<std::size_t, 2> maps{kFeatureSize, 0};
  std::size_t first = 0;
  std::size_t third = 0;
  std::size_t scratch = 0;
  std::size_t weights = 0;
  std::size_t outs = 0;
  std::size_t fused = 0;
  std::size_t channels = kChannels;
  std::size_t embedding = 0;
  for (std::size_t i = 0; i < m_network->blocks.size(); ++i) {
    const FoldedBlock& block = m_network->blocks[i];
    const std::size_t half = block.distilA.outs;
    maps[(i + 1) % 2] = std::max(maps[(i + 1) % 2], sizeOf(block.output));
    if (block.kind == BlockKind::Dssdb) first = std::max(first, sizeOf(block.branch));
    third = std::max(third, sizeOf(block.branch) / 2);
    scratch = std::max({scratch, kernels::enrichScratch(static_cast<std::size_t>(block.branch.mel)),
                        kernels::fuseScratch(half)});
    weights = std::max(weights, block.fuse.weights.size());
    outs = std::max(outs, block.fuse.outs);
    fused = std::max(fused, block.fuse.ins);
    channels = std::max({channels, block.first.channels, block.fuse.outs});
    if (i > 0) embedding += block.fuse.outs;
  }
  m_maps = {AlignedFloats(maps[0]), AlignedFloats(maps[1])};
  m_first = AlignedFloats(first);
  m_third = AlignedFloats(third);
  m_scratch = AlignedFloats(scratch);
  m_zeroRow = AlignedFloats(kMels);
  m_lowMean.resize(channels);
  m_highMean.resize(channels);
  m_firstMean.resize(channels);
  m_fusedMean.resize(fused);
  m_weights.resize(weights);
  m_bias.resize(outs);
  m_embedding.resize(embedding);
  m_hidden.resize(m_network->hidden.outs);
}

std::string NativeClassifier::engineName() const {
  return fmt::format("Native ({})", kernels::targetName());
}

Status NativeClassifier::forward(std::span<const float> features, std::span<float> logits) {
  for (std::size_t clip = 0; clip < features.size() / kFeatureSize; ++clip) {
    loadClip(features.data() + clip * kFeatureSize);
    for (std::size_t i = 0; i < m_network->blocks.size(); ++i) runBlock(i);
    classify(logits.subspan(clip * m_network->output.outs, m_network->output.outs));
  }
  return {};
}

std::vector<BlockOutput> NativeClassifier::blockOutputs(std::span<const float> features) {
  std::vector<BlockOutput> outputs;
  loadClip(features.data());
  for (std::size_t i = 0; i < m_network->blocks.size(); ++i) {
    runBlock(i);
    const MapShape shape = m_network->blocks[i].output;
    BlockOutput output{fmt::format("conv{}", i + 1), shape, std::vector<float>(sizeOf(shape))};
    const auto channels = static_cast<std::size_t>(shape.channels);
    const auto time = static_cast<std::size_t>(shape.time);
    const auto mels = static_cast<std::size_t>(shape.mel);
    for (std::size_t t = 0; t < time; ++t) {
      for (std::size_t c = 0; c < channels; ++c) {
        std::copy_n(blockOutput(i) + (t * channels + c) * mels, mels,
                    output.values.data() + (c * time + t) * mels);
      }
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

void NativeClassifier::loadClip(const float* features) {
  kernels::transposeFeatures(features, blockInput(0));
  const MapView map = viewOf(blockInput(0), kChannels, kMels);
  const MapView high{map.data + kMels / 2, map.rowStep, map.channelStep};
  channelMeans(map, kFrames, kMels / 2, std::span(m_lowMean).first(kChannels));
  channelMeans(high, kFrames, kMels / 2, std::span(m_highMean).first(kChannels));
  m_embedded = 0;
}

void NativeClassifier::runBlock(std::size_t index) {
  enrichBlock(index);
  attend(index);
  fuseBlock(index);

  // The means of the halves serve the next block's attention and the embedding.
  const MapShape shape = m_network->blocks[index].output;
  const auto channels = static_cast<std::size_t>(shape.channels);
  const auto half = static_cast<std::size_t>(shape.mel) / 2;
  const auto time = static_cast<std::size_t>(shape.time);
  const MapView low = viewOf(blockOutput(index), channels, 2 * half);
  const MapView high{low.data + half, low.rowStep, low.channelStep};
  channelMeans(low, time, half, std::span(m_lowMean).first(channels));
  channelMeans(high, time, half, std::span(m_highMean).first(channels));
  if (index == 0) return;
  for (std::size_t c = 0; c < channels; ++c) {
    m_embedding[m_embedded++] = 0.5F * (m_lowMean[c] + m_highMean[c]);
  }
}

void NativeClassifier::enrichBlock(std::size_t index) {
  const FoldedBlock& block = m_network->blocks[index];
  const std::size_t channels = index == 0 ? kChannels : block.first.channels;
  kernels::EnrichTask task;
  task.input = viewOf(blockInput(index), channels, static_cast<std::size_t>(block.input.mel));
  task.stem = index == 0 ? &m_network->stem : nullptr;
  task.first = &block.first;
  task.second = &block.second;
  task.third = &block.third;
  task.time = static_cast<std::size_t>(block.branch.time);
  task.width = static_cast<std::size_t>(block.branch.mel);
  task.firstOutput = block.kind == BlockKind::Dssdb ? m_first.data() : nullptr;
  task.thirdOutput = m_third.data();
  task.scratch = m_scratch.data();
  task.zeroRow = m_zeroRow.data();
  kernels::enrich(task);
}

/// ECA: finds the means of the map that it weighs without computing that map, and scales `fuse`'s
/// weights instead of the map.
void NativeClassifier::attend(std::size_t index) {
  const FoldedBlock& block = m_network->blocks[index];
  const auto time = static_cast<std::size_t>(block.branch.time);
  const auto width = static_cast<std::size_t>(block.branch.mel);
  const std::size_t half = block.third.channels;
  const bool segmented = block.kind == BlockKind::DssdbSeg;
  const Dense& distilA = index == 0 ? m_network->stemDistilA : block.distilA;
  const Dense& distilB = index == 0 && segmented ? m_network->stemDistilB : block.distilB;

  const auto means = std::span(m_fusedMean).first(block.fuse.ins);
  const auto thirds = means.last(half);
  const MapView third = viewOf(m_third.data(), half, width);
  std::fill(means.begin(), means.end(), 0.0F);
  channelMeans(third, time, width, thirds);
  if (segmented) {  // the three branches are added
    addApplied(distilA, m_lowMean.data(), means.data());
    addApplied(distilB, m_highMean.data(), means.data());
  } else {  // and here they lie one after the other
    for (std::size_t c = 0; c < distilA.ins; ++c) {
      m_lowMean[c] = 0.5F * (m_lowMean[c] + m_highMean[c]);
    }
    const auto firsts = std::span(m_firstMean).first(block.first.channels);
    channelMeans(viewOf(m_first.data(), block.first.channels, width), time, width, firsts);
    addApplied(distilA, m_lowMean.data(), means.data());
    addApplied(distilB, firsts.data(), means.data() + half);
  }

  // Average pooling divides by 2 or 4. ReLU lets positive factors pass and powers of two are exact,
  // so the weights may carry that as well.
  const float pooling = segmented ? 0.5F : 0.25F;
  const std::size_t outs = block.fuse.outs;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const float before = i > 0 ? means[i - 1] : 0.0F;
    const float after = i + 1 < means.size() ? means[i + 1] : 0.0F;
    const float x =
        block.attention[0] * before + block.attention[1] * means[i] + block.attention[2] * after;
    const float scale = pooling / (1.0F + std::exp(-x));
    for (std::size_t o = 0; o < outs; ++o) {
      m_weights[i * outs + o] = scale * block.fuse.weights[i * outs + o];
    }
  }
  for (std::size_t o = 0; o < outs; ++o) m_bias[o] = pooling * block.fuse.bias[o];
}

void NativeClassifier::fuseBlock(std::size_t index) {
  const FoldedBlock& block = m_network->blocks[index];
  const bool segmented = block.kind == BlockKind::DssdbSeg;
  const auto mels = static_cast<std::size_t>(block.input.mel);
  const auto width = static_cast<std::size_t>(block.branch.mel);
  const std::size_t channels = index == 0 ? kChannels : block.first.channels;
  kernels::FuseTask task;
  task.kind = block.kind;
  task.a = viewOf(blockInput(index), channels, mels);
  task.distilA = index == 0 ? &m_network->stemDistilA : &block.distilA;
  if (segmented) {
    task.b = {task.a.data + width, task.a.rowStep, task.a.channelStep};
    task.distilB = index == 0 ? &m_network->stemDistilB : &block.distilB;
  } else {
    task.b = viewOf(m_first.data(), block.first.channels, width);
    task.distilB = &block.distilB;
  }
  task.third = viewOf(m_third.data(), block.third.channels, width);
  task.weights = m_weights.data();
  task.bias = m_bias.data();
  task.outs = block.fuse.outs;
  task.rows = static_cast<std::size_t>(block.output.time);
  task.width = width;
  task.output = blockOutput(index);
  task.scratch = m_scratch.data();
  kernels::fuse(task);
}

void NativeClassifier::classify(std::span<float> logits) {
  kernels::linear(m_network->hidden, m_embedding.data(), m_hidden);
  for (float& value : m_hidden) value = std::max(value, 0.0F);
  kernels::linear(m_network->output, m_hidden.data(), logits);
}

Result<std::unique_ptr<Classifier>> makeNativeClassifier(const Model& model) {
  auto network = FoldedNetwork::from(model.architecture, model.weights);
  if (!network) {
    network.error().file = model.path;
    return fail(std::move(network.error()));
  }
  return std::make_unique<NativeClassifier>(
      std::make_shared<const FoldedNetwork>(std::move(*network)));
}

}  // namespace scenelens
