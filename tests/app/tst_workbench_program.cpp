// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/demo_set.h"
#include "core/dataset/scene.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace scenelens;

namespace {

struct Run {
  int status = -1;
  QString out, err;
};

bool isUniform(const QImage& image) {
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (image.pixel(x, y) != image.pixel(0, 0)) return false;
    }
  }
  return true;
}

}  // namespace

/// The program `scenelens` as it is started from a shell without a display.
class TestWorkbenchProgram final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(QFile::exists(QStringLiteral(SCENELENS_BIN_DIR "/scenelens")));
    DemoSetOptions options;
    options.clipsPerClass = 10;
    QVERIFY(writeDemoSet(m_demo.path().toStdString(), options, JobControl()).has_value());
  }

  void writesAPictureOfEveryPage() {
    const QTemporaryDir folder;
    const Run run = start({"--screenshots", folder.path(), m_demo.path()});
    QVERIFY2(run.status == 0, qPrintable(run.err));
    QVERIFY2(run.err.isEmpty(), qPrintable(run.err));
    const QStringList pages = resultPages() + QStringList{"empty", "live", "problems", "settings"};
    checkPictures(folder.path(), pages);
    QCOMPARE(run.out.split('\n', Qt::SkipEmptyParts).size(), 2 * pages.size());
  }

  void worksWithoutADisplay() {
    const QTemporaryDir folder;
    const Run run = start({"--headless", folder.path(), m_demo.path()});
    QVERIFY2(run.status == 0, qPrintable(run.err));
    QVERIFY2(run.err.isEmpty(), qPrintable(run.err));
    QVERIFY(run.out.contains("100 clips"));
    QVERIFY(run.out.contains("SYNTHETIC"));
    for (int model = 1; model <= 4; ++model) {
      QFile file(folder.filePath(QString("predictions-model%1.csv").arg(model)));
      QVERIFY(file.open(QIODevice::ReadOnly));
      const auto lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
      QCOMPARE(lines.size(), 101);
      QVERIFY(lines[0].startsWith("filename\tscene_label\tairport\t"));
      for (const auto& line : lines.mid(1)) {
        const auto fields = line.split('\t');
        QCOMPARE(fields.size(), 12);
        QVERIFY(sceneFromLabel(fields[1].toStdString()).has_value());
        double sum = 0.0;
        for (const auto& field : fields.mid(2)) sum += field.toDouble();
        QVERIFY(qAbs(sum - 1.0) < 1e-4);
      }
    }
    QFile summary(folder.filePath("summary.txt"));
    QVERIFY(summary.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(summary.readAll());
    for (int model = 1; model <= 4; ++model) QVERIFY(text.contains(QString("Model%1").arg(model)));
    QVERIFY(run.out.contains(text));
    checkPictures(folder.filePath("pictures"), resultPages());
  }

  void aPathThatIsNotThereIsAnErrorInOneLine_data() {
    QTest::addColumn<QString>("mode");
    QTest::newRow("headless") << "--headless";
    QTest::newRow("screenshots") << "--screenshots";
  }
  void aPathThatIsNotThereIsAnErrorInOneLine() {
    QFETCH(QString, mode);
    const QTemporaryDir folder;
    const Run run = start({mode, folder.path(), "/there/is/none"});
    QCOMPARE(run.status, 1);
    const auto lines = run.err.split('\n', Qt::SkipEmptyParts);
    QVERIFY2(lines.size() == 1, qPrintable(run.err));
    QVERIFY2(lines[0].startsWith("scenelens: /there/is/none: "), qPrintable(run.err));
  }

  void aFolderThatCannotBeWrittenIsAnErrorInOneLine_data() {
    aPathThatIsNotThereIsAnErrorInOneLine_data();
  }
  void aFolderThatCannotBeWrittenIsAnErrorInOneLine() {
    QFETCH(QString, mode);
    const Run run = start({mode, "/proc/no/such/place", m_demo.path()});
    QCOMPARE(run.status, 1);
    QVERIFY2(run.err.count('\n') == 1, qPrintable(run.err));
    QVERIFY(run.err.contains("/proc/no/such/place"));
  }

  /// Every figure is there; how large they may be is for a quiet machine to say.
  void measuresItself() {
    const Run run = start({"--measure-ui", m_demo.path()});
    QVERIFY2(run.status == 0, qPrintable(run.err));
    const auto report = QJsonDocument::fromJson(run.out.toUtf8()).object();
    QVERIFY(report["first_paint_ms"].toDouble() > 0.0);
    QVERIFY(report["memory_peak_mb"].toDouble() >= report["memory_mb"].toDouble());
    QVERIFY(report["memory_mb"].toDouble() > 1.0);
    QCOMPARE(report["torch_loaded"], QJsonValue(false));
    const auto open = report["open"].toObject();
    QCOMPARE(open["clips"].toInt(), 100);
    QVERIFY(open["ms"].toDouble() > 0.0);
    QVERIFY(open["longest_stall_ms"].toDouble() <= open["ms"].toDouble());
    for (const char* change : {"filter", "sort"}) {
      const auto times = report[QLatin1String(change)].toObject();
      QVERIFY2(times["count"].toInt() > 5, change);
      QVERIFY2(times["median_ms"].toDouble() <= times["worst_ms"].toDouble(), change);
    }
    const auto step = report["step"].toObject();
    QCOMPARE(step["clips"].toInt(), 99);
    QCOMPARE(step["key_to_picture"].toObject()["count"].toInt(), 99);

    const Run wrong = start({"--measure-ui", "/there/is/none"});
    QCOMPARE(wrong.status, 1);
    QVERIFY2(wrong.err.startsWith("scenelens: /there/is/none: "), qPrintable(wrong.err));
    QVERIFY(wrong.out.isEmpty());
  }

  void aLanguageThatIsNotThereIsAnErrorInOneLine() {
    const QTemporaryDir folder;
    const Run run = start({"--language", "tlh", "--screenshots", folder.path(), m_demo.path()});
    QCOMPARE(run.status, 2);
    QCOMPARE(run.err, QString("scenelens: there is no language 'tlh'; there are: en zh_CN\n"));
    QVERIFY(QDir(folder.path()).isEmpty());
  }

  void tellsItsVersionAndItsOptions() {
    const Run version = start({"--version"});
    QCOMPARE(version.status, 0);
    QVERIFY(version.out.startsWith("SceneLens "));
    const Run help = start({"--help"});
    QCOMPARE(help.status, 0);
    QVERIFY(help.out.contains("--headless") && help.out.contains("--screenshots"));
    const Run wrong = start({"--no-such-option"});
    QCOMPARE(wrong.status, 1);
    QVERIFY(!wrong.err.isEmpty());
  }

 private:
  Run start(const QStringList& arguments) const {
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    // Nothing of the user's, and no hint at a display.
    environment.insert("HOME", m_home.path());
    environment.insert("XDG_CACHE_HOME", m_home.filePath("cache"));
    environment.insert("XDG_CONFIG_HOME", m_home.filePath("config"));
    environment.insert("XDG_RUNTIME_DIR", m_home.path());
    environment.remove("QT_QPA_PLATFORM");
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.insert("LC_ALL", "C.UTF-8");
    process.setProcessEnvironment(environment);
    process.start(SCENELENS_BIN_DIR "/scenelens", arguments);
    if (!process.waitForFinished(240'000)) return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }

  /// The pictures of a data set, without those of the program itself.
  static QStringList resultPages() {
    return {"clips",
            "clips-zoomed",
            "quantization",
            "confusion",
            "devices",
            "confidence",
            "compare",
            "compare-devices",
            "compare-disagreements",
            "rank",
            "map",
            "models",
            "preview-specaugment",
            "preview-correction",
            "preview-mixup",
            "preview-equaliser",
            "preview-occlusion"};
  }

  static void checkPictures(const QString& folder, const QStringList& pages) {
    for (const auto& page : pages) {
      for (const char* theme : {"light", "dark"}) {
        const QString name = QString("%1-%2.png").arg(page, theme);
        const QImage image(QDir(folder).filePath(name));
        QVERIFY2(!image.isNull(), qPrintable(name));
        QCOMPARE(image.size(), QSize(1440, 880));
        QVERIFY2(!isUniform(image), qPrintable(name));
        const int grey = qGray(image.pixel(image.width() / 2, image.height() - 3));
        QCOMPARE(grey < 128, theme == std::string_view("dark"));
      }
    }
    QCOMPARE(QDir(folder).entryList({"*.png"}).size(), 2 * pages.size());
  }

  QTemporaryDir m_demo;
  QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(TestWorkbenchProgram)
#include "tst_workbench_program.moc"
