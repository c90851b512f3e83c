// SPDX-License-Identifier: GPL-3.0-or-later
// The command line program as its users see it: arguments in, files, two streams and a status out.
#include "core/audio/audio_file.h"
#include "core/augment/correction_file.h"
#include "core/base/safetensors.h"
#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <signal.h>
#include <sndfile.h>

#include <cmath>
#include <numbers>

using namespace scenelens;

namespace {

const QString kCheckpoint = QStringLiteral(SCENELENS_TEST_DATA "/checkpoints/model1_state_dict.pt");

/// What a call of the program came to.
struct Run {
  int status = -1;
  QByteArray out;
  QByteArray err;

  [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
  [[nodiscard]] QByteArray text() const {
    return "status " + QByteArray::number(status) + "\n" + out.left(2000) + "\n" + err;
  }
};

/// One line, nothing else on either stream, and the status of a failure.
bool failedInOneLine(const Run& run, const QString& file) {
  return run.status == 1 && run.out.isEmpty() && run.err.count('\n') == 1 &&
         run.err.startsWith("scenelens-cli: " + file.toUtf8() + ": ");
}

/// A tone of that many seconds; `pitch` tells clips apart.
void writeTone(const QString& path, double seconds, int pitch) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kSampleRate));
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double phase = std::numbers::pi * 2.0 * pitch * static_cast<double>(n) / kSampleRate;
    samples[n] =
        static_cast<float>(0.2 * std::sin(phase) + 0.001 * std::cos(3.7 * double(n % 997)));
  }
  QVERIFY(writeWav24(path.toStdString(), samples).has_value());
}

void writeText(const QString& path, const QByteArray& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(text), text.size());
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size() || a.empty()) return INFINITY;
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
  }
  return largest;
}

double sumOf(const QJsonObject& probabilities) {
  double sum = 0.0;
  for (const auto& value : probabilities) sum += value.toDouble();
  return sum;
}

/// The key of the largest value.
QString topOf(const QJsonObject& probabilities) {
  QString top;
  for (const auto& key : probabilities.keys()) {
    if (top.isEmpty() || probabilities[key].toDouble() > probabilities[top].toDouble()) top = key;
  }
  return top;
}

}  // namespace

class TestCli final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();

  void complexityCountsWhatTheReportCounts_data();
  void complexityCountsWhatTheReportCounts();
  void complexityJudgesEveryPrecision();
  void complexityWithoutAModelListsAllFour();
  void anUnknownModelIsAnErrorThatListsTheKnownOnes();

  void importedCheckpointsReproduceThePublishedLogits_data();
  void importedCheckpointsReproduceThePublishedLogits();
  void importSaysWhatItDropped();
  void aBrokenCheckpointIsOneLineThatNamesIt();
  void aCheckpointOfAnotherArchitectureIsOneLineThatNamesIt();
  void aCheckpointAsModelIsSentToTheImport();
  void forwardRefusesATensorOfAnotherShape();

  void featuresHoldsTheWindowsInArgumentOrder();
  void featuresOfAnUnreadableFileWritesNothing();

  void predictGivesTheProbabilitiesOfEveryWindow();
  void predictIsFeaturesAndForwardInOne();
  void predictPrintsTheCombinedDecision();
  void predictKeepsTheOrderOfItsArguments();
  void anUnreadableClipIsNamedAndTheOthersArePredicted();
  void aBrokenFileOfManyWindowsIsNamedOnce();
  void clipsWithoutASoundFileAreCountedOnce();
  void modelNamesMeanTheShippedWeights();
  void untrainedWeightsAreSaidToBeUntrained();

  void quantizeMakesWeightsThatPredictAlike();
  void quantizeSaysWhatIsWrong();
  void predictComparesModelsAndPrecisions();
  void enginesRefuseTheOtherPrecision();

  void demoDataMakesADataSet();
  void spectrumCorrectionWritesTheFormThatIsAskedFor();
  void spectrumCorrectionNamesAMissingClip();
  void cancellingIsNotSuccess();

  void anOutputFolderThatIsNotThereIsAnError_data();
  void anOutputFolderThatIsNotThereIsAnError();
  void aFullDiskBehindStandardOutputIsAnError();
  void wrongArgumentsHaveTheirOwnStatus_data();
  void wrongArgumentsHaveTheirOwnStatus();
  void helpIsOnStandardOutput();

 private:
  [[nodiscard]] Run run(const QStringList& arguments) const;
  [[nodiscard]] QString path(const QString& name) const { return m_folder->filePath(name); }
  /// The imported small checkpoint.
  [[nodiscard]] QString weights() const { return m_shared.filePath(QStringLiteral("m1.st")); }

  QTemporaryDir m_shared;
  std::unique_ptr<QTemporaryDir> m_folder;
  QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
};

// Without the module (a build without LibTorch) there is no reference engine.
#define NEEDS_TORCH()                                                             \
  if (!QFile::exists(QStringLiteral(SCENELENS_BIN_DIR "/libscenelens-torch.so"))) \
  QSKIP("built without LibTorch")

