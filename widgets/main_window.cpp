// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/main_window.h"

#include "widgets/actions/action_registry.h"
#include "widgets/actions/command_palette.h"
#include "widgets/actions/shortcut_sheet.h"
#include "widgets/activity/about_dialog.h"
#include "widgets/activity/activity_log.h"
#include "widgets/activity/activity_page.h"
#include "widgets/base/demo_folder.h"
#include "widgets/base/figure_table.h"
#include "widgets/base/job.h"
#include "widgets/base/qt_text.h"
#include "widgets/clips/clip_actions.h"
#include "widgets/clips/clip_list.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clip_table_model.h"
#include "widgets/clips/clips_page.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/clips/note_editor.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/map_page.h"
#include "widgets/compare/rank_page.h"
#include "widgets/job_bar.h"
#include "widgets/live/live_page.h"
#include "widgets/models/models_page.h"
#include "widgets/models/noise_panel.h"
#include "widgets/preview/preview_page.h"
#include "widgets/preview/preview_plot.h"
#include "widgets/problem_panel.h"
#include "widgets/results/results_page.h"
#include "widgets/runs/evaluate_dialog.h"
#include "widgets/runs/evaluation_runner.h"
#include "widgets/runs/import_actions.h"
#include "widgets/runs/run_actions.h"
#include "widgets/runs/run_boxes.h"
#include "widgets/runs/run_keeper.h"
#include "widgets/runs/runs_dialog.h"
#include "widgets/session/message_bar.h"
#include "widgets/session/workspace_keeper.h"
#include "widgets/settings/settings_page.h"
#include "widgets/sound/sound_desk.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTableView>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace scenelens {

namespace {

constexpr int kDefaultWidth = 1440;
constexpr int kDefaultHeight = 880;
constexpr int kMessageMs = 8000;
constexpr int kIconSize = 18;

QStringList localFiles(const QMimeData& mime) {
  QStringList paths;
  for (const auto& url : mime.urls()) {
    if (url.isLocalFile()) paths.append(url.toLocalFile());
  }
  return paths;
}

}  // namespace

