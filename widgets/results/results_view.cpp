// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_view.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/qt_text.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kStreamingMs = 200;

}  // namespace

ResultsView::ResultsView(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  for (auto* timer : {&m_soon, &m_later}) {
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this] {
      m_soon.stop();
      m_later.stop();
      m_stale = false;
      refresh();
    });
  }
  m_soon.setInterval(0);
  m_later.setInterval(kStreamingMs);
  for (const auto signal :
       {&Workspace::datasetChanged, &Workspace::modelsChanged, &Workspace::ruleChanged,
        &Workspace::currentRunChanged, &Workspace::otherRunChanged, &Workspace::runsChanged,
        &Workspace::shownClipsChanged}) {
    connect(&workspace, signal, this, &ResultsView::refreshSoon);
  }
  connect(&workspace, &Workspace::predictionsAdded, this, [this] {
    m_stale = true;
    // Not started anew by each batch, or a stream of them would never be shown.
    if (isVisible() && !m_later.isActive()) m_later.start();
  });
}

void ResultsView::refreshSoon() {
  m_stale = true;
  if (isVisible()) m_soon.start();
}

void ResultsView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) m_soon.start();
}

void ResultsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) refreshSoon();
}

QueryScope scopeOfFilter(Workspace& workspace, std::span<const std::string_view> fields) {
  return scopeOf(workspace.filter().text().toStdString(), fields);
}

std::vector<std::uint32_t> countedClips(const Workspace& workspace, const QueryScope& scope) {
  const auto& query = workspace.query();
  if (scope.parts.empty() && !query.looksAtPredictions()) return workspace.shownClips();
  return workspace.matching(ClipQuery(scope.clips, *workspace.dataset()));
}

QString uncountedText(const QueryScope& scope) {
  if (scope.parts.empty()) return {};
  return ResultsView::tr(" · regardless of %1").arg(toQString(scope.parts));
}

QString runName(const Workspace& workspace, std::size_t run) {
  return toQString(workspace.runInfo(run).name);
}

QString whyNothing(const Workspace& workspace, std::size_t run,
                   const std::vector<std::uint32_t>& clips) {
  const auto& dataset = *workspace.dataset();
  if (dataset.clips.empty()) {
    return ResultsView::tr("Open a data set (%1), or try the demo set in the File menu.")
        .arg(keyOf(QStringLiteral("file.openFolder")));
  }
  if (clips.empty()) return ResultsView::tr("No clip matches the filter.");
  const auto isLabelled = [&](std::uint32_t clip) { return dataset.clips[clip].scene.has_value(); };
  if (std::none_of(clips.begin(), clips.end(), isLabelled)) {
    return ResultsView::tr(
        "The true scene of these clips is not known, so nothing can be judged. "
        "Open the root of a data set that has a meta.csv.");
  }
  const auto& judged = workspace.judged(run);
  const auto isJudged = [&](std::uint32_t clip) {
    return clip < judged.size() && judged.isJudged(clip);
  };
  if (std::any_of(clips.begin(), clips.end(), isJudged)) return {};
  if (workspace.usableRuns().empty()) {
    return ResultsView::tr(
               "There is no model: no weights were found. The list of problems (%1) says why.")
        .arg(keyOf(QStringLiteral("view.problems")));
  }
  return ResultsView::tr("%1 has not predicted these clips yet. Evaluate all clips with %2.")
      .arg(runName(workspace, run), keyOf(QStringLiteral("runs.evaluateAll")));
}

}  // namespace scenelens
