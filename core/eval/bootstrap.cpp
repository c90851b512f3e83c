// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/bootstrap.h"

#include "core/base/random.h"
#include "core/base/worker_pool.h"
#include "core/eval/breakdown.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace scenelens {

namespace {

/// What the clips of one scene in one recording add to the figures. A recording normally has one.
struct Entry {
  std::uint8_t scene = 0;
  std::uint32_t clips = 0;
  std::uint32_t correct = 0;
  double loss = 0.0;
};

/// The recordings of a part: recording i has the entries begins[i] .. begins[i + 1] - 1.
struct Population {
  std::vector<Entry> entries;
  std::vector<std::uint32_t> begins{0};
  std::size_t clips = 0;

  [[nodiscard]] std::size_t size() const { return begins.size() - 1; }
};

struct Samples {
  std::vector<double> accuracy;
  std::vector<double> macroAccuracy;
  std::vector<double> logLoss;

  explicit Samples(std::size_t count) : accuracy(count), macroAccuracy(count), logLoss(count) {}
};

/// What the resamples of a device say about each scene: one number for each resample in which the
/// scene occurs.
struct SceneSamples {
  std::array<std::vector<double>, kSceneCount> accuracy;
  std::array<std::vector<double>, kSceneCount> logLoss;

  explicit SceneSamples(std::size_t count) {
    constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
    for (auto* figures : {&accuracy, &logLoss})
      for (auto& samples : *figures) samples.assign(count, kAbsent);
  }
  void dropAbsent() {
    for (auto* figures : {&accuracy, &logLoss})
      for (auto& samples : *figures)
        std::erase_if(samples, [](double value) { return std::isnan(value); });
  }
};

/// Clips of the same recording and scene stand together in `order`.
std::vector<std::uint32_t> byRecording(const JudgedRun& run, const RecordingIndex& recordings,
                                       std::span<const std::uint32_t> clips) {
  std::vector<std::uint32_t> order;
  order.reserve(clips.size());
  for (const auto clip : clips) {
    if (clip < run.size() && clip < recordings.of.size() && run.isJudged(clip))
      order.push_back(clip);
  }
  std::ranges::stable_sort(order, {}, [&](std::uint32_t clip) {
    return std::pair(recordings.of[clip], run.truth[clip]);
  });
  return order;
}

Population populationOf(const JudgedRun& run, const RecordingIndex& recordings,
                        std::span<const std::uint32_t> order,
                        const std::function<bool(std::uint32_t)>& belongs) {
  Population population;
  std::uint32_t last = 0;
  for (const auto clip : order) {
    if (!belongs(clip)) continue;
    const std::uint32_t recording = recordings.of[clip];
    const bool isNew = population.clips == 0 || recording != last;
    if (isNew && population.clips > 0)
      population.begins.push_back(static_cast<std::uint32_t>(population.entries.size()));
    if (isNew || population.entries.back().scene != run.truth[clip])
      population.entries.push_back({.scene = run.truth[clip]});
    Entry& entry = population.entries.back();
    ++entry.clips;
    entry.correct += run.isCorrect(clip) ? 1 : 0;
    entry.loss += run.loss[clip];
    ++population.clips;
    last = recording;
  }
  if (population.clips > 0)
    population.begins.push_back(static_cast<std::uint32_t>(population.entries.size()));
  return population;
}

/// A generator of its own for each resample: neighbouring seeds of SplitMix64 would give streams
/// that are shifted copies of each other, so each number is mixed in.
SplitMix64 generatorOf(std::uint64_t seed, std::uint64_t part, std::uint64_t resample) {
  const std::uint64_t mixed = SplitMix64(SplitMix64(seed).next() ^ part).next();
  return SplitMix64(SplitMix64(mixed ^ resample).next());
}

void drawSample(const Population& population, SplitMix64 random, std::size_t at, Samples& samples,
                SceneSamples* cells) {
  std::array<std::uint64_t, kSceneCount> clips{};
  std::array<std::uint64_t, kSceneCount> correct{};
  std::array<double, kSceneCount> losses{};
  double loss = 0.0;
  const auto size = static_cast<double>(population.size());
  for (std::size_t draw = 0; draw < population.size(); ++draw) {
    const auto recording = static_cast<std::size_t>(random.uniform() * size);
    for (auto e = population.begins[recording]; e < population.begins[recording + 1]; ++e) {
      const Entry& entry = population.entries[e];
      clips[entry.scene] += entry.clips;
      correct[entry.scene] += entry.correct;
      losses[entry.scene] += entry.loss;
      loss += entry.loss;
    }
  }
  std::uint64_t allClips = 0;
  std::uint64_t allCorrect = 0;
  double recalls = 0.0;
  std::size_t scenes = 0;
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    if (clips[c] == 0) continue;
    allClips += clips[c];
    allCorrect += correct[c];
    const double recall = static_cast<double>(correct[c]) / static_cast<double>(clips[c]);
    recalls += recall;
    ++scenes;
    if (!cells) continue;
    cells->accuracy[c][at] = recall;
    cells->logLoss[c][at] = losses[c] / static_cast<double>(clips[c]);
  }
  samples.accuracy[at] = static_cast<double>(allCorrect) / static_cast<double>(allClips);
  samples.macroAccuracy[at] = recalls / static_cast<double>(scenes);
  samples.logLoss[at] = loss / static_cast<double>(allClips);
}

