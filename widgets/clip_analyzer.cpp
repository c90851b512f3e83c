// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clip_analyzer.h"

#include "core/audio/audio_file.h"
#include "core/features/feature_extractor.h"
#include "core/nn/torch_backend.h"
#include "widgets/qt_text.h"

#include <chrono>
#include <utility>

namespace scenelens {

/// The classifiers of the models in use, made when first needed and kept.
class ClipAnalyzer::Engines {
 public:
  /// Null with `error` set when there is none; an error is reported once, then stays quiet.
  Classifier* find(const std::shared_ptr<const std::vector<Model>>& models, std::size_t index,
                   std::optional<Error>& error) {
    if (models != m_models) {
      m_models = models;
      m_slots.clear();
      m_slots.resize(models->size());
    }
    auto& slot = m_slots[index];
    if (!slot.tried) {
      slot.tried = true;
      auto made = loadTorchBackend().and_then(
          [&](TorchBackend* backend) { return backend->makeClassifier((*models)[index]); });
      if (made) {
        slot.classifier = std::move(*made);
        warmUp(*slot.classifier);
      } else {
        error = made.error();
      }
    }
    return slot.classifier.get();
  }

  FeatureExtractor extractor;

 private:
  struct Slot {
    bool tried = false;
    std::unique_ptr<Classifier> classifier;
  };

  /// The first passes of LibTorch are up to a hundred times slower; they must not be measured.
  static void warmUp(Classifier& classifier) {
    const std::vector<float> silence(kFeatureSize);
    for (int i = 0; i < 2; ++i) (void)classifier.predict(silence);
  }

  std::shared_ptr<const std::vector<Model>> m_models;
  std::vector<Slot> m_slots;
};

ClipAnalyzer::ClipAnalyzer(QObject* parent) : QObject(parent), m_thread([this] { loop(); }) {}

ClipAnalyzer::~ClipAnalyzer() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_wake.notify_one();
  m_thread.join();
}

void ClipAnalyzer::analyse(Request request) {
  {
    const std::lock_guard lock(m_mutex);
    m_pending = std::move(request);
  }
  m_wake.notify_one();
}

void ClipAnalyzer::cancel() {
  const std::lock_guard lock(m_mutex);
  m_pending.reset();
  m_dropCurrent = true;
}

bool ClipAnalyzer::superseded() {
  const std::lock_guard lock(m_mutex);
  return m_stop || m_dropCurrent || m_pending.has_value();
}

void ClipAnalyzer::loop() {
  Engines engines;
  for (;;) {
    Request request;
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [this] { return m_stop || m_pending.has_value(); });
      if (m_stop) return;
      request = std::move(*m_pending);
      m_pending.reset();
      m_dropCurrent = false;
    }
    answer(request, engines);
    emit finished(request.number);
  }
}

void ClipAnalyzer::answer(const Request& request, Engines& engines) {
  const auto& clip = request.dataset->clips[request.clip];
  auto audio = readAudioWindow(request.dataset->path(clip), std::size_t(clip.window));
  if (!audio) {
    emit failed(request.clip, audio.error());
    return;
  }
  auto analysis = std::make_shared<ClipAnalysis>();
  analysis->clip = request.clip;
  analysis->audio = std::move(*audio);
  engines.extractor.extract(analysis->audio.samples, analysis->map);
  if (superseded()) return;
  emit analysed(analysis);

  for (const std::size_t model : request.order) {
    if (superseded()) return;
    std::optional<Error> error;
    Classifier* classifier = engines.find(request.models, model, error);
    if (error) emit engineFailed(*error);
    if (!classifier) continue;
    const auto start = std::chrono::steady_clock::now();
    const auto prediction = classifier->predict(analysis->map.features);
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - start;
    if (!prediction) {
      emit engineFailed(prediction.error());
      continue;
    }
    emit predicted(request.clip, model, *prediction, elapsed.count(),
                   toQString(classifier->engineName()));
  }
}

}  // namespace scenelens
