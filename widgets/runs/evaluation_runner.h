// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/job.h"
#include "widgets/runs/run_keeper.h"
#include "widgets/workspace.h"

#include <QObject>

#include <string>
#include <vector>

namespace scenelens {

/// What to evaluate.
struct EvaluationRequest {
  std::string selection = "all";     ///< what these clips are, as RunInfo::selection
  std::vector<std::uint32_t> clips;  ///< those without sound are left out
  std::vector<std::size_t> runs;     ///< of the workspace's models, not opened ones
};

/// Evaluates clips of the open data set with models in both precisions, in the background: features
/// once per clip for all of them, results to the workspace in small batches and to the store, what
/// is known already not again. What was computed before a cancel stays.
///
/// When data set or models change, what the store knows is shown; small data sets (up to
/// kAutomaticClips) are then evaluated by themselves, larger ones when start() is called. Lives in
/// the GUI thread.
class EvaluationRunner final : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t kAutomaticClips = 5000;

  /// `keeper` may be null: nothing is stored then. It must outlive this.
  explicit EvaluationRunner(Workspace& workspace, RunKeeper* keeper = nullptr,
                            QObject* parent = nullptr);

  /// Every clip that has sound, with every model in both precisions.
  void start();
  /// Replaces an evaluation that is still running.
  void start(EvaluationRequest request);
  /// From the next evaluation on; 0: all cores but one.
  void setThreads(unsigned threads) { m_threads = threads; }
  [[nodiscard]] unsigned threads() const;
  /// Whether small data sets are evaluated by themselves; they are unless somebody says no.
  void setAutomatic(bool automatic) { m_automatic = automatic; }
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }
  /// The newest job, null before the first.
  [[nodiscard]] Job* job() const { return m_job; }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);

 private:
  void begin();
  [[nodiscard]] EvaluationRequest everything() const;
  void retire();

  Workspace& m_workspace;
  RunKeeper* m_keeper;
  unsigned m_threads = 0;
  bool m_automatic = true;
  Job* m_job = nullptr;  // child
};

}  // namespace scenelens
