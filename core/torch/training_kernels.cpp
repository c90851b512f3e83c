// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/training_kernels.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

// Highway compiles this file once per instruction set by including it again from foreach_target.h.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/torch/training_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these two apart on purpose
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace scenelens::training::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kReach = 2;    // dilation of the depthwise convolutions
constexpr std::size_t kTaps = 5;     // centre, earlier, later, lower, higher
constexpr std::size_t kMargin = 16;  // floats before and after a padded row

/// Calls `body` with the widest vector that divides `width`, a multiple of 4.
template <class Body>
HWY_INLINE auto WithVector(std::size_t width, Body body) {
  const hn::ScalableTag<float> widest;
  if (width % hn::Lanes(widest) == 0) return body(widest);
  if (width % 8 == 0) return body(hn::CappedTag<float, 8>());
  return body(hn::CappedTag<float, 4>());
}

template <class D>
struct Rounder {
  explicit Rounder(D d, Grid grid)
      : active(grid.active()),
        step(hn::Set(d, grid.step)),
        inverse(hn::Set(d, grid.active() ? 1.0F / grid.step : 0.0F)),
        low(hn::Set(d, grid.low)),
        high(hn::Set(d, grid.high)) {}

  HWY_INLINE hn::Vec<D> operator()(hn::Vec<D> value) const {
    if (!active) return value;
    const auto level = hn::Round(hn::Mul(value, inverse));
    return hn::Mul(hn::Min(high, hn::Max(low, level)), step);  // NaN stays NaN
  }

  bool active;
  hn::Vec<D> step, inverse, low, high;
};

/// BatchNorm's numbers of one channel as vectors.
template <class D>
struct Norm {
  Norm(D d, const ChannelNorm& norm, Grid grid)
      : scale(hn::Set(d, norm.scale())),
        shift(hn::Set(d, norm.shift())),
        mean(hn::Set(d, static_cast<float>(norm.mean))),
        inverse(hn::Set(d, static_cast<float>(norm.inverse))),
        top(hn::Set(d, grid.top())),
        zero(hn::Zero(d)) {}

  /// NaN stays NaN: divergence must show.
  HWY_INLINE hn::Vec<D> Relu(hn::Vec<D> z) const {
    return hn::Max(zero, hn::MulAdd(z, scale, shift));
  }
  /// dy where the ReLU let the value pass and the grid did not saturate.
  HWY_INLINE hn::Vec<D> Passed(hn::Vec<D> z, hn::Vec<D> dy) const {
    const auto value = hn::MulAdd(z, scale, shift);
    return hn::IfThenElseZero(hn::And(hn::Gt(value, zero), hn::Lt(value, top)), dy);
  }
  HWY_INLINE hn::Vec<D> Xhat(hn::Vec<D> z) const { return hn::Mul(hn::Sub(z, mean), inverse); }

  hn::Vec<D> scale, shift, mean, inverse, top, zero;
};

// ---- DSSC

HWY_INLINE std::size_t Pitch(const CrossTask& task) {
  return task.mel + 2 * kMargin;
}

HWY_INLINE std::size_t PaddedPlane(const CrossTask& task) {
  return (task.time + 2 * kReach) * Pitch(task);
}

/// The first value of row t of a padded plane.
HWY_INLINE float* PaddedRow(const CrossTask& task, float* padded, std::size_t t) {
  return padded + (t + kReach) * Pitch(task) + kMargin;
}

template <class D>
HWY_INLINE void CopyPadded(D d, const CrossTask& task, const float* HWY_RESTRICT plane,
                           float* padded) {
  const auto inverse = hn::Set(d, task.inverseStep);
  for (std::size_t t = 0; t < task.time; ++t) {
    float* HWY_RESTRICT row = PaddedRow(task, padded, t);
    const float* HWY_RESTRICT in = plane + t * task.mel;
    if (task.inverseStep > 0.0F) {
      for (std::size_t f = 0; f < task.mel; f += hn::Lanes(d)) {
        hn::StoreU(hn::Round(hn::Mul(hn::LoadU(d, in + f), inverse)), d, row + f);
      }
    } else {
      for (std::size_t f = 0; f < task.mel; f += hn::Lanes(d)) {
        hn::StoreU(hn::LoadU(d, in + f), d, row + f);
      }
    }
  }
}

