// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sound/capture_source.h"

#include <QAudioDevice>
#include <QPointer>
#include <QTimer>

#include <memory>

class QMediaDevices;
class QThread;

namespace scenelens {

/// The devices that Qt Multimedia knows. The first object asks the sound server, which can take a
/// moment; make it when somebody looks for devices.
class QtCaptureDevices final : public CaptureDevices {
  Q_OBJECT

 public:
  explicit QtCaptureDevices(QObject* parent = nullptr);
  ~QtCaptureDevices() override;

  [[nodiscard]] QList<CaptureDevice> list() const override;
  [[nodiscard]] std::unique_ptr<CaptureSource> open(const QByteArray& id) const override;

 private:
  void look();

  std::unique_ptr<QMediaDevices> m_devices;
  QList<QAudioDevice> m_known;
  QTimer m_timer;
};

/// A device of Qt Multimedia in its own preferred format, read in a thread of its own, so that a
/// busy window loses no sound.
///
/// Fails when the device is gone or unplugged, refuses its format, or delivers nothing for
/// kSilentDeviceMs, as devices do that the system does not allow to be used.
class QtCaptureSource final : public CaptureSource {
  Q_OBJECT

 public:
  static constexpr int kSilentDeviceMs = 3000;

  explicit QtCaptureSource(QByteArray id, QObject* parent = nullptr);
  ~QtCaptureSource() override;

  void start(BlockRing& ring) override;
  void silence() override;
  void stop() override;

 private:
  class Gate;
  class Reader;

  QByteArray m_id;
  std::shared_ptr<Gate> m_gate;
  QPointer<QThread> m_thread;
  QTimer m_look;
  bool m_waited = false;
};

}  // namespace scenelens
