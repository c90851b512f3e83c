// SPDX-License-Identifier: GPL-3.0-or-later
// What one can do in the window: declared here and, where a page knows better, in the page.
#include "widgets/actions/action_registry.h"
#include "widgets/actions/command_palette.h"
#include "widgets/base/language.h"
#include "widgets/clips/clip_actions.h"
#include "widgets/clips/clip_list.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clips_page.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/live/live_page.h"
#include "widgets/main_window.h"
#include "widgets/plot/plot_table.h"
#include "widgets/plot/scatter_view.h"
#include "widgets/preview/preview_page.h"
#include "widgets/preview/preview_plot.h"
#include "widgets/results/results_page.h"
#include "widgets/runs/evaluation_runner.h"
#include "widgets/runs/import_actions.h"
#include "widgets/runs/run_actions.h"
#include "widgets/session/workspace_keeper.h"
#include "widgets/sound/sound_desk.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenuBar>
#include <QStackedWidget>

#include <array>

namespace scenelens {

namespace {

/// Of Qt::CTRL | Qt::Key_E and the like.
template <typename Combination>
QList<QKeySequence> key(Combination combination) {
  return {QKeySequence(combination)};
}

}  // namespace

void MainWindow::declareActions() {
  declareFileActions();
  declarePageActions();
  declareViewActions();
  declareLookActions();
  declareClipActions();
  declareRunActions();
  m_sound->livePage()->declareActions(*m_actions);
  for (const auto& [info, action] : m_actions->entries()) {
    if (info.category != ActionCategory::Live) continue;
    // Chosen in a menu or the palette, there should be something to look at.
    connect(action, &QAction::triggered, this, [this] { showPage(Live); });
  }
  declareHelpActions();
  declareFixedKeys();
}

void MainWindow::declareFileActions() {
  const auto declare = [this](ActionInfo info, auto slot) {
    info.category = ActionCategory::File;
    connect(m_actions->declare(std::move(info)), &QAction::triggered, this, slot);
  };
  declare({.id = QStringLiteral("file.open"),
           .text = tr("&Open sound files…"),
           .keys = QKeySequence::keyBindings(QKeySequence::Open),
           .icon = QStringLiteral("open")},
          &MainWindow::chooseFiles);
  declare({.id = QStringLiteral("file.openFolder"),
           .text = tr("Open &folder or data set…"),
           .keys = key(Qt::CTRL | Qt::SHIFT | Qt::Key_O)},
          &MainWindow::chooseFolder);
  declare({.id = QStringLiteral("file.openDemo"), .text = tr("Open &demo set")},
          &MainWindow::openDemoSet);
  m_import->declareActions(*m_actions);
  m_saver->declareActions(*m_actions);
  declare({.id = QStringLiteral("file.quit"),
           .text = tr("&Quit"),
           .keys = key(Qt::CTRL | Qt::Key_Q),
           .startsGroup = true},
          &QWidget::close);
}

void MainWindow::declarePageActions() {
  m_pageActions = new QActionGroup(this);
  const auto declare = [this](const char* id, const QString& text, Page page, Qt::Key letter,
                              const QString& icon = {}) {
    auto* action = m_actions->declare({.id = QLatin1String(id),
                                       .text = text,
                                       .category = ActionCategory::View,
                                       .keys = key(Qt::CTRL | letter),
                                       .icon = icon,
                                       .checkable = true});
    m_pageActions->addAction(action);
    connect(action, &QAction::triggered, this, [this, page] { showPage(page); });
  };
  declare("view.clips", tr("&Clips"), Clips, Qt::Key_1);
  declare("view.results", tr("&Results"), Results, Qt::Key_2);
  declare("view.compare", tr("C&ompare"), Compare, Qt::Key_3);
  declare("view.rank", tr("R&ank"), Rank, Qt::Key_4);
  declare("view.map", tr("Ma&p"), Map, Qt::Key_5);
  declare("view.preview", tr("Pre&view"), Preview, Qt::Key_6);
  declare("view.live", tr("&Live"), Live, Qt::Key_L);
  declare("view.models", tr("&Models"), Models, Qt::Key_7);
  declare("view.activity", tr("Activit&y"), Log, Qt::Key_8);
  declare("view.settings", tr("&Settings"), Preferences, Qt::Key_Comma, QStringLiteral("settings"));
  m_pageActions->actions().at(Clips)->setChecked(true);
}

void MainWindow::declareViewActions() {
  const auto declare = [this](ActionInfo info, auto slot) {
    info.category = ActionCategory::View;
    connect(m_actions->declare(std::move(info)), &QAction::triggered, this, slot);
  };
  declare({.id = QStringLiteral("view.quantization"),
           .text = tr("Where &quantization hurts"),
           .keys = key(Qt::CTRL | Qt::Key_H)},
          [this] {
            showPage(Clips);
            m_clips->showView(ClipsPage::Quantization);
          });
  declare({.id = QStringLiteral("view.fit"),
           .text = tr("&Fit plot"),
           .keys = {QKeySequence(Qt::Key_F)},
           .tip = tr("All of the clip, or all points"),
           .startsGroup = true},
          &MainWindow::fitShownPlots);
  declare({.id = QStringLiteral("view.plotTable"),
           .text = tr("Sho&w plot as table"),
           .keys = key(Qt::CTRL | Qt::Key_T),
           .tip = tr("The numbers of the plot with the focus, or of the first on the page")},
          [this] {
            if (auto* plot = plotMeant(*m_pages->currentWidget())) {
              showPlotTable(*plot);
            } else {
              say(tr("There is no plot on this page"));
            }
          });
  declare({.id = QStringLiteral("view.zoomIn"),
           .text = tr("Zoom &in"),
           .keys = QKeySequence::keyBindings(QKeySequence::ZoomIn)},
          [this] { shownPlot()->zoomTime(0.5); });
  declare({.id = QStringLiteral("view.zoomOut"),
           .text = tr("Zoom ou&t"),
           .keys = QKeySequence::keyBindings(QKeySequence::ZoomOut)},
          [this] { shownPlot()->zoomTime(2.0); });
  declare({.id = QStringLiteral("view.panLeft"),
           .text = tr("Pan l&eft"),
           .keys = key(Qt::ALT | Qt::Key_Left)},
          [this] { shownPlot()->panTime(-0.25); });
  declare({.id = QStringLiteral("view.panRight"),
           .text = tr("Pan ri&ght"),
           .keys = key(Qt::ALT | Qt::Key_Right)},
          [this] { shownPlot()->panTime(0.25); });
}

void MainWindow::declareLookActions() {
  auto* maps = new QActionGroup(this);
  bool first = true;
  for (const auto map : allColourMaps()) {
    auto* action = m_actions->declare({.id = QStringLiteral("view.colourMap.") + colourMapName(map),
                                       .text = colourMapText(map),
                                       .category = ActionCategory::View,
                                       .submenu = tr("Colo&ur map"),
                                       .startsGroup = first,
                                       .checkable = true});
    first = false;
    action->setChecked(map == m_settings.colourMap());
    maps->addAction(action);
    connect(action, &QAction::triggered, this, [this, map] { setColourMap(map); });
  }
  auto* themes = new QActionGroup(this);
  const auto addTheme = [&](const char* id, const QString& text, ThemeChoice theme) {
    auto* action = m_actions->declare({.id = QLatin1String(id),
                                       .text = text,
                                       .category = ActionCategory::View,
                                       .submenu = tr("T&heme"),
                                       .checkable = true});
    action->setChecked(theme == m_settings.theme());
    themes->addAction(action);
    connect(action, &QAction::triggered, this, [this, theme] { setThemeChoice(theme); });
  };
  addTheme("view.theme.system", tr("Follow the &system"), ThemeChoice::System);
  addTheme("view.theme.light", tr("&Light"), ThemeChoice::Light);
  addTheme("view.theme.dark", tr("&Dark"), ThemeChoice::Dark);
  declareLanguages();
  connect(m_actions->declare({.id = QStringLiteral("view.problems"),
                              .text = tr("Pro&blems"),
                              .category = ActionCategory::View,
                              .keys = key(Qt::CTRL | Qt::Key_P),
                              .tip = tr("What could not be opened or computed"),
                              .startsGroup = true}),
          &QAction::triggered, this, [this] { showProblems(m_problemDock->isHidden()); });
}

void MainWindow::declareLanguages() {
  auto* languages = new QActionGroup(this);
  const auto add = [&](const QString& code, const QString& text) {
    auto* action = m_actions->declare({.id = QStringLiteral("view.language.") +
                                             (code.isEmpty() ? QStringLiteral("system") : code),
                                       .text = text,
                                       .category = ActionCategory::View,
                                       .tip = tr("From the next start on"),
                                       .submenu = tr("La&nguage"),
                                       .checkable = true});
    action->setChecked(code == m_settings.language());
    languages->addAction(action);
    connect(action, &QAction::triggered, this, [this, code] {
      m_settings.setLanguage(code);
      say(tr("SceneLens speaks another language when it is started again"));
    });
  };
  add({}, tr("Follow the &system"));
  for (const auto& code : languageCodes()) add(code, languageName(code));
}

void MainWindow::declareClipActions() {
  const auto declare = [this](ActionInfo info, auto slot) {
    info.category = ActionCategory::Clip;
    connect(m_actions->declare(std::move(info)), &QAction::triggered, this, slot);
  };
  const auto step = [this](int rows) {
    (m_results->isVisible() ? m_results->list() : m_clips->list())->step(rows);
  };
  declare({.id = QStringLiteral("clip.next"),
           .text = tr("&Next clip"),
           .keys = key(Qt::ALT | Qt::Key_Down)},
          [step] { step(1); });
  declare({.id = QStringLiteral("clip.previous"),
           .text = tr("&Previous clip"),
           .keys = key(Qt::ALT | Qt::Key_Up)},
          [step] { step(-1); });
  declare({.id = QStringLiteral("clip.filter"),
           .text = tr("&Filter clips"),
           .keys = key(Qt::CTRL | Qt::Key_F)},
          &MainWindow::focusFilter);
  m_clipActions->declareActions(*m_actions);
  m_sound->declareActions(*m_actions);
  m_preview->declareActions(*m_actions);
}

void MainWindow::declareRunActions() {
  const auto declare = [this](ActionInfo info, auto* receiver, auto slot) {
    info.category = ActionCategory::Runs;
    connect(m_actions->declare(std::move(info)), &QAction::triggered, receiver, slot);
  };
  declare({.id = QStringLiteral("runs.evaluate"),
           .text = tr("&Evaluate…"),
           .keys = key(Qt::CTRL | Qt::Key_E)},
          this, &MainWindow::askWhatToEvaluate);
  declare({.id = QStringLiteral("runs.evaluateAll"),
           .text = tr("Evaluate &all clips"),
           .keys = key(Qt::CTRL | Qt::Key_R),
           .tip = tr("Every clip of the data set, with every model in both precisions"),
           .icon = QStringLiteral("evaluate")},
          m_runner, qOverload<>(&EvaluationRunner::start));
  declare({.id = QStringLiteral("runs.refresh"),
           .text = tr("&Filter by the newest results"),
           .keys = {QKeySequence(Qt::Key_F5)},
           .tip = tr("Results that arrive do not move rows; this does")},
          &m_workspace, &Workspace::refreshShownClips);
  declare({.id = QStringLiteral("runs.stored"), .text = tr("&Stored runs…"), .startsGroup = true},
          this, &MainWindow::showStoredRuns);
  setUsable(*m_actions->action(QStringLiteral("runs.stored")), m_keeper,
            tr("There is no store of runs"));
  m_runActions->declareActions(*m_actions);
  enableRunActions();
}

void MainWindow::enableRunActions() {
  const bool clips = !m_workspace.dataset()->clips.empty();
  const bool models = !m_workspace.models()->empty();
  const QString why = clips ? tr("There are no weights") : tr("No data set is open");
  for (const auto* id : {"runs.evaluate", "runs.evaluateAll"}) {
    setUsable(*m_actions->action(QLatin1String(id)), clips && models, why);
  }
}

void MainWindow::declareHelpActions() {
  const auto declare = [this](ActionInfo info, auto slot) {
    info.category = ActionCategory::Help;
    connect(m_actions->declare(std::move(info)), &QAction::triggered, this, slot);
  };
  declare({.id = QStringLiteral("help.palette"),
           .text = tr("&Find an action"),
           .keys = key(Qt::CTRL | Qt::Key_K),
           .icon = QStringLiteral("search")},
          [this] { m_palette->open(); });
  declare({.id = QStringLiteral("help.shortcuts"),
           .text = tr("&Keys"),
           .keys = {QKeySequence(Qt::Key_F2)},
           .icon = QStringLiteral("keyboard")},
          &MainWindow::showShortcuts);
  declare({.id = QStringLiteral("help.about"), .text = tr("&About SceneLens"), .startsGroup = true},
          &MainWindow::showAbout);
}

void MainWindow::declareFixedKeys() {
  constexpr ActionPlaces kLists =
      ActionPlace::Clips | ActionPlace::Results | ActionPlace::Compare | ActionPlace::Map;
  const auto fix = [this](ActionCategory category, const QList<QKeySequence>& keys,
                          const QString& what, const QString& where, ActionPlaces places) {
    m_actions->declareKey({category, keys, what, where, places});
  };
  const auto keys = [](std::initializer_list<Qt::Key> list) {
    QList<QKeySequence> sequences;
    for (const auto each : list) sequences.append(QKeySequence(each));
    return sequences;
  };
  fix(ActionCategory::Clip, keys({Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown}),
      tr("Step through clips"), tr("in a list of clips"), kLists);
  fix(ActionCategory::Clip, keys({Qt::Key_Return}), tr("Open the clip on the page Clips"),
      tr("in the list of the page Results"), ActionPlace::Results);
  fix(ActionCategory::Clip, keys({Qt::Key_Return}), tr("Make chips of the words"),
      tr("in the filter"), kLists);
  fix(ActionCategory::Clip, keys({Qt::Key_Backspace}), tr("Take the last chip back"),
      tr("in the empty filter"), kLists);
  fix(ActionCategory::Clip, keys({Qt::Key_Escape}), tr("Forget the loop"), tr("in a plot"),
      kLists | ActionPlace::Preview | ActionPlace::Live);
  fix(ActionCategory::View,
      keys({Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End}),
      tr("Move between cells and labels"), tr("in a confusion matrix"), ActionPlace::Results);
  fix(ActionCategory::View, keys({Qt::Key_Return}), tr("Show the clips of a cell, row or column"),
      tr("in a confusion matrix"), ActionPlace::Results);
  fix(ActionCategory::View, {QKeySequence(Qt::Key_Tab), QKeySequence(Qt::SHIFT | Qt::Key_Tab)},
      tr("Next and previous element"), tr("everywhere"), kEverywhere);
  fix(ActionCategory::Edit, {QKeySequence(QKeySequence::Copy)}, tr("Copy"),
      tr("in tables and lists"), kEverywhere);
}

void MainWindow::makeMenus() {
  static constexpr std::array<const char*, kActionCategories> kTitles = {
      QT_TR_NOOP("&File"), QT_TR_NOOP("&Edit"), QT_TR_NOOP("&View"), QT_TR_NOOP("&Clip"),
      QT_TR_NOOP("&Runs"), QT_TR_NOOP("&Live"), QT_TR_NOOP("&Help")};
  for (int i = 0; i < kActionCategories; ++i) {
    auto* menu = menuBar()->addMenu(tr(kTitles[std::size_t(i)]));
    menu->setToolTipsVisible(true);
    m_actions->fillMenu(*menu, ActionCategory(i));
    menu->menuAction()->setVisible(!menu->isEmpty());
    if (ActionCategory(i) != ActionCategory::File) continue;
    m_recentMenu = new QMenu(tr("Open &recent"), menu);
    menu->insertMenu(m_actions->action(QStringLiteral("file.openDemo")), m_recentMenu);
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::rebuildRecentMenu);
    rebuildRecentMenu();
  }
}