template <std::size_t kFan, class D>
HWY_INLINE double CrossPlane(D d, const CrossTask& task, float* padded, float* HWY_RESTRICT z) {
  using V = hn::Vec<D>;
  V tap[kFan][kTaps];
  for (std::size_t i = 0; i < kFan; ++i) {
    for (std::size_t k = 0; k < kTaps; ++k) tap[i][k] = hn::Set(d, task.taps[i * kTaps + k]);
  }
  const std::size_t reach = kReach * Pitch(task);
  double total = 0.0;
  for (std::size_t t = 0; t < task.time; ++t) {
    const float* row[kFan];
    for (std::size_t i = 0; i < kFan; ++i) {
      row[i] = PaddedRow(task, padded + i * PaddedPlane(task), t);
    }
    V rowSum = hn::Zero(d);
    for (std::size_t f = 0; f < task.mel; f += hn::Lanes(d)) {
      V sum = hn::Zero(d);
      for (std::size_t i = 0; i < kFan; ++i) {
        const float* at = row[i] + f;
        sum = hn::MulAdd(tap[i][0], hn::LoadU(d, at), sum);
        sum = hn::MulAdd(tap[i][1], hn::LoadU(d, at - reach), sum);
        sum = hn::MulAdd(tap[i][2], hn::LoadU(d, at + reach), sum);
        sum = hn::MulAdd(tap[i][3], hn::LoadU(d, at - kReach), sum);
        sum = hn::MulAdd(tap[i][4], hn::LoadU(d, at + kReach), sum);
      }
      hn::StoreU(sum, d, z + t * task.mel + f);
      rowSum = hn::Add(rowSum, sum);
    }
    total += hn::GetLane(hn::SumOfLanes(d, rowSum));
  }
  return total;
}

double CrossForward(const CrossTask& task, Planes<const float> x, float* padded, float* z) {
  std::memset(padded, 0, task.paddedSize() * sizeof(float));
  return WithVector(task.mel, [&](auto d) {
    double total = 0.0;
    for (std::size_t n = 0; n < task.clips; ++n) {
      for (std::size_t i = 0; i < task.fan; ++i) {
        CopyPadded(d, task, x.data + n * x.clipStep + i * x.channelStep,
                   padded + i * PaddedPlane(task));
      }
      float* out = z + n * task.plane();
      total +=
          task.fan == 2 ? CrossPlane<2>(d, task, padded, out) : CrossPlane<1>(d, task, padded, out);
    }
    return total;
  });
}

