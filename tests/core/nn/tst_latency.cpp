// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/latency.h"

#include <QTest>

#include <cmath>
#include <ctime>
#include <vector>

using namespace scenelens;

namespace {

/// Burns as many milliseconds of processor time as a list says, one entry a pass.
class Burner final : public Classifier {
 public:
  explicit Burner(std::vector<double> milliseconds) : m_milliseconds(std::move(milliseconds)) {}
  std::string engineName() const override { return "Burner"; }
  std::string_view precisionName() const override { return "Float32"; }
  Status forward(std::span<const float> /*features*/, std::span<float> /*logits*/) override {
    if (passes == failAt) return fail({"tired"});
    const double end = now() + m_milliseconds[std::size_t(passes++) % m_milliseconds.size()];
    while (now() < end) {
    }
    if (control && passes == cancelAt) control->cancel();
    return {};
  }
  int passes = 0;
  int failAt = -1;
  int cancelAt = -1;
  JobControl* control = nullptr;

 private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
  }
  std::vector<double> m_milliseconds;
};

}  // namespace

class TestLatency final : public QObject {
  Q_OBJECT

 private slots:
  void isTheMedianOfTheRunsAfterWarmingUp() {
    // Two slow passes first, then 1, 1, 1, 9, 9: a mean would say 4.2.
    Burner burner({30.0, 30.0, 1.0, 9.0, 1.0, 9.0, 1.0});
    const auto latency = measureLatency(burner, {}, JobControl(), 5);
    QVERIFY(latency.has_value());
    QCOMPARE(latency->runs, 5);
    QCOMPARE(burner.passes, 7);
    QVERIFY2(latency->milliseconds >= 1.0 && latency->milliseconds < 2.0,
             qPrintable(QString::number(latency->milliseconds)));
  }

  void anEvenNumberTakesTheMiddleTwo() {
    Burner burner({1.0, 3.0});
    const auto latency = measureLatency(burner, {}, JobControl(), 4);
    QVERIFY(latency.has_value());
    QVERIFY2(latency->milliseconds >= 2.0 && latency->milliseconds < 2.8,
             qPrintable(QString::number(latency->milliseconds)));
  }

  void takesTwentyRunsUnlessTold() {
    Burner burner({0.01});
    const auto latency = measureLatency(burner, {}, JobControl());
    QVERIFY(latency.has_value());
    QCOMPARE(latency->runs, 20);
    QCOMPARE(burner.passes, 22);
  }

  void stopsAtACancelAndAtAnError() {
    JobControl control;
    Burner burner({0.01});
    burner.control = &control;
    burner.cancelAt = 5;
    QCOMPARE(measureLatency(burner, {}, control).error().reason, std::string("cancelled"));
    QCOMPARE(burner.passes, 5);
    Burner failing({0.01});
    failing.failAt = 1;
    QCOMPARE(measureLatency(failing, {}, JobControl()).error().reason, std::string("tired"));
  }
};

QTEST_GUILESS_MAIN(TestLatency)
#include "tst_latency.moc"