/// numpy.quantile's default, "linear". Precondition: sorted, not empty.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval intervalOf(std::vector<double>& samples, double level) {
  std::ranges::sort(samples);
  return {quantile(samples, (1.0 - level) / 2.0), quantile(samples, (1.0 + level) / 2.0)};
}

/// A part that is to be resampled, and where its intervals go.
struct Task {
  std::uint64_t id = 0;  ///< the same for the same part whatever the filter
  PartIntervals* target = nullptr;
  std::function<bool(std::uint32_t)> belongs;
  std::array<PartIntervals, kSceneCount>* cells = nullptr;  ///< of a device
};

/// How much there is of each scene.
void countCells(const Population& population, std::array<PartIntervals, kSceneCount>& cells) {
  for (const Entry& entry : population.entries) {
    cells[entry.scene].clips += entry.clips;
    ++cells[entry.scene].recordings;  // one entry for each scene of a recording
  }
}

/// The work of one call.
class Resampler {
 public:
  Resampler(const BootstrapOptions& options, const JobControl& control)
      : m_options(options), m_control(control), m_pool(options.threads) {}

  void run(const Task& task, const Population& population) {
    task.target->clips = population.clips;
    task.target->recordings = population.size();
    if (task.cells) countCells(population, *task.cells);
    if (population.size() < 2 || m_options.resamples == 0 || m_control.cancelled()) return;
    Samples samples(m_options.resamples);
    std::optional<SceneSamples> scenes;
    if (task.cells) scenes.emplace(m_options.resamples);
    constexpr std::size_t kAtOnce = 16;
    m_pool.run((m_options.resamples + kAtOnce - 1) / kAtOnce, [&](std::size_t turn) {
      if (m_control.cancelled()) return;
      const std::size_t end = std::min((turn + 1) * kAtOnce, m_options.resamples);
      for (std::size_t b = turn * kAtOnce; b < end; ++b)
        drawSample(population, generatorOf(m_options.seed, task.id, b), b, samples,
                   scenes ? &*scenes : nullptr);
    });
    if (m_control.cancelled()) return;
    task.target->accuracy = intervalOf(samples.accuracy, m_options.level);
    task.target->macroAccuracy = intervalOf(samples.macroAccuracy, m_options.level);
    task.target->logLoss = intervalOf(samples.logLoss, m_options.level);
    if (scenes) setCells(*task.cells, *scenes);
  }

