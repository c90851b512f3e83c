// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/actions/action_registry.h"

#include <QAbstractButton>
#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QShortcut>

#include <set>

using namespace scenelens;
using namespace scenelens::test;

/// The whole window's keys are declared in one place.
class TestWindowActions final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { m_bench = std::make_unique<Workbench>(); }
  void cleanupTestCase() { m_bench.reset(); }

  void everyKeyOfTheWindowIsDeclared() {
    std::set<const QAction*> declared;
    for (const auto& entry : registry().entries()) declared.insert(entry.action);
    QVERIFY(declared.size() > 30);
    QStringList strangers;
    for (const auto* action : m_bench->window.findChildren<QAction*>()) {
      if (action->shortcut().isEmpty() || declared.contains(action)) continue;
      if (!isFixed(action->shortcut())) {
        strangers.append(u"%1 of '%2'"_s.arg(action->shortcut().toString(), action->text()));
      }
    }
    for (const auto* shortcut : m_bench->window.findChildren<QShortcut*>()) {
      if (!isFixed(shortcut->key())) {
        strangers.append(u"%1 of a QShortcut in '%2'"_s.arg(shortcut->key().toString(),
                                                            shortcut->parent()->objectName()));
      }
    }
    for (const auto* button : m_bench->window.findChildren<QAbstractButton*>()) {
      if (button->shortcut() == QKeySequence::mnemonic(button->text())) continue;
      strangers.append(
          u"%1 of the button '%2'"_s.arg(button->shortcut().toString(), button->text()));
    }
    QCOMPARE(strangers, QStringList());
  }

  void asShippedNoTwoKeysClash() {
    QStringList clashes;
    for (const auto& entry : registry().entries()) clashes += registry().clashes(entry.info.id);
    QCOMPARE(clashes, QStringList());
  }

  void everyActionIsInTheMenuOfItsCategory() {
    QStringList titles;
    std::set<QString> found;
    for (const auto* top : m_bench->window.menuBar()->actions()) {
      QVERIFY(top->menu());
      if (!top->isVisible()) continue;
      titles.append(plainText(*top));
      for (const auto* action : actionsOf(*top->menu())) {
        const auto* entry = registry().find(action->objectName());
        if (!entry) continue;
        QCOMPARE(categoryName(entry->info.category), plainText(*top));
        found.insert(entry->info.id);
      }
    }
    QCOMPARE(found.size(), registry().entries().size());
    QVERIFY(titles.contains(u"File"_s) && titles.contains(u"Runs"_s));
  }

  void mnemonicsOfAMenuDiffer() {
    QStringList twice;
    for (const auto* top : m_bench->window.menuBar()->actions()) {
      std::set<QString> letters;
      for (const auto* action : top->menu()->actions()) {
        const QString letter = QKeySequence::mnemonic(action->text()).toString();
        if (!letter.isEmpty() && !letters.insert(letter).second) {
          twice.append(u"%1 ▸ %2"_s.arg(top->text(), action->text()));
        }
      }
    }
    QCOMPARE(twice, QStringList());
  }

  void whatCannotBeDoneSaysWhy() {
    for (const auto* id : {"runs.evaluate", "runs.evaluateAll", "runs.stored", "runs.report",
                           "clip.play", "preview.version"}) {
      const auto* action = registry().action(QLatin1String(id));
      QVERIFY2(action, id);
      QVERIFY2(!action->isEnabled(), id);
      QVERIFY2(!whyNot(*action).isEmpty(), id);
    }
  }

 private:
  ActionRegistry& registry() const { return *m_bench->window.actionRegistry(); }
  bool isFixed(const QKeySequence& key) const {
    for (const auto& fixed : registry().fixedKeys()) {
      if (fixed.keys.contains(key)) return true;
    }
    return false;
  }
  static QList<QAction*> actionsOf(const QMenu& menu) {
    QList<QAction*> actions;
    for (auto* action : menu.actions()) {
      actions += action->menu() ? actionsOf(*action->menu()) : QList{action};
    }
    return actions;
  }

  std::unique_ptr<Workbench> m_bench;
};

SCENELENS_GUI_TEST_MAIN(TestWindowActions)
#include "tst_window_actions.moc"
