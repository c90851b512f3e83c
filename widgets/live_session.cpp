// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live_session.h"

#include <utility>

namespace scenelens {

LiveSession::LiveSession(std::unique_ptr<CaptureSource> source, LiveSetup setup, QObject* parent)
    : QObject(parent), m_source(std::move(source)) {
  // What was queued before stop() arrives after it and is not told any more.
  LiveClassifier::Listener listener;
  listener.onHop = [this](std::shared_ptr<const LiveHop> hop) {
    QMetaObject::invokeMethod(
        this,
        [this, hop = std::move(hop)] {
          if (m_classifier) emit heard(hop);
        },
        Qt::QueuedConnection);
  };
  listener.onError = [this](const Error& error) {
    QMetaObject::invokeMethod(
        this,
        [this, error] {
          if (m_classifier) emit problem(error);
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

void LiveSession::endWhenAllIsHeard(bool& happened) {
  happened = true;
  if (m_classifier && m_sourceEnded && m_allHeard) emit ended();
}

LiveSession::~LiveSession() {
  stop();
}

void LiveSession::stop() {
  m_source->stop();
  m_classifier.reset();
}

}  // namespace scenelens
