// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_options.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace scenelens;

namespace {

using Change = std::function<void(TrainOptions&)>;

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  return at == std::string::npos ? std::string() : text.replace(at, what.size(), with);
}

}  // namespace

Q_DECLARE_METATYPE(Change)

class TestTrainOptions final : public QObject {
  Q_OBJECT

 private slots:
  void theCodesRecipeIsThePublishedScript() {
    const auto o = recipeOptions(Recipe::Code);
    QVERIFY(o.optimizer.kind == OptimizerKind::RAdam);
    QCOMPARE(o.epochs, 100);
    QCOMPARE(o.batchSize, 32);
    QCOMPARE(o.schedule.base, 1e-3);
    QCOMPARE(o.schedule.minimum, 1e-6);
    QCOMPARE(o.schedule.warmupEpochs, 5);
    QCOMPARE(o.schedule.warmupStart, 5e-5);
    QVERIFY(o.reduction == LossReduction::Sum);
    QVERIFY(o.pcgrad && o.merge == Merge::Mean);
    QCOMPARE(o.dropout, 0.3);
    QCOMPARE(o.mixupOptions.alpha, 0.2);
    QCOMPARE(o.mixupOptions.wholeBatchEpochs, 60);
    QVERIFY(!o.specAugmentOptions.inclusive);
    QVERIFY(o.correction == CorrectionForm::Pairs);
    QCOMPARE(o.correctionOptions.probability, 12.0 / 13.0);
    QVERIFY(o.criterion == CheckpointCriterion::LogLoss);
  }

  void theReportsRecipeFollowsItsWords() {
    const auto o = recipeOptions(Recipe::Report);
    QVERIFY(o.recipe == Recipe::Report);
    QVERIFY(o.optimizer.kind == OptimizerKind::Sgd);
    QCOMPARE(o.optimizer.momentum, 0.0);
    QCOMPARE(o.schedule.base, 1e-3);
    QCOMPARE(o.mixupOptions.alpha, 0.4);
    QVERIFY(o.specAugmentOptions.inclusive);
    QVERIFY(o.correction == CorrectionForm::Report);
    QVERIFY(o.criterion == CheckpointCriterion::Accuracy);
    QCOMPARE(o.epochs, 100);
    QCOMPARE(o.batchSize, 32);
  }

  void whatIsBeyondTheReportIsOffAndLocationsAreHeldOut() {
    for (const auto recipe : {Recipe::Report, Recipe::Code}) {
      const auto o = recipeOptions(recipe);
      QCOMPARE(o.freqMixStyle.probability, 0.0);
      QCOMPARE(o.impulseResponse.probability, 0.0);
      QCOMPARE(o.timeRoll.maximumShift, std::int64_t(0));
      QVERIFY(o.holdOut == HoldOut::Locations);
      QVERIFY(o.qat.mode == QatMode::None);
      QVERIFY(checkTrainOptions(o));
    }
  }

  void jsonGivesEveryOptionBack() {
    TrainOptions o = recipeOptions(Recipe::Report);
    o.model = "model4";
    o.seed = 0xFFFFFFFFFFFFFFFFULL;
    o.threads = 3;
    o.schedule.base = 0.1 + 0.2;
    o.correction.reset();
    o.impulseResponseFolder = "a \"folder\"\nwith ä";
    o.timeRoll.maximumShift = 5512;
    o.holdOut = HoldOut::TestFold;
    o.qat = {.mode = QatMode::FromScratch, .epochs = 7, .learningRate = 1e-5};
    const auto text = trainOptionsToJson(o);
    const auto back = trainOptionsFromJson(text);
    QVERIFY2(back, back ? "" : back.error().reason.c_str());
    QVERIFY(!firstDifference(*back, o));
    QCOMPARE(trainOptionsToJson(*back), text);
    QCOMPARE(back->seed, o.seed);
    QCOMPARE(back->schedule.base, 0.1 + 0.2);
    QVERIFY(!back->correction);
    QCOMPARE(back->impulseResponseFolder, o.impulseResponseFolder);
    QVERIFY(back->qat.mode == QatMode::FromScratch);
  }

