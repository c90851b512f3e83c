// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/workspace_state.h"
#include "widgets/base/job.h"
#include "widgets/runs/run_keeper.h"
#include "widgets/session/window_state.h"
#include "widgets/workspace.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>

namespace scenelens {

class Settings;

/// From what is before oneself to a state and back. Opening reads the data set and the runs in a
/// job; what could not be found stays in the state and is saved with it again, so that nothing gets
/// lost by a disk that is not plugged in. Lives in the GUI thread.
class WorkspaceOpener final : public QObject {
  Q_OBJECT

 public:
  /// `store` may be null. All must outlive this.
  WorkspaceOpener(Workspace& workspace, Settings& settings, WindowState window, RunKeeper* store,
                  QObject* parent = nullptr);
  ~WorkspaceOpener() override;

  /// Everything that is before oneself now; while a state is being opened, that one.
  [[nodiscard]] WorkspaceState collect() const;
  /// Makes a state what is before oneself. Another one that is still being opened is given up.
  void open(WorkspaceState state);
  /// A missing path is elsewhere; others below the same folder move along where they exist there.
  /// Opens again.
  void relocate(const QString& from, const QString& to);
  /// Opens what there is of the data set; what is missing stays in the state.
  void openWithoutMissing();
  /// Something else is about to be opened: nothing of the state waits any longer.
  void stop();
  /// Something else is open: what could not be found of the state is forgotten.
  void giveUp();

  [[nodiscard]] bool isBusy() const { return m_job; }
  /// True while runs, notes and the current clip wait for their data set.
  [[nodiscard]] bool isWaiting() const { return m_absent.has_value(); }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);
  /// After opened(): these paths of the data set are not there, or cannot be opened; then `why`
  /// says so. Without them no data set is open, and what belongs to it waits.
  void missing(const QStringList& paths, const QString& why);
  /// All that could be applied was; before the models are read, the chosen runs still wait.
  void opened();
  /// The runs that were chosen could be chosen at last.
  void settled();

 private:
  struct Outcome;

  void start(bool withoutMissing);
  void finish(Outcome& outcome);
  void apply(Outcome& outcome);
  void applyData(Outcome& outcome);
  void applyRuns(Outcome& outcome);
  void collectAbsent(WorkspaceState& state) const;
  void applyNotes(const WorkspaceState& state);
  void applyFilter(const WorkspaceState& state);
  void chooseRuns();
  [[nodiscard]] std::optional<std::size_t> runOf(const std::optional<RunChoice>& choice) const;
  [[nodiscard]] std::optional<RunChoice> choiceOf(std::optional<std::size_t> run) const;
  void collectNotes(WorkspaceState& state) const;
  void retire();

  Workspace& m_workspace;
  Settings& m_settings;
  WindowState m_window;
  RunKeeper* m_store;
  std::optional<WorkspaceState> m_pending;  // being opened
  std::optional<WorkspaceState> m_absent;   // whose data set is not there
  QPointer<Job> m_job;
  bool m_applying = false;
  // What of the open state the data set, the store or the disk does not have now.
  std::vector<SavedRun> m_lostRuns;
  std::vector<NotedClip> m_lostNotes;
  std::vector<ClipName> m_lostPicked;
  std::optional<ClipName> m_lostClip;
  // The chosen runs, until the models are there.
  bool m_choosing = false;
  std::optional<RunChoice> m_current, m_other;
};

}  // namespace scenelens
