// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/live_classifier.h"

#include "core/features/feature_extractor.h"
#include "core/live/live_columns.h"
#include "core/live/live_recording.h"
#include "core/live/sound_history.h"
#include "core/nn/engines.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

constexpr auto kWindow = static_cast<std::int64_t>(kClipSamples);

std::int64_t allowedHop(std::int64_t samples) {
  return std::clamp(samples, kShortestLiveHop, kLongestLiveHop);
}

/// Columns look back 2 s.
std::size_t historySize(double seconds) {
  return static_cast<std::size_t>(std::max(seconds, 3.0) * kSampleRate);
}

void approach(std::span<float> smoothed, std::span<const float> raw, double step) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto from = static_cast<double>(smoothed[i]);
    smoothed[i] = static_cast<float>(from + step * (static_cast<double>(raw[i]) - from));
  }
}

}  // namespace

void smoothPrediction(Prediction& smoothed, const Prediction& raw, double hopSeconds,
                      double timeConstant) {
  if (timeConstant <= 0.0) {
    smoothed = raw;
    return;
  }
  const double step = 1.0 - std::exp(-hopSeconds / timeConstant);
  approach(smoothed.scenes, raw.scenes, step);
  approach(smoothed.groups, raw.groups, step);
  approach(smoothed.combined, raw.combined, step);
}

struct LiveClassifier::State {
  State(LiveSetup given, Listener hears)
      : setup(std::move(given)),
        listener(std::move(hears)),
        history(historySize(setup.historySeconds)),
        choices(setup.choices),
        hop(allowedHop(setup.hop)),
        smoothing(setup.smoothingSeconds) {}

  struct Network {
    std::unique_ptr<Classifier> classifier;  ///< null: there is none, and that was told
    std::optional<Prediction> smoothed;
    std::int64_t lastEnd = 0;  ///< of the window it answered last
  };

  const LiveSetup setup;
  const std::vector<std::string> titles = distinctTitles(*setup.models);
  const Listener listener;
  BlockRing ring;

  // Of the thread alone.
  std::optional<StreamConverter> converter;
  std::int64_t converterStart = 0;  // position of the stream when the converter was made
  FeatureExtractor extractor;
  LiveColumns columns;
  std::map<std::pair<std::size_t, Precision>, Network> networks;
  std::optional<LiveRecording> recording;
  std::set<std::string> told;
  std::vector<float> mono;
  std::vector<float> window = std::vector<float>(kClipSamples);
  std::int64_t lastHop = 0;  // position of the decision before

  mutable std::mutex mutex;  // guards what follows
  SoundHistory history;
  std::vector<LiveChoice> choices;
  std::int64_t hop;
  double smoothing;
  LiveStatus status;
  std::optional<std::filesystem::path> wanted;  // a recording to start; empty: to stop

  std::thread thread;  // last: everything is there when it starts

  void run();
  bool adopt(const StreamFormat& format);
  void takeCommands();
  void listen(std::span<const float> sound, SteadyTime arrived);
  void decide(SteadyTime soundTime);
  std::vector<LiveAnswer> answersOf(const FeatureMap& map, std::int64_t end);
  Network& networkOf(const LiveChoice& choice);
  [[nodiscard]] const Model* modelOf(const LiveChoice& choice) const;
  void tell(const Error& error);
  void record(const Status& done);
};

LiveClassifier::LiveClassifier(LiveSetup setup, Listener listener) {
  if (!setup.models) setup.models = std::make_shared<const std::vector<Model>>();
  m_state = std::make_unique<State>(std::move(setup), std::move(listener));
  m_state->thread = std::thread([state = m_state.get()] { state->run(); });
}

LiveClassifier::~LiveClassifier() {
  stop();
}

void LiveClassifier::stop() {
  m_state->ring.close();
  waitForEnd();
}

BlockRing& LiveClassifier::input() {
  return m_state->ring;
}

void LiveClassifier::waitForEnd() {
  if (m_state->thread.joinable()) m_state->thread.join();
}

