// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/mel_filterbank.h"
#include "tests/widgets/gui_test.h"
#include "widgets/base/table_export.h"
#include "widgets/plot/plot_numbers.h"
#include "widgets/plot/plot_table_window.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

#include <limits>

using namespace scenelens;
using namespace scenelens::test;

class TestPlotTable final : public QObject {
  Q_OBJECT

 private slots:
  void aLongWaveformIsSummedUpAndSaysSo() {
    std::vector<float> samples(kClipSamples);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = 1e-5F * float(i % 1000);
    samples[30'000] = -0.5F;
    const auto table = waveformTable(u"Waveform"_s, samples, kSampleRate);
    QVERIFY(table.rows.size() <= 2000 && table.rows.size() > 1000);
    // 44,100 samples in rows of 23, as 22 would make 2,005.
    QCOMPARE(table.note, u"A row stands for 23 samples."_s);
    const auto& row = table.rows[30'000 / 23];
    QCOMPARE(row[0].toDouble(), double(30'000 / 23 * 23) / kSampleRate);
    QCOMPARE(row[1].toDouble(), -0.5);
    for (const auto& other : table.rows) QVERIFY(other[1].toDouble() <= other[2].toDouble());
  }

  void aShortWaveformIsItself() {
    const std::vector<float> samples{0.25F, -0.5F, 0.0F};
    const auto table = waveformTable({}, samples, 10.0);
    QCOMPARE(table.rows.size(), std::size_t{3});
    QVERIFY(table.note.isEmpty());
    QCOMPARE(table.rows[1][0].toDouble(), 0.1);
    QCOMPARE(table.rows[1][1].toDouble(), -0.5);
    QCOMPARE(table.rows[1][2].toDouble(), -0.5);
    QVERIFY(waveformTable({}, {}, 10.0).rows.empty());
  }

  void levelsAreOfFullScale() {
    // A square wave: peak and RMS are equal, 20 log10(0.1) = -20 dBFS.
    const std::vector<float> square{0.1F, -0.1F, 0.1F, -0.1F};
    QCOMPARE(waveformWords(square, 4.0), u"1.00 s, peak -20.0 dBFS, RMS -20.0 dBFS"_s);
    QCOMPARE(waveformWords(std::vector<float>(4, 0.0F), 4.0),
             u"1.00 s, peak silence, RMS silence"_s);
  }

  void aMapHasAFrameInEachRowAndNoMoreThanAClips() {
    MapNumbers map{.name = u"Log-Mel"_s, .unit = u"dB"_s, .frames = 50, .secondsPerFrame = 0.5};
    map.cell = [](int frame, int band) { return 1000.0 * frame + band; };
    const auto table = mapTable(map);
    QCOMPARE(table.rows.size(), std::size_t{44});
    QCOMPARE(table.header.size(), 257);
    QCOMPARE(table.rows[0].size(), std::size_t{257});
    QCOMPARE(table.rows[0][0].toDouble(), 3.0);  // the newest: frame 6 is the first
    QCOMPARE(table.rows[0][1 + 17].toDouble(), 6017.0);
    QVERIFY2(table.note.contains(u"newest 44 of 50"_s), qPrintable(table.note));
    map.frames = 44;
    QVERIFY(!mapTable(map).note.contains(u"newest"_s));
  }

  void theStrongestBandIsNamed() {
    MapNumbers map{.unit = u"dB"_s, .frames = 2, .secondsPerFrame = 1.0};
    // On average -15 dB in band 100, -40 dB elsewhere; a single peak does not win.
    map.cell = [](int frame, int band) {
      if (band == 100) return frame == 0 ? -20.0 : -10.0;
      return band == 7 && frame == 0 ? -5.0 : -40.0;
    };
    const QString hz = QLocale().toString(MelFilterbank::centreHz(100), 'f', 0);
    QCOMPARE(mapWords(map), u"strongest around %1 Hz with -15.0 dB on average"_s.arg(hz));
    map.frames = 0;
    QVERIFY(mapWords(map).isEmpty());
  }

  void numbersSortBySizeAndUnknownOnesComeLast() {
    PlotTableWindow window(nullptr);
    window.setContent(u"Plot"_s, u"A sentence."_s, {numbers()});
    auto* view = window.findChild<QTableView*>(u"plotNumbers"_s);
    QCOMPARE(column(*view, 0), (QStringList{u"b"_s, u"a"_s, u"d"_s, u"c"_s}));  // as it was drawn
    QCOMPARE(column(*view, 1), (QStringList{u"10.0"_s, u"9.0"_s, QString(), u"-1.0"_s}));
    view->sortByColumn(1, Qt::AscendingOrder);
    QCOMPARE(column(*view, 1), (QStringList{u"-1.0"_s, u"9.0"_s, u"10.0"_s, QString()}));
    view->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(column(*view, 1), (QStringList{u"10.0"_s, u"9.0"_s, u"-1.0"_s, QString()}));
    view->sortByColumn(0, Qt::AscendingOrder);
    QCOMPARE(column(*view, 0), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
  }

  void theFileGetsAllDigits() {
    PlotTableWindow window(nullptr);
    auto table = numbers();
    table.rows[0][1] = 1.0 / 3.0;
    window.setContent(u"Plot"_s, u"A sentence."_s, {table});
    auto* view = window.findChild<QTableView*>(u"plotNumbers"_s);
    const auto csv = toCsv(textOf(*view, false, true));
    QVERIFY2(csv.contains("b,0.3333333333333333\n"), csv.constData());
    QVERIFY(csv.contains("d,\n"));
    // Copying takes what is seen.
    auto* copy = buttonOf(window, u"&Copy all"_s);
    copy->click();
    QCOMPARE(QApplication::clipboard()->text(), u"Name\tValue\nb\t0.3\na\t9.0\nd\t\nc\t-1.0"_s);
  }

  void refreshingKeepsTheTab() {
    PlotTableWindow window(nullptr);
    QSignalSpy refreshed(&window, &PlotTableWindow::refreshed);
    auto first = numbers();
    first.name = u"One"_s;
    auto second = first;
    second.name = u"Two"_s;
    window.setContent(u"Plot"_s, u"Before."_s, {first, second});
    auto* tabs = window.findChild<QTabWidget*>();
    tabs->setCurrentIndex(1);
    buttonOf(window, u"&Refresh"_s)->click();
    QCOMPARE(refreshed.count(), 1);
    window.setContent(u"Plot"_s, u"After."_s, {first, second});
    QCOMPARE(tabs->count(), 2);
    QCOMPARE(tabs->currentIndex(), 1);
    QCOMPARE(window.findChild<QLabel*>(u"plotSummary"_s)->text(), u"After."_s);
    window.setContent(u"Plot"_s, u"Nothing."_s, {});
    QCOMPARE(tabs->count(), 0);
    buttonOf(window, u"&Copy all"_s)->click();  // does nothing, and does not crash
  }

  void aWidgetIsExplainedAndShowsItsFocus() {
    QWidget window;
    QWidget other(&window);
    other.setFocusPolicy(Qt::StrongFocus);
    QWidget plot(&window);
    plot.setGeometry(50, 50, 100, 60);
    plot.setAccessibleName(u"A plot"_s);
    int shown = 3;
    explainPlot(plot,
                {[&] { return u"%1 clips"_s.arg(shown); }, [&] { return std::vector{numbers()}; }});
    auto* face = QAccessible::queryAccessibleInterface(&plot);
    QCOMPARE(face->role(), QAccessible::Chart);
    QCOMPARE(face->text(QAccessible::Name), u"A plot"_s);
    QCOMPARE(face->text(QAccessible::Description), u"3 clips"_s);
    shown = 4;
    QCOMPARE(face->text(QAccessible::Description), u"4 clips"_s);
    QVERIFY(plot.focusPolicy() & Qt::TabFocus);

    window.resize(200, 150);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    other.setFocus();
    const QImage without = plot.grab().toImage();
    plot.setFocus(Qt::TabFocusReason);
    const QImage with = plot.grab().toImage();
    QVERIFY(without != with);
    QCOMPARE(with.pixelColor(1, with.height() / 2), themeColours(plot.palette()).accent);
    QCOMPARE(with.copy(4, 4, 90, 50), without.copy(4, 4, 90, 50));
    other.setFocus();
    QCOMPARE(plot.grab().toImage(), without);
  }

  void whoListenedFromTheBeginningHearsItToo() {
    QAccessible::setActive(true);
    QWidget plot;
    QVERIFY(QAccessible::queryAccessibleInterface(&plot)->role() != QAccessible::Chart);
    explainPlot(plot, {[] { return u"5 clips"_s; }, {}});
    auto* face = QAccessible::queryAccessibleInterface(&plot);
    QCOMPARE(face->role(), QAccessible::Chart);
    QCOMPARE(face->text(QAccessible::Description), u"5 clips"_s);
  }

  void oneWindowForAPlotAtATime() {
    QWidget window;
    QWidget plot(&window);
    explainPlot(plot, {[] { return u"Words"_s; }, [&] { return std::vector{numbers()}; }});
    window.show();
    QCOMPARE(plotMeant(window), &plot);
    showPlotTable(plot);
    showPlotTable(plot);
    QCOMPARE(window.findChildren<PlotTableWindow*>().size(), 1);
    QVERIFY(!window.findChild<PlotTableWindow*>()->isModal());
    plot.hide();
    QCOMPARE(plotMeant(window), nullptr);
  }

 private:
  static PlotTable numbers() {
    return {.header = {u"Name"_s, u"Value"_s},
            .rows = {{u"b"_s, 10.0},
                     {u"a"_s, 9.0},
                     {u"d"_s, std::numeric_limits<double>::quiet_NaN()},
                     {u"c"_s, -1.0}},
            .decimals = 1};
  }
  static QStringList column(const QTableView& view, int column) {
    QStringList texts;
    for (int row = 0; row < view.model()->rowCount(); ++row)
      texts.append(view.model()->index(row, column).data().toString());
    return texts;
  }
  static QPushButton* buttonOf(const QWidget& window, const QString& text) {
    for (auto* button : window.findChildren<QPushButton*>()) {
      if (button->text() == text) return button;
    }
    return nullptr;
  }
};

SCENELENS_GUI_TEST_MAIN(TestPlotTable)
#include "tst_plot_table.moc"
