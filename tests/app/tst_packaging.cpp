// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

namespace {

const QString kPackaging = QStringLiteral(SCENELENS_SOURCE_DIR "/packaging/");
const QString kGenerated = QStringLiteral(SCENELENS_BINARY_DIR "/packaging/");
const QString kAppId = QStringLiteral("org.scenelens.SceneLens");

struct Run {
  int status = -1;
  QString out, err;
};

Run start(const QString& program, const QStringList& arguments,
          const QMap<QString, QString>& environment = {}) {
  QProcess process;
  auto variables = QProcessEnvironment::systemEnvironment();
  for (const auto& [name, value] : environment.toStdMap()) variables.insert(name, value);
  process.setProcessEnvironment(variables);
  process.start(program, arguments);
  if (!process.waitForFinished(120'000)) return {-1, {}, process.errorString()};
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
          QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

QString textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The sub-commands that the program's help lists.
QStringList subcommands() {
  const Run help = start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"), {"--help"});
  QStringList names;
  const QRegularExpression line(QStringLiteral("^  ([a-z][a-z0-9-]*) {2,}"),
                                QRegularExpression::MultilineOption);
  auto match = line.globalMatch(help.out.section(QStringLiteral("Subcommands:"), 1));
  while (match.hasNext()) names << match.next().captured(1);
  return names;
}

/// What the completion offers after these words, the last of which is being typed.
QStringList completions(const QStringList& words) {
  const QString script = QStringLiteral(
      "compopt() { :; }; source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
      "_scenelens_cli; printf '%s\\n' \"${COMPREPLY[@]}\"");
  const Run run =
      start(QStringLiteral("bash"),
            QStringList{"--norc", "-c", script, "bash", kPackaging + "completions/scenelens-cli",
                        QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli")} +
                words);
  return run.out.split('\n', Qt::SkipEmptyParts);
}

}  // namespace

/// Needs a tool that may not be installed: skips and names it.
#define NEED(tool)                                                    \
  if (QStandardPaths::findExecutable(QStringLiteral(tool)).isEmpty()) \
  QSKIP("the program '" tool "' is missing; ./dev package installs its package")

/// What packages contain besides the programs, judged by the tools that distributions use, and the
/// programs' self test in the build folder and in an installed tree.
class TestPackaging final : public QObject {
  Q_OBJECT

 private slots:
  void theSelfTestPasses_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("argument");
    QTest::newRow("command line") << "scenelens-cli"
                                  << "self-test";
#ifdef SCENELENS_HAS_GUI
    QTest::newRow("workbench") << "scenelens"
                               << "--self-test";
#endif
  }
  void theSelfTestPasses() {
    QFETCH(QString, program);
    QFETCH(QString, argument);
    program.prepend(QStringLiteral(SCENELENS_BIN_DIR "/"));
    const Run good = start(program, {argument});
    QVERIFY2(good.status == 0, qPrintable(good.out + good.err));
    QVERIFY(good.out.contains("checks passed"));
    QVERIFY(good.out.contains(QRegularExpression("ok +Store of runs +SQLite")));
    QVERIFY(!good.out.contains("FAILED"));
  }

  void theSelfTestFailsWhereModelsAreMissing_data() {
    theSelfTestPasses_data();
  }
  void theSelfTestFailsWhereModelsAreMissing() {
    QFETCH(QString, program);
    QFETCH(QString, argument);
    program.prepend(QStringLiteral(SCENELENS_BIN_DIR "/"));
    const QTemporaryDir empty;
    const Run bad = start(program, {argument}, {{"SCENELENS_MODELS", empty.path()}});
    QCOMPARE(bad.status, 1);
    QVERIFY(bad.out.contains(QRegularExpression("FAILED +Model1 Int8 ")));
  }

  void anInstalledTreeFindsItsOwnModelsWhereverItIs() {
    NEED("cmake");
    const QTemporaryDir folder;
    const QString tree = folder.filePath("moved here");
    const Run install = start(
        "cmake", {"--install", SCENELENS_BINARY_DIR, "--component", "base", "--prefix", tree});
    QVERIFY2(install.status == 0, qPrintable(install.err));
    const QString program = tree + "/bin/scenelens-cli";
    const Run models = start(program, {"models"});
    QCOMPARE(models.out.count(tree + "/share/scenelens/models/"), 4);
    QVERIFY(QFile::remove(tree + "/share/scenelens/models/model4.int8.safetensors"));
    const Run test = start(program, {"self-test"});
    QCOMPARE(test.status, 1);
    QVERIFY2(test.out.contains(QRegularExpression("FAILED +Model4 Int8 ")), qPrintable(test.out));
    QVERIFY(test.out.contains("1 of "));
  }

  void theManualNamesEverySubcommandAndNoOther() {
    const QString page = textOf(kPackaging + "man/scenelens-cli.1.in");
    const QString section = page.section(".SH SUBCOMMANDS", 1).section(".SH ", 0, 0);
    QStringList named;
    const QRegularExpression entry(QStringLiteral("^\\.TP\n\\.B (.+)$"),
                                   QRegularExpression::MultilineOption);
    auto match = entry.globalMatch(section);
    while (match.hasNext()) named << match.next().captured(1).remove('\\');
    QStringList real = subcommands();
    QVERIFY(real.size() > 20);
    named.sort();
    real.sort();
    QCOMPARE(named, real);
  }

  void manualPagesAreWellFormed_data() {
    QTest::addColumn<QString>("page");
    QTest::newRow("scenelens-cli") << "scenelens-cli.1";
#ifdef SCENELENS_HAS_GUI
    QTest::newRow("scenelens") << "scenelens.1";
#endif
  }
  void manualPagesAreWellFormed() {
    NEED("man");
    QFETCH(QString, page);
    const Run man =
        start("man", {"--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", kGenerated + page},
              {{"MANWIDTH", "80"}, {"LC_ALL", "C.UTF-8"}, {"MANROFFSEQ", ""}});
    QVERIFY2(man.status == 0 && man.err.isEmpty(), qPrintable(man.err));
  }

  void completionOffersSubcommandsOptionsAndValues() {
    NEED("bash");
    QStringList first = completions({""});
    for (const auto& name : subcommands()) QVERIFY2(first.contains(name), qPrintable(name));
    QCOMPARE(completions({"self-"}), QStringList{"self-test"});
    QVERIFY(completions({"predict", "--pre"}) == QStringList{"--precision"});
    QCOMPARE(completions({"predict", "--engine", ""}), (QStringList{"int8", "native", "torch"}));
    QCOMPARE(completions({"predict", "--model", "model2"}), QStringList{"model2"});
    QVERIFY(completions({"predict", "/etc/passw"}).contains("/etc/passwd"));
  }

#ifdef SCENELENS_HAS_GUI
  void theDesktopFileIsValid() {
    NEED("desktop-file-validate");
    const Run run = start("desktop-file-validate", {kPackaging + kAppId + ".desktop"});
    QVERIFY2(run.status == 0 && run.out.isEmpty(), qPrintable(run.out + run.err));
  }

  void theMetainfoIsValid() {
    NEED("appstreamcli");
    const Run run = start("appstreamcli", {"validate", "--no-net", "--pedantic",
                                           kGenerated + kAppId + ".metainfo.xml"});
    QVERIFY2(run.status == 0, qPrintable(run.out + run.err));
  }
#endif
};

QTEST_GUILESS_MAIN(TestPackaging)
#include "tst_packaging.moc"
