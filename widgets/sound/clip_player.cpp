// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/clip_player.h"

#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scenelens {

namespace {

constexpr int kCursorMs = 33;

std::size_t sampleAt(double seconds) {
  return std::size_t(std::llround(std::max(0.0, seconds) * kSampleRate));
}

}  // namespace

ClipPlayer::ClipPlayer(OutputFactory output, QObject* parent)
    : QObject(parent), m_makeOutput(std::move(output)) {
  m_timer.setInterval(kCursorMs);
  connect(&m_timer, &QTimer::timeout, this, [this] { emit positionChanged(position()); });
}

ClipPlayer::~ClipPlayer() = default;

void ClipPlayer::setSources(SharedSound a, SharedSound b) {
  const bool other = a != m_first;
  if (other) {
    stopOutput();
    m_loop.reset();
  }
  m_first = a;
  m_tape->setSounds(std::move(a), std::move(b));
  if (other) emit positionChanged(0.0);
}

void ClipPlayer::setActive(Source source) {
  m_tape->setActive(source);
}

ClipPlayer::Source ClipPlayer::active() const {
  return Source(m_tape->active());
}

void ClipPlayer::play() {
  if (m_playing || !hasSound()) return;
  if (!m_output) {
    m_output = m_makeOutput();
    connect(m_output.get(), &AudioOutput::finished, this, [this] { rewind(); });
    connect(m_output.get(), &AudioOutput::failed, this, [this](const Error& error) {
      stopOutput();
      if (!std::exchange(m_failureTold, true)) emit failed(error);
    });
  }
  if (m_tape->atEnd()) m_tape->setPosition(0);
  m_failureTold = false;
  setPlaying(true);
  m_output->start(m_tape);
}

void ClipPlayer::pause() {
  if (!m_playing) return;
  // What was read but not heard is played again.
  const double here = position();
  stopOutput();
  m_tape->setPosition(sampleAt(here));
  emit positionChanged(here);
}

void ClipPlayer::toggle() {
  m_playing ? pause() : play();
}

void ClipPlayer::rewind() {
  stopOutput();
  seek(m_loop ? m_loop->first : 0.0);
}

void ClipPlayer::seek(double seconds) {
  m_tape->setPosition(sampleAt(seconds));
  emit positionChanged(position());
}

void ClipPlayer::setLoop(std::optional<std::pair<double, double>> range) {
  m_loop = range;
  m_tape->setLoop(range ? sampleAt(range->first) : 0, range ? sampleAt(range->second) : 0);
  if (!m_playing) emit positionChanged(position());
}

double ClipPlayer::position() const {
  const std::size_t ago = m_playing && m_output ? m_output->waiting() : 0;
  return double(m_tape->positionBefore(ago)) / kSampleRate;
}

void ClipPlayer::stopOutput() {
  if (m_output) m_output->stop();
  setPlaying(false);
}

void ClipPlayer::setPlaying(bool playing) {
  if (playing == m_playing) return;
  m_playing = playing;
  if (playing) {
    m_timer.start();
  } else {
    m_timer.stop();
  }
  emit playingChanged(playing);
}

}  // namespace scenelens