Run TestCli::run(const QStringList& arguments) const {
  QProcess process;
  process.setProcessEnvironment(m_environment);
  process.setWorkingDirectory(m_folder->path());
  process.start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"), arguments);
  if (!process.waitForFinished(120'000)) return {-1, {}, process.errorString().toUtf8()};
  const bool normal = process.exitStatus() == QProcess::NormalExit;
  return {normal ? process.exitCode() : -1, process.readAllStandardOutput(),
          process.readAllStandardError()};
}

void TestCli::initTestCase() {
  init();
  const Run made = run({"import-checkpoint", kCheckpoint, "--arch", "model1", "-o", weights()});
  QVERIFY2(made.status == 0, made.text());
}

void TestCli::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_environment = QProcessEnvironment::systemEnvironment();
}

void TestCli::complexityCountsWhatTheReportCounts_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<QByteArray>("parameters");
  QTest::addColumn<QByteArray>("macs");
  QTest::newRow("Model1") << "model1" << QByteArray("45,164") << QByteArray("8,645,641");
  QTest::newRow("Model2") << "model2" << QByteArray("56,556") << QByteArray("25,441,889");
  QTest::newRow("Model3") << "model3" << QByteArray("56,172") << QByteArray("16,746,033");
  QTest::newRow("Model4") << "model4" << QByteArray("121,812") << QByteArray("20,901,505");
}
void TestCli::complexityCountsWhatTheReportCounts() {
  QFETCH(QString, model);
  QFETCH(QByteArray, parameters);
  QFETCH(QByteArray, macs);
  const Run text = run({"complexity", "--model", model});
  QCOMPARE(text.status, 0);
  QCOMPARE(text.err, QByteArray());
  const qsizetype total = text.out.indexOf("\nTOTAL");
  QVERIFY(total > 0);
  const QByteArray line = text.out.mid(total + 1).split('\n').first().simplified();
  QCOMPARE(line, "TOTAL " + parameters + " " + macs);

  const Run json = run({"complexity", "--json", "--model", model});
  QCOMPARE(json.status, 0);
  QCOMPARE(json.err, QByteArray());
  const QJsonArray models = json.json()[QStringLiteral("models")].toArray();
  QCOMPARE(models.size(), 1);
  const QJsonObject counted = models[0].toObject();
  QCOMPARE(counted[QStringLiteral("name")].toString(), model);
  QCOMPARE(QByteArray::number(counted[QStringLiteral("parameters")].toInt()),
           QByteArray(parameters).replace(",", ""));
  QCOMPARE(QByteArray::number(counted[QStringLiteral("macs")].toInt()),
           QByteArray(macs).replace(",", ""));
  int sum = 0;
  for (const auto& layer : counted[QStringLiteral("layers")].toArray()) {
    sum += layer[QStringLiteral("parameters")].toInt();
  }
  QCOMPARE(sum, counted[QStringLiteral("parameters")].toInt());
}

void TestCli::complexityJudgesEveryPrecision() {
  const Run json = run({"complexity", "--json"});
  for (const auto& value : json.json()[QStringLiteral("models")].toArray()) {
    const QJsonObject model = value.toObject();
    const QJsonObject bytes = model[QStringLiteral("bytes")].toObject();
    const QJsonObject limits = model[QStringLiteral("limits")].toObject();
    const QJsonObject within = limits[QStringLiteral("within_bytes")].toObject();
    QCOMPARE(within.size(), 3);
    for (const char* precision : {"int8_folded", "float32_folded", "float32_stored"}) {
      const QString key = QString::fromLatin1(precision);
      QVERIFY(within[key].isBool());
      QCOMPARE(within[key].toBool(), bytes[key].toInt() <= 128'000);
    }
  }
  // 45,164 parameters fit as one byte each and do not as four.
  const Run text = run({"complexity", "--model", "model1"});
  const auto judged = [&](const char* line) {
    for (const auto& row : text.out.split('\n')) {
      if (row.startsWith(line)) return row.contains("within the limit") ? 1 : 0;
    }
    return -1;
  };
  QCOMPARE(judged("bytes, Int8"), 1);
  QCOMPARE(judged("bytes, Float32, folded"), 0);
  QCOMPARE(judged("bytes, Float32 as stored"), 0);
  QCOMPARE(text.out.count("OVER THE LIMIT"), 2);
}

void TestCli::complexityWithoutAModelListsAllFour() {
  QStringList names;
  for (const auto& model :
       run({"complexity", "--json"}).json()[QStringLiteral("models")].toArray()) {
    names += model[QStringLiteral("name")].toString();
  }
  QCOMPARE(names, QStringList({"model1", "model2", "model3", "model4"}));
  QCOMPARE(run({"complexity"}).out.count("\nTOTAL"), 4);
}

void TestCli::anUnknownModelIsAnErrorThatListsTheKnownOnes() {
  const Run unknown = run({"complexity", "--model", "model5"});
  QCOMPARE(unknown.status, 2);
  QCOMPARE(unknown.out, QByteArray());
  QCOMPARE(unknown.err,
           QByteArray("scenelens-cli: there is no architecture 'model5'. Known are model1, model2, "
                      "model3 and model4.\n"));
  QCOMPARE(run({"complexity", "--model", ""}).status, 2);
}

void TestCli::importedCheckpointsReproduceThePublishedLogits_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<QString>("engine");
  for (const char* model : {"model1", "model2", "model3", "model4"}) {
    for (const char* engine : {"torch", "native"}) {
      QTest::addRow("%s %s", model, engine) << model << engine;
    }
  }
}
void TestCli::importedCheckpointsReproduceThePublishedLogits() {
  // forward.safetensors: the authors' PyTorch models with the checkpoints beside it.
  QFETCH(QString, model);
  QFETCH(QString, engine);
  if (engine == QStringLiteral("torch")) {
    NEEDS_TORCH();
  }
  const QString folder = QStringLiteral(SCENELENS_SHARED_DIR "/golden/");
  const QString checkpoint = folder + model + QStringLiteral("_state_dict.pt");
  if (!QFile::exists(checkpoint)) QSKIP(qPrintable("missing: " + checkpoint));

  const Run made =
      run({"import-checkpoint", checkpoint, "--arch", model, "-o", path("weights.safetensors")});
  QVERIFY2(made.status == 0, made.text());
  QCOMPARE(made.out, QByteArray());
  const Run done = run({"forward", "--model", path("weights.safetensors"), "--input",
                        folder + "forward.safetensors", "--output", path("logits.safetensors"),
                        "--engine", engine});
  QVERIFY2(done.status == 0, done.text());
  QCOMPARE(done.out, QByteArray());
  QCOMPARE(done.err, QByteArray());

  const auto golden = readSafetensors((folder + "forward.safetensors").toStdString()).value();
  const auto result = readSafetensors(path("logits.safetensors").toStdString()).value();
  const Tensor* logits = result.find("logits");
  QVERIFY(logits && logits->shapeText() == "4x13");
  const double difference =
      largestDifference(logits->floats(), golden.find(model.toStdString() + ".logits")->floats());
  QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
}

