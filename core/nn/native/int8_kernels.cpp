// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/int8_kernels.h"

#include "core/features/feature_shape.h"

// The instruction set with dot products of bytes is left out unless asked for.
#define HWY_WANT_AVX3_DL
// For processors with AVX-512 VNNI Highway also asks the compiler for AVX-VNNI, which not all of them
// have, and clang makes use of it; there AVX-512 without VNNI has to do.
#if defined(__clang__)
#define HWY_DISABLED_TARGETS HWY_AVX3_DL
#endif

// Highway compiles this file once per instruction set by including it again from foreach_target.h.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/nn/native/int8_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these two apart on purpose
#include <hwy/highway.h>

// clang-format off
#include "core/nn/native/int8_dot-inl.h"
// clang-format on

SCENELENS_BEFORE_DOT_NAMESPACE();
namespace scenelens::int8::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<std::int32_t>;
using Narrow = hn::CappedTag<std::int32_t, 8>;

/// The dilation of the depthwise convolutions.
constexpr std::size_t kReach = 2;

// ---- words
// ---------------------------------------------------------------------------------------

template <class D>
HWY_INLINE hn::Vec<D> LoadWords(D d, const std::uint32_t* words) {
  return hn::LoadU(d, reinterpret_cast<const std::int32_t*>(words));
}

template <class D>
HWY_INLINE void StoreWords(D d, hn::Vec<D> words, std::uint32_t* out) {
  hn::StoreU(words, d, reinterpret_cast<std::int32_t*>(out));
}

/// words * 256 + the top byte of `product`.
template <class D>
HWY_INLINE hn::Vec<D> WithTopByte(D d, hn::Vec<D> words, hn::Vec<D> product) {
#if HWY_TARGET == HWY_AVX3_DL
  if constexpr (hn::MaxLanes(D()) == 16) {
    return hn::Vec<D>{_mm512_shldi_epi32(words.raw, product.raw, 8)};
  } else {
    return hn::Vec<D>{_mm256_shldi_epi32(words.raw, product.raw, 8)};
  }
#else
  const hn::RebindToUnsigned<D> du;
  const auto top = hn::BitCast(d, hn::ShiftRight<24>(hn::BitCast(du, product)));
  return hn::Or(hn::ShiftLeft<8>(words), top);
#endif
}

/// What four outputs need for their rounding (Requant).
struct QuadRequant {
  const std::int32_t* HWY_RESTRICT lowest;
  const std::int32_t* HWY_RESTRICT highest;
  const std::int32_t* HWY_RESTRICT multiplier;
  std::uint32_t offset;
};

QuadRequant RequantOf(const PackedRequant& requant, std::size_t o) {
  return {requant.lowest.data() + o, requant.highest.data() + o, requant.multiplier.data() + o,
          requant.offset};
}

/// What a clamp from below has to do.
enum class Floor { None, Zero, Lowest };

/// requantized() of output k for kVec vectors of accumulators; becomes the lowest byte of `words`,
/// whose other bytes move up. Outputs are added from the last to the first.
template <Floor kFloor, std::size_t kVec, class D>
HWY_INLINE void AddRequantized(D d, const QuadRequant& by, std::size_t k,
                               const hn::Vec<D> (&acc)[kVec], hn::Vec<D> (&words)[kVec]) {
  const auto highest = hn::Set(d, by.highest[k]);
  const auto multiplier = hn::Set(d, by.multiplier[k]);
  const auto offset = hn::Set(d, static_cast<std::int32_t>(by.offset));
  for (std::size_t v = 0; v < kVec; ++v) {
    auto clamped = hn::Min(acc[v], highest);
    if constexpr (kFloor == Floor::Zero) clamped = hn::Max(clamped, hn::Zero(d));
    if constexpr (kFloor == Floor::Lowest) clamped = hn::Max(clamped, hn::Set(d, by.lowest[k]));
    words[v] = WithTopByte(d, words[v], hn::Add(hn::Mul(clamped, multiplier), offset));
  }
}

