// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/session/autosave.h"
#include "widgets/session/workspace_opener.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

class QAction;

namespace scenelens {

class ActionRegistry;
class MessageBar;

/// Nothing is lost: the workspace as a file that one opens and saves, saving by itself while one
/// works, and taking up what a crash left. What there is to say stands in the bar at the top of the
/// window; the only question asked in a dialog is whether to save a changed workspace that is about
/// to go. Lives in the GUI thread.
class WorkspaceKeeper final : public QObject {
  Q_OBJECT

 public:
  /// `window` owns this and is the parent of dialogs. `store` may be null.
  WorkspaceKeeper(Workspace& workspace, Settings& settings, WindowState state, RunKeeper* store,
                  MessageBar& bar, QWidget& window);
  ~WorkspaceKeeper() override;

  /// New, Open, Save and Save As; Undo and Redo.
  void declareActions(ActionRegistry& registry);
  /// Whether a path is one of a workspace file, by its name.
  [[nodiscard]] static bool isWorkspaceName(const QString& path);

  /// Opens a workspace file in the background, after asking whether to save the one that is open.
  void open(const QString& file);
  /// Writes to the open file in the background; asks for a name where there is none.
  void save();
  void saveTo(const QString& file);
  void saveAs();
  /// Forgets the file and everything in it: no data set, no filter.
  void startNew();
  /// Asks for a file to open.
  void choose();
  /// Something else is about to be opened: what is still being opened, or waits for its data set,
  /// is given up.
  void stopOpening();
  /// Saves by itself to this folder from now on, and offers what is left there.
  void startAutosave(const std::filesystem::path& folder);

  /// Something may have changed: it is looked at within a second.
  void touch();

  /// The name of the open file without its suffix; empty where there is none.
  [[nodiscard]] QString name() const;
  /// True while the open file says something else than what is before oneself; where one is does
  /// not count.
  [[nodiscard]] bool isModified() const { return m_modified; }
  /// True when the window may close now; otherwise the user is asked, and `close` is called when it
  /// may.
  [[nodiscard]] bool mayClose(std::function<void()> close);
  /// The program closes: what was saved by itself goes.
  void finish();
  [[nodiscard]] bool isBusy() const;

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);
  void said(const QString& text);
  /// A workspace is being opened: what is still being opened otherwise shall be given up.
  void aboutToOpen();
  /// name() or isModified() changed.
  void titleChanged();
  /// A workspace is open now.
  void opened(const QString& file);
  /// Something could not be done; the problems say what.
  void failed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void followChanges();
  void declareHistory(ActionRegistry& registry);
  void look();
  /// Runs `then` at once, or once the changed workspace was saved or given up.
  void thenOr(const QString& question, std::function<void()> then);
  void read(const QString& file);
  void take(const WorkspaceState& state, const QString& file, bool fromFile);
  void onOpened();
  void write(const QString& file, bool evenIfChanged, std::function<void()> then);
  void onNotSaved(const Error& error, const QString& file);
  void onChangedByOthers(const QString& file, std::function<void()> then);
  void offerLeft();
  void reopen(const std::shared_ptr<AutosaveSlot>& slot);
  void askWhereItIs(const QStringList& missing, const QString& why);
  /// True when no file is being read or written; otherwise `again` is called when that is done.
  [[nodiscard]] bool fileIsFree(std::function<void()> again);
  void locate(const QStringList& missing, const QString& why);
  void report(const Error& error);
  void setFile(const QString& file);

  Workspace& m_workspace;
  Settings& m_settings;
  MessageBar& m_bar;
  QWidget& m_window;
  WorkspaceOpener m_opener;
  std::unique_ptr<Autosave> m_autosave;
  QTimer m_look;
  QString m_file;          // absolute; empty: the workspace has no name
  WorkspaceState m_saved;  // what the file says, without where one is
  QByteArray m_savedHash;  // of the file's bytes when it was read or written
  bool m_modified = false;
  bool m_rebase = false;  // what is open next is what the file says
  std::shared_ptr<AutosaveSlot> m_reopening;
  QPointer<Job> m_fileJob;  // reads or writes the file
};

}  // namespace scenelens
