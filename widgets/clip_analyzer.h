// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_clip.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_map.h"
#include "core/nn/model.h"
#include "core/nn/prediction.h"

#include <QObject>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace scenelens {

/// Everything the clip page draws of one clip; immutable.
struct ClipAnalysis {
  std::size_t clip = 0;
  AudioClip audio;
  FeatureMap map;
};

/// Reads, analyses and classifies the clip that the user looks at, in a thread of its own.
///
/// Only the newest request counts: a request that arrives while another is being worked on drops
/// what is left of it, so that stepping through clips never queues up, and no signal about an older
/// request follows. Features come first, then the predictions of the models in the order asked for,
/// then answered(). The inference engine is loaded at the first request, after the features were
/// delivered.
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
    std::vector<std::size_t> order;  ///< indices into models, most wanted first
  };

  explicit ClipAnalyzer(QObject* parent = nullptr);
  ~ClipAnalyzer() override;
  Q_DISABLE_COPY_MOVE(ClipAnalyzer)

  void analyse(Request request);
  /// Drops a request that has not been answered yet.
  void cancel();

 signals:
  void analysed(const std::shared_ptr<const ClipAnalysis>& analysis);
  /// `milliseconds`: processor time of the forward pass alone.
  void predicted(std::size_t clip, std::size_t model, const Prediction& prediction,
                 double milliseconds, const QString& engine);
  /// The clip cannot be read.
  void failed(std::size_t clip, const Error& error);
  /// The engine cannot be loaded or refuses a model.
  void engineFailed(const Error& error);
  /// Nothing more will come for the newest request, whatever came before.
  void answered(std::size_t clip);

 private:
  class Engines;

  void loop();
  void answer(const Request& request, std::uint64_t number, Engines& engines,
              const JobControl& control);
  void analyseAndPredict(const Request& request, Engines& engines, const JobControl& control,
                         const auto& post);

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::optional<Request> m_pending;
  std::uint64_t m_number = 0;             // of the newest request; cancelling counts as one
  std::shared_ptr<JobControl> m_current;  // cancels what is being answered
  bool m_stop = false;
  std::thread m_thread;
};

}  // namespace scenelens
