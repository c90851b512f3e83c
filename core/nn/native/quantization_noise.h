// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/activation_trace.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scenelens {

/// Energies of what Float32 computes and of what Int8 makes different, over any number of clips.
struct NoiseEnergy {
  double signal = 0.0;  ///< sum of float^2
  double noise = 0.0;   ///< sum of (float - int8)^2

  /// 10 log10(signal / noise) in dB; infinite without noise, NaN where both are zero.
  [[nodiscard]] double ratio() const;
  NoiseEnergy& operator+=(const NoiseEnergy& other);
};

/// Where quantization hurts: signal-to-quantization-noise ratios of every activation point and of
/// each of its channels, between Float32 and Int8 runs of the same clips.
///
/// The noise of a point is what all layers up to it have added. A plain value.
class QuantizationNoise {
 public:
  struct Point {
    ActivationPoint point;
    NoiseEnergy total;
    std::vector<NoiseEnergy> channels;
  };
  /// A channel of a point.
  struct Channel {
    std::string point;
    std::size_t channel = 0;
    double ratio = 0.0;  ///< dB
  };

  QuantizationNoise() = default;
  explicit QuantizationNoise(const Architecture& architecture);

  /// Takes in one clip. Precondition: both traces are of this architecture.
  void add(const ActivationTrace& floats, const ActivationTrace& int8);
  void merge(const QuantizationNoise& other);

  /// In forward order.
  [[nodiscard]] const std::vector<Point>& points() const { return m_points; }
  /// The same, worst first; silent ones last.
  [[nodiscard]] std::vector<Point> worstPoints() const;
  /// The `count` channels with the lowest ratios among those that are not silent, worst first.
  [[nodiscard]] std::vector<Channel> worstChannels(std::size_t count) const;
  [[nodiscard]] std::size_t clips() const { return m_clips; }
  /// Root of the mean squared difference of all logits.
  [[nodiscard]] double logitError() const;

 private:
  std::vector<Point> m_points;
  std::size_t m_clips = 0;
  std::size_t m_logits = 0;
  double m_logitError = 0.0;
};

}  // namespace scenelens
