// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops of training, without LibTorch types: float32, compiled for every instruction set
// with Highway, chosen at run time. Each call runs in the calling thread; calls for different
// channels or clips may run in parallel. Maps lie clip x channel x time x mel; a plane is one
// channel of one clip and is contiguous.
#pragma once

#include <cstddef>
#include <span>

namespace scenelens::training {

/// Rounding to an 8-bit grid on the way to memory: clamp(rint(value / step), low, high) * step.
/// Step 0 leaves values as they are.
struct Grid {
  float step = 0.0F;
  float low = 0.0F;
  float high = 0.0F;

  [[nodiscard]] bool active() const { return step > 0.0F; }
  /// Where a positive value saturates; infinite without a grid.
  [[nodiscard]] float top() const;
  /// For ReLU outputs (zero point 0) that reach `range`; signed values (zero point 128).
  [[nodiscard]] static Grid ofPositive(float range);
  [[nodiscard]] static Grid ofSigned(float range);
};

/// The planes of one or more channels of a batch.
template <class T>
struct Planes {
  T* data = nullptr;
  std::size_t clipStep = 0;     ///< elements from a clip to the next
  std::size_t channelStep = 0;  ///< elements from a channel to the next
};

/// What BatchNorm does to one channel: relu(scale * z + shift), xhat = (z - mean) * inverse.
struct ChannelNorm {
  double mean = 0.0;
  double inverse = 1.0;  ///< 1 / sqrt(variance + epsilon)
  float gamma = 1.0F;
  float beta = 0.0F;

  [[nodiscard]] float scale() const;
  [[nodiscard]] float shift() const;
};

/// One output channel of a DSSC: five taps over each of `fan` input channels (order of taps: see
/// Cross). `padded` is scratch of paddedSize() floats whose borders are zero.
struct CrossTask {
  std::size_t clips = 0;
  std::size_t time = 0;
  std::size_t mel = 0;  ///< a multiple of 4
  std::size_t fan = 1;
  const float* taps = nullptr;  ///< fan x 5
  /// Not 0: reads rint(x * inverseStep) instead of x, the whole numbers of an 8-bit map.
  float inverseStep = 0.0F;

  [[nodiscard]] std::size_t plane() const { return time * mel; }
  [[nodiscard]] std::size_t paddedSize() const;
};

/// z (clips x plane, contiguous) = the crosses of the input; returns the sum of z.
double crossForward(const CrossTask& task, Planes<const float> x, float* padded, float* z);

/// Sum of (z - mean)^2.
[[nodiscard]] double squaredDeviations(std::span<const float> z, double mean);

/// y = grid(relu(norm(z))) for the planes of one channel; with `addend`, y = sumGrid(that +
/// addend).
void normReluForward(const CrossTask& task, const float* z, const ChannelNorm& norm, Grid grid,
                     Planes<const float> addend, Grid sumGrid, Planes<float> y);

/// The sums that BatchNorm's gradient needs: of g and of g * xhat, where g is dy where the ReLU let
/// it pass and the grid did not saturate.
struct NormSums {
  double gradient = 0.0;      ///< is also d loss / d beta
  double gradientXhat = 0.0;  ///< is also d loss / d gamma
};
[[nodiscard]] NormSums normReluSums(const CrossTask& task, const float* z, const ChannelNorm& norm,
                                    Grid grid, Planes<const float> dy);

/// Gradients of one output channel. `means`: NormSums over the whole (global) batch divided by its
/// positions, zeros when the statistics are constants. dx receives (or is added, `accumulate`) the
/// gradient of the `fan` input channels; dtaps (fan x 5) is overwritten.
void crossBackward(const CrossTask& task, Planes<const float> x, const float* z,
                   const ChannelNorm& norm, Grid grid, const NormSums& means,
                   Planes<const float> dy, float* padded, Planes<float> dx, bool accumulate,
                   double* dtaps);

/// One clip of a 1x1 convolution: y[o] = bias[o] + sum over i of weights[o * ins + i] * x[i],
/// planes of `positions` (a multiple of 4) lying one after the other.
struct MixTask {
  std::size_t ins = 0;
  std::size_t outs = 0;
  std::size_t positions = 0;
  float inverseStep = 0.0F;  ///< as in CrossTask; mixForward only
};

/// `bias` may be null (zeros). `accumulate` adds to y instead of overwriting it.
void mixForward(const MixTask& task, const float* weights, const float* bias, const float* x,
                bool accumulate, Grid grid, float* y);

/// dweights[o * ins + i] += sum over positions of dy[o] * x[i]; dbias[o] += sum of dy[o], unless
/// null.
void mixWeightGradient(const MixTask& task, const float* x, const float* dy, float* dweights,
                       float* dbias);

/// sums[c] = the sum of plane c.
void planeSums(std::size_t channels, std::size_t positions, const float* x, float* sums);

/// BatchNorm, ReLU, average pooling of one channel of a block's last convolution. Pools two frames,
/// and two mel bands when `poolMel`. The pooled map goes to `halves` maps (1, or 2: low and high
/// mel half), halfStep elements apart.
struct PoolTask {
  std::size_t clips = 0;
  std::size_t time = 0;
  std::size_t mel = 0;
  bool poolMel = false;
  std::size_t halves = 1;
  std::size_t halfStep = 0;

  [[nodiscard]] std::size_t plane() const { return time * mel; }
  [[nodiscard]] std::size_t pooledMel() const { return poolMel ? mel / 2 : mel; }
};

/// Sum over the planes of one channel.
[[nodiscard]] double planesSum(const PoolTask& task, Planes<const float> z);
/// Sum of (z - mean)^2 over the planes of one channel.
[[nodiscard]] double planesDeviations(const PoolTask& task, Planes<const float> z, double mean);
void normReluPool(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm, Grid grid,
                  Planes<float> y);
[[nodiscard]] NormSums normPoolSums(const PoolTask& task, Planes<const float> z,
                                    const ChannelNorm& norm, Planes<const float> dy);
void normPoolBackward(const PoolTask& task, Planes<const float> z, const ChannelNorm& norm,
                      const NormSums& means, Planes<const float> dy, Planes<float> dz);

}  // namespace scenelens::training
