// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "widgets/settings.h"
#include "widgets/workspace.h"

#include <QMainWindow>
#include <QPointer>
#include <QStringList>

#include <functional>

class QActionGroup;
class QComboBox;
class QDockWidget;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace scenelens {

class ClipsPage;
class Job;
class JobBar;
class ModelsPage;
class PredictionRunner;
class PreviewPage;
class SoundDesk;

/// The one window: pages, menus, the status bar with the running job, the quiet list of problems.
///
/// Nothing slow happens in its thread: data sets open in a job, clips are analysed by the clips
/// page's own thread. The workspace and the settings must outlive it.
class MainWindow final : public QMainWindow {
  Q_OBJECT

 public:
  enum Page { Clips, Preview, Live, Models };

  MainWindow(Workspace& workspace, Settings& settings, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens sound files, folders or data set roots in the background. Opening again replaces a load
  /// that is still running; a failed load keeps what was open.
  void openPaths(const QStringList& paths);
  /// Opens the built-in synthetic demo set, making it first where it is missing.
  void openDemoSet();
  /// Reads the shipped weights in the background.
  void loadModels();

  void showPage(Page page);
  void setThemeChoice(ThemeChoice theme);
  void showProblems(bool visible);

  /// True while something is being loaded, analysed or predicted.
  [[nodiscard]] bool isBusy() const;
  [[nodiscard]] ClipsPage* clipsPage() const { return m_clips; }
  [[nodiscard]] SoundDesk* sound() const { return m_sound; }
  [[nodiscard]] PreviewPage* previewPage() const { return m_preview; }

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  using OpenWork = std::function<Result<Dataset>(const JobControl& control)>;

  void makeFileMenu();
  void makeViewMenu();
  void makeClipMenu();
  void makeHelpMenu();
  void makeToolBar();
  void makeStatusBar();
  void openInBackground(const QString& title, OpenWork work, const QStringList& recent);
  void finishOpening(Result<Dataset> result, const QStringList& recent);
  void rebuildRecentMenu();
  void rebuildModelBox();
  void updateTitle();
  void updateProblemButton();
  void showAbout();

  Workspace& m_workspace;
  Settings& m_settings;
  QStackedWidget* m_pages = nullptr;
  ClipsPage* m_clips = nullptr;
  ModelsPage* m_models = nullptr;
  SoundDesk* m_sound = nullptr;
  PreviewPage* m_preview = nullptr;
  PredictionRunner* m_runner = nullptr;
  QActionGroup* m_pageActions = nullptr;
  QMenu* m_recentMenu = nullptr;
  QComboBox* m_modelBox = nullptr;
  QDockWidget* m_problemDock = nullptr;
  QLabel* m_dataLabel = nullptr;
  JobBar* m_jobs = nullptr;
  QToolButton* m_problemButton = nullptr;
  QPointer<Job> m_openJob;
  QPointer<Job> m_modelJob;
};

}  // namespace scenelens
