// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/live/live_types.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace scenelens {

/// Listens to one stream of sound from its first sample to its last, in a thread of its own.
///
/// Blocks of any device format go into input(). At every hop the last second of sound, converted to
/// mono at 44.1 kHz, becomes features and predictions by the code that files go through: equal
/// samples give equal bits. (The features are normalised over the second, and its ends are
/// reflected, so a window is computed anew at each hop; that takes less than a millisecond.)
///
/// The listener is called in that thread. All other members are thread-safe. The destructor drops
/// what waits in input(), stops, and completes a recording.
class LiveClassifier {
 public:
  struct Listener {
    std::function<void(std::shared_ptr<const LiveHop>)> onHop;
    /// A format that cannot be converted, an engine that fails, a recording that cannot be written;
    /// the same is told once.
    std::function<void(const Error&)> onError;
    /// Everything is analysed after input().finish(); the last call.
    std::function<void()> onEnd = {};
  };

  LiveClassifier(LiveSetup setup, Listener listener);
  ~LiveClassifier();
  LiveClassifier(const LiveClassifier&) = delete;
  LiveClassifier& operator=(const LiveClassifier&) = delete;

  /// Where the stream goes in.
  [[nodiscard]] BlockRing& input();
  /// Drops what waits in input(), completes a recording and ends the thread; what was analysed can
  /// still be asked for. Idempotent.
  void stop();
  /// Waits until everything in input() is analysed; the source must have called finish() on it.
  void waitForEnd();

  /// From the next hop on.
  void setChoices(std::vector<LiveChoice> choices);
  void setHop(std::int64_t samples);
  void setSmoothing(double seconds);

  /// Writes STEM.wav and STEM.csv from now on; a recording that runs is completed first.
  void startRecording(std::filesystem::path stem);
  void stopRecording();

  /// Also forgets the level so far, so for one caller.
  [[nodiscard]] LiveStatus takeStatus();
  /// Samples analysed so far, at 44.1 kHz.
  [[nodiscard]] std::int64_t samples() const;
  /// The sound between two positions in the stream, as far as it is still there.
  [[nodiscard]] std::vector<float> sound(std::int64_t from, std::int64_t to) const;

 private:
  struct State;

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
