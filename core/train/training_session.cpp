// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_session.h"

#include "core/augment/correction_estimate.h"
#include "core/augment/correction_file.h"
#include "core/base/file_io.h"
#include "core/base/safetensors.h"
#include "core/base/text.h"
#include "core/eval/predict_all.h"
#include "core/nn/engines.h"
#include "core/nn/native/quantized_network.h"
#include "core/train/model_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <system_error>

namespace scenelens {

namespace {

class Session {
 public:
  Session(const SessionOptions& options, TorchBackend& backend, ProcessGroup* group,
          const SessionListener& listener, const JobControl& control)
      : m_options(options),
        m_train(options.train),
        m_backend(backend),
        m_group(group),
        m_listener(listener),
        m_control(control) {}

  Result<SessionResult> run();

 private:
  [[nodiscard]] bool first() const { return !m_group || m_group->rank() == 0; }
  [[nodiscard]] std::filesystem::path file(const std::string& suffix) const {
    return m_options.folder / (m_train.model + suffix);
  }
  void note(std::string text) {
    if (first() && m_listener.note) m_listener.note(text);
    m_result.notes.push_back(std::move(text));
  }
  [[nodiscard]] JobControl::Listener preparing(const char* what) const;

  Status prepareFolder();
  [[nodiscard]] Status checkStart();
  Status openData();
  Status prepareCorrection();
  Status prepareResponses();
  Result<FeatureCache> computeFeatures();
  [[nodiscard]] std::string describeData() const;
  Status writeWeights();
  Status evaluate();
  [[nodiscard]] Status writeCard();
  Status evaluateOne(const Dataset& dataset);
  Result<RunTable> predictWith(
      const Dataset& dataset,
      const std::function<Result<std::unique_ptr<Classifier>>()>& makeClassifier);

  const SessionOptions& m_options;
  TrainOptions m_train;
  TorchBackend& m_backend;
  ProcessGroup* m_group;
  const SessionListener& m_listener;
  const JobControl& m_control;