void LiveClassifier::setChoices(std::vector<LiveChoice> choices) {
  const std::lock_guard lock(m_state->mutex);
  m_state->choices = std::move(choices);
}

void LiveClassifier::setHop(std::int64_t samples) {
  const std::lock_guard lock(m_state->mutex);
  m_state->hop = allowedHop(samples);
}

void LiveClassifier::setSmoothing(double seconds) {
  const std::lock_guard lock(m_state->mutex);
  m_state->smoothing = seconds;
}

void LiveClassifier::startRecording(std::filesystem::path stem) {
  const std::lock_guard lock(m_state->mutex);
  // Said at once; taken back when the file cannot be made.
  m_state->status.recording = stem;
  if (!stem.empty()) m_state->status.recording += ".wav";
  m_state->status.recordedSeconds = 0.0;
  m_state->wanted = std::move(stem);
}

void LiveClassifier::stopRecording() {
  startRecording({});
}

LiveStatus LiveClassifier::takeStatus() {
  const std::int64_t dropped = m_state->ring.dropped();
  const std::lock_guard lock(m_state->mutex);
  LiveStatus status = m_state->status;
  m_state->status.level = {};
  status.dropped = dropped;
  return status;
}

std::int64_t LiveClassifier::samples() const {
  const std::lock_guard lock(m_state->mutex);
  return m_state->status.samples;
}

std::vector<float> LiveClassifier::sound(std::int64_t from, std::int64_t to) const {
  const std::lock_guard lock(m_state->mutex);
  from = std::max(from, m_state->history.begin());
  to = std::min(to, m_state->history.end());
  std::vector<float> samples(from < to ? static_cast<std::size_t>(to - from) : 0);
  if (!samples.empty()) m_state->history.copy(from, samples);
  return samples;
}

void LiveClassifier::State::run() {
  SoundBlock block;
  while (ring.pop(block)) {
    takeCommands();
    if (!adopt(block.format)) continue;
    mono.clear();
    if (auto done = converter->convert(block.bytes, mono); !done) tell(done.error());
    listen(mono, block.arrived);
  }
  // The resampler still holds the last few milliseconds of a stream that ended by itself.
  takeCommands();
  mono.clear();
  if (converter && converter->finish(mono)) listen(mono, block.arrived);
  if (recording) record(recording->finish());
  if (listener.onEnd) listener.onEnd();
}

/// Makes the converter fit the format; false where none does.
bool LiveClassifier::State::adopt(const StreamFormat& format) {
  if (converter && converter->format() == format) return true;
  auto made = StreamConverter::make(format);
  if (!made) {
    tell(made.error());
    return false;
  }
  converter.emplace(std::move(*made));
  const std::lock_guard lock(mutex);
  converterStart = history.end();
  status.format = format;
  return true;
}

void LiveClassifier::State::takeCommands() {
  std::optional<std::filesystem::path> stem;
  std::int64_t position = 0;
  {
    const std::lock_guard lock(mutex);
    stem = std::exchange(wanted, std::nullopt);
    position = history.end();
  }
  if (!stem) return;
  if (recording) {
    record(recording->finish());
    recording.reset();
  }
  if (!stem->empty()) {
    auto created = LiveRecording::create(*stem, position);
    if (created) {
      recording.emplace(std::move(*created));
    } else {
      tell(created.error());
    }
  }
  const std::lock_guard lock(mutex);
  status.recording = recording ? recording->path() : std::filesystem::path();
  status.recordedSeconds = 0.0;
}

