// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_window_reader.h"
#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_extractor.h"

#include <optional>

namespace scenelens {

/// From a clip of a data set to its features: reads and extracts.
///
/// Keeps its buffers and the last file open between clips, so that the windows of a long compressed
/// file, asked for in ascending order, take time linear in its length. One thread at a time.
class ClipListener {
 public:
  /// The features, valid until the next call. Cancelling `control` (may be null) stops decoding
  /// with the error "cancelled". Errors: those of readAudioWindow.
  [[nodiscard]] Result<const FeatureMap*> features(const Dataset& dataset, const Clip& clip,
                                                   const JobControl* control = nullptr);

 private:
  FeatureExtractor m_extractor;
  FeatureMap m_map;
  std::optional<AudioWindowReader> m_reader;  ///< of the last file
};

}  // namespace scenelens