void TestCli::importSaysWhatItDropped() {
  const Run made =
      run({"import-checkpoint", kCheckpoint, "--arch", "model1", "-o", path("w.safetensors")});
  QCOMPARE(made.status, 0);
  QCOMPARE(made.out, QByteArray());
  const auto lines = made.err.trimmed().split('\n');
  QCOMPARE(lines.size(), 3);
  QCOMPARE(lines[0], QByteArray("note: dropped 36 tensors of conv6, which the published code "
                                "defines but never uses"));
  QVERIFY(lines[1].startsWith("note: dropped 20 num_batches_tracked counters"));
  QVERIFY(lines[2].startsWith("Wrote 166 tensors of Model1 to "));
  const auto file = readSafetensors(path("w.safetensors").toStdString()).value();
  QCOMPARE(file.tensors.size(), std::size_t{166});
  QCOMPARE(file.metadata.at("format"), std::string("scenelens-weights-1"));
  QCOMPARE(file.metadata.at("architecture"), std::string("model1"));
  QCOMPARE(file.metadata.at("trained"), std::string("yes"));
  QCOMPARE(file.metadata.at("data"), std::string("imported from model1_state_dict.pt"));
}

void TestCli::aBrokenCheckpointIsOneLineThatNamesIt() {
  QFile whole(kCheckpoint);
  QVERIFY(whole.open(QIODevice::ReadOnly));
  writeText(path("cut.pt"), whole.read(whole.size() / 2));
  writeText(path("empty.pt"), {});
  for (const char* name : {"cut.pt", "empty.pt", "none.pt"}) {
    const Run made =
        run({"import-checkpoint", path(name), "--arch", "model1", "-o", path("w.safetensors")});
    QVERIFY2(failedInOneLine(made, path(name)), made.text());
    QVERIFY(!QFile::exists(path("w.safetensors")));
  }
}

void TestCli::aCheckpointOfAnotherArchitectureIsOneLineThatNamesIt() {
  const Run made =
      run({"import-checkpoint", kCheckpoint, "--arch", "model2", "-o", path("w.safetensors")});
  QVERIFY2(failedInOneLine(made, kCheckpoint), made.text());
  QVERIFY(made.err.contains("does not fit Model2"));
  QVERIFY(made.err.contains("The file holds the weights of Model1"));
  QVERIFY(!QFile::exists(path("w.safetensors")));
}

void TestCli::aCheckpointAsModelIsSentToTheImport() {
  for (const QStringList& arguments :
       {QStringList{"forward", "--input", "i", "--output", "o"}, QStringList{"predict", "a.wav"}}) {
    const Run made = run(arguments + QStringList{"--model", kCheckpoint});
    QVERIFY2(failedInOneLine(made, kCheckpoint), made.text());
    QVERIFY2(made.err.contains("import-checkpoint"), made.text());
  }
}

void TestCli::forwardRefusesATensorOfAnotherShape() {
  TensorFile file;
  file.tensors["input"] = Tensor::zeros({1, 2, 256, 43});
  const QString input = path("input.safetensors");
  QVERIFY(writeSafetensors(input.toStdString(), file).has_value());
  const Run done = run(
      {"forward", "--model", weights(), "--input", input, "--output", path("logits.safetensors")});
  QVERIFY2(failedInOneLine(done, input), done.text());
}

void TestCli::featuresHoldsTheWindowsInArgumentOrder() {
  writeTone(path("long.wav"), 2.5, 440);
  writeTone(path("short.wav"), 1.0, 3000);
  const auto featuresOf = [&](const QStringList& clips) {
    const QString output = path("f.safetensors");
    const Run made = run(QStringList{"features"} + clips + QStringList{"-o", output});
    const bool clean = made.status == 0 && made.out.isEmpty();
    return clean ? readSafetensors(output.toStdString()).value() : TensorFile();
  };
  const auto oneLong = featuresOf({"long.wav"});
  const auto oneShort = featuresOf({"short.wav"});
  const auto both = featuresOf({"short.wav", "long.wav"});
  QCOMPARE(oneLong.find("logmel")->shapeText(), std::string("3x256x44"));
  QCOMPARE(oneLong.find("features")->shapeText(), std::string("3x2x256x44"));
  QCOMPARE(oneShort.find("logmel")->shapeText(), std::string("1x256x44"));
  QCOMPARE(both.tensors.size(), std::size_t{2});
  for (const char* name : {"logmel", "features"}) {
    auto expected = oneShort.find(name)->bytes;
    const auto& rest = oneLong.find(name)->bytes;
    expected.insert(expected.end(), rest.begin(), rest.end());
    QVERIFY(both.find(name)->bytes == expected);
  }
  // Half of the last window is the silence after the file: log10(1e-10).
  const auto logmel = oneLong.find("logmel")->floats();
  QVERIFY(std::abs(logmel.back() + 10.0F) < 1e-3F);
}

