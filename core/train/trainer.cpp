// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include "core/train/batch_prefetcher.h"
#include "core/train/calibrate_on.h"
#include "core/train/train_state.h"
#include "core/train/unit_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <thread>

namespace scenelens {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A stretch of epochs under one schedule.
struct Phase {
  const char* name = "float";
  TrainOptions options;  ///< its own epochs, schedule and seed
  bool quantized = false;
  bool fineTune = false;
};

std::vector<Phase> phasesOf(const TrainOptions& options) {
  if (options.qat.mode == QatMode::FromScratch) return {{"qat", options, true, false}};
  std::vector<Phase> phases{{"float", options, false, false}};
  if (options.qat.mode == QatMode::FineTune) {
    Phase tune{"qat", options, true, true};
    tune.options.epochs = options.qat.epochs;
    tune.options.seed = options.seed + 0x5EEDULL;  // another order than the float epochs had
    tune.options.mixupOptions.wholeBatchEpochs = 0;
    // RAdam's first steps are those of SGD, and these weights must not jump.
    tune.options.reduction = LossReduction::Mean;
    tune.options.schedule = {options.qat.learningRate, options.qat.learningRate / 100.0, 0, 0.0};
    phases.push_back(std::move(tune));
  }
  return phases;
}

std::uint64_t dropoutSeed(const TrainOptions& options, int epoch, std::size_t batch) {
  SplitMix64 random(options.seed ^ 0xD50B0D50ULL);
  SplitMix64 forEpoch(random.next() + static_cast<std::uint64_t>(epoch));
  return SplitMix64(forEpoch.next() + batch).next();
}

/// Tells one run's clips from another's: how many, and a hash of which.
std::string fingerprint(const TrainingSet& set) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
  const auto add = [&hash](const std::string& text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    hash = (hash ^ 0xFFU) * 0x100000001B3ULL;
  };
  for (const auto& clip : set.train) add(set.clip(clip).file);
  add("|");
  for (const auto& clip : set.validation) add(set.clip(clip).file);
  return fmt::format("{} clips, {} held out, {:016x}", set.train.size(), set.validation.size(),
                     hash);
}

/// -ln of the softmax probability of `truth`, clipped and renormalised as scikit-learn's log_loss
/// does with float32 probabilities (see RunSummary), and whether it is the largest.
std::pair<double, bool> scored(std::span<const float> logits, std::size_t truth) {
  constexpr double kSmallest = 0x1.0p-23;
  const float largest = *std::max_element(logits.begin(), logits.end());
  double total = 0.0;
  for (const float value : logits) total += std::exp(double{value} - double{largest});
  double clipped = 0.0;
  double own = 0.0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double p = std::clamp(std::exp(double{logits[i]} - double{largest}) / total, kSmallest,
                                1.0 - kSmallest);
    clipped += p;
    if (i == truth) own = p;
  }
  const auto best = std::max_element(logits.begin(), logits.end()) - logits.begin();
  return {-std::log(own / clipped), static_cast<std::size_t>(best) == truth};
}

/// What an epoch of training adds up.
struct EpochSums {
  double clips = 0.0, sceneLoss = 0.0, groupLoss = 0.0, correct = 0.0;  // over all processes
  double conflicts = 0.0, cosine = 0.0;
  std::size_t steps = 0;
};

class Run {
 public:
  Run(const TrainingJob& job, const TrainListener& listener, const JobControl& control)
      : m_job(job), m_listener(listener), m_control(control), m_phases(phasesOf(job.options)) {}

  Result<TrainOutcome> train();

