// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/table_file.h"
#include "core/eval/run_summary.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <map>

using namespace scenelens;

namespace {

/// scikit-learn computes float32 arrays in single precision; the code computes in double.
constexpr double kTolerance = 1e-6;

QJsonObject readJson(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                        : QJsonObject();
}

Clip clipOf(Scene scene) {
  Clip clip;
  clip.scene = scene;
  return clip;
}

std::array<float, kSceneCount> rowOf(const QJsonArray& values) {
  std::array<float, kSceneCount> row{};
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    row[c] = static_cast<float>(values[static_cast<qsizetype>(c)].toDouble());
  }
  return row;
}

/// A prediction that is sure of one scene.
Prediction sureOf(Scene scene) {
  Prediction prediction;
  prediction.scenes[static_cast<std::size_t>(scene)] = 1.0F;
  prediction.combined = prediction.scenes;
  return prediction;
}

bool near(double actual, double expected) {
  if (std::abs(actual - expected) <= kTolerance) return true;
  qWarning("%.9f instead of %.9f", actual, expected);
  return false;
}

}  // namespace

class TestRunSummary final : public QObject {
  Q_OBJECT

 private slots:
  void equalsScikitLearn_data() {
    QTest::addColumn<QString>("run");
    QTest::addColumn<QString>("head");
    for (const char* run : {"ordinary", "certain"}) {
      for (const char* head : {"ten_class", "combined"}) {
        QTest::addRow("%s %s", run, head) << run << head;
      }
    }
  }
  void equalsScikitLearn() {
    // run_summary.json: scikit-learn 1.2.1, see make_run_summary.py beside it.
    QFETCH(QString, run);
    QFETCH(QString, head);
    const QJsonObject made =
        readJson(QStringLiteral(SCENELENS_TEST_DATA "/run_summary.json"))[run].toObject();
    const QJsonArray truth = made[QStringLiteral("truth")].toArray();
    QCOMPARE(truth.size(), 40);
    Dataset dataset;
    RunTable table(static_cast<std::size_t>(truth.size()));
    for (qsizetype i = 0; i < truth.size(); ++i) {
      dataset.clips.push_back(clipOf(static_cast<Scene>(truth[i].toInt())));
      const auto rows = [&](const char* rule) {
        return rowOf(made[QLatin1String(rule)][QStringLiteral("p")][i].toArray());
      };
      Prediction prediction;
      prediction.scenes = rows("ten_class");
      prediction.combined = rows("combined");
      table.set(static_cast<std::size_t>(i), prediction);
    }
    const auto rule =
        head == QStringLiteral("combined") ? DecisionRule::Combined : DecisionRule::TenClass;
    const RunSummary summary = summarise(dataset, table, rule);

    const QJsonObject expected = made[head][QStringLiteral("expected")].toObject();
    QCOMPARE(summary.clips, std::size_t{40});
    QVERIFY(near(summary.accuracy(), expected[QStringLiteral("accuracy")].toDouble()));
    QVERIFY(near(summary.macroAccuracy, expected[QStringLiteral("macro_accuracy")].toDouble()));
    QVERIFY(near(summary.logLoss, expected[QStringLiteral("log_loss")].toDouble()));
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      const auto at = static_cast<qsizetype>(c);
      QCOMPARE(int(summary.perScene[c]), expected[QStringLiteral("clips")][at].toInt());
      QCOMPARE(int(summary.correctPerScene[c]), expected[QStringLiteral("correct")][at].toInt());
    }
  }

  void equalsScikitLearnOnAPublishedSystem() {
    // 2,970 clips of TAU 2020 Mobile; the reference was computed from the same table as float64.
    const QString folder = QStringLiteral(SCENELENS_SHARED_DIR "/data/predictions/");
    const QString output = folder + QStringLiteral("tau2020-system.output.csv");
    if (!QFile::exists(output)) QSKIP(qPrintable("missing: " + output));

    Dataset dataset;
    std::map<std::string, std::size_t, std::less<>> indexOf;
    {
      const std::string path = folder.toStdString() + "tau2020-truth.csv";
      auto table = TableFile::parse(readListText(path).value(), path).value();
      const auto file = table.requireColumn("filename").value();
      const auto label = table.requireColumn("scene_label").value();
      while (table.next().value()) {
        indexOf.emplace(table.field(file), dataset.clips.size());
        dataset.clips.push_back(clipOf(sceneFromLabel(table.field(label)).value()));
      }
    }
    RunTable run(dataset.clips.size());
    {
      auto table = TableFile::parse(readListText(output.toStdString()).value(), {}).value();
      const auto file = table.requireColumn("filename").value();
      std::array<std::size_t, kSceneCount> columns{};
      for (const Scene scene : allScenes()) {
        columns[static_cast<std::size_t>(scene)] = table.requireColumn(sceneLabel(scene)).value();
      }
      while (table.next().value()) {
        Prediction prediction;
        for (std::size_t c = 0; c < kSceneCount; ++c) {
          const auto field = table.field(columns[c]);
          prediction.scenes[c] = QByteArray(field.data(), qsizetype(field.size())).toFloat();
        }
        run.set(indexOf.find(table.field(file))->second, prediction);
      }
    }
    const QJsonObject expected = readJson(folder + QStringLiteral("tau2020-expected.json"));
    const RunSummary summary = summarise(dataset, run);
    QCOMPARE(int(summary.clips), expected[QStringLiteral("clips")].toInt());
    QVERIFY(near(summary.accuracy(), expected[QStringLiteral("accuracy_overall")].toDouble()));
    QVERIFY(near(summary.macroAccuracy, expected[QStringLiteral("accuracy_macro")].toDouble()));
    QVERIFY(near(summary.logLoss, expected[QStringLiteral("logloss")].toDouble()));
    const QJsonValue confusion = expected[QStringLiteral("confusion")];
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      const auto at = static_cast<qsizetype>(c);
      QCOMPARE(int(summary.perScene[c]), 297);
      QCOMPARE(int(summary.correctPerScene[c]), confusion[at][at].toInt());
    }
  }

  void clipsWithoutALabelOrAPredictionDoNotCount() {
    Dataset dataset;
    dataset.clips = {clipOf(Scene::Bus), clipOf(Scene::Bus), Clip(), clipOf(Scene::Tram)};
    RunTable run(4);
    run.set(0, sureOf(Scene::Bus));
    run.set(1, sureOf(Scene::Park));
    run.set(2, sureOf(Scene::Bus));
    const RunSummary summary = summarise(dataset, run);
    QCOMPARE(summary.clips, std::size_t{2});
    QCOMPARE(summary.correct, std::size_t{1});
    QCOMPARE(summary.accuracy(), 0.5);
    QCOMPARE(summary.macroAccuracy, 0.5);
    QCOMPARE(summary.perScene[static_cast<std::size_t>(Scene::Tram)], std::size_t{0});
  }

  void scenesWithoutClipsDoNotCountInTheMacroAccuracy() {
    Dataset dataset;
    dataset.clips = {clipOf(Scene::Bus), clipOf(Scene::Bus), clipOf(Scene::Bus),
                     clipOf(Scene::Tram)};
    RunTable run(4);
    for (std::size_t i = 0; i < 4; ++i) run.set(i, sureOf(Scene::Bus));
    const RunSummary summary = summarise(dataset, run);
    QCOMPARE(summary.accuracy(), 0.75);
    QCOMPARE(summary.macroAccuracy, 0.5);  // bus 1, tram 0
  }

  void anEmptyRunHasZerosAndNoNaN() {
    const RunSummary summary = summarise(Dataset(), RunTable());
    QCOMPARE(summary.clips, std::size_t{0});
    QCOMPARE(summary.accuracy(), 0.0);
    QCOMPARE(summary.macroAccuracy, 0.0);
    QCOMPARE(summary.logLoss, 0.0);
  }

  void aRunShorterThanTheDataSetIsARunThatGotSoFar() {
    Dataset dataset;
    dataset.clips = {clipOf(Scene::Bus), clipOf(Scene::Tram)};
    RunTable run(1);
    run.set(0, sureOf(Scene::Bus));
    QCOMPARE(summarise(dataset, run).clips, std::size_t{1});
  }

  void partsAreTheSummariesOfTheirClips() {
    const QJsonObject made =
        readJson(QStringLiteral(SCENELENS_TEST_DATA "/run_summary.json"))[QStringLiteral("certain")]
            .toObject();
    const QJsonArray truth = made[QStringLiteral("truth")].toArray();
    const QJsonArray rows =
        made[QStringLiteral("ten_class")].toObject()[QStringLiteral("p")].toArray();
    Dataset dataset;
    dataset.devices = {"a", "b", "c"};
    RunTable table(static_cast<std::size_t>(truth.size()));
    for (qsizetype i = 0; i < truth.size(); ++i) {
      dataset.clips.push_back(clipOf(allScenes()[static_cast<std::size_t>(truth[i].toInt())]));
      dataset.clips.back().device = static_cast<std::int16_t>(i % 5 == 0 ? -1 : i % 2 * 2);
      Prediction prediction;
      prediction.scenes = rowOf(rows[i].toArray());
      table.set(static_cast<std::size_t>(i), prediction);
    }
    const auto whole = breakDown(dataset, table);
    QVERIFY(near(whole.overall.logLoss, summarise(dataset, table).logLoss));
    QCOMPARE(whole.scenes.size(), kSceneCount);
    QCOMPARE(whole.devices.size(), std::size_t(3));  // a, c and unknown; b does not occur
    QCOMPARE(whole.devices[1].name, std::string("c"));
    QCOMPARE(whole.devices[2].name, std::string());
    const auto verify = [&](const RunPart& part, const auto& belongs) {
      Dataset some = dataset;
      for (auto& clip : some.clips)
        if (!belongs(clip)) clip.scene.reset();
      const auto expected = summarise(some, table);
      QCOMPARE(part.clips, expected.clips);
      QCOMPARE(part.correct, expected.correct);
      QVERIFY(near(part.logLoss, expected.logLoss));
    };
    for (std::size_t c = 0; c < kSceneCount; ++c)
      verify(whole.scenes[c], [&](const Clip& clip) { return clip.scene == allScenes()[c]; });
    for (const auto& part : whole.devices)
      verify(part, [&](const Clip& clip) { return dataset.device(clip) == part.name; });
  }
};

QTEST_APPLESS_MAIN(TestRunSummary)
#include "tst_run_summary.moc"
