// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/fake_sound.h"
#include "tests/widgets/workbench.h"
#include "widgets/base/figure_table.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/map_page.h"
#include "widgets/plot/play_overlay.h"
#include "widgets/plot/scatter_view.h"
#include "widgets/results/confusion_matrix.h"
#include "widgets/results/confusion_panel.h"
#include "widgets/results/results_page.h"
#include "widgets/sound/clip_player.h"
#include "widgets/sound/sound_desk.h"

#include <QCheckBox>
#include <QStatusBar>

#include <thread>

using namespace scenelens;
using namespace scenelens::test;

namespace {

SharedSound ramp(float first, std::size_t size = 1000) {
  std::vector<float> sound(size);
  for (std::size_t i = 0; i < size; ++i) sound[i] = first + float(i);
  return std::make_shared<const std::vector<float>>(std::move(sound));
}

std::vector<float> part(float from, float to) {
  std::vector<float> values;
  for (float value = from; value < to; value += 1.0F) values.push_back(value);
  return values;
}

/// A range whose ends are these samples.
std::pair<double, double> samples(int from, int to) {
  return {double(from) / kSampleRate, double(to) / kSampleRate};
}

}  // namespace

class TestClipPlayer final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_player = std::make_unique<ClipPlayer>([this] {
      auto output = std::make_unique<FakeOutput>();
      m_output = output.get();
      return output;
    });
  }
  void cleanup() { m_player.reset(); }

  void playsTheSoundOnceAndRewinds() {
    QSignalSpy playing(m_player.get(), &ClipPlayer::playingChanged);
    m_player->setSources(ramp(0));
    m_player->play();
    QVERIFY(m_player->isPlaying());
    QCOMPARE(m_output->hear(600), part(0, 600));
    QCOMPARE(m_player->position(), 600.0 / kSampleRate);
    QCOMPARE(m_output->hear(600), part(600, 1000));
    QVERIFY(!m_player->isPlaying());
    QCOMPARE(m_player->position(), 0.0);
    QCOMPARE(playing.count(), 2);
    m_player->play();
    QCOMPARE(m_output->hear(3), part(0, 3));
  }

  void pauseGoesBackToWhatWasHeard() {
    m_player->setSources(ramp(0));
    m_player->toggle();
    QCOMPARE(m_output->hear(500).size(), std::size_t{500});
    m_output->setWaiting(120);
    QCOMPARE(m_player->position(), 380.0 / kSampleRate);
    m_player->toggle();
    QVERIFY(!m_player->isPlaying() && !m_output->isOn());
    m_output->setWaiting(0);
    m_player->toggle();
    QCOMPARE(m_output->hear(10), part(380, 390));
  }

  void aRangeIsRepeated() {
    m_player->setSources(ramp(0));
    m_player->setLoop(samples(100, 103));
    m_player->play();
    QCOMPARE(m_output->hear(7), (std::vector<float>{100, 101, 102, 100, 101, 102, 100}));
    // The cursor stays inside the range, also for what was heard a turn ago.
    m_output->setWaiting(2);
    QCOMPARE(m_player->position(), 102.0 / kSampleRate);
    m_player->setLoop(std::nullopt);
    QCOMPARE(m_output->hear(3), (std::vector<float>{101, 102, 103}));
  }

  void theOtherVersionIsHeardAtOnceAndAtTheSamePlace() {
    m_player->setSources(ramp(0, 44100), ramp(100'000, 44100));
    m_player->play();
    QCOMPARE(m_output->hear(100), part(0, 100));
    m_player->setActive(ClipPlayer::B);
    const auto faded = m_output->hear(221);
    QCOMPARE(faded.front(), 100.0F);  // begins where the other one was
    QVERIFY(std::is_sorted(faded.begin(), faded.end()));
    QCOMPARE(m_output->hear(100), part(100'321, 100'421));
    m_player->setActive(ClipPlayer::A);
    QCOMPARE(m_output->hear(221).size(), std::size_t{221});
    QCOMPARE(m_output->hear(2), part(642, 644));
    // Where B changes while it plays, the place stays.
    const auto first = ramp(5, 44100);
    m_player->setSources(first, ramp(7, 44100));
    QVERIFY(!m_player->isPlaying());  // another clip
    m_player->play();
    QCOMPARE(m_output->hear(10), part(5, 15));
    m_player->setSources(first, ramp(9, 44100));
    QVERIFY(m_player->isPlaying());
    QCOMPARE(m_output->hear(2), part(15, 17));
  }

  void withoutBOnePlaysA() {
    m_player->setSources(ramp(0));
    m_player->setActive(ClipPlayer::B);
    m_player->play();
    QCOMPARE(m_output->hear(3), part(0, 3));
  }

  void withoutSoundNothingHappens() {
    m_player->play();
    QVERIFY(!m_player->isPlaying());
    m_player->setSources(nullptr);
    m_player->toggle();
    QVERIFY(!m_player->isPlaying());
  }

  void aMissingLoudspeakerIsToldOnceForEachPlay() {
    QSignalSpy failed(m_player.get(), &ClipPlayer::failed);
    m_player->setSources(ramp(0));
    for (int i = 0; i < 3; ++i) {
      m_player->play();
      emit m_output->failed({.reason = "there is no loudspeaker"});
      emit m_output->failed({.reason = "there is no loudspeaker"});
      QVERIFY(!m_player->isPlaying());
      QCOMPARE(failed.count(), i + 1);
    }
  }

  void aLoopEndsWhereTheSoundThatIsHeardEnds() {
    PlaybackTape tape;
    tape.setSounds(ramp(0, 100), ramp(1000, 50));
    tape.setLoop(40, 80);
    std::vector<float> out(30);
    QCOMPARE(tape.read(out), std::size_t{30});
    tape.setActive(1);
    out.resize(500);
    QCOMPARE(tape.read(out), std::size_t{500});  // past the fade: the ten samples that are left
    for (std::size_t i = 300; i < 500; ++i) QCOMPARE(out[i], 1040.0F + float(i % 10));
    QVERIFY(!tape.atEnd());
    QVERIFY(tape.positionBefore(3) >= 40 && tape.positionBefore(3) < 50);
    // A loop beyond the sound is none: it ends.
    tape.setActive(0);
    tape.setLoop(60, 80);
    tape.setActive(1);
    QCOMPARE(tape.read(out), std::size_t{0});
    QVERIFY(tape.atEnd());
  }

  void theTapeCanBeChangedWhileItIsRead() {
    PlaybackTape tape;
    const auto a = ramp(0, 5000);
    const auto b = ramp(0, 3000);
    tape.setSounds(a, b);
    tape.setLoop(10, 2000);
    std::atomic<bool> stop{false};
    std::size_t read = 0;
    std::thread reader([&] {
      std::vector<float> out(300);
      while (!stop) read += tape.read(out);
    });
    for (int i = 0; i < 20'000; ++i) {
      tape.setActive(i % 2);
      tape.setLoop(std::size_t(i % 1000), 2000);
      tape.setSounds(i % 7 == 0 ? b : a, b);
      static_cast<void>(tape.positionBefore(100));
    }
    stop = true;
    reader.join();
    QVERIFY(tape.position() <= 5000);
  }

  /// The real window: space on the table plays the clip that is looked at.
  void spacePlaysTheCurrentClipAndTheCursorMoves() {
    QTemporaryDir folder;
    Workbench bench;
    bench.workspace.setDataset(toneDataset(folder, 2));
    FakeOutput* output = nullptr;
    bench.window.sound()->setOutput([&output] {
      auto made = std::make_unique<FakeOutput>();
      output = made.get();
      return made;
    });
    bench.workspace.setCurrentClip(0);
    QVERIFY(bench.settle());
    auto* player = bench.window.sound()->player();
    QVERIFY(player->hasSound());
    bench.table()->setFocus();
    QTest::keyClick(bench.table(), Qt::Key_Space);
    QVERIFY(player->isPlaying());
    const auto& clip = bench.workspace.dataset()->clips[0];
    const auto file = readAudioWindow(bench.workspace.dataset()->path(clip));
    auto heard = output->hear(22050);
    QVERIFY(std::equal(heard.begin(), heard.end(), file->samples.begin()));
    auto* overlay = bench.plot()->playOverlay();
    QTRY_COMPARE(overlay->position(), std::optional(0.5));
    // A selected range loops.
    overlay->select(std::pair(0.25, 0.5));
    heard = output->hear(20'000);
    QCOMPARE(heard.size(), std::size_t{20'000});
    QVERIFY(std::equal(heard.begin(), heard.begin() + 11'000, file->samples.begin() + 11'025));
    QTest::keyClick(bench.table(), Qt::Key_Space);
    QVERIFY(!player->isPlaying());
    // The next clip is another sound.
    bench.window.clipsPage()->step(1);
    QVERIFY(bench.settle());
    QVERIFY(!overlay->selection() && !overlay->position());
    QTest::keyClick(bench.table(), Qt::Key_Space);
    heard = output->hear(100);
    QVERIFY(!std::equal(heard.begin(), heard.end(), file->samples.begin()));
    // A blank in the filter is a blank.
    bench.filter()->setFocus();
    QTest::keyClick(bench.filter(), Qt::Key_Space);
    QVERIFY(player->isPlaying());
    QCOMPARE(bench.filter()->text(), u" "_s);
    emit output->failed({.reason = "there is no loudspeaker", .remedy = "Plug one in"});
    QCOMPARE(bench.window.statusBar()->currentMessage(),
             u"There is no loudspeaker. Plug one in."_s);
  }

  void spacePlaysOnEveryPageThatHasTheClip() {
    QTemporaryDir folder;
    Workbench bench;
    bench.workspace.setModels(bareModels());
    bench.workspace.setDataset(toneDataset(folder, 2));
    bench.window.sound()->setOutput([] { return std::make_unique<FakeOutput>(); });
    bench.workspace.setCurrentClip(0);
    QVERIFY(bench.settle());
    auto& window = bench.window;
    auto* player = window.sound()->player();
    const auto toggles = [player](QWidget* widget) {
      widget->setFocus();
      const bool before = player->isPlaying();
      QTest::keyClick(widget, Qt::Key_Space);
      return player->isPlaying() != before;
    };
    window.showPage(MainWindow::Results);
    QVERIFY(toggles(window.resultsPage()->list()->table()));
    QVERIFY(toggles(bench.find<QWidget>(u"resultsPlot"_s)->findChild<QWidget*>()));
    QVERIFY(toggles(window.resultsPage()->confusion()->matrix()));
    // Wherever the space bar means something else it goes on meaning that.
    auto* line = window.resultsPage()->list()->filterBar()->line();
    QVERIFY(!toggles(line));
    QCOMPARE(line->text(), u" "_s);
    QVERIFY(!toggles(window.resultsPage()->confusion()->findChild<QCheckBox*>()));
    line->clear();
    window.showPage(MainWindow::Compare);
    QVERIFY(toggles(window.comparePage()->list()->table()));
    QVERIFY(!toggles(window.comparePage()->list()->filterBar()->line()));
    QVERIFY(toggles(bench.find<ScatterView>(u"lossScatter"_s)->findChild<QWidget*>()));
    window.comparePage()->list()->filterBar()->line()->clear();
    window.showPage(MainWindow::Map);
    QVERIFY(toggles(window.mapPage()->list()->table()));
    QVERIFY(toggles(window.mapPage()->similar()));
    QVERIFY(!toggles(window.mapPage()->list()->filterBar()->line()));
    window.mapPage()->list()->filterBar()->line()->clear();
    window.showPage(MainWindow::Clips);
    for (auto* field : window.clipsPage()->findChildren<QLineEdit*>()) {
      if (field->isVisible() && field->isEnabled() && !field->isReadOnly())
        QVERIFY(!toggles(field));
    }
  }

  void thePlotOfTheResultsFollowsPlayback() {
    QTemporaryDir folder;
    Workbench bench;
    bench.workspace.setDataset(toneDataset(folder, 2));
    FakeOutput* output = nullptr;
    bench.window.sound()->setOutput([&output] {
      auto made = std::make_unique<FakeOutput>();
      output = made.get();
      return made;
    });
    bench.workspace.setCurrentClip(0);
    bench.window.showPage(MainWindow::Results);
    QVERIFY(bench.settle());
    auto* overlay = bench.window.resultsPage()->plot()->playOverlay();
    QVERIFY(!overlay->position());
    bench.window.sound()->player()->play();
    QCOMPARE(output->hear(22050).size(), std::size_t{22050});
    QTRY_COMPARE(overlay->position(), std::optional(0.5));
    // Selected here, heard and seen there.
    overlay->select(std::pair(0.25, 0.5));
    QCOMPARE(bench.plot()->playOverlay()->selection(), std::optional(std::pair(0.25, 0.5)));
    QCOMPARE(output->hear(60'000).size(), std::size_t{60'000});  // longer than the clip: a loop
    bench.plot()->playOverlay()->select(std::nullopt);
    QVERIFY(!overlay->selection());
    bench.workspace.setCurrentClip(1);
    QVERIFY(bench.settle());
    QVERIFY(!overlay->position() && !overlay->selection());
  }

  void shiftAndDragSelectsARange() {
    QTemporaryDir folder;
    Workbench bench;
    bench.workspace.setDataset(toneDataset(folder, 1));
    bench.workspace.setCurrentClip(0);
    QVERIFY(bench.settle());
    auto* plot = bench.plot()->findChild<QWidget*>();
    const QPoint from(plot->width() / 3, plot->height() / 2);
    const auto before = bench.plot()->timeRange();
    QTest::mousePress(plot, Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(plot, from + QPoint(80, 0));
    QTest::mouseRelease(plot, Qt::LeftButton, Qt::ShiftModifier, from + QPoint(80, 0));
    const auto range = bench.plot()->playOverlay()->selection();
    QVERIFY(range && range->second - range->first > 0.02);
    QCOMPARE(bench.plot()->timeRange(), before);  // not panned
    QTest::keyClick(plot, Qt::Key_Escape);
    QVERIFY(!bench.plot()->playOverlay()->selection());
  }

 private:
  std::unique_ptr<ClipPlayer> m_player;
  FakeOutput* m_output = nullptr;
};

SCENELENS_GUI_TEST_MAIN(TestClipPlayer)
#include "tst_clip_player.moc"