void TestCli::featuresOfAnUnreadableFileWritesNothing() {
  writeTone(path("good.wav"), 1.0, 440);
  writeText(path("bad.wav"), "no sound");
  const Run made = run({"features", "good.wav", path("bad.wav"), "-o", "f.safetensors"});
  QVERIFY2(failedInOneLine(made, path("bad.wav")), made.text());
  QVERIFY(!QFile::exists(path("f.safetensors")));
}

void TestCli::predictGivesTheProbabilitiesOfEveryWindow() {
  writeTone(path("tram-lisbon-1000-40000-3-s1.wav"), 1.0, 700);
  writeTone(path("walk.wav"), 2.5, 200);
  const Run made = run(
      {"predict", "--model", weights(), "tram-lisbon-1000-40000-3-s1.wav", "walk.wav", "--json"});
  QVERIFY2(made.status == 0, made.text());
  QCOMPARE(made.err, QByteArray());
  const QJsonObject all = made.json();
  QCOMPARE(all[QStringLiteral("model")].toString(), QStringLiteral("model1"));
  QCOMPARE(all[QStringLiteral("weights")].toString(), weights());
  QCOMPARE(all[QStringLiteral("mixing_rate")].toDouble(), 0.8);
  QVERIFY(all[QStringLiteral("engine")].toString().startsWith(QStringLiteral("Native (")));
  const QJsonArray clips = all[QStringLiteral("clips")].toArray();
  QCOMPARE(clips.size(), 4);
  for (qsizetype i = 0; i < clips.size(); ++i) {
    const QJsonObject clip = clips[i].toObject();
    const QJsonObject scenes = clip[QStringLiteral("scenes")].toObject();
    const QJsonObject groups = clip[QStringLiteral("groups")].toObject();
    const QJsonObject combined = clip[QStringLiteral("combined")].toObject();
    QCOMPARE(scenes.size(), 10);
    QCOMPARE(combined.size(), 10);
    QCOMPARE(groups.keys(), QStringList({"Indoor", "Outdoor", "Transport"}));
    QVERIFY(std::abs(sumOf(scenes) - 1.0) < 1e-6);
    QVERIFY(std::abs(sumOf(groups) - 1.0) < 1e-6);
    QVERIFY(std::abs(sumOf(combined) - 1.0) < 1e-6);
    QCOMPARE(clip[QStringLiteral("ten_class_decision")].toString(), topOf(scenes));
    QCOMPARE(clip[QStringLiteral("combined_decision")].toString(), topOf(combined));
    // 0.8 of the scene and 0.2 of its group, divided by the sum over all scenes.
    const auto score = [&](const char* scene, const char* group) {
      return 0.8 * scenes[QLatin1String(scene)].toDouble() +
             0.2 * groups[QLatin1String(group)].toDouble();
    };
    const double ratio = score("bus", "Transport") / score("park", "Outdoor");
    const double given =
        combined[QStringLiteral("bus")].toDouble() / combined[QStringLiteral("park")].toDouble();
    QVERIFY(std::abs(ratio - given) < 1e-5);
    QCOMPARE(clip[QStringLiteral("window")].toInt(), i == 0 ? 0 : int(i) - 1);
    QCOMPARE(clip[QStringLiteral("padded")].toBool(), i == 3);
    QCOMPARE(clip[QStringLiteral("file")].toString(),
             path(i == 0 ? "tram-lisbon-1000-40000-3-s1.wav" : "walk.wav"));
    QCOMPARE(clip[QStringLiteral("true_scene")].isNull(), i > 0);
  }
  QCOMPARE(clips[0][QStringLiteral("true_scene")].toString(), QStringLiteral("tram"));
}

void TestCli::predictIsFeaturesAndForwardInOne() {
  NEEDS_TORCH();
  writeTone(path("a.wav"), 1.0, 700);
  QCOMPARE(run({"features", "a.wav", "-o", "f.safetensors"}).status, 0);
  QCOMPARE(run({"forward", "--model", weights(), "--input", "f.safetensors", "--output",
                "l.safetensors", "--engine", "torch"})
               .status,
           0);
  const auto file = readSafetensors(path("l.safetensors").toStdString()).value();
  const auto logits = file.find("logits")->floats();
  QCOMPARE(logits.size(), kLogitCount);
  double sum = 0.0;
  for (std::size_t c = 0; c < kSceneCount; ++c) sum += std::exp(double(logits[c]));
  const Run made = run({"predict", "--json", "--model", weights(), "a.wav"});
  const QJsonValue scenes = made.json()[QStringLiteral("clips")][0][QStringLiteral("scenes")];
  for (const Scene scene : allScenes()) {
    const double expected = std::exp(double(logits[static_cast<std::size_t>(scene)])) / sum;
    const double actual = scenes[QLatin1String(sceneLabel(scene).data())].toDouble();
    QVERIFY(std::abs(actual - expected) < 1e-6);
  }
}

