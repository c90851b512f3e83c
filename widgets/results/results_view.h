// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/query_scope.h"
#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace scenelens {

/// A view of numbers about the clips that the filter shows.
///
/// It computes only while it is seen, once for many changes, and at most five times a second while
/// predictions arrive. Lives in the GUI thread: a refresh must take well below 100 ms at 230,350
/// clips; longer work goes to a worker.
class ResultsView : public QWidget {
  Q_OBJECT

 public:
  explicit ResultsView(Workspace& workspace, QWidget* parent = nullptr);

  /// True while something is still to be computed.
  [[nodiscard]] virtual bool isBusy() const { return m_soon.isActive() || m_later.isActive(); }

 protected:
  /// Shows the present state of the workspace.
  virtual void refresh() = 0;
  /// refresh() in the next turn of the event loop, or when it is seen again.
  void refreshSoon();
  [[nodiscard]] Workspace& workspace() const { return m_workspace; }

  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  Workspace& m_workspace;
  QTimer m_soon, m_later;
  bool m_stale = true;
};

/// The clips that a view counts: see scopeOf.
[[nodiscard]] std::vector<std::uint32_t> countedClips(const Workspace& workspace,
                                                      const QueryScope& scope);
/// The scope of the workspace's filter.
[[nodiscard]] QueryScope scopeOfFilter(Workspace& workspace,
                                       std::span<const std::string_view> fields);

/// " · regardless of scene:tram": the terms of the filter that a view marks instead of counting;
/// empty when there are none.
[[nodiscard]] QString uncountedText(const QueryScope& scope);

/// Why a run has no numbers for these clips, and what to do; empty when at least one of them has a
/// scene and a prediction.
[[nodiscard]] QString whyNothing(const Workspace& workspace, std::size_t run,
                                 const std::vector<std::uint32_t>& clips);

/// What the runs are called in words: "Model1 · Float32".
[[nodiscard]] QString runName(const Workspace& workspace, std::size_t run);

}  // namespace scenelens
