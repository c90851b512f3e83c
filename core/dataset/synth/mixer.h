// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/reverb.h"
#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// The colour of a place's background, in dB against that of an ordinary quiet street (pink noise
/// that falls towards the high end, as long-term spectra of cities do).
struct Colour {
  double low = 0;     ///< below 110 Hz
  double middle = 0;  ///< above 700 Hz
  double high = 0;    ///< above 5 kHz
};

/// Puts the sounds of one segment together. Levels are loudness in dB relative to the background.
///
/// `place` draws what belongs to the location and is the same for all its segments; `moment` draws
/// what happens in this segment. What is drawn from `place` must not depend on `moment`.
class Mixer {
 public:
  Mixer(std::size_t samples, const Random& placeNumbers, const Random& momentNumbers)
      : place(placeNumbers), moment(momentNumbers), m_dry(samples), m_send(samples) {}

  Random place;
  Random moment;

  [[nodiscard]] std::size_t samples() const { return m_dry.size(); }
  /// The steady noise that every place has, at level 0.
  void addBackground(const Colour& colour);
  /// `wet`: share that goes to the room, 0..1.
  void add(Signal sound, double level, double wet);
  void setRoom(const Room& room) { m_room = room; }
  /// The sum, with the background at `level` dBFS; loud segments are turned down to have no
  /// sample beyond -3 dBFS.
  [[nodiscard]] Signal finish(double level);

 private:
  Signal m_dry;
  Signal m_send;
  Room m_room;
};

}  // namespace scenelens::synth
