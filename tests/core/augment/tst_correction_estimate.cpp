// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/augment/aligned_clips.h"
#include "core/augment/convolver.h"
#include "core/augment/correction_estimate.h"
#include "core/base/safetensors.h"
#include "core/features/feature_extractor.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <numbers>

using namespace scenelens;

namespace {

/// A data set in the official layout that grows clip by clip.
class MadeSet {
 public:
  MadeSet() { QDir(m_folder.path()).mkpath(QStringLiteral("audio")); }

  /// Lists "park-paris-1-SEGMENT-0-DEVICE" and writes its sound, if there is one.
  void add(int segment, const std::string& device, const std::vector<float>& sound,
           bool train = true) {
    const std::string file =
        "audio/park-paris-1-" + std::to_string(segment) + "-0-" + device + ".wav";
    m_meta += file + "\tpark\tparis-1\t" + device + "\n";
    (train ? m_train : m_test) += file + (train ? "\tpark\n" : "\n");
    if (!sound.empty()) QVERIFY(writeWav24(path() / file, sound).has_value());
  }

  [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }

  [[nodiscard]] Dataset open(bool withFold = true) const {
    QDir(m_folder.path()).mkpath(QStringLiteral("evaluation_setup"));
    write("meta.csv", "filename\tscene_label\tidentifier\tsource_label\n" + m_meta);
    if (withFold) {
      write("evaluation_setup/fold1_train.csv", "filename\tscene_label\n" + m_train);
      write("evaluation_setup/fold1_test.csv", "filename\n" + m_test);
    }
    auto dataset = openDataset(std::array{path()}, JobControl());
    return dataset ? *dataset : Dataset();
  }

 private:
  void write(const char* name, const std::string& text) const {
    QFile file(m_folder.filePath(QString::fromLatin1(name)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.data(), qint64(text.size()));
  }

  QTemporaryDir m_folder;
  std::string m_meta;
  std::string m_train;
  std::string m_test;
};

std::vector<float> noise(std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> sound(kClipSamples);
  for (auto& sample : sound) sample = float(random.uniform(-0.2, 0.2));
  return sound;
}

std::vector<float> filtered(const std::vector<float>& sound, const std::vector<float>& taps) {
  std::vector<float> out(sound.size());
  Convolver().convolve(sound, taps, false, out);
  return out;
}

std::vector<double> meanPower(const std::vector<float>& sound) {
  std::vector<float> power(kMapSize);
  FeatureExtractor().melPower(sound, power);
  std::vector<double> mean(kMels, 0.0);
  for (std::size_t i = 0; i < kMapSize; ++i) mean[i / kFrames] += double(power[i]) / kFrames;
  return mean;
}

/// A microphone: 1 at 0 Hz, 0.6 at 22,050 Hz, a delay of one sample.
const std::vector<float> kMicrophone = {0.1F, 0.8F, 0.1F};
double microphoneGain(std::size_t bin) {
  return 0.8 + 0.2 * std::cos(2.0 * std::numbers::pi * double(bin) / double(Stft::kSize));
}

SpectrumCorrection estimate(const Dataset& dataset, CorrectionForm form, unsigned threads = 0) {
  const auto result = estimateCorrection(dataset, {.form = form, .threads = threads}, JobControl());
  if (!result) {
    qWarning("%s", result.error().text().c_str());
    return {};
  }
  return result->correction;
}

}  // namespace

class TestCorrectionEstimate final : public QObject {
  Q_OBJECT

 private slots:
  void pairsAreThoseOfThePublishedCode() {
    const std::filesystem::path root = SCENELENS_SHARED_DIR "/data/tau-mini";
    const auto golden =
        readSafetensors(SCENELENS_SHARED_DIR "/golden/spectrum_correction_pairs.safetensors");
    if (!golden || !std::filesystem::exists(root)) QSKIP("no " SCENELENS_SHARED_DIR "/golden");
    const auto dataset = openDataset(std::array{root}, JobControl());
    QVERIFY(dataset.has_value());
    const auto correction = estimate(*dataset, CorrectionForm::Pairs);
    QCOMPARE(correction.pairs, std::int64_t(10));
    QCOMPARE(correction.others, std::vector<std::string>{"b"});
    QCOMPARE(correction.rowDevices, std::vector<std::int32_t>(10, 0));
    const auto expected = golden->find("difference")->floats();
    QCOMPARE(correction.shifts.size(), expected.size());
    float largest = 0.0F;
    for (std::size_t i = 0; i < expected.size(); ++i)
      largest = std::max(largest, std::abs(correction.shifts[i] - expected[i]));
    qInfo("largest difference %g", double(largest));
    QVERIFY(largest < 1e-4F);
  }

  void pairsHaveTheirOwnOffsets() {
    MadeSet set;
    const auto a = noise(1);
    set.add(1, "a", a);
    set.add(1, "s1", std::vector<float>(kClipSamples, 0.0F));
    const auto correction = estimate(set.open(), CorrectionForm::Pairs);
    const auto power = meanPower(a);
    QCOMPARE(correction.shifts.size(), kMels);
    for (std::size_t m = 0; m < kMels; ++m)
      QVERIFY(std::abs(double(correction.shifts[m]) - (-10.0 - std::log10(power[m] + 1e-6))) <
              1e-4);
  }

