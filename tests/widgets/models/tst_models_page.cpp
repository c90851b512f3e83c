// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/models/models_page.h"

#include <QLabel>
#include <QTreeWidget>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QTreeWidget* tableOf(const ModelsPage& page, const QString& name) {
  return page.findChild<QTreeWidget*>(name);
}

QString cell(const QTreeWidget* table, int row, int column) {
  return table->topLevelItem(row)->text(column);
}

bool shows(const ModelsPage& page, const QString& part) {
  for (const auto* label : page.findChildren<QLabel*>()) {
    if (label->isVisibleTo(&page) && label->text().contains(part)) return true;
  }
  return false;
}

}  // namespace

class TestModelsPage final : public QObject {
  Q_OBJECT

 private slots:
  void saysThatThereIsNoModel() {
    Workspace workspace;
    const ModelsPage page(workspace);
    QCOMPARE(tableOf(page, u"modelTable"_s)->topLevelItemCount(), 0);
    QCOMPARE(tableOf(page, u"layerTable"_s)->topLevelItemCount(), 0);
    QVERIFY(shows(page, u"No model"_s));
  }

  void showsTheNumbersOfTheReport() {
    // Table 3 of the report, with the rows of Model2 and Model3 as the authors' code has them; the
    // exact counts are the TOTAL rows of tests/data/layers_model*.csv.
    struct Row {
      const char* title;
      const char* parameters;
      const char* macs;
      const char* ofMacs;  // of 30 M
    };
    constexpr Row kRows[] = {{"Model1", "45164", "8645641", "29 %"},
                             {"Model2", "56556", "25441889", "85 %"},
                             {"Model3", "56172", "16746033", "56 %"},
                             {"Model4", "121812", "20901505", "70 %"}};
    Workspace workspace;
    const ModelsPage page(workspace);
    workspace.setModels(bareModels());
    const auto* table = tableOf(page, u"modelTable"_s);
    QCOMPARE(table->topLevelItemCount(), 4);
    for (int i = 0; i < 4; ++i) {
      QCOMPARE(cell(table, i, 0), QString::fromLatin1(kRows[i].title));
      QCOMPARE(cell(table, i, 2), QString::fromLatin1(kRows[i].parameters));
      QCOMPARE(cell(table, i, 3), QString::fromLatin1(kRows[i].macs));
      QCOMPARE(cell(table, i, 4), QString::fromLatin1(kRows[i].ofMacs));
      QVERIFY(cell(table, i, 5).toInt() > 40'000);
      QVERIFY(cell(table, i, 7).toInt() > cell(table, i, 5).toInt());
      QVERIFY(cell(table, i, 8).endsWith(u"%"_s));
    }
    QVERIFY(shows(page, u"128000"_s));
    QVERIFY(shows(page, u"30 M"_s));
  }

  void saysWhatTheWeightsComeFrom() {
    auto models = bareModels();
    models[1].trained = true;
    models[1].data = "TAU 2022";
    models[2].trained = true;
    models[2].data = "12 clips";
    models[2].note = "Not a TAU result";
    Workspace workspace;
    const ModelsPage page(workspace);
    workspace.setModels(std::move(models));
    const auto* table = tableOf(page, u"modelTable"_s);
    QCOMPARE(cell(table, 0, 9), u"untrained (nothing)"_s);
    QCOMPARE(cell(table, 1, 9), u"TAU 2022"_s);
    QCOMPARE(cell(table, 2, 9), u"Not a TAU result: 12 clips"_s);
  }

  void aClickShowsTheModelsLayersAndChoosesIt() {
    Workspace workspace;
    ModelsPage page(workspace);
    workspace.setModels(bareModels());
    page.resize(1200, 800);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    auto* table = tableOf(page, u"modelTable"_s);
    QVERIFY(shows(page, u"Layers of Model1"_s));
    for (const int row : {2, 3, 1, 0}) {
      QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                        table->visualItemRect(table->topLevelItem(row)).center());
      QCOMPARE(workspace.currentModel(), std::size_t(row));
      QVERIFY(shows(page, u"Layers of Model%1"_s.arg(row + 1)));
    }
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(workspace.currentModel(), std::size_t{1});
    workspace.setCurrentModel(3);
    QCOMPARE(table->indexOfTopLevelItem(table->currentItem()), 3);
  }

  void layersAddUpToTheTotals() {
    Workspace workspace;
    const ModelsPage page(workspace);
    workspace.setModels(bareModels());
    for (std::size_t model = 0; model < 4; ++model) {
      workspace.setCurrentModel(model);
      const auto* layers = tableOf(page, u"layerTable"_s);
      qint64 parameters = 0;
      qint64 macs = 0;
      for (int i = 0; i < layers->topLevelItemCount(); ++i) {
        parameters += cell(layers, i, 6).toLongLong();
        macs += cell(layers, i, 7).toLongLong();
      }
      const auto* table = tableOf(page, u"modelTable"_s);
      QCOMPARE(parameters, cell(table, int(model), 2).toLongLong());
      QCOMPARE(macs, cell(table, int(model), 3).toLongLong());
    }
  }

  void notesWhereTheReportContradictsItself() {
    Workspace workspace;
    const ModelsPage page(workspace);
    workspace.setModels(bareModels());
    const QString swap = u"Model2 and Model3 swapped"_s;
    for (std::size_t model = 0; model < 4; ++model) {
      workspace.setCurrentModel(model);
      QCOMPARE(shows(page, swap), model == 1 || model == 2);
    }
    QVERIFY(shows(page, u"20.92"_s));
  }

  void allRowsOfTheModelTableAreInSight() {
    Workspace workspace;
    ModelsPage page(workspace);
    workspace.setModels(bareModels());
    page.resize(1000, 700);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    const auto* table = tableOf(page, u"modelTable"_s);
    const QRect last = table->visualItemRect(table->topLevelItem(3));
    QVERIFY(table->viewport()->rect().bottom() >= last.bottom());
  }
};

SCENELENS_GUI_TEST_MAIN(TestModelsPage)
#include "tst_models_page.moc"
