// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/results_bench.h"
#include "tests/widgets/ts_file.h"
#include "widgets/base/table_export.h"
#include "widgets/compare/compare_page.h"

#include <QAction>
#include <QCheckBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGroupBox>
#include <QMenuBar>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabBar>
#include <QToolBar>
#include <QTreeWidget>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

using namespace scenelens;
using namespace scenelens::test;

namespace {

const QString kFolder = QStringLiteral(SCENELENS_SOURCE_DIR "/translations");

QStringList found(const QString& pattern, const QString& text) {
  QStringList all;
  auto it = QRegularExpression(pattern).globalMatch(text);
  while (it.hasNext()) all.append(it.next().captured());
  all.sort();
  return all;
}

/// What a translation must have as its source has it.
QStringList skeleton(const QString& text) {
  QStringList parts = found(u"%L?(\\d|n)"_s, text);
  parts += found(u"<[^>]+>|&[a-z]+;"_s, text);          // marked up
  parts += found(u"\\([^()]*\\*[^()]*\\)|;;"_s, text);  // of file dialogs
  parts += found(u"…|\n|\\.\\.\\."_s, text);
  parts += found(u"(Ctrl|Shift|Alt)\\+[^\\s):]+"_s, text);
  if (!text.contains(u'<')) parts += found(u"(?<!&)&[^& ]"_s, text);  // mnemonics, letter by letter
  return parts;
}

bool hasChinese(const QString& text) {
  return std::any_of(text.begin(), text.end(),
                     [](QChar c) { return c.script() == QChar::Script_Han; });
}

QString shortened(const TsEntry& entry) {
  return u"%1: %2"_s.arg(entry.context, entry.source.left(60));
}

/// Every text that a widget shows or says, menus and tool tips as well.
QStringList textsOf(const QWidget& window) {
  QStringList texts;
  for (const auto* action : window.findChildren<QAction*>()) {
    texts += {action->text(), action->toolTip()};
  }
  for (const auto* menu : window.findChildren<QMenu*>()) texts.append(menu->title());
  for (const auto* widget : window.findChildren<QWidget*>()) {
    texts += {widget->toolTip(), widget->accessibleName(), widget->accessibleDescription()};
    if (const auto* label = qobject_cast<const QLabel*>(widget)) texts.append(label->text());
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
      texts.append(button->text());
    }
    if (const auto* line = qobject_cast<const QLineEdit*>(widget)) {
      texts.append(line->placeholderText());
    }
    if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
      for (int i = 0; i < box->count(); ++i) texts.append(box->itemText(i));
    }
    if (const auto* tabs = qobject_cast<const QTabBar*>(widget)) {
      for (int i = 0; i < tabs->count(); ++i) texts += {tabs->tabText(i), tabs->tabToolTip(i)};
    }
    if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model()) {
      const auto* model = view->model();
      for (int c = 0; c < model->columnCount(); ++c) {
        texts.append(model->headerData(c, Qt::Horizontal).toString());
        texts.append(model->headerData(c, Qt::Horizontal, Qt::ToolTipRole).toString());
      }
    }
  }
  texts.removeAll(QString());
  return texts;
}

/// The table as its "Save as CSV…" writes it.
std::map<QString, QByteArray> exportsOf(const QWidget& window) {
  std::map<QString, QByteArray> tables;
  for (const auto* view : window.findChildren<QAbstractItemView*>()) {
    const bool offered = std::ranges::any_of(
        view->actions(), [](const QAction* action) { return action->text().contains(u"CSV"_s); });
    if (!offered || view->model()->rowCount() == 0) continue;
    tables[view->objectName()] = toCsv(textOf(*view, false, true));
  }
  return tables;
}

}  // namespace