HWY_INLINE void WriteBorder(std::uint32_t* row, std::size_t width, std::uint32_t zero) {
  row[-1] = row[-2] = zero;
  row[width] = row[width + 1] = zero;
}

/// Where column f of a target's row lies.
HWY_INLINE std::size_t ColumnOf(const WordTarget& target, std::size_t f) {
  return f < target.split ? f : f + kGap;
}

HWY_INLINE void WriteBorders(const WordTarget& target, std::uint32_t* row, std::size_t width) {
  WriteBorder(row, HWY_MIN(target.split, width), target.border);
  if (target.split < width)
    WriteBorder(row + target.split + kGap, width - target.split, target.border);
}

// ---- the DSSCs
// -----------------------------------------------------------------------------------

/// One group of one row with the rows two frames before and after it.
struct Neighbours {
  const std::uint32_t* before;
  const std::uint32_t* here;
  const std::uint32_t* after;
};

/// The words that the crosses of kVec vectors of positions read, by tap.
template <std::size_t kVec, class D>
struct CrossWords {
  Prepared<D> at[5][kVec];
};

template <std::size_t kVec, class D>
HWY_INLINE CrossWords<kVec, D> LoadCross(D d, const Neighbours& rows, std::size_t f) {
  CrossWords<kVec, D> words;
  for (std::size_t v = 0; v < kVec; ++v, f += hn::Lanes(d)) {
    words.at[0][v] = Prepare(d, LoadWords(d, rows.here + f));
    words.at[1][v] = Prepare(d, LoadWords(d, rows.before + f));
    words.at[2][v] = Prepare(d, LoadWords(d, rows.after + f));
    words.at[3][v] = Prepare(d, LoadWords(d, rows.here + f - kReach));
    words.at[4][v] = Prepare(d, LoadWords(d, rows.here + f + kReach));
  }
  return words;
}

/// Outputs kFirst and up to kLast - 1 of a DSSC, which read the same words.
template <std::size_t kFirst, std::size_t kLast, std::size_t kVec, class D>
HWY_INLINE void CrossOutputs(D d, const CrossWords<kVec, D>& x, const CrossQuad& quad,
                             hn::Vec<D> (&words)[kVec]) {
  const QuadRequant requant{nullptr, quad.highest.data(), quad.multiplier.data(),
                            1U << (kFraction - 1)};
  for (std::size_t k = kLast; k-- > kFirst;) {
    hn::Vec<D> acc[kVec];
    for (std::size_t v = 0; v < kVec; ++v) acc[v] = hn::Set(d, quad.bias[k]);
    for (std::size_t t = 0; t < 5; ++t) {
      const auto tap = PrepareWeights(d, quad.taps[k][t]);
      for (std::size_t v = 0; v < kVec; ++v) acc[v] = Dot(d, acc[v], x.at[t][v], tap);
    }
    AddRequantized<Floor::Zero, kVec>(d, requant, k, acc, words);
  }
}

/// Four outputs of a DSSC for kVec vectors of positions. kPair: outputs 2 and 3 read rows[1].
template <bool kPair, std::size_t kVec, class D>
HWY_INLINE void CrossAt(D d, const Neighbours* rows, const CrossQuad& quad,
                        std::uint32_t* HWY_RESTRICT out, std::size_t f) {
  hn::Vec<D> words[kVec];
  for (auto& vector : words) vector = hn::Zero(d);
  if constexpr (kPair) {
    CrossOutputs<2, 4, kVec>(d, LoadCross<kVec>(d, rows[1], f), quad, words);
    CrossOutputs<0, 2, kVec>(d, LoadCross<kVec>(d, rows[0], f), quad, words);
  } else {
    CrossOutputs<0, 4, kVec>(d, LoadCross<kVec>(d, rows[0], f), quad, words);
  }
  for (std::size_t v = 0; v < kVec; ++v) StoreWords(d, words[v], out + f + v * hn::Lanes(d));
}

