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
              std::size_t run)
      : m_workspace(workspace),
        m_dataset(std::move(dataset)),
        m_models(std::move(models)),
        m_run(run) {}
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
        [workspace = &m_workspace, dataset = m_dataset, models = m_models, run = m_run,
         batch = std::exchange(m_batch, {}), errors = std::exchange(m_errors, {})] {
          // The user may have opened something else in the meantime.
          if (workspace->dataset() != dataset || workspace->models() != models) return;
          workspace->addPredictions(run, batch);
          for (const auto& error : errors) workspace->addProblem(error);
        },
        Qt::QueuedConnection);
    m_sent = std::chrono::steady_clock::now();
  }

  Workspace& m_workspace;
  std::shared_ptr<const Dataset> m_dataset;
  Models m_models;
  std::size_t m_run;
  Batch m_batch;
  std::vector<Error> m_errors;
  std::chrono::steady_clock::time_point m_sent = std::chrono::steady_clock::now();
};

/// One run's share of a job.
struct Part {
  std::size_t run = 0;
  const Model* model = nullptr;  // kept by the workspace's shared models or twins
  std::vector<std::uint32_t> clips;
};

}  // namespace

PredictionRunner::PredictionRunner(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {
  connect(&workspace, &Workspace::datasetChanged, this, &PredictionRunner::startWhenSmall);
  connect(&workspace, &Workspace::modelsChanged, this, &PredictionRunner::startWhenSmall);
  const auto startAgain = [this] {
    // A glance at another run must not end a long job that was asked for.
    if (m_workspace.dataset()->clips.size() <= kAutomaticClips) startWhenSmall();
  };
  connect(&workspace, &Workspace::currentRunChanged, this, startAgain);
  connect(&workspace, &Workspace::otherRunChanged, this, startAgain);
}

void PredictionRunner::startWhenSmall() {
  retire();
  if (m_workspace.dataset()->clips.size() <= kAutomaticClips) start();
}

std::vector<std::uint32_t> PredictionRunner::unpredicted(std::size_t run) const {
  const auto& clips = m_workspace.dataset()->clips;
  const auto& table = m_workspace.run(run);
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!clips[i].missing && !table.find(i)) found.push_back(std::uint32_t(i));
  }
  return found;
}

void PredictionRunner::start() {
  retire();
  const auto dataset = m_workspace.dataset();
  const auto models = m_workspace.models();
  const auto twins = m_workspace.twins();
  std::vector<Part> parts;
  QStringList names;
  for (const auto run : {std::optional(m_workspace.currentRun()), m_workspace.otherRun()}) {
    if (!run || m_workspace.isOpened(*run)) continue;
    const auto model = m_workspace.modelOf(*run);
    if (!model || *model >= models->size()) continue;
    const bool int8 = m_workspace.precisionOf(*run) == Precision::Int8;
    if (int8 && !(*twins)[*model]) continue;
    Part part{*run, int8 ? &*(*twins)[*model] : &(*models)[*model], unpredicted(*run)};
    if (part.clips.empty()) continue;
    names.append(toQString(m_workspace.runInfo(*run).name));
    parts.push_back(std::move(part));
  }
  if (parts.empty()) return;

  // Not this: the job is a child, so its thread may still begin while the runner is going away.
  auto work = [&workspace = m_workspace, dataset, models, twins,
               parts = std::move(parts)](const JobControl& control) {
    for (const auto& part : parts) {
      if (control.cancelled()) return;
      BatchSender sender(workspace, dataset, models, part.run);
      PredictAllOptions options;
      // One core stays free for the clip that the user looks at.
      options.threads = std::max(1U, std::thread::hardware_concurrency() - 1);
      const auto make = [&]() { return makeClassifier(*part.model, engineFor(*part.model)); };
      const auto onResult = [&](std::uint32_t clip, const Result<Prediction>& result) {
        sender.add(clip, result);
      };
      const auto done = predictAll(*dataset, part.clips, make, onResult, control, options);
      if (!done) {
        QMetaObject::invokeMethod(
            &workspace, [&workspace, error = done.error()] { workspace.addProgramProblem(error); },
            Qt::QueuedConnection);
      }
    }
  };
  m_job = new Job(tr("Predicting with %1").arg(names.join(tr(" and "))), std::move(work), this);
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
