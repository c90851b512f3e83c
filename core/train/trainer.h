// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/base/tensor.h"
#include "core/nn/model.h"
#include "core/nn/torch_backend.h"
#include "core/nn/trainable.h"
#include "core/train/batch_maker.h"
#include "core/train/feature_cache.h"
#include "core/train/holdout.h"
#include "core/train/train_log.h"
#include "core/train/train_options.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace scenelens {

/// Everything a run needs; what it points to must outlive it.
struct TrainingJob {
  TrainOptions options;
  const TrainingSet* set = nullptr;
  const FeatureCache* cache = nullptr;                      ///< opened for `set`
  const SpectrumCorrection* correction = nullptr;           ///< or null
  const std::vector<ImpulseResponse>* responses = nullptr;  ///< or null
  TorchBackend* backend = nullptr;
  ProcessGroup* group = nullptr;  ///< null: this process alone
  Model start;                    ///< the weights to begin with
  std::filesystem::path folder;   ///< where process 0 writes log.csv and checkpoint.safetensors
  bool resume = false;            ///< go on from the checkpoint in `folder`
};

/// Where a run is, for a progress line.
struct TrainProgress {
  std::string_view phase;  ///< "float" or "qat"
  int epoch = 0;           ///< 0-based
  int epochs = 0;
  std::size_t batch = 0;  ///< finished in this epoch
  std::size_t batches = 0;
  double sceneLoss = 0.0;  ///< mean per clip since the epoch's start
  double groupLoss = 0.0;
  double clipsPerSecond = 0.0;
  double secondsLeft = 0.0;  ///< of the run, by the pace so far
};

/// Who listens; called in the training thread.
struct TrainListener {
  std::function<void(const TrainProgress&)> progress;
  std::function<void(const EpochRecord&, bool best)> epoch;
};

/// What came of a run.
struct TrainOutcome {
  TensorFile weights;  ///< float, of the chosen epoch
  int epoch = 0;       ///< the chosen one, 0-based
  /// Of quantization-aware training: the weights, still float, and what to quantize them with.
  std::optional<TensorFile> qatWeights;
  ActivationRanges ranges;
  int qatEpoch = 0;
  double seconds = 0.0;  ///< of computing, over all sessions
  std::vector<EpochRecord> log;
};

/// Trains one network: epochs of PCGrad steps over both heads, validation, the best epoch kept,
/// then quantization-aware training if asked for.
///
/// After each epoch process 0 writes `checkpoint.safetensors` atomically (docs/formats.md), so
/// Ctrl-C (a cancelled `control`) and kill -9 lose at most the epoch at work; a resumed run goes on
/// bit for bit like one that was never interrupted. With several processes each takes its share of
/// every batch and all hold the same weights.
///
/// Errors: cancelled; diverged (a loss or gradient that is NaN or infinite; the checkpoint keeps
/// the last good epoch); a checkpoint that belongs to other options (the first difference is
/// named), to other data or that cannot be read; files that cannot be written; a lost process; what
/// reading clips and LibTorch say.
[[nodiscard]] Result<TrainOutcome> train(const TrainingJob& job, const TrainListener& listener,
                                         const JobControl& control);

/// Figures of logits (n x 13) against the true scenes of clips.
struct ValidationScore {
  double clips = 0.0;
  double logLoss = 0.0;  ///< sums over the clips, -ln p(true), probabilities as RunSummary's
  double correct = 0.0;
  double groupLogLoss = 0.0;
  double groupCorrect = 0.0;
};
void addToScore(std::span<const float> logits, std::span<const Scene> truth,
                ValidationScore& score);

}  // namespace scenelens