/// Vectors of positions at a time: what is loaded for the weights serves all of them. As many as
/// the registers hold: 32, and 16 where dot products take two registers for four bytes.
constexpr std::size_t kPositions = HWY_TARGET == HWY_AVX3_DL ? 4 : 1;

template <bool kPair, class D>
HWY_INLINE void CrossRow(D d, const Neighbours* rows, const CrossQuad& quad,
                         std::uint32_t* HWY_RESTRICT out, std::size_t width) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t f = 0;
  for (; f + kPositions * lanes <= width; f += kPositions * lanes) {
    CrossAt<kPair, kPositions>(d, rows, quad, out, f);
  }
  for (; f < width; f += lanes) CrossAt<kPair, 1>(d, rows, quad, out, f);
}

/// Every second row of one group: a whole map, or the last four in a ring.
struct RowsOf {
  std::uint32_t* data;
  std::size_t step;
  std::size_t mask;  ///< 3 for a ring of four
  std::size_t count;
  const std::uint32_t* zeros;

  [[nodiscard]] std::uint32_t* row(std::size_t k) const { return data + (k & mask) * step; }
  [[nodiscard]] Neighbours around(std::size_t k) const {
    return {k > 0 ? row(k - 1) : zeros, row(k), k + 1 < count ? row(k + 1) : zeros};
  }
};

RowsOf RowsOfMap(const WordMap& map, std::size_t group, std::size_t parity, std::size_t count,
                 const std::uint32_t* zeros) {
  return {map.row(group, parity), 2 * map.rowStep, ~std::size_t{0}, count, zeros};
}

/// The chain for groups g and g + 1 and the rows of one parity: with dilation 2, even and odd rows
/// never meet. Each step advances every stage by one row, each one row behind its input.
template <class D>
void EnrichPair(D d, const EnrichTask& task, std::size_t g, std::size_t parity) {
  const std::size_t width = task.width;
  const std::size_t count = (task.time + 1 - parity) / 2;
  const std::size_t step = width + kGap;
  RowsOf x[2];
  RowsOf x1[2];
  RowsOf x2[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const auto ring = [&](std::size_t number) {
      return RowsOf{task.scratch + (2 * number + i) * 4 * step + kGap / 2, step, 3, count,
                    task.zeros};
    };
    x[i] = RowsOfMap(task.input, g + i, parity, count, task.inputZeros);
    x1[i] = task.firstOutput.data ? RowsOfMap(task.firstOutput, g + i, parity, count, task.zeros)
                                  : ring(0);
    x2[i] = task.secondOutput.data ? RowsOfMap(task.secondOutput, g + i, parity, count, task.zeros)
                                   : ring(1);
  }
  for (std::size_t turn = 0; turn < count + 2; ++turn) {
    if (const std::size_t k = turn; k < count) {
      for (std::size_t i = 0; i < 2; ++i) {
        const Neighbours rows = x[i].around(k);
        CrossRow<false>(d, &rows, (*task.first)[g + i], x1[i].row(k), width);
        WriteBorder(x1[i].row(k), width, 0);
      }
    }
    if (const std::size_t k = turn - 1; k < count) {
      for (std::size_t i = 0; i < 2; ++i) {
        const Neighbours rows = x1[i].around(k);
        CrossRow<false>(d, &rows, (*task.second)[g + i], x2[i].row(k), width);
        WriteBorder(x2[i].row(k), width, 0);
      }
    }
    if (const std::size_t k = turn - 2; k < count) {
      const Neighbours rows[2] = {x2[0].around(k), x2[1].around(k)};
      CrossRow<true>(d, rows, (*task.third)[g / 2], task.thirdOutput.row(g / 2, 2 * k + parity),
                     width);
    }
  }
}

