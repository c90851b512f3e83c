// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/nn/native/folding.h"
#include "core/nn/native/int8_engine.h"
#include "core/nn/native/quantization_noise.h"

#include <memory>
#include <span>

namespace scenelens {

/// A Float32 model and its Int8 twin, ready to be compared at every activation point. Copies share
/// the Int8 weights. Thread-safe.
class NoiseProbe {
 public:
  /// Errors: weights of the wrong precision, of different architectures, tensors that do not fit.
  [[nodiscard]] static Result<NoiseProbe> make(const Model& floats, const Model& int8);

  /// Runs one clip's features (kFeatureSize values) through both and adds what differs. Takes some
  /// ten milliseconds. Precondition: `noise` is of the same architecture.
  void add(std::span<const float> features, QuantizationNoise& noise) const;

  [[nodiscard]] const Architecture& architecture() const { return m_architecture; }

 private:
  NoiseProbe(Architecture architecture, FoldedNetwork floats,
             std::shared_ptr<const Int8Classifier> int8);

  Architecture m_architecture;
  FoldedNetwork m_floats;
  std::shared_ptr<const Int8Classifier> m_int8;
};

}  // namespace scenelens
