// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/classifier.h"
#include "core/nn/model.h"
#include "core/torch/dsmn_net.h"

namespace scenelens {

/// The reference engine: LibTorch in eager mode, float32, inference only.
class TorchClassifier final : public Classifier {
 public:
  /// Builds the network and copies the weights. Errors: a tensor that the network does not have or
  /// that does not fit, and whatever LibTorch throws.
  [[nodiscard]] static Result<std::unique_ptr<Classifier>> create(const Model& model);

  [[nodiscard]] std::string engineName() const override;
  [[nodiscard]] std::string_view precisionName() const override { return "Float32"; }
  [[nodiscard]] Status forward(std::span<const float> features, std::span<float> logits) override;

 private:
  explicit TorchClassifier(DsmnNet net) : m_net(std::move(net)) {}

  DsmnNet m_net;
};

}  // namespace scenelens
