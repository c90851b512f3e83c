// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_backend.h"
#include "tests/widgets/gui_test.h"
#include "tests/widgets/workbench.h"
#include "widgets/clip_analyzer.h"

using namespace scenelens;
using namespace scenelens::test;

/// What the workbench does where LibTorch is not installed.
class TestMissingEngine final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    // Before anything asks for the engine: it is looked for once.
    qputenv("SCENELENS_TORCH_MODULE", "/nowhere/libscenelens-torch.so");
    QVERIFY(!loadTorchBackend());
    QCOMPARE(toneDataset(m_folder, 5).clips.size(), std::size_t{5});
  }

  void featuresArriveAndTheEngineIsReported() {
    const auto dataset = std::make_shared<const Dataset>(toneDataset(m_folder, 5));
    const auto models = std::make_shared<const std::vector<Model>>(runnableModels());
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
    const auto error = engineFailed[0][0].value<Error>();
    QVERIFY(error.text().find("/nowhere/libscenelens-torch.so") != std::string::npos);
    QVERIFY(!error.remedy.empty());
    QVERIFY(predicted.isEmpty() && failed.isEmpty());
  }

  void theWindowShowsClipsAndSaysItOnce() {
    Workbench bench;
    bench.window.loadModels();
    bench.window.openPaths({m_folder.path()});
    QVERIFY(bench.settle());
    QCOMPARE(bench.workspace.dataset()->clips.size(), std::size_t{5});
    for (int i = 0; i < 3; ++i) {
      bench.window.clipsPage()->step(1);
      QVERIFY2(bench.settle(), "stays busy although nothing more will come");
    }
    QCOMPARE(*bench.workspace.currentClip(), std::size_t{3});
    QCOMPARE(bench.workspace.problems().size(), std::size_t{1});
    QVERIFY(!QApplication::activeModalWidget());
  }

 private:
  QTemporaryDir m_folder;
};

SCENELENS_GUI_TEST_MAIN(TestMissingEngine)
#include "tst_missing_engine.moc"