 private:
  [[nodiscard]] unsigned rank() const { return m_job.group ? m_job.group->rank() : 0; }
  [[nodiscard]] unsigned world() const { return m_job.group ? m_job.group->size() : 1; }
  [[nodiscard]] std::filesystem::path checkpoint() const {
    return m_job.folder / "checkpoint.safetensors";
  }
  [[nodiscard]] Error cancelled() const {
    return {"cancelled",
            {},
            0,
            m_state.optimizer.empty() && m_state.phase == 0
                ? ""
                : "Give --resume to go on after the last finished epoch"};
  }
  [[nodiscard]] Error diverged(const Phase& phase, int epoch, std::size_t batch) const;
  [[nodiscard]] Status sum(std::span<double> values) {
    return m_job.group ? m_job.group->sum(values) : Status();
  }

  Status resumeOrBegin();
  Status agree();
  Status openLog();
  Status beginPhase();
  Status enterPhase();
  Status makeTeacher(const Phase& phase);
  Status askTeacher(const Batch& batch);
  Status recalibrate();
  Status settleStatistics(const Phase& phase);
  Status epoch();
  Status step(const Phase& phase, int epoch, std::size_t index, const Batch& batch,
              EpochSums& sums);
  Status validate(ValidationScore& score);
  Status finishEpoch(const EpochRecord& record);
  void showProgress(const Phase& phase, std::size_t batch, std::size_t batches,
                    const EpochSums& sums, double seconds);
  TrainOutcome outcome();

  const TrainingJob& m_job;
  const TrainListener& m_listener;
  const JobControl& m_control;
  std::vector<Phase> m_phases;
  TrainState m_state;
  std::unique_ptr<Trainable> m_net;
  std::unique_ptr<Trainable> m_teacher;  // the float network, where Int8 learns from it
  std::vector<float> m_teacherSays;      // n x 13 probabilities
  std::optional<Optimizer> m_optimizer;
  std::unique_ptr<BatchMaker> m_maker;
  std::optional<TrainLog> m_log;
  std::vector<EpochRecord> m_records;
  std::vector<float> m_gradients;  // both tasks', one after the other
  std::vector<float> m_merged;
  Clock::time_point m_started = Clock::now();
};

Error Run::diverged(const Phase& phase, int epoch, std::size_t batch) const {
  return {fmt::format("training diverged in epoch {} ({}), batch {}: the loss or a gradient is not "
                      "a finite number",
                      epoch + 1, phase.name, batch + 1),
          m_state.best.tensors.empty() ? std::filesystem::path() : checkpoint(), 0,
          m_state.best.tensors.empty()
              ? "Use a smaller learning rate"
              : "The checkpoint holds the last good epoch; use a smaller learning rate"};
}

Status Run::resumeOrBegin() {
  m_state.options = trainOptionsToJson(m_job.options);
  m_state.data = fingerprint(*m_job.set);
  if (world() > 1) m_state.data += fmt::format(", {} processes", world());
  m_state.weights = m_job.start.weights;
  if (!m_job.resume) return {};
  auto state = readTrainState(checkpoint());
  if (!state) return fail(std::move(state.error()));
  const auto before = trainOptionsFromJson(state->options);
  if (!before) return fail({before.error().reason, checkpoint(), 0, before.error().remedy});
  if (const auto difference = firstDifference(m_job.options, *before)) {
    return fail({"the run to resume had other options: " + *difference, checkpoint(), 0,
                 "Give the same options, or start in another folder"});
  }
  if (state->data != m_state.data) {
    return fail({fmt::format("the run to resume had other clips: {} now, {} then", m_state.data,
                             state->data),
                 checkpoint(), 0, "Give the same data, or start in another folder"});
  }
  if (static_cast<std::size_t>(state->phase) >= m_phases.size()) {
    return fail({"the checkpoint is beyond the end of the run", checkpoint()});
  }
  m_state = std::move(*state);
  return {};
}

