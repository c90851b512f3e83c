// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/engines.h"
#include "core/nn/model.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// One thing that an installation was asked to do, and what came of it: a plain value.
struct SelfCheck {
  std::string what;   ///< "Model1 Int8"
  std::string found;  ///< what was measured, or what is wrong and what to do
  bool passed = false;
};

/// One second of noise from a linear congruential generator and a 440 Hz tone: kClipSamples samples
/// at 44.1 kHz, the same on every machine but for the last bit of the tone.
[[nodiscard]] std::vector<float> selfTestClip();

/// Compares features of selfTestClip() with reference figures from double precision (numpy, see
/// tests/data/make_self_test.py): means and mean squares of 2 x 16 blocks, each within 1e-4.
/// Precondition: kFeatureSize values.
[[nodiscard]] SelfCheck checkFeatures(std::span<const float> features);

/// Has an engine classify features; passes when all probabilities of both heads and of their
/// mixture are finite, in [0, 1] and sum to one within 1e-5.
[[nodiscard]] SelfCheck checkModel(const Model& model, Engine engine,
                                   std::span<const float> features);

/// Does what an installation must be able to do: features of selfTestClip(), and the four models of
/// the folder in both precisions. A model that is missing is a check that failed. Where the
/// LibTorch module is installed, it must load and say what the native engine says, within 1e-4 of
/// probability. Takes a fraction of a second (with LibTorch about one). Thread-safe.
[[nodiscard]] std::vector<SelfCheck> selfTest(const std::filesystem::path& models);

[[nodiscard]] bool allPassed(std::span<const SelfCheck> checks);

/// A line per check ("ok", "FAILED"), a heading with program and version, and the result.
[[nodiscard]] std::string selfTestText(std::string_view program, std::span<const SelfCheck> checks);

}  // namespace scenelens
