// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scenelens {

/// Averages over one second of sound.
struct ClipSpectrum {
  std::uint32_t clip = 0;    ///< index into Dataset::clips
  std::int16_t device = -1;  ///< index into DeviceSpectra::devices
  std::int32_t second = -1;  ///< clips with the same number recorded the same second; -1 alone
  std::vector<float> power;  ///< 256: mel power, averaged over the 44 frames
  /// 1025: mean over time of ln |STFT| of the sound without its mean, |STFT| at least 1e-9; only
  /// where `second` is known.
  std::vector<float> logMagnitude;
};

/// How many clips are listened to.
struct SpectraOptions {
  /// About so many clips at most: half of them for seconds that several devices recorded, spread
  /// evenly, the rest so that every device gets its share.
  std::size_t maxClips = 2000;
  /// Only the training fold, as a correction for training is estimated; otherwise all folds.
  bool trainingOnly = false;
  unsigned threads = 0;  ///< 0: one per core
};

/// The sound of a data set's devices, as far as it was measured: a plain value.
struct DeviceSpectra {
  std::vector<std::string> devices;  ///< those of the data set
  std::vector<ClipSpectrum> clips;   ///< in the data set's order
  std::size_t planned = 0;           ///< clips that were to be measured
  std::vector<Error> skipped;        ///< clips that cannot be read

  /// False when it was cancelled.
  [[nodiscard]] bool complete() const { return clips.size() + skipped.size() == planned; }
  /// Measured clips of a device.
  [[nodiscard]] std::size_t count(std::int16_t device) const;
  /// Their mean mel power, 256 values; empty without clips.
  [[nodiscard]] std::vector<double> meanPower(std::int16_t device) const;
};

/// Measures the devices of a data set. Clips that are missing or of an unknown device do not count;
/// those that cannot be read are skipped and named. What was measured before a cancel stays, and
/// apart from that the result does not depend on the threads. `control` reports clips done.
/// Thread-safe.
[[nodiscard]] DeviceSpectra measureDeviceSpectra(const Dataset& dataset,
                                                 const SpectraOptions& options,
                                                 const JobControl& control);

}  // namespace scenelens
