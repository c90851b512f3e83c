// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/live/block_ring.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <memory>

namespace scenelens {

/// Where live sound comes from: a microphone, files that are replayed, a test.
///
/// Lives in the GUI thread; signals arrive there. Used once: started, silenced, stopped. Destroying
/// it does what of that is still to be done.
class CaptureSource : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Begins to push blocks into `ring`, which must live until stop(), from a thread of its own.
  /// Does not wait for the device.
  /// A source that comes to its end by itself calls ring.finish().
  virtual void start(BlockRing& ring) = 0;
  /// No signal follows, and the sound begins to end. Returns at once, whatever the device does.
  virtual void silence() = 0;
  /// Waits until no block will be pushed any more, for as long as the device takes to let go. After
  /// silence(), in any one thread; does nothing when not started.
  virtual void stop() = 0;
  /// How much faster than time the sound comes; 0 as fast as it is analysed.
  [[nodiscard]] virtual double speed() const { return 1.0; }

 signals:
  /// The device is gone, refuses, or never began. Nothing more will come.
  void failed(const scenelens::Error& error);
  /// The sound came to its end by itself, and all of it was pushed.
  void ended();
  /// What is being heard now, for people: the name of a file.
  void nowPlaying(const QString& name);
  /// Something was left out, the rest goes on.
  void problem(const scenelens::Error& error);
};

/// A microphone or line input.
struct CaptureDevice {
  QByteArray id;  ///< the same for the same device as long as it is plugged in
  QString name;   ///< for people
  bool isDefault = false;
};

/// The devices that are plugged in. Lives in the GUI thread.
class CaptureDevices : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  [[nodiscard]] virtual QList<CaptureDevice> list() const = 0;
  /// A source for a device of the list; it fails when started if the device is gone.
  [[nodiscard]] virtual std::unique_ptr<CaptureSource> open(const QByteArray& id) const = 0;

 signals:
  /// Something was plugged in or unplugged.
  void changed();
};

}  // namespace scenelens
