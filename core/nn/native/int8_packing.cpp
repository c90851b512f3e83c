// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/int8_packing.h"

#include "core/nn/native/folding.h"

#include <fmt/format.h>

#include <utility>

// Compiled without contraction, as int8_arithmetic.cpp.
namespace scenelens::int8 {

namespace {

std::uint32_t inByte(std::int8_t value, std::size_t byte) {
  return std::uint32_t{static_cast<std::uint8_t>(value)} << (8 * byte);
}

/// `ratios`: what each output's accumulator is worth in units of the map that it becomes.
PackedRequant packRequant(const std::vector<double>& ratios, int zeroPoint) {
  PackedRequant packed;
  for (const double ratio : ratios) {
    const Requant requant = requantFor(ratio, zeroPoint);
    packed.lowest.push_back(requant.lowest);
    packed.highest.push_back(requant.highest);
    packed.multiplier.push_back(static_cast<std::int32_t>(requant.multiplier));
    packed.offset = requant.offset;
  }
  return packed;
}

std::vector<double> ratiosOf(const std::vector<float>& scales, double input, double output) {
  std::vector<double> ratios;
  for (const float scale : scales) ratios.push_back(input * scale / output);
  return ratios;
}

/// Without the rounding. Every input has the zero point `zeroPoint`.
PackedDense packDense(const QuantizedDense& dense, int zeroPoint) {
  PackedDense packed;
  packed.groups = (dense.ins + 3) / 4;
  packed.outs = dense.outs;
  packed.words.resize(packed.groups * dense.outs);
  packed.bias = dense.bias;
  for (std::size_t o = 0; o < dense.outs; ++o) {
    for (std::size_t i = 0; i < dense.ins; ++i) {
      packed.words[i / 4 * dense.outs + o] |= inByte(dense.at(i, o), i % 4);
      packed.bias[o] -= zeroPoint * dense.at(i, o);
    }
  }
  return packed;
}

/// `input` and `output`: scales of the maps.
PackedCross packCross(const QuantizedCross& cross, double input, int zeroPoint, double output) {
  PackedCross quads(cross.channels / 4);
  for (std::size_t c = 0; c < cross.channels; ++c) {
    CrossQuad& quad = quads[c / 4];
    const std::size_t k = c % 4;
    quad.bias[k] = cross.bias[c];
    for (std::size_t i = 0; i < cross.fan; ++i) {
      const std::size_t byte = cross.fan == 1 ? k : 2 * (k % 2) + i;
      for (std::size_t t = 0; t < Cross::kTaps; ++t) {
        const std::int8_t tap = cross.tapsOf(c, i)[t];
        quad.taps[k][t] |= inByte(tap, byte);
        quad.bias[k] -= zeroPoint * tap;
      }
    }
    const Requant requant = requantFor(input * cross.scales[c] / output, 0);
    quad.highest[k] = requant.highest;
    quad.multiplier[k] = static_cast<std::int32_t>(requant.multiplier);
  }
  return quads;
}

PackedSum packSum(const std::vector<double>& ratios, double third) {
  PackedSum packed;
  packed.third = thirdScaleFor(third);
  for (const double ratio : ratios) {
    const SumRequant requant = sumRequantFor(ratio, packed.third);
    packed.lowest.push_back(requant.lowest);
    packed.highest.push_back(requant.highest);
    packed.multiplier.push_back(requant.multiplier);
  }
  return packed;
}

PackedBlock packBlock(const QuantizedNetwork& network, std::size_t index) {
  const QuantizedBlock& block = network.blocks[index];
  const std::string module = fmt::format("conv{}", index + 1);
  const auto scale = [&](const char* point) -> double { return network.scaleOf(module + point); };
  const double input = network.scaleOf(index == 0 ? "conv" : fmt::format("conv{}", index));
  const int zero = index == 0 ? kSignedZero : 0;
  const double first = scale(".dilaconv1");
  const double second = scale(".dilaconv2");
  const double third = scale(".dilaconv3");
  PackedBlock packed;
  packed.first = packCross(block.first, input, zero, first);
  packed.second = packCross(block.second, first, 0, second);
  packed.third = packCross(block.third, second, 0, third);
  packed.distilA = packDense(block.distilA, zero);
  const bool segmented = block.kind == BlockKind::DssdbSeg;
  if (segmented) {
    const double sum = scale(".sum");
    packed.sum = packSum(ratiosOf(block.distilA.scales, input, sum), third / sum);
  } else {
    packed.distilA.requant =
        packRequant(ratiosOf(block.distilA.scales, input, scale(".conv1")), kSignedZero);
    packed.distilB = packDense(block.distilB, 0);
    packed.distilB.requant =
        packRequant(ratiosOf(block.distilB.scales, first, scale(".conv2")), kSignedZero);
  }
  packed.fuse = packDense(block.fuse, 0);
  // The sum over the pooled positions becomes their mean.
  const double pooling = segmented ? 0.5 : 0.25;
  packed.fuse.requant = packRequant(ratiosOf(block.fuse.scales, pooling, scale("")), 0);
  return packed;
}

}  // namespace

PackedNetwork PackedNetwork::from(QuantizedNetwork network) {
  PackedNetwork packed;
  const double input = network.scaleOf("input");
  packed.inverseInputScale = static_cast<float>(1.0 / input);
  packed.stem = packDense(network.stem, kSignedZero);
  packed.stem.requant =
      packRequant(ratiosOf(network.stem.scales, input, network.scaleOf("conv")), kSignedZero);
  for (std::size_t i = 0; i < packed.blocks.size(); ++i) packed.blocks[i] = packBlock(network, i);
  packed.hidden.assign(network.hidden.weights.begin(), network.hidden.weights.end());
  packed.head = headFactors(network);
  packed.network = std::move(network);
  return packed;
}

}  // namespace scenelens::int8
