// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/job.h"
#include "widgets/workspace.h"

#include <QObject>

#include <memory>

namespace scenelens {

/// Predicts the clips of the open data set with the chosen model in the background and hands the
/// results to the workspace in small batches; what was computed before a cancel stays.
///
/// Small data sets (up to kAutomaticClips) are predicted by themselves whenever data set or model
/// change; larger ones when start() is called. Lives in the GUI thread.
class PredictionRunner final : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t kAutomaticClips = 5000;

  explicit PredictionRunner(Workspace& workspace, QObject* parent = nullptr);

  /// Predicts every clip that has sound and no prediction of the chosen model yet.
  void start();
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }
  /// The newest job, null before the first.
  [[nodiscard]] Job* job() const { return m_job; }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);

 private:
  void startWhenSmall();
  void retire();

  Workspace& m_workspace;
  Job* m_job = nullptr;  // child
};

}  // namespace scenelens