/// Sum of (z - mean)^2 of one plane.
template <class D>
HWY_INLINE double PlaneDeviations(D d, const float* HWY_RESTRICT z, std::size_t count,
                                  hn::Vec<D> mean) {
  auto sum = hn::Zero(d);
  for (std::size_t p = 0; p < count; p += hn::Lanes(d)) {
    const auto difference = hn::Sub(hn::LoadU(d, z + p), mean);
    sum = hn::MulAdd(difference, difference, sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

double SquaredDeviations(std::span<const float> z, double mean) {
  // In pieces, so that single precision sums stay short.
  constexpr std::size_t kPiece = 4096;
  return WithVector(z.size(), [&](auto d) {
    const auto centre = hn::Set(d, static_cast<float>(mean));
    double total = 0.0;
    for (std::size_t p = 0; p < z.size(); p += kPiece) {
      total += PlaneDeviations(d, z.data() + p, HWY_MIN(kPiece, z.size() - p), centre);
    }
    return total;
  });
}

void NormReluForward(const CrossTask& task, const float* z, const ChannelNorm& norm, Grid grid,
                     Planes<const float> addend, Grid sumGrid, Planes<float> y) {
  WithVector(task.plane(), [&](auto d) {
    const Norm<decltype(d)> channel(d, norm, grid);
    const Rounder<decltype(d)> rounded(d, grid);
    const Rounder<decltype(d)> sumRounded(d, sumGrid);
    for (std::size_t n = 0; n < task.clips; ++n) {
      const float* HWY_RESTRICT in = z + n * task.plane();
      const float* HWY_RESTRICT added = addend.data ? addend.data + n * addend.clipStep : nullptr;
      float* HWY_RESTRICT out = y.data + n * y.clipStep;
      for (std::size_t p = 0; p < task.plane(); p += hn::Lanes(d)) {
        auto value = rounded(channel.Relu(hn::LoadU(d, in + p)));
        if (added) value = sumRounded(hn::Add(value, hn::LoadU(d, added + p)));
        hn::StoreU(value, d, out + p);
      }
    }
  });
}

NormSums NormReluSums(const CrossTask& task, const float* z, const ChannelNorm& norm, Grid grid,
                      Planes<const float> dy) {
  return WithVector(task.plane(), [&](auto d) {
    const Norm<decltype(d)> channel(d, norm, grid);
    NormSums sums;
    for (std::size_t n = 0; n < task.clips; ++n) {
      const float* HWY_RESTRICT in = z + n * task.plane();
      const float* HWY_RESTRICT gradient = dy.data + n * dy.clipStep;
      auto sum = hn::Zero(d);
      auto sumXhat = hn::Zero(d);
      for (std::size_t p = 0; p < task.plane(); p += hn::Lanes(d)) {
        const auto value = hn::LoadU(d, in + p);
        const auto passed = channel.Passed(value, hn::LoadU(d, gradient + p));
        sum = hn::Add(sum, passed);
        sumXhat = hn::MulAdd(passed, channel.Xhat(value), sumXhat);
      }
      sums.gradient += hn::GetLane(hn::SumOfLanes(d, sum));
      sums.gradientXhat += hn::GetLane(hn::SumOfLanes(d, sumXhat));
    }
    return sums;
  });
}

/// d loss / d z of one plane into a padded plane.
template <class D>
HWY_INLINE void NormGradientPadded(D d, const CrossTask& task, const float* HWY_RESTRICT z,
                                   const float* HWY_RESTRICT dy, const Norm<D>& channel,
                                   const NormSums& means, float* padded) {
  const auto meanGradient = hn::Set(d, static_cast<float>(means.gradient));
  const auto meanXhat = hn::Set(d, static_cast<float>(means.gradientXhat));
  for (std::size_t t = 0; t < task.time; ++t) {
    float* HWY_RESTRICT row = PaddedRow(task, padded, t);
    for (std::size_t f = 0; f < task.mel; f += hn::Lanes(d)) {
      const auto value = hn::LoadU(d, z + t * task.mel + f);
      auto dz = hn::Sub(channel.Passed(value, hn::LoadU(d, dy + t * task.mel + f)), meanGradient);
      dz = hn::NegMulAdd(channel.Xhat(value), meanXhat, dz);
      hn::StoreU(hn::Mul(channel.scale, dz), d, row + f);
    }
  }
}

/// The gradients of one input plane and of the taps that read it.
template <bool kAccumulate, class D>
HWY_INLINE void CrossPlaneGradient(D d, const CrossTask& task, const float* taps,
                                   const float* HWY_RESTRICT x, float* padded,
                                   float* HWY_RESTRICT dx, double* dtaps) {
  using V = hn::Vec<D>;
  V tap[kTaps];
  V sum[kTaps];
  for (std::size_t k = 0; k < kTaps; ++k) {
    tap[k] = hn::Set(d, taps[k]);
    sum[k] = hn::Zero(d);
  }
  const std::size_t reach = kReach * Pitch(task);
  for (std::size_t t = 0; t < task.time; ++t) {
    const float* row = PaddedRow(task, padded, t);
    for (std::size_t f = 0; f < task.mel; f += hn::Lanes(d)) {
      const float* at = row + f;
      const std::size_t p = t * task.mel + f;
      const V in = hn::LoadU(d, x + p);
      // What reads this position as its "earlier" lies two frames later, and so on.
      const V dz[kTaps] = {hn::LoadU(d, at), hn::LoadU(d, at + reach), hn::LoadU(d, at - reach),
                           hn::LoadU(d, at + kReach), hn::LoadU(d, at - kReach)};
      V gradient = kAccumulate ? hn::LoadU(d, dx + p) : hn::Zero(d);
      for (std::size_t k = 0; k < kTaps; ++k) {
        gradient = hn::MulAdd(tap[k], dz[k], gradient);
        sum[k] = hn::MulAdd(in, dz[k], sum[k]);
      }
      hn::StoreU(gradient, d, dx + p);
    }
  }
  for (std::size_t k = 0; k < kTaps; ++k) dtaps[k] += hn::GetLane(hn::SumOfLanes(d, sum[k]));
}

void CrossBackward(const CrossTask& task, Planes<const float> x, const float* z,
                   const ChannelNorm& norm, Grid grid, const NormSums& means,
                   Planes<const float> dy, float* padded, Planes<float> dx, bool accumulate,
                   double* dtaps) {
  std::memset(padded, 0, PaddedPlane(task) * sizeof(float));
  for (std::size_t k = 0; k < task.fan * kTaps; ++k) dtaps[k] = 0.0;
  WithVector(task.mel, [&](auto d) {
    const Norm<decltype(d)> channel(d, norm, grid);
    for (std::size_t n = 0; n < task.clips; ++n) {
      NormGradientPadded(d, task, z + n * task.plane(), dy.data + n * dy.clipStep, channel, means,
                         padded);
      for (std::size_t i = 0; i < task.fan; ++i) {
        const float* in = x.data + n * x.clipStep + i * x.channelStep;
        float* out = dx.data + n * dx.clipStep + i * dx.channelStep;
        const float* taps = task.taps + i * kTaps;
        if (accumulate) {
          CrossPlaneGradient<true>(d, task, taps, in, padded, out, dtaps + i * kTaps);
        } else {
          CrossPlaneGradient<false>(d, task, taps, in, padded, out, dtaps + i * kTaps);
        }
      }
    }
  });
}

// ---- 1x1 convolutions

/// kOuts outputs by kVectors vectors of positions.
template <std::size_t kOuts, std::size_t kVectors, class D>
HWY_INLINE void MixTile(D d, const MixTask& task, const float* weights, const float* bias,
                        const float* x, std::size_t xStep, bool accumulate,
                        const Rounder<D>& rounded, float* y) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  V sum[kOuts][kVectors];
  for (std::size_t o = 0; o < kOuts; ++o) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[o][v] = accumulate ? hn::LoadU(d, y + o * task.positions + v * lanes) : hn::Zero(d);
      if (bias) sum[o][v] = hn::Add(sum[o][v], hn::Set(d, bias[o]));
    }
  }
  for (std::size_t i = 0; i < task.ins; ++i) {
    V in[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      in[v] = hn::LoadU(d, x + i * xStep + v * lanes);
    }
    for (std::size_t o = 0; o < kOuts; ++o) {
      const V weight = hn::Set(d, weights[o * task.ins + i]);
      for (std::size_t v = 0; v < kVectors; ++v) sum[o][v] = hn::MulAdd(weight, in[v], sum[o][v]);
    }
  }
  for (std::size_t o = 0; o < kOuts; ++o) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::StoreU(rounded(sum[o][v]), d, y + o * task.positions + v * lanes);
    }
  }
}

