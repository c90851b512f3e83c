// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/signal.h"

#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>

namespace scenelens::synth {

std::size_t samplesOf(double seconds) {
  return static_cast<std::size_t>(std::max(0.0, seconds) * kSampleRate);
}

double loudness(const Signal& signal) {
  constexpr std::size_t kFrame = kSampleRate / 8;
  double loudest = 0.0;
  for (std::size_t begin = 0; begin < signal.size(); begin += kFrame) {
    const std::size_t end = std::min(begin + kFrame, signal.size());
    double sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) sum += double{signal[i]} * signal[i];
    loudest = std::max(loudest, sum / kFrame);
  }
  return std::sqrt(loudest);
}

void setLoudness(Signal& signal, double decibels) {
  const double level = loudness(signal);
  if (level < 1e-9) return;
  const auto gain = static_cast<float>(gainOf(decibels) / level);
  for (float& sample : signal) sample *= gain;
}

void addTo(Signal& target, const Signal& source, std::size_t at, float gain) {
  if (at >= target.size()) return;
  const std::size_t count = std::min(source.size(), target.size() - at);
  for (std::size_t i = 0; i < count; ++i) target[at + i] += gain * source[i];
}

void fadeEnds(Signal& signal, std::size_t samples) {
  const std::size_t count = std::min(samples, signal.size() / 2);
  for (std::size_t i = 0; i < count; ++i) {
    const float gain = static_cast<float>(i) / static_cast<float>(count);
    signal[i] *= gain;
    signal[signal.size() - 1 - i] *= gain;
  }
}

}  // namespace scenelens::synth
