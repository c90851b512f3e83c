// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "tests/core/support/int8_weights.h"
#include "tests/widgets/workbench.h"
#include "widgets/live/live_bar.h"
#include "widgets/live/live_page.h"
#include "widgets/sound/clip_player.h"
#include "widgets/sound/sound_desk.h"

#include <QProcess>

#include <algorithm>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// A PulseAudio daemon of its own: a loudspeaker that nobody hears and a microphone that hears it.
class SoundServer {
 public:
  bool start(QString* missing) {
    for (const auto* name : {"pulseaudio", "paplay", "pactl"}) {
      if (QStandardPaths::findExecutable(QString::fromLatin1(name)).isEmpty()) {
        *missing = QString::fromLatin1(name);
        return false;
      }
    }
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder.path());
    environment.remove(u"PULSE_SERVER"_s);
    m_daemon.setProcessEnvironment(environment);
    m_daemon.setProcessChannelMode(QProcess::MergedChannels);
    m_daemon.start(
        u"pulseaudio"_s,
        {u"-n"_s, u"--daemonize=no"_s, u"--use-pid-file=no"_s, u"--disable-shm"_s,
         u"--exit-idle-time=-1"_s,
         u"--load=module-null-sink sink_name=speaker rate=44100 channels=1 format=s16le"_s,
         u"--load=module-remap-source source_name=microphone master=speaker.monitor "
         "source_properties=device.description=SceneLensMicrophone"_s,
         u"--load=module-native-protocol-unix auth-anonymous=1 socket="_s + socket()});
    if (!m_daemon.waitForStarted()) return false;
    qputenv("PULSE_SERVER", "unix:" + socket().toUtf8());
    return QTest::qWaitFor([this] { return control({u"info"_s}); }, 10'000) &&
           control({u"set-default-sink"_s, u"speaker"_s}) &&
           control({u"set-default-source"_s, u"microphone"_s});
  }
  ~SoundServer() { stop(); }

  void stop() {
    m_daemon.terminate();
    if (!m_daemon.waitForFinished(5000)) m_daemon.kill();
    m_daemon.waitForFinished(1000);
  }
  static bool control(const QStringList& arguments) {
    QProcess pactl;
    pactl.start(u"pactl"_s, arguments);
    return pactl.waitForFinished(5000) && pactl.exitCode() == 0;
  }
  [[nodiscard]] QString log() { return QString::fromUtf8(m_daemon.readAll()); }

 private:
  [[nodiscard]] QString socket() const { return m_folder.filePath(u"native"_s); }

  QTemporaryDir m_folder;
  QProcess m_daemon;
};

}  // namespace

