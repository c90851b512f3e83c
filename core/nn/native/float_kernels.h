// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/folding.h"

#include <cstddef>
#include <span>

/// The inner loops of the native float engine, compiled for several instruction sets with Highway
/// and chosen at run time. All are functions of their arguments, allocate nothing and are
/// thread-safe. docs/native-engine.md shows how they follow each other.
///
/// Maps are stored time x channel x mel: a row is all channels of one frame.
namespace scenelens::kernels {

/// The widest step along mel: a map's mel axis is a multiple of it.
inline constexpr std::size_t kMelStep = 8;
/// How many mel bands of two rows `fuse` handles at a time, so that its scratch stays in L1.
inline constexpr std::size_t kFuseTile = 64;

/// A part of a map: where it begins and how far its rows and channels lie apart, in floats.
struct MapView {
  const float* data = nullptr;
  std::size_t rowStep = 0;
  std::size_t channelStep = 0;
};

/// The chain of three DSSCs of one block.
struct EnrichTask {
  MapView input;                ///< C channels, or the two feature channels with `stem`
  const Dense* stem = nullptr;  ///< when set, computes the block's input on the way
  const Cross* first = nullptr;
  const Cross* second = nullptr;
  const Cross* third = nullptr;
  std::size_t time = 0;
  std::size_t width = 0;           ///< mel bands of the branch
  float* firstOutput = nullptr;    ///< time x C x width, or null when nobody else needs it
  float* thirdOutput = nullptr;    ///< time x C / 2 x width
  float* scratch = nullptr;        ///< enrichScratch(width)
  const float* zeroRow = nullptr;  ///< width zeros
};

/// Floats that EnrichTask::scratch needs.
[[nodiscard]] constexpr std::size_t enrichScratch(std::size_t width) {
  return 3 * 4 * 2 * width;  // three rings of four rows of two channels
}

/// Runs the chain channel pair by channel pair; what lies between the DSSCs never leaves L1.
void enrich(const EnrichTask& task);

/// The 1x1 convolutions of one block, ReLU and average pooling.
struct FuseTask {
  BlockKind kind = BlockKind::DssdbSeg;
  MapView a, b;  ///< what the distillations read
  const Dense* distilA = nullptr;
  const Dense* distilB = nullptr;
  MapView third;                   ///< output of the third DSSC
  const float* weights = nullptr;  ///< of `fuse`, scaled by attention and pooling: ins x outs
  const float* bias = nullptr;     ///< scaled by pooling
  std::size_t outs = 0;
  std::size_t rows = 0;      ///< of the output; twice as many are read
  std::size_t width = 0;     ///< mel bands of the branch
  float* output = nullptr;   ///< rows x outs x (DssdbSeg: width, Dssdb: width / 2)
  float* scratch = nullptr;  ///< fuseScratch(h)
};

/// Floats that FuseTask::scratch needs when the distillations have `outs` outputs.
[[nodiscard]] constexpr std::size_t fuseScratch(std::size_t outs) {
  return 2 * 2 * outs * kFuseTile;
}

void fuse(const FuseTask& task);

/// Features (channel x mel x frame) to a map (frame x channel x mel).
void transposeFeatures(const float* features, float* map);

/// sums[c] = the sum over the first `time` rows and `width` mel bands of channel c.
void channelSums(MapView map, std::size_t time, std::size_t width, std::span<float> sums);

/// out = bias + weights * in; out.size() == layer.outs.
void linear(const Dense& layer, const float* in, std::span<float> out);

/// Highway's name of the instruction set that the functions above use now: "AVX3".
[[nodiscard]] const char* targetName();

}  // namespace scenelens::kernels
