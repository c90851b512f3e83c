// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_clip.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_map.h"
#include "core/nn/int8_twin.h"
#include "core/nn/latency.h"
#include "core/nn/model.h"
#include "core/nn/prediction.h"
#include "widgets/base/latest_worker.h"

#include <QObject>

#include <memory>
#include <vector>

namespace scenelens {

/// Everything the clip page draws of one clip; immutable.
struct ClipAnalysis {
  std::size_t clip = 0;
  AudioClip audio;
  FeatureMap map;
};

/// What one model says about a clip in one precision.
struct ClipAnswer {
  std::size_t clip = 0;
  std::size_t model = 0;
  Precision precision = Precision::Float32;
  Prediction prediction;
  QString engine;  ///< "Native (AVX2)"
};

/// Reads, analyses and classifies the clip that the user looks at, in a thread of its own.
///
/// Only the newest request counts (see LatestWorker), so that stepping through clips never queues
/// up, and no signal about an older request follows. Features come first, then the predictions of
/// the models in the order asked for, Float32 and then Int8 where the model has a twin, then how
/// long each takes, then answered(). The inference engines are made at the first request, after the
/// features were delivered.
///
/// Lives in the GUI thread; signals arrive there. The destructor waits for the step in progress;
/// reading is given up at once.
class ClipAnalyzer final : public QObject {
  Q_OBJECT

 public:
  struct Request {
    std::shared_ptr<const Dataset> dataset;
    std::size_t clip = 0;
    std::shared_ptr<const std::vector<Model>> models;
    std::vector<std::size_t> order;                           ///< into models, most wanted first
    std::shared_ptr<const std::vector<Int8Twin>> twins = {};  ///< of the models; null: none
  };

  explicit ClipAnalyzer(QObject* parent = nullptr);
  ~ClipAnalyzer() override;
  Q_DISABLE_COPY_MOVE(ClipAnalyzer)

  void analyse(Request request);
  /// Drops a request that has not been answered yet.
  void cancel();

 signals:
  void analysed(const std::shared_ptr<const ClipAnalysis>& analysis);
  void predicted(const ClipAnswer& answer);
  void measured(std::size_t clip, std::size_t model, Precision precision, const Latency& latency);
  /// The clip cannot be read.
  void failed(std::size_t clip, const Error& error);
  /// The engine cannot be loaded or refuses a model.
  void engineFailed(const Error& error);
  /// Nothing more will come for the newest request, whatever came before.
  void answered(std::size_t clip);

 private:
  class Engines;

  void answer(const Request& request, const JobControl& control, const LatestWorker::Post& post);
  void predictAndMeasure(const Request& request, const FeatureMap& map, const JobControl& control,
                         const LatestWorker::Post& post);

  std::unique_ptr<Engines> m_engines;  // only the worker touches them
  LatestWorker m_worker;               // last: its thread must end first
};

}  // namespace scenelens
