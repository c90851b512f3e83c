// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/autosave_slot.h"
#include "core/session/workspace_state.h"
#include "widgets/base/latest_worker.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace scenelens {

/// Saves the workspace by itself to the user's folder for that, and finds what programs that did
/// not close properly have left there. All file work is done in a thread of its own; a folder that
/// cannot be written is said once, and work goes on without. Lives in the GUI thread.
class Autosave final : public QObject {
  Q_OBJECT

 public:
  explicit Autosave(std::filesystem::path folder, QObject* parent = nullptr);
  /// Leaves what was saved; see finish().
  ~Autosave() override;

  /// Saves this state, unless it was the last one; of several in a row the newest counts.
  void save(WorkspaceState state);
  /// True while something given to save() is not on the disk.
  [[nodiscard]] bool isBusy() const { return m_busy; }
  /// The program closes properly: what was saved goes. Waits for a write in progress.
  void finish();

  /// What was left by others, newest first; each stays there until it is discarded.
  [[nodiscard]] const std::vector<std::shared_ptr<AutosaveSlot>>& left() const { return m_left; }
  void discard(const std::shared_ptr<AutosaveSlot>& slot);
  /// Discards it once something was saved here, so that there is no moment without either.
  void discardWhenSaved(const std::shared_ptr<AutosaveSlot>& slot);

 signals:
  /// The folder was looked through.
  void looked();
  void saved();
  void failed(const scenelens::Error& error);

 private:
  struct Claimed;

  void write();

  std::filesystem::path m_folder;
  std::shared_ptr<AutosaveSlot> m_own;  // null until claimed
  std::vector<std::shared_ptr<AutosaveSlot>> m_left;
  std::vector<std::shared_ptr<AutosaveSlot>> m_discarded;
  std::optional<WorkspaceState> m_last;
  bool m_busy = false;
  bool m_told = false;
  std::unique_ptr<LatestWorker> m_worker;
};

/// Where a user's autosaves are: $XDG_STATE_HOME/SceneLens/autosave, by default in ~/.local/state.
[[nodiscard]] std::filesystem::path autosaveFolder();

}  // namespace scenelens
