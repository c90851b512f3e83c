// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/integer_twin.h"

#include <torch/torch.h>

#include <vector>

namespace scenelens::training {

/// The head of Int8 inference (Int8Classifier::classify) on tensors: int64 where it shifts, double
/// precision, which holds all its sums exactly, where it multiplies matrices.
class IntegerHead {
 public:
  /// `twin` outlives this object.
  explicit IntegerHead(const IntegerTwin& twin) : m_twin(twin) {}

  /// Means of blocks 2..5 (clips x halves x channels x time x mel) as whole numbers, int64.
  [[nodiscard]] torch::Tensor embedding(const std::vector<torch::Tensor>& maps) const;
  [[nodiscard]] torch::Tensor embeddingValues(const torch::Tensor& embedding) const;
  /// The hidden layer's output after ReLU, int64.
  [[nodiscard]] torch::Tensor hidden(const torch::Tensor& embedding) const;
  [[nodiscard]] torch::Tensor hiddenValues(const torch::Tensor& hidden) const;
  /// float32, clips x kLogitCount.
  [[nodiscard]] torch::Tensor logits(const torch::Tensor& hidden) const;

 private:
  const IntegerTwin& m_twin;
};

}  // namespace scenelens::training
