// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

enum class OptimizerKind : std::uint8_t {
  Sgd,   ///< the report; torch.optim.SGD
  RAdam  ///< the published code; torch.optim.RAdam of PyTorch 1.13
};

/// Which optimizer, with PyTorch's names and defaults.
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::RAdam;
  double weightDecay = 0.0;  ///< added to the gradient as weightDecay x parameter (L2), both kinds
  double momentum = 0.0;     ///< Sgd only
  double beta1 = 0.9;        ///< RAdam only
  double beta2 = 0.999;      ///< RAdam only
  double epsilon = 1e-8;     ///< RAdam only

  bool operator==(const OptimizerOptions&) const = default;
};

/// Says which number makes no sense.
[[nodiscard]] Status checkOptimizer(const OptimizerOptions& options);

/// Changes parameters by their gradients: all parameters of a network as one flat float vector.
///
/// Sgd: buffer = momentum x buffer + gradient (the gradient itself in the first step), parameter -=
/// lr x buffer. RAdam: Liu et al., "On the variance of the adaptive learning rate and beyond" (ICLR
/// 2020), as PyTorch 1.13 computes it: without the adaptive part until its variance is tractable
/// (rho > 5, from step 6 on with the default beta2). Single precision like PyTorch's, within a few
/// roundings of it; the same bits for the same input. One thread at a time.
class Optimizer {
 public:
  /// Precondition: valid options.
  Optimizer(const OptimizerOptions& options, std::size_t parameters);

  /// Precondition: both spans have `parameters` elements.
  void step(std::span<float> parameters, std::span<const float> gradients, double learningRate);

  [[nodiscard]] const OptimizerOptions& options() const { return m_options; }
  /// Steps made so far.
  [[nodiscard]] std::int64_t steps() const { return m_steps; }

  /// Everything that the next step depends on, to be kept in a checkpoint. "steps": I64 scalar;
  /// Sgd with momentum: "momentum"; RAdam: "mean" and "square"; F32 vectors of `parameters`.
  [[nodiscard]] std::map<std::string, Tensor> state() const;
  /// Puts such a state back; steps then go on bit for bit. Errors: a tensor that is missing, of
  /// another type or size, steps below 0; the optimizer is then unchanged.
  [[nodiscard]] Status restore(const std::map<std::string, Tensor>& state);

 private:
  void stepSgd(std::span<float> parameters, std::span<const float> gradients, double learningRate);
  void stepRAdam(std::span<float> parameters, std::span<const float> gradients,
                 double learningRate);

  OptimizerOptions m_options;
  std::size_t m_parameters;
  std::int64_t m_steps = 0;
  std::vector<float> m_first;   // Sgd: momentum; RAdam: mean of the gradients
  std::vector<float> m_second;  // RAdam: mean of their squares
};

}  // namespace scenelens
