// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/store_address.h"
#include "widgets/base/settings.h"
#include "widgets/workspace.h"

#include <QMainWindow>
#include <QPointer>
#include <QStringList>

#include <filesystem>
#include <functional>
#include <optional>

class QActionGroup;
class QDockWidget;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace scenelens {

class ActionRegistry;
class ActivityLog;
class ClipActions;
class ClipPlot;
class ClipsPage;
class CommandPalette;
class ComparePage;
class ImportActions;
class Job;
class JobBar;
class MapPage;
class MessageBar;
class ModelsPage;
class PreviewPage;
class EvaluationRunner;
class RankPage;
class ResultsPage;
class RunActions;
class RunBoxes;
class RunKeeper;
class SettingsPage;
class ShortcutSheet;
class SoundDesk;
class WorkspaceKeeper;

/// The one window: pages, menus, the status bar with the running job, the quiet list of problems.
///
/// Nothing slow happens in its thread: data sets open in a job, clips are analysed by the clips
/// page's own thread. The workspace and the settings must outlive it.
class MainWindow final : public QMainWindow {
  Q_OBJECT

 public:
  enum Page { Clips, Results, Compare, Rank, Map, Preview, Live, Models, Log, Preferences };

  /// `store`: where runs and notes are kept; nothing is stored without it.
  MainWindow(Workspace& workspace, Settings& settings,
             const std::optional<StoreAddress>& store = {}, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens a workspace file, or sound files, folders or data set roots in the background, and
  /// tables of predictions or of true scenes (see RunImporter). Opening again replaces a load that
  /// is still running; a failed load keeps what was open.
  void openPaths(const QStringList& paths);
  /// Opens the built-in synthetic demo set, making it first where it is missing.
  void openDemoSet();
  /// Reads the shipped weights in the background.
  void loadModels();

  /// Saves the workspace by itself to this folder from now on, and offers what a crash left there.
  void startAutosave(const std::filesystem::path& folder);

  void showPage(Page page);
  void setThemeChoice(ThemeChoice theme);
  void showProblems(bool visible);

  /// True while something is being loaded, analysed or predicted.
  [[nodiscard]] bool isBusy() const;
  /// Every action of the window.
  [[nodiscard]] ActionRegistry* actionRegistry() const { return m_actions; }
  [[nodiscard]] ActivityLog* activityLog() const { return m_log; }
  [[nodiscard]] SettingsPage* settingsPage() const { return m_preferences; }
  [[nodiscard]] ClipsPage* clipsPage() const { return m_clips; }
  [[nodiscard]] ResultsPage* resultsPage() const { return m_results; }
  [[nodiscard]] SoundDesk* sound() const { return m_sound; }
  [[nodiscard]] ComparePage* comparePage() const { return m_compare; }
  [[nodiscard]] MapPage* mapPage() const { return m_map; }
  [[nodiscard]] PreviewPage* previewPage() const { return m_preview; }
  [[nodiscard]] WorkspaceKeeper* workspaceKeeper() const { return m_saver; }
  [[nodiscard]] MessageBar* messageBar() const { return m_bar; }

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  using OpenWork = std::function<Result<Dataset>(const JobControl& control)>;

  void declareActions();
  void declareFileActions();
  void declarePageActions();
  void declareViewActions();
  void declareLookActions();
  void declareLanguages();
  void declareClipActions();
  void declareRunActions();
  void declareHelpActions();
  void declareFixedKeys();
  void makeMenus();
  void enableRunActions();
  void askWhatToEvaluate();
  void showStoredRuns();
  void chooseFiles();
  void chooseFolder();
  void fitShownPlots();
  void focusFilter();
  void setColourMap(ColourMap map);
  void makeToolBar();
  void makeStatusBar();
  void openInBackground(const QString& title, OpenWork work, const DataSource& source);
  void finishOpening(Result<Dataset> result, const DataSource& source);
  void cancelOpening();
  void makeWorkspaceKeeper();
  void rebuildRecentMenu();
  void wireResults();
  void shareSavedFilters();
  void keepNotes();
  [[nodiscard]] ClipPlot* shownPlot() const;
  void updateTitle();
  /// For a few seconds, in the status bar.
  void say(const QString& text);
  void updateProblemButton();
  void showAbout();
  void showShortcuts();
  void showKeys();
  void evaluateAsSet();

  Workspace& m_workspace;
  Settings& m_settings;
  ActionRegistry* m_actions = nullptr;
  ActivityLog* m_log = nullptr;
  SettingsPage* m_preferences = nullptr;
  CommandPalette* m_palette = nullptr;
  QStackedWidget* m_pages = nullptr;
  ClipsPage* m_clips = nullptr;
  ResultsPage* m_results = nullptr;
  ComparePage* m_compare = nullptr;
  RankPage* m_rank = nullptr;
  MapPage* m_map = nullptr;
  ModelsPage* m_models = nullptr;
  ClipActions* m_clipActions = nullptr;
  RunKeeper* m_keeper = nullptr;  // null: nothing is stored
  EvaluationRunner* m_runner = nullptr;
  ImportActions* m_import = nullptr;
  RunActions* m_runActions = nullptr;
  SoundDesk* m_sound = nullptr;
  MessageBar* m_bar = nullptr;
  WorkspaceKeeper* m_saver = nullptr;
  PreviewPage* m_preview = nullptr;
  QActionGroup* m_pageActions = nullptr;
  QMenu* m_recentMenu = nullptr;
  RunBoxes* m_runs = nullptr;
  QDockWidget* m_problemDock = nullptr;
  QLabel* m_dataLabel = nullptr;
  JobBar* m_jobs = nullptr;
  QToolButton* m_problemButton = nullptr;
  QPointer<ShortcutSheet> m_sheet;
  QPointer<Job> m_openJob;
  QPointer<Job> m_modelJob;
};

}  // namespace scenelens
