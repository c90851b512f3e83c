// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/float_kernels.h"

#include "core/features/feature_shape.h"

// Highway compiles this file once per instruction set by including it again from foreach_target.h.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/nn/native/float_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these two apart on purpose
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace scenelens::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<float>;
using Narrow = hn::CappedTag<float, kMelStep>;

/// Outputs that one turn of a 1x1 convolution computes for two vectors of positions: as many as the
/// registers hold (32 with AVX-512, 16 with AVX2 and SSE).
constexpr std::size_t kOutBlock = HWY_MAX_BYTES >= 64 ? 8 : 4;

/// The dilation of the depthwise convolutions.
constexpr std::size_t kReach = 2;

// ---- the DSSCs
// -----------------------------------------------------------------------------------

/// One channel of one row with the rows two frames before and after it.
struct Neighbours {
  const float* before;
  const float* here;
  const float* after;
};

/// Vectors of one row: those at f - lanes, f and f + lanes, zeros outside the row.
template <class D>
struct Window {
  hn::Vec<D> previous;
  hn::Vec<D> here;
  hn::Vec<D> next;
};

/// The vectors at row + f - 2 and row + f + 2, with zeros outside the row. With AVX-512 nearly
/// every such load would cross a cache line, so they are put together in registers there.
#if HWY_ARCH_X86 && HWY_MAX_BYTES == 64
template <int kShift>
HWY_INLINE hn::Vec512<float> Joined(hn::Vec512<float> high, hn::Vec512<float> low) {
  return hn::Vec512<float>{_mm512_castsi512_ps(
      _mm512_alignr_epi32(_mm512_castps_si512(high.raw), _mm512_castps_si512(low.raw), kShift))};
}
template <int kShift>
HWY_INLINE hn::Vec256<float> Joined(hn::Vec256<float> high, hn::Vec256<float> low) {
  return hn::Vec256<float>{_mm256_castsi256_ps(
      _mm256_alignr_epi32(_mm256_castps_si256(high.raw), _mm256_castps_si256(low.raw), kShift))};
}
template <class D>
HWY_INLINE hn::Vec<D> TwoLower(D /*d*/, const Window<D>& window, const float* /*row*/,
                               std::size_t /*f*/) {
  return Joined<hn::MaxLanes(D()) - kReach>(window.here, window.previous);
}
template <class D>
HWY_INLINE hn::Vec<D> TwoHigher(D /*d*/, const Window<D>& window, const float* /*row*/,
                                std::size_t /*f*/, std::size_t /*width*/) {
  return Joined<kReach>(window.next, window.here);
}
#else
template <class D>
HWY_INLINE hn::Vec<D> TwoLower(D d, const Window<D>& /*window*/, const float* row, std::size_t f) {
  const auto lower = hn::LoadU(d, row + f - kReach);
  if (f >= kReach) return lower;
  return hn::IfThenElseZero(hn::Ge(hn::Iota(d, static_cast<float>(f)), hn::Set(d, float{kReach})),
                            lower);
}
template <class D>
HWY_INLINE hn::Vec<D> TwoHigher(D d, const Window<D>& /*window*/, const float* row, std::size_t f,
                                std::size_t width) {
  const auto higher = hn::LoadU(d, row + f + kReach);
  if (f + hn::Lanes(d) + kReach <= width) return higher;
  const auto limit = hn::Set(d, static_cast<float>(width - kReach));
  return hn::IfThenElseZero(hn::Lt(hn::Iota(d, static_cast<float>(f)), limit), higher);
}
#endif

