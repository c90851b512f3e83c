// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/architecture.h"
#include "core/nn/model.h"
#include "core/nn/trainable.h"
#include "core/torch/training_ops.h"

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace scenelens {

/// The DSMN network for training: the same mathematics as DsmnNet, in the regrouped operations of
/// training_ops.h, optionally with the rounding of Int8 inference (straight-through gradients).
class TrainNet final : public Trainable {
 public:
  /// Errors: tensors that do not fit the architecture.
  [[nodiscard]] static Result<std::unique_ptr<Trainable>> create(const Model& model,
                                                                 const TrainableOptions& options);

  [[nodiscard]] std::span<float> parameters() override { return m_flat; }
  [[nodiscard]] Status gradients(const StepInput& input, std::span<float> sceneGradient,
                                 std::span<float> groupGradient, StepOutcome& outcome) override;
  [[nodiscard]] Status logits(std::span<const float> features, std::span<float> logits) override;
  [[nodiscard]] Result<ActivationTrace> trace(std::span<const float> features) override;
  [[nodiscard]] TensorFile weights() const override;
  [[nodiscard]] Status setWeights(const TensorFile& weights) override;
  void quantize(std::optional<ActivationRanges> ranges) override { m_ranges = std::move(ranges); }
  void freezeStatistics(bool frozen) override { m_frozen = frozen; }

 private:
  TrainNet(const Architecture& architecture, const TrainableOptions& options);

  using Tensor = torch::Tensor;

  [[nodiscard]] const Tensor& tensor(const std::string& name) const { return m_tensors.at(name); }
  [[nodiscard]] training::Grid grid(const std::string& point, bool isSigned) const;
  [[nodiscard]] training::NormLayer norm(const std::string& module) const;
  /// What BatchNorm multiplies by in inference: gamma / sqrt(running variance + epsilon).
  [[nodiscard]] Tensor normScale(const std::string& module) const;
  [[nodiscard]] Tensor taps(const std::string& module,
                            const training::IntegerLayer* integers) const;
  [[nodiscard]] training::PointLayer point(const std::string& module) const;

  [[nodiscard]] Tensor forward(training::StepContext& context, Tensor features,
                               const Tensor& dropout) const;
  /// Logits (clips x kLogitCount) in inference mode; `kept` may be null.
  [[nodiscard]] Tensor infer(std::span<const float> features,
                             std::map<std::string, Tensor>* kept) const;
  [[nodiscard]] Tensor head(const training::StepContext& context, const std::vector<Tensor>& maps,
                            const Tensor& dropout) const;
  [[nodiscard]] Tensor stem(training::StepContext& context, const Tensor& features) const;
  [[nodiscard]] Tensor block(training::StepContext& context, std::size_t index,
                             const Tensor& x) const;
  [[nodiscard]] Tensor fuseAndPool(training::StepContext& context, std::size_t index,
                                   const std::vector<Tensor>& parts,
                                   const std::vector<double>& partScales) const;
  /// What a forward pass with running statistics rounds like; nothing without ranges.
  [[nodiscard]] std::optional<training::IntegerTwin> integers() const;
  [[nodiscard]] Tensor dropoutMask(const StepInput& input) const;
  [[nodiscard]] int halvesOf(std::size_t block) const;

  Architecture m_architecture;
  TrainableOptions m_options;
  std::unique_ptr<WorkerPool> m_pool;
  std::vector<float> m_flat;                ///< memory of the trained tensors
  std::map<std::string, Tensor> m_tensors;  ///< all of parameterSpecs(), by name
  std::vector<Tensor> m_trained;            ///< leaves, in the order of m_flat
  std::optional<ActivationRanges> m_ranges;
  bool m_frozen = false;
};

}  // namespace scenelens
