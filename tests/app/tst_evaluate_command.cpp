// SPDX-License-Identifier: GPL-3.0-or-later
// `evaluate` and `runs` as their users see them, and what is left of a run after kill -9.
#include "core/dataset/dataset.h"
#include "core/eval/run_summary.h"
#include "core/store/run_store.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace scenelens;

namespace {

const QString kProgram = QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli");

struct Done {
  int status = -1;
  QByteArray out;
  QByteArray err;

  [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
  [[nodiscard]] QByteArray text() const {
    return "status " + QByteArray::number(status) + "\n" + out.left(2000) + "\n" + err;
  }
};

bool sameTables(const RunTable& a, const RunTable& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Prediction* left = a.find(i);
    const Prediction* right = b.find(i);
    if ((left == nullptr) != (right == nullptr)) return false;
    // As bytes: all three arrays, bit for bit.
    if (left && std::memcmp(left, right, sizeof(Prediction)) != 0) return false;
  }
  return true;
}

std::size_t countOf(const RunTable& table) {
  return static_cast<std::size_t>(std::count(table.done.begin(), table.done.end(), 1));
}

/// False in a bare root without /dev/pts.
bool hasTerminals() {
  int master = -1;
  int slave = -1;
  if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) return false;
  ::close(master);
  ::close(slave);
  return true;
}

/// The program with a terminal as its standard error, whose progress line is read as it is drawn.
class WatchedProgram {
 public:
  explicit WatchedProgram(const QStringList& arguments) {
    int slave = -1;
    if (::openpty(&m_master, &slave, nullptr, nullptr, nullptr) != 0) qFatal("no terminal");
    ::fcntl(m_master, F_SETFL, O_NONBLOCK);
    m_process.setChildProcessModifier([slave] { ::dup2(slave, STDERR_FILENO); });
    m_process.start(kProgram, arguments);
    m_process.waitForStarted();
    ::close(slave);
    m_clock.start();
  }
  ~WatchedProgram() {
    if (m_process.state() != QProcess::NotRunning) {
      m_process.kill();
      m_process.waitForFinished();
    }
    ::close(m_master);
  }
  Q_DISABLE_COPY_MOVE(WatchedProgram)

  /// Watches for so long after the first clip; false when the program ended by itself.
  bool watch(qint64 milliseconds) {
    for (;;) {
      if (m_process.waitForFinished(5) || m_process.state() == QProcess::NotRunning) {
        read();
        return false;
      }
      read();
      if (!m_seen.empty() && m_clock.elapsed() - m_seen.front().time >= milliseconds) return true;
    }
  }

  /// SIGKILL. How many clips the program had said to be done a second before.
  std::size_t killAndCount() {
    const qint64 moment = m_clock.elapsed();
    ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
    m_process.waitForFinished();
    std::size_t clips = 0;
    for (const auto& seen : m_seen) {
      if (seen.time <= moment - 1000) clips = seen.clips;
    }
    return clips;
  }

  [[nodiscard]] int exitCode() const { return m_process.exitCode(); }

 private:
  struct Seen {
    qint64 time = 0;
    std::size_t clips = 0;
  };

  void read() {
    std::array<char, 4096> buffer{};
    ::ssize_t got = 0;
    while ((got = ::read(m_master, buffer.data(), buffer.size())) > 0) {
      m_text.append(buffer.data(), got);
    }
    static const QRegularExpression kProgress(QStringLiteral("\rEvaluating (\\d+)/\\d+"));
    auto matches = kProgress.globalMatch(QString::fromUtf8(m_text));
    std::size_t clips = 0;
    while (matches.hasNext()) clips = matches.next().captured(1).toULong();
    if (clips > 0 && (m_seen.empty() || clips > m_seen.back().clips)) {
      m_seen.push_back({m_clock.elapsed(), clips});
    }
  }

  int m_master = -1;
  QProcess m_process;
  QElapsedTimer m_clock;
  QByteArray m_text;
  std::vector<Seen> m_seen;
};

}  // namespace

