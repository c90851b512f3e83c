// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/int8_packing.h"

#include <cstddef>
#include <cstdint>
#include <span>

/// The inner loops of the Int8 engine, compiled for several instruction sets with Highway and
/// chosen at run time. All are functions of their arguments, allocate nothing, are thread-safe and
/// give the same bits with every instruction set. int8_arithmetic.h has the rounding.
///
/// A map is an array of words; each holds four channels of one position, the first in its lowest
/// byte. Widths are multiples of 8.
namespace scenelens::int8 {

/// Columns between rows, so that rows begin on a cache line and two words of zero point fit on
/// either side of what a DSSC reads.
inline constexpr std::size_t kGap = 16;

/// A map or a part of it: where it begins and how far rows and groups of four channels lie apart.
struct WordMap {
  std::uint32_t* data = nullptr;
  std::size_t rowStep = 0;
  std::size_t groupStep = 0;

  [[nodiscard]] std::uint32_t* row(std::size_t group, std::size_t t) const {
    return data + group * groupStep + t * rowStep;
  }
};

/// Where a map is written: columns from `split` on lie kGap words further, so that each half of
/// the mel axis has its own border, which is written as well.
struct WordTarget {
  WordMap map;
  std::size_t split = 0;
  std::uint32_t border = 0;  ///< the zero point, four times
};

/// Features (channel x mel x frame, finite) to a map of one group: the two channels of a position
/// in a word, whose other bytes are zero. number = features * inverseScale + 128, clamped to
/// 0..255, ties to even.
void quantizeFeatures(const float* features, float inverseScale, const WordMap& map);

/// The stem, of the whole map.
struct StemTask {
  WordMap features;
  const PackedDense* dense = nullptr;
  std::size_t time = 0;
  std::size_t width = 0;
  WordTarget output;
};
void stem(const StemTask& task);

/// The chain of three DSSCs of one block.
struct EnrichTask {
  WordMap input;
  const PackedCross* first = nullptr;
  const PackedCross* second = nullptr;
  const PackedCross* third = nullptr;
  std::size_t time = 0;
  std::size_t width = 0;  ///< columns of the branch
  WordMap firstOutput;    ///< whole map with borders, or null data
  WordMap secondOutput;   ///< the same, for inspection
  WordMap thirdOutput;
  const std::uint32_t* inputZeros = nullptr;  ///< stands for the input's rows outside the map
  const std::uint32_t* zeros = nullptr;       ///< the same for the DSSCs' outputs
  std::uint32_t* scratch = nullptr;           ///< enrichScratch(width)
};
/// Words that EnrichTask::scratch needs.
[[nodiscard]] constexpr std::size_t enrichScratch(std::size_t width) {
  return 2 * 2 * 4 * (width + kGap);  // two rings of four rows, two groups at a time
}
void enrich(const EnrichTask& task);

/// Distillations: the inputs one after the other, plus the third DSSC where there is `third`.
struct DistilTask {
  std::array<WordMap, 2> inputs;
  std::array<std::size_t, 2> groups{};  ///< of each input; 0 for none
  const PackedDense* dense = nullptr;
  const PackedSum* sum = nullptr;  ///< with `third`: the rounding, instead of `dense`'s
  WordMap third;
  std::size_t time = 0;
  std::size_t width = 0;
  WordMap output;
};
void distil(const DistilTask& task);

/// sums[c] = the sum of the numbers of channel c; sums.size() is a multiple of four.
void channelSums(const WordMap& map, std::size_t time, std::size_t width,
                 std::span<std::int32_t> sums);

/// `fuse`'s weights with this clip's gains, and the bias that goes with them.
struct AttendTask {
  const PackedDense* dense = nullptr;
  std::span<const std::int32_t> gains;  ///< of each input
  std::size_t signedGroups = 0;         ///< so many groups of inputs have the zero point 128
  std::uint32_t* words = nullptr;
  std::int32_t* bias = nullptr;
};
void attend(const AttendTask& task);

/// conv3, ReLU and average pooling over two frames (DssdbSeg) or 2 x 2 positions (Dssdb).
struct FuseTask {
  BlockKind kind = BlockKind::DssdbSeg;
  std::array<WordMap, 3> inputs;
  std::array<std::size_t, 3> groups{};
  const PackedDense* dense = nullptr;    ///< for the rounding
  const std::uint32_t* words = nullptr;  ///< of AttendTask
  const std::int32_t* bias = nullptr;
  std::size_t rows = 0;   ///< of the output; twice as many are read
  std::size_t width = 0;  ///< of the inputs
  WordTarget output;
};
void fuse(const FuseTask& task);

/// The integer product of the head: out[o] = bias[o] + sum of weights[o][i] * in[i]; ins is a
/// multiple of 16, in[i] 0..kEmbeddingMax.
void linear(const std::int16_t* weights, const std::int32_t* bias, std::span<const std::int16_t> in,
            std::span<std::int32_t> out);

/// Highway's name of the instruction set that the functions above use now: "AVX3_DL" has the dot
/// products of four bytes (VNNI).
[[nodiscard]] const char* targetName();

}  // namespace scenelens::int8
