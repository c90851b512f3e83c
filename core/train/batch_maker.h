// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/impulse_response.h"
#include "core/augment/spectrum_correction.h"
#include "core/base/error.h"
#include "core/train/batch_plan.h"
#include "core/train/feature_cache.h"
#include "core/train/holdout.h"
#include "core/train/train_options.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace scenelens {

/// What a training step takes; the vectors keep their memory from batch to batch.
struct Batch {
  std::size_t clips = 0;        ///< n, of this process; 0 is possible in the last batch of several
  std::size_t globalClips = 0;  ///< of all processes
  std::vector<float> features;  ///< n x 2 x 256 x 44
  std::vector<float> targets;   ///< n x 13: ten scenes, then three groups, each sums to one
  /// n indices into TrainingSet::train (or validation), before mixup.
  std::vector<std::uint32_t> members;
};

/// Makes the batches of a run, augmented in the published order.
///
/// Per clip: impulse response and time roll, if drawn, on the sound, whose log-Mel is then computed
/// from the file; else the cached log-Mel. Then mixup (log-Mels and targets), spectrum correction,
/// Freq-MixStyle, normalise, delta, normalise, SpecAugment.
///
/// The clips' order is drawn from (seed, epoch), everything else from (seed, epoch, batch), for the
/// batch of all processes: `worldSize` processes with batchSize clips each see exactly what one
/// process with worldSize x batchSize clips sees, cut into equal runs. Nothing depends on threads,
/// on what was made before or on what other options draw. Set, cache, correction and responses must
/// outlive the maker. Thread-safe.
class BatchMaker {
 public:
  /// `correction` and `responses` may be null: the options for them then do nothing. Preconditions:
  /// valid options, `cache` was opened for `set`.
  BatchMaker(const TrainingSet& set, const FeatureCache& cache,
             const SpectrumCorrection* correction, const std::vector<ImpulseResponse>* responses,
             const TrainOptions& options);
  ~BatchMaker();
  BatchMaker(const BatchMaker&) = delete;
  BatchMaker& operator=(const BatchMaker&) = delete;

  /// Training batches an epoch; the last may be smaller.
  [[nodiscard]] std::size_t batches(unsigned worldSize = 1) const;
  /// The part of process `rank` of a training batch: with n clips in all, those from rank x n /
  /// worldSize to (rank + 1) x n / worldSize. Preconditions: 0 <= epoch < options.epochs, index <
  /// batches(worldSize), rank < worldSize. Errors: those of FeatureCache::read and, with
  /// augmentation of sounds, of readAudioWindow.
  [[nodiscard]] Status make(int epoch, std::size_t index, unsigned rank, unsigned worldSize,
                            Batch& batch) const;

  /// Validation batches, in order, without augmentation (but with Kosmider's correction, which is a
  /// normalisation). Otherwise like training batches.
  [[nodiscard]] std::size_t validationBatches(unsigned worldSize = 1) const;
  [[nodiscard]] Status makeValidation(std::size_t index, unsigned rank, unsigned worldSize,
                                      Batch& batch) const;

 private:
  struct Workspace;
  struct Rows;

  [[nodiscard]] std::shared_ptr<const std::vector<std::uint32_t>> orderOf(int epoch) const;
  [[nodiscard]] std::unique_ptr<Workspace> takeWorkspace() const;
  void giveBack(std::unique_ptr<Workspace> work) const;
  [[nodiscard]] Status readRow(const ClipPlan& plan, Workspace& work, std::span<float> row) const;
  [[nodiscard]] Status readRows(const BatchPlan& plan, Rows& rows, Workspace& work) const;
  [[nodiscard]] Status fill(const BatchPlan& plan, Workspace& work, Batch& batch,
                            std::size_t first) const;

  const TrainingSet& m_set;
  const FeatureCache& m_cache;
  const SpectrumCorrection* m_correction;
  const std::vector<ImpulseResponse>* m_responses;
  TrainOptions m_options;

  mutable std::mutex m_mutex;  // guards what follows
  mutable int m_orderEpoch = -1;
  mutable std::shared_ptr<const std::vector<std::uint32_t>> m_order;
  mutable std::vector<std::unique_ptr<Workspace>> m_idle;
};

}  // namespace scenelens
