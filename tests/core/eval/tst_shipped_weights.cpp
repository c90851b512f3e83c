// SPDX-License-Identifier: GPL-3.0-or-later
// The weights in models/ as they are shipped.
#include "core/dataset/dataset.h"
#include "core/eval/predict_all.h"
#include "core/eval/run_summary.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"

#include <QFile>
#include <QTest>

#include <filesystem>

using namespace scenelens;

class TestShippedWeights final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    const std::filesystem::path folder = std::filesystem::path(SCENELENS_SOURCE_DIR) / "models";
    for (const auto precision : {Precision::Float32, Precision::Int8}) {
      std::vector<Error> problems;
      auto models = loadModels(folder, problems, precision);
      QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().text().c_str());
      QCOMPARE(models.size(), std::size_t(4));
      for (auto& model : models) m_models.push_back(std::move(model));
    }
  }

  void allSayWhatTheyWereTrainedOn() {
    for (const auto& model : m_models) {
      const auto path = model.path.string();
      QVERIFY2(model.trained, path.c_str());
      QVERIFY2(model.data.find("synthetic") != std::string::npos, path.c_str());
      QVERIFY2(model.note.find("TAU") != std::string::npos, path.c_str());
      auto card = model.path.parent_path() / (model.architecture.name + ".md");
      QVERIFY2(std::filesystem::exists(card), card.c_str());
    }
  }

  void doBetterThanChanceOnPlacesTheyNeverHeard() {
    const std::filesystem::path root = SCENELENS_SHARED_DIR "/data/tau-mini";
    if (!std::filesystem::exists(root)) {
      QSKIP("../shared/data/tau-mini is not here: real clips are not part of the project");
    }
    const auto dataset = openDataset(std::span(&root, 1), JobControl());
    QVERIFY2(dataset.has_value(), dataset ? "" : dataset.error().text().c_str());
    std::vector<std::uint32_t> clips;
    for (std::uint32_t i = 0; i < dataset->clips.size(); ++i) {
      if (dataset->clips[i].fold == Fold::Test) clips.push_back(i);
    }
    QCOMPARE(clips.size(), std::size_t(160));
    for (const auto& model : m_models) {
      const auto factory = makeClassifierFactory(model, engineFor(model));
      QVERIFY2(factory.has_value(), factory ? "" : factory.error().text().c_str());
      RunTable run(dataset->clips.size());
      const auto done = predictAll(
          *dataset, clips, *factory,
          [&](std::uint32_t clip, const Result<Prediction>& result) {
            if (result) run.set(clip, *result);
          },
          JobControl());
      QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
      const auto summary = summarise(*dataset, run);
      QCOMPARE(summary.clips, clips.size());
      // Guessing gets 16 right, give or take 3.8; this is 2.9 of those above.
      QVERIFY2(summary.correct >= 27,
               qPrintable(QStringLiteral("%1: %2 of 160")
                              .arg(QString::fromStdString(model.path.filename().string()))
                              .arg(summary.correct)));
    }
  }

 private:
  std::vector<Model> m_models;
};

QTEST_GUILESS_MAIN(TestShippedWeights)
#include "tst_shipped_weights.moc"
