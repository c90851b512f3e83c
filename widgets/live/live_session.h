// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_classifier.h"
#include "widgets/sound/capture_source.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace scenelens {

/// The last minute of a stream that ended, for clips.
struct HeardSound {
  std::int64_t end = 0;        ///< position in the stream after the last sample
  std::vector<float> samples;  ///< mono at 44.1 kHz; empty: nothing was heard
};

/// From start to stop: a source of sound and the classifier that listens to it.
///
/// Lives in the GUI thread; signals arrive there. Destroying it stops it, and waits where stop()
/// does not.
class LiveSession final : public QObject {
  Q_OBJECT

 public:
  LiveSession(std::unique_ptr<CaptureSource> source, LiveSetup setup, QObject* parent = nullptr);
  ~LiveSession() override;
  Q_DISABLE_COPY_MOVE(LiveSession)

  /// Returns at once what can still be kept; nothing the second time. Nothing is heard after this.
  /// The device is let go and a recording completed in a thread of its own, because a hung sound
  /// server or a slow disk takes its time; stopped() follows.
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
  /// After stop(): the device is free. `recording` is the file of a recording that was completed.
  void stopped(const QString& recording);
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
  std::thread m_ending;
  bool m_stopped = false;
  bool m_sourceEnded = false;
  bool m_allHeard = false;
};

}  // namespace scenelens
