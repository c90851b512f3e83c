// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "tests/widgets/workbench.h"
#include "widgets/clips/clip_analyzer.h"

using namespace scenelens;
using namespace scenelens::test;

/// What the workbench does with weights that no engine accepts.
class TestEngineFailure final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QCOMPARE(toneDataset(m_folder, 5).clips.size(), std::size_t{5});
    for (auto& model : runnableModels()) {
      model.weights.tensors.erase("l2.bias");
      m_models.push_back(std::move(model));
    }
  }

  void featuresArriveAndTheEngineIsReportedOncePerModel() {
    const auto dataset = std::make_shared<const Dataset>(toneDataset(m_folder, 5));
    const auto models = std::make_shared<const std::vector<Model>>(m_models);
    ClipAnalyzer analyzer;
    QSignalSpy analysed(&analyzer, &ClipAnalyzer::analysed);
    QSignalSpy predicted(&analyzer, &ClipAnalyzer::predicted);
    QSignalSpy failed(&analyzer, &ClipAnalyzer::failed);
    QSignalSpy engineFailed(&analyzer, &ClipAnalyzer::engineFailed);
    QSignalSpy answered(&analyzer, &ClipAnalyzer::answered);
    for (std::size_t clip = 0; clip < 3; ++clip) {
      analyzer.analyse({dataset, clip, models, {0, 1}});
      QTRY_COMPARE(answered.size(), int(clip) + 1);
      QCOMPARE(analysed.size(), int(clip) + 1);
    }
    QCOMPARE(engineFailed.size(), 2);  // once for each model, not for each clip
    QVERIFY(engineFailed[0][0].value<Error>().text().find("l2.bias") != std::string::npos);
    QVERIFY(predicted.isEmpty() && failed.isEmpty());
  }

  void theWindowShowsClipsAndSaysItOncePerModel() {
    Workbench bench;
    bench.workspace.setModels(m_models);
    bench.window.openPaths({m_folder.path()});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{5});
    for (int i = 0; i < 3; ++i) {
      bench.window.clipsPage()->step(1);
      QVERIFY2(bench.settle(), "stays busy although nothing more will come");
    }
    QCOMPARE(*bench.workspace.currentClip(), std::size_t{3});
    QVERIFY(!bench.workspace.problems().empty());
    QVERIFY(bench.workspace.problems().size() <= m_models.size());
    QVERIFY(!QApplication::activeModalWidget());
  }

 private:
  QTemporaryDir m_folder;
  std::vector<Model> m_models;
};

SCENELENS_GUI_TEST_MAIN(TestEngineFailure)
#include "tst_engine_failure.moc"
