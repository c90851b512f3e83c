// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/quantization_noise.h"

#include <QString>

namespace scenelens {

/// "23.4 dB"; "exact" without noise, "silent" without signal and noise.
[[nodiscard]] QString ratioText(double ratio);

/// The point with the lowest ratio; -1 when none has one that is finite.
[[nodiscard]] int weakestPoint(const QuantizationNoise& noise);

/// The channel of a point with the lowest ratio among those that are not silent; -1 for none.
[[nodiscard]] int weakestChannel(const QuantizationNoise::Point& point);

/// "Weakest: conv3 at 12.3 dB · logits differ by 0.031 (root mean square)"
[[nodiscard]] QString noiseSummary(const QuantizationNoise& noise);

}  // namespace scenelens
