// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/monkey.h"
#include "tests/widgets/workbench.h"

#include <QDir>

using namespace scenelens;
using namespace scenelens::test;

namespace {

using namespace std::chrono_literals;

/// Longer by hand: SCENELENS_MONKEY_SECONDS=3600 SCENELENS_MONKEY_SEED=7
/// SCENELENS_MONKEY_LOG=/tmp/monkey.log tst_monkey -maxwarnings 0
constexpr int kSeconds = 15;
constexpr int kSeed = 20'26;
/// A sanitizer on a busy machine is slow; a window that hangs takes longer than any of it.
constexpr double kHangMs = 20'000.0;

int fromEnvironment(const char* name, int fallback) {
  bool ok = false;
  const int value = qEnvironmentVariableIntValue(name, &ok);
  return ok ? value : fallback;
}

/// Qt ends a test function after five minutes, unless it is told before main() begins.
const bool kPatient = [] {
  if (qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT")) return true;
  const int seconds = fromEnvironment("SCENELENS_MONKEY_SECONDS", kSeconds) + 285;
  return qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(1000 * seconds));
}();

double residentMegabytes() {
  QFile file(u"/proc/self/status"_s);
  if (!file.open(QIODevice::ReadOnly)) return 0.0;
  for (const auto& line : file.readAll().split('\n')) {
    if (line.startsWith("VmRSS:")) return line.mid(6).trimmed().split(' ')[0].toDouble() / 1024.0;
  }
  return 0.0;
}

}  // namespace

/// Nothing that one can do with mouse and keys breaks the window.
class TestMonkey final : public QObject {
  Q_OBJECT

 private slots:
  void randomInputNeitherBreaksNorStopsTheWindow() {
    QVERIFY(kPatient);
    QTemporaryDir folder;
    // File names without a folder end up here.
    QDir::setCurrent(folder.path());
    const QString demo = folder.filePath(u"demo"_s);
    QVERIFY(makeDemoSet(demo));
    const int seed = fromEnvironment("SCENELENS_MONKEY_SEED", kSeed);
    const auto duration =
        std::chrono::seconds(fromEnvironment("SCENELENS_MONKEY_SECONDS", kSeconds));
    StoreAddress address;
    address.file = toPath(folder.filePath(u"runs.sqlite"_s));
    Workbench bench(address);
    bench.window.loadModels();
    bench.window.openPaths({demo});
    QVERIFY(bench.settle());
    const QString files = folder.filePath(u"files"_s);
    QVERIFY(QDir().mkpath(files));
    Monkey monkey(bench.window, std::uint64_t(seed), files);
    if (qEnvironmentVariableIsSet("SCENELENS_MONKEY_LOG")) {
      monkey.setLog(qEnvironmentVariable("SCENELENS_MONKEY_LOG"));
    }
    // The first quarter fills caches; from then on memory may grow by what it opens, not for ever.
    double longest = monkey.play(duration / 4);
    const double before = residentMegabytes();
    longest = std::max(longest, monkey.play(duration - duration / 4));
    const double after = residentMegabytes();
    qInfo("seed %d: %lld actions, the longest wait %.0f ms (%s); memory %.0f MB, then %.0f MB",
          seed, monkey.actions(), longest, qPrintable(monkey.slowest()), before, after);
    QVERIFY2(longest < kHangMs, qPrintable(monkey.slowest()));
    QVERIFY(monkey.actions() > 10 * duration.count());
    QVERIFY(bench.settle());
    QVERIFY(bench.window.isVisible());
  }
};

SCENELENS_GUI_TEST_MAIN(TestMonkey)
#include "tst_monkey.moc"
