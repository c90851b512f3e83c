// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/playback_resampler.h"
#include "core/features/feature_shape.h"
#include "tests/core/support/device_sound.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace scenelens;
using namespace scenelens::test;

namespace {

std::vector<float> sine(double hertz, int rate, std::size_t size) {
  std::vector<float> sound(size);
  for (std::size_t i = 0; i < size; ++i)
    sound[i] = float(0.5 * std::sin(2.0 * std::numbers::pi * hertz * double(i) / rate));
  return sound;
}

std::vector<float> resampled(PlaybackResampler& resampler, std::span<const float> sound,
                             std::size_t block) {
  std::vector<float> out;
  while (!sound.empty()) {
    const auto part = sound.first(std::min(block, sound.size()));
    if (!resampler.convert(part, out)) return {};
    sound = sound.subspan(part.size());
  }
  if (!resampler.finish(out)) return {};
  return out;
}

}  // namespace

class TestPlaybackResampler final : public QObject {
  Q_OBJECT

 private slots:
  void aSineIsTheSameSineAtEveryRate_data() {
    QTest::addColumn<int>("rate");
    for (const int rate : {8000, 16'000, 22'050, 48'000, 96'000, 192'000})
      QTest::addRow("%d Hz", rate) << rate;
  }
  void aSineIsTheSameSineAtEveryRate() {
    QFETCH(int, rate);
    auto resampler = PlaybackResampler::make(rate);
    QVERIFY(resampler.has_value());
    const auto out = resampled(*resampler, sine(1234.5, kSampleRate, kSampleRate), 333);
    QVERIFY2(std::abs(int(out.size()) - rate) <= 1, QByteArray::number(qlonglong(out.size())));
    // The formula is the reference; away from the ends, where the sine begins out of nothing.
    const auto expected = sine(1234.5, rate, out.size());
    double worst = 0.0;
    for (std::size_t i = out.size() / 10; i < out.size() * 9 / 10; ++i)
      worst = std::max(worst, double(std::abs(out[i] - expected[i])));
    QVERIFY2(worst < 2e-5, QByteArray::number(worst));
  }

  void whatALowRateCannotCarryIsSilent() {
    auto resampler = PlaybackResampler::make(16'000);
    const auto out = resampled(*resampler, sine(12'000.0, kSampleRate, kSampleRate), 1000);
    float peak = 0.0F;
    for (std::size_t i = out.size() / 10; i < out.size() * 9 / 10; ++i)
      peak = std::max(peak, std::abs(out[i]));
    QVERIFY2(peak > 0.0F && peak < 1e-5F, QByteArray::number(double(peak)));  // no alias at 4 kHz
  }

  void theSizeOfBlocksDoesNotMatterAndAFinishedStreamLeavesNothingBehind() {
    auto resampler = PlaybackResampler::make(48'000);
    const auto sound = noise(20'000, 3);
    const auto whole = resampled(*resampler, sound, sound.size());
    QCOMPARE(resampler->waiting(), 0.0);
    QCOMPARE(whole.size(), std::size_t{21'769});  // 20000 * 48 / 44.1, rounded
    QCOMPARE(resampled(*resampler, sound, 1), whole);
    QCOMPARE(resampled(*resampler, sound, 777), whole);
  }

  void atItsOwnRateNothingChanges() {
    auto resampler = PlaybackResampler::make(kSampleRate);
    const auto sound = noise(5000, 3);
    QCOMPARE(resampled(*resampler, sound, 7), sound);
    QCOMPARE(resampler->waiting(), 0.0);
  }

  void littleSoundWaits() {
    auto resampler = PlaybackResampler::make(48'000);
    std::vector<float> out;
    double most = 0.0;
    for (int i = 0; i < 300; ++i) {
      QVERIFY(resampler->convert(noise(441, 1), out).has_value());
      most = std::max(most, resampler->waiting());
    }
    QVERIFY(most > 0.0);
    QVERIFY2(most <= 0.02 * kSampleRate, QByteArray::number(most));
  }

  void impossibleRatesAreRefused() {
    for (const int rate : {0, -48'000, 999, 768'001}) {
      const auto resampler = PlaybackResampler::make(rate);
      QVERIFY(!resampler.has_value());
      QVERIFY(resampler.error().text().find(std::to_string(rate)) != std::string::npos);
    }
  }
};

QTEST_GUILESS_MAIN(TestPlaybackResampler)
#include "tst_playback_resampler.moc"
