// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/int8_arithmetic.h"
#include "core/nn/native/int8_head.h"
#include "core/nn/native/quantized_network.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

/// A QuantizedNetwork as the Int8 kernels read it: plain values, made once and shared.
namespace scenelens::int8 {

/// Requants of many outputs, field by field.
struct PackedRequant {
  std::vector<std::int32_t> lowest, highest, multiplier;
  std::uint32_t offset = 0;
};

/// A QuantizedDense: a word holds the weights of four inputs.
struct PackedDense {
  std::size_t groups = 0;            ///< of four inputs
  std::size_t outs = 0;              ///< a multiple of four
  std::vector<std::uint32_t> words;  ///< groups x outs
  std::vector<std::int32_t> bias;    ///< less the weights times the inputs' zero point
  PackedRequant requant;
};

/// Four outputs of a cross, which read one or two words of input. With fan 1, output k reads byte k
/// of one word. With fan 2, outputs 0 and 1 read the two halves of the first word and outputs 2 and
/// 3 those of the second.
struct CrossQuad {
  std::array<std::array<std::uint32_t, 5>, 4> taps;  ///< by output and tap; zeros where not read
  std::array<std::int32_t, 4> bias;
  std::array<std::int32_t, 4> highest;
  std::array<std::int32_t, 4> multiplier;
};
using PackedCross = std::vector<CrossQuad>;

/// What rounds a DssdbSeg's sum.
struct PackedSum {
  ThirdScale third;
  std::vector<std::int32_t> lowest, highest, multiplier;
};

struct PackedBlock {
  PackedCross first, second, third;
  PackedDense distilA, distilB;
  PackedSum sum;     ///< DssdbSeg only
  PackedDense fuse;  ///< bias without the zero point's share, which depends on the clip
};

struct PackedNetwork {
  QuantizedNetwork network;
  float inverseInputScale = 1.0F;
  PackedDense stem;
  std::array<PackedBlock, 5> blocks;
  std::vector<std::int16_t> hidden;  ///< outs x ins
  HeadFactors head;

  [[nodiscard]] static PackedNetwork from(QuantizedNetwork network);
};

}  // namespace scenelens::int8