/// Processes that train different things would only waste time, or wait for each other for ever.
Status Run::agree() {
  if (!m_job.group) return {};
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
  const auto add = [&hash](const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
  };
  auto options = m_job.options;
  options.threads = 0;  // may differ
  const std::string text = fmt::format("{}|{}|{}|{}", trainOptionsToJson(options), m_state.data,
                                       m_state.phase, m_state.nextEpoch);
  add(text.data(), text.size());
  for (const auto& [name, tensor] : m_state.weights.tensors) {
    add(tensor.bytes.data(), tensor.bytes.size());
  }
  if (m_job.correction) {
    add(m_job.correction->shifts.data(), m_job.correction->shifts.size() * sizeof(float));
  }
  const std::array<double, 2> own{static_cast<double>(hash >> 32U),
                                  static_cast<double>(hash & 0xFFFFFFFFU)};
  std::array<double, 4> sums{own[0], own[1], own[0] * own[0], own[1] * own[1]};
  if (auto summed = sum(sums); !summed) return summed;
  const double size = world();
  // All equal if and only if the mean of the squares is the square of the mean; the numbers are
  // whole and the products of a few hundred processes are exact to far less than a unit of either.
  for (std::size_t i = 0; i < 2; ++i) {
    if (std::abs(sums[i] / size - own[i]) > 0.25 ||
        std::abs(sums[i + 2] / size - own[i] * own[i]) > 1e-9 * own[i] * own[i]) {
      return fail(
          {"the processes do not train the same thing: options, clips, weights, spectrum "
           "correction or checkpoint differ",
           {},
           0,
           "Give all the same arguments, the same data and, to resume, the same checkpoint"});
    }
  }
  return {};
}

Status Run::openLog() {
  if (rank() > 0) return {};
  const auto path = m_job.folder / "log.csv";
  if (m_job.resume) {
    auto records = readTrainLog(path);
    if (!records) return fail(std::move(records.error()));
    // An epoch may have been logged whose checkpoint was never written.
    std::size_t done = 0;
    for (int p = 0; p < m_state.phase; ++p) {
      done += static_cast<std::size_t>(m_phases[static_cast<std::size_t>(p)].options.epochs);
    }
    done += static_cast<std::size_t>(m_state.nextEpoch);
    if (records->size() < done) {
      return fail({fmt::format("the log has {} epochs, the checkpoint {}", records->size(), done),
                   path, 0, "Start the run again without --resume, in another folder"});
    }
    records->resize(done);
    m_records = std::move(*records);
  }
  auto log = TrainLog::open(path, m_records);
  if (!log) return fail(std::move(log.error()));
  m_log.emplace(std::move(*log));
  return {};
}

/// The state of a phase's beginning. Called once per phase, not on resuming within it.
Status Run::beginPhase() {
  const auto& phase = m_phases[static_cast<std::size_t>(m_state.phase)];
  m_state.nextEpoch = 0;
  m_state.optimizer.clear();
  m_state.ranges.clear();
  m_state.bestRanges.clear();
  if (phase.fineTune) {
    // Without float epochs the weights to begin with are the float weights.
    m_state.floatBest = m_state.best.tensors.empty() ? m_state.weights : std::move(m_state.best);
    m_state.floatEpoch = m_state.bestEpoch;
    // The float weights stay the same network; both twins have the same channels then, so that
    // they can be compared map by map.
    auto equal = equalizedOn(*m_job.set, *m_job.cache, m_job.start.architecture, m_state.floatBest,
                             phase.options.seed);
    if (!equal) return fail(std::move(equal.error()));
    m_state.floatBest = std::move(*equal);
    m_state.weights = withUnitStatistics(m_job.start.architecture, m_state.floatBest);
  }
  m_state.best = {};
  m_state.bestScore = std::numeric_limits<double>::infinity();
  return {};
}

