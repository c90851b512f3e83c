// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/job.h"
#include "widgets/workspace.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace scenelens {

/// Predicts the clips of the open data set in the background, for the current run and then for the
/// one it is compared with, and hands the results to the workspace in small batches; what was
/// computed before a cancel stays. Opened runs have their predictions.
///
/// Small data sets (up to kAutomaticClips) are predicted by themselves whenever data set, models
/// or these runs change; larger ones when start() is called. Lives in the GUI thread.
class PredictionRunner final : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t kAutomaticClips = 5000;

  explicit PredictionRunner(Workspace& workspace, QObject* parent = nullptr);

  /// Predicts every clip that has sound and no prediction of one of the two runs yet.
  void start();
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }
  /// The newest job, null before the first.
  [[nodiscard]] Job* job() const { return m_job; }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);

 private:
  void startWhenSmall();
  [[nodiscard]] std::vector<std::uint32_t> unpredicted(std::size_t run) const;
  void retire();

  Workspace& m_workspace;
  Job* m_job = nullptr;  // child
};

}  // namespace scenelens
