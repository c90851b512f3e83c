// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/actions/action_registry.h"
#include "widgets/settings/settings_page.h"
#include "widgets/settings/shortcut_editor.h"

#include <QAction>
#include <QCheckBox>
#include <QKeySequenceEdit>
#include <QPushButton>
#include <QSpinBox>

using namespace scenelens;
using namespace scenelens::test;

/// The settings of the real window.
class TestSettingsPage final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_bench = std::make_unique<Workbench>();
    QVERIFY(QTest::qWaitForWindowActive(&m_bench->window));
    QTest::keyClick(&m_bench->window, Qt::Key_Comma, Qt::ControlModifier);
    m_page = m_bench->window.settingsPage();
    QVERIFY(m_page->isVisible());
    m_list = m_page->findChild<QTreeWidget*>(u"shortcutList"_s);
    m_search = m_page->findChild<QLineEdit*>(u"settingsSearch"_s);
    QVERIFY(m_search->hasFocus());
  }
  void cleanup() { m_bench.reset(); }

  void theThemeIsTheSameHereAndInTheMenu() {
    auto* box = m_page->findChild<QComboBox*>(u"themeBox"_s);
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(m_bench->settings.theme(), ThemeChoice::Light);
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(m_bench->settings.theme(), ThemeChoice::Dark);
    QVERIFY(isDark(m_page->palette()));
    QVERIFY(registry().action(u"view.theme.dark"_s)->isChecked());
    registry().action(u"view.theme.light"_s)->trigger();
    QCOMPARE(box->currentText(), u"Light"_s);
    QVERIFY(!isDark(m_page->palette()));
  }

  void searchHidesWhatIsNotMeant() {
    auto* threads = m_page->findChild<QSpinBox*>(u"threadsBox"_s);
    auto* theme = m_page->findChild<QComboBox*>(u"themeBox"_s);
    m_search->setText(u"threads"_s);
    QVERIFY(threads->isVisible());
    QVERIFY(!theme->isVisible());
    QVERIFY(!m_list->isVisible());
    m_search->setText(u"dark"_s);
    QVERIFY(theme->isVisible());
    QVERIFY(!threads->isVisible());
    QVERIFY(m_list->isVisible());  // the action "Theme: Dark" can have a key
    m_search->setText(u"ctrl+r"_s);
    QCOMPARE(shownShortcuts(), QStringList{u"runs.evaluateAll"_s});
    m_search->setText(u"shortcuts"_s);
    QCOMPARE(std::size_t(shownShortcuts().size()), registry().entries().size());
    m_search->setText(u"no such thing"_s);
    QVERIFY(!theme->isVisible() && !threads->isVisible() && !m_list->isVisible());
    m_search->clear();
    QVERIFY(theme->isVisible() && threads->isVisible() && m_list->isVisible());
  }

  void aNewKeyWorksAtOnceAndIsKept() {
    choose(u"view.models"_s);
    auto* edit = m_page->findChild<QKeySequenceEdit*>(u"shortcutEdit"_s);
    QCOMPARE(edit->keySequence(), QKeySequence(u"Ctrl+7"_s));
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(registry().action(u"view.models"_s)->shortcut(), QKeySequence(u"Ctrl+Shift+J"_s));
    QCOMPARE(m_list->currentItem()->text(2), u"Ctrl+Shift+J"_s);
    QTest::keyClick(m_search, Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench->find<QTreeWidget>(u"modelTable"_s)->isVisible());
    ActionRegistry again(m_bench->settings);
    QCOMPARE(
        again
            .declare(
                {.id = u"view.models"_s, .text = u"Models"_s, .keys = {QKeySequence(u"Ctrl+7"_s)}})
            ->shortcut(),
        QKeySequence(u"Ctrl+Shift+J"_s));
  }

  void aClashIsSaidBesideBoth() {
    registry().setKeys(u"view.models"_s, {QKeySequence(u"Ctrl+R"_s)});
    QCOMPARE(itemOf(u"view.models"_s)->text(3), u"Ctrl+R is also “Evaluate all clips”"_s);
    QCOMPARE(itemOf(u"runs.evaluateAll"_s)->text(3), u"Ctrl+R is also “Models”"_s);
    choose(u"view.models"_s);
    QTest::mouseClick(m_page->findChild<QPushButton*>(u"shortcutReset"_s), Qt::LeftButton);
    QCOMPARE(itemOf(u"view.models"_s)->text(2), u"Ctrl+7"_s);
    QVERIFY(itemOf(u"runs.evaluateAll"_s)->text(3).isEmpty());
    QTest::mouseClick(m_page->findChild<QPushButton*>(u"shortcutNone"_s), Qt::LeftButton);
    QVERIFY(registry().action(u"view.models"_s)->shortcut().isEmpty());
    QTest::mouseClick(m_page->findChild<QPushButton*>(u"shortcutResetAll"_s), Qt::LeftButton);
    QCOMPARE(registry().action(u"view.models"_s)->shortcut(), QKeySequence(u"Ctrl+7"_s));
  }

  void textsNameTheKeyThatIsInUse() {
    auto* readOut = m_bench->find<QLabel>(u"readOut"_s);
    QVERIFY(readOut->text().contains(u"F: fit"_s));
    registry().setKeys(u"view.fit"_s, {QKeySequence(u"Ctrl+0"_s)});
    QVERIFY(readOut->text().contains(u"Ctrl+0: fit"_s));
  }

  void computingIsSetAtOnce() {
    auto* threads = m_page->findChild<QSpinBox*>(u"threadsBox"_s);
    threads->setValue(1);
    QCOMPARE(m_bench->settings.evaluationThreads(), 1);
    auto* byItself = m_page->findChild<QCheckBox*>(u"byItselfBox"_s);
    QVERIFY(byItself->isChecked());
    byItself->click();
    QVERIFY(!m_bench->settings.evaluatesByItself());
    m_bench->window.loadModels();
    const QTemporaryDir folder;
    QCOMPARE(toneDataset(folder, 3).clips.size(), std::size_t{3});
    m_bench->window.openPaths({folder.path()});
    QVERIFY(m_bench->settle());
    const auto judged = [this] {
      const auto& run = m_bench->workspace.run(0);
      return std::count(run.done.begin(), run.done.end(), 1);
    };
    QVERIFY(judged() < 3);
    QTest::keyClick(&m_bench->window, Qt::Key_R, Qt::ControlModifier);
    QVERIFY(m_bench->settle());
    QCOMPARE(judged(), std::ptrdiff_t{3});
  }

 private:
  ActionRegistry& registry() const { return *m_bench->window.actionRegistry(); }
  QTreeWidgetItem* itemOf(const QString& id) const {
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
      auto* item = m_list->topLevelItem(i);
      if (item->data(0, Qt::UserRole).toString() == id) return item;
    }
    return nullptr;
  }
  void choose(const QString& id) { m_list->setCurrentItem(itemOf(id)); }
  QStringList shownShortcuts() const {
    QStringList ids;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
      const auto* item = m_list->topLevelItem(i);
      if (!item->isHidden()) ids.append(item->data(0, Qt::UserRole).toString());
    }
    return ids;
  }

  std::unique_ptr<Workbench> m_bench;
  SettingsPage* m_page = nullptr;
  QTreeWidget* m_list = nullptr;
  QLineEdit* m_search = nullptr;
};

SCENELENS_GUI_TEST_MAIN(TestSettingsPage)
#include "tst_settings_page.moc"