  std::vector<std::unique_ptr<Dataset>> m_datasets;
  std::vector<std::unique_ptr<Dataset>> m_extra;  // to evaluate only
  TrainingSet m_set;
  std::optional<SpectrumCorrection> m_correction;
  std::vector<ImpulseResponse> m_responses;
  Model m_floatModel;
  std::optional<Model> m_int8Model;
  SessionResult m_result;
};

JobControl::Listener Session::preparing(const char* what) const {
  return [this, what](std::size_t done, std::size_t total) {
    if (first() && m_listener.preparing) m_listener.preparing(what, done, total);
  };
}

/// Runs `work` with a control of its own that listens, and is cancelled with ours.
template <class Work>
auto withControl(const JobControl& outer, JobControl::Listener listener, Work work) {
  const JobControl control(std::move(listener), &outer);
  return work(control);
}

Status Session::prepareFolder() {
  std::error_code code;
  std::filesystem::create_directories(m_options.folder, code);
  if (code) return fail({"the folder cannot be made: " + code.message(), m_options.folder});
  const bool there = std::filesystem::exists(m_options.folder / "checkpoint.safetensors", code);
  if (there && !m_options.resume) {
    return fail({"the folder holds another run", m_options.folder, 0,
                 "Give --resume to go on with it, or another folder"});
  }
  if (!there && m_options.resume) {
    return fail({"there is no run to resume: checkpoint.safetensors is missing", m_options.folder,
                 0, "Leave --resume out to begin"});
  }
  for (const char* suffix : {".safetensors", ".int8.safetensors", ".md"}) {
    if (!m_options.resume && std::filesystem::exists(file(suffix), code)) {
      return fail({"the folder holds results already", file(suffix), 0, "Give another folder"});
    }
  }
  return {};
}

Status Session::checkStart() {
  if (!m_options.start) return {};
  const auto& start = *m_options.start;
  if (start.precision != Precision::Float32) {
    return fail({"training starts from Float32 weights, these are Int8", start.path});
  }
  if (start.architecture.name != m_train.model) {
    return fail({"these are weights of " + start.title() + ", the run trains " + m_train.model,
                 start.path, 0, "Give --model " + start.architecture.name + ", or other weights"});
  }
  return {};
}

Status Session::openData() {
  const auto open = [&](const std::filesystem::path& path, auto& into) -> Status {
    auto dataset = withControl(m_control, preparing("Opening"), [&](const JobControl& control) {
      return openDataset(std::span(&path, 1), control);
    });
    if (!dataset) return fail(std::move(dataset.error()));
    if (first() && m_listener.problem) {
      for (const auto& problem : dataset->problems) m_listener.problem(problem);
    }
    into.push_back(std::make_unique<Dataset>(std::move(*dataset)));
    return {};
  };
  for (const auto& path : m_options.datasets) {
    if (auto opened = open(path, m_datasets); !opened) return opened;
  }
  for (const auto& path : m_options.evaluate) {
    if (auto opened = open(path, m_extra); !opened) return opened;
  }
  std::vector<const Dataset*> sources;
  for (const auto& dataset : m_datasets) sources.push_back(dataset.get());
  auto set = makeTrainingSet(sources, m_train.holdOut, m_train.holdOutFraction, m_train.seed);
  if (!set) return fail(std::move(set.error()));
  m_set = std::move(*set);
  return {};
}

Status Session::prepareCorrection() {
  if (!m_train.correction) return {};
  if (!m_options.correction.empty()) {
    auto loaded = loadCorrection(m_options.correction);
    if (!loaded) return fail(std::move(loaded.error()));
    m_train.correction = loaded->form;
    m_correction = std::move(*loaded);
    return {};
  }
  EstimateOptions estimate;
  estimate.form = *m_train.correction;
  estimate.skipUnreadable = m_options.skipBroken;
  std::string reason;
  for (const auto& dataset : m_datasets) {
    auto made = withControl(
        m_control, preparing("Estimating the spectrum correction"),
        [&](const JobControl& control) { return estimateCorrection(*dataset, estimate, control); });
    if (m_control.cancelled()) return fail({"cancelled"});
    if (made) {
      m_correction = std::move(made->correction);
      note(fmt::format("spectrum correction ({}) from {} aligned pairs of {}",
                       correctionFormName(m_correction->form), m_correction->pairs, dataset->name));
      return {};
    }
    reason = made.error().reason;
  }
  m_train.correction.reset();
  note("no spectrum correction: " + reason);
  return {};
}

Status Session::prepareResponses() {
  if (m_train.impulseResponseFolder.empty()) return {};
  auto responses = readImpulseResponses(m_train.impulseResponseFolder);
  if (!responses) return fail(std::move(responses.error()));
  m_responses = std::move(*responses);
  return {};
}

Result<FeatureCache> Session::computeFeatures() {
  FeatureCacheOptions options;
  if (!m_options.cache.empty()) options.folder = m_options.cache;
  options.skipBroken = m_options.skipBroken;
  std::vector<Error> broken;
  auto cache =
      withControl(m_control, preparing("Computing features"), [&](const JobControl& control) {
        return FeatureCache::open(m_set, options, broken, control);
      });
  if (first() && m_listener.problem) {
    for (const auto& problem : broken) m_listener.problem(problem);
  }
  if (cache && !broken.empty()) {
    note(broken.size() == 1 ? std::string("1 broken clip was left out")
                            : fmt::format("{} broken clips were left out", broken.size()));
  }
  return cache;
}

std::string Session::describeData() const {
  std::string text;
  for (std::size_t d = 0; d < m_set.datasets.size(); ++d) {
    const auto count = std::count_if(m_set.train.begin(), m_set.train.end(),
                                     [d](const TrainingClip& clip) { return clip.dataset == d; });
    text +=
        fmt::format("{}{} training clips of {}{}", d > 0 ? " and " : "", groupDigits(count),
                    m_set.datasets[d]->name, m_set.datasets[d]->synthetic ? " (synthetic)" : "");
  }
  return text;
}

Status Session::writeWeights() {
  const auto& outcome = m_result.outcome;
  const auto& architecture = *findArchitecture(m_train.model);
  std::map<std::string, std::string> metadata{{weights_key::kTrained, "yes"},
                                              {weights_key::kData, m_result.data},
                                              {weights_key::kCommand, m_options.command}};
  if (!m_options.note.empty()) metadata[weights_key::kNote] = m_options.note;
  m_result.floatWeights = file(".safetensors");
  m_floatModel = {.architecture = architecture,
                  .weights = outcome.weights,
                  .path = m_result.floatWeights,
                  .trained = true,
                  .data = m_result.data,
                  .note = m_options.note};
  TensorFile weights = outcome.weights;
  weights.metadata = metadata;
  weights.metadata[weights_key::kFormat] = "scenelens-weights-1";
  weights.metadata[weights_key::kArchitecture] = m_train.model;
  if (first()) {
    if (auto written = writeSafetensors(m_result.floatWeights, weights); !written) return written;
  }
  if (!outcome.qatWeights) return {};
  const auto network = quantize(architecture, *outcome.qatWeights, outcome.ranges);
  if (!network) return fail(network.error());
  metadata[weights_key::kQuantization] =
      m_train.qat.mode == QatMode::FineTune
          ? fmt::format("quantization-aware training, {} epochs from the float weights",
                        m_train.qat.epochs)
          : "quantization-aware training from scratch";
  m_result.int8Weights = file(".int8.safetensors");
  m_int8Model = m_floatModel;
  m_int8Model->precision = Precision::Int8;
  m_int8Model->weights = quantizedFile(*network, metadata);
  m_int8Model->path = m_result.int8Weights;
  return first() ? writeSafetensors(m_result.int8Weights, m_int8Model->weights) : Status();
}

Result<RunTable> Session::predictWith(
    const Dataset& dataset,
    const std::function<Result<std::unique_ptr<Classifier>>()>& makeClassifier) {
  std::vector<std::uint32_t> clips(dataset.clips.size());
  for (std::uint32_t i = 0; i < clips.size(); ++i) clips[i] = i;
  RunTable table(clips.size());
  Status failure;
  const auto done = withControl(m_control, preparing("Evaluating"), [&](const JobControl& control) {
    return predictAll(
        dataset, clips, makeClassifier,
        [&](std::uint32_t clip, const Result<Prediction>& result) {
          if (result) {
            table.set(clip, *result);
          } else if (m_listener.problem) {
            m_listener.problem(result.error());
          }
        },
        control);
  });
  if (!done) return fail(done.error());
  if (m_control.cancelled()) return fail({"cancelled"});
  return table;
}

Status Session::evaluateOne(const Dataset& dataset) {
  SessionEvaluation evaluation;
  evaluation.name = dataset.name;
  evaluation.synthetic = dataset.synthetic;
  evaluation.dataset = dataset;
  std::erase_if(evaluation.dataset.clips, [](const Clip& clip) {
    return clip.fold != Fold::Test || !clip.scene || clip.missing;
  });
  if (evaluation.dataset.clips.empty()) return {};
  const auto run = [&](const Model& model) -> Result<RunTable> {
    const auto factory = makeClassifierFactory(model, engineFor(model));
    if (!factory) return fail(factory.error());
    return predictWith(evaluation.dataset, *factory);
  };
  auto floatRun = run(m_floatModel);
  if (!floatRun) return fail(std::move(floatRun.error()));
  evaluation.floatRun = std::move(*floatRun);
  if (m_int8Model) {
    auto int8Run = run(*m_int8Model);
    if (!int8Run) return fail(std::move(int8Run.error()));
    evaluation.int8Run = std::move(*int8Run);
  }
  m_result.evaluations.push_back(std::move(evaluation));
  return {};
}

Status Session::evaluate() {
  if (!first()) return {};
  for (const auto& dataset : m_datasets) {
    if (auto done = evaluateOne(*dataset); !done) return done;
  }
  for (const auto& dataset : m_extra) {
    if (auto done = evaluateOne(*dataset); !done) return done;
  }
  return {};
}

Status Session::writeCard() {
  if (!first()) return {};
  ModelCard card;
  card.architecture = *findArchitecture(m_train.model);
  card.command = m_options.command;
  card.options = m_train;
  for (std::size_t d = 0; d < m_set.datasets.size(); ++d) {
    const auto count = [d](const std::vector<TrainingClip>& clips) {
      return static_cast<std::size_t>(std::ranges::count(clips, d, &TrainingClip::dataset));
    };
    card.data.push_back({.name = m_set.datasets[d]->name,
                         .synthetic = m_set.datasets[d]->synthetic,
                         .train = count(m_set.train),
                         .validation = count(m_set.validation)});
  }
  card.heldOut = m_set.heldOut;
  card.chosenEpoch = m_set.validation.empty() ? -1 : m_result.outcome.epoch;
  card.epochsRun = static_cast<int>(m_result.outcome.log.size());
  card.seconds = m_result.outcome.seconds;
  card.engines = "SceneLens's own engines";
  for (const auto& evaluation : m_result.evaluations) {
    CardEvaluation entry;
    entry.name = evaluation.name + ", test fold";
    if (evaluation.synthetic) entry.remark = "The clips are synthetic.";
    entry.floating = breakDown(evaluation.dataset, evaluation.floatRun);
    if (evaluation.int8Run) entry.int8 = breakDown(evaluation.dataset, *evaluation.int8Run);
    card.evaluations.push_back(std::move(entry));
  }
  m_result.card = file(".md");
  const std::string text = modelCardMarkdown(card);
  const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
  return writeFileAtomically(m_result.card, std::span(&bytes, 1));
}

Result<SessionResult> Session::run() {
  if (auto checked = checkTrainOptions(m_train); !checked) return fail(std::move(checked.error()));
  for (const auto& prepare : {&Session::checkStart, &Session::prepareFolder, &Session::openData,
                              &Session::prepareCorrection, &Session::prepareResponses}) {
    if (auto done = (this->*prepare)(); !done) return fail(std::move(done.error()));
  }
  auto cache = computeFeatures();
  if (!cache) return fail(std::move(cache.error()));

  TrainingJob job;
  job.options = m_train;
  job.set = &m_set;
  job.cache = &*cache;
  job.correction = m_correction ? &*m_correction : nullptr;
  job.responses = m_responses.empty() ? nullptr : &m_responses;
  job.backend = &m_backend;
  job.group = m_group;
  job.folder = m_options.folder;
  job.resume = m_options.resume;
  if (m_options.start) {
    job.start = *m_options.start;
  } else {
    job.start.architecture = *findArchitecture(m_train.model);
    job.start.weights = untrainedWeights(job.start.architecture, m_train.seed);
  }
  auto outcome = train(job, m_listener.training, m_control);
  if (!outcome) return fail(std::move(outcome.error()));
  m_result.outcome = std::move(*outcome);
  m_result.data = describeData();
  if (auto written = writeWeights(); !written) return fail(std::move(written.error()));
  if (auto evaluated = evaluate(); !evaluated) return fail(std::move(evaluated.error()));
  if (auto written = writeCard(); !written) return fail(std::move(written.error()));
  return std::move(m_result);
}

}  // namespace

Result<SessionResult> runSession(const SessionOptions& options, TorchBackend& backend,
                                 ProcessGroup* group, const SessionListener& listener,
                                 const JobControl& control) {
  return Session(options, backend, group, listener, control).run();
}

}  // namespace scenelens