void MainWindow::rebuildRecentMenu() {
  m_recentMenu->clear();
  const auto paths = m_settings.recentPaths();
  for (const auto& path : paths) {
    connect(m_recentMenu->addAction(path), &QAction::triggered, this,
            [this, path] { openPaths({path}); });
  }
  if (paths.isEmpty()) {
    m_recentMenu->addAction(tr("Nothing opened yet"))->setEnabled(false);
    return;
  }
  m_recentMenu->addSeparator();
  connect(m_recentMenu->addAction(tr("Clear list")), &QAction::triggered, this,
          [this] { m_settings.clearRecentPaths(); });
}

void MainWindow::chooseFiles() {
  openPaths(QFileDialog::getOpenFileNames(
      this, tr("Open sound files"), QString(),
      tr("Sound files (*.wav *.flac *.ogg *.opus *.mp3 *.aif *.aiff *.au *.caf *.w64);;"
         "All files (*)")));
}

void MainWindow::chooseFolder() {
  const QString folder =
      QFileDialog::getExistingDirectory(this, tr("Open a folder or the root of a data set"));
  if (!folder.isEmpty()) openPaths({folder});
}

void MainWindow::focusFilter() {
  if (m_pages->currentIndex() == Results) {
    m_results->list()->filterBar()->focusLine();
    return;
  }
  showPage(Clips);
  m_clips->focusFilter();
}

ClipPlot* MainWindow::shownPlot() const {
  return m_pages->currentIndex() == Results ? m_results->plot() : m_clips->plot();
}

void MainWindow::fitShownPlots() {
  shownPlot()->fit();
  m_preview->plot()->fit();
  for (auto* view : m_pages->currentWidget()->findChildren<ScatterView*>()) {
    if (view->isVisible()) view->showAll();
  }
}

}  // namespace scenelens
