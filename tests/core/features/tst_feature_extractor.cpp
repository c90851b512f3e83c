// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/features/feature_extractor.h"
#include "tests/core/support/allocation_counter.h"

#include <QDir>
#include <QTest>

#include <cmath>
#include <numbers>
#include <thread>

using namespace scenelens;

namespace {

/// 0.1-amplitude noise plus a 440 Hz tone, as tests/data/make_features.py makes it.
std::vector<float> referenceSignal() {
  std::vector<float> samples(kClipSamples);
  std::uint32_t state = 1;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double noise = (state / 4294967296.0 - 0.5) * 0.2;
    samples[n] =
        float(noise + 0.3 * std::sin(2.0 * std::numbers::pi * 440.0 * double(n) / kSampleRate));
    state = 1664525U * state + 1013904223U;
  }
  return samples;
}

struct Difference {
  double largest = 0.0;
  double mean = 0.0;
};

template <typename T>
Difference differenceOf(std::span<const float> a, std::span<const T> b) {
  Difference d;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(double(a[i]) - double(b[i]));
    d.largest = std::max(d.largest, difference);
    d.mean += difference / double(a.size());
  }
  return d;
}

std::span<const double> doubles(const Tensor& tensor) {
  return {reinterpret_cast<const double*>(tensor.bytes.data()), tensor.size()};
}

}  // namespace

class TestFeatureExtractor final : public QObject {
  Q_OBJECT

 private slots:
  void matchesTorchaudioOnAShippedSignal() {
    const auto golden = readSafetensors(SCENELENS_TEST_DATA "/features_lcg.safetensors");
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    FeatureMap map;
    FeatureExtractor().extract(referenceSignal(), map);
    const auto logmel = differenceOf(map.logmel, golden->find("logmel")->floats());
    const auto features = differenceOf(map.features, golden->find("features")->floats());
    QVERIFY2(logmel.largest < 1e-3, qPrintable(QString::number(logmel.largest)));
    QVERIFY2(features.largest < 2e-3, qPrintable(QString::number(features.largest)));
    QVERIFY2(logmel.mean < 3e-5, qPrintable(QString::number(logmel.mean)));
    QVERIFY2(features.mean < 3e-5, qPrintable(QString::number(features.mean)));
  }

  void isNearerToDoublePrecisionThanTorchaudio() {
    const auto golden = readSafetensors(SCENELENS_TEST_DATA "/features_lcg.safetensors");
    QVERIFY(golden.has_value());
    FeatureMap map;
    FeatureExtractor().extract(referenceSignal(), map);
    const auto exactLogmel = doubles(*golden->find("logmel_double"));
    const auto exact = doubles(*golden->find("features_double"));
    const auto ours = differenceOf(map.logmel, exactLogmel);
    const auto theirs = differenceOf(golden->find("logmel")->floats(), exactLogmel);
    QVERIFY2(ours.largest <= theirs.largest,
             qPrintable(QStringLiteral("%1 > %2").arg(ours.largest).arg(theirs.largest)));
    QVERIFY2(differenceOf(map.features, exact).largest <
                 differenceOf(golden->find("features")->floats(), exact).largest,
             "features are farther from double precision than torchaudio's");
  }

