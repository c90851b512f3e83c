// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/integer_kernels.h"

// Highway compiles this file once per instruction set by including it again from foreach_target.h.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/torch/integer_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these two apart on purpose
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace scenelens::training::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Calls `body` with the widest vector that divides `width`, a multiple of 4.
template <class Body>
HWY_INLINE auto WithVector(std::size_t width, Body body) {
  const hn::ScalableTag<float> widest;
  if (width % hn::Lanes(widest) == 0) return body(widest);
  if (width % 8 == 0) return body(hn::CappedTag<float, 8>());
  return body(hn::CappedTag<float, 4>());
}

/// One output's numbers as vectors.
template <class DF>
struct Output {
  using D = hn::RebindToSigned<DF>;

  Output(DF d, const IntegerOutput& output)
      : bias(hn::Set(D(), output.bias)),
        lowest(hn::Set(D(), output.lowest)),
        highest(hn::Set(D(), output.highest)),
        multiplier(hn::Set(D(), output.multiplier)) {
    (void)d;
  }

  HWY_INLINE hn::Vec<D> Accumulator(hn::Vec<DF> whole) const {
    return hn::Add(hn::NearestInt(whole), bias);
  }
  HWY_INLINE hn::Vec<D> Multiplied(hn::Vec<D> accumulator) const {
    return hn::Mul(hn::Min(highest, hn::Max(lowest, accumulator)), multiplier);
  }

  hn::Vec<D> bias, lowest, highest, multiplier;
};

/// int8::requantized.
template <class DF, class D = hn::RebindToSigned<DF>>
HWY_INLINE hn::Vec<D> Requantized(DF /*d*/, const Output<DF>& output, hn::Vec<D> offset,
                                  hn::Vec<D> accumulator) {
  const hn::RebindToUnsigned<D> unsignedTag;
  const auto sum = hn::Add(output.Multiplied(accumulator), offset);
  return hn::BitCast(D(), hn::ShiftRight<int8::kFraction>(hn::BitCast(unsignedTag, sum)));
}

/// The value that a number stands for.
template <class DF>
struct Valued {
  using D = hn::RebindToSigned<DF>;
  Valued(DF d, const IntegerMap& map)
      : step(hn::Set(d, map.step)), zero(hn::Set(D(), map.zeroPoint)) {}

  HWY_INLINE hn::Vec<DF> operator()(hn::Vec<D> number) const {
    return hn::Mul(hn::ConvertTo(DF(), hn::Sub(number, zero)), step);
  }

  hn::Vec<DF> step;
  hn::Vec<D> zero;
};

template <class DF>
HWY_INLINE auto OffsetOf(DF /*d*/, const IntegerLayer& layer) {
  return hn::Set(hn::RebindToSigned<DF>(), static_cast<std::int32_t>(layer.offset));
}

void IntegerRows(const IntegerLayer& layer, std::size_t output, std::span<float> accumulators) {
  WithVector(accumulators.size(), [&](auto d) {
    const Output<decltype(d)> by(d, layer.outputs[output]);
    const Valued<decltype(d)> valued(d, layer.map);
    const auto offset = OffsetOf(d, layer);
    for (std::size_t p = 0; p < accumulators.size(); p += hn::Lanes(d)) {
      const auto accumulator = by.Accumulator(hn::LoadU(d, accumulators.data() + p));
      hn::StoreU(valued(Requantized(d, by, offset, accumulator)), d, accumulators.data() + p);
    }
  });
}

/// int8::requantizedSum.
template <class DF>
struct SumOutput {
  using D = hn::RebindToSigned<DF>;

  SumOutput(DF d, const IntegerSum& sum, std::size_t output)
      : by(d, sum.outputs[output]),
        third(hn::Set(D(), sum.third.multiplier)),
        half(hn::Set(D(), sum.third.shift > 0 ? 1 << (sum.third.shift - 1) : 0)),
        shift(sum.third.shift) {}

  HWY_INLINE hn::Vec<D> operator()(hn::Vec<DF> accumulator, hn::Vec<D> number) const {
    const auto product = by.Multiplied(by.Accumulator(accumulator));
    const auto sum = hn::Add(hn::Add(product, hn::Mul(number, third)), half);
    const auto shifted = hn::Add(hn::ShiftRightSame(sum, shift), hn::Set(D(), int8::kSignedZero));
    return hn::Min(hn::Max(shifted, hn::Zero(D())), hn::Set(D(), 255));
  }

  Output<DF> by;
  hn::Vec<D> third, half;
  int shift;
};

