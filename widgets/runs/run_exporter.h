// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "widgets/base/job.h"
#include "widgets/workspace.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace scenelens {

/// Writes the current run to files, each in a job with a copy of the run as it was: a page to read,
/// a DCASE submission, a table of predictions. What goes wrong becomes a problem. Lives in the GUI
/// thread.
class RunExporter final : public QObject {
  Q_OBJECT

 public:
  explicit RunExporter(Workspace& workspace, QObject* parent = nullptr);
  ~RunExporter() override;

  /// The figures of the clips that the filter shows, by the workspace's decision rule, with
  /// intervals; a cancelled job writes nothing.
  void writeReport(const QString& file);
  /// A folder task1/LABEL/ in `folder`, which is examined afterwards: faults become problems. Its
  /// table has all predictions of the run, decided by the ten-class head as the table's
  /// probabilities are; its figures are those of the test fold, or of all clips where there is no
  /// such fold. `meta`: a meta.yaml whose words are kept, or empty.
  void writeSubmission(const QString& folder, const QString& label, const QString& meta);
  /// All predictions of the run in the DCASE output format.
  void writePredictions(const QString& file);
  [[nodiscard]] bool isRunning() const { return !m_jobs.isEmpty(); }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);
  /// What was written, in a sentence.
  void said(const QString& text);
  /// Something was not written, or has faults; the problems say what.
  void failed();

 private:
  struct Outcome {
    QString said;
    std::vector<Error> problems;
  };
  using Work = std::function<Outcome(const JobControl& control)>;
  void begin(const QString& title, Work work);

  Workspace& m_workspace;
  QList<Job*> m_jobs;  // children
};

}  // namespace scenelens
