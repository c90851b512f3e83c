// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/activation_trace.h"

#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace scenelens {

namespace {

/// A map, channels x time x mel.
struct Map {
  std::size_t channels = 0;
  std::size_t time = 0;
  std::size_t mel = 0;
  std::vector<float> values;

  Map() = default;
  Map(std::size_t channels_, std::size_t time_, std::size_t mel_)
      : channels(channels_), time(time_), mel(mel_), values(channels_ * time_ * mel_) {}

  [[nodiscard]] std::size_t size() const { return time * mel; }
  [[nodiscard]] float* channel(std::size_t c) { return values.data() + c * size(); }
  [[nodiscard]] const float* channel(std::size_t c) const { return values.data() + c * size(); }
};

Map transposed(std::span<const float> features) {
  Map map(kChannels, kFrames, kMels);
  for (std::size_t c = 0; c < kChannels; ++c) {
    for (std::size_t f = 0; f < kMels; ++f) {
      for (std::size_t t = 0; t < kFrames; ++t) {
        map.channel(c)[t * kMels + f] = features[(c * kMels + f) * kFrames + t];
      }
    }
  }
  return map;
}

/// The columns from `from` on.
Map columns(const Map& map, std::size_t from, std::size_t count) {
  Map part(map.channels, map.time, count);
  for (std::size_t row = 0; row < map.channels * map.time; ++row) {
    std::copy_n(map.values.data() + row * map.mel + from, count, part.values.data() + row * count);
  }
  return part;
}

void relu(Map& map) {
  for (float& value : map.values) value = std::max(value, 0.0F);
}

/// out += gain * map's channel `in`, for all positions.
void addScaled(const float* in, float gain, std::size_t size, float* out) {
  for (std::size_t i = 0; i < size; ++i) out[i] += gain * in[i];
}

/// out += tap * the channel moved by (frames, bands); zeros come in from outside.
void addMoved(const float* in, float tap, int frames, int bands, const Map& shape, float* out) {
  const auto time = static_cast<int>(shape.time);
  const auto mel = static_cast<int>(shape.mel);
  for (int t = std::max(0, -frames); t < std::min(time, time - frames); ++t) {
    const float* row = in + (t + frames) * mel + bands;
    for (int f = std::max(0, -bands); f < std::min(mel, mel - bands); ++f) {
      out[t * mel + f] += tap * row[f];
    }
  }
}

Map crossed(const Cross& cross, const Map& in) {
  static constexpr std::array<std::array<int, 2>, Cross::kTaps> kMoves{
      {{0, 0}, {-2, 0}, {2, 0}, {0, -2}, {0, 2}}};
  Map out(cross.channels, in.time, in.mel);
  for (std::size_t c = 0; c < cross.channels; ++c) {
    float* channel = out.channel(c);
    std::fill_n(channel, out.size(), cross.bias[c]);
    for (std::size_t i = 0; i < cross.fan; ++i) {
      const float* taps = cross.tapsOf(c, i);
      for (std::size_t t = 0; t < Cross::kTaps; ++t) {
        addMoved(in.channel(c * cross.fan + i), taps[t], kMoves[t][0], kMoves[t][1], in, channel);
      }
    }
  }
  relu(out);
  return out;
}

Map dense(const Dense& layer, const Map& in) {
  Map out(layer.outs, in.time, in.mel);
  for (std::size_t o = 0; o < layer.outs; ++o) {
    std::fill_n(out.channel(o), out.size(), layer.bias[o]);
    for (std::size_t i = 0; i < layer.ins; ++i) {
      addScaled(in.channel(i), layer.at(i, o), out.size(), out.channel(o));
    }
  }
  return out;
}

/// ECA: the map with every channel times the sigmoid of its neighbourhood's means.
void attend(const std::array<float, 3>& kernel, Map& map) {
  std::vector<double> means(map.channels + 2);
  for (std::size_t c = 0; c < map.channels; ++c) {
    for (std::size_t i = 0; i < map.size(); ++i) means[c + 1] += map.channel(c)[i];
    means[c + 1] /= static_cast<double>(map.size());
  }
  for (std::size_t c = 0; c < map.channels; ++c) {
    const double x = kernel[0] * means[c] + kernel[1] * means[c + 1] + kernel[2] * means[c + 2];
    const auto gain = static_cast<float>(1.0 / (1.0 + std::exp(-x)));
    std::for_each_n(map.channel(c), map.size(), [gain](float& value) { value *= gain; });
  }
}

/// Averages over 2 frames and `bands` mel bands; an odd last frame is dropped.
Map pooled(const Map& in, std::size_t bands) {
  Map out(in.channels, in.time / 2, in.mel / bands);
  const float share = 0.5F / static_cast<float>(bands);
  for (std::size_t c = 0; c < in.channels; ++c) {
    for (std::size_t t = 0; t < 2 * out.time; ++t) {
      for (std::size_t f = 0; f < in.mel; ++f) {
        out.channel(c)[t / 2 * out.mel + f / bands] += share * in.channel(c)[t * in.mel + f];
      }
    }
  }
  return out;
}

Map block(const FoldedBlock& folded, const Map& in, ActivationTrace& trace) {
  const bool segmented = folded.kind == BlockKind::DssdbSeg;
  const auto width = static_cast<std::size_t>(folded.branch.mel);
  const Map branch = columns(in, 0, width);
  const Map first = crossed(folded.first, branch);
  const Map second = crossed(folded.second, first);
  const Map third = crossed(folded.third, second);
  Map fused = dense(folded.distilA, branch);
  Map other = dense(folded.distilB, segmented ? columns(in, width, width) : first);
  for (const Map* map : {&first, &second, &third}) trace.values.push_back(map->values);
  if (segmented) {
    for (const Map* map : std::initializer_list<const Map*>{&other, &third}) {
      addScaled(map->values.data(), 1.0F, fused.values.size(), fused.values.data());
    }
    trace.values.push_back(fused.values);
  } else {
    trace.values.push_back(fused.values);
    trace.values.push_back(other.values);
    for (const Map* map : std::initializer_list<const Map*>{&other, &third}) {
      fused.values.insert(fused.values.end(), map->values.begin(), map->values.end());
      fused.channels += map->channels;
    }
  }
  attend(folded.attention, fused);
  Map out = dense(folded.fuse, fused);
  relu(out);
  out = pooled(out, segmented ? 1 : 2);
  trace.values.push_back(out.values);
  return out;
}

std::vector<float> linear(const Dense& layer, const std::vector<float>& in) {
  std::vector<float> out = layer.bias;
  for (std::size_t i = 0; i < layer.ins; ++i) {
    for (std::size_t o = 0; o < layer.outs; ++o) out[o] += layer.at(i, o) * in[i];
  }
  return out;
}

}  // namespace

ActivationTrace tracePoints(const Architecture& architecture, const FoldedNetwork& network,
                            std::span<const float> features) {
  ActivationTrace trace;
  trace.points = activationPoints(architecture);
  Map map = transposed(features);
  trace.values.push_back(map.values);
  map = dense(network.stem, map);
  trace.values.push_back(map.values);
  std::vector<float> embedding;
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    map = block(network.blocks[i], map, trace);
    for (std::size_t c = 0; i > 0 && c < map.channels; ++c) {
      double sum = 0.0;
      for (std::size_t k = 0; k < map.size(); ++k) sum += map.channel(c)[k];
      embedding.push_back(static_cast<float>(sum / static_cast<double>(map.size())));
    }
  }
  std::vector<float> hidden = linear(network.hidden, embedding);
  for (float& value : hidden) value = std::max(value, 0.0F);
  trace.logits = linear(network.output, hidden);
  return trace;
}

}  // namespace scenelens
