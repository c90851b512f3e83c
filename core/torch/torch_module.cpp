// SPDX-License-Identifier: GPL-3.0-or-later
// The entry point of the module that the programs load on demand.
#include "core/nn/torch_backend.h"
#include "core/nn/torch_module_abi.h"
#include "core/torch/gloo_group.h"
#include "core/torch/plain_net.h"
#include "core/torch/torch_classifier.h"
#include "core/torch/train_net.h"

#include <ATen/Parallel.h>

namespace scenelens {

namespace {

class Backend final : public TorchBackend {
 public:
  Backend() {
    // One thread per operator: these networks are too small to gain from more, callers parallelise
    // over clips, and results do not depend on the number of cores.
    at::set_num_threads(1);
  }

  [[nodiscard]] std::string version() const override { return TORCH_VERSION; }

  [[nodiscard]] Result<std::unique_ptr<Classifier>> makeClassifier(const Model& model) override {
    return TorchClassifier::create(model);
  }

  [[nodiscard]] Result<std::unique_ptr<Trainable>> makeTrainable(
      const Model& model, const TrainableOptions& options) override {
    return options.plain ? makePlainTrainable(model, options) : TrainNet::create(model, options);
  }

  [[nodiscard]] Result<std::unique_ptr<ProcessGroup>> joinGroup(
      const GroupAddress& address) override {
    return joinGlooGroup(address);
  }
};

}  // namespace

}  // namespace scenelens

extern "C" __attribute__((visibility("default"))) scenelens::TorchBackend* scenelens_torch_backend(
    int abi) {
  if (abi != scenelens::kTorchModuleAbi) return nullptr;
  static scenelens::Backend backend;
  return &backend;
}