/// out = relu(bias + the crosses of kFan channels).
template <std::size_t kFan, class D>
HWY_INLINE void CrossRow(D d, const Neighbours* rows, const float* HWY_RESTRICT taps, float bias,
                         float* HWY_RESTRICT out, std::size_t width) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  V tap[kFan][Cross::kTaps];
  Window<D> window[kFan];
  for (std::size_t i = 0; i < kFan; ++i) {
    for (std::size_t t = 0; t < Cross::kTaps; ++t) {
      tap[i][t] = hn::Set(d, taps[i * Cross::kTaps + t]);
    }
    window[i].here = hn::Zero(d);
    window[i].next = hn::Load(d, rows[i].here);
  }
  const V start = hn::Set(d, bias);
  for (std::size_t f = 0; f < width; f += lanes) {
    V sum = start;
    for (std::size_t i = 0; i < kFan; ++i) {
      const float* here = rows[i].here;
      window[i] = {window[i].here, window[i].next,
                   f + lanes < width ? hn::Load(d, here + f + lanes) : hn::Zero(d)};
      sum = hn::MulAdd(tap[i][Cross::Centre], window[i].here, sum);
      sum = hn::MulAdd(tap[i][Cross::Earlier], hn::Load(d, rows[i].before + f), sum);
      sum = hn::MulAdd(tap[i][Cross::Later], hn::Load(d, rows[i].after + f), sum);
      sum = hn::MulAdd(tap[i][Cross::Lower], TwoLower(d, window[i], here, f), sum);
      sum = hn::MulAdd(tap[i][Cross::Higher], TwoHigher(d, window[i], here, f, width), sum);
    }
    hn::Store(hn::Max(sum, hn::Zero(d)), d, out + f);
  }
}

/// One channel of the stem for one row.
template <class D>
HWY_INLINE void StemRow(D d, const Dense& stem, const MapView& features, std::size_t t,
                        std::size_t channel, float* HWY_RESTRICT out, std::size_t width) {
  const float* HWY_RESTRICT u0 = features.data + t * features.rowStep;
  const float* HWY_RESTRICT u1 = u0 + features.channelStep;
  const auto w0 = hn::Set(d, stem.weights[channel]);
  const auto w1 = hn::Set(d, stem.weights[stem.outs + channel]);
  const auto bias = hn::Set(d, stem.bias[channel]);
  for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
    const auto sum = hn::MulAdd(w0, hn::Load(d, u0 + f), bias);
    hn::Store(hn::MulAdd(w1, hn::Load(d, u1 + f), sum), d, out + f);
  }
}

/// Every second row of two channels: a whole map, or the last four in a ring. Rows before the first
/// and after the last are zeros.
struct RowPairs {
  float* data;
  std::size_t rowStep;
  std::size_t channelStep;
  std::size_t mask;  ///< 3 for a ring of four
  std::size_t count;
  const float* zeroRow;

  [[nodiscard]] float* row(std::size_t k, std::size_t channel) const {
    return data + (k & mask) * rowStep + channel * channelStep;
  }
  [[nodiscard]] Neighbours around(std::size_t k, std::size_t channel) const {
    return {k > 0 ? row(k - 1, channel) : zeroRow, row(k, channel),
            k + 1 < count ? row(k + 1, channel) : zeroRow};
  }
};

constexpr std::size_t kRingMask = 3;

/// The chain for channels c and c + 1 and the rows of one parity: with dilation 2, even and odd
/// rows never meet. Each step advances every stage by one row, each stage one row behind the one
/// that feeds it.
template <class D>
void EnrichPair(D d, const EnrichTask& task, std::size_t c, std::size_t parity) {
  const std::size_t width = task.width;
  const std::size_t channels = task.first->channels;
  const std::size_t count = (task.time + 1 - parity) / 2;
  const auto ring = [&](std::size_t number) {
    return RowPairs{
        task.scratch + number * 8 * width, 2 * width, width, kRingMask, count, task.zeroRow};
  };
  RowPairs x = ring(0);
  if (!task.stem) {
    // Rows are only read here; RowPairs serves writers too.
    x = {const_cast<float*>(task.input.data) + parity * task.input.rowStep +
             c * task.input.channelStep,
         2 * task.input.rowStep,
         task.input.channelStep,
         ~std::size_t{0},
         count,
         task.zeroRow};
  }
  RowPairs x1 = ring(1);
  if (task.firstOutput) {
    x1 = {task.firstOutput + (parity * channels + c) * width,
          2 * channels * width,
          width,
          ~std::size_t{0},
          count,
          task.zeroRow};
  }
  const RowPairs x2 = ring(2);
  const std::size_t half = channels / 2;
  float* x3 = task.thirdOutput + (parity * half + c / 2) * width;

  for (std::size_t step = 0; step < count + 3; ++step) {
    if (task.stem && step < count) {
      for (std::size_t i = 0; i < 2; ++i) {
        StemRow(d, *task.stem, task.input, 2 * step + parity, c + i, x.row(step, i), width);
      }
    }
    if (const std::size_t k = step - 1; k < count) {
      for (std::size_t i = 0; i < 2; ++i) {
        const Neighbours rows = x.around(k, i);
        CrossRow<1>(d, &rows, task.first->tapsOf(c + i, 0), task.first->bias[c + i], x1.row(k, i),
                    width);
      }
    }
    if (const std::size_t k = step - 2; k < count) {
      for (std::size_t i = 0; i < 2; ++i) {
        const Neighbours rows = x1.around(k, i);
        CrossRow<1>(d, &rows, task.second->tapsOf(c + i, 0), task.second->bias[c + i], x2.row(k, i),
                    width);
      }
    }
    if (const std::size_t k = step - 3; k < count) {
      const Neighbours rows[2] = {x2.around(k, 0), x2.around(k, 1)};
      CrossRow<2>(d, rows, task.third->tapsOf(c / 2, 0), task.third->bias[c / 2],
                  x3 + 2 * k * half * width, width);
    }
  }
}

