// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/plot/play_overlay.h"

#include <qcustomplot.h>

#include <cmath>

using namespace scenelens;
using namespace scenelens::test;

/// Over a plot with two charts that share a time axis of one second.
class TestPlayOverlay final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_plot = std::make_unique<QCustomPlot>();
    m_plot->resize(500, 300);
    auto* below = new QCPAxisRect(m_plot.get());
    m_plot->plotLayout()->addElement(1, 0, below);
    m_overlay = new PlayOverlay(m_plot.get(), {m_plot->axisRect(), below});
    for (auto* rect : m_plot->axisRects()) {
      rect->axis(QCPAxis::atBottom)->setRange(0.0, 1.0);
    }
    m_plot->setInteractions(QCP::iRangeDrag);
    m_plot->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
    m_plot->replot();
  }
  void cleanup() { m_plot.reset(); }

  void theCursorIsDrawnInEveryChart() {
    const QImage empty = m_plot->grab().toImage();
    m_overlay->setPosition(0.5);
    QCOMPARE(*m_overlay->position(), 0.5);
    const QImage drawn = m_plot->grab().toImage();
    for (const auto* rect : m_plot->axisRects()) {
      const int x = int(rect->axis(QCPAxis::atBottom)->coordToPixel(0.5));
      const int y = rect->center().y() + 7;  // beside a line of the grid
      QVERIFY(drawn.pixel(x, y) != empty.pixel(x, y));
      QCOMPARE(drawn.pixel(x + 40, y), empty.pixel(x + 40, y));
    }
    m_overlay->setPosition(std::nullopt);
    QCOMPARE(m_plot->grab().toImage(), empty);
  }

  void draggingWithShiftSelects() {
    QSignalSpy changed(m_overlay, &PlayOverlay::selectionChanged);
    drag(0.2, 0.6, Qt::ShiftModifier);
    QVERIFY(m_overlay->selection().has_value());
    const auto [from, to] = *m_overlay->selection();
    QVERIFY(std::abs(from - 0.2) < kPixel && std::abs(to - 0.6) < kPixel);
    QVERIFY(changed.count() > 0);
    QCOMPARE(m_plot->axisRect()->axis(QCPAxis::atBottom)->range().lower, 0.0);  // nothing panned
  }

  void draggingToTheLeftSelectsTheSame() {
    drag(0.6, 0.2, Qt::ShiftModifier);
    const auto [from, to] = *m_overlay->selection();
    QVERIFY(std::abs(from - 0.2) < kPixel && std::abs(to - 0.6) < kPixel);
  }

  void aSelectionEndsWithTheClip() {
    m_overlay->setSeconds(0.5);
    drag(0.2, 0.9, Qt::ShiftModifier);
    QCOMPARE(m_overlay->selection()->second, 0.5);
    drag(0.2, -0.05, Qt::ShiftModifier);
    QCOMPARE(m_overlay->selection()->first, 0.0);
  }

  void withoutShiftThePlotPans() {
    drag(0.6, 0.4, Qt::NoModifier);
    QVERIFY(!m_overlay->selection());
    QVERIFY(m_plot->axisRect()->axis(QCPAxis::atBottom)->range().lower > 0.1);
  }

  void escapeOrAClickWithShiftForgets() {
    QSignalSpy changed(m_overlay, &PlayOverlay::selectionChanged);
    m_overlay->select(std::pair(0.4, 0.1));  // in any order
    QCOMPARE(*m_overlay->selection(), std::pair(0.1, 0.4));
    m_overlay->select(std::pair(0.1, 0.4));  // the same again is no change
    QCOMPARE(changed.count(), 1);
    QTest::keyClick(m_plot.get(), Qt::Key_Escape);
    QVERIFY(!m_overlay->selection());
    QCOMPARE(changed.count(), 2);
    m_overlay->select(std::pair(0.1, 0.4));
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, Qt::ShiftModifier, at(0.7));
    QVERIFY(!m_overlay->selection());
  }

  void aTremblingHandSelectsNothing() {
    drag(0.5, 0.503, Qt::ShiftModifier);
    QVERIFY(!m_overlay->selection());
  }

 private:
  static constexpr double kPixel = 0.005;  // s; a pixel of a chart that is over 200 wide

  [[nodiscard]] QPoint at(double seconds) const {
    const auto* rect = m_plot->axisRect();
    return {int(std::lround(rect->axis(QCPAxis::atBottom)->coordToPixel(seconds))),
            rect->center().y()};
  }
  void drag(double from, double to, Qt::KeyboardModifiers modifiers) {
    // The axis may move under the hand.
    const QPoint begin = at(from), end = at(to);
    QTest::mousePress(m_plot.get(), Qt::LeftButton, modifiers, begin);
    for (const QPoint& place : {(begin + end) / 2, end}) {
      QMouseEvent move(QEvent::MouseMove, place, m_plot->mapToGlobal(place), Qt::NoButton,
                       Qt::LeftButton, modifiers);
      QApplication::sendEvent(m_plot.get(), &move);
    }
    QTest::mouseRelease(m_plot.get(), Qt::LeftButton, modifiers, end);
  }

  std::unique_ptr<QCustomPlot> m_plot;
  PlayOverlay* m_overlay = nullptr;
};

SCENELENS_GUI_TEST_MAIN(TestPlayOverlay)
#include "tst_play_overlay.moc"
