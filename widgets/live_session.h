// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_classifier.h"
#include "widgets/capture_source.h"

#include <QObject>

#include <memory>

namespace scenelens {

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
  void stop();
  /// What listens; takes changes while it does. Not after stop().
  [[nodiscard]] LiveClassifier& classifier() { return *m_classifier; }
  [[nodiscard]] double speed() const { return m_source->speed(); }

 signals:
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

  std::unique_ptr<CaptureSource> m_source;
  std::unique_ptr<LiveClassifier> m_classifier;
  bool m_sourceEnded = false;
  bool m_allHeard = false;
};

}  // namespace scenelens