template <std::size_t kVectors, class D>
HWY_INLINE void MixColumns(D d, const MixTask& task, const float* weights, const float* bias,
                           const float* x, std::size_t xStep, bool accumulate,
                           const Rounder<D>& rounded, float* y) {
  std::size_t o = 0;
  for (; o + 4 <= task.outs; o += 4) {
    MixTile<4, kVectors>(d, task, weights + o * task.ins, bias ? bias + o : nullptr, x, xStep,
                         accumulate, rounded, y + o * task.positions);
  }
  for (; o < task.outs; ++o) {
    MixTile<1, kVectors>(d, task, weights + o * task.ins, bias ? bias + o : nullptr, x, xStep,
                         accumulate, rounded, y + o * task.positions);
  }
}

/// The whole numbers of kVectors vectors of every input, input after input.
template <std::size_t kVectors, class D>
HWY_INLINE const float* WholeTile(D d, const MixTask& task, const float* HWY_RESTRICT x) {
  static thread_local std::vector<float> tile;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t size = task.ins * kVectors * lanes;
  if (tile.size() < size) tile.resize(size);
  const auto inverse = hn::Set(d, task.inverseStep);
  float* HWY_RESTRICT out = tile.data();
  for (std::size_t i = 0; i < task.ins; ++i) {
    for (std::size_t v = 0; v < kVectors; ++v, out += lanes) {
      const auto value = hn::LoadU(d, x + i * task.positions + v * lanes);
      hn::StoreU(hn::Round(hn::Mul(value, inverse)), d, out);
    }
  }
  return tile.data();
}