/// Sets network, optimizer and batches up from the state.
Status Run::enterPhase() {
  const auto& phase = m_phases[static_cast<std::size_t>(m_state.phase)];
  if (auto set = m_net->setWeights(m_state.weights); !set) return set;
  m_optimizer.emplace(phase.options.optimizer, m_net->parameters().size());
  if (!m_state.optimizer.empty()) {
    if (auto restored = m_optimizer->restore(m_state.optimizer); !restored) {
      return fail({restored.error().reason, checkpoint()});
    }
  }
  m_maker = std::make_unique<BatchMaker>(*m_job.set, *m_job.cache, m_job.correction,
                                         m_job.responses, phase.options);
  m_net->freezeStatistics(phase.fineTune);
  if (phase.quantized && !m_state.ranges.empty()) m_net->quantize(m_state.ranges);
  return makeTeacher(phase);
}

Status Run::makeTeacher(const Phase& phase) {
  if (!phase.fineTune || m_job.options.qat.targets != QatTargets::Float) return {};
  TrainableOptions options;
  options.threads = m_job.options.threads;
  auto teacher = m_job.backend->makeTrainable(m_job.start, options);
  if (!teacher) return fail(std::move(teacher.error()));
  m_teacher = std::move(*teacher);
  return m_teacher->setWeights(m_state.floatBest);
}

/// The float network's probabilities of both heads for a batch as it is, mixed and masked.
Status Run::askTeacher(const Batch& batch) {
  m_teacherSays.resize(batch.clips * kLogitCount);
  if (batch.clips == 0) return {};
  if (auto done = m_teacher->logits(batch.features, m_teacherSays); !done) return done;
  for (std::size_t n = 0; n < batch.clips; ++n) {
    const auto row = std::span(m_teacherSays).subspan(n * kLogitCount, kLogitCount);
    for (const auto head : {row.first(kSceneCount), row.subspan(kSceneCount)}) {
      const float largest = *std::max_element(head.begin(), head.end());
      float sum = 0.0F;
      for (float& value : head) sum += value = std::exp(value - largest);
      for (float& value : head) value /= sum;
    }
  }
  return {};
}

/// A quantized phase measures the activations' ranges anew on the weights as they are, once when
/// fine-tuning, before every epoch of the first half when training from scratch.
Status Run::recalibrate() {
  const auto& phase = m_phases[static_cast<std::size_t>(m_state.phase)];
  if (!phase.quantized) return {};
  const bool due =
      phase.fineTune ? m_state.nextEpoch == 0 : 2 * m_state.nextEpoch < phase.options.epochs;
  if (!due && !m_state.ranges.empty()) return {};
  if (!phase.fineTune && m_state.ranges.empty()) {
    if (auto settled = settleStatistics(phase); !settled) return settled;
  }
  auto ranges = calibrateOn(*m_job.set, *m_job.cache, m_job.start.architecture, m_net->weights(),
                            phase.options.seed);
  if (!ranges) return fail(std::move(ranges.error()));
  m_state.ranges = std::move(*ranges);
  m_net->quantize(m_state.ranges);
  return {};
}

/// Untrained weights have running statistics that fit nothing, so their maps would be measured at
/// the wrong size: some forward passes in float move the statistics to where they belong.
Status Run::settleStatistics(const Phase& phase) {
  constexpr std::size_t kPasses = 40;
  const std::size_t count = m_net->parameters().size();
  const std::size_t batches = m_maker->batches(world());
  Batch batch;
  StepOutcome outcome;
  for (std::size_t i = 0; i < kPasses; ++i) {
    if (m_control.cancelled()) return fail(cancelled());
    if (auto made = m_maker->make(0, i % batches, rank(), world(), batch); !made) return made;
    const std::size_t firstClip = rank() * batch.globalClips / world();
    if (auto done = m_net->gradients({batch.features, batch.targets, batch.globalClips, firstClip,
                                      dropoutSeed(phase.options, 0, i)},
                                     std::span(m_gradients).first(count),
                                     std::span(m_gradients).subspan(count), outcome);
        !done) {
      return done;
    }
  }
  return {};
}

