// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/dataset/scene.h"
#include "core/train/train_options.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

/// A clip of a run, which may draw on several data sets.
struct TrainingClip {
  std::uint32_t dataset = 0;  ///< index into TrainingSet::datasets
  std::uint32_t clip = 0;     ///< index into its clips
  Scene scene = Scene::Airport;
  std::string device;  ///< "" when unknown
};

/// What a run learns from and what it is judged by: a plain value. The data sets must outlive it.
struct TrainingSet {
  std::vector<const Dataset*> datasets;
  std::vector<TrainingClip> train;       ///< by data set, then in its order
  std::vector<TrainingClip> validation;  ///< likewise
  std::vector<std::string> heldOut;      ///< locations of `validation`, sorted; for the model card

  [[nodiscard]] std::size_t size() const { return train.size() + validation.size(); }
  /// Those of `train`, then those of `validation`. Precondition: index < size().
  [[nodiscard]] const TrainingClip& at(std::size_t index) const {
    return index < train.size() ? train[index] : validation[index - train.size()];
  }
  [[nodiscard]] const Clip& clip(const TrainingClip& clip) const {
    return datasets[clip.dataset]->clips[clip.clip];
  }
  [[nodiscard]] std::filesystem::path path(const TrainingClip& clip) const {
    return datasets[clip.dataset]->path(this->clip(clip));
  }
};

/// Splits the labelled clips of the training folds of one or more data sets.
///
/// Locations: of each scene in each data set, whole locations in random order are held out that
/// bring their clips nearer to `fraction`, or the one that misses it least, and never all; a
/// location of the same name in two data sets is one, so that nothing heard in training is heard in
/// validation. A location with several scenes counts for its most frequent one. Clips without a
/// location are trained on. A scene that has one location in each of several data sets gets one of
/// these held out. TestFold: all labelled clips of the test folds. The result depends on the clips,
/// fraction and `seed` alone. Errors: no data set, one without labelled clips in its training fold
/// (or test fold, with TestFold), nothing to hold out. Thread-safe.
[[nodiscard]] Result<TrainingSet> makeTrainingSet(std::span<const Dataset* const> datasets,
                                                  HoldOut holdOut, double fraction,
                                                  std::uint64_t seed);

}  // namespace scenelens