class TestEvaluateCommand final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();

  void evaluateKeepsWhatPredictSays();
  void theFiguresAreThoseOfTheStoredRun();
  void theSameCommandReusesAndAnotherChoiceDoesNot();
  void aFilterChoosesTheClips();
  void aFilterThatMeansNothingIsToldBeforeAnythingIsDone_data();
  void aFilterThatMeansNothingIsToldBeforeAnythingIsDone();
  void aClipThatCannotBeReadIsNamedAndTriedAgain();
  void runsAreListedExportedAndDeleted();
  void keptRunsAreJudgedOnTheFoldThatWasChosen();
  void theUsersOwnStoreIsTheDefault();
  void aStoreThatCannotBeUsedIsOneLineThatNamesIt_data();
  void aStoreThatCannotBeUsedIsOneLineThatNamesIt();
  void aFullDiskEndsTheWorkAndKeepsTheRest();
  void interruptingKeepsWhatIsDone();
  void killingLosesAtMostASecondAndCorruptsNothing();
  void twoProgramsShareAStore();

 private:
  [[nodiscard]] Done run(const QStringList& arguments,
                         const std::function<void()>& prepare = {}) const {
    QProcess process;
    if (prepare) process.setChildProcessModifier(prepare);
    process.start(kProgram, arguments);
    Done done;
    if (!process.waitForFinished(300'000)) return done;
    done.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    done.out = process.readAllStandardOutput();
    done.err = process.readAllStandardError();
    return done;
  }
  [[nodiscard]] QString path(const char* name) const {
    return m_folder->filePath(QString::fromLatin1(name));
  }
  [[nodiscard]] QStringList evaluate(const QStringList& more = {}) const {
    return QStringList{QStringLiteral("evaluate"), m_demo,
                       QStringLiteral("--model"),  QStringLiteral("model1"),
                       QStringLiteral("--store"),  path("runs.db")} +
           more;
  }
  [[nodiscard]] Dataset dataset(const QString& folder) const {
    const std::filesystem::path root = folder.toStdString();
    return openDataset(std::span(&root, 1), JobControl()).value();
  }
  [[nodiscard]] RunTable stored(const QString& store, std::int64_t id, const Dataset& data) const {
    StoreAddress address;
    address.file = store.toStdString();
    auto opened = RunStore::open(address);
    if (!opened) qFatal("%s", opened.error().text().c_str());
    auto loaded = opened->load(id, ClipOrder(data));
    if (!loaded) qFatal("%s", loaded.error().text().c_str());
    return std::move(loaded->table);
  }

  QTemporaryDir m_data;
  QString m_demo;  ///< 200 clips, 50 or so in the test fold
  std::optional<QTemporaryDir> m_folder;
};

void TestEvaluateCommand::initTestCase() {
  m_demo = m_data.filePath(QStringLiteral("demo"));
  const Done made = run({QStringLiteral("demo-data"), m_demo, QStringLiteral("--clips-per-class"),
                         QStringLiteral("20")});
  QVERIFY2(made.status == 0, made.text());
}

void TestEvaluateCommand::init() {
  m_folder.emplace();
}

void TestEvaluateCommand::evaluateKeepsWhatPredictSays() {
  const Done done =
      run(evaluate({QStringLiteral("--fold"), QStringLiteral("all"), QStringLiteral("--json")}));
  QVERIFY2(done.status == 0, done.text());
  const QJsonArray runs = done.json()[QStringLiteral("runs")].toArray();
  QCOMPARE(runs.size(), 2);
  const Done predicted = run({QStringLiteral("predict"), QStringLiteral("--model"),
                              QStringLiteral("model1"), QStringLiteral("--precision"),
                              QStringLiteral("float,int8"), QStringLiteral("--json"), m_demo});
  QCOMPARE(predicted.status, 0);
  const QJsonArray others = predicted.json()[QStringLiteral("runs")].toArray();
  QCOMPARE(others.size(), 2);
  const Dataset data = dataset(m_demo);
  for (int i = 0; i < 2; ++i) {
    const auto table = stored(path("runs.db"), runs[i][QStringLiteral("id")].toInt(), data);
    const QJsonArray clips = others[i][QStringLiteral("clips")].toArray();
    QCOMPARE(clips.size(), 200);
    for (int clip = 0; clip < 200; ++clip) {
      const Prediction* found = table.find(std::size_t(clip));
      QVERIFY(found);
      const auto probabilities = clips[clip][QStringLiteral("scenes")].toObject();
      QCOMPARE(probabilities.size(), 10);
      for (const Scene scene : allScenes()) {
        const QString label = QString::fromUtf8(sceneLabel(scene).data());
        const double expected = probabilities[label].toDouble();
        QVERIFY(std::abs(double(found->scenes[std::size_t(scene)]) - expected) < 1e-6);
      }
    }
  }
}

void TestEvaluateCommand::theFiguresAreThoseOfTheStoredRun() {
  const Done done = run(evaluate({QStringLiteral("--json")}));
  QVERIFY2(done.status == 0, done.text());
  const Dataset data = dataset(m_demo);
  const auto inTest =
      std::size_t(std::count_if(data.clips.begin(), data.clips.end(),
                                [](const Clip& clip) { return clip.fold == Fold::Test; }));
  QVERIFY(inTest > 0 && inTest < 200);
  QCOMPARE(std::size_t(done.json()[QStringLiteral("clips")].toInt()), inTest);
  for (const auto& value : done.json()[QStringLiteral("runs")].toArray()) {
    const QJsonObject entry = value.toObject();
    const auto table = stored(path("runs.db"), entry[QStringLiteral("id")].toInt(), data);
    QCOMPARE(countOf(table), inTest);
    const auto summary = summarise(data, table);
    QCOMPARE(std::size_t(entry[QStringLiteral("labelled_clips")].toInt()), inTest);
    QCOMPARE(entry[QStringLiteral("accuracy")].toDouble(), summary.accuracy());
    QCOMPARE(entry[QStringLiteral("macro_accuracy")].toDouble(), summary.macroAccuracy);
    QCOMPARE(entry[QStringLiteral("log_loss")].toDouble(), summary.logLoss);
    const auto combined = summarise(data, table, DecisionRule::Combined);
    QCOMPARE(entry[QStringLiteral("combined")][QStringLiteral("log_loss")].toDouble(),
             combined.logLoss);
    QCOMPARE(entry[QStringLiteral("model_hash")].toString().size(), 64);
  }
  const Done text = run(evaluate());
  QCOMPARE(text.status, 0);
  QCOMPARE(text.out.count('\n'), 3);
}

void TestEvaluateCommand::theSameCommandReusesAndAnotherChoiceDoesNot() {
  const auto states = [&](const QStringList& more) {
    const Done done = run(evaluate(more + QStringList{QStringLiteral("--json")}));
    QStringList found;
    for (const auto& value : done.json()[QStringLiteral("runs")].toArray()) {
      const QJsonObject entry = value.toObject();
      found += QStringLiteral("%1 %2 +%3")
                   .arg(entry[QStringLiteral("id")].toInt())
                   .arg(entry[QStringLiteral("state")].toString())
                   .arg(entry[QStringLiteral("computed")].toInt());
    }
    return found;
  };
  const QStringList ten{QStringLiteral("--limit"), QStringLiteral("10")};
  QCOMPARE(states(ten), QStringList({"1 new +10", "2 new +10"}));
  QCOMPARE(states(ten), QStringList({"1 reused +0", "2 reused +0"}));
  QCOMPARE(states(ten + QStringList{QStringLiteral("--again")}),
           QStringList({"3 new +10", "4 new +10"}));
  QCOMPARE(states({QStringLiteral("--limit"), QStringLiteral("11"), QStringLiteral("--precision"),
                   QStringLiteral("int8")}),
           QStringList({"5 new +11"}));
  QVERIFY(run(evaluate(ten)).err.contains("reuses run 3, 10 of 10 clips are there"));
}

void TestEvaluateCommand::aFilterChoosesTheClips() {
  const QString query = QStringLiteral("fold:test device:a,b -scene:bus");
  const QStringList filter{QStringLiteral("--precision"), QStringLiteral("int8"),
                           QStringLiteral("--filter"), query, QStringLiteral("--json")};
  const Done done = run(evaluate(filter));
  QVERIFY2(done.status == 0, done.text());
  const Dataset data = dataset(m_demo);
  const auto entry = done.json()[QStringLiteral("runs")][0].toObject();
  const auto table = stored(path("runs.db"), entry[QStringLiteral("id")].toInt(), data);
  std::size_t expected = 0;
  for (std::size_t i = 0; i < data.clips.size(); ++i) {
    const Clip& clip = data.clips[i];
    const std::string& device = data.devices[std::size_t(clip.device)];
    const bool meant = clip.fold == Fold::Test && (device == "a" || device == "b") &&
                       clip.scene != std::optional(Scene::Bus);
    QCOMPARE(table.find(i) != nullptr, meant);
    if (meant) ++expected;
  }
  QVERIFY(expected > 0 && expected < data.clips.size());
  QCOMPARE(std::size_t(done.json()[QStringLiteral("clips")].toInt()), expected);
  const Done listed = run({QStringLiteral("runs"), QStringLiteral("--store"), path("runs.db"),
                           QStringLiteral("--json")});
  QVERIFY2(listed.out.contains(query.toUtf8()), listed.text());
  // It is known again by its filter, and a word in a note is found, too.
  QCOMPARE(run(evaluate(filter)).json()[QStringLiteral("runs")][0][QStringLiteral("state")],
           QJsonValue(QStringLiteral("reused")));
  StoreAddress address;
  address.file = path("runs.db").toStdString();
  auto store = RunStore::open(address);
  QVERIFY(store.has_value());
  QVERIFY(
      store->saveNote(data.name, {data.clips[7].file, data.clips[7].window, {}, {"siren"}, {}}));
  const Done tagged = run(evaluate(
      {QStringLiteral("--filter"), QStringLiteral("tag:siren"), QStringLiteral("--json")}));
  QVERIFY2(tagged.status == 0, tagged.text());
  QCOMPARE(tagged.json()[QStringLiteral("clips")].toInt(), 1);
}

void TestEvaluateCommand::aFilterThatMeansNothingIsToldBeforeAnythingIsDone_data() {
  QTest::addColumn<QString>("filter");
  QTest::addColumn<QByteArray>("told");
  const auto row = [](const char* filter, const char* told) {
    QTest::newRow(filter) << QString::fromUtf8(filter) << QByteArray(told);
  };
  row("device:a scene:nowhere", "column 10");
  row("loss>2", "asks for predictions");
  row("is:picked", "picked in a plot");
  row("fold:test device:a,b scene:bus -device:a,b", "no clips with sound");
}

void TestEvaluateCommand::aFilterThatMeansNothingIsToldBeforeAnythingIsDone() {
  QFETCH(QString, filter);
  QFETCH(QByteArray, told);
  const Done done = run(evaluate({QStringLiteral("--filter"), filter}));
  QCOMPARE(done.status, 1);
  QVERIFY2(done.err.contains(told), done.text());
  QVERIFY(done.out.isEmpty());
}

void TestEvaluateCommand::aClipThatCannotBeReadIsNamedAndTriedAgain() {
  const QString clips = path("clips");
  QVERIFY(QDir().mkpath(clips));
  const QDir audio(m_demo + QStringLiteral("/audio"));
  const QStringList names = audio.entryList(QDir::Files, QDir::Name).mid(0, 4);
  for (const QString& name : names)
    QVERIFY(QFile::copy(audio.filePath(name), clips + QLatin1Char('/') + name));
  const QString broken = clips + QLatin1Char('/') + names[2];
  QFile file(broken);
  QVERIFY(file.open(QIODevice::ReadWrite));
  const QByteArray whole = file.readAll();
  QVERIFY(file.resize(1000));
  const QStringList command{QStringLiteral("evaluate"), clips,
                            QStringLiteral("--model"),  QStringLiteral("model1"),
                            QStringLiteral("--store"),  path("runs.db"),
                            QStringLiteral("--json")};
  const Done first = run(command);
  QCOMPARE(first.status, 1);
  QCOMPARE(first.err.count(("scenelens-cli: " + broken + ": ").toUtf8()), 1);
  QCOMPARE(first.json()[QStringLiteral("failed")].toInt(), 1);
  QCOMPARE(first.json()[QStringLiteral("runs")][0][QStringLiteral("predictions")].toInt(), 3);
  QVERIFY(file.seek(0) && file.write(whole) == whole.size());
  file.close();
  const Done second = run(command);
  QVERIFY2(second.status == 0, second.text());
  QCOMPARE(second.json()[QStringLiteral("evaluated_clips")].toInt(), 1);
  QCOMPARE(second.json()[QStringLiteral("runs")][0][QStringLiteral("predictions")].toInt(), 4);
}

void TestEvaluateCommand::runsAreListedExportedAndDeleted() {
  QCOMPARE(run(evaluate({QStringLiteral("--limit"), QStringLiteral("20")})).status, 0);
  const QStringList runs{QStringLiteral("runs"), QStringLiteral("--store"), path("runs.db")};
  const QJsonArray listed =
      run(runs + QStringList{QStringLiteral("--json")}).json()[QStringLiteral("runs")].toArray();
  QCOMPARE(listed.size(), 2);
  QCOMPARE(listed[0][QStringLiteral("name")].toString(), QStringLiteral("Model1 · Float32"));
  QCOMPARE(listed[0][QStringLiteral("complete")].toBool(), true);
  QCOMPARE(listed[0][QStringLiteral("predictions")].toInt(), 20);
  QCOMPARE(listed[0][QStringLiteral("parameters")].toInt(), 45'164);
  // All tensors of the Int8 file: weights, biases and scales.
  QVERIFY(listed[1][QStringLiteral("bytes")].toInt() > 45'164);
  QVERIFY(listed[1][QStringLiteral("bytes")].toInt() < 60'000);
  QCOMPARE(listed[1][QStringLiteral("precision")].toString(), QStringLiteral("int8"));

  const Done exported = run(runs + QStringList{QStringLiteral("--export"), QStringLiteral("1"),
                                               QStringLiteral("-o"), path("out.csv")});
  QVERIFY2(exported.status == 0, exported.text());
  QFile table(path("out.csv"));
  QVERIFY(table.open(QIODevice::ReadOnly));
  const auto lines = table.readAll().trimmed().split('\n');
  QCOMPARE(lines.size(), 21);
  QVERIFY(lines[0].startsWith("filename\tscene_label\tairport\t"));
  QCOMPARE(lines[1].count('\t'), 11);

  QCOMPARE(run(runs + QStringList{QStringLiteral("--delete"), QStringLiteral("1")}).status, 0);
  const Done again = run(runs + QStringList{QStringLiteral("--delete"), QStringLiteral("1")});
  QCOMPARE(again.status, 1);
  QCOMPARE(again.err, "scenelens-cli: " + path("runs.db").toUtf8() +
                          ": there is no run 1. 'scenelens-cli runs' lists them.\n");
  const Done left = run(runs);
  QVERIFY(!left.out.contains("Float32") && left.out.contains("Int8"));
  QCOMPARE(run(runs + QStringList{QStringLiteral("--export"), QStringLiteral("2")}).status, 2);
}

void TestEvaluateCommand::keptRunsAreJudgedOnTheFoldThatWasChosen() {
  const QStringList judged{"--dataset", m_demo, "--store", path("runs.db")};
  QCOMPARE(run(evaluate({"--precision", "float"})).status, 0);  // 1: of the test fold
  QCOMPARE(run(evaluate({"--precision", "float", "--fold", "all"})).status, 0);
  for (const auto& command : {QStringList{"metrics", "--predictions", "run:1"},
                              QStringList{"compare", "run:2", "run:1"}}) {
    const Done none = run(command + judged + QStringList{"--fold", "train"});
    QVERIFY2(none.status == 1 && none.out.isEmpty(), none.text());
    QVERIFY2(none.err.contains("run:1: has no prediction of a labelled clip of the fold 'train'"),
             none.text());
  }
  const Done metrics = run(QStringList{"metrics", "--predictions", "run:2", "--json", "--resamples",
                                       "0", "--fold", "test"} +
                           judged);
  QVERIFY2(metrics.status == 0, metrics.text());
  QCOMPARE(metrics.json()[QStringLiteral("run")][QStringLiteral("selection")].toString(),
           QStringLiteral("test"));

  // What a submission says about the development set is of the test fold, asked for or not.
  const auto metaOf = [&](const QStringList& fold) {
    const QString folder = path("out") + fold.value(1);
    const Done done = run(QStringList{"submission", "--predictions", "run:2", "--label",
                                      "Wang_SCUT_task1_1", "-o", folder} +
                          judged + fold);
    if (done.status != 0) qFatal("%s", done.text().constData());
    QFile meta(folder + "/task1/Wang_SCUT_task1_1/Wang_SCUT_task1_1.meta.yaml");
    return meta.open(QIODevice::ReadOnly) ? meta.readAll() : QByteArray();
  };
  const QByteArray asked = metaOf({"--fold", "test"});
  QVERIFY(asked.contains("development_dataset"));
  QCOMPARE(metaOf({}), asked);
  QVERIFY(metaOf({"--fold", "train"}) != asked);
}

void TestEvaluateCommand::theUsersOwnStoreIsTheDefault() {
  const QByteArray home = path("home").toLocal8Bit();
  const auto prepare = [home] { ::setenv("XDG_DATA_HOME", home.constData(), 1); };
  const Done done = run({QStringLiteral("evaluate"), m_demo, QStringLiteral("--model"),
                         QStringLiteral("model1"), QStringLiteral("--limit"), QStringLiteral("3")},
                        prepare);
  QVERIFY2(done.status == 0, done.text());
  QVERIFY(QFile::exists(path("home/SceneLens/SceneLens/runs.sqlite")));
  QVERIFY(run({QStringLiteral("runs")}, prepare).out.contains("Model1 · Int8"));
}

void TestEvaluateCommand::aStoreThatCannotBeUsedIsOneLineThatNamesIt_data() {
  QTest::addColumn<QString>("store");
  QTest::addColumn<QByteArray>("said");
  QTest::newRow("folder") << QStringLiteral("none/runs.db") << QByteArray("no such folder");
  QTest::newRow("damaged") << QStringLiteral("noise.db") << QByteArray("is damaged or no store");
  QTest::newRow("a folder") << QStringLiteral("sub") << QByteArray("cannot be opened");
}
void TestEvaluateCommand::aStoreThatCannotBeUsedIsOneLineThatNamesIt() {
  QFETCH(QString, store);
  QFETCH(QByteArray, said);
  QFile noise(path("noise.db"));
  QVERIFY(noise.open(QIODevice::WriteOnly) && noise.write(QByteArray(9000, '#')) == 9000);
  noise.close();
  QVERIFY(QDir().mkpath(path("sub")));
  const QString full = path(qPrintable(store));
  for (const QStringList& command :
       {QStringList{QStringLiteral("evaluate"), m_demo}, QStringList{QStringLiteral("runs")}}) {
    const Done done = run(command + QStringList{QStringLiteral("--store"), full});
    QCOMPARE(done.status, 1);
    QCOMPARE(done.out, QByteArray());
    QCOMPARE(done.err.count('\n'), 1);
    QVERIFY2(done.err.startsWith("scenelens-cli: " + full.toUtf8() + ": "), done.text());
    QVERIFY2(done.err.contains(said), done.text());
  }
}

void TestEvaluateCommand::aFullDiskEndsTheWorkAndKeepsTheRest() {
  QCOMPARE(run(evaluate({QStringLiteral("--fold"), QStringLiteral("train"),
                         QStringLiteral("--limit"), QStringLiteral("20")}))
               .status,
           0);
  const auto mayNotGrow = [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{48 * 1024, 48 * 1024};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  };
  const Done done = run(evaluate({QStringLiteral("--fold"), QStringLiteral("train")}), mayNotGrow);
  QCOMPARE(done.status, 1);
  QVERIFY2(done.err.contains(path("runs.db").toUtf8() + ": cannot be "), done.text());
  QVERIFY2(done.err.contains("What was stored before is safe"), done.text());
  const Dataset data = dataset(m_demo);
  QCOMPARE(countOf(stored(path("runs.db"), 1, data)), std::size_t{20});
  QCOMPARE(run(evaluate({QStringLiteral("--fold"), QStringLiteral("train")})).status, 0);
}

void TestEvaluateCommand::interruptingKeepsWhatIsDone() {
  // Twenty thousand clips: the demo's, each by a hundred names.
  const QString many = path("many");
  QVERIFY(QDir().mkpath(many));
  const QDir audio(m_demo + QStringLiteral("/audio"));
  for (const QString& name : audio.entryList(QDir::Files)) {
    for (int i = 0; i < 100; ++i) {
      QVERIFY(QFile::link(audio.filePath(name), many + QStringLiteral("/%1-").arg(i) + name));
    }
  }
  QProcess process;
  process.start(kProgram, {QStringLiteral("evaluate"), many, QStringLiteral("--model"),
                           QStringLiteral("model1"), QStringLiteral("--store"), path("runs.db")});
  StoreAddress address;
  address.file = path("runs.db").toStdString();
  const auto storedNow = [&] {
    auto store = RunStore::open(address);
    const auto runs = store ? store->runs() : Result<std::vector<StoredRun>>(fail({"not yet"}));
    return runs && !runs->empty() ? runs->front().predictions : std::size_t{0};
  };
  QTRY_VERIFY_WITH_TIMEOUT(storedNow() > 0, 60'000);
  QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
  QVERIFY(process.waitForFinished(20'000));
  QCOMPARE(process.exitCode(), 130);
  QCOMPARE(process.readAllStandardOutput(), QByteArray());
  const QByteArray said = process.readAllStandardError();
  QVERIFY2(said.contains("the same command goes on from there"), said);
  // "N clips in ...; M predictions stored": two for each clip, and all of them are there.
  const auto numbers =
      QRegularExpression(QStringLiteral("([\\d,]+) clips in .*; ([\\d,]+) predictions"))
          .match(QString::fromUtf8(said));
  QVERIFY2(numbers.hasMatch(), said);
  const auto number = [&](int i) { return numbers.captured(i).remove(QLatin1Char(',')).toULong(); };
  QVERIFY(number(1) > 0 && number(1) < 20'000);
  QCOMPARE(number(2), 2 * number(1));
  QCOMPARE(storedNow(), std::size_t{number(1)});
}

void TestEvaluateCommand::killingLosesAtMostASecondAndCorruptsNothing() {
  if (!hasTerminals()) QSKIP("no pseudo-terminal can be opened here: is /dev/pts mounted?");
  // Four models in two precisions, so that there is time to be killed in.
  const QString clips = path("clips");
  QVERIFY(QDir().mkpath(clips));
  const QDir audio(m_demo + QStringLiteral("/audio"));
  for (const QString& name : audio.entryList(QDir::Files)) {
    for (int i = 0; i < 12; ++i) {
      QVERIFY(QFile::link(audio.filePath(name), clips + QStringLiteral("/%1-").arg(i) + name));
    }
  }
  const auto command = [&](const char* store) {
    return QStringList{QStringLiteral("evaluate"), clips, QStringLiteral("--json"),
                       QStringLiteral("--store"), path(store)};
  };
  const Done clean = run(command("clean.db"));
  QVERIFY2(clean.status == 0, clean.text());
  const Dataset data = dataset(clips);
  QCOMPARE(data.clips.size(), std::size_t{2400});
  std::vector<RunTable> expected;
  for (int id = 1; id <= 8; ++id) expected.push_back(stored(path("clean.db"), id, data));
  QCOMPARE(countOf(expected[7]), std::size_t{2400});

  std::mt19937 random(5);
  std::size_t before = 0;
  std::size_t promised = 0;  // by progress lines that were a second old
  int kills = 0;
  StoreAddress address;
  address.file = path("killed.db").toStdString();
  for (; kills < 12; ++kills) {
    WatchedProgram program(command("killed.db"));
    // Some die in their first moments, others late enough that a second ago counts.
    const auto wait = kills % 3 == 2 ? 1100 + random() % 700 : random() % 600;
    if (!program.watch(qint64(wait))) break;
    const std::size_t said = program.killAndCount();
    promised += said;
    auto store = RunStore::open(address);
    QVERIFY2(store, store ? "" : store.error().text().c_str());
    QVERIFY(store->check());
    const auto runs = store->runs();
    QVERIFY(runs && runs->size() == 8);
    std::size_t least = data.clips.size();
    for (const auto& run : *runs) {
      QVERIFY(!run.complete);
      const auto loaded = store->load(run.id, ClipOrder(data));
      QVERIFY(loaded && loaded->damaged == 0 && loaded->gone == 0);
      const auto& whole = expected[std::size_t(run.id - 1)];
      for (std::size_t i = 0; i < whole.size(); ++i) {
        const Prediction* found = loaded->table.find(i);
        if (found) QVERIFY(std::memcmp(found, whole.find(i), sizeof(Prediction)) == 0);
      }
      least = std::min(least, run.predictions);
    }
    QVERIFY2(least >= before + said,
             qPrintable(QStringLiteral("%1 of %2 + %3").arg(least).arg(before).arg(said)));
    before = least;
  }
  QVERIFY2(kills >= 3, qPrintable(QString::number(kills)));
  QVERIFY(promised > 0);
  const Done last = run(command("killed.db"));
  QVERIFY2(last.status == 0, last.text());
  const QJsonArray runs = last.json()[QStringLiteral("runs")].toArray();
  QCOMPARE(runs.size(), 8);
  for (int i = 0; i < 8; ++i) {
    QVERIFY(sameTables(stored(path("killed.db"), i + 1, data), expected[std::size_t(i)]));
    const auto cleanRun = clean.json()[QStringLiteral("runs")][i].toObject();
    for (const char* figure : {"accuracy", "macro_accuracy", "log_loss"}) {
      QCOMPARE(runs[i][QString::fromLatin1(figure)], cleanRun[QString::fromLatin1(figure)]);
    }
  }
}

void TestEvaluateCommand::twoProgramsShareAStore() {
  QProcess other;
  other.start(kProgram, evaluate({QStringLiteral("--precision"), QStringLiteral("float"),
                                  QStringLiteral("--fold"), QStringLiteral("all")}));
  const Done done = run(evaluate({QStringLiteral("--precision"), QStringLiteral("int8"),
                                  QStringLiteral("--fold"), QStringLiteral("all")}));
  QVERIFY(other.waitForFinished(60'000));
  QVERIFY2(done.status == 0, done.text());
  QVERIFY2(other.exitCode() == 0, other.readAllStandardError());
  const Dataset data = dataset(m_demo);
  QCOMPARE(countOf(stored(path("runs.db"), 1, data)), std::size_t{200});
  QCOMPARE(countOf(stored(path("runs.db"), 2, data)), std::size_t{200});
}

QTEST_GUILESS_MAIN(TestEvaluateCommand)
#include "tst_evaluate_command.moc"
