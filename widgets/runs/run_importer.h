// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/predictions_file.h"
#include "widgets/base/job.h"
#include "widgets/workspace.h"

#include <QObject>
#include <QStringList>

#include <string>

namespace scenelens {

/// Opens tables of text: predictions in the DCASE output format become runs of the open data set, a
/// list of true scenes becomes a data set without sound that predictions can be judged by. Runs get
/// the date of import and, where their name is taken, a number. Reading is done by a job; what is
/// wrong goes to the workspace's problems. Lives in the GUI thread.
class RunImporter final : public QObject {
  Q_OBJECT

 public:
  explicit RunImporter(Workspace& workspace, QObject* parent = nullptr);
  ~RunImporter() override;

  /// Opens tables of either kind, the truth first; the last run becomes the current one and is
  /// compared with the run that was current before. A later call replaces one still running.
  void open(const QStringList& tables);
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);
  /// A list of true scenes is the open data set now.
  void truthOpened(const QString& path);
  void imported(std::size_t run);
  /// Something could not be opened; the problems say what.
  void failed();
  /// These predictions are waiting for a data set; open() them again together with the truth.
  void truthNeeded(const QStringList& predictions);

 private:
  struct Outcome;
  void finish(Outcome& outcome);
  void retire();

  Workspace& m_workspace;
  Job* m_job = nullptr;  // child
};

/// Matches the rows against all clips; where every row is of the test fold, as with predictions for
/// the challenge, only that fold's clips are missed. Errors: those of runFromPredictions.
/// Thread-safe.
[[nodiscard]] Result<ImportedRun> importedRun(const PredictionsFile& file, const Dataset& dataset);

/// `name`, or "name (2)" and so on where a run of the workspace has it already.
[[nodiscard]] std::string distinctRunName(const Workspace& workspace, const std::string& name);

}  // namespace scenelens