  void theReportsShiftMovesTheDeviceToTheMeanOfTheOthers() {
    MadeSet set;
    const auto first = noise(1);
    auto second = noise(2);
    for (auto& sample : second) sample *= 0.5F;
    set.add(1, "a", first);
    set.add(1, "b", first);
    set.add(1, "c", filtered(first, {2.0F}));
    set.add(2, "a", second);
    set.add(2, "b", second);
    const auto correction = estimate(set.open(), CorrectionForm::Report);
    QCOMPARE(correction.pairs, std::int64_t(3));
    QCOMPARE(correction.others, (std::vector<std::string>{"b", "c"}));
    QCOMPARE(correction.rows(), std::size_t(1));
    const auto p1 = meanPower(first);
    const auto p2 = meanPower(second);
    for (std::size_t m = 0; m < kMels; ++m) {
      // b has the first and the second second, c four times the power of the first.
      const double b = (p1[m] + p2[m]) / 2.0;
      const double expected = std::log10((b + 4.0 * p1[m]) / (b + p1[m]));
      QVERIFY(std::abs(double(correction.shifts[m]) - expected) < 1e-4);
    }
  }

  void kosmiderFindsTheFilterOfAMadeDeviceAndUndoesIt() {
    MadeSet set;
    for (int i = 0; i < 6; ++i) {
      const auto sound = noise(std::uint64_t(i) + 10);
      set.add(i, "a", sound);
      set.add(i, "s2", filtered(sound, kMicrophone));
    }
    const auto correction = estimate(set.open(), CorrectionForm::Kosmider);
    QCOMPARE(correction.pairs, std::int64_t(6));
    QCOMPARE(correction.coefficients.size(), Stft::kBins);
    double worst = 0.0;
    double squares = 0.0;
    // Where the noise happens to be weak, the log ratio of a frame is far off: single bins of six
    // clips stray by some percent, most by tenths. The lowest bins share the sound's mean, which is
    // taken away.
    for (std::size_t k = 2; k < Stft::kBins; ++k) {
      const double product = double(correction.coefficients[k]) * microphoneGain(k);
      worst = std::max(worst, std::abs(product - 1.0));
      squares += std::pow(product - 1.0, 2) / double(Stft::kBins - 2);
    }
    qInfo("factors within %.2g, rms %.2g", worst, std::sqrt(squares));
    QVERIFY(worst < 0.05);
    QVERIFY(std::sqrt(squares) < 0.01);

    // A new sound by that device, brought back: only the microphone's delay of a sample is left.
    const auto original = noise(99);
    auto recorded = filtered(original, kMicrophone);
    const auto raw = recorded;
    Stft stft;
    applyFactors(correction.factors(0), stft, recorded);
    double before = 0.0;
    double after = 0.0;
    double power = 0.0;
    for (std::size_t n = 2048; n + 2048 < kClipSamples; ++n) {
      const auto wanted = double(original[n - 1]);
      before += std::pow(double(raw[n]) - wanted, 2);
      after += std::pow(double(recorded[n]) - wanted, 2);
      power += wanted * wanted;
    }
    qInfo("relative error %.3g before, %.2g after", std::sqrt(before / power),
          std::sqrt(after / power));
    QVERIFY(std::sqrt(before / power) > 0.15);
    QVERIFY(std::sqrt(after / power) < 0.01);

    // The same for the network: log-Mels, all bands and frames.
    std::vector<float> wanted(kMapSize);
    std::vector<float> corrected(kMapSize);
    FeatureExtractor extractor;
    extractor.logMel(original, wanted);
    extractor.logMel(raw, corrected);
    double rawMean = 0.0;
    double mean = 0.0;
    for (std::size_t i = 0; i < kMapSize; ++i)
      rawMean += std::abs(double(corrected[i] - wanted[i])) / kMapSize;
    applyShift(correction.shift(0), corrected);
    for (std::size_t i = 0; i < kMapSize; ++i)
      mean += std::abs(double(corrected[i] - wanted[i])) / kMapSize;
    qInfo("log-Mel error %.3g before, %.2g after", rawMean, mean);
    QVERIFY(rawMean > 0.05);
    QVERIFY(mean < 0.01);
  }

  void theResultDoesNotDependOnTheThreads() {
    MadeSet set;
    for (int i = 0; i < 70; ++i) {
      const auto sound = noise(std::uint64_t(i));
      set.add(i, "a", sound);
      set.add(i, i % 3 == 0 ? "b" : "s1", filtered(sound, {0.7F, 0.2F}));
    }
    const auto dataset = set.open();
    for (const auto form :
         {CorrectionForm::Pairs, CorrectionForm::Report, CorrectionForm::Kosmider}) {
      const auto alone = estimate(dataset, form, 1);
      QCOMPARE(alone.pairs, std::int64_t(70));
      QVERIFY(estimate(dataset, form, 3) == alone);
    }
    // Rows stand in the data set's order.
    const auto pairs = estimate(dataset, CorrectionForm::Pairs, 2);
    for (std::size_t i = 0; i < 70; ++i) QCOMPARE(pairs.rowDevices[i], i % 3 == 0 ? 0 : 1);
  }

