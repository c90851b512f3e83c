// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/augment/convolver.h"
#include "core/augment/impulse_response.h"
#include "core/features/feature_shape.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <filesystem>

using namespace scenelens;

namespace {

std::vector<float> noise(std::size_t size, std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> samples(size);
  for (auto& sample : samples) sample = float(random.uniform(-0.5, 0.5));
  return samples;
}

double energy(const std::vector<float>& x) {
  double sum = 0.0;
  for (const float value : x) sum += double(value) * double(value);
  return sum;
}

}  // namespace

class TestImpulseResponse final : public QObject {
  Q_OBJECT

 private slots:
  void convolutionIsTheDirectSum_data() {
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("taps");
    QTest::newRow("one tap") << 1000 << 1;
    QTest::newRow("short response") << 5000 << 300;
    QTest::newRow("response longer than the sound") << 300 << 5000;
    QTest::newRow("just a power of two") << 513 << 512;
    QTest::newRow("single sample") << 1 << 1;
  }
  void convolutionIsTheDirectSum() {
    QFETCH(int, samples);
    QFETCH(int, taps);
    const auto x = noise(std::size_t(samples), 1);
    const auto h = noise(std::size_t(taps), 2);
    std::vector<float> out(x.size());
    Convolver().convolve(x, h, false, out);
    double bound = 0.0;
    for (const float tap : h) bound += 0.5 * std::abs(double(tap));
    for (std::size_t n = 0; n < x.size(); ++n) {
      double sum = 0.0;
      for (std::size_t k = 0; k <= n && k < h.size(); ++k) sum += double(h[k]) * double(x[n - k]);
      QVERIFY(std::abs(double(out[n]) - sum) <= 1e-6 * bound);
    }
  }

  void oneConvolverServesAllSizesInPlace() {
    Convolver convolver;
    for (const std::size_t taps : {3U, 9000U, 30'000U, 3U}) {
      auto x = noise(kClipSamples, taps);
      const auto original = x;
      std::vector<float> h(taps, 0.0F);
      h.back() = 2.0F;  // a delay of taps - 1
      convolver.convolve(x, h, false, x);
      for (std::size_t n = 0; n < x.size(); n += 97) {
        const float expected = n + 1 < taps ? 0.0F : 2.0F * original[n + 1 - taps];
        QVERIFY(std::abs(x[n] - expected) < 1e-6F);
      }
    }
  }

  void energyIsKeptWhenAsked() {
    const auto x = noise(kClipSamples, 3);
    const auto h = noise(800, 4);
    std::vector<float> plain(x.size());
    std::vector<float> kept(x.size());
    Convolver convolver;
    convolver.convolve(x, h, false, plain);
    convolver.convolve(x, h, true, kept);
    QVERIFY(std::abs(energy(plain) / energy(x) - 1.0) > 0.1);
    QVERIFY(std::abs(energy(kept) / energy(x) - 1.0) < 1e-5);
    const std::vector<float> silence(100, 0.0F);
    std::vector<float> out(100, 1.0F);
    convolver.convolve(silence, h, true, out);
    QCOMPARE(out, silence);
  }

  void onlyClipsOfTheDeviceAreChosenByTheProbability() {
    SplitMix64 random(5);
    std::array<int, 4> counts{};
    for (int i = 0; i < 10'000; ++i) {
      QVERIFY(!planImpulseResponse({}, "a", 3, random));  // off by default
      QVERIFY(!planImpulseResponse({.probability = 1.0}, "b", 3, random));
      QVERIFY(!planImpulseResponse({.probability = 1.0}, "a", 0, random));
      const auto chosen = planImpulseResponse({.probability = 0.6}, "a", 3, random);
      ++counts[chosen ? *chosen : 3];
    }
    QVERIFY(std::abs(counts[3] - 4000) < 250);
    for (std::size_t i = 0; i < 3; ++i) QVERIFY(std::abs(counts[i] - 2000) < 200);
  }

  void aFolderIsReadInNameOrder() {
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("sub")));
    const auto path = [&](const char* name) {
      return folder.filePath(QString::fromLatin1(name)).toStdString();
    };
    QVERIFY(writeWav24(path("b.wav"), {0.5F, 0.25F}).has_value());
    QVERIFY(writeWav24(path("sub/a.wav"), std::vector<float>(60'000, 0.125F)).has_value());
    const auto responses = readImpulseResponses(folder.path().toStdString());
    QVERIFY2(responses.has_value(), responses ? "" : responses.error().text().c_str());
    QCOMPARE(responses->size(), std::size_t(2));
    QCOMPARE((*responses)[0].name, std::string("b.wav"));
    QCOMPARE((*responses)[0].taps, (std::vector<float>{0.5F, 0.25F}));
    QCOMPARE((*responses)[1].name, std::string("sub/a.wav"));
    QCOMPARE((*responses)[1].taps.size(), kClipSamples);  // a longer one is cut
  }

  // A click at 22.05 kHz keeps its gain: the taps' sum is the gain at 0 Hz.
  void resamplingKeepsTheGain() {
    const QTemporaryDir folder;
    const QString name = folder.filePath(QStringLiteral("click.wav"));
    std::vector<float> click(2000, 0.0F);
    click[1000] = 0.5F;
    QVERIFY(writeWav24(name.toStdString(), click).has_value());
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadWrite));
    // The header's sample rate (offset 24) and byte rate (28), halved.
    QVERIFY(file.seek(24));
    const std::array<std::uint32_t, 2> rates = {22050, 22050 * 3};
    QCOMPARE(file.write(reinterpret_cast<const char*>(rates.data()), 8), qint64(8));
    file.close();
    const auto responses = readImpulseResponses(folder.path().toStdString());
    QVERIFY2(responses.has_value(), responses ? "" : responses.error().text().c_str());
    double sum = 0.0;
    for (const float tap : responses->front().taps) sum += double(tap);
    QVERIFY2(std::abs(sum - 0.5) < 1e-3, qPrintable(QString::number(sum)));
  }