void TestCli::predictPrintsTheCombinedDecision() {
  writeTone(path("bus-paris-1-2-3-b.wav"), 1.0, 300);
  const auto jsonOf = [&](const QStringList& options) {
    const Run made = run(
        QStringList{"predict", "--json", "--model", weights(), "bus-paris-1-2-3-b.wav"} + options);
    return made.json()[QStringLiteral("clips")][0].toObject();
  };
  const QJsonObject json = jsonOf({});
  const auto textOf = [&](const QStringList& options) {
    return run(QStringList{"predict", "--model", weights(), "bus-paris-1-2-3-b.wav"} + options);
  };
  const auto decisionLine = [&](const char* head, const char* decision) {
    const QString scene = json[QLatin1String(decision)].toString();
    const double p = json[QLatin1String(head)][scene].toDouble();
    return QStringLiteral("  decision  %1 (%2 %)   true bus\n")
        .arg(scene)
        .arg(100.0 * p, 0, 'f', 1)
        .toUtf8();
  };
  const Run plain = textOf({});
  const Run combined = textOf({"--combined"});
  QCOMPARE(plain.status, 0);
  QCOMPARE(combined.status, 0);
  QCOMPARE(combined.err, QByteArray());
  QVERIFY2(plain.out.contains(decisionLine("scenes", "ten_class_decision")), plain.text());
  QVERIFY2(combined.out.contains(decisionLine("combined", "combined_decision")), combined.text());
  for (const char* row : {"metro_station", "tram", "Indoor", "Outdoor", "Transport"}) {
    QVERIFY(combined.out.contains(row));
  }
  QCOMPARE(combined.out.count('\n'), 15);  // file, decision, ten scenes, three groups

  // With a rate of 1 nothing of the groups is left.
  const QJsonObject alone = jsonOf({"--mixing-rate", "1"});
  QCOMPARE(alone[QStringLiteral("combined")], alone[QStringLiteral("scenes")]);
  QVERIFY(json[QStringLiteral("combined")] != json[QStringLiteral("scenes")]);
}

void TestCli::predictKeepsTheOrderOfItsArguments() {
  QStringList names;
  for (int i = 0; i < 12; ++i) {
    names += QStringLiteral("%1.wav").arg((i * 7) % 12);
    writeTone(path(names.back()), 1.0, 100 + i);
  }
  const Run made = run(QStringList{"predict", "--json", "--model", weights()} + names);
  QStringList given;
  for (const auto& clip : made.json()[QStringLiteral("clips")].toArray()) {
    given += QFileInfo(clip[QStringLiteral("file")].toString()).fileName();
  }
  QCOMPARE(given, names);
}

void TestCli::anUnreadableClipIsNamedAndTheOthersArePredicted() {
  writeTone(path("a.wav"), 1.0, 300);
  writeTone(path("c.wav"), 1.0, 400);
  writeText(path("b.wav"), "no sound");
  writeText(path("bus-paris-1-2-3-b.wav"), "no sound, found out only when it is predicted");
  const Run made = run({"predict", "--json", "--model", weights(), "a.wav", "b.wav", "none.wav",
                        "bus-paris-1-2-3-b.wav", "c.wav"});
  QCOMPARE(made.status, 1);
  QCOMPARE(made.json()[QStringLiteral("clips")].toArray().size(), 2);
  QCOMPARE(made.err.count('\n'), 3);
  for (const char* name : {"b.wav", "none.wav", "bus-paris-1-2-3-b.wav"}) {
    QVERIFY2(made.err.contains(name), made.text());
  }
  const Run text = run({"predict", "--model", weights(), "a.wav", "b.wav"});
  QCOMPARE(text.status, 1);
  QVERIFY(text.out.contains("a.wav\n"));
  QVERIFY(text.err.contains("b.wav: "));
  const Run alone = run({"predict", "--json", "--model", weights(), path("b.wav")});
  QVERIFY2(failedInOneLine(alone, path("b.wav")), alone.text());
}

void TestCli::aBrokenFileOfManyWindowsIsNamedOnce() {
  NEEDS_TORCH();
  SF_INFO info = {};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  SNDFILE* out = sf_open(qPrintable(path("cut.mp3")), SFM_WRITE, &info);
  QVERIFY(out != nullptr);
  std::vector<float> second(kClipSamples);
  for (std::size_t n = 0; n < second.size(); ++n) second[n] = 0.3F * std::sin(0.05F * float(n));
  for (int i = 0; i < 10; ++i) {
    QCOMPARE(sf_write_float(out, second.data(), kClipSamples), sf_count_t{kClipSamples});
  }
  QCOMPARE(sf_close(out), 0);
  QFile whole(path("cut.mp3"));
  QVERIFY(whole.resize(whole.size() / 2));

  const Run made = run({"predict", "--json", "--model", weights(), "cut.mp3"});
  QCOMPARE(made.status, 1);
  const auto predicted = made.json()[QStringLiteral("clips")].toArray().size();
  QVERIFY2(predicted >= 3 && predicted <= 5, made.text());
  // The MP3 decoder prints warnings of its own.
  QVERIFY2(made.err.count("scenelens-cli: ") == 1 && made.err.contains("cut.mp3: "), made.err);
}

void TestCli::clipsWithoutASoundFileAreCountedOnce() {
  QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("set/audio")));
  QByteArray meta = "filename\tscene_label\tidentifier\tsource_label\n";
  for (int second = 0; second < 10; ++second) {
    meta += "audio/bus-paris-1-10-" + QByteArray::number(second) + "-a.wav\tbus\tparis-1\ta\n";
  }
  writeText(path("set/meta.csv"), meta);
  writeTone(path("set/audio/bus-paris-1-10-4-a.wav"), 1.0, 300);
  const Run made = run({"predict", "--json", "--model", weights(), "set"});
  QCOMPARE(made.status, 1);
  QCOMPARE(made.json()[QStringLiteral("clips")].toArray().size(), 1);
  QVERIFY2(made.err.count('\n') == 1 && made.err.contains("9 of 10 clips"), made.text());
}