void MixForward(const MixTask& task, const float* weights, const float* bias, const float* x,
                bool accumulate, Grid grid, float* y) {
  WithVector(task.positions, [&](auto d) {
    const Rounder<decltype(d)> rounded(d, grid);
    const std::size_t lanes = hn::Lanes(d);
    const auto columns = [&](auto vectors, std::size_t p) {
      constexpr std::size_t kVectors = decltype(vectors)::value;
      const float* in = x + p;
      std::size_t step = task.positions;
      if (task.inverseStep > 0.0F) {
        in = WholeTile<kVectors>(d, task, in);
        step = kVectors * lanes;
      }
      MixColumns<kVectors>(d, task, weights, bias, in, step, accumulate, rounded, y + p);
    };
    std::size_t p = 0;
    for (; p + 4 * lanes <= task.positions; p += 4 * lanes) {
      columns(std::integral_constant<std::size_t, 4>(), p);
    }
    for (; p < task.positions; p += lanes) columns(std::integral_constant<std::size_t, 1>(), p);
  });
}

/// kOuts x kIns products of planes, over `count` positions.
template <std::size_t kOuts, std::size_t kIns, class D>
HWY_INLINE void GradientTile(D d, const MixTask& task, const float* x, const float* dy,
                             std::size_t count, float* dweights) {
  using V = hn::Vec<D>;
  V sum[kOuts][kIns];
  for (std::size_t o = 0; o < kOuts; ++o) {
    for (std::size_t i = 0; i < kIns; ++i) sum[o][i] = hn::Zero(d);
  }
  for (std::size_t p = 0; p < count; p += hn::Lanes(d)) {
    V in[kIns];
    for (std::size_t i = 0; i < kIns; ++i) in[i] = hn::LoadU(d, x + i * task.positions + p);
    for (std::size_t o = 0; o < kOuts; ++o) {
      const V gradient = hn::LoadU(d, dy + o * task.positions + p);
      for (std::size_t i = 0; i < kIns; ++i) sum[o][i] = hn::MulAdd(gradient, in[i], sum[o][i]);
    }
  }
  for (std::size_t o = 0; o < kOuts; ++o) {
    for (std::size_t i = 0; i < kIns; ++i) {
      dweights[o * task.ins + i] += hn::GetLane(hn::SumOfLanes(d, sum[o][i]));
    }
  }
}

template <std::size_t kOuts, class D>
HWY_INLINE void GradientRow(D d, const MixTask& task, const float* x, const float* dy,
                            std::size_t count, float* dweights) {
  std::size_t i = 0;
  for (; i + 4 <= task.ins; i += 4) {
    GradientTile<kOuts, 4>(d, task, x + i * task.positions, dy, count, dweights + i);
  }
  for (; i < task.ins; ++i) {
    GradientTile<kOuts, 1>(d, task, x + i * task.positions, dy, count, dweights + i);
  }
}