  void badFoldersAndFilesAreNamed_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no sound") << QByteArray("this is no sound");
    QTest::newRow("empty file") << QByteArray();
  }
  void badFoldersAndFilesAreNamed() {
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("bad.wav")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const auto responses = readImpulseResponses(folder.path().toStdString());
    QVERIFY(!responses);
    QVERIFY(responses.error().file.filename() == "bad.wav");
  }

  void aSilentResponseIsNamed() {
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("still.wav")).toStdString();
    QVERIFY(writeWav24(path, std::vector<float>(100, 0.0F)).has_value());
    const auto responses = readImpulseResponses(folder.path().toStdString());
    QVERIFY(!responses);
    QVERIFY(responses.error().text().find("still.wav: this impulse response is silent") !=
            std::string::npos);
  }

  void emptyAndMissingFoldersAreErrors() {
    const QTemporaryDir folder;
    QVERIFY(!readImpulseResponses(folder.path().toStdString()));
    QVERIFY(!readImpulseResponses(folder.filePath(QStringLiteral("none")).toStdString()));
  }

  void badOptionsAreNamed() {
    QVERIFY(checkImpulseResponse({}).has_value());
    QVERIFY(!checkImpulseResponse({.probability = -0.1}));
    QVERIFY(!checkImpulseResponse({.probability = double(NAN)}));
  }

  void theMicIrpCollectionIsRead() {
    const std::filesystem::path folder = SCENELENS_SHARED_DIR "/data/micirp";
    if (!std::filesystem::is_directory(folder)) QSKIP("no " SCENELENS_SHARED_DIR "/data/micirp");
    const auto responses = readImpulseResponses(folder);
    QVERIFY2(responses.has_value(), responses ? "" : responses.error().text().c_str());
    QCOMPARE(responses->size(), std::size_t(66));
    Convolver convolver;
    auto x = noise(kClipSamples, 6);
    for (const auto& response : *responses) {
      std::vector<float> out(x.size());
      convolver.convolve(x, response.taps, true, out);
      QVERIFY(std::abs(energy(out) / energy(x) - 1.0) < 1e-4);
    }
  }
};

QTEST_GUILESS_MAIN(TestImpulseResponse)
#include "tst_impulse_response.moc"
