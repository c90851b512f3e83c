// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/correction_estimate.h"
#include "core/preview/device_correction.h"
#include "core/preview/transforms.h"
#include "tests/core/preview/device_set.h"

#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

namespace {

double largestDifference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return HUGE_VAL;
  double worst = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, std::abs(double(a[i]) - double(b[i])));
  return worst;
}

}  // namespace

/// The estimate that training uses was checked against the published numbers; here the same must
/// come out.
class TestDeviceCorrection final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    for (int segment = 0; segment < 4; ++segment) {
      m_set.add(segment, 0);
      m_set.add(segment, 1);
      if (segment < 2) m_set.add(segment, 2);
    }
    m_spectra = measureDeviceSpectra(m_set.dataset, {.trainingOnly = true}, JobControl());
    QCOMPARE(m_spectra.clips.size(), std::size_t{10});
  }

  void theReportsFormIsTheOneOfTraining() {
    const auto ours = correctionBetween(m_spectra, {CorrectionForm::Report, "a", "", 0});
    QVERIFY2(ours.has_value(), ours ? "" : ours.error().text().c_str());
    const auto theirs = estimate(CorrectionForm::Report, "a");
    QVERIFY(largestDifference(ours->shift, theirs.shift(0)) < 1e-5);
    QCOMPARE(ours->pairs, std::size_t{6});
    QVERIFY(largestDifference(ours->shift, std::vector<float>(kMels)) > 0.01);
  }

  void aPairIsTheOneOfTraining() {
    const auto theirs = estimate(CorrectionForm::Pairs, "a");
    for (std::size_t pair = 0; pair < 4; ++pair) {
      const auto ours = correctionBetween(m_spectra, {CorrectionForm::Pairs, "a", "b", pair});
      QVERIFY(ours.has_value());
      QCOMPARE(ours->pairs, std::size_t{4});
      QVERIFY(ours->clips.has_value());
      QCOMPARE(m_set.dataset.device(m_set.dataset.clips[ours->clips->first]), "a");
      QCOMPARE(m_set.dataset.device(m_set.dataset.clips[ours->clips->second]), "b");
      double nearest = HUGE_VAL;
      for (std::size_t row = 0; row < theirs.rows(); ++row)
        nearest = std::min(nearest, largestDifference(ours->shift, theirs.shift(row)));
      QVERIFY2(nearest < 1e-5, qPrintable(QString::number(nearest)));
    }
    QVERIFY(!correctionBetween(m_spectra, {CorrectionForm::Pairs, "a", "b", 4}));
    QCOMPARE(correctionBetween(m_spectra, {CorrectionForm::Pairs, "a", "", 0})->pairs,
             std::size_t{6});
  }

  void kosmidersFormIsTheOneOfTraining() {
    const auto ours = correctionBetween(m_spectra, {CorrectionForm::Kosmider, "b", "a", 0});
    QVERIFY(ours.has_value());
    const auto theirs = estimate(CorrectionForm::Kosmider, "a");
    const auto index = theirs.indexOf("b");
    QVERIFY(index.has_value());
    QVERIFY(largestDifference(ours->factors, theirs.factors(*index)) < 1e-4);
    QVERIFY(largestDifference(ours->shift, theirs.shift(*index)) < 1e-5);
    QVERIFY(ours->removesMean);
  }

  void itsSoundIsTheOneOfTraining() {
    const auto ours = correctionBetween(m_spectra, {CorrectionForm::Kosmider, "b", "a", 0});
    QVERIFY(ours.has_value());
    auto expected = toneSignal();
    Stft stft;
    applyFactors(ours->factors, stft, expected);
    QCOMPARE(correctedSound(*ours, toneSignal()), expected);
  }

  /// What is heard has the spectrum that is shown: of noise within 0.5 dB in every band.
  void theSoundHasTheSpectrumThatIsShown() {
    const auto samples = noiseSignal();
    const auto before = featuresOf(samples);
    for (const auto form : {CorrectionForm::Report, CorrectionForm::Kosmider}) {
      const auto correction = correctionBetween(m_spectra, {form, "b", "a", 0});
      QVERIFY(correction.has_value());
      const auto shown = previewShift(correction->shift, before);
      const auto heard = featuresOf(correctedSound(*correction, samples));
      double worst = 0.0;
      for (std::size_t m = 1; m < kMels; ++m) {  // the mean that is taken off is in band 0
        double mean = 0.0;
        for (std::size_t t = 0; t < kFrames; ++t) {
          const std::size_t i = m * kFrames + t;
          mean += 10.0 * double(heard.logmel[i] - shown.logmel[i]) / double(kFrames);
        }
        worst = std::max(worst, std::abs(mean));
      }
      QVERIFY2(worst < 0.5, qPrintable(QString::number(worst)));
    }
  }

  void withoutASharedSecondOnlyTheReportsFormSpeaksAndSaysSo() {
    DeviceSet set;
    set.add(1, 0);
    set.add(2, 1);
    const auto spectra = measureDeviceSpectra(set.dataset, {}, JobControl());
    const auto report = correctionBetween(spectra, {CorrectionForm::Report, "a", "b", 0});
    QVERIFY(report.has_value());
    QCOMPARE(report->pairs, std::size_t{0});
    const auto own = spectra.meanPower(0);
    const auto other = spectra.meanPower(1);
    QVERIFY(std::abs(double(report->shift[100]) - std::log10(other[100] / own[100])) < 1e-5);
    QVERIFY(!correctionBetween(spectra, {CorrectionForm::Pairs, "a", "b", 0}));
    QVERIFY(!correctionBetween(spectra, {CorrectionForm::Kosmider, "a", "b", 0}));
  }

  void choicesThatMakeNoSenseAreErrors() {
    const auto reason = [this](const CorrectionChoice& choice) {
      const auto result = correctionBetween(m_spectra, choice);
      return result ? std::string() : result.error().reason;
    };
    QVERIFY(reason({CorrectionForm::Report, "z", "", 0}).find("z") != std::string::npos);
    QVERIFY(reason({CorrectionForm::Report, "a", "z", 0}).find("z") != std::string::npos);
    QVERIFY(reason({CorrectionForm::Report, "a", "a", 0}).find("same") != std::string::npos);
    QVERIFY(reason({CorrectionForm::Kosmider, "a", "", 0}).find("one other") != std::string::npos);
  }

 private:
  SpectrumCorrection estimate(CorrectionForm form, const std::string& device) const {
    EstimateOptions options;
    options.form = form;
    options.device = device;
    const auto result = estimateCorrection(m_set.dataset, options, JobControl());
    return result ? result->correction : SpectrumCorrection();
  }

  DeviceSet m_set;
  DeviceSpectra m_spectra;
};

QTEST_APPLESS_MAIN(TestDeviceCorrection)
#include "tst_device_correction.moc"
