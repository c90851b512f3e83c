// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/support/device_sound.h"
#include "widgets/sound/audio_output.h"
#include "widgets/sound/capture_source.h"

#include <QPointer>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

/// Sound devices that do what a test says.
namespace scenelens::test {

class FakeSource final : public CaptureSource {
 public:
  void start(BlockRing& ring) override { m_ring = &ring; }
  void silence() override { m_ring = nullptr; }
  void stop() override {
    std::this_thread::sleep_for(std::chrono::milliseconds(stopMs));
    hasStopped = true;
  }
  int stopMs = 0;                                     ///< how long the device takes to let go
  inline static std::atomic<bool> hasStopped{false};  ///< the last one; outlives it
  [[nodiscard]] bool isOn() const { return m_ring != nullptr; }

  /// Delivers sound in blocks; nothing when it is off.
  void deliver(const StreamFormat& format, std::span<const float> sound,
               std::size_t blockBytes = 1764) {
    const auto bytes = deviceBytes(sound, format);
    for (std::size_t at = 0; at < bytes.size() && m_ring; at += blockBytes) {
      m_ring->push(format, std::span(bytes).subspan(at, std::min(blockBytes, bytes.size() - at)),
                   std::chrono::steady_clock::now());
    }
  }

 private:
  BlockRing* m_ring = nullptr;
};

class FakeDevices final : public CaptureDevices {
 public:
  [[nodiscard]] QList<CaptureDevice> list() const override { return devices; }
  [[nodiscard]] std::unique_ptr<CaptureSource> open(const QByteArray& id) const override {
    auto source = std::make_unique<FakeSource>();
    newest = source.get();
    opened.append(id);
    return source;
  }

  QList<CaptureDevice> devices;
  mutable QPointer<FakeSource> newest;
  mutable QList<QByteArray> opened;
};

/// A loudspeaker that hears as much as it is told to.
class FakeOutput final : public AudioOutput {
 public:
  void start(std::shared_ptr<PlaybackTape> tape) override { m_tape = std::move(tape); }
  void stop() override { m_tape.reset(); }
  [[nodiscard]] std::size_t waiting() const override { return m_waiting; }
  [[nodiscard]] bool isOn() const { return m_tape != nullptr; }

  std::vector<float> hear(std::size_t samples) {
    std::vector<float> sound(samples);
    if (!m_tape) return {};
    sound.resize(m_tape->read(sound));
    if (m_tape->atEnd()) emit finished();
    return sound;
  }
  void setWaiting(std::size_t samples) { m_waiting = samples; }

 private:
  std::shared_ptr<PlaybackTape> m_tape;
  std::size_t m_waiting = 0;
};

}  // namespace scenelens::test
