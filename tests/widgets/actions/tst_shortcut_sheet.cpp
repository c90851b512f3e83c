// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/workbench.h"
#include "widgets/actions/action_registry.h"
#include "widgets/actions/shortcut_sheet.h"

#include <QAction>

using namespace scenelens;
using namespace scenelens::test;

class TestShortcutSheet final : public QObject {
  Q_OBJECT

 private slots:
  void f2ShowsEveryKeyAndEscapeCloses() {
    Workbench bench;
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    auto& registry = *bench.window.actionRegistry();
    registry.setKeys(u"runs.stored"_s, {QKeySequence(u"Ctrl+Alt+J"_s)});
    QTest::keyClick(&bench.window, Qt::Key_F2);
    auto* sheet = bench.window.findChild<ShortcutSheet*>();
    QVERIFY(sheet && sheet->isVisible());
    QStringList texts;
    for (const auto* label : sheet->findChildren<QLabel*>()) texts.append(label->text());
    for (const auto& [info, action] : registry.entries()) {
      if (action->shortcut().isEmpty()) continue;
      QVERIFY2(texts.contains(keysText(action->shortcuts())), qPrintable(info.id));
      // Some say on which page.
      const auto named = texts.filter(plainText(*action));
      QVERIFY2(!named.isEmpty(), qPrintable(info.id));
    }
    QVERIFY(texts.contains(u"Ctrl+Alt+J"_s));
    for (const auto& fixed : registry.fixedKeys()) {
      QVERIFY2(texts.contains(u"%1 (%2)"_s.arg(fixed.what, fixed.where)), qPrintable(fixed.what));
    }
    QTest::keyClick(sheet, Qt::Key_Escape);
    QVERIFY(!sheet->isVisible());
  }
};

SCENELENS_GUI_TEST_MAIN(TestShortcutSheet)
#include "tst_shortcut_sheet.moc"