Status Run::step(const Phase& phase, int epoch, std::size_t index, const Batch& batch,
                 EpochSums& sums) {
  const std::size_t count = m_net->parameters().size();
  const auto scenes = std::span(m_gradients).first(count);
  const auto groups = std::span(m_gradients).subspan(count);
  const std::size_t firstClip = rank() * batch.globalClips / world();  // as BatchMaker cuts it
  StepOutcome outcome;
  std::span<const float> targets = batch.targets;
  if (m_teacher) {
    if (auto asked = askTeacher(batch); !asked) return asked;
    targets = m_teacherSays;
  }
  if (auto done = m_net->gradients({batch.features, targets, batch.globalClips, firstClip,
                                    dropoutSeed(phase.options, epoch, index)},
                                   scenes, groups, outcome);
      !done) {
    return done;
  }
  double correct = 0.0;
  for (std::size_t n = 0; n < batch.clips; ++n) {
    const auto logits = std::span(outcome.logits).subspan(n * kLogitCount, kSceneCount);
    const auto truth = std::span(batch.targets).subspan(n * kLogitCount, kSceneCount);
    const auto largest = [](auto values) {
      return std::max_element(values.begin(), values.end()) - values.begin();
    };
    correct += largest(logits) == largest(truth) ? 1.0 : 0.0;
  }
  std::array<double, 3> shared{outcome.sceneLoss, outcome.groupLoss, correct};
  if (auto summed = sum(shared); !summed) return summed;
  if (m_job.group) {
    if (auto summed = m_job.group->sum(std::span(m_gradients)); !summed) return summed;
  }
  if (phase.options.reduction == LossReduction::Mean) {
    for (float& value : m_gradients) value /= static_cast<float>(batch.globalClips);
  }
  const auto merged = phase.options.pcgrad
                          ? pcGrad(scenes, groups, phase.options.merge, m_merged)
                          : mergeGradients(scenes, groups, phase.options.merge, m_merged);
  if (!std::isfinite(shared[0] + shared[1]) || !std::isfinite(merged.cosine)) {
    return fail(diverged(phase, epoch, index));
  }
  m_optimizer->step(
      m_net->parameters(), m_merged,
      learningRateOfBatch(phase.options.schedule, phase.options.epochs, epoch, index));
  sums.clips += static_cast<double>(batch.globalClips);
  sums.sceneLoss += shared[0];
  sums.groupLoss += shared[1];
  sums.correct += shared[2];
  sums.conflicts += merged.conflict ? 1.0 : 0.0;
  sums.cosine += merged.cosine;
  ++sums.steps;
  return {};
}

Status Run::validate(ValidationScore& score) {
  Batch batch;
  std::vector<float> logits;
  std::vector<Scene> truth;
  for (std::size_t i = 0; i < m_maker->validationBatches(world()); ++i) {
    if (m_control.cancelled()) return fail(cancelled());
    if (auto made = m_maker->makeValidation(i, rank(), world(), batch); !made) return made;
    if (batch.clips == 0) continue;
    logits.resize(batch.clips * kLogitCount);
    if (auto done = m_net->logits(batch.features, logits); !done) return done;
    truth.clear();
    for (const auto member : batch.members) truth.push_back(m_job.set->validation[member].scene);
    addToScore(logits, truth, score);
  }
  std::array<double, 5> all{score.clips, score.logLoss, score.correct, score.groupLogLoss,
                            score.groupCorrect};
  if (auto summed = sum(all); !summed) return summed;
  score = {all[0], all[1], all[2], all[3], all[4]};
  return {};
}

