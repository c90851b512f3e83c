// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/reverb.h"

#include "core/dataset/synth/filters.h"
#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

namespace scenelens::synth {

namespace {

/// Adds `in` through a feedback delay to `out`.
void addComb(const Signal& in, Signal& out, std::size_t delay, float feedback, double cutoff) {
  Signal line(delay);
  OnePole damping(cutoff);
  std::size_t at = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const float delayed = line[at];
    line[at] = in[i] + feedback * damping.process(delayed);
    out[i] += delayed;
    if (++at == delay) at = 0;
  }
}

void allPass(Signal& signal, std::size_t delay) {
  constexpr float kGain = 0.6F;
  Signal line(delay);
  std::size_t at = 0;
  for (float& sample : signal) {
    const float delayed = line[at];
    const float in = sample + kGain * delayed;
    line[at] = in;
    sample = delayed - kGain * in;
    if (++at == delay) at = 0;
  }
}

}  // namespace

Signal reverberate(const Signal& dry, const Room& room) {
  constexpr int kCombs[] = {1187, 1291, 1361, 1447, 1523, 1621};
  constexpr int kAllPasses[] = {557, 419, 241};
  Signal wet(dry.size());
  for (const int samples : kCombs) {
    const double delay = samples * room.size;
    const double feedback = exp2Of(-9.9658 * delay / (kSampleRate * room.seconds));  // -60 dB
    addComb(dry, wet, static_cast<std::size_t>(delay) + 1, static_cast<float>(feedback),
            room.cutoff);
  }
  for (const int samples : kAllPasses)
    allPass(wet, static_cast<std::size_t>(samples * room.size) + 1);
  for (float& sample : wet) sample *= 0.3F;
  return wet;
}

}  // namespace scenelens::synth
