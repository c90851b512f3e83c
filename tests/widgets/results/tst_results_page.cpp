// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/bootstrap.h"
#include "core/eval/recordings.h"
#include "tests/widgets/results_bench.h"
#include "widgets/base/table_export.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/clips/note_editor.h"
#include "widgets/results/confidence_panel.h"
#include "widgets/results/confusion_matrix.h"
#include "widgets/results/confusion_panel.h"
#include "widgets/results/device_panel.h"

#include <QAction>
#include <QMenu>
#include <QSpinBox>

using namespace scenelens;
using namespace scenelens::test;

/// Devices, confidence, notes and the boxes of runs in the real window.
class TestResultsPage final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_bench = std::make_unique<ResultsBench>();
    QVERIFY(m_bench->settle());
  }
  void cleanup() { m_bench.reset(); }

  void theTableOfDevicesHasCoresNumbers() {
    page()->showTab(ResultsPage::Devices);
    QVERIFY(m_bench->settle());
    const auto clips = everyClip(ResultsBench::kClips);
    const auto& dataset = *m_bench->workspace.dataset();
    const auto* model = page()->devices()->runTable()->model();
    QCOMPARE(model->columnCount(), 3);
    for (std::size_t run = 0; run < 2; ++run) {
      const auto parts = partsOf(dataset, m_bench->judged(run), clips);
      const auto intervals = bootstrap(dataset, m_bench->judged(run), findRecordings(dataset),
                                       clips, {}, JobControl());
      const auto text = [](double loss, const Interval& interval) {
        const auto number = [](double value) { return QLocale().toString(value, 'f', 3); };
        return u"%1 (%2–%3)"_s.arg(number(loss), number(interval.low), number(interval.high));
      };
      QCOMPARE(cellOf(u"All devices"_s, int(run) + 1),
               text(parts.overall.logLoss, intervals.overall.logLoss));
      QCOMPARE(cellOf(u"s1"_s, int(run) + 1),
               text(deviceOf(parts.devices, "s1"), partOf(intervals.devices, "s1").logLoss));
      QCOMPARE(cellOf(u"Real"_s, int(run) + 1),
               text(deviceOf(parts.groups, "real"), partOf(intervals.groups, "real").logLoss));
    }
    const auto* cells = page()->devices()->sceneTable()->model();
    const std::size_t current = m_bench->workspace.currentRun();
    const auto figures = partsOf(dataset, m_bench->judged(current), clips);
    const auto sampled = bootstrap(dataset, m_bench->judged(current), findRecordings(dataset),
                                   clips, {}, JobControl());
    int told = 0;
    for (std::size_t s = 0; s < kSceneCount; ++s) {
      for (std::size_t d = 0; d < figures.devices.size(); ++d) {
        const auto cell = cells->index(int(s), int(d) + 2);
        const auto& known = sampled.cells[d][s];
        const QString range = u"accuracy %1–%2"_s.arg(percentText(known.accuracy.low),
                                                      percentText(known.accuracy.high));
        const QString words = cell.data(Qt::ToolTipRole).toString();
        QCOMPARE(words.contains(u"95 % intervals"_s), known.accuracy.isKnown());
        if (!known.accuracy.isKnown()) continue;
        ++told;
        QVERIFY2(words.contains(range), qPrintable(words));
        QVERIFY(
            cell.data(kExportRole).toString().contains(QString::number(known.logLoss.low, 'g', 8)));
      }
    }
    QVERIFY(told > 0);
    m_bench->find<QComboBox>(u"deviceFigure"_s)->setCurrentIndex(2);
    QVERIFY(m_bench->settle());
    const auto parts = partsOf(dataset, m_bench->judged(0), clips);
    QCOMPARE(cellOf(u"All devices"_s, 1), countText(qint64(parts.overall.clips)));
    const auto* scenes = page()->devices()->sceneTable()->model();
    QCOMPARE(scenes->index(9, 1).data().toString(),
             countText(qint64(parts.scenes[std::size_t(Scene::Tram)].clips)));
  }

  void aClickOnADeviceShowsItsClipsAndTheRunsNumbers() {
    page()->showTab(ResultsPage::Devices);
    QVERIFY(m_bench->settle());
    const int rows = page()->devices()->runTable()->model()->rowCount();
    clickCell(page()->devices()->runTable(), rowOf(u"s1"_s), 2);
    const auto& dataset = *m_bench->workspace.dataset();
    QCOMPARE(m_bench->listed(), ResultsBench::clipsWhere([&](std::uint32_t i) {
               return dataset.device(dataset.clips[i]) == "s1";
             }));
    QCOMPARE(m_bench->workspace.currentRun(), std::size_t{1});
    QCOMPARE(page()->devices()->runTable()->model()->rowCount(), rows);
    // Scene by device.
    const auto* scenes = page()->devices()->sceneTable()->model();
    int column = 2;
    while (scenes->headerData(column, Qt::Horizontal).toString() != u"b"_s) ++column;
    clickCell(page()->devices()->sceneTable(), int(Scene::Park), column);
    QCOMPARE(m_bench->listed(), ResultsBench::clipsWhere([&](std::uint32_t i) {
               return dataset.device(dataset.clips[i]) == "b" &&
                      dataset.clips[i].scene == Scene::Park;
             }));
  }

  void theReportsNumbersAreMarkedAsItsOwn() {
    page()->showTab(ResultsPage::Devices);
    m_bench->find<QWidget>(u"deviceReport"_s)->setFocus();
    QTest::keyClick(m_bench->find<QWidget>(u"deviceReport"_s), Qt::Key_Space);
    QVERIFY(m_bench->settle());
    const auto* model = page()->devices()->runTable()->model();
    QCOMPARE(model->columnCount(), 7);
    QCOMPARE(model->headerData(3, Qt::Horizontal).toString(), u"Report: Model1"_s);
    QCOMPARE(cellOf(u"a"_s, 3), u"1.060"_s);
  }

  void aBinShowsExactlyItsClips_data() {
    QTest::addColumn<int>("bins");
    QTest::newRow("15") << 15;
    QTest::newRow("10") << 10;
    QTest::newRow("7") << 7;
  }
  void aBinShowsExactlyItsClips() {
    QFETCH(int, bins);
    page()->showTab(ResultsPage::Confidence);
    m_bench->find<QSpinBox>(u"confidenceBins"_s)->setValue(bins);
    QVERIFY(m_bench->settle());
    const auto curve =
        calibrationCurve(m_bench->judged(0), everyClip(ResultsBench::kClips), std::size_t(bins));
    QCOMPARE(page()->confidence()->curve().ece, curve.ece);
    QVERIFY(m_bench->find<QLabel>(u"confidenceSummary"_s)->text().contains(percentText(curve.ece)));
    const auto& judged = m_bench->judged(0);
    for (int b = 0; b < bins; ++b) {
      const auto& bin = curve.bins[std::size_t(b)];
      clickCell(page()->confidence()->table(), b, 0);
      const auto expected = ResultsBench::clipsWhere([&](std::uint32_t i) {
        const auto p = double(judged.confidence[i]);
        return (b == 0 ? p >= bin.low : p > bin.low) && p <= bin.high;
      });
      QCOMPARE(m_bench->listed(), expected);
      QCOMPARE(page()->confidence()->curve().clips, curve.clips);  // it did not collapse
    }
    QCOMPARE(m_bench->settings.viewChoice(ViewChoice::ConfidenceBins, 15), bins);
  }

  void theEdgesOfABinBelongToOneBin() {
    const ReliabilityBin below{0.5, 0.6, 0, 0, 0.0};
    const ReliabilityBin above{0.6, 0.7, 0, 0, 0.0};
    const auto finds = [](const ReliabilityBin& bin, float p) {
      const QString range = ConfidencePanel::termOf(bin, false).section(u':', 1);
      return p >= range.section(u".."_s, 0, 0).toFloat() &&
             p <= range.section(u".."_s, 1, 1).toFloat();
    };
    QVERIFY(!finds(below, 0.5F) && finds(above, 0.65F));
    for (const float p : {std::nextafter(0.6F, 0.0F), 0.6F, std::nextafter(0.6F, 1.0F)}) {
      QVERIFY(finds(below, p) != finds(above, p));
      QCOMPARE(finds(below, p), double(p) <= 0.6);
    }
  }

  void confidentMistakesComeFirst() {
    auto* action = actionOf(u"Most confident &mistakes first"_s);
    QVERIFY(action);
    action->trigger();
    QVERIFY(m_bench->settle());
    const auto& judged = m_bench->judged(0);
    const auto expected = ResultsBench::clipsWhere(
        [&](std::uint32_t i) { return judged.isJudged(i) && !judged.isCorrect(i); });
    QCOMPARE(m_bench->listed(), expected);
    const auto* rows = m_bench->rows();
    for (int row = 1; row < rows->rowCount(); ++row) {
      QVERIFY(judged.confidence[rows->clipAt(row - 1)] >= judged.confidence[rows->clipAt(row)]);
    }
    QCOMPARE(m_bench->workspace.currentClip(), std::optional(rows->clipAt(0)));
    for (auto* table : {m_bench->table(), page()->list()->table()}) {
      QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), int(ClipTableModel::Confidence));
    }
    actionOf(u"&Largest loss first"_s)->trigger();
    QVERIFY(judged.loss[rows->clipAt(0)] >= judged.loss[rows->clipAt(1)]);
  }

  void theCsvIsTheTable() {
    m_bench->workspace.filter().setText(u"device:s1"_s);
    QVERIFY(m_bench->settle());
    auto* table = page()->list()->table();
    const auto csv = toCsv(textOf(*table, false, true)).split('\n');
    QCOMPARE(csv.size(), table->model()->rowCount() + 2);  // header, and nothing after the last \n
    const auto header = csv[0].split(',');
    const auto confidence = header.indexOf("p");
    const auto file = header.indexOf("File");
    QVERIFY(confidence > 0 && file > 0);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
      const auto cells = csv[row + 1].split(',');
      const auto clip = m_bench->rows()->clipAt(row);
      const auto& listed = m_bench->workspace.dataset()->clips[clip];
      // Later windows of a file as in the DCASE table.
      const auto second =
          listed.window > 0 ? '#' + QByteArray::number(listed.window) : QByteArray();
      QCOMPARE(cells[file], bytes(listed.file) + second);
      const float p = m_bench->judged(0).confidence[clip];
      QCOMPARE(cells[confidence].isEmpty(), std::isnan(p));
      if (!std::isnan(p)) QCOMPARE(cells[confidence].toFloat(), p);
    }
  }

  void theBoxesChooseTheRuns() {
    auto* box = m_bench->modelBox();
    auto* other = m_bench->find<QComboBox>(u"otherRunBox"_s);
    QCOMPARE(box->count(), 4);  // no Int8 without weights
    for (int i = 0; i < box->count(); ++i) QVERIFY(!box->itemText(i).contains(u"Int8"_s));
    QCOMPARE(other->count(), 5);
    QCOMPARE(other->currentText(), box->itemText(1));
    Run run;
    run.info.name = "theirs";
    run.table = RunTable(ResultsBench::kClips);
    const auto opened = m_bench->workspace.openRun(std::move(run));
    QCOMPARE(box->count(), 5);
    QVERIFY(box->itemText(4).contains(u"opened"_s));
    box->setFocus();
    QTest::keyClick(box, Qt::Key_End);
    QCOMPARE(m_bench->workspace.currentRun(), opened);
    other->setFocus();
    QTest::keyClick(other, Qt::Key_Home);
    QVERIFY(!m_bench->workspace.otherRun());
    m_bench->workspace.closeRun(opened);
    QCOMPARE(box->count(), 4);
    QCOMPARE(box->currentIndex(), 0);
  }

  void theVerdictSaysWhatWasDecided() {
    const auto& judged = m_bench->judged(0);
    const auto wrong = ResultsBench::clipsWhere(
        [&](std::uint32_t i) { return judged.isJudged(i) && !judged.isCorrect(i); });
    m_bench->workspace.setCurrentClip(wrong[0]);
    QCOMPARE(m_bench->find<QLabel>(u"resultsVerdict"_s)->text(),
             u"%1 → %2 %3"_s.arg(toQString(sceneTitle(Scene(judged.truth[wrong[0]]))),
                                 toQString(sceneTitle(Scene(judged.decision[wrong[0]]))),
                                 percentText(double(judged.confidence[wrong[0]]), 0)));
    auto* verdict = m_bench->find<QLabel>(u"resultsVerdict"_s);
    const auto& colours = themeColours(m_bench->window.palette());
    QCOMPARE(verdict->palette().color(verdict->foregroundRole()), colours.wrong);
    const QImage picture = verdict->grab().toImage();
    bool painted = false;
    for (int x = 0; x < picture.width(); ++x) {
      for (int y = 0; y < picture.height(); ++y) {
        painted = painted || picture.pixelColor(x, y) == colours.wrong;
      }
    }
    QVERIFY(painted);
  }

  /// As many clips as the data set has: every tab ends and has what counting by hand gives.
  void atFullSizeAFilterChangesEveryNumber() {
    constexpr std::size_t kFull = 230'350;
    Workbench bench;
    bench.workspace.setModels(bareModels());
    auto dataset = memoryDataset(kFull);
    for (auto& clip : dataset.clips) clip.missing = true;
    bench.workspace.setDataset(std::move(dataset));
    const auto decided = [](std::size_t i) { return Scene(i * 31 % kSceneCount); };
    const auto confidence = [](std::size_t i) { return 0.3F + 0.1F * float(i % 7); };
    Run run;
    run.info.name = "full";
    run.table = RunTable(kFull);
    for (std::size_t i = 0; i < kFull; ++i) {
      if (i % 17 != 3) run.table.set(i, predictionOf(decided(i), confidence(i)));
    }
    bench.workspace.setCurrentRun(bench.workspace.openRun(std::move(run)));
    bench.window.showPage(MainWindow::Results);
    auto* page = bench.window.resultsPage();
    const auto& clips = bench.workspace.dataset()->clips;
    for (const bool narrow : {false, true}) {
      std::size_t shown = 0;
      std::size_t judged = 0;
      std::array<std::array<int, kSceneCount>, kSceneCount> cells{};
      for (std::size_t i = 0; i < kFull; ++i) {
        const bool predicted = i % 17 != 3;
        const bool wide = clips[i].scene != Scene::Bus && predicted && confidence(i) > 0.55F;
        if (narrow && !wide) continue;
        ++shown;
        if (!clips[i].scene || !predicted) continue;
        ++judged;
        ++cells[std::size_t(*clips[i].scene)][std::size_t(decided(i))];
      }
      page->showTab(ResultsPage::Confusion);
      bench.workspace.filter().setText(narrow ? u"-scene:bus conf>0.55"_s : QString());
      QVERIFY(bench.settle());
      QCOMPARE(page->list()->table()->model()->rowCount(), int(shown));
      for (std::size_t cell = 0; cell < kSceneCount * kSceneCount; ++cell) {
        QCOMPARE(page->confusion()->matrix()->content().cells[cell].value,
                 double(cells[cell / kSceneCount][cell % kSceneCount]));
      }
      page->showTab(ResultsPage::Devices);
      bench.find<QComboBox>(u"deviceFigure"_s)->setCurrentIndex(2);
      QVERIFY(bench.settle());
      const auto* devices = page->devices()->runTable()->model();
      int all = 0;
      while (all < devices->rowCount() &&
             devices->index(all, 0).data().toString() != u"All devices"_s) {
        ++all;
      }
      QCOMPARE(devices->index(all, 1).data().toString(), countText(qint64(judged)));
      page->showTab(ResultsPage::Confidence);
      if (narrow) bench.workspace.filter().setText(u"-scene:bus is:predicted"_s);
      QVERIFY(bench.settle());
      const auto notBus =
          std::size_t(std::count_if(clips.begin(), clips.end(), [&clips](const Clip& clip) {
            return clip.scene && clip.scene != Scene::Bus && (&clip - clips.data()) % 17 != 3;
          }));
      QCOMPARE(page->confidence()->curve().clips, narrow ? notBus : judged);
    }
  }

  void notesAreKeptForTheClipTheyWereTypedFor() {
    auto& space = m_bench->workspace;
    m_bench->window.showPage(MainWindow::Clips);
    space.setCurrentClip(5);
    auto* tags = m_bench->find<QLineEdit>(u"clipTags"_s);
    auto* note = m_bench->find<QLineEdit>(u"clipNote"_s);
    tags->setFocus();
    QTest::keyClicks(tags, u"noise, bird noise"_s);
    note->setFocus();
    QTest::keyClicks(note, u"a \"far\" bell, twice"_s);
    space.setCurrentClip(6);  // before the pause is over
    QVERIFY(space.note(5));
    QCOMPARE(space.note(5)->tags, (std::vector<std::string>{"noise", "bird"}));
    QCOMPARE(space.note(5)->text, std::string("a \"far\" bell, twice"));
    QVERIFY(!space.note(6));
    QVERIFY(tags->text().isEmpty() && note->text().isEmpty());
    space.setCurrentClip(5);
    QCOMPARE(tags->text(), u"noise bird"_s);
    tags->setFocus();
    QTest::keyClicks(tags, u" x"_s);
    QTest::keyClick(tags, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(tags->text(), u"noise bird"_s);
    const auto csv = notesAsCsv(*space.dataset(), space.notes());
    QCOMPARE(QString::fromStdString(csv),
             u"file,second,scene,tags,note\n%1,%2,%3,noise bird,\"a \"\"far\"\" bell, twice\"\n"_s
                 .arg(toQString(space.dataset()->clips[5].file))
                 .arg(space.dataset()->clips[5].window)
                 .arg(space.dataset()->clips[5].scene
                          ? toQString(sceneLabel(*space.dataset()->clips[5].scene))
                          : QString()));
    tags->clear();
    note->clear();
    emit note->textEdited({});
    QTRY_VERIFY(!space.note(5));
  }

  void aNoteOutlivesWhatHappensWhileItIsTyped() {
    auto& space = m_bench->workspace;
    space.setCurrentClip(5);
    auto* tags = m_bench->find<QLineEdit>(u"clipTags"_s);
    auto* note = m_bench->find<QLineEdit>(u"clipNote"_s);
    note->setFocus();
    QTest::keyClicks(note, u"a bell"_s);
    space.setNotes({{5, {"stored", {"loud"}}}});  // the store has read its notes
    QCOMPARE(note->text(), u"a bell"_s);
    QCOMPARE(tags->text(), u"loud"_s);
    QTRY_VERIFY(space.note(5) && space.note(5)->text == "a bell");
    QCOMPARE(space.note(5)->tags, std::vector<std::string>{"loud"});

    QTest::keyClicks(note, u" rings"_s);
    std::string kept;
    const auto watch = connect(&space, &Workspace::noteChanged, this,
                               [&](std::size_t clip) { kept = space.note(clip)->text; });
    space.setDataset(memoryDataset(20));
    QCOMPARE(kept, std::string("a bell rings"));
    QVERIFY(space.notes().empty());

    space.setCurrentClip(3);
    QTest::keyClicks(note, u"last words"_s);
    m_bench->window.close();
    QCOMPARE(kept, std::string("last words"));
    disconnect(watch);
  }

  void savedFiltersAreTheSameInEveryBarAndSurviveARestart() {
    const auto bars = m_bench->window.findChildren<FilterBar*>();
    QVERIFY(bars.size() >= 2);
    emit bars[0]->savedFiltersChanged({{u"Mine"_s, u"city:lyon"_s}});
    Workspace other;
    MainWindow again(other, m_bench->settings);
    for (auto* bar : bars + again.findChildren<FilterBar*>()) {
      auto* menu = bar->findChild<QToolButton*>(u"filterMenu"_s)->menu();
      emit menu->aboutToShow();
      const auto actions = menu->actions();
      QVERIFY(std::any_of(actions.begin(), actions.end(),
                          [](const QAction* action) { return action->text() == u"Mine"_s; }));
    }
  }

  void intervalsOnTheirWayAreDroppedWhenARunIsClosed() {
    auto& space = m_bench->workspace;
    Run run;
    run.info.name = "opened";
    run.table = RunTable(ResultsBench::kClips);
    for (std::size_t i = 0; i < ResultsBench::kClips; ++i) {
      run.table.set(i, predictionOf(Scene::Bus, 0.9F));
    }
    const auto opened = space.openRun(std::move(run));
    page()->showTab(ResultsPage::Devices);
    QVERIFY(m_bench->settle());
    space.setCurrentRun(opened);
    for (int i = 0; i < 3; ++i) QCoreApplication::processEvents();
    QVERIFY(page()->devices()->isBusy());
    m_bench->window.showPage(MainWindow::Clips);
    space.closeRun(opened);
    QVERIFY(!page()->devices()->isBusy());
    QTest::qWait(300);  // nothing arrives that would name a run past the end
    m_bench->window.showPage(MainWindow::Results);
    QVERIFY(m_bench->settle());
    QCOMPARE(page()->devices()->runTable()->model()->columnCount(), 3);
  }

  void emptyTabsSayWhatToDo() {
    m_bench->workspace.filter().setText(u"nowhere"_s);
    for (const auto& [tab, name] : {std::pair{ResultsPage::Devices, u"deviceHint"_s},
                                    {ResultsPage::Confidence, u"confidenceHint"_s}}) {
      page()->showTab(tab);
      QVERIFY(m_bench->settle());
      auto* hint = m_bench->find<QLabel>(name);
      QVERIFY(hint->isVisible());
      QCOMPARE(hint->text(), u"No clip matches the filter."_s);
    }
  }

 private:
  [[nodiscard]] ResultsPage* page() const { return m_bench->window.resultsPage(); }
  [[nodiscard]] int rowOf(const QString& title) const {
    const auto* model = page()->devices()->runTable()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
      if (model->index(row, 0).data().toString().trimmed() == title) return row;
    }
    return -1;
  }
  [[nodiscard]] QString cellOf(const QString& title, int column) const {
    return page()->devices()->runTable()->model()->index(rowOf(title), column).data().toString();
  }
  static double deviceOf(const std::vector<DevicePart>& parts, std::string_view name) {
    for (const auto& part : parts) {
      if (part.all.name == name) return part.all.logLoss;
    }
    return -1.0;
  }
  static PartIntervals partOf(const std::vector<PartIntervals>& parts, std::string_view name) {
    for (const auto& part : parts) {
      if (part.name == name) return part;
    }
    return {};
  }
  void clickCell(QTableView* table, int row, int column) {
    const auto index = table->model()->index(row, column);
    table->scrollTo(index);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    QVERIFY(m_bench->settle());
  }
  [[nodiscard]] QAction* actionOf(const QString& text) const {
    for (auto* action : m_bench->window.findChildren<QAction*>()) {
      if (action->text() == text) return action;
    }
    return nullptr;
  }

  std::unique_ptr<ResultsBench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestResultsPage)
#include "tst_results_page.moc"
