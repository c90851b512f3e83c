// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/integer_head.h"

#include <cstdint>

namespace scenelens::training {

namespace {

using torch::Tensor;

/// weights * x + bias, exact in double precision.
Tensor linear(const IntegerLayer& layer, const QuantizedDense& dense, const Tensor& x) {
  const auto outs = static_cast<std::int64_t>(dense.outs);
  const auto weights = torch::tensor(layer.weights).to(torch::kDouble).view({outs, -1});
  const auto bias = torch::tensor(dense.bias).to(torch::kDouble);
  return torch::linear(x.to(torch::kDouble), weights, bias);
}

/// The sums of every channel's whole numbers, int64: clips x channels.
Tensor sumsOf(const Tensor& map, float step) {
  const auto sums = torch::empty({map.size(0), map.size(1), map.size(2)}, torch::kInt);
  integerSums(static_cast<std::size_t>(sums.numel()),
              static_cast<std::size_t>(map.size(3) * map.size(4)), map.data_ptr<float>(),
              1.0F / step, sums.data_ptr<std::int32_t>());
  return sums.to(torch::kLong).sum(1);
}

/// int8::headScaled of each element. `factors`: of all elements, or of each column.
Tensor scaled(const Tensor& values, const Tensor& factors) {
  const std::int64_t half = std::int64_t{1} << (int8::kHeadFraction - 1);
  return torch::bitwise_right_shift(values * factors + half, int8::kHeadFraction);
}

}  // namespace

Tensor IntegerHead::embedding(const std::vector<Tensor>& maps) const {
  const torch::NoGradGuard guard;
  std::vector<Tensor> parts;
  for (std::size_t i = 1; i < m_twin.blocks.size(); ++i) {
    const auto sums = sumsOf(maps[i - 1], m_twin.blocks[i].fuse.layer.map.step);
    const auto factor = torch::tensor(m_twin.packed.head.embedding[i], torch::kLong);
    parts.push_back(scaled(sums, factor).clamp_max(std::int64_t{int8::kEmbeddingMax}));
  }
  return torch::cat(parts, 1);
}

Tensor IntegerHead::embeddingValues(const Tensor& embedding) const {
  return (embedding.to(torch::kDouble) * m_twin.embeddingUnit).to(torch::kFloat);
}

Tensor IntegerHead::hidden(const Tensor& embedding) const {
  const torch::NoGradGuard guard;
  const auto sums = linear(m_twin.hidden, m_twin.packed.network.hidden, embedding);
  const auto factors = torch::tensor(m_twin.packed.head.hidden, torch::kLong);
  return scaled(sums.clamp_min(0.0).to(torch::kLong), factors);
}

Tensor IntegerHead::hiddenValues(const Tensor& hidden) const {
  return (hidden.to(torch::kDouble) * m_twin.hiddenUnit).to(torch::kFloat);
}

Tensor IntegerHead::logits(const Tensor& hidden) const {
  const torch::NoGradGuard guard;
  const auto sums = linear(m_twin.output, m_twin.packed.network.output, hidden);
  return (sums * torch::tensor(m_twin.packed.head.logits, torch::kDouble)).to(torch::kFloat);
}

}  // namespace scenelens::training
