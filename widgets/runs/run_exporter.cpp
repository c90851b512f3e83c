// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_exporter.h"

#include "core/dataset/table_file.h"
#include "core/eval/breakdown.h"
#include "core/eval/html_report.h"
#include "core/eval/submission_folder.h"
#include "core/eval/submission_table.h"
#include "widgets/base/qt_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <memory>
#include <utility>

namespace scenelens {

namespace {

/// What a job needs of the current run: whatever happens to the workspace, its files are of one
/// moment.
struct Copy {
  std::shared_ptr<const Dataset> dataset;
  Run run;
  DecisionRule rule = DecisionRule::TenClass;
};

std::shared_ptr<Copy> copyOf(const Workspace& workspace) {
  const std::size_t run = workspace.currentRun();
  return std::make_shared<Copy>(
      Copy{workspace.dataset(), {workspace.runInfo(run), workspace.run(run)}, workspace.rule()});
}

/// The clips that a submission's figures are about: reported are those of the test fold.
std::vector<std::uint32_t> developmentClips(const Dataset& dataset) {
  std::vector<std::uint32_t> test;
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
    if (dataset.clips[i].fold == Fold::Test) test.push_back(i);
  }
  return test.empty() ? everyClip(dataset.clips.size()) : test;
}

QString shownPath(const std::filesystem::path& path) {
  return QDir::toNativeSeparators(fromPath(path));
}

}  // namespace

RunExporter::RunExporter(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {}

RunExporter::~RunExporter() {
  for (Job* job : std::exchange(m_jobs, {})) delete job;
}

void RunExporter::begin(const QString& title, Work work) {
  auto outcome = std::make_shared<Outcome>();
  auto* job = new Job(
      title,
      [work = std::move(work), outcome](const JobControl& control) { *outcome = work(control); },
      this);
  m_jobs.append(job);
  connect(job, &Job::finished, this, [this, job, outcome] {
    if (!m_jobs.removeOne(job)) return;
    job->deleteLater();
    if (!outcome->problems.empty()) job->setFailure(toQString(outcome->problems[0].text()));
    for (const auto& problem : outcome->problems) m_workspace.addProblem(problem);
    if (!outcome->said.isEmpty()) emit said(outcome->said);
    if (!outcome->problems.empty()) emit failed();
  });
  emit started(job);
  job->start();
}

void RunExporter::writeReport(const QString& file) {
  const auto copy = copyOf(m_workspace);
  if (!m_workspace.filter().isEmpty()) {
    copy->run.info.selection = m_workspace.filter().text().toStdString();
  } else if (copy->run.info.selection.empty()) {
    copy->run.info.selection = "all";
  }
  copy->run.info.dataset = copy->dataset->name;
  begin(tr("Report on %1").arg(toQString(copy->run.info.name)),
        [copy, clips = m_workspace.shownClips(), path = toPath(file),
         version = QCoreApplication::applicationVersion().toStdString()](
            const JobControl& control) -> Outcome {
          HtmlReport page;
          page.info = copy->run.info;
          page.figures = figuresOf(*copy->dataset, copy->run.table, copy->rule, clips, {}, control);
          if (control.cancelled()) return {};
          page.synthetic = copy->dataset->synthetic;
          page.made = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
          page.version = version;
          const auto written = writeHtmlReport(path, page);
          if (!written) return {{}, {written.error()}};
          return {tr("Wrote %1").arg(shownPath(path)), {}};
        });
}

void RunExporter::writeSubmission(const QString& folder, const QString& label,
                                  const QString& meta) {
  const auto copy = copyOf(m_workspace);
  begin(
      tr("Submission %1").arg(label),
      [copy, folder = toPath(folder), label = label.toStdString(),
       meta = toPath(meta)](const JobControl& /*control*/) -> Outcome {
        Submission submission;
        submission.label = label;
        submission.dataset = copy->dataset.get();
        submission.run = &copy->run.table;
        submission.info = copy->run.info;
        const auto judged = judge(*copy->dataset, copy->run.table, DecisionRule::TenClass);
        submission.development = partsOf(*copy->dataset, judged, developmentClips(*copy->dataset));
        if (!meta.empty()) {
          auto text = readListText(meta);
          if (!text) return {{}, {text.error()}};
          submission.meta = std::move(*text);
          submission.metaPath = meta;
        }
        const auto written = scenelens::writeSubmission(folder, submission);
        if (!written) return {{}, {written.error()}};
        auto faults = checkSubmission(*written);
        if (!faults) return {{}, {faults.error()}};
        const QString place = shownPath(*written);
        const auto count = qint64(faults->size());
        return {count == 0 ? tr("Wrote %1; no faults found").arg(place)
                           : tr("Wrote %1; %Ln fault(s) are left", nullptr, int(count)).arg(place),
                std::move(*faults)};
      });
}

void RunExporter::writePredictions(const QString& file) {
  const auto copy = copyOf(m_workspace);
  begin(tr("Writing %1").arg(QFileInfo(file).fileName()),
        [copy, path = toPath(file)](const JobControl& /*control*/) -> Outcome {
          const auto written =
              writeSubmissionTable(path, *copy->dataset, copy->run.table, copy->rule);
          if (!written) return {{}, {written.error()}};
          return {tr("Wrote %Ln prediction(s) to %1", nullptr,
                     int(std::count(copy->run.table.done.begin(), copy->run.table.done.end(), 1)))
                      .arg(shownPath(path)),
                  {}};
        });
}

}  // namespace scenelens
