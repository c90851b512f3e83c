// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"

#include "core/nn/native/float_engine.h"
#include "core/nn/torch_backend.h"

namespace scenelens {

Result<std::unique_ptr<Classifier>> makeClassifier(const Model& model, Engine engine) {
  if (engine == Engine::Native) return makeNativeClassifier(model);
  return loadTorchBackend().and_then(
      [&](TorchBackend* backend) { return backend->makeClassifier(model); });
}

}  // namespace scenelens