template <class D>
void EnrichWith(D d, const EnrichTask& task) {
  for (std::size_t g = 0; g < task.first->size(); g += 2) {
    for (std::size_t parity = 0; parity < 2; ++parity) EnrichPair(d, task, g, parity);
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

/// acc[k][v] += the products of `groups` words with outputs 0..3 of `words`. Vector v of positions
/// begins at in[v].
template <std::size_t kVec, class D>
HWY_INLINE void Accumulate(D d, const std::uint32_t* const (&in)[kVec], std::size_t groupStep,
                           std::size_t groups, const std::uint32_t* HWY_RESTRICT words,
                           std::size_t outs, hn::Vec<D> (&acc)[4][kVec]) {
  for (std::size_t g = 0; g < groups; ++g) {
    Prepared<D> x[kVec];
    for (std::size_t v = 0; v < kVec; ++v) x[v] = Prepare(d, LoadWords(d, in[v] + g * groupStep));
    for (std::size_t k = 0; k < 4; ++k) {
      const auto weights = PrepareWeights(d, words[g * outs + k]);
      for (std::size_t v = 0; v < kVec; ++v) acc[k][v] = Dot(d, acc[k][v], x[v], weights);
    }
  }
}

template <std::size_t kVec, class D>
HWY_INLINE void SetAll(D d, const std::int32_t* bias, hn::Vec<D> (&acc)[4][kVec]) {
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t v = 0; v < kVec; ++v) acc[k][v] = hn::Set(d, bias[k]);
  }
}

template <std::size_t kVec, class D>
HWY_INLINE void StemAt(D d, const PackedDense& dense, std::size_t o, const std::uint32_t* in,
                       std::uint32_t* HWY_RESTRICT out) {
  const std::size_t lanes = hn::Lanes(d);
  Prepared<D> x[kVec];
  hn::Vec<D> words[kVec];
  for (std::size_t v = 0; v < kVec; ++v) {
    x[v] = Prepare(d, LoadWords(d, in + v * lanes));
    words[v] = hn::Zero(d);
  }
  const QuadRequant requant = RequantOf(dense.requant, o);
  for (std::size_t k = 4; k-- > 0;) {
    const auto weights = PrepareWeights(d, dense.words[o + k]);
    const auto bias = hn::Set(d, dense.bias[o + k]);
    hn::Vec<D> acc[kVec];
    for (std::size_t v = 0; v < kVec; ++v) acc[v] = Dot(d, bias, x[v], weights);
    AddRequantized<Floor::Lowest, kVec>(d, requant, k, acc, words);
  }
  for (std::size_t v = 0; v < kVec; ++v) StoreWords(d, words[v], out + v * lanes);
}

template <class D>
void StemWith(D d, const StemTask& task) {
  constexpr std::size_t kStep = kPositions * hn::MaxLanes(D());
  static_assert(kMels / 2 % kStep == 0);
  for (std::size_t t = 0; t < task.time; ++t) {
    const std::uint32_t* in = task.features.row(0, t);
    for (std::size_t o = 0; o < task.dense->outs; o += 4) {
      std::uint32_t* out = task.output.map.row(o / 4, t);
      for (std::size_t f = 0; f < task.width; f += kStep) {
        StemAt<kPositions>(d, *task.dense, o, in + f, out + ColumnOf(task.output, f));
      }
      WriteBorders(task.output, out, task.width);
    }
  }
}

void Stem(const StemTask& task) {
  StemWith(Wide(), task);
}

/// Adds requantizedSum() of four outputs to `words`, which are the third DSSC's on entry.
template <std::size_t kVec, class D>
HWY_INLINE void RequantizeSums(D d, const PackedSum& by, std::size_t o,
                               const hn::Vec<D> (&acc)[4][kVec], hn::Vec<D> (&words)[kVec]) {
  const hn::RebindToUnsigned<D> du;
  // One half and the zero point, both before the shift.
  const std::int32_t half = by.third.shift > 0 ? 1 << (by.third.shift - 1) : 0;
  const auto offset = hn::Set(d, half + (kSignedZero << by.third.shift));
  const auto factor = hn::Set(d, by.third.multiplier);
  const auto byte = hn::Set(d, 255);
  for (std::size_t k = 4; k-- > 0;) {
    const auto lowest = hn::Set(d, by.lowest[o + k]);
    const auto highest = hn::Set(d, by.highest[o + k]);
    const auto multiplier = hn::Set(d, by.multiplier[o + k]);
    for (std::size_t v = 0; v < kVec; ++v) {
      // The third's byte k is the top one, as each turn moves the bytes up.
      const auto third = hn::BitCast(d, hn::ShiftRight<24>(hn::BitCast(du, words[v])));
      const auto clamped = hn::Min(hn::Max(acc[k][v], lowest), highest);
      const auto sum =
          hn::Add(hn::Mul(clamped, multiplier), hn::Add(hn::Mul(third, factor), offset));
      const auto number =
          hn::Min(hn::Max(hn::ShiftRightSame(sum, by.third.shift), hn::Zero(d)), byte);
      words[v] = hn::Or(hn::ShiftLeft<8>(words[v]), number);
    }
  }
}

