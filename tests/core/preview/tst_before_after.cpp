// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"
#include "core/preview/before_after.h"
#include "core/preview/transforms.h"
#include "tests/core/preview/preview_reference.h"

#include <QTest>

using namespace scenelens;
using namespace scenelens::test;

class TestBeforeAfter final : public QObject {
  Q_OBJECT

 private slots:
  void bothAreWhatTheClassifierSaysAlone() {
    Model model;
    model.architecture = *findArchitecture("model1");
    model.weights = untrainedWeights(model.architecture, 5);
    const auto classifier = makeClassifier(model, Engine::Native);
    QVERIFY(classifier.has_value());
    const auto before = featuresOf(toneSignal());
    const auto after = featuresOf(noiseSignal());
    const auto both = predictBoth(**classifier, before, after);
    QVERIFY(both.has_value());
    QVERIFY(both->before.scenes == (*classifier)->predict(before.features)->scenes);
    QVERIFY(both->after.groups == (*classifier)->predict(after.features)->groups);
    QVERIFY(both->before.scenes != both->after.scenes);
  }

  void aDecisionChangesByTheRuleAskedFor() {
    BeforeAfter both;
    both.before.scenes[2] = both.after.scenes[2] = 1.0F;
    both.before.combined[2] = both.after.combined[3] = 1.0F;
    QVERIFY(!both.decisionChanges(DecisionRule::TenClass));
    QVERIFY(both.decisionChanges(DecisionRule::Combined));
  }
};

QTEST_APPLESS_MAIN(TestBeforeAfter)
#include "tst_before_after.moc"
