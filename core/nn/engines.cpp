// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"

#include "core/nn/native/float_engine.h"
#include "core/nn/native/int8_engine.h"
#include "core/nn/torch_backend.h"

#include <utility>

namespace scenelens {

namespace {

/// Somebody who asks for an engine of one precision must not get the other's numbers.
Status checkPrecision(const Model& model, Engine engine) {
  const bool int8 = model.precision == Precision::Int8;
  if (int8 == (engine == Engine::Int8)) return {};
  if (int8) {
    return fail({"holds Int8 weights, and this engine computes with Float32", model.path, 0,
                 "Use the int8 engine or the Float32 weights"});
  }
  return fail({"holds Float32 weights, and this engine computes with Int8", model.path, 0,
               "Make Int8 weights of them with 'scenelens-cli quantize'"});
}

}  // namespace

Engine engineFor(const Model& model) {
  return model.precision == Precision::Int8 ? Engine::Int8 : Engine::Native;
}

Result<std::unique_ptr<Classifier>> makeClassifier(const Model& model, Engine engine) {
  if (auto fits = checkPrecision(model, engine); !fits) return fail(std::move(fits.error()));
  switch (engine) {
    case Engine::Native:
      return makeNativeClassifier(model);
    case Engine::Int8:
      return makeInt8Classifier(model);
    case Engine::Torch:
      break;
  }
  return loadTorchBackend().and_then(
      [&](TorchBackend* backend) { return backend->makeClassifier(model); });
}

Result<ClassifierFactory> makeClassifierFactory(const Model& model, Engine engine) {
  using Made = Result<std::unique_ptr<Classifier>>;
  if (auto fits = checkPrecision(model, engine); !fits) return fail(std::move(fits.error()));
  if (engine == Engine::Torch) {
    return [&model]() -> Made { return makeClassifier(model, Engine::Torch); };
  }
  auto first = makeClassifier(model, engine);
  if (!first) return fail(std::move(first.error()));
  if (engine == Engine::Int8) {
    auto network = static_cast<const Int8Classifier&>(**first).network();
    return [network]() -> Made { return std::make_unique<Int8Classifier>(network); };
  }
  auto network = static_cast<const NativeClassifier&>(**first).network();
  return [network]() -> Made { return std::make_unique<NativeClassifier>(network); };
}

}  // namespace scenelens
