// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/native/activation_trace.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// The processes that train one network together. Every process makes the same calls in the same
/// order. One thread at a time.
class ProcessGroup {
 public:
  ProcessGroup() = default;
  virtual ~ProcessGroup();
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  [[nodiscard]] virtual unsigned rank() const = 0;  ///< 0 .. size-1
  [[nodiscard]] virtual unsigned size() const = 0;
  /// Adds the numbers up over all processes, in place. Errors: a process was lost.
  [[nodiscard]] virtual Status sum(std::span<double> values) = 0;
  [[nodiscard]] virtual Status sum(std::span<float> values) = 0;
};

/// Where the processes of a group meet: torchrun's MASTER_ADDR, MASTER_PORT, RANK, WORLD_SIZE.
struct GroupAddress {
  std::string host;
  std::uint16_t port = 0;
  unsigned rank = 0;
  unsigned size = 1;
  /// How long to wait for the others, to join and for each sum; they may have clips to compute.
  unsigned timeoutSeconds = 3 * 3600;
};

/// One batch for a training step, or this process's part of it.
struct StepInput {
  std::span<const float> features;  ///< n x 2 x 256 x 44; n may be 0 with several processes
  std::span<const float> targets;   ///< n x 13, soft: ten scenes, then three groups
  std::size_t globalClips = 0;      ///< clips over all processes
  std::size_t firstClip = 0;        ///< this part's first clip in the whole batch
  std::uint64_t dropoutSeed = 0;    ///< decides, with firstClip, what is dropped
};

/// What a training step measured on its part of the batch.
struct StepOutcome {
  double sceneLoss = 0.0;     ///< cross-entropy of the ten scenes, summed over the clips
  double groupLoss = 0.0;     ///< of the three groups
  std::vector<float> logits;  ///< n x 13
};

/// A network that learns: weights and the gradients of its two tasks. What optimises it need not
/// know the library behind it.
///
/// One thread at a time per object.
class Trainable {
 public:
  Trainable() = default;
  virtual ~Trainable();
  Trainable(const Trainable&) = delete;
  Trainable& operator=(const Trainable&) = delete;

  /// All trained parameters end to end, in the order of parameterSpecs(); changing them changes the
  /// network.
  [[nodiscard]] virtual std::span<float> parameters() = 0;

  /// Forward pass in training mode (batch statistics, dropout) and the gradients of both losses'
  /// sums over the clips of this process. Moves the running statistics. Gradients have the size of
  /// parameters(). Errors: what the library threw, a lost process.
  [[nodiscard]] virtual Status gradients(const StepInput& input, std::span<float> sceneGradient,
                                         std::span<float> groupGradient, StepOutcome& outcome) = 0;

  /// Logits (n x 13) in inference mode, with the rounding of quantization-aware training when that
  /// is on.
  [[nodiscard]] virtual Status logits(std::span<const float> features, std::span<float> logits) = 0;

  /// All activation points of one clip (kFeatureSize values) in inference mode, and its logits:
  /// what logits() computes, for comparisons with Int8Classifier::trace(). Slower than logits().
  [[nodiscard]] virtual Result<ActivationTrace> trace(std::span<const float> features) = 0;

  /// A copy of all tensors of parameterSpecs(), running statistics included.
  [[nodiscard]] virtual TensorFile weights() const = 0;
  /// Errors: tensors that do not fit.
  [[nodiscard]] virtual Status setWeights(const TensorFile& weights) = 0;

  /// Rounds weights and activations as Int8 inference does (docs/native-engine.md); nothing: float.
  virtual void quantize(std::optional<ActivationRanges> ranges) = 0;
  /// BatchNorm uses and keeps the running statistics in training too.
  virtual void freezeStatistics(bool frozen) = 0;
};

/// How to compute.
struct TrainableOptions {
  unsigned threads = 0;  ///< 0: one per core
  double dropout = 0.3;  ///< in front of the last layer
  /// The authors' layers with LibTorch's autograd instead of our regrouped operations: what those
  /// are measured against. One process, no rounding.
  bool plain = false;
  ProcessGroup* group = nullptr;  ///< the processes that share a batch; null: this one. Outlives
                                  ///< the network
};

}  // namespace scenelens
