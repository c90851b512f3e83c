// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of core/preview share: the signals and numbers of tests/data/make_preview.py.
#pragma once

#include "core/features/feature_extractor.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace scenelens::test {

inline std::vector<float> noise(std::uint32_t state, double amplitude) {
  std::vector<float> samples(kClipSamples);
  for (auto& sample : samples) {
    sample = static_cast<float>((state / 4294967296.0 - 0.5) * amplitude);
    state = 1664525U * state + 1013904223U;
  }
  return samples;
}

/// 0.1-amplitude noise plus a 440 Hz tone.
inline std::vector<float> toneSignal() {
  std::vector<float> samples(kClipSamples);
  std::uint32_t state = 1;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double hiss = (state / 4294967296.0 - 0.5) * 0.2;
    samples[n] = static_cast<float>(
        hiss + 0.3 * std::sin(2.0 * std::numbers::pi * 440.0 * double(n) / kSampleRate));
    state = 1664525U * state + 1013904223U;
  }
  return samples;
}

inline std::vector<float> noiseSignal() {
  return noise(7, 1.0);
}

inline FeatureMap featuresOf(std::span<const float> samples) {
  FeatureMap map;
  FeatureExtractor().extract(samples, map);
  return map;
}

inline QJsonObject previewJson() {
  QFile file(QStringLiteral(SCENELENS_TEST_DATA "/preview.json"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QJsonDocument::fromJson(file.readAll()).object();
}

/// The largest difference of whole channels of 256 x 44 from the few numbers of the reference, or
/// infinity when there are none.
inline double errorAgainst(const QJsonArray& expected, std::span<const float> values) {
  const auto json = previewJson();
  const auto bands = json[u"bands"].toArray();
  const auto frames = json[u"frames"].toArray();
  if (expected.isEmpty() ||
      expected.size() != qsizetype(values.size() / kMapSize) * bands.size() * frames.size())
    return HUGE_VAL;
  double worst = 0.0;
  qsizetype at = 0;
  for (std::size_t channel = 0; channel < values.size() / kMapSize; ++channel) {
    for (const auto band : bands) {
      for (const auto frame : frames) {
        const auto i =
            channel * kMapSize + std::size_t(band.toInt()) * kFrames + std::size_t(frame.toInt());
        worst = std::max(worst, std::abs(double(values[i]) - expected[at++].toDouble()));
      }
    }
  }
  return worst;
}

/// The largest difference of every `step`-th value.
inline double errorOfEvery(std::size_t step, const QJsonArray& expected,
                           std::span<const float> values) {
  if (expected.isEmpty() || std::size_t(expected.size() - 1) * step >= values.size())
    return HUGE_VAL;
  double worst = 0.0;
  for (qsizetype i = 0; i < expected.size(); ++i) {
    worst =
        std::max(worst, std::abs(double(values[std::size_t(i) * step]) - expected[i].toDouble()));
  }
  return worst;
}

}  // namespace scenelens::test
