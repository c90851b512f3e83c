// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/table_export.h"

#include <QClipboard>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QTreeWidget>

using namespace scenelens;
using namespace scenelens::test;

namespace {

QByteArray contentOf(const QString& file) {
  QFile stream(file);
  return stream.open(QIODevice::ReadOnly) ? stream.readAll() : QByteArray();
}

}  // namespace

/// Tables as text.
class TestTableExport final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_model = std::make_unique<QStandardItemModel>(3, 3);
    m_model->setHorizontalHeaderLabels({u"Scene"_s, u"Share"_s, u"Remark"_s});
    const QStringList names{u"Bus"_s, u"Metro, old"_s, u"He said \"tram\""_s};
    for (int row = 0; row < 3; ++row) {
      m_model->setItem(row, 0, new QStandardItem(names[row]));
      auto* share = new QStandardItem(percentText(row / 3.0));
      share->setData(row / 3.0, kExportRole);
      m_model->setItem(row, 1, share);
      m_model->setItem(row, 2, new QStandardItem(u"two\nlines\tand a tab"_s));
    }
    m_view = std::make_unique<QTableView>();
    m_view->setModel(m_model.get());
    m_problem.clear();
    offerTableMenu(*m_view, u"Shares"_s,
                   [this](const Error& error) { m_problem = toQString(error.text()); });
  }

  void csvQuotesWhatItMustAndKeepsAllDigits() {
    const auto csv = toCsv(textOf(*m_view, false, true));
    QCOMPARE(csv, QByteArray("Scene,Share,Remark\n"
                             "Bus,0,\"two\nlines\tand a tab\"\n"
                             "\"Metro, old\",0.3333333333333333,\"two\nlines\tand a tab\"\n"
                             "\"He said \"\"tram\"\"\",0.6666666666666666,"
                             "\"two\nlines\tand a tab\"\n"));
  }

  void theClipboardGetsWhatIsOnTheScreen() {
    QCOMPARE(toClipboardText(textOf(*m_view, false, false), true),
             u"Scene\tShare\tRemark\nBus\t0.0 %\ttwo lines and a tab\n"
             "Metro, old\t33.3 %\ttwo lines and a tab\n"
             "He said \"tram\"\t66.7 %\ttwo lines and a tab"_s);
  }

  void hiddenColumnsAreLeftOutAndMovedOnesStayWhereTheyAre() {
    m_view->setColumnHidden(2, true);
    m_view->horizontalHeader()->moveSection(1, 0);
    const auto table = textOf(*m_view, false, false);
    QCOMPARE(table.header, QStringList({u"Share"_s, u"Scene"_s}));
    QCOMPARE(table.rows[0], QStringList({u"0.0 %"_s, u"Bus"_s}));
  }

  void theKeyCopiesTheSelection() {
    m_view->show();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    m_view->setFocus();
    m_view->selectionModel()->select(QItemSelection(m_model->index(1, 0), m_model->index(2, 1)),
                                     QItemSelectionModel::ClearAndSelect);
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"Metro, old\t33.3 %\nHe said \"tram\"\t66.7 %"_s);
    m_view->actions().at(1)->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"Scene\tShare\nMetro"_s));
    QVERIFY(m_view->actions().at(0)->isEnabled());
    QApplication::clipboard()->setText(u"before"_s);
    m_view->clearSelection();
    for (int i = 0; i < 2; ++i) {
      QVERIFY(!m_view->actions().at(i)->isEnabled());
      m_view->actions().at(i)->trigger();
    }
    QCOMPARE(QApplication::clipboard()->text(), u"before"_s);
    QVERIFY(m_view->actions().at(2)->isEnabled());
  }

  void linesOfATreeFollowEachOther() {
    QTreeWidget tree;
    tree.setHeaderLabels({u"Name"_s, u"Value"_s});
    auto* top = new QTreeWidgetItem(&tree, {u"top"_s, u"1"_s});
    new QTreeWidgetItem(top, {u"child"_s, u"2"_s});
    new QTreeWidgetItem(&tree, {u"last"_s, u"3"_s});
    QCOMPARE(toCsv(textOf(tree, false, true)), QByteArray("Name,Value\ntop,1\nchild,2\nlast,3\n"));
  }

  void savingALongTableKeepsTheWindowAliveAndBeginsAgainWhenItChanges() {
    QStandardItemModel model(0, 1);
    model.setHorizontalHeaderLabels({u"Number"_s});
    constexpr int kRows = 60'000;
    for (int i = 0; i < kRows; ++i) model.appendRow(new QStandardItem(QString::number(i)));
    QTableView view;
    view.setModel(&model);
    const QString file = m_folder.filePath(u"long.csv"_s);
    bool done = false;
    saveCsv(view, file, [&done](const Status& status) { done = status.has_value(); });
    QVERIFY2(!done, "nothing happens before the event loop runs");
    QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    QVERIFY(!QFile::exists(file));
    model.removeRow(0);
    QTRY_VERIFY(done);
    QByteArray expected = "Number\n";
    for (int i = 1; i < kRows; ++i) expected += QByteArray::number(i) + '\n';
    QCOMPARE(contentOf(file), expected);
  }

  void aFileThatCannotBeWrittenIsTold() {
    bool failed = false;
    saveCsv(*m_view, u"/nowhere/table.csv"_s,
            [&failed](const Status& status) { failed = !status.has_value(); });
    QTRY_VERIFY(failed);
  }

 private:
  QTemporaryDir m_folder;
  std::unique_ptr<QStandardItemModel> m_model;
  std::unique_ptr<QTableView> m_view;
  QString m_problem;
};

SCENELENS_GUI_TEST_MAIN(TestTableExport)
#include "tst_table_export.moc"