template <class D>
void EnrichWith(D d, const EnrichTask& task) {
  for (std::size_t c = 0; c < task.first->channels; c += 2) {
    for (std::size_t parity = 0; parity < 2; ++parity) EnrichPair(d, task, c, parity);
  }
}

void Enrich(const EnrichTask& task) {
  const Wide d;
  if (task.width % hn::Lanes(d) == 0) {
    EnrichWith(d, task);
  } else {
    EnrichWith(Narrow(), task);
  }
}

// ---- the 1x1 convolutions
// ------------------------------------------------------------------------

/// acc[o][v] += weights[i][o] * in[v][i], for all `ins` inputs i, which lie `stride` apart.
template <std::size_t kOut, std::size_t kVec, class D>
HWY_INLINE void Accumulate(D d, const float* const (&in)[kVec], std::size_t stride, std::size_t ins,
                           const float* HWY_RESTRICT weights, std::size_t outs,
                           hn::Vec<D> (&acc)[kOut][kVec]) {
  for (std::size_t i = 0; i < ins; ++i) {
    hn::Vec<D> x[kVec];
    for (std::size_t v = 0; v < kVec; ++v) x[v] = hn::Load(d, in[v] + i * stride);
    for (std::size_t o = 0; o < kOut; ++o) {
      const auto weight = hn::Set(d, weights[i * outs + o]);
      for (std::size_t v = 0; v < kVec; ++v) acc[o][v] = hn::MulAdd(weight, x[v], acc[o][v]);
    }
  }
}

/// The tile that a task works on: two rows, `width` mel bands from `mel` on.
struct Tile {
  std::size_t row;  ///< of the output
  std::size_t mel;
  std::size_t width;
};

const float* At(const MapView& map, const Tile& tile) {
  return map.data + 2 * tile.row * map.rowStep + tile.mel;
}

/// Scratch: two rows x channels x kFuseTile.
constexpr std::size_t kTileStep = kFuseTile;

/// kOut outputs of the distillations for a tile, from output o on. With `both`, distilA and distilB
/// and the third DSSC add up.
template <std::size_t kOut, class D>
HWY_INLINE void Distil(D d, const FuseTask& task, const Tile& tile, const MapView& map,
                       const Dense& dense, std::size_t o, float* HWY_RESTRICT out,
                       std::size_t outRow) {
  using V = hn::Vec<D>;
  const bool both = task.kind == BlockKind::DssdbSeg;
  for (std::size_t f = 0; f < tile.width; f += hn::Lanes(d)) {
    V acc[kOut][2];
    if (both) {
      const float* third = At(task.third, tile) + f + o * task.third.channelStep;
      for (std::size_t k = 0; k < kOut; ++k) {
        const auto bias = hn::Set(d, task.distilA->bias[o + k] + task.distilB->bias[o + k]);
        const float* here = third + k * task.third.channelStep;
        acc[k][0] = hn::Add(bias, hn::Load(d, here));
        acc[k][1] = hn::Add(bias, hn::Load(d, here + task.third.rowStep));
      }
    } else {
      for (std::size_t k = 0; k < kOut; ++k) {
        acc[k][0] = acc[k][1] = hn::Set(d, dense.bias[o + k]);
      }
    }
    const float* first = At(map, tile) + f;
    Accumulate<kOut, 2>(d, {first, first + map.rowStep}, map.channelStep, dense.ins,
                        dense.weights.data() + o, dense.outs, acc);
    if (both) {
      const float* second = At(task.b, tile) + f;
      Accumulate<kOut, 2>(d, {second, second + task.b.rowStep}, task.b.channelStep,
                          task.distilB->ins, task.distilB->weights.data() + o, task.distilB->outs,
                          acc);
    }
    for (std::size_t k = 0; k < kOut; ++k) {
      hn::Store(acc[k][0], d, out + (o + k) * kTileStep + f);
      hn::Store(acc[k][1], d, out + outRow + (o + k) * kTileStep + f);
    }
  }
}