template <class D>
HWY_INLINE float PlaneSum(D d, const float* x, std::size_t count) {
  auto sum = hn::Zero(d);
  for (std::size_t p = 0; p < count; p += hn::Lanes(d)) sum = hn::Add(sum, hn::LoadU(d, x + p));
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

void MixWeightGradient(const MixTask& task, const float* x, const float* dy, float* dweights,
                       float* dbias) {
  // Pieces of planes that stay in the first-level caches while every pair is visited.
  constexpr std::size_t kPiece = 256;
  WithVector(task.positions, [&](auto d) {
    for (std::size_t p = 0; p < task.positions; p += kPiece) {
      const std::size_t count = HWY_MIN(kPiece, task.positions - p);
      std::size_t o = 0;
      for (; o + 4 <= task.outs; o += 4) {
        GradientRow<4>(d, task, x + p, dy + o * task.positions + p, count, dweights + o * task.ins);
      }
      for (; o < task.outs; ++o) {
        GradientRow<1>(d, task, x + p, dy + o * task.positions + p, count, dweights + o * task.ins);
      }
      for (o = 0; dbias && o < task.outs; ++o) {
        dbias[o] += PlaneSum(d, dy + o * task.positions + p, count);
      }
    }
  });
}

void PlaneSums(std::size_t channels, std::size_t positions, const float* x, float* sums) {
  WithVector(positions, [&](auto d) {
    for (std::size_t c = 0; c < channels; ++c) {
      sums[c] = PlaneSum(d, x + c * positions, positions);
    }
  });
}

// ---- BatchNorm, ReLU and pooling

double PlanesSum(const PoolTask& task, Planes<const float> z) {
  return WithVector(task.mel, [&](auto d) {
    double total = 0.0;
    for (std::size_t n = 0; n < task.clips; ++n) {
      total += PlaneSum(d, z.data + n * z.clipStep, task.plane());
    }
    return total;
  });
}

double PlanesDeviations(const PoolTask& task, Planes<const float> z, double mean) {
  return WithVector(task.mel, [&](auto d) {
    const auto centre = hn::Set(d, static_cast<float>(mean));
    double total = 0.0;
    for (std::size_t n = 0; n < task.clips; ++n) {
      total += PlaneDeviations(d, z.data + n * z.clipStep, task.plane(), centre);
    }
    return total;
  });
}

/// Where row t of the pooled map of a clip lies: calls body(first pooled band, row pointer, count)
/// for each mel half.
template <class T, class Body>
HWY_INLINE void PooledRow(const PoolTask& task, T* clip, std::size_t t, Body body) {
  const std::size_t width = task.pooledMel() / task.halves;
  for (std::size_t h = 0; h < task.halves; ++h) {
    body(h * width, clip + h * task.halfStep + t * width, width);
  }
}

void NormReluPool(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm, Grid grid,
                  Planes<float> y) {
  WithVector(task.pooledMel() / task.halves, [&](auto d) {
    using V = hn::Vec<decltype(d)>;
    const Norm<decltype(d)> channel(d, norm, Grid());
    const Rounder<decltype(d)> rounded(d, grid);
    const V share = hn::Set(d, task.poolMel ? 0.25F : 0.5F);
    for (std::size_t n = 0; n < task.clips; ++n) {
      for (std::size_t t = 0; t < task.time / 2; ++t) {
        const float* rows = z.data + n * z.clipStep + 2 * t * task.mel;
        PooledRow(task, y.data + n * y.clipStep, t,
                  [&](std::size_t first, float* HWY_RESTRICT out, std::size_t width) {
                    for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
                      V sum = hn::Zero(d);
                      for (std::size_t r = 0; r < 2; ++r) {
                        const float* row = rows + r * task.mel;
                        if (task.poolMel) {
                          V even, odd;
                          hn::LoadInterleaved2(d, row + 2 * (first + f), even, odd);
                          sum = hn::Add(sum, hn::Add(channel.Relu(even), channel.Relu(odd)));
                        } else {
                          sum = hn::Add(sum, channel.Relu(hn::LoadU(d, row + first + f)));
                        }
                      }
                      hn::StoreU(rounded(hn::Mul(share, sum)), d, out + f);
                    }
                  });
      }
    }
  });
}