MainWindow::MainWindow(Workspace& workspace, Settings& settings,
                       const std::optional<StoreAddress>& store, QWidget* parent)
    : QMainWindow(parent), m_workspace(workspace), m_settings(settings) {
  setObjectName(QStringLiteral("mainWindow"));
  setAcceptDrops(true);
  setMinimumSize(820, 520);
  const QSize available = screen()->availableSize();
  resize(QSize(kDefaultWidth, kDefaultHeight).boundedTo(available));

  m_log = new ActivityLog(this);
  connect(&workspace, &Workspace::problemAdded, m_log,
          [this](const Error& error) { m_log->addProblem(toQString(error.text())); });
  m_clips = new ClipsPage(workspace);
  m_clips->model()->setUnchosen(settings.hiddenClipColumns(m_clips->model()->unchosen()));
  connect(m_clips->model(), &ClipTableModel::chosenChanged, this,
          [this] { m_settings.setHiddenClipColumns(m_clips->model()->unchosen()); });
  m_results = new ResultsPage(workspace, settings, *m_clips->model());
  m_compare = new ComparePage(workspace, *m_clips->model());
  m_rank = new RankPage(workspace, settings);
  m_map = new MapPage(workspace, *m_clips->model());
  m_models = new ModelsPage(workspace);
  m_clipActions = new ClipActions(workspace, *m_clips->model(), *this);
  if (store) m_keeper = new RunKeeper(workspace, *store, this);
  m_runner = new EvaluationRunner(workspace, m_keeper, this);
  m_import = new ImportActions(workspace, this);
  m_runActions = new RunActions(workspace, this);
  m_sound = new SoundDesk(workspace, settings, *m_clips, this);
  m_preview = new PreviewPage(workspace);
  m_preview->setPlayer(m_sound->player());
  m_sound->follow(m_preview->plot()->playOverlay());
  m_pages = new QStackedWidget;
  m_pages->setObjectName(QStringLiteral("pages"));
  m_pages->addWidget(m_clips);
  m_pages->addWidget(m_results);
  m_pages->addWidget(m_compare);
  m_pages->addWidget(m_rank);
  m_pages->addWidget(m_map);
  m_pages->addWidget(m_preview);
  m_pages->addWidget(m_sound->livePage());
  m_pages->addWidget(m_models);
  m_bar = new MessageBar;
  auto* middle = new QWidget;
  auto* layout = new QVBoxLayout(middle);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_bar);
  layout->addWidget(m_pages, 1);
  setCentralWidget(middle);
  m_actions = new ActionRegistry(settings, this);

  auto* problems = new ProblemPanel(workspace);
  m_problemDock = new QDockWidget(this);
  m_problemDock->setObjectName(QStringLiteral("problemDock"));
  m_problemDock->setTitleBarWidget(new QWidget);  // the panel has its own title and close button
  m_problemDock->setWidget(problems);
  addDockWidget(Qt::BottomDockWidgetArea, m_problemDock);
  m_problemDock->hide();
  connect(problems, &ProblemPanel::closeRequested, this, [this] { showProblems(false); });

  makeWorkspaceKeeper();
  declareActions();
  m_preferences = new SettingsPage(settings, *m_actions, store);
  m_pages->addWidget(new ActivityPage(*m_log, workspace));
  m_pages->addWidget(m_preferences);
  connect(m_preferences, &SettingsPage::evaluationChanged, this, &MainWindow::evaluateAsSet);
  evaluateAsSet();
  m_palette = new CommandPalette(*m_actions, settings,
                                 m_actions->action(QStringLiteral("help.palette")), this);
  connect(m_actions, &ActionRegistry::keysChanged, this, &MainWindow::showKeys);
  makeMenus();
  makeToolBar();
  makeStatusBar();

  connect(m_runner, &EvaluationRunner::started, m_jobs, &JobBar::add);
  connect(m_saver, &WorkspaceKeeper::started, m_jobs, &JobBar::add);
  connect(m_map->maker(), &MapMaker::started, m_jobs, &JobBar::add);
  connect(m_import->importer(), &RunImporter::started, m_jobs, &JobBar::add);
  connect(m_import->importer(), &RunImporter::failed, this, [this] { showProblems(true); });
  connect(m_import->importer(), &RunImporter::truthOpened, this, [this](const QString& path) {
    m_settings.addRecentPath(path);
    m_clips->step(0);
  });
  if (m_keeper) {
    connect(m_import->importer(), &RunImporter::imported, m_keeper, &RunKeeper::keep);
  }
  auto* exporter = m_runActions->exporter();
  connect(exporter, &RunExporter::started, m_jobs, &JobBar::add);
  connect(exporter, &RunExporter::failed, this, [this] { showProblems(true); });
  connect(exporter, &RunExporter::said, this, &MainWindow::say);
  connect(m_clips->noisePanel()->runner(), &NoiseRunner::started, m_jobs, &JobBar::add);
  connect(m_preview->spectraRunner(), &SpectraRunner::started, m_jobs, &JobBar::add);
  connect(m_clips, &ClipsPage::clipShown, m_preview, &PreviewPage::setClip);
  m_sound->playOn(m_preview, {m_preview->list()});
  m_sound->playOn(m_results, {m_results->list()->table()});
  m_sound->follow(m_results->plot()->playOverlay());
  m_sound->playOn(m_compare, {m_compare->list()->table()});
  m_sound->playOn(m_map, {m_map->list()->table(), m_map->similar()});
  connect(m_sound, &SoundDesk::said, this, &MainWindow::say);
  connect(m_sound, &SoundDesk::openRequested, this, [this](const QStringList& files) {
    showPage(Clips);
    openPaths(files);
  });
  connect(&workspace, &Workspace::datasetChanged, this, &MainWindow::updateTitle);
  connect(&workspace, &Workspace::datasetChanged, this, &MainWindow::enableRunActions);
  connect(&workspace, &Workspace::modelsChanged, this, &MainWindow::enableRunActions);
  wireResults();
  shareSavedFilters();
  connect(&workspace, &Workspace::problemsChanged, this, &MainWindow::updateProblemButton);

  setColourMap(settings.colourMap());
  restoreGeometry(settings.windowGeometry());
  m_clips->splitter()->restoreState(settings.splitterState());
  m_workspace.setCurrentClip({});
  updateTitle();
  showKeys();
}

