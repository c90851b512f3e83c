// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "widgets/sound/playback_tape.h"

#include <QObject>

#include <memory>

namespace scenelens {

/// A loudspeaker. Lives in the GUI thread; signals arrive there.
class AudioOutput : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Reads the tape, from a thread of its own, until stop() or the tape's end.
  virtual void start(std::shared_ptr<PlaybackTape> tape) = 0;
  virtual void stop() = 0;
  /// Samples that were read from the tape but not heard yet.
  [[nodiscard]] virtual std::size_t waiting() const = 0;

 signals:
  /// The tape's end was heard.
  void finished();
  /// There is no device, or it refuses. Nothing is heard.
  void failed(const scenelens::Error& error);
};

}  // namespace scenelens
