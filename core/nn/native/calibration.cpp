// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scenelens {

namespace {

constexpr double kNegligible = 0x1.0p-40;

/// The mean squared error, up to a factor, when `range` is divided into `steps` steps. Bins stand
/// for their middle.
double squaredError(const std::vector<std::uint64_t>& counts, double width, double range,
                    int steps) {
  const double step = range / steps;
  const double rounding = step * step / 12.0;
  double error = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double beyond = (static_cast<double>(i) + 0.5) * width - range;
    error += static_cast<double>(counts[i]) * (beyond > 0.0 ? beyond * beyond : rounding);
  }
  return error;
}

}  // namespace

void MagnitudeHistogram::fit(double magnitude) {
  while (magnitude >= m_width * kBins) {
    for (std::size_t i = 0; i < kBins / 2; ++i) {
      m_counts[i] = m_counts[2 * i] + m_counts[2 * i + 1];
    }
    std::fill(m_counts.begin() + kBins / 2, m_counts.end(), 0);
    m_width *= 2.0;
  }
}

void MagnitudeHistogram::add(float value) {
  const double magnitude = std::abs(static_cast<double>(value));
  if (!(magnitude >= kNegligible)) return;
  m_largest = std::max(m_largest, std::abs(value));
  fit(magnitude);
  ++m_counts[static_cast<std::size_t>(magnitude / m_width)];
}

void MagnitudeHistogram::merge(const MagnitudeHistogram& other) {
  MagnitudeHistogram wide = other;
  while (m_width < wide.m_width) fit(m_width * kBins);
  while (wide.m_width < m_width) wide.fit(wide.m_width * kBins);
  for (std::size_t i = 0; i < kBins; ++i) m_counts[i] += wide.m_counts[i];
  m_largest = std::max(m_largest, wide.m_largest);
}

float MagnitudeHistogram::range(RangeRule rule, int steps) const {
  if (rule == RangeRule::Largest || m_largest == 0.0F) return m_largest;
  constexpr int kCandidates = 128;
  double best = std::numeric_limits<double>::infinity();
  float chosen = m_largest;
  for (int i = kCandidates; i > kCandidates / 8; --i) {
    const float range = m_largest * static_cast<float>(i) / kCandidates;
    const double error = squaredError(m_counts, m_width, range, steps);
    if (error < best) {
      best = error;
      chosen = range;
    }
  }
  return chosen;
}

Calibration::Calibration(const Architecture& architecture)
    : m_points(activationPoints(architecture)), m_histograms(m_points.size()) {}

void Calibration::add(const ActivationTrace& trace) {
  for (std::size_t i = 0; i < m_histograms.size(); ++i) {
    for (const float value : trace.values[i]) m_histograms[i].add(value);
  }
  ++m_clips;
}

void Calibration::merge(const Calibration& other) {
  for (std::size_t i = 0; i < m_histograms.size(); ++i) {
    m_histograms[i].merge(other.m_histograms[i]);
  }
  m_clips += other.m_clips;
}

ActivationRanges Calibration::ranges(RangeRule rule) const {
  ActivationRanges ranges;
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    ranges[m_points[i].name] = m_histograms[i].range(rule, m_points[i].isSigned ? 127 : 255);
  }
  return ranges;
}

}  // namespace scenelens
