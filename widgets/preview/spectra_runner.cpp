// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/spectra_runner.h"

#include <utility>

namespace scenelens {

SpectraRunner::SpectraRunner(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {
  connect(&workspace, &Workspace::datasetChanged, this, &SpectraRunner::stop);
}

SpectraRunner::~SpectraRunner() {
  // Their threads hold what this hands over.
  for (auto* job : findChildren<Job*>()) delete job;
}

void SpectraRunner::start() {
  stop();
  auto result = std::make_shared<DeviceSpectra>();
  auto* job = new Job(
      tr("Measuring devices"),
      [result, dataset = m_workspace.dataset()](const JobControl& control) {
        *result = measureDeviceSpectra(*dataset, {}, control);
      },
      this);
  m_job = job;
  connect(job, &Job::finished, this, [this, job, result] {
    job->deleteLater();
    if (m_job != job) return;  // of another data set
    m_job = nullptr;
    for (const auto& error : result->skipped) m_workspace.addProblem(error);
    emit measured(result);
  });
  emit started(job);
  job->start();
}

void SpectraRunner::stop() {
  // Not waited for, because the window must not stop; the job goes when it is done.
  if (Job* job = std::exchange(m_job, nullptr)) job->cancel();
}

}  // namespace scenelens