/// Takes new sound in, from one decision to the next.
void LiveClassifier::State::listen(std::span<const float> sound, SteadyTime arrived) {
  const StreamLevel level = converter->takeLevel();
  const double heard = static_cast<double>(converter->framesIn()) / converter->format().sampleRate;
  {
    const std::lock_guard lock(mutex);
    status.level.add(level);
  }
  while (!sound.empty()) {
    std::int64_t end = 0;
    bool due = false;
    auto part = sound;
    {
      const std::lock_guard lock(mutex);
      const std::int64_t next = std::max(lastHop + hop, history.end() + 1);
      part = sound.first(std::min(sound.size(), static_cast<std::size_t>(next - history.end())));
      history.add(part);
      end = history.end();
      due = end - lastHop >= hop;
      status.samples = end;
      if (recording && !wanted) {
        status.recordedSeconds += static_cast<double>(part.size()) / kSampleRate;
        // Another one after an hour.
        if (status.recording != recording->path()) status.recording = recording->path();
      }
    }
    // Without the lock: a slow disk must not make the window wait for a status.
    if (recording) record(recording->addSound(part));
    sound = sound.subspan(part.size());
    if (!due) continue;
    // A sample of the middle of a block came in before the block's last one did.
    const double position = static_cast<double>(end - converterStart) / kSampleRate;
    const auto ago = std::chrono::duration<double>(std::max(0.0, heard - position));
    decide(arrived - std::chrono::duration_cast<std::chrono::steady_clock::duration>(ago));
  }
}

void LiveClassifier::State::decide(SteadyTime soundTime) {
  auto result = std::make_shared<LiveHop>();
  {
    const std::lock_guard lock(mutex);
    result->end = history.end();
    result->newest = result->end - std::exchange(lastHop, result->end);
    const double hopSeconds = static_cast<double>(hop) / kSampleRate;
    if (setup.skipWhenLate && ring.waitingSeconds() > hopSeconds) {
      ++status.skipped;
      return;
    }
    if (result->end >= kWindow) history.copy(result->end - kWindow, window);
  }
  result->soundTime = soundTime;
  if (result->end >= kWindow) {
    extractor.extract(window, result->map);
    result->answers = answersOf(result->map, result->end);
    // Nobody else adds to the history, so what is drawn may be cut without the lock.
    columns.take(history, *result);
  }
  if (recording) record(recording->addDecisions(*result, titles));
  if (listener.onHop) listener.onHop(std::move(result));
}

std::vector<LiveAnswer> LiveClassifier::State::answersOf(const FeatureMap& map, std::int64_t end) {
  std::vector<LiveChoice> asked;
  double timeConstant = 0.0;
  {
    const std::lock_guard lock(mutex);
    asked = choices;
    timeConstant = smoothing;
  }
  std::vector<LiveAnswer> answers;
  for (const auto& choice : asked) {
    Network& network = networkOf(choice);
    if (!network.classifier) continue;
    const auto raw = network.classifier->predict(map.features);
    if (!raw) {
      tell(raw.error());
      continue;
    }
    const auto since = static_cast<double>(end - std::exchange(network.lastEnd, end)) / kSampleRate;
    if (network.smoothed) {
      smoothPrediction(*network.smoothed, *raw, since, timeConstant);
    } else {
      network.smoothed = *raw;
    }
    answers.push_back({choice, *raw, *network.smoothed});
  }
  return answers;
}

const Model* LiveClassifier::State::modelOf(const LiveChoice& choice) const {
  if (choice.model >= setup.models->size()) return nullptr;
  if (choice.precision == Precision::Float32) return &(*setup.models)[choice.model];
  if (!setup.twins || choice.model >= setup.twins->size()) return nullptr;
  const auto& twin = (*setup.twins)[choice.model];
  return twin ? &*twin : nullptr;
}

LiveClassifier::State::Network& LiveClassifier::State::networkOf(const LiveChoice& choice) {
  const auto [place, isNew] = networks.try_emplace({choice.model, choice.precision});
  if (isNew) {
    if (const Model* model = modelOf(choice)) {
      auto made = makeClassifier(*model, engineFor(*model));
      if (made) {
        place->second.classifier = std::move(*made);
      } else {
        tell(made.error());
      }
    }
  }
  return place->second;
}

void LiveClassifier::State::tell(const Error& error) {
  if (told.insert(error.text()).second && listener.onError) listener.onError(error);
}

/// Gives a recording up that can no longer be written.
void LiveClassifier::State::record(const Status& done) {
  if (done) return;
  tell(done.error());
  recording.reset();
  const std::lock_guard lock(mutex);
  status.recording.clear();
}

}  // namespace scenelens
