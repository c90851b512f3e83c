// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/features/feature_extractor.h"
#include "core/nn/classifier.h"

namespace scenelens {

/// The whole way from a clip of a data set to a prediction: read, extract, classify.
///
/// Keeps its buffers between clips. One thread at a time; the classifier must outlive it.
class ClipPredictor {
 public:
  explicit ClipPredictor(Classifier& classifier, double mixingRate = kMixingRate)
      : m_classifier(classifier), m_mixingRate(mixingRate) {}

  /// Errors: those of readAudioWindow and of the classifier.
  [[nodiscard]] Result<Prediction> predict(const Dataset& dataset, const Clip& clip);

 private:
  Classifier& m_classifier;
  double m_mixingRate;
  FeatureExtractor m_extractor;
  FeatureMap m_map;
};

}  // namespace scenelens