/// Four outputs of the distillations for kVec vectors of positions of row t from column f on.
template <std::size_t kVec, class D>
HWY_INLINE void DistilAt(D d, const DistilTask& task, std::size_t o, std::size_t t, std::size_t f) {
  const PackedDense& dense = *task.dense;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> acc[4][kVec];
  SetAll<kVec>(d, &dense.bias[o], acc);
  const std::uint32_t* weights = dense.words.data() + o;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::uint32_t* in[kVec];
    for (std::size_t v = 0; v < kVec; ++v) in[v] = task.inputs[i].row(0, t) + f + v * lanes;
    Accumulate<kVec>(d, in, task.inputs[i].groupStep, task.groups[i], weights, dense.outs, acc);
    weights += task.groups[i] * dense.outs;
  }
  hn::Vec<D> words[kVec];
  if (task.sum) {
    const std::uint32_t* third = task.third.row(o / 4, t) + f;
    for (std::size_t v = 0; v < kVec; ++v) words[v] = LoadWords(d, third + v * lanes);
    RequantizeSums<kVec>(d, *task.sum, o, acc, words);
  } else {
    const QuadRequant requant = RequantOf(dense.requant, o);
    for (auto& vector : words) vector = hn::Zero(d);
    for (std::size_t k = 4; k-- > 0;) {
      AddRequantized<Floor::Lowest, kVec>(d, requant, k, acc[k], words);
    }
  }
  std::uint32_t* out = task.output.row(o / 4, t) + f;
  for (std::size_t v = 0; v < kVec; ++v) StoreWords(d, words[v], out + v * lanes);
}

/// How many vectors of positions four outputs of a 1x1 convolution hold in registers.
constexpr std::size_t kDensePositions = HWY_TARGET == HWY_AVX3_DL ? 4 : 2;

template <class D>
void DistilWith(D d, const DistilTask& task) {
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t o = 0; o < task.dense->outs; o += 4) {
    for (std::size_t t = 0; t < task.time; ++t) {
      std::size_t f = 0;
      for (; f + kDensePositions * lanes <= task.width; f += kDensePositions * lanes) {
        DistilAt<kDensePositions>(d, task, o, t, f);
      }
      for (; f < task.width; f += lanes) DistilAt<1>(d, task, o, t, f);
    }
  }
}

void Distil(const DistilTask& task) {
  const Wide d;
  if (task.width % hn::Lanes(d) == 0) {
    DistilWith(d, task);
  } else {
    DistilWith(Narrow(), task);
  }
}

