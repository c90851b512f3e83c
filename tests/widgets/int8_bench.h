// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/support/int8_weights.h"
#include "tests/widgets/workbench.h"

#include <QDir>

namespace scenelens::test {

/// The scene that Int8 of Model2 decides for in every clip, whatever Float32 says.
inline constexpr Scene kStubborn = Scene::Tram;

/// A models folder, $SCENELENS_MODELS while it lives: random Float32 weights for all four models,
/// Int8 twins of Model1 and Model3, a twin of Model2 that always decides for kStubborn, and none of
/// Model4.
class Int8Models {
 public:
  [[nodiscard]] bool make() {
    for (auto& floats : runnableModels()) {
      const auto& name = floats.architecture.name;
      floats.path = toPath(m_folder.path()) / (name + ".safetensors");
      if (!writeSafetensors(floats.path, floats.weights)) return false;
      if (name == "model4") continue;
      if (name == "model2") {
        auto& bias = floats.weights.tensors.at("l2.bias");
        bias.floats()[std::size_t(kStubborn)] += 50.0F;
      }
      const auto twin = quantizedTwin(floats);
      if (!twin || !writeSafetensors(twin->path, twin->weights)) return false;
    }
    return qputenv("SCENELENS_MODELS", QFile::encodeName(m_folder.path()));
  }
  ~Int8Models() { qunsetenv("SCENELENS_MODELS"); }

 private:
  QTemporaryDir m_folder;
};

}  // namespace scenelens::test
