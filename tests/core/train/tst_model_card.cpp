// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_card.h"

#include <QTest>

using namespace scenelens;

namespace {

RunBreakdown runOf(std::size_t correct, double logLoss) {
  RunBreakdown run;
  run.overall.clips = 160;
  run.overall.correct = correct;
  run.overall.macroAccuracy = 0.4875;
  run.overall.logLoss = logLoss;
  for (const Scene scene : allScenes())
    run.scenes.push_back({.name = std::string(sceneLabel(scene))});
  run.scenes[1] = {.name = "bus", .clips = 16, .correct = 4, .logLoss = 1.5};
  run.devices = {{.name = "a", .clips = 150, .correct = 70, .logLoss = 1.25},
                 {.name = "", .clips = 10}};
  return run;
}

ModelCard cardOf() {
  ModelCard card;
  card.architecture = dsmnModels()[0];
  card.command = "scenelens-cli train demo --model model1 -o out";
  card.options = recipeOptions(Recipe::Code);
  card.options.seed = 11;
  card.data = {{.name = "demo",
                .description = "made by demo-data",
                .synthetic = true,
                .train = 1200,
                .validation = 210},
               {.name = "tau-mini", .description = "cut from TAU", .train = 280, .validation = 56}};
  card.heldOut = {"lisbon-1000", "synth3-12"};
  card.chosenEpoch = 59;
  card.epochsRun = 100;
  card.seconds = 3700;
  card.evaluations = {{.name = "tau-mini, evaluate fold", .floating = runOf(80, 1.4021)}};
  return card;
}

}  // namespace

class TestModelCard final : public QObject {
  Q_OBJECT

 private slots:
  void itSaysWhatTheFiguresAreNot() {
    const auto text = textOf(cardOf());
    QVERIFY(text.startsWith("# Model1 (model1)\n\nThese are not TAU results"));
  }

  void itNamesArchitectureDataAndTraining() {
    const auto text = textOf(cardOf());
    QVERIFY(text.contains("45,164 parameters, 8,645,641 MACs a clip, 47,399 bytes in Int8"));
    QVERIFY(
        text.contains("| demo | 1,200 clips | 210 clips | synthetic: computed, not recorded; made "
                      "by demo-data |"));
    QVERIFY(text.contains("| tau-mini | 280 clips | 56 clips | cut from TAU |"));
    QVERIFY(text.contains("(2), to choose the epoch: lisbon-1000 synth3-12."));
    QVERIFY(text.contains("\nscenelens-cli train demo --model model1 -o out\n"));
    QVERIFY(text.contains("| seed | 11 |\n| epochs | 100 |\n"));
    QVERIFY(text.contains("| chosen epoch (from 0) | 59, by validation log loss |"));
    QVERIFY(text.contains("| time | 1 h 2 min |"));
    QVERIFY(text.contains("\"schedule.base\": 0.001"));
  }

  void figuresStandOverallPerDeviceAndPerScene() {
    const auto text = textOf(cardOf());
    QVERIFY(text.contains("## Measured on tau-mini, evaluate fold\n"));
    QVERIFY(text.contains("| all | 160 | 50.0 % | 1.402 |\n"));
    QVERIFY(text.contains("macro) accuracy: 48.8 % in Float32.") ||
            text.contains("macro) accuracy: 48.7 % in Float32."));
    QVERIFY(text.contains("| a | 150 | 46.7 % | 1.250 |\n"));
    QVERIFY(text.contains("| unknown | 10 | 0.0 % | 0.000 |\n"));
    QVERIFY(text.contains("| bus | 16 | 25.0 % | 1.500 |\n"));
    QVERIFY(text.contains("| tram | 0 | – | – |\n"));
    QVERIFY(!text.contains("accuracy, Int8"));
  }

  void int8StandsBesideFloat() {
    auto card = cardOf();
    card.evaluations[0].int8 = runOf(79, 1.5);
    card.evaluations[0].int8->devices.pop_back();
    const auto text = textOf(card);
    QVERIFY(text.contains("accuracy, Int8 | log loss, Int8 |\n"));
    QVERIFY(text.contains("| all | 160 | 50.0 % | 1.402 | 49.4 % | 1.500 |\n"));
    QVERIFY(text.contains("| unknown | 10 | 0.0 % | 0.000 | – | – |\n"));
    QVERIFY(text.contains(" % in Int8."));
  }

  void severalEvaluationsFollowEachOther() {
    auto card = cardOf();
    card.evaluations.push_back({.name = "demo, test fold", .floating = runOf(10, 2.0)});
    const auto text = textOf(card);
    QVERIFY(text.indexOf("## Measured on tau-mini") < text.indexOf("## Measured on demo"));
  }

  void anEpochChosenOnTheTestFoldIsSaidAloud() {
    auto card = cardOf();
    card.options.holdOut = HoldOut::TestFold;
    QVERIFY(textOf(card).contains("figures for it are selected on it"));
  }

  void namesCannotBreakTheTables() {
    auto card = cardOf();
    card.data[0].name = "a|b\nc";
    card.command = "x ```\n# no heading";
    const auto text = textOf(card);
    QVERIFY(text.contains("| a\\|b?c | 1,200 clips"));
    QVERIFY(!text.contains("\n# no heading"));
    QVERIFY(text.contains("\n````\nx ```?# no heading\n````\n"));
  }

 private:
  static QString textOf(const ModelCard& card) {
    return QString::fromStdString(modelCardMarkdown(card));
  }
};

QTEST_APPLESS_MAIN(TestModelCard)
#include "tst_model_card.moc"