/// Four outputs of conv3 for kVec vectors of positions in each of two rows, after ReLU and added
/// over the rows.
template <std::size_t kVec, class D>
HWY_INLINE void FuseRows(D d, const FuseTask& task, std::size_t o, std::size_t row, std::size_t f,
                         hn::Vec<D> (&sum)[4][kVec]) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t outs = task.dense->outs;
  hn::Vec<D> acc[4][2 * kVec];
  SetAll<2 * kVec>(d, task.bias + o, acc);
  const std::uint32_t* words = task.words + o;
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    if (task.groups[i] == 0) continue;  // DssdbSeg has one input, the others are no maps
    const WordMap& map = task.inputs[i];
    const std::uint32_t* in[2 * kVec];
    for (std::size_t v = 0; v < kVec; ++v) {
      in[v] = map.row(0, 2 * row) + f + v * lanes;
      in[kVec + v] = in[v] + map.rowStep;
    }
    Accumulate<2 * kVec>(d, in, map.groupStep, task.groups[i], words, outs, acc);
    words += task.groups[i] * outs;
  }
  const auto zero = hn::Zero(d);
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t v = 0; v < kVec; ++v) {
      sum[k][v] = hn::Add(hn::Max(acc[k][v], zero), hn::Max(acc[k][kVec + v], zero));
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

/// Four outputs of a row, kVec vectors of them from column f on.
template <bool kSquares, std::size_t kVec, class D>
HWY_INLINE void FuseAt(D d, const FuseTask& task, std::size_t o, std::size_t row, std::size_t f) {
  hn::Vec<D> pooled[4][kVec];
  if constexpr (kSquares) {
    static_assert(kVec == 1);
    hn::Vec<D> sum[4][2];
    FuseRows<2>(d, task, o, row, 2 * f, sum);
    for (std::size_t k = 0; k < 4; ++k) pooled[k][0] = SumsOfPairs(d, sum[k][0], sum[k][1]);
  } else {
    FuseRows<kVec>(d, task, o, row, f, pooled);
  }
  const QuadRequant requant = RequantOf(task.dense->requant, o);
  hn::Vec<D> words[kVec];
  for (auto& vector : words) vector = hn::Zero(d);
  for (std::size_t k = 4; k-- > 0;) {
    AddRequantized<Floor::None, kVec>(d, requant, k, pooled[k], words);
  }
  std::uint32_t* out = task.output.map.row(o / 4, row);
  for (std::size_t v = 0; v < kVec; ++v) {
    StoreWords(d, words[v], out + ColumnOf(task.output, f + v * hn::Lanes(d)));
  }
}

template <bool kSquares, class D>
void FuseWith(D d, const FuseTask& task) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t width = kSquares ? task.width / 2 : task.width;
  constexpr std::size_t kVec = kSquares || HWY_TARGET != HWY_AVX3_DL ? 1 : 2;
  for (std::size_t row = 0; row < task.rows; ++row) {
    for (std::size_t o = 0; o < task.dense->outs; o += 4) {
      std::size_t f = 0;
      for (; f + kVec * lanes <= width; f += kVec * lanes) {
        FuseAt<kSquares, kVec>(d, task, o, row, f);
      }
      for (; f < width; f += lanes) FuseAt<kSquares, 1>(d, task, o, row, f);
      WriteBorders(task.output, task.output.map.row(o / 4, row), width);
    }
  }
}

template <class D>
void FuseKind(D d, const FuseTask& task) {
  if (task.kind == BlockKind::Dssdb) {
    FuseWith<true>(d, task);
  } else {
    FuseWith<false>(d, task);
  }
}

void Fuse(const FuseTask& task) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t outWidth = task.kind == BlockKind::Dssdb ? task.width / 2 : task.width;
  if (outWidth % lanes == 0 && task.output.split % lanes == 0) {
    FuseKind(d, task);
  } else {
    FuseKind(Narrow(), task);
  }
}

// ---- the small ones
// ------------------------------------------------------------------------------

template <class D>
void ChannelSumsWith(D d, const WordMap& map, std::size_t time, std::size_t width,
                     std::span<std::int32_t> sums) {
  for (std::size_t g = 0; g < sums.size() / 4; ++g) {
    hn::Vec<D> sum[4];
    for (auto& vector : sum) vector = hn::Zero(d);
    for (std::size_t t = 0; t < time; ++t) {
      const std::uint32_t* row = map.row(g, t);
      for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
        const auto words = Prepare(d, LoadWords(d, row + f));
        for (std::size_t k = 0; k < 4; ++k) {
          sum[k] = Dot(d, sum[k], words, PrepareWeights(d, 1U << (8 * k)));
        }
      }
    }
    for (std::size_t k = 0; k < 4; ++k) sums[4 * g + k] = hn::GetLane(hn::SumOfLanes(d, sum[k]));
  }
}

