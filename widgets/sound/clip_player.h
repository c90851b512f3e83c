// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sound/audio_output.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace scenelens {

/// Plays the clip that is looked at: play and pause, a loop over a selected range, and a switch
/// between two versions of the clip while it plays.
///
/// The clip is in memory already, read by the thread that analysed it; the output's thread reads it
/// from there. The output is made when something is first played. Lives in the GUI thread.
class ClipPlayer final : public QObject {
  Q_OBJECT

 public:
  enum Source { A, B };
  using OutputFactory = std::function<std::unique_ptr<AudioOutput>()>;

  explicit ClipPlayer(OutputFactory output, QObject* parent = nullptr);
  ~ClipPlayer() override;

  /// What A and B are; null: nothing to play, or no B. Stops and rewinds, unless only B changes.
  void setSources(SharedSound a, SharedSound b = nullptr);
  /// Which is heard, from now on at the same place. B without a sound plays A.
  void setActive(Source source);
  [[nodiscard]] Source active() const;

  void play();
  void pause();
  void toggle();
  /// Pauses and goes back to the beginning (of the loop).
  void rewind();
  /// s from the clip's start.
  void seek(double seconds);
  /// Repeats [from, to) s; nothing plays to the end once. Playing goes on inside.
  void setLoop(std::optional<std::pair<double, double>> range);

  [[nodiscard]] bool isPlaying() const { return m_playing; }
  [[nodiscard]] bool hasSound() const { return m_tape->size() > 0; }
  /// What is heard now, s from the clip's start.
  [[nodiscard]] double position() const;

 signals:
  void playingChanged(bool playing);
  /// About 30 times a second while it plays, and when the position is set.
  void positionChanged(double seconds);
  /// Nothing can be heard, and why; once for each play().
  void failed(const scenelens::Error& error);

 private:
  void stopOutput();
  void setPlaying(bool playing);

  OutputFactory m_makeOutput;
  std::shared_ptr<PlaybackTape> m_tape = std::make_shared<PlaybackTape>();
  std::unique_ptr<AudioOutput> m_output;
  std::optional<std::pair<double, double>> m_loop;
  SharedSound m_first;
  QTimer m_timer;
  bool m_playing = false;
  bool m_failureTold = false;
};

}  // namespace scenelens
