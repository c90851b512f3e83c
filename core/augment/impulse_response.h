// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// How a microphone answers to a click.
struct ImpulseResponse {
  std::string name;         ///< the file's path below its folder
  std::vector<float> taps;  ///< at 44.1 kHz, 1 .. kClipSamples of them, not all zero
};

/// Reads all sound files of a folder and the folders below it, in name order, at any rate.
///
/// A response that is resampled is scaled by (its rate / 44.1 kHz), so that its gain at a frequency
/// stays what it was. Only the first second is kept: later taps cannot reach a clip of one second.
/// Errors: no such folder, no sound files in it, a file that cannot be read or is silent (both name
/// the file). Thread-safe.
[[nodiscard]] Result<std::vector<ImpulseResponse>> readImpulseResponses(
    const std::filesystem::path& folder);

/// Device impulse response augmentation (Morocutti et al., 2023; CP-JKU's DCASE 2023 code): clips
/// of one device are convolved with the response of another microphone. Not in the report; off by
/// default.
struct ImpulseResponseOptions {
  double probability = 0.0;  ///< per clip of `device`; 0 is off. CP-JKU: 0.6
  std::string device = "a";  ///< whose clips are changed; CP-JKU: a
  /// Scale the result to the energy of the clip. CP-JKU does not.
  bool keepEnergy = false;
};

/// Says which option has a value that makes no sense.
[[nodiscard]] Status checkImpulseResponse(const ImpulseResponseOptions& options);

/// Which of `count` responses a clip of `device` goes through; nothing when it stays as it is.
[[nodiscard]] std::optional<std::size_t> planImpulseResponse(const ImpulseResponseOptions& options,
                                                             std::string_view device,
                                                             std::size_t count, SplitMix64& random);

}  // namespace scenelens