NormSums NormPoolSums(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm,
                      Planes<const float> dy) {
  return WithVector(task.pooledMel() / task.halves, [&](auto d) {
    using V = hn::Vec<decltype(d)>;
    const Norm<decltype(d)> channel(d, norm, Grid());
    const V share = hn::Set(d, task.poolMel ? 0.25F : 0.5F);
    NormSums sums;
    for (std::size_t n = 0; n < task.clips; ++n) {
      V sum = hn::Zero(d);
      V sumXhat = hn::Zero(d);
      const auto add = [&](V value, V gradient) {
        const V passed = channel.Passed(value, gradient);
        sum = hn::Add(sum, passed);
        sumXhat = hn::MulAdd(passed, channel.Xhat(value), sumXhat);
      };
      for (std::size_t t = 0; t < task.time / 2; ++t) {
        const float* rows = z.data + n * z.clipStep + 2 * t * task.mel;
        PooledRow(task, dy.data + n * dy.clipStep, t,
                  [&](std::size_t first, const float* gradients, std::size_t width) {
                    for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
                      const V gradient = hn::Mul(share, hn::LoadU(d, gradients + f));
                      for (std::size_t r = 0; r < 2; ++r) {
                        const float* row = rows + r * task.mel;
                        if (task.poolMel) {
                          V even, odd;
                          hn::LoadInterleaved2(d, row + 2 * (first + f), even, odd);
                          add(even, gradient);
                          add(odd, gradient);
                        } else {
                          add(hn::LoadU(d, row + first + f), gradient);
                        }
                      }
                    }
                  });
      }
      sums.gradient += hn::GetLane(hn::SumOfLanes(d, sum));
      sums.gradientXhat += hn::GetLane(hn::SumOfLanes(d, sumXhat));
    }
    return sums;
  });
}

void NormPoolBackward(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm,
                      const NormSums& means, Planes<const float> dy, Planes<float> dz) {
  WithVector(task.pooledMel() / task.halves, [&](auto d) {
    using V = hn::Vec<decltype(d)>;
    const Norm<decltype(d)> channel(d, norm, Grid());
    const V share = hn::Set(d, task.poolMel ? 0.25F : 0.5F);
    const V meanGradient = hn::Set(d, static_cast<float>(means.gradient));
    const V meanXhat = hn::Set(d, static_cast<float>(means.gradientXhat));
    const auto gradientOf = [&](V value, V gradient) {
      const V centred = hn::Sub(channel.Passed(value, gradient), meanGradient);
      return hn::Mul(channel.scale, hn::NegMulAdd(channel.Xhat(value), meanXhat, centred));
    };
    for (std::size_t n = 0; n < task.clips; ++n) {
      const float* in = z.data + n * z.clipStep;
      float* out = dz.data + n * dz.clipStep;
      for (std::size_t t = 0; t < task.time / 2; ++t) {
        PooledRow(task, dy.data + n * dy.clipStep, t,
                  [&](std::size_t first, const float* gradients, std::size_t width) {
                    for (std::size_t f = 0; f < width; f += hn::Lanes(d)) {
                      const V gradient = hn::Mul(share, hn::LoadU(d, gradients + f));
                      for (std::size_t r = 0; r < 2; ++r) {
                        const std::size_t row = (2 * t + r) * task.mel;
                        if (task.poolMel) {
                          const std::size_t at = row + 2 * (first + f);
                          V even, odd;
                          hn::LoadInterleaved2(d, in + at, even, odd);
                          hn::StoreInterleaved2(gradientOf(even, gradient),
                                                gradientOf(odd, gradient), d, out + at);
                        } else {
                          const std::size_t at = row + first + f;
                          hn::StoreU(gradientOf(hn::LoadU(d, in + at), gradient), d, out + at);
                        }
                      }
                    }
                  });
      }
      // An odd last frame is not pooled, but it is part of the statistics.
      for (std::size_t p = task.time / 2 * 2 * task.mel; p < task.plane(); p += hn::Lanes(d)) {
        hn::StoreU(gradientOf(hn::LoadU(d, in + p), hn::Zero(d)), d, out + p);
      }
    }
  });
}

}  // namespace scenelens::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace scenelens::training {

