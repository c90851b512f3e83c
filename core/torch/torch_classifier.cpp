// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/torch_classifier.h"

#include "core/torch/torch_error.h"

#include <algorithm>
#include <cstring>

namespace scenelens {

namespace {

/// Copies the model's tensors into the network's parameters and buffers of the same name.
Status copyWeights(const Model& model, DsmnNet& net) {
  const torch::NoGradGuard noGrad;
  auto targets = net->named_parameters();
  const auto buffers = net->named_buffers();
  for (const auto& spec : parameterSpecs(model.architecture)) {
    const Tensor* source = model.weights.find(spec.name);
    auto* target = spec.trained ? targets.find(spec.name) : buffers.find(spec.name);
    if (!source || source->shape != spec.shape || !target || !target->sizes().equals(spec.shape)) {
      return fail({"tensor '" + spec.name + "' does not fit the network", model.path, 0, {}});
    }
    const auto values = source->floats();
    std::copy(values.begin(), values.end(), const_cast<torch::Tensor*>(target)->data_ptr<float>());
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Classifier>> TorchClassifier::create(const Model& model) {
  return guardTorch(model.path, [&]() -> Result<std::unique_ptr<Classifier>> {
    DsmnNet net(model.architecture);
    if (auto copied = copyWeights(model, net); !copied) return fail(std::move(copied.error()));
    net->eval();
    return std::unique_ptr<Classifier>(new TorchClassifier(std::move(net)));
  });
}

std::string TorchClassifier::engineName() const {
  return "LibTorch " TORCH_VERSION;
}

Status TorchClassifier::forward(std::span<const float> features, std::span<float> logits) {
  return guardTorch({}, [&]() -> Status {
    const c10::InferenceMode guard;  // per thread, so it cannot be set once elsewhere
    const auto clips = static_cast<std::int64_t>(features.size() / kFeatureSize);
    // from_blob wants a mutable pointer; the input is only read.
    const auto input = torch::from_blob(
        const_cast<float*>(features.data()),
        {clips, std::int64_t{kChannels}, std::int64_t{kMels}, std::int64_t{kFrames}});
    const auto output = m_net(input).contiguous();
    std::memcpy(logits.data(), output.data_ptr<float>(), logits.size_bytes());
    return {};
  });
}

}  // namespace scenelens
