// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/describe_run.h"
#include "core/eval/ranked_run.h"
#include "core/nn/complexity.h"

#include <QTest>

using namespace scenelens;

class TestDescribeRun final : public QObject {
  Q_OBJECT

 private slots:
  void costsAreThoseOfTheModel() {
    Model model;
    model.architecture = dsmnModels().front();
    model.weights = untrainedWeights(model.architecture, 1);
    model.note = "not a result";
    const RunInfo info = describeRun(model);
    // Report, Table 3: 45.1k parameters, 8.64 M MACs.
    QCOMPARE(*info.parameters, std::uint64_t{45'164});
    QCOMPARE(double(*info.macs) / 1e6 > 8.635 && double(*info.macs) / 1e6 < 8.645, true);
    // Everything that a Float32 checkpoint stores.
    QCOMPARE(*info.bytes, std::uint64_t(complexityOf(model.architecture).bytesFloat32()));
    QCOMPARE(info.precision, std::string("float32"));
    QCOMPARE(info.name, std::string("Model1 \u00B7 Float32"));
    QCOMPARE(info.note, model.note);
    const RunInfo int8 = describeInt8Run(model);
    QVERIFY(!int8.bytes);
    QCOMPARE(int8.name, std::string("Model1 \u00B7 Int8"));
    QCOMPARE(*int8.macs, *info.macs);
  }

  void aRunIsRankedByTheTestFoldWhereThereIsOne() {
    Dataset dataset;
    dataset.name = "set";
    RunTable table(4);
    for (std::size_t i = 0; i < 4; ++i) {
      Clip clip;
      clip.scene = Scene::Bus;
      clip.fold = i < 2 ? Fold::Train : Fold::Test;
      dataset.clips.push_back(clip);
      Prediction prediction;
      prediction.scenes[std::size_t(i == 3 ? Scene::Tram : Scene::Bus)] = 1.0F;
      table.set(i, prediction);
    }
    const auto judged = judge(dataset, table, DecisionRule::TenClass);
    const auto ranked = rankedRun({}, dataset, judged);
    QCOMPARE(*ranked.accuracy, 0.5);
    QCOMPARE(ranked.accuracyOf, std::string("set, test fold, 2 clips"));
    for (auto& clip : dataset.clips) clip.fold = Fold::None;
    QCOMPARE(*rankedRun({}, dataset, judged).accuracy, 0.75);
    QVERIFY(!rankedRun({}, dataset, JudgedRun()).accuracy);
  }
};

QTEST_APPLESS_MAIN(TestDescribeRun)
#include "tst_describe_run.moc"