/// The files of translations, and the window that speaks them.
class TestTranslations final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_english = readTsFile(kFolder + u"/scenelens_en.ts"_s);
    m_chinese = readTsFile(kFolder + u"/scenelens_zh_CN.ts"_s);
    QVERIFY(m_chinese.size() > 500);
    QVERIFY(m_english.size() > 30);
  }
  void cleanup() { speak(u"en"_s, QLocale::c()); }

  void everyTextIsTranslatedOnce() {
    for (const auto* file : {&m_english, &m_chinese}) {
      std::set<QString> seen;
      for (const auto& entry : *file) {
        QVERIFY2(entry.state.isEmpty(), qPrintable(shortened(entry)));  // "unfinished", "vanished"
        QVERIFY2(!entry.forms.isEmpty(), qPrintable(shortened(entry)));
        for (const auto& form : entry.forms) {
          QVERIFY2(!form.trimmed().isEmpty(), qPrintable(shortened(entry)));
        }
        const QString key = entry.key();
        QVERIFY2(seen.insert(key).second, qPrintable(shortened(entry)));
      }
    }
  }

  void aTranslationHasThePlaceholdersMnemonicsAndEllipsesOfItsSource() {
    for (const auto& entry : m_chinese) {
      for (const auto& form : entry.forms) {
        QVERIFY2(skeleton(form) == skeleton(entry.source),
                 qPrintable(shortened(entry) + u"\n"_s + skeleton(form).join(u' ') + u"\n"_s +
                            skeleton(entry.source).join(u' ')));
        QVERIFY2(!form.endsWith(u' ') || entry.source.endsWith(u' '), qPrintable(shortened(entry)));
      }
    }
  }

  void theCheckOfPlaceholdersFindsWhatIsWrong() {
    QVERIFY(skeleton(u"&Open %1…"_s) == skeleton(u"打开 %1(&O)…"_s));
    QVERIFY(skeleton(u"&Open %1…"_s) != skeleton(u"打开 %2(&O)…"_s));
    QVERIFY(skeleton(u"&Open %1…"_s) != skeleton(u"打开 %1(&P)…"_s));
    QVERIFY(skeleton(u"&Open %1…"_s) != skeleton(u"打开 %1(&O)"_s));
    QVERIFY(skeleton(u"a\n%Ln"_s) != skeleton(u"a %Ln"_s));
    QVERIFY(skeleton(u"<b>%1</b>"_s) != skeleton(u"<b>%1"_s));
    QVERIFY(skeleton(u"All (*.a *.b)"_s) != skeleton(u"全部 (*.a)"_s));
  }

  void englishHasTwoFormsOfEveryCount() {
    std::set<QString> counted;
    for (const auto& entry : m_chinese) {
      if (!entry.numerus) continue;
      counted.insert(entry.key());
      QCOMPARE(entry.forms.size(), 1);
    }
    QCOMPARE(counted.size(), m_english.size());
    for (const auto& entry : m_english) {
      QVERIFY2(counted.contains(entry.key()), qPrintable(shortened(entry)));
      QCOMPARE(entry.forms.size(), 2);
      for (const auto& form : entry.forms) {
        QCOMPARE(skeleton(form), skeleton(entry.source));
        QVERIFY2(!form.contains(u"(s)"_s) && !form.contains(u"(es)"_s), qPrintable(form));
      }
      QVERIFY2(entry.forms[0] != entry.forms[1] || !entry.source.contains(u"(s)"_s),
               qPrintable(shortened(entry)));
    }
  }

  void theFilesKnowEveryTextOfTheSources() {
    const QString lupdate = u"/usr/lib/qt6/bin/lupdate"_s;
    if (!QFile::exists(lupdate)) QSKIP("/usr/lib/qt6/bin/lupdate (qt6-l10n-tools) is missing");
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"scenelens_zh_CN.ts"_s);
    QProcess process;
    process.setWorkingDirectory(QStringLiteral(SCENELENS_SOURCE_DIR));
    // As ./dev translations calls it.
    process.start(lupdate, {u"-silent"_s, u"-no-obsolete"_s, u"-locations"_s, u"none"_s,
                            u"-source-language"_s, u"en"_s, u"-I"_s, u"."_s, u"widgets"_s,
                            u"app/gui"_s, u"-ts"_s, file});
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitCode(), 0);
    // A text outside of any class or with a class that lupdate does not see has a context that
    // nobody asks for at run time.
    const QByteArray warnings = process.readAllStandardError();
    QVERIFY2(!warnings.contains("lacks Q_OBJECT") && !warnings.contains("Qualifying"), warnings);
    const auto keys = [](const std::vector<TsEntry>& entries) {
      std::set<QString> all;
      for (const auto& entry : entries) all.insert(entry.key());
      return all;
    };
    const auto now = keys(readTsFile(file));
    const auto known = keys(m_chinese);
    for (const auto& key : now) {
      QVERIFY2(known.contains(key), qPrintable(u"not translated: "_s + key));
    }
    for (const auto& key : known) {
      QVERIFY2(now.contains(key), qPrintable(u"no longer in the sources: "_s + key));
    }
  }

  void aChineseWindowShowsNothingThatIsTranslatedInEnglish() {
    speak(u"zh_CN"_s, QLocale(u"zh_CN"_s));
    std::set<QString> english;
    for (const auto& entry : m_chinese) {
      if (!entry.forms.contains(entry.source)) english.insert(entry.source);
    }
    ResultsBench bench;
    visitPages(bench);
    for (const auto& text : textsOf(bench.window)) {
      QVERIFY2(!english.contains(text), qPrintable(text));
    }
    int menus = 0;
    for (const auto* action : bench.window.menuBar()->actions()) {
      if (!action->isVisible()) continue;
      QVERIFY2(hasChinese(action->text()), qPrintable(action->text()));
      ++menus;
    }
    QVERIFY(menus >= 5);
    const auto* bar = bench.window.findChild<QToolBar*>(u"mainToolBar"_s);
    int pages = 0;
    for (const auto* action : bar->actions()) {
      if (!action->isCheckable()) continue;
      QVERIFY2(hasChinese(action->iconText()), qPrintable(action->iconText()));
      QVERIFY2(!action->iconText().contains(u'('), qPrintable(action->iconText()));
      ++pages;
    }
    QVERIFY(pages >= 8);
    const auto* header = bench.rows();
    QCOMPARE(header->headerData(ClipTableModel::Scene, Qt::Horizontal).toString(), u"场景"_s);
  }

  void noTextOfAPageIsCutOff_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    for (const auto& code : languageCodes()) {
      for (const QSize size : {QSize(1024, 700), QSize(1440, 880)}) {
        QTest::addRow("%s, %d wide", qPrintable(code), size.width()) << code << size;
      }
    }
  }
  void noTextOfAPageIsCutOff() {
    QFETCH(QString, language);
    QFETCH(QSize, size);
    if (language == u"zh_CN"_s &&
        QFontDatabase::families(QFontDatabase::SimplifiedChinese).isEmpty()) {
      QSKIP("no font has Chinese characters, so widths mean nothing: install fonts-wqy-microhei");
    }
    speak(language, QLocale(language));
    ResultsBench bench;
    bench.window.resize(size);
    QStringList cut;
    visitPages(bench, [&](const QString& page) {
      for (const auto& text : cutOff(bench.window)) cut.append(page + u": "_s + text);
    });
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u'\n')));
  }

  void numbersInTheWindowFollowTheLocale() {
    speak(u"en"_s, QLocale(QLocale::German, QLocale::Germany));
    ResultsBench bench;
    QVERIFY(bench.settle());
    const auto* model = bench.rows();
    QStringList losses;
    for (int row = 0; row < model->rowCount(); ++row) {
      losses.append(model->index(row, ClipTableModel::Loss).data().toString());
    }
    losses.removeAll(QString());
    QVERIFY(losses.size() > 500);
    static const QRegularExpression kGerman(u"^\\d+,\\d\\d$"_s);
    for (const auto& loss : losses) QVERIFY2(kGerman.match(loss).hasMatch(), qPrintable(loss));
    bench.workspace.setDataset(memoryDataset(1'234));
    QVERIFY(bench.settle());
    bool grouped = false;
    for (const auto* label : bench.window.findChildren<QLabel*>()) {
      grouped = grouped || label->text().contains(u"1.234 clips"_s);
    }
    QVERIFY(grouped);
  }

  void filesAreTheSameInEveryLocaleAndLanguage() {
    struct Files {
      std::map<QString, QByteArray> tables;
      QByteArray predictions;
    };
    const auto write = [this](const QString& language, const QLocale& locale) {
      speak(language, locale);
      ResultsBench bench;
      visitPages(bench);
      Files files{exportsOf(bench.window), {}};
      const QString file = m_folder.filePath(u"output.csv"_s);
      bench.find<QAction>(u"runs.predictions"_s)->trigger();
      auto* dialog = bench.find<QFileDialog>(u"runFileDialog"_s);
      emit dialog->fileSelected(file);
      dialog->close();
      if (bench.settle()) files.predictions = contentOf(file);
      return files;
    };
    const auto plain = write(u"en"_s, QLocale::c());
    QVERIFY2(plain.tables.size() >= 6, qPrintable(QString::number(plain.tables.size())));
    QVERIFY(plain.predictions.count('\n') > 800);
    const auto german = write(u"en"_s, QLocale(QLocale::German, QLocale::Germany));
    QCOMPARE(german.predictions, plain.predictions);
    for (const auto& [name, table] : plain.tables) {
      QVERIFY2(german.tables.at(name) == table, qPrintable(name));
    }
    // Headers and scenes speak the language of the window; numbers do not.
    const auto chinese = write(u"zh_CN"_s, QLocale(u"zh_CN"_s));
    QCOMPARE(chinese.predictions, plain.predictions);
    for (const auto& [name, table] : plain.tables) {
      QVERIFY2(numbersOf(chinese.tables.at(name)) == numbersOf(table), qPrintable(name));
    }
  }

 private:
  static void speak(const QString& language, const QLocale& locale) {
    installTexts(*qApp, language);
    QLocale::setDefault(locale);
  }

  static QByteArray contentOf(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  /// Cells of a CSV that are numbers.
  static QStringList numbersOf(const QByteArray& csv) {
    return found(u"(?<=[,\n])-?\\d+(\\.\\d+)?(e[-+]\\d+)?(?=[,\n])"_s, QString::fromUtf8(csv));
  }

  /// Shows every page and every tab, one after the other.
  static void visitPages(
      ResultsBench& bench, const std::function<void(const QString&)>& look = [](const auto&) {}) {
    auto& window = bench.window;
    const auto see = [&](const QString& page) {
      QVERIFY(bench.settle());
      look(page);
    };
    for (const auto page :
         {MainWindow::Clips, MainWindow::Results, MainWindow::Compare, MainWindow::Rank,
          MainWindow::Map, MainWindow::Preview, MainWindow::Live, MainWindow::Models}) {
      window.showPage(page);
      see(u"page %1"_s.arg(int(page)));
    }
    window.showPage(MainWindow::Results);
    for (const auto tab : {ResultsPage::Confusion, ResultsPage::Devices, ResultsPage::Confidence}) {
      bench.window.resultsPage()->showTab(tab);
      see(u"results %1"_s.arg(int(tab)));
    }
    window.showPage(MainWindow::Compare);
    for (const auto tab : {ComparePage::Losses, ComparePage::Disagreements, ComparePage::Devices}) {
      bench.window.comparePage()->showTab(tab);
      see(u"compare %1"_s.arg(int(tab)));
    }
    window.showPage(MainWindow::Preview);
    for (auto* tabs : window.findChildren<QTabBar*>()) {
      if (!tabs->isVisible()) continue;
      for (int i = 0; i < tabs->count(); ++i) {
        tabs->setCurrentIndex(i);
        see(u"preview %1"_s.arg(i));
      }
    }
  }

  /// Visible texts with less room than they want.
  static QStringList cutOff(const QWidget& window) {
    QStringList cut;
    const auto check = [&cut](const QWidget& widget, const QString& text, int wanted) {
      if (!text.isEmpty() && widget.width() < wanted) {
        cut.append(u"%1 (%2 of %3 px): %4"_s.arg(widget.objectName())
                       .arg(widget.width())
                       .arg(wanted)
                       .arg(text.left(40)));
      }
    };
    for (const auto* widget : window.findChildren<QWidget*>()) {
      if (!widget->isVisible()) continue;
      if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        // Labels that ignore their width say everything in their tool tip.
        const bool free = label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        if (!label->wordWrap() && !free) check(*label, label->text(), label->sizeHint().width());
        if (label->wordWrap() && label->height() < label->heightForWidth(label->width())) {
          cut.append(u"lines of "_s + label->text().left(40));
        }
      } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
        check(*button, button->text(), button->minimumSizeHint().width());
      } else if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
        const auto metrics = box->fontMetrics();
        check(*box, box->currentText(), metrics.horizontalAdvance(box->currentText()));
      } else if (const auto* tabs = qobject_cast<const QTabBar*>(widget)) {
        check(*tabs, u"tabs"_s, tabs->sizeHint().width());
      }
    }
    return cut;
  }

  std::vector<TsEntry> m_english;
  std::vector<TsEntry> m_chinese;
  QTemporaryDir m_folder;
};

SCENELENS_GUI_TEST_MAIN(TestTranslations)
#include "tst_translations.moc"
