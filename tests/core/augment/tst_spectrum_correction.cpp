// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/spectrum_correction.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace scenelens;

namespace {

SpectrumCorrection tenPairs() {
  SpectrumCorrection correction;
  correction.others = {"b", "s1"};
  correction.pairs = 10;
  correction.shifts.resize(10 * kMels);
  correction.rowDevices.assign(10, 0);
  return correction;
}

const std::vector<std::string_view> kDevices = {"a", "b", "a", "s1", "a", "s4", ""};

}  // namespace

class TestSpectrumCorrection final : public QObject {
  Q_OBJECT

 private slots:
  void formsHaveNames() {
    for (const auto form :
         {CorrectionForm::Pairs, CorrectionForm::Report, CorrectionForm::Kosmider})
      QVERIFY(correctionFormFromName(correctionFormName(form)) == form);
    QVERIFY(!correctionFormFromName("Pairs"));
  }

  void aSeedGivesTheseRows() {
    SplitMix64 random(11);
    const auto plan = planCorrection(tenPairs(), {.probability = 1.0}, kDevices, random);
    QCOMPARE(plan, (std::vector<std::int32_t>{5, -1, 9, -1, 0, -1, -1}));
  }

  void pairsTouchOnlyTheDeviceInTwelveOfThirteenBatches() {
    SplitMix64 random(1);
    int corrected = 0;
    std::set<std::int32_t> rows;
    for (int i = 0; i < 13'000; ++i) {
      const auto plan = planCorrection(tenPairs(), {}, kDevices, random);
      corrected += plan[0] >= 0 ? 1 : 0;
      for (std::size_t c = 0; c < plan.size(); ++c) {
        // All clips of the device, or none of the batch.
        QCOMPARE(plan[c] >= 0, kDevices[c] == "a" && plan[0] >= 0);
        if (plan[c] >= 0) rows.insert(plan[c]);
      }
    }
    QVERIFY2(std::abs(corrected - 12'000) < 152,
             qPrintable(QString::number(corrected)));  // 5 sigma
    QCOMPARE(rows.size(), std::size_t(10));
    QCOMPARE(*rows.rbegin(), 9);
  }

  void theReportsFormGivesTheDeviceItsOneRow() {
    auto correction = tenPairs();
    correction.form = CorrectionForm::Report;
    correction.shifts.resize(kMels);
    SplitMix64 random(2);
    const auto plan = planCorrection(correction, {.probability = 1.0}, kDevices, random);
    QCOMPARE(plan, (std::vector<std::int32_t>{0, -1, 0, -1, 0, -1, -1}));
    QCOMPARE(planCorrection(correction, {.probability = 0.0}, kDevices, random),
             std::vector<std::int32_t>(7, -1));
  }

  void kosmidersFormMapsTheOtherDevicesAlways() {
    auto correction = tenPairs();
    correction.form = CorrectionForm::Kosmider;
    correction.shifts.resize(2 * kMels);
    SplitMix64 random(3);
    const auto plan = planCorrection(correction, {.probability = 0.0}, kDevices, random);
    QCOMPARE(plan, (std::vector<std::int32_t>{-1, 0, -1, 1, -1, -1, -1}));
    QCOMPARE(random.next(), SplitMix64(3).next());
  }

  void aShiftIsAddedToEveryFrameOfItsBand() {
    std::vector<float> shift(kMels);
    for (std::size_t m = 0; m < kMels; ++m) shift[m] = float(m) / 64.0F;
    std::vector<float> logmel(kMapSize, -2.0F);
    applyShift(shift, logmel);
    for (std::size_t i = 0; i < kMapSize; ++i) QCOMPARE(logmel[i], shift[i / kFrames] - 2.0F);
  }

  void constantFactorsAreAConstantShift() {
    const auto shift = melShiftOfFactors(std::vector<float>(Stft::kBins, 10.0F));
    QCOMPARE(shift.size(), kMels);
    for (const float value : shift) QVERIFY(std::abs(value - 2.0F) < 1e-6F);
  }

  void factorsActOnTheSoundAndTakeItsMeanAway() {
    std::vector<float> samples(kClipSamples);
    SplitMix64 random(4);
    for (auto& sample : samples) sample = float(random.uniform(-0.1, 0.3));
    double mean = 0.0;
    for (const float sample : samples) mean += double(sample) / double(samples.size());
    auto out = samples;
    Stft stft;
    applyFactors(std::vector<float>(Stft::kBins, 0.5F), stft, out);
    for (std::size_t n = 0; n < out.size(); ++n)
      QVERIFY(std::abs(double(out[n]) - 0.5 * (double(samples[n]) - mean)) < 1e-6);
  }

  void badOptionsAreNamed() {
    QVERIFY(checkCorrection({}).has_value());
    QVERIFY(!checkCorrection({.probability = 2.0}));
    QVERIFY(!checkCorrection({.probability = double(NAN)}));
  }
};

QTEST_GUILESS_MAIN(TestSpectrumCorrection)
#include "tst_spectrum_correction.moc"
