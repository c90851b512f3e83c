// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/screenshots.h"

#include "core/audio/audio_file.h"
#include "widgets/base/qt_text.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clips_page.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/map_page.h"
#include "widgets/live/live_page.h"
#include "widgets/live/live_plot.h"
#include "widgets/main_window.h"
#include "widgets/preview/preview_page.h"
#include "widgets/results/results_page.h"
#include "widgets/sound/sound_desk.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QListWidget>
#include <QPixmap>
#include <QPushButton>
#include <QSlider>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <map>

namespace scenelens {

namespace {

/// Runs the event loop until the window has nothing left to do.
bool settle(const MainWindow& window) {
  constexpr qint64 kPatienceMs = 10 * 60 * 1000;
  QElapsedTimer timer;
  timer.start();
  int quiet = 0;
  // Queued results arrive a turn after their job ended, so it must stay quiet for a few turns.
  while (quiet < 5 && timer.elapsed() < kPatienceMs) {
    QApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    quiet = window.isBusy() ? 0 : quiet + 1;
  }
  return quiet >= 5;
}

/// What the reader really says about a text file with the name of a sound file.
Error brokenFileError(const QTemporaryDir& scratch) {
  const QString path = scratch.filePath(QStringLiteral("field-notes.wav"));
  QFile file(path);
  if (file.open(QIODevice::WriteOnly)) file.write("Tuesday: tram stop, light rain, 14 degrees.\n");
  file.close();
  const auto info = probeAudioFile(toPath(path));
  Error error = info ? Error{"was read"} : info.error();
  error.file = error.file.filename();  // the scratch folder's name says nothing
  return error;
}

/// Clips of a few scenes, some of each, as if somebody carried the microphone about.
QStringList walk(const Dataset& dataset) {
  constexpr int kScenes = 4;
  constexpr int kClipsEach = 3;
  QStringList files;
  std::map<Scene, int> taken;
  for (const auto& clip : dataset.clips) {
    if (!clip.scene || clip.missing) continue;
    if (taken.size() == kScenes && !taken.count(*clip.scene)) break;
    if (taken[*clip.scene]++ < kClipsEach) files.append(fromPath(dataset.path(clip)));
  }
  return files;
}

/// Listens to a replay until every row and the whole plot have something to show.
void listen(LivePage& page, const Dataset& dataset) {
  constexpr qint64 kSamples = 11 * 44100;
  constexpr int kPatienceMs = 60'000;
  page.replay(walk(dataset));
  // In a loop that sleeps, so that the processor's share in the picture is the page's own.
  QEventLoop loop;
  QTimer look;
  QObject::connect(&look, &QTimer::timeout, &loop, [&] {
    const bool enough = page.newest() && page.newest()->end >= kSamples;
    if (enough || !page.isRunning()) loop.quit();
  });
  QTimer::singleShot(kPatienceMs, &loop, &QEventLoop::quit);
  look.start(50);
  loop.exec();
}

class Photographer {
 public:
  Photographer(QString folder, MainWindow& window)
      : m_folder(std::move(folder)), m_window(window) {}

  /// Takes `name`-light.png and `name`-dark.png.
  void take(const QString& name) {
    for (const auto& [theme, suffix] :
         {std::pair{ThemeChoice::Light, "light"}, std::pair{ThemeChoice::Dark, "dark"}}) {
      m_window.setThemeChoice(theme);
      settle(m_window);
      const QString file =
          QDir(m_folder).filePath(name + u'-' + QLatin1String(suffix) + QStringLiteral(".png"));
      if (m_window.grab().save(file)) {
        std::printf("%s\n", qUtf8Printable(file));
      } else {
        std::fprintf(stderr, "scenelens: cannot write %s\n", qUtf8Printable(file));
        m_ok = false;
      }
    }
  }

  /// The tabs of the page that compares, where there are two runs to be compared.
  void takeComparison(const Workspace& workspace) {
    m_window.showPage(MainWindow::Compare);
    const auto other = workspace.otherRun();
    const bool two = other && workspace.judged(*other).size() > 0;
    take(QStringLiteral("compare"));
    if (!two) return;
    m_window.comparePage()->showTab(ComparePage::Disagreements);
    take(QStringLiteral("compare-disagreements"));
    m_window.comparePage()->showTab(ComparePage::Devices);
    take(QStringLiteral("compare-devices"));
    m_window.comparePage()->showTab(ComparePage::Losses);
  }

  [[nodiscard]] bool ok() const { return m_ok; }