template <class D>
void DistilAll(D d, const FuseTask& task, const Tile& tile, const MapView& map, const Dense& dense,
               float* out, std::size_t outRow) {
  std::size_t o = 0;
  for (; o + kOutBlock <= dense.outs; o += kOutBlock) {
    Distil<kOutBlock>(d, task, tile, map, dense, o, out, outRow);
  }
  for (; o + 4 <= dense.outs; o += 4) Distil<4>(d, task, tile, map, dense, o, out, outRow);
  for (; o < dense.outs; ++o) Distil<1>(d, task, tile, map, dense, o, out, outRow);
}

/// DssdbSeg: kOut outputs of `fuse` for a tile; pools two frames.
template <std::size_t kOut, class D>
HWY_INLINE void FuseFrames(D d, const FuseTask& task, const Tile& tile, std::size_t o) {
  const std::size_t ins = task.distilA->outs;
  for (std::size_t f = 0; f < tile.width; f += hn::Lanes(d)) {
    hn::Vec<D> acc[kOut][2];
    for (std::size_t k = 0; k < kOut; ++k) acc[k][0] = acc[k][1] = hn::Set(d, task.bias[o + k]);
    const float* x = task.scratch + f;
    Accumulate<kOut, 2>(d, {x, x + ins * kTileStep}, kTileStep, ins, task.weights + o, task.outs,
                        acc);
    float* out = task.output + (tile.row * task.outs + o) * task.width + tile.mel + f;
    for (std::size_t k = 0; k < kOut; ++k) {
      const auto zero = hn::Zero(d);
      hn::Store(hn::Add(hn::Max(acc[k][0], zero), hn::Max(acc[k][1], zero)), d,
                out + k * task.width);
    }
  }
}

/// The sums of neighbours in two vectors that lie one after the other.
template <class D>
HWY_INLINE hn::Vec<D> SumsOfPairs(D d, hn::Vec<D> left, hn::Vec<D> right) {
#if HWY_TARGET == HWY_SCALAR
  (void)d;
  return hn::Add(left, right);
#else
  return hn::Add(hn::ConcatEven(d, right, left), hn::ConcatOdd(d, right, left));
#endif
}

/// Dssdb: kOut outputs of `fuse` for a tile; pools two frames and two mel bands.
template <std::size_t kOut, class D>
HWY_INLINE void FuseSquares(D d, const FuseTask& task, const Tile& tile, std::size_t o) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t half = task.distilA->outs;
  const std::size_t row = 2 * half * kTileStep;
  const float* thirds = At(task.third, tile);
  for (std::size_t f = 0; f < tile.width; f += 2 * lanes) {
    hn::Vec<D> acc[kOut][4];
    for (std::size_t k = 0; k < kOut; ++k) {
      acc[k][0] = acc[k][1] = acc[k][2] = acc[k][3] = hn::Set(d, task.bias[o + k]);
    }
    const float* x = task.scratch + f;
    Accumulate<kOut, 4>(d, {x, x + lanes, x + row, x + row + lanes}, kTileStep, 2 * half,
                        task.weights + o, task.outs, acc);
    const float* x3 = thirds + f;
    const std::size_t step = task.third.rowStep;
    Accumulate<kOut, 4>(d, {x3, x3 + lanes, x3 + step, x3 + step + lanes}, task.third.channelStep,
                        half, task.weights + 2 * half * task.outs + o, task.outs, acc);
    const std::size_t outWidth = task.width / 2;
    float* out = task.output + (tile.row * task.outs + o) * outWidth + (tile.mel + f) / 2;
    for (std::size_t k = 0; k < kOut; ++k) {
      const auto zero = hn::Zero(d);
      const auto left = hn::Add(hn::Max(acc[k][0], zero), hn::Max(acc[k][2], zero));
      const auto right = hn::Add(hn::Max(acc[k][1], zero), hn::Max(acc[k][3], zero));
      hn::Store(SumsOfPairs(d, left, right), d, out + k * outWidth);
    }
  }
}

