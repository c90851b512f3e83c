// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synth/generators.h"

#include "core/dataset/synth/numeric.h"
#include "core/features/feature_shape.h"

#include <algorithm>

namespace scenelens::synth {

Wander::Wander(double rate, Random& random)
    : m_random(&random),
      m_step(rate / kSampleRate),
      m_phase(random.uniform()),
      m_from(random.uniform(-1, 1)),
      m_to(random.uniform(-1, 1)) {}

double Wander::next() {
  m_phase += m_step;
  if (m_phase >= 1.0) {
    m_phase -= 1.0;
    m_from = m_to;
    m_to = m_random->uniform(-1, 1);
  }
  return m_from + (m_to - m_from) * m_phase * m_phase * (3 - 2 * m_phase);
}

Waveform::Waveform(std::span<const double> amplitudes, Random& random) : m_table(kSize + 1) {
  for (std::size_t k = 0; k < amplitudes.size(); ++k) {
    const double phase = random.uniform();
    for (int i = 0; i <= kSize; ++i)
      m_table[static_cast<std::size_t>(i)] += static_cast<float>(
          amplitudes[k] * sineOfTurns(phase + static_cast<double>(k + 1) * i / kSize));
  }
}

Waveform Waveform::falling(int count, double slope, double spread, Random& random) {
  std::vector<double> amplitudes;
  for (int k = 1; k <= count; ++k)
    amplitudes.push_back(gainOf(-slope * log2Of(k) + random.uniform(-spread, spread)));
  return {amplitudes, random};
}

float PinkNoise::next() {
  const float white = m_random->white();
  m_b[0] = 0.99886F * m_b[0] + white * 0.0555179F;
  m_b[1] = 0.99332F * m_b[1] + white * 0.0750759F;
  m_b[2] = 0.96900F * m_b[2] + white * 0.1538520F;
  m_b[3] = 0.86650F * m_b[3] + white * 0.3104856F;
  m_b[4] = 0.55000F * m_b[4] + white * 0.5329522F;
  m_b[5] = -0.7616F * m_b[5] - white * 0.0168980F;
  const float sum = m_b[0] + m_b[1] + m_b[2] + m_b[3] + m_b[4] + m_b[5] + m_b[6] + white * 0.5362F;
  m_b[6] = white * 0.115926F;
  return sum;
}

Signal noiseBand(std::size_t samples, double low, double high, Random& random) {
  Signal noise(samples);
  Biquad highPass = Biquad::highPass(low);
  Biquad lowPass = Biquad::lowPass(high);
  for (float& sample : noise) sample = lowPass.process(highPass.process(random.white()));
  return noise;
}

Signal knock(double frequency, double q, double decaySeconds, Random& random) {
  Signal sound(samplesOf(6 * decaySeconds));
  Biquad filter = Biquad::bandPass(frequency, q);
  const auto decay = static_cast<float>(exp2Of(-1.4427 / (decaySeconds * kSampleRate)));
  float envelope = 1.0F;
  for (float& sample : sound) {
    sample = filter.process(envelope * random.white());
    envelope *= decay;
  }
  fadeEnds(sound, 24);
  return sound;
}

Signal strike(double frequency, std::span<const double> ratios, double decaySeconds,
              Random& random) {
  Signal sound(samplesOf(5 * decaySeconds));
  for (const double ratio : ratios) {
    const double pitch = frequency * ratio;
    if (pitch > 19000) continue;
    const double amplitude = random.uniform(0.3, 1.0) / ratio;
    const double decay = exp2Of(-1.4427 * ratio / (ratios[0] * decaySeconds * kSampleRate));
    double envelope = amplitude;
    double turns = random.uniform();
    for (float& sample : sound) {
      sample += static_cast<float>(envelope * sineOfTurns(turns));
      turns += pitch / kSampleRate;
      envelope *= decay;
      if (envelope < 1e-4) break;
    }
  }
  fadeEnds(sound, 40);
  return sound;
}

void modulate(Signal& signal, double rate, double depth, Random& random) {
  Wander wander(rate, random);
  for (float& sample : signal)
    sample *= static_cast<float>(std::max(0.0, 1.0 + depth * wander.next()));
}

}  // namespace scenelens::synth
