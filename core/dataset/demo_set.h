// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/scene.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace scenelens {

/// How much synthetic data to make, and from which seed.
struct DemoSetOptions {
  int clipsPerClass = 40;  ///< 1-s clips per scene over all devices and folds, >= 10
  std::uint64_t seed = 1;  ///< the same seed gives the same bytes on every machine and run
};

/// Name of the file in a data set's root that marks it as synthetic.
inline constexpr const char* kSyntheticMarker = "SYNTHETIC.txt";

/// Writes a SYNTHETIC data set in the official TAU layout (audio/, meta.csv,
/// evaluation_setup/fold1_{train,test,evaluate}.csv; 24-bit 44.1 kHz mono 1-s clips).
///
/// Ten scenes are built from audible ingredients, random per location; nine devices are filters,
/// noise and compression over the same recordings (device a is the reference and dominant, s4-s6
/// appear in the test fold only, aligned recordings exist across devices). Cities are named
/// synth0..synth9, so that no file can be taken for a real one, and kSyntheticMarker is written.
/// Uses all cores. The set appears whole or not at all: it is written to a temporary folder beside
/// `folder` and renamed. An empty folder, a demo set and what an interrupted older version left of
/// one are replaced; anything else is refused. When another process has put an equal set there
/// meanwhile, that is success too.
/// Errors: bad options, a folder that is not ours to replace or cannot be written. Failing and
/// cancelling leave everything as it was.
[[nodiscard]] Status writeDemoSet(const std::filesystem::path& folder,
                                  const DemoSetOptions& options, const JobControl& control);

/// Whether `folder` has the marker and meta.csv of a demo set. Thread-safe.
[[nodiscard]] bool isWholeDemoSet(const std::filesystem::path& folder);

}  // namespace scenelens
