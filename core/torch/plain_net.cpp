// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/plain_net.h"

#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"
#include "core/torch/dsmn_net.h"
#include "core/torch/torch_error.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

namespace scenelens {

namespace {

std::size_t elements(const torch::Tensor& tensor) {
  return static_cast<std::size_t>(tensor.numel());
}

class PlainNet final : public Trainable {
 public:
  PlainNet(const Architecture& architecture, const TrainableOptions& options)
      : m_architecture(architecture), m_net(architecture) {
    m_net->dropout->options.p(options.dropout);
    auto parameters = m_net->named_parameters();
    std::size_t total = 0;
    for (const auto& spec : parameterSpecs(architecture)) {
      if (!spec.trained) continue;
      m_trained.push_back(*parameters.find(spec.name));
      total += elements(m_trained.back());
    }
    m_flat.resize(total);
    float* next = m_flat.data();
    for (auto& parameter : m_trained) {
      parameter.set_data(torch::from_blob(next, parameter.sizes()));
      next += elements(parameter);
    }
  }

  [[nodiscard]] std::span<float> parameters() override { return m_flat; }

  [[nodiscard]] Status gradients(const StepInput& input, std::span<float> sceneGradient,
                                 std::span<float> groupGradient, StepOutcome& outcome) override {
    return guardTorch({}, [&]() -> Status {
      m_net->train();
      const auto clips = static_cast<std::int64_t>(input.targets.size() / kLogitCount);
      const std::int64_t scenes = kSceneCount, all = kLogitCount;
      const auto targets = torch::from_blob(const_cast<float*>(input.targets.data()), {clips, all});
      const auto logits = m_net(view(input.features));
      const auto loss = [&](std::int64_t begin, std::int64_t end) {
        return -(targets.slice(1, begin, end) * torch::log_softmax(logits.slice(1, begin, end), 1))
                    .sum();
      };
      const auto sceneLoss = loss(0, scenes);
      const auto groupLoss = loss(scenes, all);
      differentiate(sceneLoss, true, sceneGradient);
      differentiate(groupLoss, false, groupGradient);
      outcome.sceneLoss = sceneLoss.item<double>();
      outcome.groupLoss = groupLoss.item<double>();
      const auto values = logits.detach().contiguous();
      outcome.logits.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
      return {};
    });
  }

  [[nodiscard]] Status logits(std::span<const float> features, std::span<float> logits) override {
    return guardTorch({}, [&]() -> Status {
      const torch::NoGradGuard guard;
      m_net->eval();
      const auto output = m_net(view(features)).contiguous();
      std::copy_n(output.data_ptr<float>(), logits.size(), logits.data());
      return {};
    });
  }

  [[nodiscard]] Result<ActivationTrace> trace(std::span<const float> /*features*/) override {
    return fail({"the authors' layers keep no activation points"});
  }

  [[nodiscard]] TensorFile weights() const override {
    TensorFile file;
    const auto parameters = m_net->named_parameters();
    const auto buffers = m_net->named_buffers();
    for (const auto& spec : parameterSpecs(m_architecture)) {
      const auto& source = *(spec.trained ? parameters : buffers).find(spec.name);
      file.tensors[spec.name] =
          Tensor::fromFloats(spec.shape, {source.data_ptr<float>(), elements(source)});
    }
    return file;
  }

  [[nodiscard]] Status setWeights(const TensorFile& weights) override {
    auto parameters = m_net->named_parameters();
    auto buffers = m_net->named_buffers();
    for (const auto& spec : parameterSpecs(m_architecture)) {
      const Tensor* source = weights.find(spec.name);
      if (!source || source->dtype != DType::F32 || source->shape != spec.shape) {
        return fail({"tensor '" + spec.name + "' does not fit the network", {}, 0, {}});
      }
      const auto values = source->floats();
      std::copy(values.begin(), values.end(),
                (spec.trained ? parameters : buffers).find(spec.name)->data_ptr<float>());
    }
    return {};
  }

  void quantize(std::optional<ActivationRanges> /*ranges*/) override {}
  void freezeStatistics(bool /*frozen*/) override {}

 private:
  static torch::Tensor view(std::span<const float> features) {
    // from_blob wants a mutable pointer; the input is only read.
    return torch::from_blob(const_cast<float*>(features.data()),
                            {static_cast<std::int64_t>(features.size() / kFeatureSize),
                             std::int64_t{kChannels}, std::int64_t{kMels}, std::int64_t{kFrames}});
  }

  void differentiate(const torch::Tensor& loss, bool again, std::span<float> flat) {
    const auto parts = torch::autograd::grad({loss}, m_trained, {}, again, false, true);
    float* next = flat.data();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto part =
          parts[i].defined() ? parts[i].contiguous() : torch::zeros_like(m_trained[i]);
      next = std::copy_n(part.data_ptr<float>(), elements(part), next);
    }
  }

  Architecture m_architecture;
  DsmnNet m_net;
  std::vector<torch::Tensor> m_trained;
  std::vector<float> m_flat;
};

}  // namespace

Result<std::unique_ptr<Trainable>> makePlainTrainable(const Model& model,
                                                      const TrainableOptions& options) {
  return guardTorch(model.path, [&]() -> Result<std::unique_ptr<Trainable>> {
    auto net = std::make_unique<PlainNet>(model.architecture, options);
    if (auto set = net->setWeights(model.weights); !set) return fail(std::move(set.error()));
    at::set_num_threads(static_cast<int>(
        options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency())));
    return std::unique_ptr<Trainable>(std::move(net));
  });
}

}  // namespace scenelens