void TestCli::modelNamesMeanTheShippedWeights() {
  writeTone(path("a.wav"), 1.0, 300);
  m_environment.insert(QStringLiteral("SCENELENS_MODELS"), path("models"));
  const Run none = run({"predict", "--json", "--model", "model1", "a.wav"});
  QVERIFY2(failedInOneLine(none, path("models/model1.safetensors")), none.text());
  QVERIFY(QDir().mkpath(path("models")));
  QVERIFY(QFile::copy(weights(), path("models/model1.safetensors")));
  const Run made = run({"predict", "--json", "--model", "Model1", "a.wav"});
  QVERIFY2(made.status == 0, made.text());
  QCOMPARE(made.json()[QStringLiteral("weights")].toString(), path("models/model1.safetensors"));
  // A file of that name is the file.
  writeText(path("model1"), "no weights");
  const Run file = run({"predict", "--json", "--model", "model1", "a.wav"});
  QVERIFY2(failedInOneLine(file, QStringLiteral("model1")), file.text());
}

void TestCli::untrainedWeightsAreSaidToBeUntrained() {
  writeTone(path("a.wav"), 1.0, 300);
  QCOMPARE(run({"init-weights", "--arch", "model3", "--seed", "5", "-o", "w.safetensors"}).status,
           0);
  const Run made = run({"predict", "--json", "--model", "w.safetensors", "a.wav"});
  QCOMPARE(made.status, 0);
  QCOMPARE(made.err, QByteArray("note: the weights are untrained; the predictions mean nothing\n"));
  QCOMPARE(made.json()[QStringLiteral("trained")].toBool(true), false);
}

void TestCli::quantizeMakesWeightsThatPredictAlike() {
  QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("clips")));
  for (int i = 0; i < 4; ++i)
    writeTone(path(QStringLiteral("clips/%1.wav").arg(i)), 1.0, 200 * (i + 1));
  const QStringList command{"quantize", weights(), "--calibration", "clips", "-o"};
  const Run made = run(command + QStringList{"a.int8.safetensors"});
  QVERIFY2(made.status == 0 && made.err.contains("Model1") && made.err.contains("4 clips"),
           made.text());
  const auto file = readSafetensors(path("a.int8.safetensors").toStdString());
  QVERIFY(file.has_value());
  QCOMPARE(file->metadata.at("format"), std::string("scenelens-int8-1"));
  QCOMPARE(file->metadata.at("trained"), std::string("yes"));
  QVERIFY(file->metadata.at("quantization").find("4 clips") != std::string::npos);
  // The same command gives the same bytes.
  QCOMPARE(run(command + QStringList{"b.int8.safetensors"}).status, 0);
  QFile first(path("a.int8.safetensors"));
  QFile second(path("b.int8.safetensors"));
  QVERIFY(first.open(QIODevice::ReadOnly) && second.open(QIODevice::ReadOnly));
  QVERIFY(first.readAll() == second.readAll());

  const auto scenes = [&](const QString& model) {
    const Run run = this->run({"predict", "--json", "--model", model, "clips/1.wav"});
    return run.json()[QStringLiteral("clips")]
        .toArray()[0]
        .toObject()[QStringLiteral("scenes")]
        .toObject();
  };
  const auto floats = scenes(weights());
  const auto int8 = scenes("a.int8.safetensors");
  QCOMPARE(int8.size(), 10);
  for (const auto& name : floats.keys()) {
    QVERIFY(std::abs(floats[name].toDouble() - int8[name].toDouble()) < 0.01);
  }
  const Run noise =
      run({"quantization-noise", weights(), "a.int8.safetensors", "--data", "clips", "--json"});
  QVERIFY2(noise.status == 0, noise.text());
  QCOMPARE(noise.json()[QStringLiteral("clips")].toInt(), 4);
  const auto points = noise.json()[QStringLiteral("points")].toArray();
  QCOMPARE(points.size(), 27);
  QCOMPARE(points[0].toObject()[QStringLiteral("point")].toString(), QStringLiteral("input"));
  QVERIFY(points[0].toObject()[QStringLiteral("sqnr_db")].toDouble() > 20.0);
}

void TestCli::quantizeSaysWhatIsWrong() {
  writeTone(path("a.wav"), 1.0, 300);
  const Run none = run({"quantize", weights(), "--calibration", path("none"), "-o", "q.st"});
  QVERIFY2(failedInOneLine(none, path("none")), none.text());
  QVERIFY(!QFile::exists(path("q.st")));
  QCOMPARE(run({"quantize", weights(), "--calibration", "a.wav", "-o", "q.st"}).status, 0);
  const Run twice = run({"quantize", path("q.st"), "--calibration", "a.wav", "-o", "r.st"});
  QVERIFY2(failedInOneLine(twice, path("q.st")) && twice.err.contains("Int8"), twice.text());
  const Run swapped = run({"quantization-noise", path("q.st"), weights(), "--data", "a.wav"});
  QVERIFY2(failedInOneLine(swapped, path("q.st")), swapped.text());
}

