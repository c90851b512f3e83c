// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/quantization_noise.h"

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

/// Lower is worse; what is silent in both comes last.
bool worse(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return !std::isnan(a) && std::isnan(b);
  return a < b;
}

}  // namespace

double NoiseEnergy::ratio() const {
  return 10.0 * std::log10(signal / noise);
}

NoiseEnergy& NoiseEnergy::operator+=(const NoiseEnergy& other) {
  signal += other.signal;
  noise += other.noise;
  return *this;
}

QuantizationNoise::QuantizationNoise(const Architecture& architecture) {
  for (auto& point : activationPoints(architecture)) {
    const auto channels = static_cast<std::size_t>(point.shape.channels);
    m_points.push_back({std::move(point), {}, std::vector<NoiseEnergy>(channels)});
  }
}

void QuantizationNoise::add(const ActivationTrace& floats, const ActivationTrace& int8) {
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    Point& point = m_points[i];
    const auto& expected = floats.values[i];
    const auto& actual = int8.values[i];
    const std::size_t size = expected.size() / point.channels.size();
    for (std::size_t c = 0; c < point.channels.size(); ++c) {
      NoiseEnergy energy;
      for (std::size_t k = c * size; k < (c + 1) * size; ++k) {
        const double value = expected[k];
        const double difference = value - actual[k];
        energy.signal += value * value;
        energy.noise += difference * difference;
      }
      point.channels[c] += energy;
      point.total += energy;
    }
  }
  for (std::size_t i = 0; i < floats.logits.size(); ++i) {
    const double difference = double{floats.logits[i]} - double{int8.logits[i]};
    m_logitError += difference * difference;
  }
  m_logits += floats.logits.size();
  ++m_clips;
}

void QuantizationNoise::merge(const QuantizationNoise& other) {
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    m_points[i].total += other.m_points[i].total;
    for (std::size_t c = 0; c < m_points[i].channels.size(); ++c) {
      m_points[i].channels[c] += other.m_points[i].channels[c];
    }
  }
  m_logitError += other.m_logitError;
  m_logits += other.m_logits;
  m_clips += other.m_clips;
}

std::vector<QuantizationNoise::Point> QuantizationNoise::worstPoints() const {
  auto sorted = m_points;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Point& a, const Point& b) {
    return worse(a.total.ratio(), b.total.ratio());
  });
  return sorted;
}

std::vector<QuantizationNoise::Channel> QuantizationNoise::worstChannels(std::size_t count) const {
  std::vector<Channel> channels;
  for (const auto& point : m_points) {
    for (std::size_t c = 0; c < point.channels.size(); ++c) {
      if (point.channels[c].signal == 0.0) continue;  // a ratio of nothing to something says little
      channels.push_back({point.point.name, c, point.channels[c].ratio()});
    }
  }
  std::stable_sort(channels.begin(), channels.end(),
                   [](const Channel& a, const Channel& b) { return worse(a.ratio, b.ratio); });
  channels.resize(std::min(count, channels.size()));
  return channels;
}

double QuantizationNoise::logitError() const {
  return m_logits > 0 ? std::sqrt(m_logitError / static_cast<double>(m_logits)) : 0.0;
}

}  // namespace scenelens
