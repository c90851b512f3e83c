// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_window_reader.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_extractor.h"
#include "core/nn/classifier.h"

#include <optional>

namespace scenelens {

/// The whole way from a clip of a data set to a prediction: read, extract, classify.
///
/// Keeps its buffers and the last file open between clips, so that the windows of a long compressed
/// file, asked for in ascending order, take time linear in its length. One thread at a time; the
/// classifier must outlive it.
class ClipPredictor {
 public:
  explicit ClipPredictor(Classifier& classifier, double mixingRate = kMixingRate)
      : m_classifier(classifier), m_mixingRate(mixingRate) {}

  /// Cancelling `control` (may be null) stops decoding with the error "cancelled". Errors: those of
  /// readAudioWindow and of the classifier.
  [[nodiscard]] Result<Prediction> predict(const Dataset& dataset, const Clip& clip,
                                           const JobControl* control = nullptr);

 private:
  Classifier& m_classifier;
  double m_mixingRate;
  FeatureExtractor m_extractor;
  FeatureMap m_map;
  std::optional<AudioWindowReader> m_reader;  ///< of the last file
};

}  // namespace scenelens
