// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_classifier.h"
#include "widgets/sound/capture_source.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace scenelens {

/// The last minute of a stream that ended, for clips.
struct HeardSound {
  std::int64_t end = 0;        ///< position in the stream after the last sample
  std::vector<float> samples;  ///< mono at 44.1 kHz; empty: nothing was heard
};

/// From start to stop: a source of sound and the classifier that listens to it.
///
/// Lives in the GUI thread; signals arrive there. Destroying it stops it.
class LiveSession final : public QObject {
  Q_OBJECT

 public:
  LiveSession(std::unique_ptr<CaptureSource> source, LiveSetup setup, QObject* parent = nullptr);
  ~LiveSession() override;
  Q_DISABLE_COPY_MOVE(LiveSession)

  /// Stops the source, then the classifier, within a few milliseconds; nothing is heard after this.
  /// Returns what can still be kept; nothing the second time.
  HeardSound stop();
  /// What listens; takes changes while it does. Not after stop().
  [[nodiscard]] LiveClassifier& classifier() { return *m_classifier; }
  [[nodiscard]] double speed() const { return m_source->speed(); }

 signals:
  /// Each hop once, in order. While the window is too busy hops wait for it, and only the newest of
  /// those keeps its map.
  void heard(const std::shared_ptr<const scenelens::LiveHop>& hop);
  /// The source failed; nothing more will be heard.
  void failed(const scenelens::Error& error);
  /// The source came to its end and everything was heard.
  void ended();
  void nowPlaying(const QString& name);
  /// Something went wrong that does not end the session.
  void problem(const scenelens::Error& error);

 private:
  void endWhenAllIsHeard(bool& happened);
  void post(std::shared_ptr<const LiveHop> hop);
  void deliver();

  std::mutex m_mutex;  // guards what waits for the window
  std::vector<std::shared_ptr<const LiveHop>> m_waiting;
  std::unique_ptr<CaptureSource> m_source;
  std::unique_ptr<LiveClassifier> m_classifier;
  bool m_sourceEnded = false;
  bool m_allHeard = false;
};

}  // namespace scenelens
