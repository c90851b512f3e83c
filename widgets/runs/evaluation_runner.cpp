// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/evaluation_runner.h"

#include "core/eval/evaluate.h"
#include "core/nn/engines.h"
#include "core/nn/native/float_kernels.h"
#include "core/store/file_hash.h"
#include "widgets/base/qt_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QMetaObject>
#include <QPointer>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

/// What a job works on: everything it needs lives as long as it does.
struct Plan {
  QPointer<Workspace> alive;  // only to post to
  std::shared_ptr<const Dataset> dataset;
  std::shared_ptr<const std::vector<Model>> models;
  std::shared_ptr<const std::vector<Int8Twin>> twins;
  EvaluationRequest request;
  std::vector<RunInfo> infos;                            // of request.runs
  std::vector<const Model*> networks;                    // of request.runs, into models and twins
  std::vector<RunTable> known;                           // of request.runs, so far
  std::function<std::shared_ptr<StoreWriter>()> writer;  // may be empty
  unsigned threads = 1;
};

/// Posts results to the workspace a few times a second instead of once per clip. Called by one
/// thread at a time.
class BatchSender {
 public:
  explicit BatchSender(const Plan& plan) : m_plan(plan) {}
  ~BatchSender() { send(); }
  Q_DISABLE_COPY_MOVE(BatchSender)

  void add(std::size_t run, std::uint32_t clip, const Prediction& prediction) {
    m_batch[run].emplace_back(clip, prediction);
    sendNowAndThen();
  }
  void add(const Error& error) {
    m_errors.push_back(error);
    sendNowAndThen();
  }
  void send() {
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [workspace = m_plan.alive, dataset = m_plan.dataset, models = m_plan.models,
         batch = std::exchange(m_batch, {}), errors = std::exchange(m_errors, {})] {
          // The user may have opened something else in the meantime.
          if (!workspace || workspace->dataset() != dataset || workspace->models() != models)
            return;
          for (const auto& [run, results] : batch) workspace->addPredictions(run, results);
          for (const auto& error : errors) workspace->addProblem(error);
        },
        Qt::QueuedConnection);
    m_sent = std::chrono::steady_clock::now();
  }

 private:
  void sendNowAndThen() {
    constexpr auto kInterval = std::chrono::milliseconds(100);
    if (std::chrono::steady_clock::now() - m_sent >= kInterval) send();
  }

  const Plan& m_plan;
  std::map<std::size_t, std::vector<std::pair<std::uint32_t, Prediction>>> m_batch;
  std::vector<Error> m_errors;
  std::chrono::steady_clock::time_point m_sent = std::chrono::steady_clock::now();
};

void tellProblem(const Plan& plan, const Error& error) {
  QMetaObject::invokeMethod(
      QCoreApplication::instance(),
      [workspace = plan.alive, error] {
        if (workspace) workspace->addProgramProblem(error);
      },
      Qt::QueuedConnection);
}

/// Runs whose weights do not fit are told and left out.
std::vector<ClassifierFactory> makeFactories(Plan& plan) {
  std::vector<ClassifierFactory> factories;
  for (std::size_t i = 0; i < plan.networks.size();) {
    auto factory = makeClassifierFactory(*plan.networks[i], engineFor(*plan.networks[i]));
    if (factory) {
      factories.push_back(std::move(*factory));
      ++i;
      continue;
    }
    tellProblem(plan, factory.error());
    const auto at = std::ptrdiff_t(i);
    plan.networks.erase(plan.networks.begin() + at);
    plan.infos.erase(plan.infos.begin() + at);
    plan.known.erase(plan.known.begin() + at);
    plan.request.runs.erase(plan.request.runs.begin() + at);
  }
  return factories;
}

/// What tells a run from those of other weights and engines.
Status identify(Plan& plan, const std::vector<ClassifierFactory>& factories) {
  for (std::size_t i = 0; i < plan.infos.size(); ++i) {
    auto& info = plan.infos[i];
    // Weights that were never read from a file have no hash; their runs are not kept.
    if (!plan.networks[i]->path.empty()) {
      auto hash = sha256OfFile(plan.networks[i]->path);
      if (!hash) return fail(std::move(hash.error()));
      info.modelHash = std::move(*hash);
    }
    const auto classifier = factories[i]();
    if (!classifier) return fail(classifier.error());
    info.engine = (*classifier)->engineName();
    info.selection = plan.request.selection;
    info.dataset = plan.dataset->name;
    info.version = QCoreApplication::applicationVersion().toStdString();
    info.date = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    info.note = plan.networks[i]->note;
  }
  return {};
}

/// Opens the store and shows what it knows; null where there is none or it cannot be used.
std::unique_ptr<KeptRuns> readStore(Plan& plan, BatchSender& sender) {
  const auto writer = plan.writer ? plan.writer() : nullptr;
  const bool named =
      std::ranges::all_of(plan.infos, [](const RunInfo& info) { return !info.modelHash.empty(); });
  if (!writer || !named) return nullptr;
  auto kept =
      KeptRuns::read(writer, plan.dataset, plan.infos, [&](std::size_t run, const RunTable& table) {
        for (std::uint32_t clip = 0; clip < table.size(); ++clip) {
          const Prediction* known = table.find(clip);
          if (!known || plan.known[run].find(clip)) continue;
          plan.known[run].set(clip, *known);
          sender.add(plan.request.runs[run], clip, *known);
        }
      });
  sender.send();
  if (!kept) {
    tellProblem(plan, kept.error());
    return nullptr;
  }
  return std::move(*kept);
}

