// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/actions/action_registry.h"
#include "widgets/clips/note_editor.h"
#include "widgets/compare/compare_page.h"
#include "widgets/live/live_page.h"
#include "widgets/results/confusion_matrix.h"
#include "widgets/results/results_page.h"
#include "widgets/sound/sound_desk.h"

#include <QStatusBar>

#include <algorithm>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// The words of a page of the guide, on one line.
QString pageOf(const QString& name) {
  QFile file(QStringLiteral(SCENELENS_SOURCE_DIR "/docs/guide/") + name);
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll()).simplified();
}

}  // namespace

/// What the pages of the guide promise about the window, on the demo set that they speak of.
class TestGuide final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(m_folder.isValid());
    m_demo = m_folder.filePath(u"demo set"_s);
    QVERIFY(writeDemoSet(toPath(m_demo), DemoSetOptions(), JobControl()));
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo});
    QVERIFY(m_bench->settle());
    if (m_bench->workspace.models()->size() < 4) QSKIP("the shipped weights are not in models/");
  }
  void cleanupTestCase() { m_bench.reset(); }

  void theStatusBarSaysWhatIsOpen() {
    const auto page = pageOf(u"misclassifications.md"_s);
    bool found = false;
    for (const auto* label : m_bench->window.statusBar()->findChildren<QLabel*>()) {
      const auto said = label->text().section(u" · devices"_s, 0, 0);
      found = found || (said.contains(u"400 clips"_s) && page.contains(said));
    }
    QVERIFY(found);
  }

  void theSentenceBelowTheMatrixIsTheOneInTheGuide() {
    press(Qt::Key_2);
    QVERIFY(m_bench->settle());
    const auto said = m_bench->find<QLabel>(u"confusionSummary"_s)->text();
    QVERIFY2(pageOf(u"misclassifications.md"_s).contains(said), qUtf8Printable(said));
  }

  void returnOnACellShowsItsClipsAndKeepsTheMatrix() {
    press(Qt::Key_2);
    auto* matrix = m_bench->find<ConfusionMatrix>(u"confusionMatrix"_s);
    matrix->setFocus();
    QTest::keyClick(matrix, Qt::Key_Home);
    for (int i = 0; i < int(Scene::ShoppingMall); ++i) QTest::keyClick(matrix, Qt::Key_Down);
    QTest::keyClick(matrix, Qt::Key_Return);
    QVERIFY(m_bench->settle());
    const auto page = pageOf(u"misclassifications.md"_s);
    QCOMPARE(m_bench->workspace.filter().chips(),
             (QStringList{u"scene:shopping_mall"_s, u"pred:airport"_s}));
    for (const auto& chip : m_bench->workspace.filter().chips())
      QVERIFY(page.contains(u'`' + chip + u'`'));
    const auto count = m_bench->window.resultsPage()->findChild<QLabel*>(u"clipCount"_s)->text();
    QVERIFY2(page.contains(u'`' + count + u'`'), qUtf8Printable(count));
    QVERIFY(m_bench->find<QLabel>(u"confusionSummary"_s)->text().contains(u"400 clips"_s));
  }

  void mistakesComeMostConfidentFirstAndReturnOpensOne() {
    press(Qt::Key_2);
    press(Qt::Key_M);
    QVERIFY(m_bench->settle());
    QVERIFY(m_bench->workspace.filter().chips().contains(u"is:wrong"_s));
    auto* table = m_bench->window.resultsPage()->list()->table();
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Return);
    QVERIFY(m_bench->settle());
    QVERIFY(m_bench->window.clipsPage()->isVisible());
    auto* tags = m_bench->find<QLineEdit>(u"clipTags"_s);
    tags->setFocus();
    QTest::keyClicks(tags, u"check"_s);
    m_bench->window.clipsPage()->findChild<NoteEditor*>()->keep();
    m_bench->workspace.filter().setText(u"tag:check"_s);
    QVERIFY(m_bench->settle());
    QCOMPARE(m_bench->rows()->rowCount(), 1);
    m_bench->workspace.filter().clear();
    QVERIFY(m_bench->settle());
  }

  void tickedModelsAreComparedOverTheSameClips() {
    press(Qt::Key_3);
    auto* runs = m_bench->window.comparePage()->findChild<QTreeWidget*>(u"compareRuns"_s);
    for (int i = 0; i < runs->topLevelItemCount(); ++i) {
      auto* item = runs->topLevelItem(i);
      if (item->text(0).endsWith(u"Float32"_s)) item->setCheckState(0, Qt::Checked);
    }
    QVERIFY(m_bench->settle());
    const auto said = m_bench->window.comparePage()->findChild<QLabel*>(u"compareBasis"_s)->text();
    QVERIFY2(said.contains(u"400 of 400"_s), qUtf8Printable(said));
  }

  void anImportedTableBecomesTheRunThatIsShown() {
    const auto table = m_folder.filePath(u"theirs.output.csv"_s);
    QVERIFY(writeTestFold(table));
    m_bench->window.openPaths({table});
    QVERIFY(m_bench->settle());
    const auto current = m_bench->workspace.currentRun();
    QCOMPARE(toQString(m_bench->workspace.runInfo(current).name), u"theirs"_s);
    const auto clips = std::count_if(m_bench->workspace.dataset()->clips.begin(),
                                     m_bench->workspace.dataset()->clips.end(),
                                     [](const auto& clip) { return clip.fold == Fold::Test; });
    QCOMPARE(clips, 120);
    press(Qt::Key_2);
    QVERIFY(m_bench->settle());
    QVERIFY(
        m_bench->find<QLabel>(u"confusionSummary"_s)->text().startsWith(u"theirs: 120 clips"_s));
    QVERIFY(pageOf(u"own-predictions.md"_s).contains(u"`theirs: 120 clips"_s));
    // The row that fits no clip.
    QCOMPARE(m_bench->workspace.problems().size(), std::size_t{1});
    QVERIFY(m_bench->workspace.problems()[0].text().find("nowhere.wav") != std::string::npos);
  }

  void everyKeyOfTheWindowIsInTheGuide() {
    const auto page = pageOf(u"window.md"_s);
    const auto* registry = m_bench->window.actionRegistry();
    QStringList missing;
    for (const auto& entry : registry->entries()) {
      for (const auto& key : entry.info.keys) {
        const auto text = key.toString(QKeySequence::PortableText);
        if (!page.contains(u"**%1**"_s.arg(text))) missing += entry.info.id + u' ' + text;
      }
    }
    QVERIFY(!registry->entries().empty());
    QVERIFY2(missing.isEmpty(), qUtf8Printable(missing.join(u", ")));
  }

  void replayingAFolderStartsAtOnce() {
    press(Qt::Key_L);
    auto* live = m_bench->window.sound()->livePage();
    live->replay({m_demo + u"/audio"_s});
    QVERIFY(live->isRunning());
    const auto* source = live->findChild<QComboBox*>(u"liveSource"_s);
    QVERIFY2(pageOf(u"live.md"_s).contains(u'`' + source->currentText() + u'`'),
             qUtf8Printable(source->currentText()));
    live->stop();
  }

 private:
  void press(Qt::Key key) { QTest::keyClick(&m_bench->window, key, Qt::ControlModifier); }

  /// The first model's Float32 run over the test fold, in the DCASE output format.
  [[nodiscard]] bool writeTestFold(const QString& path) const {
    const auto& dataset = *m_bench->workspace.dataset();
    const auto& run = m_bench->workspace.run(0);
    QByteArray text = "filename\tscene_label";
    for (const Scene scene : allScenes()) text += '\t' + toQString(sceneLabel(scene)).toUtf8();
    text += '\n';
    for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
      const auto* prediction = run.find(i);
      if (dataset.clips[i].fold != Fold::Test || !prediction) continue;
      text += toQString(dataset.clips[i].file).toUtf8() + '\t' +
              toQString(sceneLabel(prediction->decision())).toUtf8();
      for (const float p : prediction->scenes) text += '\t' + QByteArray::number(double(p), 'f', 6);
      text += '\n';
    }
    // One that fits no clip.
    text += "audio/nowhere.wav\ttram";
    for (std::size_t i = 0; i < kSceneCount; ++i) text += "\t0.1";
    text += '\n';
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
  }

  QTemporaryDir m_folder;
  QString m_demo;
  std::unique_ptr<Workbench> m_bench;
};

int main(int argc, char** argv) {
  return runGuiTest<TestGuide>(argc, argv);
}

#include "tst_guide.moc"
