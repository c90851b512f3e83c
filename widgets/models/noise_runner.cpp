// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/noise_runner.h"

#include "core/eval/noise_study.h"
#include "widgets/base/qt_text.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace scenelens {

NoiseRunner::NoiseRunner(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {
  connect(&workspace, &Workspace::datasetChanged, this, &NoiseRunner::stop);
  connect(&workspace, &Workspace::modelsChanged, this, &NoiseRunner::stop);
  connect(&workspace, &Workspace::currentModelChanged, this, &NoiseRunner::stop);
}

NoiseRunner::~NoiseRunner() {
  // Their threads post to this.
  for (auto* job : findChildren<Job*>()) delete job;
}

void NoiseRunner::start(std::vector<std::uint32_t> clips) {
  stop();
  using Noise = std::shared_ptr<const QuantizationNoise>;
  const std::uint64_t number = m_number;
  const auto post = [this, number](auto call) {
    const auto deliver = [this, number, call = std::move(call)] {
      if (number == m_number) call();
    };
    QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
  };
  auto work = [this, post, dataset = m_workspace.dataset(), models = m_workspace.models(),
               twins = m_workspace.twins(), model = m_workspace.currentModel(),
               clips = std::move(clips)](const JobControl& control) {
    const auto probe = NoiseProbe::make((*models)[model], *(*twins)[model]);
    if (!probe) {
      post([this, error = probe.error()] { emit failed(error); });
      return;
    }
    const NoiseListener listener{
        [&](const QuantizationNoise& soFar) {
          post([this, noise = Noise(std::make_shared<QuantizationNoise>(soFar))] {
            emit progressed(noise);
          });
        },
        [&](const Error& error) { post([this, error] { m_workspace.addProblem(error); }); }};
    // One core stays free for the clip that the user looks at.
    const unsigned threads = std::max(1U, std::thread::hardware_concurrency() - 1);
    auto noise = studyNoise(*probe, *dataset, clips, listener, control, threads);
    post([this, all = Noise(std::make_shared<QuantizationNoise>(std::move(noise)))] {
      emit finished(all);
    });
  };
  const auto& model = (*m_workspace.models())[m_workspace.currentModel()];
  m_job = new Job(tr("Comparing Float32 and Int8 of %1").arg(toQString(model.title())),
                  std::move(work), this);
  emit started(m_job);
  m_job->start();
}

void NoiseRunner::stop() {
  ++m_number;
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