MainWindow::~MainWindow() {
  keepNotes();
  // Jobs post to the workspace and to this window: they end first.
  delete m_saver;
  delete m_openJob;
  delete m_modelJob;
  delete m_runner;
  delete m_import;
  delete m_runActions;
  m_map->maker()->stop();
}

void MainWindow::askWhatToEvaluate() {
  auto* dialog = new EvaluateDialog(m_workspace, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &EvaluateDialog::evaluate, m_runner,
          qOverload<EvaluationRequest>(&EvaluationRunner::start));
  dialog->open();
}

void MainWindow::showStoredRuns() {
  auto* dialog = new RunsDialog(m_workspace, *m_keeper, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void MainWindow::makeToolBar() {
  auto* bar = addToolBar(tr("Main"));
  bar->setObjectName(QStringLiteral("mainToolBar"));
  bar->setMovable(false);
  bar->setIconSize({kIconSize, kIconSize});
  bar->setContextMenuPolicy(Qt::PreventContextMenu);
  bar->addActions(m_pageActions->actions().first(Log));
  auto* spacer = new QWidget;
  spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  bar->addWidget(spacer);
  m_runs = new RunBoxes(m_workspace);
  bar->addWidget(m_runs);
  // No more pictures than this: both runs must have room in the smallest window.
  bar->addAction(m_actions->action(QStringLiteral("help.palette")));
}

void MainWindow::makeStatusBar() {
  m_dataLabel = new QLabel;
  m_jobs = new JobBar;
  m_problemButton = new QToolButton;
  m_problemButton->setObjectName(QStringLiteral("problemButton"));
  m_problemButton->setAutoRaise(true);
  connect(m_problemButton, &QToolButton::clicked, this,
          [this] { showProblems(m_problemDock->isHidden()); });
  statusBar()->addWidget(m_dataLabel, 1);
  statusBar()->addPermanentWidget(m_jobs);
  statusBar()->addPermanentWidget(m_problemButton);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::openPaths(const QStringList& paths) {
  if (paths.isEmpty()) return;
  QStringList absolute;
  for (const auto& path : paths)
    absolute.append(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
  const auto workspace = std::find_if(absolute.cbegin(), absolute.cend(), [](const QString& path) {
    return WorkspaceKeeper::isWorkspaceName(path) && !QFileInfo(path).isDir();
  });
  if (workspace != absolute.cend()) {
    m_saver->open(*workspace);
    return;
  }
  absolute = m_import->takeTables(absolute);
  if (absolute.isEmpty()) return;
  const QString title = absolute.size() == 1
                            ? tr("Opening %1").arg(QFileInfo(absolute.front()).fileName())
                            : tr("Opening %Ln path(s)", nullptr, int(absolute.size()));
  DataSource source{DataSource::Kind::Paths, {}};
  for (const auto& path : absolute) source.paths.push_back(toPath(path));
  openInBackground(
      title,
      [files = source.paths](const JobControl& control) { return openDataset(files, control); },
      source);
}

void MainWindow::openDemoSet() {
  openInBackground(tr("Opening the demo set"),
                   [](const JobControl& control) { return scenelens::openDemoSet(control); },
                   {DataSource::Kind::Demo, {}});
}

void MainWindow::openInBackground(const QString& title, OpenWork work, const DataSource& source) {
  cancelOpening();
  m_saver->stopOpening();
  auto result = std::make_shared<Result<Dataset>>(fail({"nothing was opened", {}, 0, {}}));
  auto* job = new Job(
      title,
      [work = std::move(work), result](const JobControl& control) { *result = work(control); },
      this);
  m_openJob = job;
  m_jobs->add(job);
  connect(job, &Job::finished, this, [this, job, result, source] {
    job->deleteLater();
    m_openJob = nullptr;
    if (!*result && !job->isCancelled()) job->setFailure(toQString(result->error().text()));
    if (!job->isCancelled()) finishOpening(std::move(*result), source);
  });
  job->start();
}

void MainWindow::cancelOpening() {
  if (!m_openJob) return;
  m_openJob->cancel();
  m_openJob->disconnect(this);
  connect(m_openJob, &Job::finished, m_openJob, &QObject::deleteLater);
  if (!m_openJob->isRunning()) m_openJob->deleteLater();
  m_openJob = nullptr;
}

void MainWindow::finishOpening(Result<Dataset> result, const DataSource& source) {
  if (!result) {
    // What was open stays open; the list opens, because the user asked for something that failed.
    m_workspace.addProblem(result.error());
    showProblems(true);
    m_import->resume(false);
    return;
  }
  if (source.paths.size() == 1) m_settings.addRecentPath(fromPath(source.paths.front()));
  m_workspace.setDataset(std::move(*result), source);
  if (!m_workspace.dataset()->clips.empty()) m_clips->step(0);
  m_import->resume(true);
}

void MainWindow::loadModels() {
  struct Loaded {
    std::vector<Model> models;
    std::vector<Int8Twin> twins;
    std::vector<Error> problems;
  };
  auto loaded = std::make_shared<Loaded>();
  auto* job = new Job(
      tr("Reading weights"),
      [loaded](const JobControl& /*control*/) {
        loaded->models = scenelens::loadModels(modelsFolder(), loaded->problems);
        loaded->twins = loadInt8Twins(loaded->models, loaded->problems);
      },
      this);
  m_modelJob = job;
  m_runs->setEmptyText(tr("reading weights\u2026"));
  connect(job, &Job::finished, this, [this, job, loaded] {
    job->deleteLater();
    m_modelJob = nullptr;
    m_runs->setEmptyText(tr("no weights found"));
    for (const auto& error : loaded->problems) m_workspace.addProgramProblem(error);
    m_workspace.setModels(std::move(loaded->models), std::move(loaded->twins));
  });
  job->start();
}

bool MainWindow::isBusy() const {
  return m_openJob || m_modelJob || m_saver->isBusy() || m_runner->isRunning() ||
         m_import->importer()->isRunning() || m_runActions->exporter()->isRunning() ||
         m_clips->isBusy() || m_results->isBusy() || m_compare->isBusy() || m_rank->isBusy() ||
         m_map->isBusy() || m_preview->isBusy();
}

void MainWindow::showPage(Page page) {
  m_pages->setCurrentIndex(page);
  m_pageActions->actions().at(page)->setChecked(true);
  if (page == Preferences) m_preferences->focusSearch();
}

void MainWindow::setThemeChoice(ThemeChoice theme) {
  m_settings.setTheme(theme);
  applyTheme(*qApp, theme);
  const char* id = theme == ThemeChoice::Light  ? "view.theme.light"
                   : theme == ThemeChoice::Dark ? "view.theme.dark"
                                                : "view.theme.system";
  m_actions->action(QLatin1String(id))->setChecked(true);
  updateProblemButton();  // has a colour of its own
}

void MainWindow::setColourMap(ColourMap map) {
  for (auto* plot : {m_clips->plot(), m_results->plot()}) plot->setColourMap(map);
  m_sound->setColourMap(map);
  m_preview->setColourMap(map);
  m_settings.setColourMap(map);
}

void MainWindow::showProblems(bool visible) {
  m_problemDock->setVisible(visible);
  if (visible) resizeDocks({m_problemDock}, {height() / 5}, Qt::Vertical);
}

void MainWindow::say(const QString& text) {
  statusBar()->showMessage(text, kMessageMs);
}

void MainWindow::updateProblemButton() {
  const auto count = int(m_workspace.problems().size());
  m_problemButton->setText(count == 0 ? tr("No problems") : tr("%Ln problem(s)", nullptr, count));
  m_problemButton->setToolTip(tr("Show what could not be opened or computed (%1)")
                                  .arg(keyOf(QStringLiteral("view.problems"))));
  QPalette palette = this->palette();
  const auto& colours = themeColours(palette);
  palette.setColor(QPalette::ButtonText, count == 0 ? colours.mutedText : colours.wrong);
  m_problemButton->setPalette(palette);
}

void MainWindow::updateTitle() {
  const auto& dataset = *m_workspace.dataset();
  QString name = toQString(dataset.name);
  if (dataset.synthetic) name += tr(" (synthetic)");
  QString title = name.isEmpty() ? tr("SceneLens") : tr("%1 – SceneLens").arg(name);
  if (!m_saver->name().isEmpty()) title = tr("%1[*] – %2").arg(m_saver->name(), title);
  setWindowTitle(title);
  setWindowModified(m_saver->isModified());
  if (dataset.clips.empty()) {
    m_dataLabel->clear();
    return;
  }
  QStringList devices;
  for (const auto& device : dataset.devices) devices.append(toQString(device));
  m_dataLabel->setText(tr("%1 · %Ln clip(s) · devices %2", nullptr, int(dataset.clips.size()))
                           .arg(name, devices.isEmpty() ? tr("unknown") : devices.join(u' ')));
  m_dataLabel->setToolTip(fromPath(dataset.root));
}

void MainWindow::wireResults() {
  connect(m_clips, &ClipsPage::clipShown, m_results, &ResultsPage::showClip);
  connect(m_results, &ResultsPage::clipOpened, this, [this] {
    showPage(Clips);
    m_clips->table()->setFocus();
  });
}

void MainWindow::showAbout() {
  auto* dialog = new AboutDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void MainWindow::showShortcuts() {
  // Made anew, since keys change; the key that opens it closes it.
  if (m_sheet) {
    m_sheet->close();
    return;
  }
  m_sheet = new ShortcutSheet(*m_actions, this);
  m_sheet->setAttribute(Qt::WA_DeleteOnClose);
  m_sheet->show();
}

void MainWindow::showKeys() {
  m_clips->showKeys();
  m_preview->showKeys();
  m_sound->livePage()->showKeys();
  updateProblemButton();
}

void MainWindow::evaluateAsSet() {
  m_runner->setThreads(unsigned(m_settings.evaluationThreads()));
  m_runner->setAutomatic(m_settings.evaluatesByItself());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!localFiles(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const auto paths = localFiles(*event->mimeData());
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  openPaths(paths);
}

void MainWindow::shareSavedFilters() {
  const auto bars = findChildren<FilterBar*>();
  for (auto* bar : bars) {
    bar->setSavedFilters(m_settings.savedFilters());
    connect(bar, &FilterBar::savedFiltersChanged, this, [this, bars](const auto& filters) {
      m_settings.setSavedFilters(filters);
      for (auto* other : bars) other->setSavedFilters(filters);
    });
  }
}

void MainWindow::makeWorkspaceKeeper() {
  WindowState::Parts parts;
  parts.window = this;
  parts.clips = m_clips->model();
  parts.rank = m_rank;
  parts.preview = m_preview;
  parts.pages = {{"clips", m_clips},
                 {"results", m_results},
                 {"compare", m_compare},
                 {"rank", m_rank},
                 {"map", m_map},
                 {"preview", m_preview},
                 {"live", m_sound->livePage()},
                 {"models", m_models}};
  parts.page = [this] { return m_pages->currentIndex(); };
  parts.showPage = [this](int page) { showPage(Page(page)); };
  m_saver = new WorkspaceKeeper(m_workspace, m_settings, WindowState(std::move(parts)), m_keeper,
                                *m_bar, *this);
  connect(m_saver, &WorkspaceKeeper::aboutToOpen, this, &MainWindow::cancelOpening);
  connect(m_saver, &WorkspaceKeeper::titleChanged, this, &MainWindow::updateTitle);
  connect(m_saver, &WorkspaceKeeper::failed, this, [this] { showProblems(true); });
  connect(m_saver, &WorkspaceKeeper::said, this,
          [this](const QString& text) { statusBar()->showMessage(text, kMessageMs); });
  connect(m_saver, &WorkspaceKeeper::opened, this, [this] {
    for (auto* bar : findChildren<FilterBar*>()) bar->setSavedFilters(m_settings.savedFilters());
  });
  connect(m_preview, &PreviewPage::stateChanged, m_saver, &WorkspaceKeeper::touch);
}

void MainWindow::startAutosave(const std::filesystem::path& folder) {
  m_saver->startAutosave(folder);
}

void MainWindow::keepNotes() {
  // While the store is there: the editors go after it.
  for (auto* editor : findChildren<NoteEditor*>()) editor->keep();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  keepNotes();
  if (!m_saver->mayClose([this] { close(); })) {
    event->ignore();
    return;
  }
  m_saver->finish();
  m_settings.setWindowGeometry(saveGeometry());
  m_settings.setSplitterState(m_clips->splitter()->saveState());
  m_results->saveState();
  QMainWindow::closeEvent(event);
}

}  // namespace scenelens
