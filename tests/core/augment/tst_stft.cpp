// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/stft.h"
#include "core/base/random.h"

#include <QTest>

#include <cmath>
#include <complex>
#include <numbers>

using namespace scenelens;

namespace {

std::vector<float> noise(std::size_t size) {
  SplitMix64 random(5);
  std::vector<float> samples(size);
  for (auto& sample : samples) sample = float(random.uniform(-0.5, 0.5));
  return samples;
}

}  // namespace

class TestStft final : public QObject {
  Q_OBJECT

 private slots:
  void aBinIsTheDirectSum_data() {
    QTest::addColumn<int>("frame");
    QTest::newRow("reflected start") << 0;
    QTest::newRow("middle") << 40;
    QTest::newRow("reflected end") << 86;
  }
  void aBinIsTheDirectSum() {
    QFETCH(int, frame);
    const auto x = noise(44100);
    std::vector<float> spectra;
    Stft().forward(x, spectra);
    QCOMPARE(spectra.size(), std::size_t(87 * 1025 * 2));
    for (const int bin : {0, 1, 100, 1024}) {
      std::complex<double> sum = 0.0;
      for (int n = 0; n < 2048; ++n) {
        int at = std::abs(frame * 512 - 1024 + n);
        if (at > 44099) at = 2 * 44099 - at;
        const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / 2048.0);
        sum += window * double(x[std::size_t(at)]) *
               std::polar(1.0, -2.0 * std::numbers::pi * bin * n / 2048.0);
      }
      const std::size_t k = 2 * (std::size_t(frame) * 1025 + std::size_t(bin));
      QVERIFY(std::abs(std::complex<double>(double(spectra[k]), double(spectra[k + 1])) - sum) <
              1e-4);
    }
  }

  void inverseGivesTheSoundBack_data() {
    QTest::addColumn<int>("size");
    QTest::newRow("a clip") << 44100;
    QTest::newRow("whole hops") << 44032;
    QTest::newRow("shortest") << 1025;
  }
  void inverseGivesTheSoundBack() {
    QFETCH(int, size);
    const auto x = noise(std::size_t(size));
    Stft stft;
    std::vector<float> spectra;
    stft.forward(x, spectra);
    std::vector<float> back(x.size());
    stft.inverse(spectra, back);
    for (std::size_t n = 0; n < x.size(); ++n) QVERIFY(std::abs(back[n] - x[n]) < 1e-6F);
  }
};

QTEST_GUILESS_MAIN(TestStft)
#include "tst_stft.moc"