template <class D>
void FuseTile(D d, const FuseTask& task, const Tile& tile) {
  const std::size_t half = task.distilA->outs;
  std::size_t o = 0;
  if (task.kind == BlockKind::DssdbSeg) {
    DistilAll(d, task, tile, task.a, *task.distilA, task.scratch, half * kTileStep);
    for (; o + kOutBlock <= task.outs; o += kOutBlock) FuseFrames<kOutBlock>(d, task, tile, o);
    for (; o < task.outs; ++o) FuseFrames<1>(d, task, tile, o);
    return;
  }
  const std::size_t row = 2 * half * kTileStep;
  DistilAll(d, task, tile, task.a, *task.distilA, task.scratch, row);
  DistilAll(d, task, tile, task.b, *task.distilB, task.scratch + half * kTileStep, row);
  constexpr std::size_t kSquares = kOutBlock / 2;  // twice as many vectors of positions
  for (; o + kSquares <= task.outs; o += kSquares) FuseSquares<kSquares>(d, task, tile, o);
  for (; o < task.outs; ++o) FuseSquares<1>(d, task, tile, o);
}

template <class D>
void FuseWith(D d, const FuseTask& task) {
  for (std::size_t row = 0; row < task.rows; ++row) {
    for (std::size_t mel = 0; mel < task.width; mel += kFuseTile) {
      FuseTile(d, task, {row, mel, HWY_MIN(kFuseTile, task.width - mel)});
    }
  }
}

void Fuse(const FuseTask& task) {
  const Wide d;
  const std::size_t step = (task.kind == BlockKind::Dssdb ? 2 : 1) * hn::Lanes(d);
  if (task.width % step == 0) {
    FuseWith(d, task);
  } else {
    FuseWith(Narrow(), task);
  }
}

// ---- the small ones
// ------------------------------------------------------------------------------

/// Transposes 4 x 4 values.
HWY_INLINE void Transpose(const float* HWY_RESTRICT in, std::size_t inStep, float* HWY_RESTRICT out,
                          std::size_t outStep) {
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t k = 0; k < 4; ++k) out[k * outStep + i] = in[i * inStep + k];
  }
#else
  const hn::FixedTag<float, 4> d;
  const auto r0 = hn::LoadU(d, in);
  const auto r1 = hn::LoadU(d, in + inStep);
  const auto r2 = hn::LoadU(d, in + 2 * inStep);
  const auto r3 = hn::LoadU(d, in + 3 * inStep);
  // Interleaving twice transposes: rows 0 with 2 and 1 with 3 first, then these with each other.
  const auto low02 = hn::InterleaveLower(d, r0, r2);
  const auto low13 = hn::InterleaveLower(d, r1, r3);
  const auto high02 = hn::InterleaveUpper(d, r0, r2);
  const auto high13 = hn::InterleaveUpper(d, r1, r3);
  hn::Store(hn::InterleaveLower(d, low02, low13), d, out);
  hn::Store(hn::InterleaveUpper(d, low02, low13), d, out + outStep);
  hn::Store(hn::InterleaveLower(d, high02, high13), d, out + 2 * outStep);
  hn::Store(hn::InterleaveUpper(d, high02, high13), d, out + 3 * outStep);
#endif
}

