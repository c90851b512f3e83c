// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/plot_table.h"

#include <functional>
#include <span>

namespace scenelens {

/// A waveform in words: "1.00 s, peak −12.3 dBFS, RMS −24.5 dBFS". `samples` in -1 .. 1.
[[nodiscard]] QString waveformWords(std::span<const float> samples, double sampleRate);

/// A waveform as at most 2,000 rows of time in s, lowest and highest sample; the note says how many
/// samples a row stands for.
[[nodiscard]] PlotTable waveformTable(const QString& name, std::span<const float> samples,
                                      double sampleRate);

/// A picture of mel bands over time.
struct MapNumbers {
  QString name = {};
  QString unit = {};  ///< "dB", for the note
  int frames = 0;
  double firstSecond = 0.0, secondsPerFrame = 0.0;
  std::function<double(int frame, int band)> cell = {};
};

/// Frames by 256 mel bands; of more than 44 frames the newest 44, which the note says.
[[nodiscard]] PlotTable mapTable(const MapNumbers& map);

/// "strongest around 430 Hz with −31.2 dB on average": the band with the largest mean. Empty for a
/// picture without frames.
[[nodiscard]] QString mapWords(const MapNumbers& map);

}  // namespace scenelens