 private:
  QString m_folder;
  MainWindow& m_window;
  bool m_ok = true;
};

/// One picture of every transform, each with something to see.
bool takePreviews(MainWindow& window, const Dataset& dataset, Photographer& photographer) {
  auto* page = window.previewPage();
  window.showPage(MainWindow::Preview);
  page->showKind(PreviewKind::SpecAugment);
  bool ok = settle(window);
  photographer.take(QStringLiteral("preview-specaugment"));
  page->showKind(PreviewKind::Correction);
  if (!dataset.devices.empty()) {
    page->findChild<QPushButton*>(QStringLiteral("measureDevices"))->click();
    ok = settle(window) && ok;
  }
  photographer.take(QStringLiteral("preview-correction"));
  page->showKind(PreviewKind::Mixup);
  page->findChild<QListWidget*>(QStringLiteral("secondFound"))->setCurrentRow(1);
  ok = settle(window) && ok;
  photographer.take(QStringLiteral("preview-mixup"));
  page->showKind(PreviewKind::Equaliser);
  for (const auto& [band, gain] : {std::pair{1, -18}, std::pair{3, -9}, std::pair{7, 12}}) {
    page->findChild<QSlider*>(QStringLiteral("gain%1").arg(band))->setValue(gain);
  }
  ok = settle(window) && ok;
  photographer.take(QStringLiteral("preview-equaliser"));
  page->showKind(PreviewKind::Occlusion);
  ok = settle(window) && ok;
  photographer.take(QStringLiteral("preview-occlusion"));
  return ok;
}

}  // namespace

int writeScreenshots(const QString& folder, const QStringList& paths, PictureSet set) {
  if (!QDir().mkpath(folder)) {
    std::fprintf(stderr, "scenelens: cannot make the folder %s\n", qUtf8Printable(folder));
    return 1;
  }
  // Settings of their own, so that pictures do not depend on the user's.
  const QTemporaryDir scratch;
  Settings settings(scratch.filePath(QStringLiteral("settings.ini")));
  applyTheme(*qApp, ThemeChoice::Light);
  Workspace workspace;
  MainWindow window(workspace, settings);
  constexpr QSize kPictureSize(1440, 880);  // whatever the screen, if there is one
  window.resize(kPictureSize);
  Photographer photographer(folder, window);
  window.show();

  window.loadModels();
  if (set == PictureSet::All) photographer.take(QStringLiteral("empty"));
  if (paths.isEmpty()) {
    window.openDemoSet();
  } else {
    window.openPaths(paths);
  }
  bool ok = settle(window);
  if (workspace.dataset()->clips.empty()) {
    for (const auto& problem : workspace.problems()) {
      std::fprintf(stderr, "scenelens: %s\n", problem.text().c_str());
    }
    return 1;
  }
  // A clip from the middle shows more than the first airport.
  window.clipsPage()->step(int(workspace.dataset()->clips.size() / 2));
  ok = settle(window) && ok;
  photographer.take(QStringLiteral("clips"));
  window.clipsPage()->plot()->setTimeRange(0.3, 0.6);
  photographer.take(QStringLiteral("clips-zoomed"));
  window.clipsPage()->plot()->fit();
  const auto& twins = *workspace.twins();
  if (!twins.empty() && twins[workspace.currentModel()]) {
    window.clipsPage()->showView(ClipsPage::Quantization);
    ok = settle(window) && ok;
    photographer.take(QStringLiteral("quantization"));
    window.clipsPage()->showView(ClipsPage::Signal);
  }
  const std::pair<ResultsPage::Tab, const char*> tabs[] = {{ResultsPage::Confusion, "confusion"},
                                                           {ResultsPage::Devices, "devices"},
                                                           {ResultsPage::Confidence, "confidence"}};
  window.showPage(MainWindow::Results);
  for (const auto& [tab, name] : tabs) {
    window.resultsPage()->showTab(tab);
    ok = settle(window) && ok;
    photographer.take(QLatin1String(name));
  }
  photographer.takeComparison(workspace);
  window.showPage(MainWindow::Rank);
  photographer.take(QStringLiteral("rank"));
  window.mapPage()->maker()->start();
  window.showPage(MainWindow::Map);
  ok = settle(window) && ok;
  photographer.take(QStringLiteral("map"));
  ok = takePreviews(window, *workspace.dataset(), photographer) && ok;
  if (set == PictureSet::All) {
    auto* live = window.sound()->livePage();
    live->setDevices(nullptr);  // the machine's microphones do not belong into pictures
    window.showPage(MainWindow::Live);
    listen(*live, *workspace.dataset());
    photographer.take(QStringLiteral("live"));
    live->stop();
  }
  window.showPage(MainWindow::Models);
  photographer.take(QStringLiteral("models"));
  if (set == PictureSet::All) {
    window.showPage(MainWindow::Preferences);
    photographer.take(QStringLiteral("settings"));
  }
  window.showPage(MainWindow::Clips);
  if (set == PictureSet::All) workspace.addProblem(brokenFileError(scratch));
  if (!workspace.problems().empty()) {
    window.showProblems(true);
    photographer.take(QStringLiteral("problems"));
  }
  return ok && photographer.ok() ? 0 : 1;
}

}  // namespace scenelens
