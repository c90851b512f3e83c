// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/live_session.h"

#include "widgets/base/qt_text.h"

#include <utility>

namespace scenelens {

LiveSession::LiveSession(std::unique_ptr<CaptureSource> source, LiveSetup setup, QObject* parent)
    : QObject(parent), m_source(std::move(source)) {
  // What was queued before stop() arrives after it and is not told any more.
  LiveClassifier::Listener listener;
  listener.onHop = [this](std::shared_ptr<const LiveHop> hop) { post(std::move(hop)); };
  listener.onError = [this](const Error& error) {
    QMetaObject::invokeMethod(
        this,
        [this, error] {
          if (!m_stopped) emit problem(error);
        },
        Qt::QueuedConnection);
  };
  listener.onEnd = [this] {
    QMetaObject::invokeMethod(
        this, [this] { endWhenAllIsHeard(m_allHeard); }, Qt::QueuedConnection);
  };
  m_classifier = std::make_unique<LiveClassifier>(std::move(setup), std::move(listener));
  connect(m_source.get(), &CaptureSource::failed, this, &LiveSession::failed);
  connect(m_source.get(), &CaptureSource::nowPlaying, this, &LiveSession::nowPlaying);
  connect(m_source.get(), &CaptureSource::problem, this, &LiveSession::problem);
  // A replay that failed is heard to its end as well, but did not come to its end.
  connect(m_source.get(), &CaptureSource::ended, this,
          [this] { endWhenAllIsHeard(m_sourceEnded); });
  m_source->start(m_classifier->input());
}

/// Called by the classifier's thread. However late the window is, one event waits for it, and the
/// maps, nine tenths of a hop, are those of one hop.
void LiveSession::post(std::shared_ptr<const LiveHop> hop) {
  const std::lock_guard lock(m_mutex);
  const bool asleep = m_waiting.empty();
  if (!asleep) {
    auto light = std::make_shared<LiveHop>(*m_waiting.back());
    light->map = {};
    m_waiting.back() = std::move(light);
  }
  m_waiting.push_back(std::move(hop));
  if (asleep) QMetaObject::invokeMethod(this, &LiveSession::deliver, Qt::QueuedConnection);
}

void LiveSession::deliver() {
  std::vector<std::shared_ptr<const LiveHop>> hops;
  {
    const std::lock_guard lock(m_mutex);
    hops.swap(m_waiting);
  }
  for (const auto& hop : hops) {
    if (!m_stopped) emit heard(hop);  // a listener may stop it
  }
}

void LiveSession::endWhenAllIsHeard(bool& happened) {
  happened = true;
  if (!m_stopped && m_sourceEnded && m_allHeard) emit ended();
}

LiveSession::~LiveSession() {
  stop();
  m_ending.join();
}

HeardSound LiveSession::stop() {
  if (std::exchange(m_stopped, true)) return {};
  m_source->disconnect(this);
  m_source->silence();
  m_classifier->input().close();
  HeardSound heard;
  heard.end = m_classifier->samples();
  heard.samples = m_classifier->sound(0, heard.end);
  m_ending = std::thread([this] {
    m_source->stop();
    m_classifier->stop();
    const QString recording = fromPath(m_classifier->takeStatus().recording);
    QMetaObject::invokeMethod(
        this, [this, recording] { emit stopped(recording); }, Qt::QueuedConnection);
  });
  return heard;
}

}  // namespace scenelens
