// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/theme.h"
#include "widgets/live/level_meter.h"
#include "widgets/plot/plot_table.h"

#include <QPixmap>

#include <cmath>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// `count` samples of this magnitude.
StreamLevel level(double amplitude, std::int64_t clipped = 0, std::int64_t count = 1000) {
  return {.peak = float(amplitude),
          .sumOfSquares = amplitude * amplitude * double(count),
          .samples = count,
          .clipped = clipped};
}

}  // namespace

class TestLevelMeter final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_meter = std::make_unique<LevelMeter>();
    m_meter->resize(320, m_meter->sizeHint().height());
    m_meter->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_meter.get()));
  }
  void cleanup() { m_meter.reset(); }

  void saysTheLevelInDbOfFullScale() {
    QCOMPARE(plotSummary(*m_meter), u"Silence"_s);
    m_meter->setLevel(level(0.1));
    QVERIFY(std::abs(m_meter->rmsDb() + 20.0) < 1e-5);
    QCOMPARE(plotSummary(*m_meter), u"RMS -20 dBFS, peak -20 dBFS"_s);
    m_meter->setLevel({});  // nothing was heard since
    QVERIFY(std::abs(m_meter->rmsDb() + 20.0) < 1e-5);
  }

  void theBarIsAsLongAsTheLevelIsHigh_data() {
    QTest::addColumn<double>("db");
    for (const double db : {-60.0, -45.0, -30.0, -15.0, 0.0}) QTest::addRow("%.0f dB", db) << db;
  }
  void theBarIsAsLongAsTheLevelIsHigh() {
    QFETCH(double, db);
    m_meter->setLevel(level(1.0));
    const int full = filled();
    QVERIFY(full > 200);
    m_meter->reset();
    m_meter->setLevel(level(std::pow(10.0, db / 20.0)));
    const double expected = full * (db + 60.0) / 60.0;
    // The line of the peak and the round end cover a little of it.
    QVERIFY2(std::abs(filled() - expected) <= 4.0, QByteArray::number(filled()));
  }

  void thePeakStaysForAWhileAndFallsThen() {
    m_meter->setLevel(level(0.5));
    m_meter->setLevel(level(0.01));
    QVERIFY(plotSummary(*m_meter).endsWith(u"peak -6 dBFS"_s));
    QTest::qWait(1600);
    m_meter->setLevel(level(0.01));
    QVERIFY(plotSummary(*m_meter).endsWith(u"peak -40 dBFS"_s));
  }

  void theLampStaysOnUntilItIsClicked() {
    const QColor off = lamp();
    m_meter->setLevel(level(1.0, 3));
    m_meter->setLevel(level(0.1, 0));
    QVERIFY(m_meter->hasClipped());
    QVERIFY(plotSummary(*m_meter).contains(u"clipped samples: 3"_s));
    const auto wrong = themeColours(m_meter->palette()).wrong;
    QCOMPARE(lamp().rgb(), wrong.rgb());
    QVERIFY(off.rgb() != wrong.rgb());
    QTest::mouseClick(m_meter.get(), Qt::LeftButton, {}, QPoint(20, 5));  // the bar: no
    QVERIFY(m_meter->hasClipped());
    QTest::mouseClick(m_meter.get(), Qt::LeftButton, {}, lampPlace());
    QVERIFY(!m_meter->hasClipped());
    QCOMPARE(lamp().rgb(), off.rgb());
  }

  void resetForgetsEverything() {
    m_meter->setLevel(level(1.0, 5));
    m_meter->reset();
    QVERIFY(!m_meter->hasClipped());
    QCOMPARE(plotSummary(*m_meter), u"Silence"_s);
    QCOMPARE(filled(), 0);
  }

 private:
  [[nodiscard]] QImage picture() const { return m_meter->grab().toImage(); }
  /// Pixels of the accent in a row through the bar.
  [[nodiscard]] int filled() const {
    const QImage image = picture();
    const QRgb accent = themeColours(m_meter->palette()).accent.rgb();
    int count = 0;
    for (int x = 0; x < image.width(); ++x) count += image.pixel(x, 6) == accent;
    return count;
  }
  /// The lamp stands over the word at the right end.
  [[nodiscard]] QPoint lampPlace() const {
    const int word = QFontMetrics(smallFont(*m_meter)).horizontalAdvance(u"clip"_s);
    return {m_meter->width() - std::max(14, word) / 2, 5};
  }
  [[nodiscard]] QColor lamp() const { return picture().pixelColor(lampPlace()); }

  std::unique_ptr<LevelMeter> m_meter;
};

SCENELENS_GUI_TEST_MAIN(TestLevelMeter)
#include "tst_level_meter.moc"
