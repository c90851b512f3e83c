// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/stream_converter.h"
#include "core/features/feature_map.h"
#include "core/live/block_ring.h"
#include "core/nn/int8_twin.h"
#include "core/nn/model.h"
#include "core/nn/prediction.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace scenelens {

/// A network that listens: a model in one precision.
struct LiveChoice {
  std::size_t model = 0;  ///< index into LiveSetup::models
  Precision precision = Precision::Float32;
  friend bool operator==(const LiveChoice&, const LiveChoice&) = default;
};

/// Shortest and longest distance between two decisions, in samples at 44.1 kHz: 100 ms and 1 s.
inline constexpr std::int64_t kShortestLiveHop = 4410;
inline constexpr std::int64_t kLongestLiveHop = 44100;

/// What listens to a stream, and how.
struct LiveSetup {
  std::shared_ptr<const std::vector<Model>> models;
  std::shared_ptr<const std::vector<Int8Twin>> twins;  ///< of the models; null: none
  std::vector<LiveChoice> choices;
  std::int64_t hop = 11025;       ///< samples between two decisions
  double smoothingSeconds = 1.0;  ///< time constant; 0: smoothed and raw are equal
  double historySeconds = 60.0;   ///< of sound that can be kept as a clip, at least 1
  /// Leave out decisions when sound waits for longer than a hop, so that what is shown is about
  /// now. Off where every decision counts and the source can wait.
  bool skipWhenLate = true;
};

/// What one network says about the last second.
struct LiveAnswer {
  LiveChoice choice;
  Prediction raw;       ///< of this second alone; what a file with these samples gets
  Prediction smoothed;  ///< exponentially, see smoothPrediction
};

/// 1,024 samples of the stream as they are drawn: column c covers the samples from 1024 c.
struct LiveColumn {
  float lowest = 0.0F, highest = 0.0F;  ///< of the waveform
  std::array<float, kMels> logmel{};    ///< log10 mel power, see LiveColumns
};

/// What became known with one hop: a plain value.
struct LiveHop {
  std::int64_t end = 0;     ///< samples of the stream so far; the window are the last kClipSamples
  SteadyTime soundTime;     ///< when the window's last sample came in
  std::int64_t newest = 0;  ///< samples since the decision before
  std::vector<LiveAnswer> answers;  ///< none during the first second
  FeatureMap map;                   ///< of the window; empty during the first second
  std::int64_t firstColumn = 0;     ///< number of columns[0]
  std::vector<LiveColumn> columns;  ///< that are complete now; each is delivered once
};

/// How a stream is doing.
struct LiveStatus {
  StreamLevel level;                   ///< since the status before
  std::optional<StreamFormat> format;  ///< of the device, once a block came
  std::int64_t samples = 0;            ///< analysed so far, at 44.1 kHz
  std::int64_t dropped = 0;            ///< blocks lost because analysis was too slow
  std::int64_t skipped = 0;            ///< decisions left out for the same reason
  std::filesystem::path recording;     ///< the sound file being written; empty: none
  double recordedSeconds = 0.0;
};

/// Moves `smoothed` towards `raw` as far as `hopSeconds` allow: by 1 - exp(-hop / time constant).
/// All three distributions go on summing to one. A time constant of 0 gives `raw`.
void smoothPrediction(Prediction& smoothed, const Prediction& raw, double hopSeconds,
                      double timeConstant);

}  // namespace scenelens
