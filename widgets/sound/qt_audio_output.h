// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sound/audio_output.h"

#include <QPointer>

#include <atomic>
#include <memory>

class QThread;

namespace scenelens {

/// The system's default loudspeaker, by Qt Multimedia. Plays at 44.1 kHz where the
/// device takes it and resamples where it does not; see playbackFormat().
class QtAudioOutput final : public AudioOutput {
  Q_OBJECT

 public:
  explicit QtAudioOutput(QObject* parent = nullptr);
  ~QtAudioOutput() override;

  void start(std::shared_ptr<PlaybackTape> tape) override;
  void stop() override;
  [[nodiscard]] std::size_t waiting() const override;

 private:
  class Writer;
  struct Line;

  std::shared_ptr<Line> m_line;
  QPointer<QThread> m_thread;
};

}  // namespace scenelens
