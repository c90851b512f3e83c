// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/workspace_state.h"

#include <QByteArray>
#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <utility>
#include <vector>

namespace scenelens {

class ClipTableModel;
class PreviewPage;
class RankPage;

/// Where one is in the window, as values and back: the page, the order of the clips, the knobs of
/// the pages, splitters and the window's place. Lives in the GUI thread.
class WindowState final {
 public:
  struct Parts {
    QMainWindow* window = nullptr;
    ClipTableModel* clips = nullptr;
    RankPage* rank = nullptr;
    PreviewPage* preview = nullptr;
    std::vector<std::pair<std::string, QWidget*>> pages;  ///< by name, in their order
    std::function<int()> page;                            ///< index of the one that is seen
    std::function<void(int)> showPage;
  };

  explicit WindowState(Parts parts) : m_parts(std::move(parts)) {}

  /// Fills the fields that the window knows: page, pages, layout, rank.
  void save(WorkspaceState& state) const;
  /// What is not in the state, or no longer in the window, stays as it is.
  void restore(const WorkspaceState& state) const;

 private:
  Parts m_parts;
};

}  // namespace scenelens
