// SPDX-License-Identifier: GPL-3.0-or-later
// `scenelens-cli train` and `reproduce` as their users see them: processes, signals, files.
#include "core/nn/model.h"
#include "core/train/train_log.h"
#include "core/train/train_state.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <signal.h>

#include <cmath>
#include <memory>

using namespace scenelens;

namespace {

constexpr int kPatience = 240'000;  // ms; sanitizers are slow

struct Run {
  int status = -1;
  QByteArray out;
  QByteArray err;
  [[nodiscard]] QByteArray text() const {
    return "status " + QByteArray::number(status) + "\n" + out.right(2000) + "\n" + err.right(2000);
  }
};

std::unique_ptr<QProcess> started(const QStringList& arguments,
                                  const QProcessEnvironment& environment) {
  auto process = std::make_unique<QProcess>();
  process->setProcessEnvironment(environment);
  process->start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"), arguments);
  return process;
}

Run finished(QProcess& process) {
  Run run;
  if (!process.waitForFinished(kPatience)) {
    process.kill();
    process.waitForFinished();
    return run;
  }
  run.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  run.out = process.readAllStandardOutput();
  run.err = process.readAllStandardError();
  return run;
}

/// A port that was free a moment ago.
quint16 freePort() {
  QTcpServer server;
  return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

QProcessEnvironment memberOfTwo(int rank, quint16 port) {
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("MASTER_ADDR"), QStringLiteral("127.0.0.1"));
  environment.insert(QStringLiteral("MASTER_PORT"), QString::number(port));
  environment.insert(QStringLiteral("RANK"), QString::number(rank));
  environment.insert(QStringLiteral("WORLD_SIZE"), QStringLiteral("2"));
  return environment;
}

}  // namespace

class TestTrainCommand final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void writesFloatAndInt8WeightsALogAndACard();
  void anInterruptedRunIsResumed();
  void aFolderWithAnotherRunIsNotOverwritten();
  void brokenClipsAreNamedAndSkippedOnlyOnRequest();
  void twoProcessesGetTheLossesOfOneWithTheDoubledBatch();
  void aLostProcessEndsTheRunWithAUsableCheckpoint();
  void aGroupThatIsHalfDescribedIsRefused();
  void reproduceRunsEndToEnd();

 private:
  [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
  [[nodiscard]] QStringList arguments(const QString& output, const QStringList& more = {}) const {
    return QStringList{QStringLiteral("train"),        path(QStringLiteral("demo")),
                       QStringLiteral("-o"),           path(output),
                       QStringLiteral("--cache"),      path(QStringLiteral("cache")),
                       QStringLiteral("--epochs"),     QStringLiteral("2"),
                       QStringLiteral("--qat-epochs"), QStringLiteral("1"),
                       QStringLiteral("--threads"),    QStringLiteral("1")} +
           more;
  }
  [[nodiscard]] Run run(const QStringList& arguments) const {
    return finished(*started(arguments, QProcessEnvironment::systemEnvironment()));
  }
  [[nodiscard]] std::vector<EpochRecord> logOf(const QString& output) const {
    const auto log = readTrainLog(path(output + QStringLiteral("/log.csv")).toStdString());
    return log ? *log : std::vector<EpochRecord>();
  }

  QTemporaryDir m_folder;
};

void TestTrainCommand::initTestCase() {
  const auto made = run({QStringLiteral("demo-data"), path(QStringLiteral("demo")),
                         QStringLiteral("--clips-per-class"), QStringLiteral("10")});
  QVERIFY2(made.status == 0, made.text());
}