 private:
  void setCells(std::array<PartIntervals, kSceneCount>& cells, SceneSamples& samples) const {
    samples.dropAbsent();
    for (std::size_t c = 0; c < kSceneCount; ++c) {
      // One recording gives the same number each time, which would pass for certainty.
      if (cells[c].recordings < 2 || samples.accuracy[c].empty()) continue;
      cells[c].accuracy = cells[c].macroAccuracy = intervalOf(samples.accuracy[c], m_options.level);
      cells[c].logLoss = intervalOf(samples.logLoss[c], m_options.level);
    }
  }

  const BootstrapOptions& m_options;
  const JobControl& m_control;
  WorkerPool m_pool;
};

std::vector<Task> tasksOf(const Dataset& dataset, const JudgedRun& run,
                          BootstrapIntervals& result) {
  std::vector<Task> tasks;
  std::uint64_t id = 0;
  tasks.push_back({id++, &result.overall, [](std::uint32_t) { return true; }});
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    result.scenes[c].name = sceneLabel(allScenes()[c]);
    tasks.push_back({id++, &result.scenes[c], [c, &run](std::uint32_t clip) {
                       return run.truth[clip] == static_cast<std::uint8_t>(c);
                     }});
  }
  result.devices.resize(dataset.devices.size() + 1);  // the last: unknown
  result.cells.resize(result.devices.size());
  for (std::size_t i = 0; i < result.devices.size(); ++i) {
    const bool isKnown = i < dataset.devices.size();
    if (isKnown) result.devices[i].name = dataset.devices[i];
    const auto device = isKnown ? static_cast<std::int16_t>(i) : std::int16_t{-1};
    tasks.push_back(
        {id++, &result.devices[i],
         [device, &dataset](std::uint32_t clip) { return dataset.clips[clip].device == device; },
         &result.cells[i]});
    for (std::size_t c = 0; c < kSceneCount; ++c)
      result.cells[i][c].name = sceneLabel(allScenes()[c]);
  }
  result.groups.resize(kDeviceGroupCount);
  for (std::size_t g = 0; g < kDeviceGroupCount; ++g) {
    const auto group = static_cast<DeviceGroup>(g);
    result.groups[g].name = deviceGroupName(group);
    std::vector<bool> devices;
    for (const auto& device : dataset.devices) devices.push_back(deviceGroupOf(device) == group);
    tasks.push_back(
        {id++, &result.groups[g],
         [devices, isOther = group == DeviceGroup::Other, &dataset](std::uint32_t clip) {
           const auto device = dataset.clips[clip].device;
           return device < 0 ? isOther : devices[static_cast<std::size_t>(device)];
         }});
  }
  return tasks;
}

}  // namespace

BootstrapIntervals bootstrap(const Dataset& dataset, const JudgedRun& run,
                             const RecordingIndex& recordings, std::span<const std::uint32_t> clips,
                             const BootstrapOptions& options, const JobControl& control) {
  BootstrapIntervals result;
  const auto order = byRecording(run, recordings, clips);
  const auto tasks = tasksOf(dataset, run, result);
  Resampler resampler(options, control);
  for (std::size_t i = 0; i < tasks.size() && !control.cancelled(); ++i) {
    control.report(i, tasks.size());
    resampler.run(tasks[i], populationOf(run, recordings, order, tasks[i].belongs));
  }
  if (control.cancelled()) {
    BootstrapIntervals nothing;
    nothing.cancelled = true;
    return nothing;
  }
  result.resamples = options.resamples;
  const auto isEmpty = [](const PartIntervals& part) { return part.clips == 0; };
  std::erase_if(result.cells,
                [&](const auto& cells) { return std::ranges::all_of(cells, isEmpty); });
  for (auto* parts : {&result.devices, &result.groups}) std::erase_if(*parts, isEmpty);
  control.report(tasks.size(), tasks.size());
  return result;
}

}  // namespace scenelens
