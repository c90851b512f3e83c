// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/prediction_runner.h"

#include "core/eval/predict_all.h"
#include "core/nn/engines.h"
#include "widgets/qt_text.h"

#include <chrono>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

using Batch = std::vector<std::pair<std::uint32_t, Prediction>>;

/// Posts results to the workspace a few times a second instead of once per clip. `add` is called by
/// one thread at a time.
class BatchSender {
 public:
  using Models = std::shared_ptr<const std::vector<Model>>;

  BatchSender(Workspace& workspace, std::shared_ptr<const Dataset> dataset, Models models,
              std::size_t model)
      : m_workspace(workspace),
        m_dataset(std::move(dataset)),
        m_models(std::move(models)),
        m_model(model) {}
  ~BatchSender() { send(); }
  Q_DISABLE_COPY_MOVE(BatchSender)

  void add(std::uint32_t clip, const Result<Prediction>& result) {
    if (result) {
      m_batch.emplace_back(clip, *result);
    } else {
      m_errors.push_back(result.error());
    }
    constexpr auto kInterval = std::chrono::milliseconds(100);
    if (std::chrono::steady_clock::now() - m_sent >= kInterval) send();
  }

 private:
  void send() {
    QMetaObject::invokeMethod(
        &m_workspace,
        [workspace = &m_workspace, dataset = m_dataset, models = m_models, model = m_model,
         batch = std::exchange(m_batch, {}), errors = std::exchange(m_errors, {})] {
          // The user may have opened something else in the meantime.
          if (workspace->dataset() != dataset || workspace->models() != models) return;
          workspace->addPredictions(model, batch);
          for (const auto& error : errors) workspace->addProblem(error);
        },
        Qt::QueuedConnection);
    m_sent = std::chrono::steady_clock::now();
  }

  Workspace& m_workspace;
  std::shared_ptr<const Dataset> m_dataset;
  Models m_models;
  std::size_t m_model;
  Batch m_batch;
  std::vector<Error> m_errors;
  std::chrono::steady_clock::time_point m_sent = std::chrono::steady_clock::now();
};

}  // namespace

PredictionRunner::PredictionRunner(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {
  connect(&workspace, &Workspace::datasetChanged, this, &PredictionRunner::startWhenSmall);
  connect(&workspace, &Workspace::modelsChanged, this, &PredictionRunner::startWhenSmall);
  connect(&workspace, &Workspace::currentModelChanged, this, [this] {
    // A glance at another model must not end a long run that was asked for.
    if (m_workspace.dataset()->clips.size() <= kAutomaticClips) startWhenSmall();
  });
}

void PredictionRunner::startWhenSmall() {
  retire();
  if (m_workspace.dataset()->clips.size() <= kAutomaticClips) start();
}

void PredictionRunner::start() {
  retire();
  const auto dataset = m_workspace.dataset();
  const auto models = m_workspace.models();
  const std::size_t model = m_workspace.currentModel();
  if (model >= models->size()) return;
  const auto& run = m_workspace.run(model);
  std::vector<std::uint32_t> clips;
  for (std::size_t i = 0; i < dataset->clips.size(); ++i) {
    if (!dataset->clips[i].missing && !run.find(i)) clips.push_back(std::uint32_t(i));
  }
  if (clips.empty()) return;

  // Not this: the job is a child, so its thread may still begin while the runner is going away.
  auto work = [&workspace = m_workspace, dataset, models, model,
               clips = std::move(clips)](const JobControl& control) {
    BatchSender sender(workspace, dataset, models, model);
    PredictAllOptions options;
    // One core stays free for the clip that the user looks at.
    options.threads = std::max(1U, std::thread::hardware_concurrency() - 1);
    const auto make = [&]() { return makeClassifier((*models)[model], Engine::Native); };
    const auto onResult = [&](std::uint32_t clip, const Result<Prediction>& result) {
      sender.add(clip, result);
    };
    const auto done = predictAll(*dataset, clips, make, onResult, control, options);
    if (!done) {
      QMetaObject::invokeMethod(
          &workspace, [&workspace, error = done.error()] { workspace.addProgramProblem(error); },
          Qt::QueuedConnection);
    }
  };
  m_job = new Job(tr("Predicting with %1").arg(toQString((*models)[model].title())),
                  std::move(work), this);
  emit started(m_job);
  m_job->start();
}

void PredictionRunner::retire() {
  if (!m_job) return;
  // Cancelled but not waited for, because the window must not stop; the job goes when it is done.
  Job* job = std::exchange(m_job, nullptr);
  job->cancel();
  if (job->isRunning()) {
    connect(job, &Job::finished, job, &QObject::deleteLater);
  } else {
    job->deleteLater();
  }
}

}  // namespace scenelens