void TestCli::predictComparesModelsAndPrecisions() {
  writeTone(path("tram-lisbon-1000-40000-3-s1.wav"), 1.0, 700);
  const QString clip = QStringLiteral("tram-lisbon-1000-40000-3-s1.wav");
  QVERIFY(QFile::copy(weights(), path("m.safetensors")));
  const Run missing =
      run({"predict", "--model", path("m.safetensors"), "--precision", "int8", clip});
  QVERIFY2(failedInOneLine(missing, path("m.safetensors")) && missing.err.contains("quantize"),
           missing.text());
  QCOMPARE(
      run({"quantize", "m.safetensors", "--calibration", clip, "-o", "m.int8.safetensors"}).status,
      0);
  QCOMPARE(run({"init-weights", "--arch", "model3", "-o", "other.safetensors"}).status, 0);

  const Run made =
      run({"predict", "--json", "--model", "m.safetensors", "--precision", "float,int8", clip});
  QVERIFY2(made.status == 0, made.text());
  const auto runs = made.json()[QStringLiteral("runs")].toArray();
  QCOMPARE(runs.size(), 2);
  QCOMPARE(runs[0].toObject()[QStringLiteral("precision")].toString(), QStringLiteral("Float32"));
  QCOMPARE(runs[1].toObject()[QStringLiteral("precision")].toString(), QStringLiteral("Int8"));
  QCOMPARE(runs[1].toObject()[QStringLiteral("clips")].toArray().size(), 1);
  const auto rows = made.json()[QStringLiteral("comparison")].toArray();
  QCOMPARE(rows.size(), 2);
  QCOMPARE(rows[0].toObject()[QStringLiteral("changed")].toInt(-1), 0);
  QCOMPARE(rows[1].toObject()[QStringLiteral("run")].toString(), QStringLiteral("Model1 Int8"));
  QVERIFY(rows[1].toObject()[QStringLiteral("log_loss")].toDouble() > 0.0);

  const Run text =
      run({"predict", "--model", "m.int8.safetensors", "--model", "other.safetensors", clip});
  QVERIFY2(text.status == 0 && text.out.contains("== Model1 Int8") &&
               text.out.contains("== Model3 Float32") && text.out.contains("agreement"),
           text.text());
}

void TestCli::enginesRefuseTheOtherPrecision() {
  writeTone(path("a.wav"), 1.0, 300);
  QCOMPARE(run({"quantize", weights(), "--calibration", "a.wav", "-o", "q.st"}).status, 0);
  QCOMPARE(run({"features", "a.wav", "-o", "f.st"}).status, 0);
  const auto forward = [&](const QString& model, const QString& engine) {
    return run(
        {"forward", "--model", model, "--engine", engine, "--input", "f.st", "--output", "l.st"});
  };
  QCOMPARE(forward(path("q.st"), "int8").status, 0);
  QVERIFY(failedInOneLine(forward(path("q.st"), "native"), path("q.st")));
  QVERIFY(failedInOneLine(forward(path("q.st"), "torch"), path("q.st")));
  QVERIFY(failedInOneLine(forward(weights(), "int8"), weights()));
}

void TestCli::demoDataMakesADataSet() {
  const Run made = run({"demo-data", "demo", "--clips-per-class", "10", "--seed", "3"});
  QVERIFY2(made.status == 0, made.text());
  QCOMPARE(made.out, QByteArray());
  const Run told = run({"dataset", "demo"});
  QCOMPARE(told.status, 0);
  QCOMPARE(told.err, QByteArray());
  const auto lines = told.out.split('\n');
  QCOMPARE(lines[0], QByteArray("name       demo (synthetic)"));
  QCOMPARE(lines[1], QByteArray("clips      100"));
  QVERIFY(lines.contains("no fold    0"));
  QVERIFY(lines.contains("no sound   0"));
  QVERIFY(lines.contains("devices    a b c s1 s2 s3 s4 s5 s6"));
  const Run refused = run({"demo-data", path("demo/audio"), "--clips-per-class", "10"});
  QVERIFY2(failedInOneLine(refused, path("demo/audio")), refused.text());
}

void TestCli::spectrumCorrectionWritesTheFormThatIsAskedFor() {
  QCOMPARE(run({"demo-data", "demo", "--clips-per-class", "20"}).status, 0);
  for (const auto form :
       {CorrectionForm::Pairs, CorrectionForm::Report, CorrectionForm::Kosmider}) {
    const auto name = correctionFormName(form);
    const Run made = run({"spectrum-correction", "demo", "-o", "c.safetensors", "--form",
                          QString::fromLatin1(name.data(), qsizetype(name.size()))});
    QVERIFY2(made.status == 0, made.text());
    QCOMPARE(made.out, QByteArray());
    QVERIFY2(made.err.contains("aligned pairs") && made.err.contains("c.safetensors"), made.err);
    const auto correction = loadCorrection(path("c.safetensors").toStdString());
    QVERIFY2(correction.has_value(), correction ? "" : correction.error().text().c_str());
    QVERIFY(correction->form == form);
    QCOMPARE(correction->dataset, std::string("demo"));
    QVERIFY(correction->indexOf("b") && !correction->indexOf("s4"));  // s4 is only in the test fold
  }
  const Run refused = run({"spectrum-correction", path("demo/audio"), "-o", "d.safetensors"});
  QCOMPARE(refused.status, 1);
  QVERIFY2(refused.err.contains("no training fold"), refused.err);
  QVERIFY(!QFile::exists(path("d.safetensors")));
}