  void onlyTheTrainingFoldCounts() {
    MadeSet set;
    const auto sound = noise(1);
    set.add(1, "a", sound);
    set.add(1, "b", sound);
    set.add(2, "a", sound, false);
    set.add(2, "s6", sound, false);
    set.add(3, "a", sound);
    set.add(3, "s5", sound, false);
    const auto dataset = set.open();
    const auto correction = estimate(dataset, CorrectionForm::Pairs);
    QCOMPARE(correction.pairs, std::int64_t(1));
    QCOMPARE(correction.others, std::vector<std::string>{"b"});
    const auto groups = findAlignedClips(dataset, "a");
    QVERIFY(groups.has_value());
    QCOMPARE(groups->size(), std::size_t(1));
    QCOMPARE(groups->front().others.size(), std::size_t(1));
  }

  void withoutAlignedClipsOrFoldItIsAnError() {
    MadeSet set;
    const auto sound = noise(1);
    set.add(1, "a", sound);
    set.add(2, "b", sound);
    const auto unaligned = estimateCorrection(set.open(), {}, JobControl());
    QVERIFY(!unaligned);
    QVERIFY(unaligned.error().reason.find("no clip of device 'a'") != std::string::npos);
    MadeSet foldless;
    foldless.add(1, "a", sound);
    foldless.add(1, "b", sound);
    const auto result = estimateCorrection(foldless.open(false), {}, JobControl());
    QVERIFY(!result);
    QVERIFY(result.error().reason.find("no training fold") != std::string::npos);
    QVERIFY(!estimateCorrection(Dataset(), {}, JobControl()));
  }

  void missingAndDamagedClipsAreNamedAndSkippedOnlyWhenAsked() {
    MadeSet set;
    const auto sound = noise(1);
    set.add(1, "a", sound);
    set.add(1, "b", sound);
    set.add(2, "a", {});  // listed, but not there: its whole group goes
    set.add(2, "b", sound);
    set.add(3, "a", sound);
    set.add(3, "b", sound);
    set.add(3, "c", sound);
    QFile damaged(QString::fromStdString((set.path() / "audio/park-paris-1-3-0-c.wav").string()));
    QVERIFY(damaged.resize(1000));
    const auto dataset = set.open();
    const auto strict = estimateCorrection(dataset, {}, JobControl());
    QVERIFY(!strict);
    QVERIFY2(strict.error().file.filename() == "park-paris-1-2-0-a.wav",
             strict.error().text().c_str());
    const auto lenient = estimateCorrection(dataset, {.skipUnreadable = true}, JobControl());
    QVERIFY2(lenient.has_value(), lenient ? "" : lenient.error().text().c_str());
    QCOMPARE(lenient->correction.pairs, std::int64_t(2));
    QCOMPARE(lenient->correction.others, std::vector<std::string>{"b"});
    QCOMPARE(lenient->skipped.size(), std::size_t(2));
    QVERIFY(lenient->skipped[0].file.filename() == "park-paris-1-2-0-a.wav");
    QVERIFY(lenient->skipped[1].file.filename() == "park-paris-1-3-0-c.wav");
  }

  void whenNothingIsLeftItIsAnError() {
    MadeSet set;
    set.add(1, "a", {});
    set.add(1, "b", noise(1));
    const auto result = estimateCorrection(set.open(), {.skipUnreadable = true}, JobControl());
    QVERIFY(!result);
    QVERIFY(result.error().text().find("park-paris-1-1-0-a.wav") != std::string::npos);
  }

  void itReportsProgressAndStopsWhenCancelled() {
    MadeSet set;
    const auto sound = noise(1);
    for (int i = 0; i < 8; ++i) {
      set.add(i, "a", sound);
      set.add(i, "b", sound);
    }
    const auto dataset = set.open();
    std::size_t last = 0;
    const JobControl watching([&](std::size_t done, std::size_t total) {
      QCOMPARE(total, std::size_t(8));
      QCOMPARE(done, last + 1);
      last = done;
    });
    QVERIFY(estimateCorrection(dataset, {}, watching).has_value());
    QCOMPARE(last, std::size_t(8));

    JobControl* control = nullptr;
    std::size_t seen = 0;
    JobControl stopping([&](std::size_t done, std::size_t) {
      seen = done;
      if (done == 2) control->cancel();
    });
    control = &stopping;
    QVERIFY(!estimateCorrection(dataset, {.threads = 1}, stopping));
    QCOMPARE(seen, std::size_t(2));
  }
};

QTEST_GUILESS_MAIN(TestCorrectionEstimate)
#include "tst_correction_estimate.moc"