void ChannelSums(const WordMap& map, std::size_t time, std::size_t width,
                 std::span<std::int32_t> sums) {
  const Wide d;
  if (width % hn::Lanes(d) == 0) {
    ChannelSumsWith(d, map, time, width, sums);
  } else {
    ChannelSumsWith(Narrow(), map, time, width, sums);
  }
}

/// attended() of byte k of words, in the word's byte k.
template <int kByte, class D>
HWY_INLINE hn::Vec<D> AttendedByte(D d, hn::Vec<D> words, std::int32_t gain) {
  const auto weight = hn::ShiftRight<24>(hn::ShiftLeft<24 - 8 * kByte>(words));
  const auto product = hn::Add(hn::Mul(weight, hn::Set(d, gain)), hn::Set(d, 1 << (kGainBits - 1)));
  return hn::ShiftLeft<8 * kByte>(hn::And(hn::ShiftRight<kGainBits>(product), hn::Set(d, 255)));
}

template <class D>
void AttendWith(D d, const AttendTask& task) {
  const PackedDense& dense = *task.dense;
  const auto zeros = Prepare(d, hn::Set(d, static_cast<std::int32_t>(0x80808080U)));
  for (std::size_t o = 0; o < dense.outs; o += hn::Lanes(d)) {
    auto share = hn::Zero(d);  // what the zero points add to the accumulator
    for (std::size_t g = 0; g < dense.groups; ++g) {
      const std::size_t at = g * dense.outs + o;
      const auto words = LoadWords(d, dense.words.data() + at);
      const std::int32_t* gains = task.gains.data() + 4 * g;
      const auto low =
          hn::Or(AttendedByte<0>(d, words, gains[0]), AttendedByte<1>(d, words, gains[1]));
      const auto high =
          hn::Or(AttendedByte<2>(d, words, gains[2]), AttendedByte<3>(d, words, gains[3]));
      const auto both = hn::Or(low, high);
      StoreWords(d, both, task.words + at);
      if (g < task.signedGroups) share = Dot(d, share, zeros, PrepareVector(d, both));
    }
    hn::StoreU(hn::Sub(hn::LoadU(d, &dense.bias[o]), share), d, task.bias + o);
  }
}

void Attend(const AttendTask& task) {
  const Wide d;
  if (task.dense->outs % hn::Lanes(d) == 0) {
    AttendWith(d, task);
  } else {
    AttendWith(Narrow(), task);
  }
}

/// Transposes 4 x 4 words.
HWY_INLINE void Transpose(const std::uint32_t* HWY_RESTRICT in, std::size_t inStep,
                          std::uint32_t* HWY_RESTRICT out, std::size_t outStep) {
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t k = 0; k < 4; ++k) out[k * outStep + i] = in[i * inStep + k];
  }
#else
  const hn::FixedTag<std::uint32_t, 4> d;
  const auto r0 = hn::LoadU(d, in);
  const auto r1 = hn::LoadU(d, in + inStep);
  const auto r2 = hn::LoadU(d, in + 2 * inStep);
  const auto r3 = hn::LoadU(d, in + 3 * inStep);
  const auto low02 = hn::InterleaveLower(d, r0, r2);
  const auto low13 = hn::InterleaveLower(d, r1, r3);
  const auto high02 = hn::InterleaveUpper(d, r0, r2);
  const auto high13 = hn::InterleaveUpper(d, r1, r3);
  hn::StoreU(hn::InterleaveLower(d, low02, low13), d, out);
  hn::StoreU(hn::InterleaveUpper(d, low02, low13), d, out + outStep);
  hn::StoreU(hn::InterleaveLower(d, high02, high13), d, out + 2 * outStep);
  hn::StoreU(hn::InterleaveUpper(d, high02, high13), d, out + 3 * outStep);
#endif
}

