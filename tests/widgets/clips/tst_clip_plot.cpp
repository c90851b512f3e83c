// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/mel_filterbank.h"
#include "tests/widgets/gui_test.h"
#include "widgets/clips/clip_plot.h"

#include <QLabel>
#include <qcustomplot.h>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr double kLowestBand = -0.5;
constexpr double kHighestBand = double(kMels) - 0.5;

/// Silence, then a level of 0.25; maps whose cells all differ.
std::shared_ptr<const ClipAnalysis> syntheticAnalysis() {
  auto analysis = std::make_shared<ClipAnalysis>();
  analysis->audio.samples.assign(kClipSamples, 0.0F);
  std::fill(analysis->audio.samples.begin() + kClipSamples / 2, analysis->audio.samples.end(),
            0.25F);
  analysis->map.logmel.resize(kMapSize);
  analysis->map.features.resize(kFeatureSize);
  for (std::size_t i = 0; i < kMapSize; ++i) {
    analysis->map.logmel[i] = -8.0F + 8.0F * float(i) / float(kMapSize);
    analysis->map.features[i] = 99.0F;  // the normalised log-Mel is not what is shown
    analysis->map.features[kMapSize + i] = -3.0F + 6.0F * float(i) / float(kMapSize);
  }
  return analysis;
}

std::vector<QCPColorMap*> mapsOf(const ClipPlot& plot) {
  std::vector<QCPColorMap*> maps;
  for (int i = 0; i < plot.plot()->plottableCount(); ++i) {
    if (auto* map = qobject_cast<QCPColorMap*>(plot.plot()->plottable(i))) maps.push_back(map);
  }
  return maps;
}

QPoint centreOf(const ClipPlot& plot, int rect) {
  return plot.plot()->axisRect(rect)->rect().center();
}

void wheel(const ClipPlot& plot, const QPoint& at, int steps,
           Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWheelEvent event(at, plot.plot()->mapToGlobal(at), {}, {0, 120 * steps}, Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(plot.plot(), &event);
}

void mouse(const ClipPlot& plot, QEvent::Type type, const QPoint& at) {
  const bool move = type == QEvent::MouseMove;
  QMouseEvent event(type, at, plot.plot()->mapToGlobal(at), move ? Qt::NoButton : Qt::LeftButton,
                    type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton,
                    Qt::NoModifier);
  QApplication::sendEvent(plot.plot(), &event);
}

void drag(const ClipPlot& plot, const QPoint& from, const QPoint& to) {
  mouse(plot, QEvent::MouseButtonPress, from);
  for (int i = 1; i <= 4; ++i) mouse(plot, QEvent::MouseMove, from + (to - from) * i / 4);
  mouse(plot, QEvent::MouseButtonRelease, to);
}

void hover(const ClipPlot& plot, const QPoint& at) {
  QMouseEvent event(QEvent::MouseMove, at, plot.plot()->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                    Qt::NoModifier);
  QApplication::sendEvent(plot.plot(), &event);
}

}  // namespace