void TestCli::spectrumCorrectionNamesAMissingClip() {
  QCOMPARE(run({"demo-data", "demo", "--clips-per-class", "20"}).status, 0);
  const Run before = run({"spectrum-correction", "demo", "-o", "before.safetensors"});
  QVERIFY2(before.status == 0, before.text());
  // A clip of device b that has a partner.
  QDir audio(path("demo/audio"));
  QString lost;
  for (const auto& name : audio.entryList({QStringLiteral("*-b.wav")})) {
    QFile train(path("demo/evaluation_setup/fold1_train.csv"));
    QVERIFY(train.open(QIODevice::ReadOnly));
    if (train.readAll().contains(name.toUtf8()) &&
        audio.exists(QString(name).replace(QStringLiteral("-b.wav"), QStringLiteral("-a.wav"))))
      lost = name;
  }
  QVERIFY(!lost.isEmpty());
  QVERIFY(audio.remove(lost));
  const Run strict = run({"spectrum-correction", "demo", "-o", "after.safetensors"});
  QCOMPARE(strict.status, 1);
  QVERIFY2(strict.err.contains(lost.toUtf8()) && strict.err.count('\n') == 1, strict.text());
  QVERIFY(!QFile::exists(path("after.safetensors")));
  const Run lenient =
      run({"spectrum-correction", "demo", "-o", "after.safetensors", "--skip-unreadable"});
  QVERIFY2(lenient.status == 0, lenient.text());
  QVERIFY2(lenient.err.contains("skipped: ") && lenient.err.contains(lost.toUtf8()), lenient.err);
  const auto all = loadCorrection(path("before.safetensors").toStdString());
  const auto rest = loadCorrection(path("after.safetensors").toStdString());
  QVERIFY(all && rest);
  QCOMPARE(rest->pairs, all->pairs - 1);
}

void TestCli::cancellingIsNotSuccess() {
  QProcess process;
  process.setWorkingDirectory(m_folder->path());
  process.start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"),
                {"demo-data", "demo", "--clips-per-class", "20000"});
  const QString writing = QStringLiteral("demo.tmp-%1-0/audio").arg(process.processId());
  QTRY_VERIFY_WITH_TIMEOUT(!QDir(path(writing)).isEmpty(), 30'000);
  QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
  QVERIFY(process.waitForFinished(60'000));
  QCOMPARE(process.exitStatus(), QProcess::NormalExit);
  QCOMPARE(process.exitCode(), 130);
  QCOMPARE(process.readAllStandardOutput(), QByteArray());
  QCOMPARE(process.readAllStandardError(), QByteArray("scenelens-cli: cancelled\n"));
  QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestCli::anOutputFolderThatIsNotThereIsAnError_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("features") << QStringList{"features", "a.wav", "-o"};
  QTest::newRow("spectrum-correction") << QStringList{"spectrum-correction", "demo", "-o"};
  QTest::newRow("forward") << QStringList{"forward", "--model", weights(),
                                          "--input", "input",   "--output"};
  QTest::newRow("import-checkpoint")
      << QStringList{"import-checkpoint", kCheckpoint, "--arch", "model1", "-o"};
  QTest::newRow("init-weights") << QStringList{"init-weights", "--arch", "model1", "-o"};
}
void TestCli::anOutputFolderThatIsNotThereIsAnError() {
  QFETCH(QStringList, arguments);
  const Run made = run(arguments + QStringList{path("none/out.safetensors")});
  QVERIFY2(failedInOneLine(made, path("none/out.safetensors")), made.text());
}

void TestCli::aFullDiskBehindStandardOutputIsAnError() {
  for (const QStringList& arguments : {QStringList{"complexity"}, QStringList{"--version"}}) {
    QProcess process;
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"), arguments);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(process.readAllStandardError(),
             QByteArray("scenelens-cli: standard output could not be written.\n"));
  }
}

void TestCli::wrongArgumentsHaveTheirOwnStatus_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QByteArray>("named");
  QTest::newRow("none") << QStringList{} << QByteArray("subcommand");
  QTest::newRow("subcommand") << QStringList{"predicct"} << QByteArray("'predicct'");
  QTest::newRow("option") << QStringList{"complexity", "--jsn"} << QByteArray("--jsn");
  QTest::newRow("missing") << QStringList{"predict", "a.wav"} << QByteArray("--model");
  QTest::newRow("number") << QStringList{"demo-data", "d", "--seed", "x"} << QByteArray("--seed");
  QTest::newRow("clips") << QStringList{"demo-data", "d", "--clips-per-class", "-5"}
                         << QByteArray("--clips-per-class");
  QTest::newRow("architecture") << QStringList{"init-weights", "--arch", "m", "-o", "w"}
                                << QByteArray("'m'");
  QTest::newRow("import") << QStringList{"import-checkpoint", "c.pt", "--arch", "m", "-o", "w"}
                          << QByteArray("'m'");
  QTest::newRow("range") << QStringList{"predict", "--model", "m", "a.wav", "--mixing-rate", "2"}
                         << QByteArray("--mixing-rate");
  QTest::newRow("engine") << QStringList{"forward",  "--model", "m",        "--input", "i",
                                         "--output", "o",       "--engine", "onnx"}
                          << QByteArray("--engine");
  QTest::newRow("form") << QStringList{"spectrum-correction", "d", "-o", "o", "--form", "mean"}
                        << QByteArray("--form");
}
void TestCli::wrongArgumentsHaveTheirOwnStatus() {
  QFETCH(QStringList, arguments);
  QFETCH(QByteArray, named);
  const Run made = run(arguments);
  QCOMPARE(made.status, 2);
  QCOMPARE(made.out, QByteArray());
  QVERIFY2(made.err.contains(named), made.text());
}

void TestCli::helpIsOnStandardOutput() {
  const Run all = run({"--help"});
  QCOMPARE(all.status, 0);
  QCOMPARE(all.err, QByteArray());
  for (const char* command :
       {"complexity", "init-weights", "models", "import-checkpoint", "forward", "demo-data",
        "dataset", "features", "predict", "evaluate", "runs", "quantize", "quantization-noise"}) {
    QVERIFY(all.out.contains(command));
    const Run one = run({command, "--help"});
    QCOMPARE(one.status, 0);
    QVERIFY2(one.out.contains(QByteArray("Usage: scenelens-cli ") + command), one.text());
  }
  QVERIFY(run({"predict", "--help"}).out.contains("shipped weights"));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