  /// Each change must come back from JSON and be named as the difference: no option is forgotten.
  void everyDifferenceIsNamed_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* text, const Change& change) {
      QTest::newRow(text) << change << QString::fromUtf8(text);
    };
    row("model is \"model2\" and was \"model1\"", [](auto& o) { o.model = "model2"; });
    row("recipe is \"report\" and was \"code\"", [](auto& o) { o.recipe = Recipe::Report; });
    row("seed is 9 and was 1", [](auto& o) { o.seed = 9; });
    row("epochs is 50 and was 100", [](auto& o) { o.epochs = 50; });
    row("batch_size is 8 and was 32", [](auto& o) { o.batchSize = 8; });
    row("optimizer is \"sgd\"", [](auto& o) { o.optimizer.kind = OptimizerKind::Sgd; });
    row("optimizer.weight_decay is 0.1", [](auto& o) { o.optimizer.weightDecay = 0.1; });
    row("optimizer.momentum is 0.9", [](auto& o) { o.optimizer.momentum = 0.9; });
    row("optimizer.beta1 is 0.8", [](auto& o) { o.optimizer.beta1 = 0.8; });
    row("optimizer.beta2 is 0.9", [](auto& o) { o.optimizer.beta2 = 0.9; });
    row("optimizer.epsilon is 0.5", [](auto& o) { o.optimizer.epsilon = 0.5; });
    row("schedule.base is 0.5", [](auto& o) { o.schedule.base = 0.5; });
    row("schedule.minimum is 0.5", [](auto& o) { o.schedule.minimum = 0.5; });
    row("schedule.warmup_epochs is 0", [](auto& o) { o.schedule.warmupEpochs = 0; });
    row("schedule.warmup_start is 0.5", [](auto& o) { o.schedule.warmupStart = 0.5; });
    row("loss_reduction is \"mean\"", [](auto& o) { o.reduction = LossReduction::Mean; });
    row("dropout is 0.5", [](auto& o) { o.dropout = 0.5; });
    row("pcgrad is false and was true", [](auto& o) { o.pcgrad = false; });
    row("merge is \"sum\"", [](auto& o) { o.merge = Merge::Sum; });
    row("mixup is false", [](auto& o) { o.mixup = false; });
    row("mixup.schedule is \"without-hesitation\"",
        [](auto& o) { o.mixupOptions.schedule = MixupSchedule::WithoutHesitation; });
    row("mixup.alpha is 0.5", [](auto& o) { o.mixupOptions.alpha = 0.5; });
    row("mixup.whole_batch_epochs is 3", [](auto& o) { o.mixupOptions.wholeBatchEpochs = 3; });
    row("spec_augment is false", [](auto& o) { o.specAugment = false; });
    row("spec_augment.mel_stripes is 3", [](auto& o) { o.specAugmentOptions.melStripes = 3; });
    row("spec_augment.mel_width is 3", [](auto& o) { o.specAugmentOptions.melWidth = 3; });
    row("spec_augment.time_stripes is 3", [](auto& o) { o.specAugmentOptions.timeStripes = 3; });
    row("spec_augment.time_width is 3", [](auto& o) { o.specAugmentOptions.timeWidth = 3; });
    row("spec_augment.inclusive is true", [](auto& o) { o.specAugmentOptions.inclusive = true; });
    row("spec_augment.time_warp is 3", [](auto& o) { o.specAugmentOptions.timeWarp = 3; });
    row("correction is \"none\" and was \"pairs\"", [](auto& o) { o.correction.reset(); });
    row("correction.probability is 0.5", [](auto& o) { o.correctionOptions.probability = 0.5; });
    row("freq_mixstyle.probability is 0.5", [](auto& o) { o.freqMixStyle.probability = 0.5; });
    row("freq_mixstyle.alpha is 0.5", [](auto& o) { o.freqMixStyle.alpha = 0.5; });
    row("impulse_response.folder is \"x\"",
        [](auto& o) { o.impulseResponseFolder = std::string("x"); });
    row("impulse_response.probability is 0.5",
        [](auto& o) { o.impulseResponse.probability = 0.5; });
    row("impulse_response.device is \"b\"",
        [](auto& o) { o.impulseResponse.device = std::string("b"); });
    row("impulse_response.keep_energy is true",
        [](auto& o) { o.impulseResponse.keepEnergy = true; });
    row("time_roll is 7 and was 0", [](auto& o) { o.timeRoll.maximumShift = 7; });
    row("hold_out is \"test-fold\"", [](auto& o) { o.holdOut = HoldOut::TestFold; });
    row("hold_out.fraction is 0.5", [](auto& o) { o.holdOutFraction = 0.5; });
    row("criterion is \"accuracy\"", [](auto& o) { o.criterion = CheckpointCriterion::Accuracy; });
    row("qat is \"fine-tune\"", [](auto& o) { o.qat.mode = QatMode::FineTune; });
    row("qat.epochs is 3", [](auto& o) { o.qat.epochs = 3; });
    row("qat.learning_rate is 0.5", [](auto& o) { o.qat.learningRate = 0.5; });
  }

  void theNumberOfThreadsIsNoDifference() {
    TrainOptions now;
    now.threads = 2;
    QVERIFY(!firstDifference(now, TrainOptions()));
  }
  void everyDifferenceIsNamed() {
    QFETCH(Change, change);
    QFETCH(QString, text);
    const TrainOptions before;
    TrainOptions now;
    change(now);
    const auto difference = firstDifference(now, before);
    QVERIFY(difference);
    QVERIFY2(QString::fromStdString(*difference).startsWith(text), difference->c_str());
    const auto back = trainOptionsFromJson(trainOptionsToJson(now));
    QVERIFY(back);
    QVERIFY(!firstDifference(*back, now));
  }

  void equalOptionsHaveNoDifference() { QVERIFY(!firstDifference({}, {})); }

  void badJsonIsNamed_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("word");
    const auto good = trainOptionsToJson({});
    const auto row = [&](const char* word, const std::string& what, const std::string& with) {
      QTest::addRow("%s %s", word, with.c_str())
          << QString::fromStdString(replaced(good, what, with)) << QString::fromUtf8(word);
    };
    QTest::newRow("no object") << "[]"
                               << "object";
    QTest::newRow("no json") << "{"
                             << "object";
    row("lack 'epochs'", "\"epochs\"", "\"epoch\"");
    row("no training option 'more'", "\"epochs\"", "\"more\": 1, \"epochs\"");
    row("'epochs' cannot be", "\"epochs\": 100", "\"epochs\": \"100\"");
    row("'epochs' cannot be", "\"epochs\": 100", "\"epochs\": 4294967396");
    row("'epochs' cannot be", "\"epochs\": 100", "\"epochs\": -4294967396");
    row("'epochs' cannot be", "\"epochs\": 100", "\"epochs\": 18446744073709551615");
    row("'epochs' cannot be", "\"epochs\": 100", "\"epochs\": 1.5");
    row("'seed' cannot be", "\"seed\": 1", "\"seed\": -1");
    row("'threads' cannot be", "\"threads\": 0", "\"threads\": 4294967296");
    row("'dropout' cannot be", "\"dropout\": 0.3", "\"dropout\": null");
    row("'pcgrad' cannot be", "\"pcgrad\": true", "\"pcgrad\": 1");
    row("'merge' cannot be", "\"merge\": \"mean\"", "\"merge\": \"median\"");
    row("'correction' cannot be", "\"correction\": \"pairs\"", "\"correction\": \"all\"");
  }

  void badJsonIsNamed() {
    QFETCH(QString, text);
    QFETCH(QString, word);
    const auto options = trainOptionsFromJson(text.toStdString());
    QVERIFY(!options);
    QVERIFY2(QString::fromStdString(options.error().reason).contains(word),
             options.error().reason.c_str());
  }

  void valuesThatMakeNoSenseAreNamed_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* word, const Change& change) {
      QTest::newRow(word) << change << QString::fromUtf8(word);
    };
    row("'model'", [](auto& o) { o.model = "model5"; });
    row("'epochs'", [](auto& o) { o.epochs = 0; });
    row("'batch_size'", [](auto& o) { o.batchSize = -1; });
    row("'threads'", [](auto& o) { o.threads = 5000; });
    row("'dropout'", [](auto& o) { o.dropout = 1.0; });
    row("'hold_out.fraction'", [](auto& o) { o.holdOutFraction = NAN; });
    row("'qat.epochs'", [](auto& o) { o.qat = {.mode = QatMode::FineTune, .epochs = 0}; });
    row("'qat.learning_rate'", [](auto& o) { o.qat.learningRate = 0.0; });
    row("'impulse_response.folder'", [](auto& o) { o.impulseResponse.probability = 0.5; });
    row("momentum", [](auto& o) { o.optimizer.momentum = 2.0; });
    row("warm-up start", [](auto& o) { o.schedule.warmupStart = NAN; });
    row("alpha", [](auto& o) { o.mixupOptions.alpha = 0.0; });
    row("SpecAugment", [](auto& o) { o.specAugmentOptions.melWidth = 0; });
    row("Freq-MixStyle", [](auto& o) { o.freqMixStyle.probability = 2.0; });
  }

  void valuesThatMakeNoSenseAreNamed() {
    QFETCH(Change, change);
    QFETCH(QString, word);
    TrainOptions options;
    change(options);
    const auto status = checkTrainOptions(options);
    QVERIFY(!status);
    QVERIFY2(QString::fromStdString(status.error().text()).contains(word),
             status.error().text().c_str());
  }
};

QTEST_APPLESS_MAIN(TestTrainOptions)
#include "tst_train_options.moc"