  void matchesTorchaudioOnRealClips_data() {
    QTest::addColumn<QString>("file");
    const QDir folder(QStringLiteral(SCENELENS_SHARED_DIR "/golden"));
    for (const auto& name : folder.entryList({QStringLiteral("features_*.safetensors")})) {
      QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
    if (QTest::currentDataTag() == nullptr && folder.entryList().isEmpty()) {
      QTest::newRow("absent") << QString();
    }
  }
  void matchesTorchaudioOnRealClips() {
    QFETCH(QString, file);
    if (file.isEmpty()) QSKIP("no reference clips in " SCENELENS_SHARED_DIR "/golden");
    const auto golden = readSafetensors(file.toStdString());
    QVERIFY2(golden.has_value(), golden ? "" : golden.error().text().c_str());
    FeatureMap map;
    FeatureExtractor().extract(golden->find("waveform")->floats(), map);
    const auto logmel = differenceOf(map.logmel, golden->find("logmel")->floats());
    const auto features = differenceOf(map.features, golden->find("features")->floats());
    qInfo("log-Mel max %.2g mean %.2g, features max %.2g mean %.2g", logmel.largest, logmel.mean,
          features.largest, features.mean);
    QVERIFY(logmel.largest < 1e-3);
    QVERIFY(features.largest < 2e-3);
    QVERIFY(logmel.mean < 3e-5);
    QVERIFY(features.mean < 3e-5);
  }

  void melPowerIsWhatTheLogarithmIsTakenOf() {
    const auto samples = referenceSignal();
    FeatureExtractor extractor;
    std::vector<float> power(kMapSize);
    std::vector<float> logmel(kMapSize);
    extractor.melPower(samples, power);
    extractor.logMel(samples, logmel);
    for (std::size_t i = 0; i < kMapSize; ++i) {
      QVERIFY(std::abs(std::log10(double(power[i]) + 1e-10) - double(logmel[i])) < 2e-6);
    }
    // Silence is 0 exactly, which 10^-10 - 1e-10 would not be.
    extractor.melPower(std::vector<float>(kClipSamples, 0.0F), power);
    for (const float value : power) QCOMPARE(value, 0.0F);
  }

  void silenceGivesFiniteFeatures() {
    FeatureMap map;
    FeatureExtractor().extract(std::vector<float>(kClipSamples, 0.0F), map);
    for (const float value : map.logmel) QCOMPARE(value, -10.0F);
    for (const float value : map.features) QCOMPARE(value, 0.0F);
  }

  void extremeLevelsGiveFiniteFeatures_data() {
    QTest::addColumn<float>("level");
    QTest::newRow("denormal") << 1e-40F;
    QTest::newRow("far beyond full scale") << 1e6F;
  }
  void extremeLevelsGiveFiniteFeatures() {
    QFETCH(float, level);
    auto samples = referenceSignal();
    for (auto& sample : samples) sample *= level;
    FeatureMap map;
    FeatureExtractor().extract(samples, map);
    for (const float value : map.features) QVERIFY(std::isfinite(value));
  }

  void channelsHaveMeanZeroAndDeviationOne() {
    FeatureMap map;
    FeatureExtractor().extract(referenceSignal(), map);
    for (std::size_t c = 0; c < kChannels; ++c) {
      double sum = 0.0;
      double squares = 0.0;
      for (const float value : map.channel(c)) {
        sum += double(value);
        squares += double(value) * double(value);
      }
      QVERIFY(std::abs(sum / kMapSize) < 1e-5);
      QVERIFY(std::abs(squares / (kMapSize - 1) - 1.0) < 1e-4);
    }
  }

  void theSameClipGivesTheSameBitsInEveryThread() {
    const auto samples = referenceSignal();
    FeatureMap expected;
    FeatureExtractor().extract(samples, expected);
    std::array<FeatureMap, 4> maps;
    std::vector<std::thread> threads;
    threads.reserve(maps.size());
    for (auto& map : maps) {
      threads.emplace_back([&samples, &map] {
        FeatureExtractor extractor;
        for (int i = 0; i < 5; ++i) extractor.extract(samples, map);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& map : maps) QVERIFY(map.features == expected.features);
  }

  void nothingIsAllocatedPerClipAfterWarmUp() {
    const auto samples = referenceSignal();
    FeatureExtractor extractor;
    FeatureMap map;
    extractor.extract(samples, map);
    const std::size_t before = test::allocations;
    for (int i = 0; i < 10; ++i) extractor.extract(samples, map);
    QCOMPARE(std::size_t(test::allocations), before);
  }
};

QTEST_GUILESS_MAIN(TestFeatureExtractor)
#include "tst_feature_extractor.moc"