void TransposeFeatures(const float* HWY_RESTRICT features, float* HWY_RESTRICT map) {
  static_assert(kFrames % 4 == 0 && kMels % 4 == 0);
  constexpr std::size_t kRow = kChannels * kMels;
  // Channel and mel are one axis on both sides. A part of it at a time, so that what is read stays
  // in L1 and what is written does not hit the same cache sets over and over.
  constexpr std::size_t kPart = 64;
  static_assert(kRow % kPart == 0);
  for (std::size_t part = 0; part < kRow; part += kPart) {
    for (std::size_t t = 0; t < kFrames; t += 4) {
      for (std::size_t cm = part; cm < part + kPart; cm += 4) {
        Transpose(features + cm * kFrames + t, kFrames, map + t * kRow + cm, kRow);
      }
    }
  }
}

/// Sums of kCount channels at a time: one alone would wait for its own additions.
template <std::size_t kCount, class D>
HWY_INLINE void SumRows(D d, const MapView& map, const float* data, std::size_t time,
                        std::size_t width, float* sums) {
  hn::Vec<D> sum[kCount];
  for (auto& vector : sum) vector = hn::Zero(d);
  for (std::size_t t = 0; t < time; ++t) {
    const float* row = data + t * map.rowStep;
    for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
      for (std::size_t c = 0; c < kCount; ++c) {
        sum[c] = hn::Add(sum[c], hn::Load(d, row + c * map.channelStep + f));
      }
    }
  }
  for (std::size_t c = 0; c < kCount; ++c) sums[c] = hn::GetLane(hn::SumOfLanes(d, sum[c]));
}

template <class D>
void SumChannels(D d, const MapView& map, std::size_t time, std::size_t width,
                 std::span<float> sums) {
  std::size_t c = 0;
  for (; c + 4 <= sums.size(); c += 4) {
    SumRows<4>(d, map, map.data + c * map.channelStep, time, width, &sums[c]);
  }
  for (; c < sums.size(); ++c) {
    SumRows<1>(d, map, map.data + c * map.channelStep, time, width, &sums[c]);
  }
}

void ChannelSums(MapView map, std::size_t time, std::size_t width, std::span<float> sums) {
  const Wide d;
  if (width % hn::Lanes(d) == 0) {
    SumChannels(d, map, time, width, sums);
  } else {
    SumChannels(hn::CappedTag<float, kMelStep / 2>(), map, time, width, sums);
  }
}

void Linear(const Dense& layer, const float* HWY_RESTRICT in, std::span<float> out) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t o = 0; o < layer.outs; ++o) out[o] = layer.bias[o];
  for (std::size_t i = 0; i < layer.ins; ++i) {
    const float* HWY_RESTRICT weights = layer.weights.data() + i * layer.outs;
    const auto x = hn::Set(d, in[i]);
    std::size_t o = 0;
    for (; o + lanes <= layer.outs; o += lanes) {
      hn::StoreU(hn::MulAdd(x, hn::LoadU(d, weights + o), hn::LoadU(d, &out[o])), d, &out[o]);
    }
    for (; o < layer.outs; ++o) out[o] += in[i] * weights[o];
  }
}

const char* TargetName() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace scenelens::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scenelens::kernels {

HWY_EXPORT(Enrich);
HWY_EXPORT(Fuse);
HWY_EXPORT(TransposeFeatures);
HWY_EXPORT(ChannelSums);
HWY_EXPORT(Linear);
HWY_EXPORT(TargetName);

void enrich(const EnrichTask& task) {
  HWY_DYNAMIC_DISPATCH(Enrich)(task);
}

void fuse(const FuseTask& task) {
  HWY_DYNAMIC_DISPATCH(Fuse)(task);
}

void transposeFeatures(const float* features, float* map) {
  HWY_DYNAMIC_DISPATCH(TransposeFeatures)(features, map);
}

void channelSums(MapView map, std::size_t time, std::size_t width, std::span<float> sums) {
  HWY_DYNAMIC_DISPATCH(ChannelSums)(map, time, width, sums);
}

void linear(const Dense& layer, const float* in, std::span<float> out) {
  HWY_DYNAMIC_DISPATCH(Linear)(layer, in, out);
}

const char* targetName() {
  return HWY_DYNAMIC_DISPATCH(TargetName)();
}

}  // namespace scenelens::kernels
#endif  // HWY_ONCE