/// Unsigned 8-bit numbers of features. Adding 1.5 * 2^23 rounds to the nearest integer, ties to
/// even, with every instruction set.
template <class DF>
HWY_INLINE hn::Vec<hn::RebindToSigned<DF>> Rounded(DF df, const float* in, float inverseScale) {
  const hn::RebindToSigned<DF> d;
  const auto scaled = hn::Mul(hn::LoadU(df, in), hn::Set(df, inverseScale));
  const auto clamped = hn::Min(hn::Max(scaled, hn::Set(df, -128.0F)), hn::Set(df, 127.0F));
  const auto rounded = hn::Add(clamped, hn::Set(df, 12582912.0F));
  return hn::Sub(hn::BitCast(d, rounded), hn::Set(d, 0x4B400000 - kSignedZero));
}

void QuantizeFeatures(const float* HWY_RESTRICT features, float inverseScale, const WordMap& map) {
  static_assert(kFrames % 4 == 0 && kMels % 4 == 0 && kChannels == 2);
  const hn::CappedTag<float, 4> df;
  const hn::RebindToSigned<decltype(df)> d;
  HWY_ALIGN std::uint32_t words[4 * kFrames];  // four bands, frames along a row
  for (std::size_t f = 0; f < kMels; f += 4) {
    const float* first = features + f * kFrames;
    for (std::size_t i = 0; i < 4 * kFrames; i += hn::Lanes(d)) {
      const auto low = Rounded(df, first + i, inverseScale);
      const auto high = Rounded(df, first + kMapSize + i, inverseScale);
      StoreWords(d, hn::Or(low, hn::ShiftLeft<8>(high)), words + i);
    }
    for (std::size_t t = 0; t < kFrames; t += 4) {
      Transpose(words + t, kFrames, map.row(0, t) + f, map.rowStep);
    }
  }
}

void Linear(const std::int16_t* HWY_RESTRICT weights, const std::int32_t* HWY_RESTRICT bias,
            std::span<const std::int16_t> in, std::span<std::int32_t> out) {
  for (std::size_t o = 0; o < out.size(); ++o) {
    const std::int16_t* HWY_RESTRICT row = weights + o * in.size();
    out[o] = bias[o] + DotOfShorts(row, in.data(), in.size());
  }
}

const char* TargetName() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace scenelens::int8::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scenelens::int8 {

HWY_EXPORT(QuantizeFeatures);
HWY_EXPORT(Stem);
HWY_EXPORT(Enrich);
HWY_EXPORT(Distil);
HWY_EXPORT(ChannelSums);
HWY_EXPORT(Attend);
HWY_EXPORT(Fuse);
HWY_EXPORT(Linear);
HWY_EXPORT(TargetName);

void quantizeFeatures(const float* features, float inverseScale, const WordMap& map) {
  HWY_DYNAMIC_DISPATCH(QuantizeFeatures)(features, inverseScale, map);
}

void stem(const StemTask& task) {
  HWY_DYNAMIC_DISPATCH(Stem)(task);
}

void enrich(const EnrichTask& task) {
  HWY_DYNAMIC_DISPATCH(Enrich)(task);
}

void distil(const DistilTask& task) {
  HWY_DYNAMIC_DISPATCH(Distil)(task);
}

void channelSums(const WordMap& map, std::size_t time, std::size_t width,
                 std::span<std::int32_t> sums) {
  HWY_DYNAMIC_DISPATCH(ChannelSums)(map, time, width, sums);
}

void attend(const AttendTask& task) {
  HWY_DYNAMIC_DISPATCH(Attend)(task);
}

void fuse(const FuseTask& task) {
  HWY_DYNAMIC_DISPATCH(Fuse)(task);
}

void linear(const std::int16_t* weights, const std::int32_t* bias, std::span<const std::int16_t> in,
            std::span<std::int32_t> out) {
  HWY_DYNAMIC_DISPATCH(Linear)(weights, bias, in, out);
}

const char* targetName() {
  return HWY_DYNAMIC_DISPATCH(TargetName)();
}

}  // namespace scenelens::int8
#endif  // HWY_ONCE
