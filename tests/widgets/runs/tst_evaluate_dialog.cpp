// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/runs/evaluate_dialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// Three clips of the test fold, two of the training fold, one without sound; the second of three
/// models has no Int8 weights.
void fill(Workspace& workspace) {
  auto models = bareModels();
  models.resize(3);
  std::vector<Int8Twin> twins(3, Int8Twin(models[0]));
  twins[1] = fail(noInt8Twin(models[1]));
  workspace.setModels(models, twins);
  Dataset dataset;
  dataset.name = "six";
  dataset.clips.resize(6);
  for (std::size_t i = 0; i < 6; ++i) {
    dataset.clips[i].file = std::to_string(i) + ".wav";
    dataset.clips[i].fold = i < 4 ? Fold::Test : Fold::Train;
  }
  dataset.clips[0].missing = true;
  workspace.setDataset(std::move(dataset));
}

QAbstractButton* button(const QDialog& dialog, const QString& part) {
  for (auto* candidate : dialog.findChildren<QAbstractButton*>()) {
    if (QString(candidate->text()).remove(u'&').contains(part)) return candidate;
  }
  return nullptr;
}

}  // namespace

class TestEvaluateDialog final : public QObject {
  Q_OBJECT

 private slots:
  void offersWhatThereIs() {
    Workspace workspace;
    fill(workspace);
    const EvaluateDialog dialog(workspace);
    QVERIFY(button(dialog, u"All with sound: 5"_s));
    QVERIFY(button(dialog, u"Training fold: 2"_s));
    QVERIFY(button(dialog, u"Test fold: 3"_s)->isChecked());
    int enabled = 0;
    for (const auto* box : dialog.findChildren<QCheckBox*>()) enabled += box->isEnabled() ? 1 : 0;
    QCOMPARE(enabled, 5);  // not Int8 of the second model
    const auto request = dialog.request();
    QCOMPARE(request.selection, std::string("test"));
    QCOMPARE(request.clips, (std::vector<std::uint32_t>{1, 2, 3}));
    QCOMPARE(request.runs, (std::vector<std::size_t>{0, 3, 1, 2, 5}));
  }

  void theFilterIsAChoice() {
    Workspace workspace;
    fill(workspace);
    workspace.filter().setText(u"file:4.wav,0.wav"_s);
    EvaluateDialog dialog(workspace);
    button(dialog, u"filter shows: 1"_s)->click();
    QVERIFY(dialog.request().selection.starts_with("file:4.wav,0.wav #"));
    QCOMPARE(dialog.request().clips, std::vector<std::uint32_t>{4});
  }

  void whatIsKnownIsSaidAndNotAskedForAgain() {
    Workspace workspace;
    fill(workspace);
    workspace.addPredictions(0, {{1U, predictionOf(Scene::Bus, 0.5F)}});
    EvaluateDialog dialog(workspace);
    const auto* summary = dialog.findChild<QLabel*>(u"evaluateSummary"_s);
    auto* start = dialog.findChild<QPushButton*>(u"evaluateStart"_s);
    QCOMPARE(summary->text(), u"15 predictions, 1 of them there already."_s);
    QSignalSpy asked(&dialog, &EvaluateDialog::evaluate);
    start->click();
    QCOMPARE(asked.size(), 1);
    for (const std::uint32_t clip : {2U, 3U}) {
      workspace.addPredictions(0, {{clip, predictionOf(Scene::Bus, 0.5F)}});
    }
    for (auto* box : dialog.findChildren<QCheckBox*>()) box->setChecked(false);
    QVERIFY(!start->isEnabled());
    dialog.findChildren<QCheckBox*>().constFirst()->setChecked(true);
    QCOMPARE(summary->text(), u"All 3 predictions are there already."_s);
    QVERIFY(!start->isEnabled());
  }
};

SCENELENS_GUI_TEST_MAIN(TestEvaluateDialog)
#include "tst_evaluate_dialog.moc"
