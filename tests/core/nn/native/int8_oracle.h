// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_shape.h"
#include "core/nn/native/folding.h"
#include "core/nn/native/int8_arithmetic.h"
#include "core/nn/native/int8_head.h"
#include "core/nn/native/quantized_network.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Int8 inference written down as plainly as possible, in 64-bit integers and without the engine's
/// clamps, packing or borders: what the engine must equal bit for bit. It shares only the
/// derivation of multipliers and gains with the engine.
namespace scenelens::test {

/// Numbers of a map, channels x time x mel.
struct NumberMap {
  std::int64_t channels = 0;
  std::int64_t time = 0;
  std::int64_t mel = 0;
  std::int64_t zero = 0;
  std::vector<std::int64_t> numbers;

  NumberMap(std::int64_t c, std::int64_t t, std::int64_t m, std::int64_t z)
      : channels(c), time(t), mel(m), zero(z), numbers(std::size_t(c * t * m)) {}
  std::int64_t& at(std::int64_t c, std::int64_t t, std::int64_t f) {
    return numbers[std::size_t((c * time + t) * mel + f)];
  }
  /// The number less its zero point; 0 outside.
  [[nodiscard]] std::int64_t value(std::int64_t c, std::int64_t t, std::int64_t f) const {
    if (t < 0 || t >= time || f < 0 || f >= mel) return 0;
    return numbers[std::size_t((c * time + t) * mel + f)] - zero;
  }
};

class Int8Oracle {
 public:
  explicit Int8Oracle(const QuantizedNetwork& network) : m_network(network) {}

  /// The maps of all activation points, in order, and the logits.
  struct Result {
    std::vector<NumberMap> maps;
    std::vector<float> logits;
  };

  Result run(std::span<const float> features) {
    m_result = {};
    NumberMap map = keep(input(features));
    map = keep(dense(m_network.stem, map, 0, scale("input"), scale("conv"), 128));
    std::vector<std::int64_t> embedding;
    const HeadFactors head = headFactors(m_network);
    for (std::size_t i = 0; i < 5; ++i) {
      map = block(i, map);
      for (std::int64_t c = 0; i > 0 && c < map.channels; ++c) {
        std::int64_t sum = 0;
        for (std::int64_t t = 0; t < map.time; ++t) {
          for (std::int64_t f = 0; f < map.mel; ++f) sum += map.at(c, t, f);
        }
        embedding.push_back(std::min<std::int64_t>(scaled(sum, head.embedding[i], 30), 16383));
      }
    }
    std::vector<std::int64_t> hidden = linear(m_network.hidden, embedding);
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      hidden[i] = scaled(std::max<std::int64_t>(hidden[i], 0), head.hidden[i], 30);
    }
    const auto sums = linear(m_network.output, hidden);
    for (std::size_t o = 0; o < sums.size(); ++o) {
      m_result.logits.push_back(float(double(sums[o]) * head.logits[o]));
    }
    return m_result;
  }

 private:
  [[nodiscard]] double scale(const std::string& point) const { return m_network.scaleOf(point); }
  NumberMap keep(NumberMap map) {
    m_result.maps.push_back(map);
    return map;
  }

  /// round(value * factor / 2^bits), ties up.
  static std::int64_t scaled(std::int64_t value, std::int64_t factor, int bits) {
    return (value * factor + (std::int64_t{1} << (bits - 1))) >> bits;
  }
  static std::int64_t number(std::int64_t accumulator, double ratio, std::int64_t zero) {
    const auto factor = std::int64_t(int8::requantFor(ratio, int(zero)).multiplier);
    return std::clamp<std::int64_t>(scaled(accumulator, factor, 24) + zero, 0, 255);
  }

  NumberMap input(std::span<const float> features) const {
    NumberMap map(kChannels, kFrames, kMels, 128);
    const auto inverse = float(1.0 / scale("input"));
    for (std::int64_t c = 0; c < map.channels; ++c) {
      for (std::int64_t t = 0; t < map.time; ++t) {
        for (std::int64_t f = 0; f < map.mel; ++f) {
          const float x = features[std::size_t((c * map.mel + f) * map.time + t)] * inverse;
          map.at(c, t, f) = 128 + std::int64_t(std::nearbyint(std::clamp(x, -128.0F, 127.0F)));
        }
      }
    }
    return map;
  }

