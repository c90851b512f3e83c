// SPDX-License-Identifier: GPL-3.0-or-later
// `scenelens-cli preview` as its users see it: a clip in, tensors, pictures and JSON out.
#include "core/audio/audio_file.h"
#include "core/base/safetensors.h"
#include "core/dataset/demo_set.h"
#include "core/features/feature_extractor.h"
#include "core/preview/device_spectra.h"
#include "core/preview/transforms.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace scenelens;
using namespace Qt::StringLiterals;

class TestPreviewCommand final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    DemoSetOptions options;
    options.clipsPerClass = 10;
    QVERIFY(writeDemoSet((m_folder.path() + u"/demo"_s).toStdString(), options, JobControl())
                .has_value());
    const QDir audio(m_folder.path() + u"/demo/audio"_s);
    const auto all = audio.entryList({u"tram-*-a.wav"_s, u"park-*-a.wav"_s}, QDir::Files);
    QVERIFY(all.size() >= 2);
    m_clip = audio.filePath(all.front());
    m_second = audio.filePath(all.back());
    const auto sound = readAudioWindow(m_clip.toStdString());
    QVERIFY(sound.has_value());
    m_samples = sound->samples;
    FeatureExtractor().extract(m_samples, m_map);
  }

  void stripesGivenByHandZeroTheInput() {
    const auto out = call({u"specaugment"_s, m_clip, u"--mel"_s, u"10:5"_s, u"--time"_s, u"3:2"_s});
    QVERIFY2(out.status == 0, out.err);
    const auto* after = out.tensors.find("after.features");
    QVERIFY(after);
    const auto expected = previewSpecAugment({{{10, 5}}, {{3, 2}}, {}}, m_map);
    QCOMPARE(std::vector<float>(after->floats().begin(), after->floats().end()), expected.features);
    QCOMPARE(out.json[u"parameters"][u"mel"][0][u"width"].toInt(), 5);
    QVERIFY(out.json[u"predictions"][u"Float32"][u"before"][u"scenes"].toObject().size() == 10);
    QVERIFY(out.json[u"predictions"].toObject().contains(u"Int8"));
    for (const auto* name : {"before.png", "after.png", "difference.png"}) {
      QFile file(out.folder + u'/' + QString::fromLatin1(name));
      QVERIFY(file.open(QIODevice::ReadOnly));
      QCOMPARE(file.read(4), QByteArray("\x89PNG"));
    }
  }

  void aSeedDrawsTheSameStripesAgain() {
    const auto first = call({u"specaugment"_s, m_clip, u"--seed"_s, u"7"_s});
    const auto again = call({u"specaugment"_s, m_clip, u"--seed"_s, u"7"_s});
    QCOMPARE(first.json[u"parameters"], again.json[u"parameters"]);
    const auto other =
        call({u"specaugment"_s, m_clip, u"--seed"_s, u"8"_s, u"--mel-width"_s, u"40"_s});
    QVERIFY(first.json[u"parameters"] != other.json[u"parameters"]);
  }

  void mixupHasTheSoftTarget() {
    const auto out = call({u"mixup"_s, m_clip, u"--second"_s, m_second, u"--lambda"_s, u"0.25"_s});
    QVERIFY2(out.status == 0, out.err);
    const auto* targets = out.tensors.find("targets");
    QVERIFY(targets);
    double sum = 0.0;
    for (const float share : targets->floats()) sum += double(share);
    QVERIFY(std::abs(sum - 2.0) < 1e-6);
    QVERIFY(out.tensors.find("second.logmel"));
  }

  void aFlatEqualiserGivesTheClipBack() {
    const auto out = call({u"equaliser"_s, m_clip, u"--gains"_s, u"0,0,0,0,0,0,0,0,0,0"_s});
    QVERIFY2(out.status == 0, out.err);
    for (const float value : out.tensors.find("difference.features")->floats())
      QCOMPARE(value, 0.0F);
    const auto sound = readAudioWindow((out.folder + u"/sound.wav"_s).toStdString());
    QVERIFY(sound.has_value());
    QCOMPARE(sound->samples, m_samples);
    QVERIFY(!out.json[u"predictions"][u"Float32"][u"decision_changes"].toBool());
  }

  void correctionMeasuresADataSet() {
    const auto out =
        call({u"correction"_s, m_clip, u"--data"_s, m_folder.path() + u"/demo"_s, u"--form"_s,
              u"kosmider"_s, u"--source"_s, u"b"_s, u"--target"_s, u"a"_s});
    QVERIFY2(out.status == 0, out.err);
    QVERIFY(out.json[u"parameters"][u"shared_seconds"].toInt() > 0);
    QCOMPARE(out.tensors.find("shift")->size(), kMels);
    QCOMPARE(out.tensors.find("factors")->size(), std::size_t{1025});
    const auto factors = out.tensors.find("factors")->floats();
    for (const std::size_t k : {1, 100, 1000}) {
      const double log = double(out.tensors.find("target.log_magnitude")->floats()[k]) -
                         double(out.tensors.find("source.log_magnitude")->floats()[k]);
      QVERIFY(std::abs(std::log(double(factors[k])) - log) < 1e-5);
    }
    QVERIFY(QFile::exists(out.folder + u"/sound.wav"_s));
    const auto shift = out.tensors.find("shift")->floats();
    const auto difference = out.tensors.find("difference.logmel")->floats();
    for (std::size_t m = 0; m < kMels; ++m)
      QVERIFY(std::abs(difference[m * kFrames + 9] - shift[m]) < 1e-5F);
  }

  void theSpectraOfACorrectionAreWhatItWasMadeOf() {
    const QString demo = m_folder.path() + u"/demo"_s;
    const auto out = call({u"correction"_s, m_clip, u"--data"_s, demo, u"--source"_s, u"a"_s});
    QVERIFY2(out.status == 0, out.err);
    const auto floats = [&](const char* name) {
      const auto* tensor = out.tensors.find(name);
      return tensor ? std::vector<float>(tensor->floats().begin(), tensor->floats().end())
                    : std::vector<float>();
    };
    const auto source = floats("source.power");
    const auto target = floats("target.power");
    const auto shift = floats("shift");
    QCOMPARE(source.size(), kMels);
    QCOMPARE(target.size(), kMels);
    // Means of all clips of a device, measured here once more.
    const std::vector<std::filesystem::path> paths{demo.toStdString()};
    const auto dataset = openDataset(paths, JobControl());
    QVERIFY(dataset.has_value());
    const auto spectra = measureDeviceSpectra(*dataset, {}, JobControl());
    const auto names = out.json[u"spectra"][u"devices"].toArray();
    QCOMPARE(std::size_t(names.size()), spectra.devices.size());
    const auto means = floats("devices.power");
    QCOMPARE(means.size(), spectra.devices.size() * kMels);
    for (std::size_t d = 0; d < spectra.devices.size(); ++d) {
      QCOMPARE(names[qsizetype(d)].toString().toStdString(), spectra.devices[d]);
      QCOMPARE(means[d * kMels + 100], float(spectra.meanPower(std::int16_t(d))[100]));
    }
    QFile file(out.folder + u"/spectra.csv"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), qsizetype(kMels) + 1);
    QVERIFY2(lines[0].startsWith(u"band,centre_hz,source_power,target_power,difference_db,mean"_s),
             qPrintable(lines[0]));
    for (std::size_t m = 0; m < kMels; ++m) {
      const double expected =
          std::log10(double(target[m]) + 1e-10) - std::log10(double(source[m]) + 1e-10);
      QVERIFY(std::abs(expected - double(shift[m])) < 1e-5);
      const auto fields = lines[qsizetype(m) + 1].split(u',');
      QCOMPARE(fields.size(), names.size() + 5);
      QCOMPARE(fields[0].toInt(), int(m));
      QCOMPARE(float(fields[2].toDouble()), source[m]);
      QCOMPARE(float(fields[3].toDouble()), target[m]);
      QVERIFY(std::abs(fields[4].toDouble() - 10.0 * expected) < 1e-4);
    }
  }

  void occlusionHasAPatchEverywhere() {
    const auto out = call({u"occlusion"_s, m_clip, u"--class"_s, u"outdoor"_s, u"--patch-bands"_s,
                           u"64"_s, u"--patch-frames"_s, u"11"_s});
    QVERIFY2(out.status == 0, out.err);
    QCOMPARE(out.tensors.find("drop")->shapeText(), std::string("4x4"));
    QCOMPARE(out.tensors.find("hidden.logits")->shapeText(), std::string("4x4x13"));
    QCOMPARE(out.json[u"parameters"][u"class"].toString(), u"Outdoor"_s);
    QVERIFY(QFile::exists(out.folder + u"/occlusion.png"_s));
    QVERIFY(out.json[u"predictions"].toObject().contains(u"Float32"));
    // Int8 is asked as it is, and answers a little otherwise.
    const auto int8 = call({u"occlusion"_s, m_clip, u"--class"_s, u"outdoor"_s, u"--patch-bands"_s,
                            u"64"_s, u"--patch-frames"_s, u"11"_s, u"--precision"_s, u"int8"_s});
    QVERIFY2(int8.status == 0, int8.err);
    QCOMPARE(int8.json[u"parameters"][u"precision"].toString(), u"Int8"_s);
    QCOMPARE(int8.json[u"predictions"].toObject().keys(), (QStringList{u"Int8"_s}));
    const auto first = out.tensors.find("hidden.logits")->floats();
    const auto second = int8.tensors.find("hidden.logits")->floats();
    QVERIFY(!std::equal(first.begin(), first.end(), second.begin()));
    const auto both = call({u"specaugment"_s, m_clip});
    QCOMPARE(int8.json[u"predictions"][u"Int8"][u"before"][u"decision"],
             both.json[u"predictions"][u"Int8"][u"before"][u"decision"]);
    for (const auto* scene : {"tram", "park", "bus"}) {
      const auto name = QLatin1String(scene);
      const auto of = [&](const Run& run) {
        return run.json[u"predictions"][u"Int8"][u"before"][u"scenes"][name].toDouble();
      };
      QVERIFY(std::abs(of(int8) - of(both)) < 1e-6);
    }
  }

  void argumentsThatMakeNoSenseAreRefusedBeforeAnyFileIsWritten() {
    const QList<QStringList> wrong{
        {u"specaugment"_s, m_clip, u"--mel"_s, u"250:9"_s},
        {u"specaugment"_s, m_clip, u"--time"_s, u"three"_s},
        {u"specaugment"_s, m_clip, u"--mel-width"_s, u"0"_s},
        {u"equaliser"_s, m_clip, u"--gains"_s, u"0,0,0,0,0,0,0,0,0,99"_s},
        {u"equaliser"_s, m_clip, u"--gains"_s, u"1,2"_s},
        {u"occlusion"_s, m_clip, u"--class"_s, u"kitchen"_s},
        {u"occlusion"_s, m_clip, u"--precision"_s, u"half"_s},
        {u"occlusion"_s, m_clip, u"--patch-bands"_s, u"0"_s},
        {u"mixup"_s, m_clip, u"--second"_s, m_second, u"--lambda"_s, u"1.5"_s}};
    for (const auto& arguments : wrong) {
      const auto out = call(arguments);
      QVERIFY2(out.status == 2, qPrintable(arguments.join(u' ')));
      QVERIFY(!QDir(out.folder).exists());
    }
  }

  void aFileNameThatIsNotUtf8IsWrittenWithAReplacement() {
    const QString folder = m_folder.filePath(u"bytes"_s);
    QVERIFY(QDir().mkpath(folder));
    QProcess shell;
    shell.setWorkingDirectory(folder);
    shell.start(u"/bin/sh"_s,
                {u"-c"_s,
                 u"n=$(printf 'b\\377d.wav'); cp \"$1\" \"$n\" && "
                 "exec \"$2\" preview specaugment \"$n\" -o out"_s,
                 u"sh"_s, m_clip, QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli")});
    QVERIFY(shell.waitForFinished(120'000));
    QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError());
    QFile file(folder + u"/out/preview.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QJsonParseError error{};
    const auto json = QJsonDocument::fromJson(file.readAll(), &error);
    QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
    QVERIFY(
        json.toJson().contains("b\xEF\xBF\xBD"
                               "d.wav"));
  }

  void aClipThatIsNotThereIsAnErrorThatNamesIt() {
    const auto out = call({u"occlusion"_s, u"/no/such/clip.wav"_s});
    QCOMPARE(out.status, 1);
    QVERIFY(out.err.contains("/no/such/clip.wav"));
  }

 private:
  struct Run {
    int status = -1;
    QByteArray err;
    QString folder;
    QJsonObject json;
    TensorFile tensors;
  };

  Run call(QStringList arguments) {
    Run run;
    run.folder = m_folder.filePath(u"out%1"_s.arg(++m_calls));
    QProcess program;
    program.start(QStringLiteral(SCENELENS_BIN_DIR "/scenelens-cli"),
                  QStringList{u"preview"_s} + arguments + QStringList{u"-o"_s, run.folder});
    if (!program.waitForFinished(120'000)) return run;
    run.status = program.exitCode();
    run.err = program.readAllStandardError();
    QFile file(run.folder + u"/preview.json"_s);
    if (file.open(QIODevice::ReadOnly)) run.json = QJsonDocument::fromJson(file.readAll()).object();
    if (auto tensors = readSafetensors((run.folder + u"/tensors.safetensors"_s).toStdString()))
      run.tensors = std::move(*tensors);
    return run;
  }

  QTemporaryDir m_folder;
  QString m_clip, m_second;
  std::vector<float> m_samples;
  FeatureMap m_map;
  int m_calls = 0;
};

QTEST_APPLESS_MAIN(TestPreviewCommand)
#include "tst_preview_command.moc"
