// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/synth/random.h"
#include "core/dataset/synth/signal.h"

namespace scenelens::synth {

/// Somebody who talks: no words, but the pitch, the syllables and the formants of speech.
struct Voice {
  double pitch = 120;      ///< Hz; men 85-150, women 160-250, children up to 400
  double syllables = 4.5;  ///< a second
  double talking = 0.7;    ///< share of the time
};

/// Pulses of the voice through three moving formants, with hisses between the syllables.
/// Source of the formants: Peterson and Barney, "Control methods used in a study of the vowels",
/// 1952.
[[nodiscard]] Signal speech(std::size_t samples, const Voice& voice, Random& random);

/// Many people talking: `near` single voices in front of a murmur.
[[nodiscard]] Signal babble(std::size_t samples, int near, Random& random);

/// A voice through a loudspeaker system; a chime may come first.
[[nodiscard]] Signal announcement(std::size_t samples, double pitch, bool chime, Random& random);

}  // namespace scenelens::synth