void IntegerReluForward(const CrossTask& task, const float* z, const IntegerLayer& layer,
                        std::size_t output, Planes<const float> addend, const IntegerSum* sum,
                        Planes<float> y) {
  WithVector(task.plane(), [&](auto d) {
    using DF = decltype(d);
    const Output<DF> by(d, layer.outputs[output]);
    const auto offset = OffsetOf(d, layer);
    const auto number = [&](const float* in) {
      return Requantized(d, by, offset, by.Accumulator(hn::LoadU(d, in)));
    };
    for (std::size_t n = 0; n < task.clips; ++n) {
      const float* HWY_RESTRICT in = z + n * task.plane();
      float* HWY_RESTRICT out = y.data + n * y.clipStep;
      if (sum) {
        const SumOutput<DF> added(d, *sum, output);
        const Valued<DF> valued(d, sum->map);
        const float* HWY_RESTRICT other = addend.data + n * addend.clipStep;
        for (std::size_t p = 0; p < task.plane(); p += hn::Lanes(d)) {
          hn::StoreU(valued(added(hn::LoadU(d, other + p), number(in + p))), d, out + p);
        }
      } else {
        const Valued<DF> valued(d, layer.map);
        for (std::size_t p = 0; p < task.plane(); p += hn::Lanes(d)) {
          hn::StoreU(valued(number(in + p)), d, out + p);
        }
      }
    }
  });
}

void IntegerReluPool(const PoolTask& task, Planes<const float> z, float perUnit,
                     const IntegerLayer& layer, std::size_t output, Planes<float> y) {
  const std::size_t width = task.pooledMel() / task.halves;
  WithVector(width, [&](auto d) {
    using DF = decltype(d);
    const hn::RebindToSigned<DF> integer;
    const Output<DF> by(d, layer.outputs[output]);
    const Valued<DF> valued(d, layer.map);
    const auto offset = OffsetOf(d, layer);
    const auto scale = hn::Set(d, perUnit);
    const auto zero = hn::Zero(integer);
    const auto positive = [&](hn::Vec<DF> value) {
      return hn::Max(by.Accumulator(hn::Mul(value, scale)), zero);
    };
    const auto pooled = [&](const float* row, std::size_t band) {
      auto sum = zero;
      for (std::size_t r = 0; r < 2; ++r, row += task.mel) {
        if (task.poolMel) {
          hn::Vec<DF> even, odd;
          hn::LoadInterleaved2(d, row + 2 * band, even, odd);
          sum = hn::Add(sum, hn::Add(positive(even), positive(odd)));
        } else {
          sum = hn::Add(sum, positive(hn::LoadU(d, row + band)));
        }
      }
      return sum;
    };
    for (std::size_t n = 0; n < task.clips; ++n) {
      for (std::size_t t = 0; t < task.time / 2; ++t) {
        const float* rows = z.data + n * z.clipStep + 2 * t * task.mel;
        for (std::size_t h = 0; h < task.halves; ++h) {
          float* HWY_RESTRICT out = y.data + n * y.clipStep + h * task.halfStep + t * width;
          for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
            const auto sum = pooled(rows, h * width + f);
            hn::StoreU(valued(Requantized(d, by, offset, sum)), d, out + f);
          }
        }
      }
    }
  });
}

void IntegerSums(std::size_t channels, std::size_t positions, const float* x, float inverseStep,
                 std::int32_t* sums) {
  WithVector(positions, [&](auto d) {
    const hn::RebindToSigned<decltype(d)> integer;
    const auto inverse = hn::Set(d, inverseStep);
    for (std::size_t c = 0; c < channels; ++c) {
      const float* plane = x + c * positions;
      auto sum = hn::Zero(integer);
      for (std::size_t p = 0; p < positions; p += hn::Lanes(d)) {
        sum = hn::Add(sum, hn::NearestInt(hn::Mul(hn::LoadU(d, plane + p), inverse)));
      }
      sums[c] = hn::GetLane(hn::SumOfLanes(integer, sum));
    }
  });
}

}  // namespace scenelens::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace scenelens::training {

HWY_EXPORT(IntegerRows);
HWY_EXPORT(IntegerReluForward);
HWY_EXPORT(IntegerReluPool);
HWY_EXPORT(IntegerSums);

void integerRows(const IntegerLayer& layer, std::size_t output, std::span<float> accumulators) {
  HWY_DYNAMIC_DISPATCH(IntegerRows)(layer, output, accumulators);
}

void integerReluForward(const CrossTask& task, const float* z, const IntegerLayer& layer,
                        std::size_t output, Planes<const float> addend, const IntegerSum* sum,
                        Planes<float> y) {
  HWY_DYNAMIC_DISPATCH(IntegerReluForward)(task, z, layer, output, addend, sum, y);
}

void integerReluPool(const PoolTask& task, Planes<const float> z, float perUnit,
                     const IntegerLayer& layer, std::size_t output, Planes<float> y) {
  HWY_DYNAMIC_DISPATCH(IntegerReluPool)(task, z, perUnit, layer, output, y);
}

void integerSums(std::size_t channels, std::size_t positions, const float* x, float inverseStep,
                 std::int32_t* sums) {
  HWY_DYNAMIC_DISPATCH(IntegerSums)(channels, positions, x, inverseStep, sums);
}

}  // namespace scenelens::training

#endif  // HWY_ONCE
