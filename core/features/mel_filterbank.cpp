// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/mel_filterbank.h"

#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr double kTopHz = kSampleRate / 2.0;

double melFromHz(double hz) {
  return 2595.0 * std::log10(1.0 + hz / 700.0);
}

double hzFromMel(double mel) {
  return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
}

/// Corner m of the triangles; band m rises from corner m to m+1 and falls to m+2.
double cornerHz(double corner) {
  return hzFromMel(melFromHz(kTopHz) * corner / (kMels + 1));
}

}  // namespace

MelFilterbank::MelFilterbank() {
  m_bands.reserve(kMels);
  for (std::size_t m = 0; m < kMels; ++m) {
    const double low = cornerHz(static_cast<double>(m));
    const double centre = cornerHz(static_cast<double>(m + 1));
    const double high = cornerHz(static_cast<double>(m + 2));
    const double scale = 2.0 / (high - low);
    Band band;
    band.offset = m_weights.size();
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      const double hz = kTopHz * static_cast<double>(bin) / (kBins - 1);
      const double weight = std::min((hz - low) / (centre - low), (high - hz) / (high - centre));
      if (weight <= 0.0) continue;
      if (band.size == 0) band.firstBin = bin;
      m_weights.push_back(static_cast<float>(weight * scale));
      ++band.size;
    }
    m_bands.push_back(band);
  }
}

double MelFilterbank::centreHz(std::size_t band) {
  return hzAtBand(static_cast<double>(band));
}

double MelFilterbank::hzAtBand(double band) {
  return cornerHz(band + 1.0);
}

double MelFilterbank::bandAtHz(double hz) {
  return melFromHz(hz) / melFromHz(kTopHz) * (kMels + 1) - 1.0;
}

}  // namespace scenelens
