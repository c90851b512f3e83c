// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizer.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <cstring>
#include <utility>

namespace scenelens {

Status checkOptimizer(const OptimizerOptions& options) {
  const auto bad = [](const char* name, double value, const char* remedy) {
    return fail(
        {.reason = fmt::format("the optimizer cannot use {} {}", name, value), .remedy = remedy});
  };
  if (!(options.weightDecay >= 0.0) || !std::isfinite(options.weightDecay))
    return bad("weight decay", options.weightDecay, "Choose 0 or more");
  for (const auto& [name, value] :
       {std::pair("momentum", options.momentum), std::pair("beta1", options.beta1),
        std::pair("beta2", options.beta2)}) {
    if (!(value >= 0.0 && value < 1.0)) return bad(name, value, "Choose 0 or more, below 1");
  }
  if (!(options.epsilon > 0.0) || !std::isfinite(options.epsilon))
    return bad("epsilon", options.epsilon, "Choose a small number above 0");
  return {};
}

Optimizer::Optimizer(const OptimizerOptions& options, std::size_t parameters)
    : m_options(options), m_parameters(parameters) {
  if (options.kind == OptimizerKind::RAdam || options.momentum != 0.0)
    m_first.assign(parameters, 0.0F);
  if (options.kind == OptimizerKind::RAdam) m_second.assign(parameters, 0.0F);
}

void Optimizer::step(std::span<float> parameters, std::span<const float> gradients,
                     double learningRate) {
  assert(parameters.size() == m_parameters && gradients.size() == m_parameters);
  ++m_steps;
  switch (m_options.kind) {
    case OptimizerKind::Sgd:
      stepSgd(parameters, gradients, learningRate);
      break;
    case OptimizerKind::RAdam:
      stepRAdam(parameters, gradients, learningRate);
      break;
  }
}

void Optimizer::stepSgd(std::span<float> parameters, std::span<const float> gradients,
                        double learningRate) {
  const auto decay = static_cast<float>(m_options.weightDecay);
  const auto rate = static_cast<float>(learningRate);
  if (m_first.empty()) {
    for (std::size_t i = 0; i < m_parameters; ++i)
      parameters[i] -= rate * (gradients[i] + decay * parameters[i]);
    return;
  }
  // PyTorch begins with the gradient itself, which is the same as a buffer of zeros.
  const auto momentum = static_cast<float>(m_options.momentum);
  for (std::size_t i = 0; i < m_parameters; ++i) {
    m_first[i] = momentum * m_first[i] + (gradients[i] + decay * parameters[i]);
    parameters[i] -= rate * m_first[i];
  }
}

void Optimizer::stepRAdam(std::span<float> parameters, std::span<const float> gradients,
                          double learningRate) {
  const auto steps = static_cast<double>(m_steps);
  const double power1 = std::pow(m_options.beta1, steps);
  const double power2 = std::pow(m_options.beta2, steps);
  const double rhoEnd = 2.0 / (1.0 - m_options.beta2) - 1.0;
  const double rho = rhoEnd - 2.0 * steps * power2 / (1.0 - power2);
  const bool adaptive = rho > 5.0;
  double scale = learningRate / (1.0 - power1);
  if (adaptive) {
    const double rectification =
        std::sqrt((rho - 4.0) * (rho - 2.0) * rhoEnd / ((rhoEnd - 4.0) * (rhoEnd - 2.0) * rho));
    scale *= rectification * std::sqrt(1.0 - power2);
  }
  const auto decay = static_cast<float>(m_options.weightDecay);
  const auto beta1 = static_cast<float>(m_options.beta1);
  const auto rest1 = static_cast<float>(1.0 - m_options.beta1);
  const auto beta2 = static_cast<float>(m_options.beta2);
  const auto rest2 = static_cast<float>(1.0 - m_options.beta2);
  const auto epsilon = static_cast<float>(m_options.epsilon);
  const auto rate = static_cast<float>(scale);
  float* const mean = m_first.data();
  float* const square = m_second.data();
  for (std::size_t i = 0; i < m_parameters; ++i) {
    const float gradient = gradients[i] + decay * parameters[i];
    mean[i] = beta1 * mean[i] + rest1 * gradient;
    square[i] = beta2 * square[i] + rest2 * gradient * gradient;
    const float divisor = adaptive ? std::sqrt(square[i]) + epsilon : 1.0F;
    parameters[i] -= rate * mean[i] / divisor;
  }
}

std::map<std::string, Tensor> Optimizer::state() const {
  std::map<std::string, Tensor> state;
  Tensor steps{.dtype = DType::I64, .shape = {}, .bytes = std::vector<std::byte>(sizeof m_steps)};
  std::memcpy(steps.bytes.data(), &m_steps, sizeof m_steps);
  state["steps"] = std::move(steps);
  const auto count = static_cast<std::int64_t>(m_parameters);
  const bool radam = m_options.kind == OptimizerKind::RAdam;
  if (!m_first.empty()) state[radam ? "mean" : "momentum"] = Tensor::fromFloats({count}, m_first);
  if (radam) state["square"] = Tensor::fromFloats({count}, m_second);
  return state;
}

Status Optimizer::restore(const std::map<std::string, Tensor>& state) {
  const auto bad = [](const std::string& name) {
    return fail({.reason = "the optimizer's state lacks a fitting tensor '" + name + "'",
                 .remedy = "Begin the training anew"});
  };
  const auto steps = state.find("steps");
  if (steps == state.end() || steps->second.dtype != DType::I64 || steps->second.size() != 1)
    return bad("steps");
  std::int64_t count = 0;
  std::memcpy(&count, steps->second.bytes.data(), sizeof count);
  if (count < 0) return bad("steps");
  const auto fits = [&](const std::string& name) {
    const auto it = state.find(name);
    return it != state.end() && it->second.dtype == DType::F32 && it->second.size() == m_parameters;
  };
  const bool radam = m_options.kind == OptimizerKind::RAdam;
  const std::string first = radam ? "mean" : "momentum";
  if (!m_first.empty() && !fits(first)) return bad(first);
  if (radam && !fits("square")) return bad("square");
  const auto copy = [&](const std::string& name, std::vector<float>& to) {
    const auto values = state.at(name).floats();
    to.assign(values.begin(), values.end());
  };
  if (!m_first.empty()) copy(first, m_first);
  if (radam) copy("square", m_second);
  m_steps = count;
  return {};
}

}  // namespace scenelens