HWY_EXPORT(CrossForward);
HWY_EXPORT(SquaredDeviations);
HWY_EXPORT(NormReluForward);
HWY_EXPORT(NormReluSums);
HWY_EXPORT(CrossBackward);
HWY_EXPORT(MixForward);
HWY_EXPORT(MixWeightGradient);
HWY_EXPORT(PlaneSums);
HWY_EXPORT(PlanesSum);
HWY_EXPORT(PlanesDeviations);
HWY_EXPORT(NormReluPool);
HWY_EXPORT(NormPoolSums);
HWY_EXPORT(NormPoolBackward);

float Grid::top() const {
  return active() ? high * step : std::numeric_limits<float>::infinity();
}

Grid Grid::ofPositive(float range) {
  return {range / 255.0F, 0.0F, 255.0F};
}

Grid Grid::ofSigned(float range) {
  return {range / 127.0F, -128.0F, 127.0F};
}

float ChannelNorm::scale() const {
  return static_cast<float>(gamma * inverse);
}

float ChannelNorm::shift() const {
  return static_cast<float>(beta - mean * gamma * inverse);
}

std::size_t CrossTask::paddedSize() const {
  return fan * (time + 4) * (mel + 32);
}

double crossForward(const CrossTask& task, Planes<const float> x, float* padded, float* z) {
  return HWY_DYNAMIC_DISPATCH(CrossForward)(task, x, padded, z);
}

double squaredDeviations(std::span<const float> z, double mean) {
  return HWY_DYNAMIC_DISPATCH(SquaredDeviations)(z, mean);
}

void normReluForward(const CrossTask& task, const float* z, const ChannelNorm& norm, Grid grid,
                     Planes<const float> addend, Grid sumGrid, Planes<float> y) {
  HWY_DYNAMIC_DISPATCH(NormReluForward)(task, z, norm, grid, addend, sumGrid, y);
}

NormSums normReluSums(const CrossTask& task, const float* z, const ChannelNorm& norm, Grid grid,
                      Planes<const float> dy) {
  return HWY_DYNAMIC_DISPATCH(NormReluSums)(task, z, norm, grid, dy);
}

void crossBackward(const CrossTask& task, Planes<const float> x, const float* z,
                   const ChannelNorm& norm, Grid grid, const NormSums& means,
                   Planes<const float> dy, float* padded, Planes<float> dx, bool accumulate,
                   double* dtaps) {
  HWY_DYNAMIC_DISPATCH(CrossBackward)
  (task, x, z, norm, grid, means, dy, padded, dx, accumulate, dtaps);
}

void mixForward(const MixTask& task, const float* weights, const float* bias, const float* x,
                bool accumulate, Grid grid, float* y) {
  HWY_DYNAMIC_DISPATCH(MixForward)(task, weights, bias, x, accumulate, grid, y);
}

void mixWeightGradient(const MixTask& task, const float* x, const float* dy, float* dweights,
                       float* dbias) {
  HWY_DYNAMIC_DISPATCH(MixWeightGradient)(task, x, dy, dweights, dbias);
}

void planeSums(std::size_t channels, std::size_t positions, const float* x, float* sums) {
  HWY_DYNAMIC_DISPATCH(PlaneSums)(channels, positions, x, sums);
}

double planesSum(const PoolTask& task, Planes<const float> z) {
  return HWY_DYNAMIC_DISPATCH(PlanesSum)(task, z);
}

double planesDeviations(const PoolTask& task, Planes<const float> z, double mean) {
  return HWY_DYNAMIC_DISPATCH(PlanesDeviations)(task, z, mean);
}

void normReluPool(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm, Grid grid,
                  Planes<float> y) {
  HWY_DYNAMIC_DISPATCH(NormReluPool)(task, z, norm, grid, y);
}

NormSums normPoolSums(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm,
                      Planes<const float> dy) {
  return HWY_DYNAMIC_DISPATCH(NormPoolSums)(task, z, norm, dy);
}

void normPoolBackward(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm,
                      const NormSums& means, Planes<const float> dy, Planes<float> dz) {
  HWY_DYNAMIC_DISPATCH(NormPoolBackward)(task, z, norm, means, dy, dz);
}

}  // namespace scenelens::training

#endif  // HWY_ONCE