void TestTrainCommand::writesFloatAndInt8WeightsALogAndACard() {
  const auto trained = run(arguments(QStringLiteral("plain")));
  QVERIFY2(trained.status == 0, trained.text());
  QVERIFY2(trained.out.contains("demo (synthetic)  Int8"), trained.text());
  QCOMPARE(logOf(QStringLiteral("plain")).size(), std::size_t(3));

  const auto floats = loadModel(path(QStringLiteral("plain/model1.safetensors")).toStdString());
  QVERIFY2(floats.has_value(), floats ? "" : floats.error().text().c_str());
  QVERIFY(floats->trained);
  QVERIFY(floats->data.find("demo (synthetic)") != std::string::npos);
  const auto int8 = loadModel(path(QStringLiteral("plain/model1.int8.safetensors")).toStdString());
  QVERIFY2(int8.has_value(), int8 ? "" : int8.error().text().c_str());
  QCOMPARE(int8->precision, Precision::Int8);

  QFile card(path(QStringLiteral("plain/model1.md")));
  QVERIFY(card.open(QIODevice::ReadOnly));
  const auto text = card.readAll();
  QVERIFY2(text.contains("scenelens-cli train"), text);
  QVERIFY2(text.contains("not TAU results"), text);
}

void TestTrainCommand::anInterruptedRunIsResumed() {
  const auto more = QStringList{QStringLiteral("--batch"), QStringLiteral("8")};
  auto process =
      started(arguments(QStringLiteral("broken"), more), QProcessEnvironment::systemEnvironment());
  // The first epoch's line: from here on there is something to resume.
  while (!process->canReadLine()) QVERIFY(process->waitForReadyRead(kPatience));
  ::kill(static_cast<pid_t>(process->processId()), SIGINT);
  const auto interrupted = finished(*process);
  QCOMPARE(interrupted.status, 130);
  const auto resumed =
      run(arguments(QStringLiteral("broken"), more + QStringList{QStringLiteral("--resume")}));
  QVERIFY2(resumed.status == 0, resumed.text());
  const auto whole = run(arguments(QStringLiteral("whole"), more));
  QVERIFY2(whole.status == 0, whole.text());
  for (const auto& name :
       {QStringLiteral("model1.safetensors"), QStringLiteral("model1.int8.safetensors")}) {
    const auto a = loadModel(path(QStringLiteral("broken/") + name).toStdString());
    const auto b = loadModel(path(QStringLiteral("whole/") + name).toStdString());
    QVERIFY(a.has_value() && b.has_value());
    for (const auto& [tensor, values] : a->weights.tensors) {
      QVERIFY2(values.bytes == b->weights.find(tensor)->bytes, tensor.c_str());
    }
  }
}

void TestTrainCommand::aFolderWithAnotherRunIsNotOverwritten() {
  const auto again = run(arguments(QStringLiteral("plain")));
  QCOMPARE(again.status, 1);
  QVERIFY2(again.err.contains("holds another run") && again.err.contains("--resume"), again.err);
  const auto none = run(arguments(QStringLiteral("new"), {QStringLiteral("--resume")}));
  QCOMPARE(none.status, 1);
  QVERIFY2(none.err.contains("no run to resume"), none.err);
}

void TestTrainCommand::brokenClipsAreNamedAndSkippedOnlyOnRequest() {
  const auto made = run({QStringLiteral("demo-data"), path(QStringLiteral("torn")),
                         QStringLiteral("--clips-per-class"), QStringLiteral("10")});
  QVERIFY2(made.status == 0, made.text());
  QDir audio(path(QStringLiteral("torn/audio")));
  QFile list(path(QStringLiteral("torn/evaluation_setup/fold1_train.csv")));
  QVERIFY(list.open(QIODevice::ReadOnly));
  list.readLine();
  const QString victim = QString::fromUtf8(list.readLine()).section('\t', 0, 0).section('/', -1);
  QVERIFY(audio.exists(victim));
  QFile clip(audio.filePath(victim));
  QVERIFY(clip.open(QIODevice::WriteOnly));
  clip.write("not a sound");
  clip.close();
  auto broken = arguments(QStringLiteral("torn-run"));
  broken[1] = path(QStringLiteral("torn"));
  // Estimating the spectrum correction reads clips as well.
  broken += {QStringLiteral("--spectrum-correction"), QStringLiteral("none")};
  const auto stopped = run(broken);
  QCOMPARE(stopped.status, 1);
  QVERIFY2(stopped.err.contains(victim.toUtf8()), stopped.err);
  const auto skipped = run(broken + QStringList{QStringLiteral("--skip-broken")});
  QVERIFY2(skipped.status == 0, skipped.text());
  QVERIFY2(skipped.err.contains(victim.toUtf8()), skipped.err);
  QVERIFY2(skipped.err.contains("1 broken clip"), skipped.err);
}