  static std::int64_t accumulate(const QuantizedDense& layer, const NumberMap& in, std::size_t o,
                                 std::size_t firstIn, std::int64_t t, std::int64_t f) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < in.channels; ++i) {
      sum += layer.at(firstIn + std::size_t(i), o) * in.value(i, t, f);
    }
    return sum;
  }

  static NumberMap dense(const QuantizedDense& layer, const NumberMap& in, std::size_t firstIn,
                         double inputScale, double outputScale, std::int64_t zero) {
    NumberMap out(std::int64_t(layer.outs), in.time, in.mel, zero);
    for (std::int64_t o = 0; o < out.channels; ++o) {
      const auto k = std::size_t(o);
      const double ratio = inputScale * layer.scales[k] / outputScale;
      for (std::int64_t t = 0; t < in.time; ++t) {
        for (std::int64_t f = 0; f < in.mel; ++f) {
          out.at(o, t, f) =
              number(layer.bias[k] + accumulate(layer, in, k, firstIn, t, f), ratio, zero);
        }
      }
    }
    return out;
  }

  static NumberMap cross(const QuantizedCross& layer, const NumberMap& in, double inputScale,
                         double outputScale) {
    NumberMap out(std::int64_t(layer.channels), in.time, in.mel, 0);
    for (std::int64_t c = 0; c < out.channels; ++c) {
      const double ratio = inputScale * layer.scales[std::size_t(c)] / outputScale;
      for (std::int64_t t = 0; t < in.time; ++t) {
        for (std::int64_t f = 0; f < in.mel; ++f) {
          std::int64_t sum = layer.bias[std::size_t(c)];
          for (std::size_t i = 0; i < layer.fan; ++i) {
            const std::int8_t* taps = layer.tapsOf(std::size_t(c), i);
            const std::int64_t from = c * std::int64_t(layer.fan) + std::int64_t(i);
            sum += taps[0] * in.value(from, t, f) + taps[1] * in.value(from, t - 2, f) +
                   taps[2] * in.value(from, t + 2, f) + taps[3] * in.value(from, t, f - 2) +
                   taps[4] * in.value(from, t, f + 2);
          }
          out.at(c, t, f) = number(sum, ratio, 0);
        }
      }
    }
    return out;
  }

  static NumberMap columns(const NumberMap& in, std::int64_t from, std::int64_t count) {
    NumberMap out(in.channels, in.time, count, in.zero);
    for (std::int64_t c = 0; c < in.channels; ++c) {
      for (std::int64_t t = 0; t < in.time; ++t) {
        for (std::int64_t f = 0; f < count; ++f) {
          out.at(c, t, f) = in.value(c, t, from + f) + in.zero;
        }
      }
    }
    return out;
  }

  NumberMap sum(const QuantizedBlock& block, const NumberMap& low, const NumberMap& high,
                const NumberMap& third, double inputScale, double thirdScale,
                double sumScale) const {
    const int8::ThirdScale shared = int8::thirdScaleFor(thirdScale / sumScale);
    NumberMap out(third.channels, third.time, third.mel, 128);
    for (std::int64_t o = 0; o < out.channels; ++o) {
      const auto k = std::size_t(o);
      const double ratio = inputScale * block.distilA.scales[k] / sumScale;
      const std::int64_t factor = int8::sumRequantFor(ratio, shared).multiplier;
      for (std::int64_t t = 0; t < out.time; ++t) {
        for (std::int64_t f = 0; f < out.mel; ++f) {
          const std::int64_t accumulator =
              block.distilA.bias[k] + accumulate(block.distilA, low, k, 0, t, f) +
              accumulate(block.distilA, high, k, std::size_t(low.channels), t, f);
          const std::int64_t both = accumulator * factor + third.value(o, t, f) * shared.multiplier;
          out.at(o, t, f) = std::clamp<std::int64_t>(scaled(both, 1, shared.shift) + 128, 0, 255);
        }
      }
    }
    return out;
  }

  struct Part {
    NumberMap map;
    double scale;
  };

  static std::vector<std::int64_t> gains(const QuantizedBlock& block,
                                         const std::vector<Part>& parts) {
    std::vector<double> means{0.0};
    for (const auto& part : parts) {
      const double positions = double(part.map.time * part.map.mel);
      for (std::int64_t c = 0; c < part.map.channels; ++c) {
        std::int64_t total = 0;
        for (std::int64_t t = 0; t < part.map.time; ++t) {
          for (std::int64_t f = 0; f < part.map.mel; ++f) total += part.map.value(c, t, f);
        }
        means.push_back(part.scale / positions * double(total));
      }
    }
    means.push_back(0.0);
    std::vector<std::int64_t> result;
    for (std::size_t c = 1; c + 1 < means.size(); ++c) {
      const double x = block.attention[0] * means[c - 1] + block.attention[1] * means[c] +
                       block.attention[2] * means[c + 1];
      result.push_back(int8::attentionGain(float(x)));
    }
    return result;
  }

  NumberMap block(std::size_t index, const NumberMap& in) {
    const QuantizedBlock& block = m_network.blocks[index];
    const std::string module = "conv" + std::to_string(index + 1);
    const double inScale = scale(index == 0 ? "conv" : "conv" + std::to_string(index));
    const double s1 = scale(module + ".dilaconv1");
    const double s2 = scale(module + ".dilaconv2");
    const double s3 = scale(module + ".dilaconv3");
    const bool segmented = block.kind == BlockKind::DssdbSeg;
    const NumberMap low = columns(in, 0, block.branch.mel);
    const NumberMap first = keep(cross(block.first, low, inScale, s1));
    const NumberMap second = keep(cross(block.second, first, s1, s2));
    const NumberMap third = keep(cross(block.third, second, s2, s3));
    std::vector<Part> parts;
    if (segmented) {
      const NumberMap high = columns(in, block.branch.mel, block.branch.mel);
      const double s = scale(module + ".sum");
      parts.push_back({keep(sum(block, low, high, third, inScale, s3, s)), s});
    } else {
      const double a = scale(module + ".conv1");
      const double b = scale(module + ".conv2");
      parts.push_back({keep(dense(block.distilA, low, 0, inScale, a, 128)), a});
      parts.push_back({keep(dense(block.distilB, first, 0, s1, b, 128)), b});
      parts.push_back({third, s3});
    }
    return keep(fuse(block, parts, segmented ? 1 : 2, scale(module)));
  }

  static NumberMap fuse(const QuantizedBlock& block, const std::vector<Part>& parts,
                        std::int64_t bands, double outputScale) {
    const auto gain = gains(block, parts);
    const NumberMap& shape = parts[0].map;
    NumberMap out(std::int64_t(block.fuse.outs), shape.time / 2, shape.mel / bands, 0);
    for (std::int64_t o = 0; o < out.channels; ++o) {
      const auto k = std::size_t(o);
      std::vector<std::int64_t> weights;
      for (std::size_t i = 0; i < block.fuse.ins; ++i) {
        weights.push_back(scaled(block.fuse.at(i, k), gain[i], 14));
      }
      const double ratio = block.fuse.scales[k] / double(2 * bands) / outputScale;
      for (std::int64_t t = 0; t < out.time; ++t) {
        for (std::int64_t f = 0; f < out.mel; ++f) {
          std::int64_t pooled = 0;
          for (std::int64_t dt = 0; dt < 2; ++dt) {
            for (std::int64_t df = 0; df < bands; ++df) {
              std::int64_t accumulator = block.fuse.bias[k];
              std::size_t i = 0;
              for (const auto& part : parts) {
                for (std::int64_t c = 0; c < part.map.channels; ++c) {
                  accumulator += weights[i++] * part.map.value(c, 2 * t + dt, bands * f + df);
                }
              }
              pooled += std::max<std::int64_t>(accumulator, 0);
            }
          }
          out.at(o, t, f) = number(pooled, ratio, 0);
        }
      }
    }
    return out;
  }

  static std::vector<std::int64_t> linear(const QuantizedDense& layer,
                                          const std::vector<std::int64_t>& in) {
    std::vector<std::int64_t> out;
    for (std::size_t o = 0; o < layer.outs; ++o) {
      std::int64_t sum = layer.bias[o];
      for (std::size_t i = 0; i < layer.ins; ++i) sum += layer.at(i, o) * in[i];
      out.push_back(sum);
    }
    return out;
  }

  const QuantizedNetwork& m_network;
  Result m_result;
};

}  // namespace scenelens::test
