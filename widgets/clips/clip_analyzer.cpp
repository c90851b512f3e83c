// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/clip_analyzer.h"

#include "core/audio/audio_file.h"
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "widgets/base/qt_text.h"

#include <array>
#include <optional>
#include <utility>

namespace scenelens {

/// The classifiers of the models in use, made when first needed and kept.
class ClipAnalyzer::Engines {
 public:
  /// Null with `error` set when there is none; an error is reported once, then stays quiet. Null
  /// without an error where the model has no weights in that precision.
  Classifier* find(const Request& request, std::size_t index, Precision precision,
                   std::optional<Error>& error) {
    if (request.models != m_models || request.twins != m_twins) {
      m_models = request.models;
      m_twins = request.twins;
      m_slots.clear();
      m_slots.resize(m_models->size());
    }
    const Model* model = modelOf(index, precision);
    if (!model) return nullptr;
    auto& slot = m_slots[index][std::size_t(precision)];
    if (!slot.tried) {
      slot.tried = true;
      auto made = makeClassifier(*model, engineFor(*model));
      if (made) {
        slot.classifier = std::move(*made);
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

  [[nodiscard]] const Model* modelOf(std::size_t index, Precision precision) const {
    if (precision == Precision::Float32) return &(*m_models)[index];
    if (!m_twins || index >= m_twins->size()) return nullptr;
    const auto& twin = (*m_twins)[index];
    return twin ? &*twin : nullptr;
  }

  std::shared_ptr<const std::vector<Model>> m_models;
  std::shared_ptr<const std::vector<Int8Twin>> m_twins;
  std::vector<std::array<Slot, 2>> m_slots;
};

ClipAnalyzer::ClipAnalyzer(QObject* parent) : QObject(parent) {}

ClipAnalyzer::~ClipAnalyzer() = default;

void ClipAnalyzer::analyse(Request request) {
  m_worker.run([this, request = std::move(request)](const JobControl& control,
                                                    const LatestWorker::Post& post) {
    answer(request, control, post);
    post([this, clip = request.clip] { emit answered(clip); });
  });
}

void ClipAnalyzer::cancel() {
  m_worker.cancel();
}

void ClipAnalyzer::answer(const Request& request, const JobControl& control,
                          const LatestWorker::Post& post) {
  if (!m_engines) m_engines = std::make_unique<Engines>();
  const std::size_t index = request.clip;
  const auto& clip = request.dataset->clips[index];
  auto audio = readAudioWindow(request.dataset->path(clip), std::size_t(clip.window), &control);
  if (control.cancelled()) return;
  if (!audio) {
    post([this, index, error = audio.error()] { emit failed(index, error); });
    return;
  }
  auto analysis = std::make_shared<ClipAnalysis>();
  analysis->clip = index;
  analysis->audio = std::move(*audio);
  m_engines->extractor.extract(analysis->audio.samples, analysis->map);
  if (control.cancelled()) return;
  post([this, analysis] { emit analysed(analysis); });
  predictAndMeasure(request, analysis->map, control, post);
}

void ClipAnalyzer::predictAndMeasure(const Request& request, const FeatureMap& map,
                                     const JobControl& control, const LatestWorker::Post& post) {
  const auto forEach = [&](const auto& use) {
    for (const std::size_t model : request.order) {
      for (const auto precision : {Precision::Float32, Precision::Int8}) {
        if (control.cancelled()) return;
        std::optional<Error> error;
        Classifier* classifier = m_engines->find(request, model, precision, error);
        if (classifier) {
          const Status used = use(*classifier, model, precision);
          if (!used && !control.cancelled()) error = used.error();
        }
        if (error) post([this, error = *error] { emit engineFailed(error); });
      }
    }
  };
  const std::size_t clip = request.clip;
  forEach([&](Classifier& classifier, std::size_t model, Precision precision) {
    return classifier.predict(map.features).map([&](const Prediction& prediction) {
      const ClipAnswer answer{clip, model, precision, prediction,
                              toQString(classifier.engineName())};
      post([this, answer] { emit predicted(answer); });
    });
  });
  // Numbers that nobody waits for come last.
  forEach([&](Classifier& classifier, std::size_t model, Precision precision) {
    return measureLatency(classifier, map.features, control).map([&](const Latency& latency) {
      post([=, this] { emit measured(clip, model, precision, latency); });
    });
  });
}

}  // namespace scenelens
