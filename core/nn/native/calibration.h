// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/activation_trace.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scenelens {

/// How a range is chosen from the magnitudes that a map took.
enum class RangeRule : std::uint8_t {
  Largest,      ///< the largest magnitude: nothing is clipped
  SquaredError  ///< the range with the least mean squared error of rounding and clipping together
};

/// How often which magnitudes occur. Adapts to any range: when a value does not fit, neighbouring
/// bins merge until it does. Equal values in any order, in one or in several merged objects, give
/// equal bins.
class MagnitudeHistogram {
 public:
  static constexpr std::size_t kBins = 4096;

  /// Precondition: finite. Zeros and magnitudes below 2^-40 are not counted: 8 bits represent them.
  void add(float value);
  void merge(const MagnitudeHistogram& other);

  [[nodiscard]] float largest() const { return m_largest; }
  /// `steps`: numbers between zero and the range, 127 for signed maps and 255 for others.
  [[nodiscard]] float range(RangeRule rule, int steps) const;

 private:
  void fit(double magnitude);

  std::vector<std::uint64_t> m_counts = std::vector<std::uint64_t>(kBins);
  double m_width = 0x1.0p-52;  ///< of a bin, a power of two
  float m_largest = 0.0F;
};

/// Watches what the activation points hold and chooses their ranges.
///
/// Deterministic: the same clips, in any order and spread over any number of merged objects, give
/// the same ranges. One thread at a time per object.
class Calibration {
 public:
  explicit Calibration(const Architecture& architecture);

  /// Takes in one clip.
  void add(const ActivationTrace& trace);
  void merge(const Calibration& other);

  [[nodiscard]] ActivationRanges ranges(RangeRule rule) const;
  [[nodiscard]] std::size_t clips() const { return m_clips; }

 private:
  std::vector<ActivationPoint> m_points;
  std::vector<MagnitudeHistogram> m_histograms;
  std::size_t m_clips = 0;
};

}  // namespace scenelens