void Run::showProgress(const Phase& phase, std::size_t batch, std::size_t batches,
                       const EpochSums& sums, double seconds) {
  if (!m_listener.progress) return;
  TrainProgress progress;
  progress.phase = phase.name;
  progress.epoch = m_state.nextEpoch;
  progress.epochs = phase.options.epochs;
  progress.batch = batch;
  progress.batches = batches;
  progress.sceneLoss = sums.clips > 0.0 ? sums.sceneLoss / sums.clips : 0.0;
  progress.groupLoss = sums.clips > 0.0 ? sums.groupLoss / sums.clips : 0.0;
  progress.clipsPerSecond = seconds > 0.0 ? sums.clips / seconds : 0.0;
  double epochsLeft = phase.options.epochs - m_state.nextEpoch -
                      static_cast<double>(batch) / static_cast<double>(batches);
  for (auto p = static_cast<std::size_t>(m_state.phase) + 1; p < m_phases.size(); ++p) {
    epochsLeft += m_phases[p].options.epochs;
  }
  const double perEpoch = m_records.empty() || std::isnan(m_records.back().seconds)
                              ? seconds * static_cast<double>(batches) /
                                    static_cast<double>(std::max<std::size_t>(batch, 1))
                              : m_records.back().seconds;
  progress.secondsLeft = epochsLeft * perEpoch;
  m_listener.progress(progress);
}

Status Run::epoch() {
  const auto& phase = m_phases[static_cast<std::size_t>(m_state.phase)];
  const int epoch = m_state.nextEpoch;
  const auto start = Clock::now();
  if (auto calibrated = recalibrate(); !calibrated) return calibrated;
  const std::size_t batches = m_maker->batches(world());
  BatchPrefetcher prefetcher(
      [&](std::size_t index, Batch& batch) {
        return m_maker->make(epoch, index, rank(), world(), batch);
      },
      0, batches);
  Batch batch;
  EpochSums sums;
  const auto trainingStart = Clock::now();
  showProgress(phase, 0, batches, sums, 0.0);
  for (std::size_t index = 0; index < batches; ++index) {
    if (m_control.cancelled()) return fail(cancelled());
    auto next = prefetcher.next(batch);
    if (!next) return fail(std::move(next.error()));
    if (auto stepped = step(phase, epoch, index, batch, sums); !stepped) return stepped;
    showProgress(phase, index + 1, batches, sums, secondsSince(trainingStart));
  }
  EpochRecord record;
  record.epoch = epoch;
  record.phase = phase.name;
  record.learningRate =
      learningRateOfBatch(phase.options.schedule, phase.options.epochs, epoch, batches - 1);
  record.trainLoss = sums.sceneLoss / sums.clips;
  record.trainGroupLoss = sums.groupLoss / sums.clips;
  record.trainAccuracy = sums.correct / sums.clips;
  record.conflictShare = sums.conflicts / static_cast<double>(sums.steps);
  record.meanCosine = sums.cosine / static_cast<double>(sums.steps);
  record.clipsPerSecond = sums.clips / secondsSince(trainingStart);
  ValidationScore score;
  if (auto validated = validate(score); !validated) return validated;
  if (score.clips > 0.0) {
    record.validationLogLoss = score.logLoss / score.clips;
    record.validationAccuracy = score.correct / score.clips;
    record.validationGroupLogLoss = score.groupLogLoss / score.clips;
    record.validationGroupAccuracy = score.groupCorrect / score.clips;
    if (!std::isfinite(record.validationLogLoss)) return fail(diverged(phase, epoch, batches - 1));
  }
  record.seconds = secondsSince(start);
  m_state.seconds += record.seconds;
  return finishEpoch(record);
}

Status Run::finishEpoch(const EpochRecord& record) {
  const bool byLoss = m_job.options.criterion == CheckpointCriterion::LogLoss;
  double value = byLoss ? record.validationLogLoss : -record.validationAccuracy;
  if (std::isnan(value)) value = -static_cast<double>(record.epoch);  // nothing held out: the last
  const auto parameters = m_net->parameters();
  if (!std::ranges::all_of(parameters, [](float number) { return std::isfinite(number); })) {
    return fail(diverged(m_phases[static_cast<std::size_t>(m_state.phase)], record.epoch,
                         m_maker->batches(world()) - 1));
  }
  m_state.weights = m_net->weights();
  m_state.optimizer = m_optimizer->state();
  m_state.nextEpoch = record.epoch + 1;
  const bool best = value < m_state.bestScore || m_state.best.tensors.empty();
  if (best) {
    m_state.best = m_state.weights;
    m_state.bestEpoch = record.epoch;
    m_state.bestScore = value;
    m_state.bestRanges = m_state.ranges;
  }
  m_records.push_back(record);
  if (rank() == 0) {
    if (auto logged = m_log->append(record); !logged) return logged;
    if (auto written = writeTrainState(checkpoint(), m_state); !written) return written;
  }
  if (m_listener.epoch) m_listener.epoch(record, best);
  return {};
}

