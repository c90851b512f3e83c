// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/worker_pool.h"
#include "core/torch/integer_twin.h"
#include "core/torch/training_kernels.h"

#include <torch/torch.h>

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

/// The differentiable operations of a DSMN training step: PyTorch's mathematics, regrouped so that
/// a map is read and written as seldom as possible. docs/training.md derives them.
///
/// Maps are float32, contiguous, clips x halves x channels x time x mel: a DSSDB_SEG block gets the
/// low and the high mel half apart (halves = 2), everything else has one. Parallel over channels or
/// clips ; sums are in a fixed order, so that results do not depend on the number of threads.
/// Errors: what LibTorch throws.
///
/// Rounding for Int8 comes in two kinds. With a Grid, float results are rounded to the grid. With
/// an IntegerLayer, and BatchNorm's running statistics, the forward pass computes the integers of
/// Int8 inference, bit for bit, and stores the values that they stand for; the gradient is that of
/// the float layer either way. Integer layers need outlive the forward pass only.
namespace scenelens::training {

/// What all operations of one step share. Outlives the step's backward passes.
struct StepContext {
  WorkerPool* pool = nullptr;  ///< who computes
  /// BatchNorm uses the batch's statistics and moves the running ones; else it uses those.
  bool batchStatistics = true;
  double momentum = 0.1;        ///< of the running statistics, PyTorch's default
  std::size_t globalClips = 0;  ///< clips of the batch over all processes
  /// Adds numbers up over all processes; empty with one process.
  std::function<void(std::span<double>)> sum;
  /// Int8 inference with the weights of this step, when the forward pass computes its integers;
  /// else null. Of the forward pass alone.
  const IntegerTwin* integers = nullptr;
  /// Where to keep the maps by their activation point, for comparisons; null: nowhere.
  std::map<std::string, torch::Tensor>* kept = nullptr;

  void keep(const std::string& point, const torch::Tensor& map) const {
    if (kept) (*kept)[point] = map;
  }
};

/// A BatchNorm layer: trained gamma and beta, running statistics (channels floats each).
struct NormLayer {
  torch::Tensor gamma;
  torch::Tensor beta;
  torch::Tensor runningMean;
  torch::Tensor runningVariance;
};

/// A 1x1 convolution over all halves and channels; undefined tensors: none.
struct PointLayer {
  torch::Tensor weight;  ///< outs x (halves * channels)
  torch::Tensor bias;    ///< outs
  const IntegerLayer* integers = nullptr;
};

struct DsscOutput {
  torch::Tensor map;        ///< clips x 1 x outs x time x mel
  torch::Tensor distilled;  ///< of `distil`, undefined without
};

/// One DSSC of the first half of x: cross of `taps` (outs x fan x 5, order as in Cross), BatchNorm,
/// ReLU, rounding to `grid`; plus `addend` (shape of the output) and rounding to `sumGrid` when it
/// is defined. `distil` projects the same x and rounds to `distilGrid`; with integers but without
/// their outputs it gives accumulators, which `integerSum` expects as `addend`.
struct DsscCall {
  torch::Tensor x;
  torch::Tensor taps;
  NormLayer norm;
  PointLayer distil;
  torch::Tensor addend;
  Grid grid, sumGrid, distilGrid;
  const IntegerLayer* integers = nullptr;
  const IntegerSum* integerSum = nullptr;
};
[[nodiscard]] DsscOutput dssc(StepContext& context, const DsscCall& call);

/// A 1x1 convolution of maps x (clips x ins x positions): clips x outs x positions.
[[nodiscard]] torch::Tensor pointwise(StepContext& context, const torch::Tensor& x,
                                      const PointLayer& layer, Grid grid);

/// ECA over the concatenated parts, then a 1x1 convolution whose weights carry the attention:
/// clips x outs x positions. `attention`: ECA's 3 weights. `levels` (shape of the weights), when
/// defined, is what one 8-bit level of each weight is worth; weights times attention are then
/// rounded to whole levels. With `integers` the result lacks the bias; `units` is what a unit of
/// each output's accumulator is worth.
struct FuseCall {
  std::vector<torch::Tensor> parts;
  torch::Tensor attention;
  PointLayer fuse;
  torch::Tensor levels;
  const IntegerFuse* integers = nullptr;
  std::vector<float> units;
};
[[nodiscard]] torch::Tensor attendAndFuse(StepContext& context, const FuseCall& call);

/// BatchNorm, ReLU and average pooling of z (clips x channels x time x mel) over two frames and,
/// with poolMel, two bands; an odd last frame is dropped. Result: clips x halves x channels x
/// time/2 x mel, rounded to `grid`.
struct PoolCall {
  torch::Tensor z;
  NormLayer norm;
  bool poolMel = false;
  int halves = 1;
  Grid grid;
  /// With integers, z = accumulator * units, without the layer's bias.
  const IntegerLayer* integers = nullptr;
  std::vector<float> units;
};
[[nodiscard]] torch::Tensor normPool(StepContext& context, const PoolCall& call);

}  // namespace scenelens::training
