// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_importer.h"

#include "core/dataset/truth_list.h"
#include "core/eval/breakdown.h"
#include "core/eval/predictions_file.h"
#include "core/eval/table_kind.h"
#include "widgets/base/qt_text.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <optional>
#include <utility>

namespace scenelens {

struct RunImporter::Outcome {
  std::shared_ptr<const Dataset> dataset;  // what the runs belong to
  std::optional<Dataset> truth;            // it, where it was read here
  QString truthPath;
  std::vector<ImportedRun> runs;
  std::vector<Error> errors;
  QStringList waiting;
};

Result<ImportedRun> importedRun(const PredictionsFile& file, const Dataset& dataset) {
  auto imported = runFromPredictions(file, dataset, everyClip(dataset.clips.size()));
  if (!imported) return imported;
  imported->run.info.selection = "all";
  std::vector<std::uint32_t> test;
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
    if (dataset.clips[i].fold == Fold::Test) {
      test.push_back(i);
    } else if (imported->run.table.done[i] != 0) {
      return imported;
    }
  }
  if (test.empty()) return imported;
  imported = runFromPredictions(file, dataset, test);
  if (imported) imported->run.info.selection = "test";
  return imported;
}

std::string distinctRunName(const Workspace& workspace, const std::string& name) {
  const auto isTaken = [&](const std::string& candidate) {
    for (const auto run : workspace.usableRuns()) {
      if (workspace.runInfo(run).name == candidate) return true;
    }
    return false;
  };
  std::string distinct = name;
  for (int number = 2; isTaken(distinct); ++number) {
    distinct = name + " (" + std::to_string(number) + ')';
  }
  return distinct;
}

RunImporter::RunImporter(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {}

RunImporter::~RunImporter() {
  delete m_job;
}

void RunImporter::open(const QStringList& tables) {
  retire();
  if (tables.isEmpty()) return;
  auto outcome = std::make_shared<Outcome>();
  outcome->dataset = m_workspace.dataset();
  auto work = [outcome, tables](const JobControl& control) {
    QStringList predictions;
    for (const auto& table : tables) {
      const auto path = toPath(table);
      const auto kind = kindOfTable(path);
      if (!kind) {
        outcome->errors.push_back(kind.error());
      } else if (*kind == TableKind::Predictions) {
        predictions.append(table);
      } else if (*kind == TableKind::Truth) {
        auto truth = readTruth(path);
        if (truth) {
          outcome->truth = std::move(*truth);
          outcome->truthPath = table;
        } else {
          outcome->errors.push_back(truth.error());
        }
      } else {
        outcome->errors.push_back(
            {"is neither an output table (filename and ten scenes) nor a list of true scenes "
             "(filename, scene_label)",
             path, 0, "docs/formats.md has examples"});
      }
    }
    if (outcome->truth) outcome->dataset = std::make_shared<const Dataset>(*outcome->truth);
    if (outcome->dataset->clips.empty()) {
      outcome->waiting = predictions;
      return;
    }
    for (const auto& table : predictions) {
      if (control.cancelled()) return;
      const auto file = readPredictions(toPath(table));
      auto run = file ? importedRun(*file, *outcome->dataset) : fail(file.error());
      if (run) {
        outcome->runs.push_back(std::move(*run));
      } else {
        outcome->errors.push_back(run.error());
      }
    }
  };
  const QString title = tables.size() == 1
                            ? tr("Reading %1").arg(QFileInfo(tables.front()).fileName())
                            : tr("Reading %Ln table(s)", nullptr, int(tables.size()));
  auto* job = new Job(title, std::move(work), this);
  m_job = job;
  connect(job, &Job::finished, this, [this, job, outcome] {
    if (job != m_job) return;
    m_job = nullptr;
    job->deleteLater();
    if (!outcome->errors.empty()) job->setFailure(toQString(outcome->errors[0].text()));
    if (!job->isCancelled()) finish(*outcome);
  });
  emit started(job);
  job->start();
}

void RunImporter::finish(Outcome& outcome) {
  if (outcome.truth) {
    m_workspace.setDataset(std::move(*outcome.truth),
                           {DataSource::Kind::Truth, {toPath(outcome.truthPath)}});
    emit truthOpened(outcome.truthPath);
  } else if (outcome.dataset != m_workspace.dataset()) {
    m_workspace.addProblem(
        {"another data set was opened while predictions were read", {}, 0, "Import them again"});
    emit failed();
    return;
  }
  for (auto& imported : outcome.runs) {
    const std::size_t before = m_workspace.currentRun();
    imported.run.info.name = distinctRunName(m_workspace, imported.run.info.name);
    imported.run.info.date = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    const std::size_t run = m_workspace.openRun(std::move(imported.run));
    m_workspace.setCurrentRun(run);
    if (m_workspace.judged(before).size() > 0) m_workspace.setOtherRun(before);
    for (const auto& warning : imported.warnings) m_workspace.addProblem(warning);
    emit this->imported(run);
  }
  for (const auto& error : outcome.errors) m_workspace.addProblem(error);
  if (!outcome.errors.empty()) emit failed();
  if (!outcome.waiting.isEmpty()) emit truthNeeded(outcome.waiting);
}

void RunImporter::retire() {
  if (!m_job) return;
  // Not waited for, because the window must not stop; the job goes when it is done.
  Job* job = std::exchange(m_job, nullptr);
  job->cancel();
  if (job->isRunning()) {
    connect(job, &Job::finished, job, &QObject::deleteLater);
  } else {
    job->deleteLater();
  }
}

}  // namespace scenelens
