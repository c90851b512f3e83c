// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/actions/action_registry.h"
#include "widgets/base/settings.h"

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <memory>

using namespace scenelens;
using namespace scenelens::test;

class TestActionRegistry final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    m_registry = declared();
  }

  void anActionIsFoundByItsId() {
    auto* action = m_registry->action(u"runs.evaluate"_s);
    QVERIFY(action);
    QCOMPARE(action->objectName(), u"runs.evaluate"_s);
    QCOMPARE(plainText(*action), u"Evaluate"_s);
    QCOMPARE(action->shortcut(), QKeySequence(u"Ctrl+E"_s));
    QCOMPARE(keyOf(u"runs.evaluate"_s), u"Ctrl+E"_s);
    QVERIFY(!m_registry->action(u"runs.nothing"_s));
    QCOMPARE(keyOf(u"runs.nothing"_s), u"…"_s);
  }

  void aMenuHasTheActionsOfItsCategoryInOrder() {
    QMenu menu;
    m_registry->fillMenu(menu, ActionCategory::Runs);
    QStringList found;
    for (const auto* action : menu.actions()) {
      found.append(action->isSeparator() ? u"-"_s
                   : action->menu()      ? action->menu()->title()
                                         : action->objectName());
    }
    QCOMPARE(found,
             (QStringList{u"runs.evaluate"_s, u"runs.all"_s, u"-"_s, u"&More"_s, u"runs.last"_s}));
    const auto inner = menu.actions().at(3)->menu()->actions();
    QCOMPARE(inner.size(), 2);
    QCOMPARE(inner.at(1)->objectName(), u"runs.more2"_s);
  }

  void theUsersKeysComeBackAfterARestart() {
    QSignalSpy changed(m_registry.get(), &ActionRegistry::keysChanged);
    m_registry->setKeys(u"runs.evaluate"_s, {QKeySequence(u"Ctrl+Shift+J"_s)});
    m_registry->setKeys(u"runs.all"_s, {});
    QCOMPARE(changed.size(), 2);
    QVERIFY(m_registry->isChanged(u"runs.evaluate"_s));
    m_registry = declared();
    QCOMPARE(m_registry->action(u"runs.evaluate"_s)->shortcuts(),
             QList{QKeySequence(u"Ctrl+Shift+J"_s)});
    QVERIFY(m_registry->action(u"runs.all"_s)->shortcuts().isEmpty());
    QCOMPARE(keyOf(u"runs.evaluate"_s), u"Ctrl+Shift+J"_s);

    m_registry->resetKeys(u"runs.evaluate"_s);
    QVERIFY(!m_registry->isChanged(u"runs.evaluate"_s));
    QVERIFY(m_registry->isChanged(u"runs.all"_s));
    QCOMPARE(m_settings->shortcuts().keys(), QStringList{u"runs.all"_s});
    m_registry->resetAllKeys();
    QCOMPARE(m_registry->action(u"runs.all"_s)->shortcut(), QKeySequence(u"Ctrl+R"_s));
    QVERIFY(m_settings->shortcuts().isEmpty());
  }

  void theSameKeyClashesWhereTheTwoMeet() {
    for (const auto& entry : m_registry->entries()) {
      QCOMPARE(m_registry->clashes(entry.info.id), QStringList());
    }
    m_registry->setKeys(u"runs.evaluate"_s, {QKeySequence(u"Ctrl+R"_s)});
    QCOMPARE(m_registry->clashes(u"runs.evaluate"_s),
             QStringList{u"Ctrl+R is also “Evaluate all”"_s});
    QCOMPARE(m_registry->clashes(u"runs.all"_s), QStringList{u"Ctrl+R is also “Evaluate”"_s});
    // Space plays on one page and listens on another; everywhere meets both.
    QVERIFY(m_registry->clashes(u"clip.play"_s).isEmpty());
    QCOMPARE(m_registry->clashes(u"runs.all"_s, {QKeySequence(u"Space"_s)}).size(), 2);
    QCOMPARE(m_registry->clashes(u"runs.all"_s, {QKeySequence(u"Down"_s)}),
             QStringList{u"Down is also “Step, in a list”"_s});
    // A key that begins a longer one hides it.
    m_registry->setKeys(u"runs.all"_s, {QKeySequence(u"Ctrl+X, R"_s)});
    QCOMPARE(m_registry->clashes(u"runs.last"_s, {QKeySequence(u"Ctrl+X"_s)}).size(), 1);
    QVERIFY(m_registry->clashes(u"runs.last"_s, {QKeySequence(u"Ctrl+X, L"_s)}).isEmpty());
  }

  void anOfferedKeyWorksWhereNothingElseWantsIt() {
    QWidget page;
    auto* line = new QLineEdit;
    auto* button = new QPushButton(u"Press"_s);
    auto* list = new QListWidget;
    list->addItems({u"one"_s, u"two"_s});
    auto* rest = new QWidget;
    rest->setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(&page);
    for (auto* widget : {static_cast<QWidget*>(line), static_cast<QWidget*>(button),
                         static_cast<QWidget*>(list), rest}) {
      layout->addWidget(widget);
    }
    auto* play = m_registry->action(u"clip.play"_s);
    m_registry->offerOn(play, &page);
    ActionRegistry::giveTo(play, list);
    page.show();
    page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    QSignalSpy played(play, &QAction::triggered);
    QSignalSpy pressed(button, &QPushButton::clicked);
    const auto press = [](QWidget* widget) {
      widget->setFocus();
      QTest::keyClick(widget, Qt::Key_Space);
    };
    press(line);
    QCOMPARE(line->text(), u" "_s);
    press(button);
    QCOMPARE(pressed.size(), 1);
    QCOMPARE(played.size(), 0);
    press(rest);
    QCOMPARE(played.size(), 1);
    press(list);  // which would select a row with it
    QCOMPARE(played.size(), 2);
    QVERIFY(list->selectedItems().isEmpty());
    // The user's key takes its place.
    m_registry->setKeys(u"clip.play"_s, {QKeySequence(u"P"_s)});
    press(rest);
    QCOMPARE(played.size(), 2);
    QTest::keyClick(rest, Qt::Key_P);
    QCOMPARE(played.size(), 3);
    setUsable(*play, false, u"There is no clip"_s);
    QTest::keyClick(rest, Qt::Key_P);
    QCOMPARE(played.size(), 3);
    QCOMPARE(whyNot(*play), u"There is no clip"_s);
  }

 private:
  std::unique_ptr<ActionRegistry> declared() {
    auto registry = std::make_unique<ActionRegistry>(*m_settings);
    const auto declare = [&](ActionInfo info) { registry->declare(std::move(info)); };
    const QList<QKeySequence> space{QKeySequence(Qt::Key_Space)};
    declare({.id = u"runs.evaluate"_s,
             .text = u"&Evaluate…"_s,
             .category = ActionCategory::Runs,
             .keys = {QKeySequence(u"Ctrl+E"_s)}});
    declare({.id = u"clip.play"_s,
             .text = u"&Play"_s,
             .category = ActionCategory::Clip,
             .keys = space,
             .places = ActionPlace::Clips});
    declare({.id = u"runs.all"_s,
             .text = u"Evaluate &all"_s,
             .category = ActionCategory::Runs,
             .keys = {QKeySequence(u"Ctrl+R"_s)}});
    for (const auto& id : {u"runs.more1"_s, u"runs.more2"_s}) {
      declare({.id = id,
               .text = id,
               .category = ActionCategory::Runs,
               .submenu = u"&More"_s,
               .startsGroup = id.endsWith(u'1')});
    }
    declare({.id = u"runs.last"_s, .text = u"Last"_s, .category = ActionCategory::Runs});
    declare({.id = u"live.listen"_s,
             .text = u"&Listen"_s,
             .category = ActionCategory::Live,
             .keys = space,
             .places = ActionPlace::Live});
    registry->declareKey({ActionCategory::Clip,
                          {QKeySequence(Qt::Key_Down)},
                          u"Step"_s,
                          u"in a list"_s,
                          ActionPlace::Clips});
    return registry;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<ActionRegistry> m_registry;
};

SCENELENS_GUI_TEST_MAIN(TestActionRegistry)
#include "tst_action_registry.moc"
