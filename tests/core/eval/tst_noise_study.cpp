// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/demo_set.h"
#include "core/eval/noise_study.h"
#include "core/eval/quantization_study.h"
#include "tests/core/support/int8_weights.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <numeric>

using namespace scenelens;
using namespace scenelens::test;

namespace {

bool isClose(const QuantizationNoise& a, const QuantizationNoise& b) {
  if (a.points().size() != b.points().size() || a.clips() != b.clips()) return false;
  for (std::size_t i = 0; i < a.points().size(); ++i) {
    const double ratio = a.points()[i].total.ratio();
    // The order of summing may differ.
    if (std::abs(ratio - b.points()[i].total.ratio()) > 1e-6) return false;
  }
  return std::abs(a.logitError() - b.logitError()) < 1e-9;
}

}  // namespace

class TestNoiseStudy final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    DemoSetOptions options;
    options.clipsPerClass = 10;
    const std::filesystem::path root = m_scratch.path().toStdString();
    QVERIFY(writeDemoSet(root, options, JobControl()).has_value());
    auto dataset = openDataset(std::array{root}, JobControl());
    QVERIFY(dataset.has_value());
    m_dataset = std::move(*dataset);
    QCOMPARE(m_dataset.clips.size(), std::size_t{100});
    m_clips.resize(40);
    std::iota(m_clips.begin(), m_clips.end(), 30U);
    m_floats.architecture = *findArchitecture("model1");
    m_floats.weights = untrainedWeights(m_floats.architecture, 3);
    auto twin = quantizedTwin(m_floats);
    QVERIFY(twin.has_value());
    m_int8 = std::move(*twin);
  }

  void saysWhatMeasureNoiseSaysAndTellsOnTheWay() {
    const auto expected = measureNoise(m_floats, m_int8, m_dataset, m_clips, JobControl());
    QVERIFY(expected.has_value());
    const auto probe = NoiseProbe::make(m_floats, m_int8);
    QVERIFY(probe.has_value());
    std::vector<std::size_t> parts;
    std::vector<std::size_t> reports;
    JobControl control([&reports](std::size_t done, std::size_t total) {
      QCOMPARE(total, std::size_t{40});
      reports.push_back(done);
    });
    const auto noise = studyNoise(*probe, m_dataset, m_clips,
                                  {[&parts](const auto& soFar) { parts.push_back(soFar.clips()); },
                                   [](const Error& error) { QFAIL(error.text().c_str()); }},
                                  control, 1);
    QVERIFY(isClose(noise, *expected));
    QCOMPARE(parts, (std::vector<std::size_t>{14, 27, 40}));
    QCOMPARE(reports.size(), std::size_t{40});
    for (std::size_t i = 0; i < 40; ++i) QCOMPARE(reports[i], i + 1);
  }

  void leavesOutWhatCannotBeRead() {
    Dataset broken = m_dataset;
    broken.clips[37].file = "there-is-none.wav";
    const auto probe = NoiseProbe::make(m_floats, m_int8);
    QVERIFY(probe.has_value());
    std::vector<Error> errors;
    const auto noise = studyNoise(
        *probe, broken, m_clips,
        {[](const auto& /*soFar*/) {}, [&errors](const Error& error) { errors.push_back(error); }},
        JobControl());
    QCOMPARE(noise.clips(), std::size_t{39});
    QCOMPARE(errors.size(), std::size_t{1});
    QVERIFY(errors[0].text().find("there-is-none.wav") != std::string::npos);
  }

  void keepsWholePartsAfterACancel() {
    const auto probe = NoiseProbe::make(m_floats, m_int8);
    QVERIFY(probe.has_value());
    JobControl* line = nullptr;
    JobControl control([&line](std::size_t done, std::size_t /*total*/) {
      if (done == 16) line->cancel();
    });
    line = &control;
    const auto noise =
        studyNoise(*probe, m_dataset, m_clips,
                   {[](const auto& /*soFar*/) {}, [](const Error& /*error*/) {}}, control, 1);
    QCOMPARE(noise.clips(), std::size_t{14});
  }

  void nothingGivesNothing() {
    const auto probe = NoiseProbe::make(m_floats, m_int8);
    QVERIFY(probe.has_value());
    const auto noise =
        studyNoise(*probe, m_dataset, {},
                   {[](const auto& /*soFar*/) {}, [](const Error& /*error*/) {}}, JobControl());
    QCOMPARE(noise.clips(), std::size_t{0});
  }

  void weightsThatDoNotBelongTogetherAreAnError() {
    Model other = m_floats;
    other.architecture = *findArchitecture("model2");
    other.weights = untrainedWeights(other.architecture, 3);
    QVERIFY(!NoiseProbe::make(other, m_int8).has_value());
    QVERIFY(!NoiseProbe::make(m_int8, m_int8).has_value());
    Model emptied = m_int8;
    emptied.weights = {};
    QVERIFY(!NoiseProbe::make(m_floats, emptied).has_value());
  }

 private:
  QTemporaryDir m_scratch;
  Dataset m_dataset;
  std::vector<std::uint32_t> m_clips;
  Model m_floats, m_int8;
};

QTEST_GUILESS_MAIN(TestNoiseStudy)
#include "tst_noise_study.moc"