TrainOutcome Run::outcome() {
  TrainOutcome outcome;
  outcome.seconds = m_state.seconds;
  outcome.log = m_records;
  if (m_phases.back().quantized) {
    outcome.qatWeights = m_state.best;
    outcome.qatEpoch = m_state.bestEpoch;
    outcome.ranges = m_state.bestRanges;
  }
  const bool tuned = m_phases.back().fineTune;
  outcome.weights = tuned ? m_state.floatBest : m_state.best;
  outcome.epoch = tuned ? m_state.floatEpoch : m_state.bestEpoch;
  return outcome;
}

Result<TrainOutcome> Run::train() {
  if (auto begun = resumeOrBegin(); !begun) return fail(std::move(begun.error()));
  // A run that is resumed later than here has its weights in the checkpoint.
  const bool nothingTrained = m_state.phase == 0 && m_state.best.tensors.empty();
  if (m_job.options.epochs == 0 && !m_job.start.trained && nothingTrained) {
    return fail({"there is nothing to fine-tune: 0 epochs and no weights to begin with",
                 {},
                 0,
                 "Give trained weights with --init"});
  }
  if (auto agreed = agree(); !agreed) return fail(std::move(agreed.error()));
  TrainableOptions options;
  options.threads = m_job.options.threads;
  options.dropout = m_job.options.dropout;
  options.group = m_job.group;
  auto net = m_job.backend->makeTrainable(m_job.start, options);
  if (!net) return fail(std::move(net.error()));
  m_net = std::move(*net);
  m_gradients.resize(2 * m_net->parameters().size());
  m_merged.resize(m_net->parameters().size());
  if (auto opened = openLog(); !opened) return fail(std::move(opened.error()));

  if (auto entered = enterPhase(); !entered) return fail(std::move(entered.error()));
  for (;;) {
    const auto& phase = m_phases[static_cast<std::size_t>(m_state.phase)];
    while (m_state.nextEpoch < phase.options.epochs) {
      if (auto done = epoch(); !done) return fail(std::move(done.error()));
    }
    if (static_cast<std::size_t>(m_state.phase) + 1 == m_phases.size()) return outcome();
    ++m_state.phase;
    if (auto begun = beginPhase(); !begun) return fail(std::move(begun.error()));
    if (auto entered = enterPhase(); !entered) return fail(std::move(entered.error()));
  }
}

}  // namespace

void addToScore(std::span<const float> logits, std::span<const Scene> truth,
                ValidationScore& score) {
  for (std::size_t n = 0; n < truth.size(); ++n) {
    const auto row = logits.subspan(n * kLogitCount, kLogitCount);
    const auto [loss, right] = scored(row.first(kSceneCount), static_cast<std::size_t>(truth[n]));
    const auto [groupLoss, groupRight] =
        scored(row.subspan(kSceneCount), static_cast<std::size_t>(groupOf(truth[n])));
    score.clips += 1.0;
    score.logLoss += loss;
    score.correct += right ? 1.0 : 0.0;
    score.groupLogLoss += groupLoss;
    score.groupCorrect += groupRight ? 1.0 : 0.0;
  }
}

Result<TrainOutcome> train(const TrainingJob& job, const TrainListener& listener,
                           const JobControl& control) {
  return Run(job, listener, control).train();
}

}  // namespace scenelens