class TestClipPlot final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    applyTheme(*qApp, ThemeChoice::Light);
    m_plot = std::make_unique<ClipPlot>();
    m_plot->resize(700, 600);
    m_plot->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
    m_plot->setAnalysis(syntheticAnalysis());
    m_plot->plot()->replot();
  }

  void mapsShowLevelsInDecibelsAndTheDelta() {
    const auto analysis = syntheticAnalysis();
    const auto maps = mapsOf(*m_plot);
    QCOMPARE(maps.size(), std::size_t{2});
    for (auto* map : maps) {
      QCOMPARE(map->data()->keySize(), int(kFrames));
      QCOMPARE(map->data()->valueSize(), int(kMels));
    }
    for (std::size_t band = 0; band < kMels; ++band) {
      for (std::size_t frame = 0; frame < kFrames; ++frame) {
        const std::size_t i = band * kFrames + frame;
        QCOMPARE(maps[0]->data()->cell(int(frame), int(band)),
                 10.0 * double(analysis->map.logmel[i]));
        QCOMPARE(maps[1]->data()->cell(int(frame), int(band)),
                 double(analysis->map.features[kMapSize + i]));
      }
    }
  }

  void cellsLieAtTheTimesOfTheirFrames() {
    for (auto* map : mapsOf(*m_plot)) {
      double key = 0.0;
      double value = 0.0;
      map->data()->cellToCoord(0, 0, &key, &value);
      QCOMPARE(key, 0.0);
      QCOMPARE(value, 0.0);
      map->data()->cellToCoord(43, 255, &key, &value);
      QCOMPARE(key, 43.0 * 1024.0 / 44100.0);
      QCOMPARE(value, 255.0);
    }
  }

  void theWaveformHasEverySample() {
    const auto* graph = m_plot->plot()->graph(0);
    QCOMPARE(graph->dataCount(), int(kClipSamples));
    QCOMPARE(graph->data()->at(0)->value, 0.0);
    QCOMPARE(graph->data()->at(int(kClipSamples) - 1)->value, 0.25);
    QCOMPARE(graph->data()->at(22050)->key, 0.5);
    const auto range = graph->valueAxis()->range();
    QVERIFY(range.contains(0.25) && range.contains(-0.25));
    QCOMPARE(range.lower, -range.upper);
  }

  void theWheelZoomsAllPlotsAroundThePointer() {
    for (int rect = 0; rect < 3; ++rect) {
      m_plot->fit();
      m_plot->plot()->replot();
      const auto* axis = m_plot->plot()->axisRect(rect)->axis(QCPAxis::atBottom);
      const QPoint at = centreOf(*m_plot, rect) - QPoint(80, 0);
      const double under = axis->pixelToCoord(at.x());
      wheel(*m_plot, at, 3);
      const auto [lower, upper] = m_plot->timeRange();
      QVERIFY(upper - lower < 0.7);
      QVERIFY(std::abs(axis->pixelToCoord(at.x()) - under) < 1e-9);
      QVERIFY(allTimeAxesAgree());
      QCOMPARE(m_plot->bandRange(), std::pair(kLowestBand, kHighestBand));
      wheel(*m_plot, at, -3);
      QVERIFY(std::abs(m_plot->timeRange().second - 1.0) < 1e-9);
    }
  }

  void theWheelWithControlZoomsBothMapsInFrequency() {
    for (const int rect : {1, 2}) {
      m_plot->fit();
      m_plot->plot()->replot();
      const auto* axis = m_plot->plot()->axisRect(rect)->axis(QCPAxis::atLeft);
      const QPoint at = centreOf(*m_plot, rect) - QPoint(0, 20);
      const double under = axis->pixelToCoord(at.y());
      wheel(*m_plot, at, 4, Qt::ControlModifier);
      const auto [lower, upper] = m_plot->bandRange();
      QVERIFY(upper - lower < 200.0);
      QVERIFY(std::abs(axis->pixelToCoord(at.y()) - under) < 1e-6);
      QCOMPARE(m_plot->plot()->axisRect(1)->axis(QCPAxis::atLeft)->range(),
               m_plot->plot()->axisRect(2)->axis(QCPAxis::atLeft)->range());
      QCOMPARE(m_plot->timeRange(), std::pair(0.0, 1.0));
      // Without the key it is the time's turn again.
      wheel(*m_plot, at, 1);
      QVERIFY(m_plot->timeRange().second - m_plot->timeRange().first < 0.9);
      QCOMPARE(m_plot->bandRange(), std::pair(lower, upper));
    }
  }

  void zoomEndsAtTheClipAndAtAFewSamples() {
    const QPoint at = centreOf(*m_plot, 1);
    for (int i = 0; i < 20; ++i) wheel(*m_plot, at, -5);
    QCOMPARE(m_plot->timeRange(), std::pair(0.0, 1.0));
    for (int i = 0; i < 20; ++i) wheel(*m_plot, at, -5, Qt::ControlModifier);
    QCOMPARE(m_plot->bandRange(), std::pair(kLowestBand, kHighestBand));
    for (int i = 0; i < 40; ++i) wheel(*m_plot, at, 5);
    auto [lower, upper] = m_plot->timeRange();
    QVERIFY(upper - lower > 0.004 && upper - lower < 0.006);
    QVERIFY(lower >= 0.0 && upper <= 1.0);
    for (int i = 0; i < 40; ++i) wheel(*m_plot, at, 5, Qt::ControlModifier);
    std::tie(lower, upper) = m_plot->bandRange();
    QVERIFY(upper - lower > 7.9 && upper - lower < 8.1);
    QVERIFY(lower >= kLowestBand && upper <= kHighestBand);
    QVERIFY(allTimeAxesAgree());
  }

  void draggingPansAllPlotsUpToTheEnds() {
    m_plot->setTimeRange(0.4, 0.6);
    m_plot->plot()->replot();
    for (int rect = 0; rect < 3; ++rect) {
      const auto before = m_plot->timeRange();
      const QPoint from = centreOf(*m_plot, rect);
      drag(*m_plot, from, from + QPoint(60, 0));
      const auto after = m_plot->timeRange();
      const double perPixel = 0.2 / m_plot->plot()->axisRect(rect)->width();
      QVERIFY(std::abs((before.first - after.first) - 60.0 * perPixel) < 2.0 * perPixel);
      QVERIFY(std::abs((after.second - after.first) - 0.2) < 1e-9);
      QVERIFY(allTimeAxesAgree());
    }
    for (int i = 0; i < 10; ++i) {
      drag(*m_plot, centreOf(*m_plot, 0), centreOf(*m_plot, 0) + QPoint(250, 0));
    }
    QVERIFY(std::abs(m_plot->timeRange().first) < 1e-12);
    QVERIFY(std::abs(m_plot->timeRange().second - 0.2) < 1e-9);
    for (int i = 0; i < 20; ++i) {
      drag(*m_plot, centreOf(*m_plot, 2), centreOf(*m_plot, 2) - QPoint(250, 0));
    }
    QVERIFY(std::abs(m_plot->timeRange().second - 1.0) < 1e-9);
    QVERIFY(std::abs(m_plot->timeRange().first - 0.8) < 1e-9);
  }

  void draggingPansInFrequencyWhenZoomed() {
    wheel(*m_plot, centreOf(*m_plot, 1), 6, Qt::ControlModifier);
    m_plot->plot()->replot();
    const auto before = m_plot->bandRange();
    drag(*m_plot, centreOf(*m_plot, 1), centreOf(*m_plot, 1) + QPoint(0, 30));
    const auto after = m_plot->bandRange();
    QVERIFY(after.first > before.first);
    QVERIFY(std::abs((after.second - after.first) - (before.second - before.first)) < 1e-6);
    for (int i = 0; i < 10; ++i) {
      drag(*m_plot, centreOf(*m_plot, 1), centreOf(*m_plot, 1) + QPoint(0, 70));
    }
    QVERIFY(std::abs(m_plot->bandRange().second - kHighestBand) < 1e-6);
  }

  void fitShowsEverythingAgain() {
    wheel(*m_plot, centreOf(*m_plot, 1), 5);
    wheel(*m_plot, centreOf(*m_plot, 1), 5, Qt::ControlModifier);
    m_plot->fit();
    QCOMPARE(m_plot->timeRange(), std::pair(0.0, 1.0));
    QCOMPARE(m_plot->bandRange(), std::pair(kLowestBand, kHighestBand));
    QVERIFY(allTimeAxesAgree());
  }

  void zoomAndPanByCommand() {
    m_plot->zoomTime(0.5);
    QCOMPARE(m_plot->timeRange(), std::pair(0.25, 0.75));
    m_plot->panTime(0.25);
    QCOMPARE(m_plot->timeRange(), std::pair(0.375, 0.875));
    m_plot->panTime(10.0);
    QCOMPARE(m_plot->timeRange(), std::pair(0.5, 1.0));
    m_plot->panTime(-10.0);
    QCOMPARE(m_plot->timeRange(), std::pair(0.0, 0.5));
    m_plot->zoomTime(100.0);
    QCOMPARE(m_plot->timeRange(), std::pair(0.0, 1.0));
    m_plot->setTimeRange(-5.0, 0.1);
    QVERIFY(m_plot->timeRange().first >= 0.0 && m_plot->timeRange().second <= 1.0);
  }

  void theZoomStaysWhenTheNextClipComes() {
    m_plot->setTimeRange(0.3, 0.6);
    const auto before = m_plot->timeRange();
    m_plot->setAnalysis(syntheticAnalysis());
    QCOMPARE(m_plot->timeRange(), before);
    QCOMPARE(before.first, 0.3);
  }

  void readOutTellsTimeFrequencyAndLevel() {
    const auto analysis = syntheticAnalysis();
    QCOMPARE(m_plot->readOut(0, 0.75, 0.1), u"0.750 s   0.25000   -12.0 dBFS"_s);
    QCOMPARE(m_plot->readOut(0, 0.25, 0.1), u"0.250 s   0.00000   silence"_s);
    QCOMPARE(m_plot->readOut(0, 1.0, 0.0), u"1.000 s   0.25000   -12.0 dBFS"_s);
    // Frame 22 is centred at 0.5109 s, the nearest to 0.5 s would be 21.53.
    const std::size_t cell = 100 * kFrames + 22;
    const QString band = u"%1 Hz (band 100)"_s.arg(MelFilterbank::centreHz(100), 0, 'f', 0);
    QCOMPARE(m_plot->readOut(1, 0.5, 100.3),
             u"0.500 s   %1   %2 dB"_s.arg(band).arg(10.0 * double(analysis->map.logmel[cell]), 0,
                                                     'f', 1));
    QCOMPARE(m_plot->readOut(2, 0.5, 99.7),
             u"0.500 s   %1   %2 σ"_s.arg(band).arg(double(analysis->map.features[kMapSize + cell]),
                                                    0, 'f', 2));
    QVERIFY(m_plot->readOut(1, 0.0, -0.4).contains(u"(band 0)"_s));
    QVERIFY(m_plot->readOut(1, 1.0, 255.4).contains(u"(band 255)"_s));
    QVERIFY(m_plot->readOut(1, -0.1, 3.0).isEmpty());
    QVERIFY(m_plot->readOut(1, 1.1, 3.0).isEmpty());
    m_plot->setAnalysis(nullptr);
    QVERIFY(m_plot->readOut(0, 0.5, 0.0).isEmpty());
  }

  void thePointerIsFollowedAndForgotten() {
    QSignalSpy texts(m_plot.get(), &ClipPlot::readOutChanged);
    for (int rect = 0; rect < 3; ++rect) {
      const QPoint at = centreOf(*m_plot, rect) + QPoint(17, 5);
      const auto* axes = m_plot->plot()->axisRect(rect);
      hover(*m_plot, at);
      QCOMPARE(texts.size(), rect + 1);
      QCOMPARE(texts.last()[0].toString(),
               m_plot->readOut(rect, axes->axis(QCPAxis::atBottom)->pixelToCoord(at.x()),
                               axes->axis(QCPAxis::atLeft)->pixelToCoord(at.y())));
    }
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(m_plot->plot(), &leave);
    QCOMPARE(texts.size(), 4);
    QVERIFY(texts.last()[0].toString().isEmpty());
    // In the margins there is nothing to read.
    hover(*m_plot, QPoint(1, 1));
    QCOMPARE(texts.size(), 4);
    m_plot->setAnalysis(nullptr);
    hover(*m_plot, centreOf(*m_plot, 0));
    QCOMPARE(texts.size(), 4);
  }

  void anEmptyPlotSaysWhatToDo() {
    const auto hint = [this]() -> QLabel* {
      for (auto* label : m_plot->findChildren<QLabel*>()) {
        if (label->text() == u"Open something"_s) return label;
      }
      return nullptr;
    };
    m_plot->setHint(u"Open something"_s);
    QVERIFY(hint());
    QVERIFY(!hint()->isVisible());
    m_plot->setAnalysis(nullptr);
    QVERIFY(hint()->isVisible());
    for (auto* map : mapsOf(*m_plot)) QVERIFY(!map->visible());
    m_plot->setAnalysis(syntheticAnalysis());
    QVERIFY(!hint()->isVisible());
    for (auto* map : mapsOf(*m_plot)) QVERIFY(map->visible());
  }

  void theColourMapIsThatOfTheMenu() {
    for (const auto map : allColourMaps()) {
      m_plot->setColourMap(map);
      QCOMPARE(m_plot->colourMap(), map);
      auto gradient = mapsOf(*m_plot)[0]->gradient();
      QCOMPARE(gradient.color(0.0, QCPRange(0.0, 1.0)) | 0xff000000, colourStops(map).front());
      QCOMPARE(gradient.color(1.0, QCPRange(0.0, 1.0)) | 0xff000000, colourStops(map).back());
      auto delta = mapsOf(*m_plot)[1]->gradient();
      QCOMPARE(delta.color(0.0, QCPRange(0.0, 1.0)) | 0xff000000, divergingStops(false).front());
    }
  }

  void theLevelScaleIsTheSameForEveryClip() {
    const auto before = mapsOf(*m_plot)[0]->dataRange();
    auto loud = std::make_shared<ClipAnalysis>(*syntheticAnalysis());
    for (auto& value : loud->map.logmel) value += 3.0F;
    m_plot->setAnalysis(loud);
    m_plot->plot()->replot();
    QCOMPARE(mapsOf(*m_plot)[0]->dataRange(), before);
  }

  void isPaintedInTheColoursOfTheTheme() {
    QVERIFY(!isUniform(m_plot->grab().toImage()));
    const QColor map = pixelIn(1);
    applyTheme(*qApp, ThemeChoice::Dark);
    const auto& dark = themeColours(QApplication::palette());
    QCOMPARE(m_plot->grab().toImage().pixelColor(4, 4), dark.window);
    QCOMPARE(pixelIn(1), map);  // levels keep their colours
    m_plot->setColourMap(ColourMap::InvertedGrey);
    QVERIFY(pixelIn(1) != map);
  }

 private:
  bool allTimeAxesAgree() const {
    for (int rect = 0; rect < 3; ++rect) {
      const auto range = m_plot->plot()->axisRect(rect)->axis(QCPAxis::atBottom)->range();
      if (std::pair(range.lower, range.upper) != m_plot->timeRange()) return false;
    }
    return true;
  }
  QColor pixelIn(int rect) const {
    m_plot->plot()->replot();
    return m_plot->plot()->grab().toImage().pixelColor(centreOf(*m_plot, rect) + QPoint(30, 20));
  }

  std::unique_ptr<ClipPlot> m_plot;
};

SCENELENS_GUI_TEST_MAIN(TestClipPlot)
#include "tst_clip_plot.moc"