void TestTrainCommand::twoProcessesGetTheLossesOfOneWithTheDoubledBatch() {
  const QStringList none{QStringLiteral("--qat"), QStringLiteral("none")};
  const auto one = run(arguments(
      QStringLiteral("one"), none + QStringList{QStringLiteral("--batch"), QStringLiteral("16")}));
  QVERIFY2(one.status == 0, one.text());
  const auto port = freePort();
  const auto half = arguments(QStringLiteral("two"),
                              none + QStringList{QStringLiteral("--batch"), QStringLiteral("8")});
  auto first = started(half, memberOfTwo(0, port));
  auto second = started(half, memberOfTwo(1, port));
  const auto a = finished(*first);
  const auto b = finished(*second);
  QVERIFY2(a.status == 0, a.text());
  QVERIFY2(b.status == 0, b.text());
  const auto expected = logOf(QStringLiteral("one"));
  const auto measured = logOf(QStringLiteral("two"));
  QCOMPARE(measured.size(), std::size_t(2));
  QCOMPARE(expected.size(), std::size_t(2));
  for (std::size_t i = 0; i < 2; ++i) {
    const auto near = [](double x, double y) { return std::abs(x - y) < 1e-4 * std::abs(y); };
    QVERIFY2(
        near(measured[i].trainLoss, expected[i].trainLoss),
        qPrintable(QStringLiteral("%1 %2").arg(measured[i].trainLoss).arg(expected[i].trainLoss)));
    QVERIFY(near(measured[i].trainGroupLoss, expected[i].trainGroupLoss));
    QVERIFY(near(measured[i].validationLogLoss, expected[i].validationLogLoss));
  }
}

void TestTrainCommand::aLostProcessEndsTheRunWithAUsableCheckpoint() {
  const auto port = freePort();
  auto many = arguments(QStringLiteral("lost"), {QStringLiteral("--batch"), QStringLiteral("8")});
  many[many.indexOf(QStringLiteral("--epochs")) + 1] = QStringLiteral("100");
  auto first = started(many, memberOfTwo(0, port));
  auto second = started(many, memberOfTwo(1, port));
  while (!first->canReadLine()) QVERIFY(first->waitForReadyRead(kPatience));
  second->kill();
  second->waitForFinished();
  const auto left = finished(*first);
  QVERIFY2(left.status == 1, left.text());
  QVERIFY2(left.err.contains("lost the others"), left.text());
  const auto state =
      readTrainState(path(QStringLiteral("lost/checkpoint.safetensors")).toStdString());
  QVERIFY2(state.has_value(), state ? "" : state.error().text().c_str());
  QVERIFY(state->nextEpoch >= 1);
}

void TestTrainCommand::aGroupThatIsHalfDescribedIsRefused() {
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("WORLD_SIZE"), QStringLiteral("2"));
  const auto refused = finished(*started(arguments(QStringLiteral("half")), environment));
  QCOMPARE(refused.status, 2);
  QVERIFY2(refused.err.contains("MASTER_PORT"), refused.err);
}

void TestTrainCommand::reproduceRunsEndToEnd() {
  const auto done =
      run({QStringLiteral("reproduce"), path(QStringLiteral("demo")), QStringLiteral("-o"),
           path(QStringLiteral("reproduction")), QStringLiteral("--cache"),
           path(QStringLiteral("cache")), QStringLiteral("--quick")});
  QVERIFY2(done.status == 0, done.text());
  for (const char* text : {"Table 3", "Table 4", "Figure 5", "SYNTHETIC", "45164 | 45.1k",
                           "| 1.060", "street_pedestrian"}) {
    QVERIFY2(done.out.contains(text), text);
  }
  QVERIFY(QFile::exists(path(QStringLiteral("reproduction/tables.txt"))));
  QVERIFY(QFile::exists(path(QStringLiteral("reproduction/model4/model4.int8.safetensors"))));
}

QTEST_GUILESS_MAIN(TestTrainCommand)
#include "tst_train_command.moc"