/// A real path for sound: played by paplay, captured by Qt Multimedia, classified.
class TestSoundServer final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QString missing;
    if (!m_server.start(&missing)) {
      if (!missing.isEmpty()) {
        QSKIP(qPrintable(u"%1 is missing (Debian: pulseaudio, pulseaudio-utils)"_s.arg(missing)));
      }
      QFAIL(qPrintable(m_server.log()));
    }
    QVERIFY(makeDemoSet(m_demo.path()));
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
    QVERIFY(!m_bench->workspace.models()->empty());
    m_bench->window.showPage(MainWindow::Live);
    m_page = m_bench->window.sound()->livePage();
    m_page->setFolder(m_demo.filePath(u"kept"_s));
  }
  void cleanupTestCase() { m_bench.reset(); }

  void theMicrophoneIsListed() {
    QVERIFY(m_page->bar()->hasDevices());
    QCOMPARE(m_page->bar()->device(), "microphone");
  }

  void aPlayedClipGetsTheDecisionOfItsFile() {
    // The clip over and over, so that any second of what is heard is the clip, shifted in time.
    const auto& dataset = *m_bench->workspace.dataset();
    const auto found = clearClip(dataset);
    QVERIFY(found.has_value());
    const auto audio = readAudioWindow(dataset.path(dataset.clips[*found]));
    QVERIFY(audio.has_value());
    std::vector<float> sound;
    for (int i = 0; i < 6; ++i) {
      sound.insert(sound.end(), audio->samples.begin(), audio->samples.end());
    }
    const QString file = m_demo.filePath(u"played.wav"_s);
    QVERIFY(writeWav24(toPath(file), sound).has_value());

    QSignalSpy kept(m_page, &LivePage::kept);
    m_page->start();
    QTRY_VERIFY(m_page->newest() != nullptr);  // the microphone is on
    QProcess player;
    player.start(u"paplay"_s, {file});
    QVERIFY(player.waitForStarted());
    // Four seconds in: a second that is wholly the clip.
    QTest::qWait(4000);
    m_page->toggleRecording();
    m_page->keep();
    QTRY_COMPARE(kept.count(), 1);
    const auto heard = m_page->newest();
    QVERIFY(!heard->answers.empty());
    const auto status = m_page->status();
    qInfo("device: %d Hz, %d channels; median latency %.0f ms at a hop of 250 ms; dropped %lld",
          status.format->sampleRate, status.format->channels, m_page->latencyMs().value_or(0.0),
          static_cast<long long>(status.dropped));
    player.waitForFinished(10'000);
    m_page->stop();
    QCOMPARE(status.dropped, 0);
    const auto window = readAudioWindow(toPath(kept[0][0].toString()));
    QVERIFY(window.has_value());
    // What was heard is what was played, begun somewhere, in the 16 bit of the loudspeaker.
    QVERIFY2(isShifted(window->samples, audio->samples), "the sound was changed on its way");
    // And the decision of the stream is the decision of the file, in every network.
    FeatureMap map;
    FeatureExtractor().extract(audio->samples, map);
    for (const auto& answer : heard->answers) {
      QVERIFY(answer.choice.model == 0);
      const Model& model = answer.choice.precision == Precision::Float32
                               ? m_bench->workspace.models()->front()
                               : *m_bench->workspace.twins()->front();
      const auto classifier = makeClassifier(model, engineFor(model));
      QVERIFY(classifier.has_value());
      const auto expected = (*classifier)->predict(map.features);
      QCOMPARE(int(answer.raw.decision()), int(expected->decision()));
    }
  }

  void latencyIsTheHopAndLittleMore_data() {
    QTest::addColumn<int>("hopMs");
    for (const int ms : {100, 250}) QTest::addRow("%d ms", ms) << ms;
  }
  /// Six seconds of the real microphone; SCENELENS_LISTEN_SECONDS=600 makes it ten minutes.
  void latencyIsTheHopAndLittleMore() {
    QFETCH(int, hopMs);
    bool given = false;
    const int asked = qEnvironmentVariableIntValue("SCENELENS_LISTEN_SECONDS", &given);
    const std::int64_t before = m_page->bar()->hop();
    m_page->bar()->setHop(std::int64_t(hopMs) * kSampleRate / 1000);
    QCOMPARE(m_page->bar()->hop(), std::int64_t(hopMs) * kSampleRate / 1000);
    m_page->start();
    QTest::qWait(1000 * (given ? asked : 6));
    const auto latency = m_page->latencyMs();
    const auto status = m_page->status();
    m_page->stop();
    m_page->bar()->setHop(before);
    QVERIFY(latency.has_value());
    qInfo(
        "median latency %.1f ms at a hop of %d ms after %.0f s; %lld blocks dropped, %lld "
        "decisions left out",
        *latency, hopMs, double(status.samples) / kSampleRate,
        static_cast<long long>(status.dropped), static_cast<long long>(status.skipped));
    QVERIFY2(*latency <= hopMs + 50.0, qPrintable(QString::number(*latency)));
    QCOMPARE(status.dropped, 0);
    QCOMPARE(status.skipped, 0);
  }

  void aClipIsPlayedToTheLoudspeaker() {
    m_bench->window.showPage(MainWindow::Clips);
    auto* player = m_bench->window.sound()->player();
    QVERIFY(m_bench->settle());
    QVERIFY(player->hasSound());
    // The microphone hears what is played.
    m_page->start();
    QTRY_VERIFY(m_page->newest() != nullptr);
    QSignalSpy failed(player, &ClipPlayer::failed);
    player->setLoop(std::pair(0.1, 0.9));
    player->play();
    float peak = 0.0F;
    QTRY_VERIFY_WITH_TIMEOUT((peak = std::max(peak, m_page->status().level.peak)) > 0.0F, 10'000);
    QVERIFY(player->isPlaying());
    const double position = player->position();
    QVERIFY(position >= 0.1 && position <= 0.9);
    player->setLoop(std::nullopt);
    QTRY_VERIFY_WITH_TIMEOUT(!player->isPlaying(), 10'000);  // to its end
    QCOMPARE(player->position(), 0.0);
    QCOMPARE(failed.count(), 0);
    m_page->stop();
    m_bench->window.showPage(MainWindow::Live);
  }

  void pluggingIsFollowed() {
    QVERIFY(SoundServer::control({u"load-module"_s, u"module-remap-source"_s,
                                  u"source_name=second"_s, u"master=speaker.monitor"_s,
                                  u"source_properties=device.description=Second"_s}));
    const auto* box = m_bench->find<QComboBox>(u"liveSource"_s);
    QTRY_COMPARE(box->count(), 2);
    QVERIFY(SoundServer::control({u"unload-module"_s, u"module-remap-source"_s}));
    QTRY_VERIFY(!m_page->bar()->hasDevices());
    QVERIFY(m_page->message().startsWith(u"No microphone"_s));
    QVERIFY(SoundServer::control({u"load-module"_s, u"module-remap-source"_s,
                                  u"source_name=microphone"_s, u"master=speaker.monitor"_s,
                                  u"source_properties=device.description=Again"_s}));
    QTRY_COMPARE(m_page->bar()->device(), "microphone");
  }

  void aDeviceThatIsUnpluggedEndsTheSessionInWords() {
    m_page->start();
    QTRY_VERIFY(m_page->newest() != nullptr);
    QVERIFY(SoundServer::control({u"unload-module"_s, u"module-remap-source"_s}));
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRunning(), 10'000);
    QVERIFY2(m_page->message().startsWith(u"The sound device"_s), qPrintable(m_page->message()));
  }

 private:
  /// True when `heard` is `played`, which repeats itself, from some sample on.
  static bool isShifted(const std::vector<float>& heard, const std::vector<float>& played) {
    constexpr float kTolerance = 1.5F / 32768.0F;
    for (std::size_t shift = 0; shift < played.size(); ++shift) {
      std::size_t i = 0;
      while (i < heard.size() &&
             std::abs(heard[i] - played[(i + shift) % played.size()]) < kTolerance) {
        ++i;
      }
      if (i == heard.size()) return true;
    }
    return false;
  }

  /// A clip of which Model1 is sure in both precisions, however it is shifted.
  std::optional<std::size_t> clearClip(const Dataset& dataset) {
    const Model& floats = m_bench->workspace.models()->front();
    const Model& int8 = *m_bench->workspace.twins()->front();
    const auto first = makeClassifier(floats, engineFor(floats));
    const auto second = makeClassifier(int8, engineFor(int8));
    FeatureExtractor extractor;
    FeatureMap map;
    std::optional<std::size_t> best;
    float sure = 0.0F;
    for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
      const auto audio = readAudioWindow(dataset.path(dataset.clips[i]));
      if (!audio) continue;
      float least = 1.0F;
      std::optional<Scene> scene;
      for (const std::size_t shift : {0, 11'025, 22'050, 33'075}) {
        auto samples = audio->samples;
        std::rotate(samples.begin(), samples.begin() + std::ptrdiff_t(shift), samples.end());
        extractor.extract(samples, map);
        for (const auto* classifier : {&first, &second}) {
          const auto prediction = (**classifier)->predict(map.features);
          if (scene && *scene != prediction->decision()) least = 0.0F;
          scene = prediction->decision();
          least = std::min(least, prediction->confidence());
        }
      }
      if (least > sure) {
        sure = least;
        best = i;
      }
    }
    return best;
  }

  SoundServer m_server;
  QTemporaryDir m_demo;
  std::unique_ptr<Workbench> m_bench;
  LivePage* m_page = nullptr;
};

SCENELENS_GUI_TEST_MAIN(TestSoundServer)
#include "tst_sound_server.moc"