void evaluatePlan(Plan& plan, const JobControl& control) {
  const auto factories = makeFactories(plan);
  if (factories.empty()) return;
  if (auto named = identify(plan, factories); !named) {
    tellProblem(plan, named.error());
    return;
  }
  BatchSender sender(plan);
  auto kept = readStore(plan, sender);
  if (plan.request.clips.empty() || control.cancelled()) return;
  if (kept) {
    if (auto begun = kept->begin(plan.request.clips, plan.known); !begun) {
      tellProblem(plan, begun.error());
      kept.reset();
    }
  }
  EvaluateOptions options;
  options.threads = plan.threads;
  options.isDone = [&](std::uint32_t clip, std::size_t run) {
    return plan.known[run].find(clip) != nullptr;
  };
  const EvaluateSink sink{[&](std::uint32_t clip, std::size_t run, const Prediction& prediction) {
                            sender.add(plan.request.runs[run], clip, prediction);
                            if (kept) kept->add(run, clip, prediction);
                          },
                          [&](std::uint32_t, const Error& error) { sender.add(error); }};
  const auto counts =
      evaluate(*plan.dataset, plan.request.clips, factories, sink, control, options);
  if (!counts) {
    tellProblem(plan, counts.error());
  } else if (kept && !control.cancelled()) {
    kept->complete();
  }
}

QString detailOf(const Plan& plan, const EvaluationRequest& request) {
  QStringList names;
  for (const auto& info : plan.infos) names.append(toQString(info.name));
  const QString networks = names.join(QStringLiteral(", "));
  if (request.clips.empty()) return networks;
  return EvaluationRunner::tr("native engine, %1, %Ln thread(s): %2", nullptr, int(plan.threads))
      .arg(QString::fromLatin1(kernels::targetName()), networks);
}

}  // namespace

unsigned EvaluationRunner::threads() const {
  if (m_threads > 0) return m_threads;
  // One core stays free for the clip that the user looks at.
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

EvaluationRunner::EvaluationRunner(Workspace& workspace, RunKeeper* keeper, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_keeper(keeper) {
  connect(&workspace, &Workspace::datasetChanged, this, &EvaluationRunner::begin);
  connect(&workspace, &Workspace::modelsChanged, this, &EvaluationRunner::begin);
}

EvaluationRequest EvaluationRunner::everything() const {
  EvaluationRequest request;
  const auto& clips = m_workspace.dataset()->clips;
  for (std::uint32_t clip = 0; clip < clips.size(); ++clip) {
    if (!clips[clip].missing) request.clips.push_back(clip);
  }
  for (const auto run : m_workspace.usableRuns()) {
    if (!m_workspace.isOpened(run)) request.runs.push_back(run);
  }
  return request;
}

void EvaluationRunner::begin() {
  EvaluationRequest request = everything();
  // Large data sets only show what the store knows.
  if (!m_automatic || m_workspace.dataset()->clips.size() > kAutomaticClips) {
    request.clips.clear();
  }
  start(std::move(request));
}

void EvaluationRunner::start() {
  start(everything());
}

void EvaluationRunner::start(EvaluationRequest request) {
  retire();
  Plan plan;
  plan.alive = &m_workspace;
  plan.dataset = m_workspace.dataset();
  plan.models = m_workspace.models();
  plan.twins = m_workspace.twins();
  plan.threads = threads();
  if (m_keeper) plan.writer = m_keeper->writer();
  std::erase_if(request.clips, [&](std::uint32_t clip) {
    return clip >= plan.dataset->clips.size() || plan.dataset->clips[clip].missing;
  });
  std::erase_if(request.runs, [&](std::size_t run) { return !m_workspace.modelOf(run); });
  if (request.runs.empty() || plan.dataset->clips.empty()) return;
  if (request.clips.empty() && !m_keeper) return;
  bool anythingToDo = request.clips.empty();
  for (const auto run : request.runs) {
    const std::size_t model = *m_workspace.modelOf(run);
    const bool int8 = m_workspace.precisionOf(run) == Precision::Int8;
    plan.networks.push_back(int8 ? &*(*plan.twins)[model] : &(*plan.models)[model]);
    plan.infos.push_back(m_workspace.runInfo(run));
    RunTable known = m_workspace.run(run);
    if (known.size() == 0) known = RunTable(plan.dataset->clips.size());
    anythingToDo = anythingToDo || std::ranges::any_of(request.clips, [&](std::uint32_t clip) {
                     return known.find(clip) == nullptr;
                   });
    plan.known.push_back(std::move(known));
  }
  if (!anythingToDo) return;
  const QString detail = detailOf(plan, request);
  const QString title = request.clips.empty() ? tr("Reading stored runs") : tr("Evaluating");
  plan.request = std::move(request);
  // Not this: the job is a child, so its thread may still begin while the runner is going away.
  m_job = new Job(
      title,
      [plan = std::make_shared<Plan>(std::move(plan))](const JobControl& control) {
        evaluatePlan(*plan, control);
      },
      this);
  m_job->setDetail(detail);
  emit started(m_job);
  m_job->start();
}

void EvaluationRunner::retire() {
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
