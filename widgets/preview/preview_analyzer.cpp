// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/preview_analyzer.h"

#include "core/audio/audio_file.h"
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "core/preview/sound_filter.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace scenelens {

/// What is kept between requests. One thread at a time.
class PreviewAnalyzer::Kitchen {
 public:
  /// Errors: "cancelled" too.
  Status answer(const Request& request, const JobControl& control, PreviewAnswer& answer) {
    if (auto made = transform(request, control, answer); !made) return made;
    if (control.cancelled()) return fail({"cancelled"});
    return predict(request, answer);
  }

 private:
  using Classifiers = std::vector<std::unique_ptr<Classifier>>;

  Status transform(const Request& request, const JobControl& control, PreviewAnswer& answer) {
    const auto& params = request.params;
    const auto& before = request.clip->map;
    switch (params.kind) {
      case PreviewKind::SpecAugment:
        answer.after = previewSpecAugment(params.plan, before);
        return {};
      case PreviewKind::Correction:
        return correct(request, answer);
      case PreviewKind::Mixup:
        return mix(request, control, answer);
      case PreviewKind::Equaliser:
        return equalise(request, answer);
      case PreviewKind::Occlusion:
        answer.after = before;
        return occlude(request, control, answer);
    }
    return {};
  }

  static Status correct(const Request& request, PreviewAnswer& answer) {
    auto correction = correctionBetween(*request.params.spectra, request.params.correction);
    if (!correction) return fail(std::move(correction.error()));
    answer.after = previewShift(correction->shift, request.clip->map);
    answer.sound = std::make_shared<const std::vector<float>>(
        correctedSound(*correction, request.clip->audio.samples));
    answer.correction = std::move(*correction);
    return {};
  }

  Status mix(const Request& request, const JobControl& control, PreviewAnswer& answer) {
    const std::size_t index = *request.params.second;
    const Clip& clip = request.dataset->clips[index];
    if (!m_second || m_dataset != request.dataset || m_second->clip != index) {
      auto audio = readAudioWindow(request.dataset->path(clip), std::size_t(clip.window), &control);
      if (!audio) return fail(std::move(audio.error()));
      auto second = std::make_shared<ClipAnalysis>();
      second->clip = index;
      second->audio = std::move(*audio);
      m_extractor.extract(second->audio.samples, second->map);
      m_second = std::move(second);
      m_dataset = request.dataset;
    }
    const double lambda = request.params.lambda;
    answer.second = m_second;
    answer.after = previewMixup(lambda, request.clip->map, m_second->map);
    answer.targets =
        mixedTargets(lambda, request.dataset->clips[request.clip->clip].scene, clip.scene);
    return {};
  }

  Status equalise(const Request& request, PreviewAnswer& answer) {
    const auto& equaliser = request.params.equaliser;
    if (auto valid = checkEqualiser(equaliser); !valid) return valid;
    m_power.resize(kMapSize);
    m_extractor.melPower(request.clip->audio.samples, m_power);
    answer.after = previewEqualiser(equaliser, m_power);
    answer.sound = std::make_shared<const std::vector<float>>(
        filterSound(equaliserFactors(equaliser), request.clip->audio.samples));
    return {};
  }

  Status occlude(const Request& request, const JobControl& control, PreviewAnswer& answer) {
    if (request.model >= request.models->size()) return {};
    followModel(request);
    const bool known = m_occlusion && m_occluded == request.clip &&
                       m_occlusion->grid.bands == request.params.grid.bands &&
                       m_occlusion->grid.frames == request.params.grid.frames;
    if (!known) {
      if (auto made = makeTeam((*request.models)[request.model]); !made) return made;
      const auto begin = std::chrono::steady_clock::now();
      auto map = occlusionMap(request.clip->map.features, request.params.grid, m_team, control);
      if (!map) return fail(std::move(map.error()));
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
      answer.occlusionSeconds = took.count();
      m_occlusion = std::move(*map);
      m_occluded = request.clip;
    }
    answer.occlusion = m_occlusion;
    return {};
  }

  /// A classifier for every core.
  Status makeTeam(const Model& model) {
    if (!m_team.empty()) return {};
    const auto factory = makeClassifierFactory(model, engineFor(model));
    if (!factory) return fail(factory.error());
    Classifiers team;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < cores; ++i) {
      auto classifier = (*factory)();
      if (!classifier) return fail(std::move(classifier.error()));
      team.push_back(std::move(*classifier));
    }
    m_team = std::move(team);
    return {};
  }

  void followModel(const Request& request) {
    if (m_models == request.models && m_twins == request.twins && m_model == request.model) return;
    m_models = request.models;
    m_twins = request.twins;
    m_model = request.model;
    m_team.clear();
    m_floats.reset();
    m_int8.reset();
    m_occlusion.reset();
  }

  Status predict(const Request& request, PreviewAnswer& answer) {
    if (request.model >= request.models->size()) return {};
    followModel(request);
    const auto ask = [&](const Model& model, std::unique_ptr<Classifier>& classifier,
                         std::optional<BeforeAfter>& both) -> Status {
      if (!classifier) {
        auto made = makeClassifier(model, engineFor(model));
        if (!made) return fail(std::move(made.error()));
        classifier = std::move(*made);
      }
      auto predicted = predictBoth(*classifier, request.clip->map, answer.after);
      if (!predicted) return fail(std::move(predicted.error()));
      both = *predicted;
      return {};
    };
    if (auto done = ask((*request.models)[request.model], m_floats, answer.floats); !done)
      return done;
    if (request.model >= request.twins->size() || !(*request.twins)[request.model]) return {};
    return ask(*(*request.twins)[request.model], m_int8, answer.int8);
  }

  FeatureExtractor m_extractor;
  std::vector<float> m_power;
  std::shared_ptr<const Dataset> m_dataset;  // of the second clip
  std::shared_ptr<const ClipAnalysis> m_second;
  std::shared_ptr<const std::vector<Model>> m_models;
  std::shared_ptr<const std::vector<Int8Twin>> m_twins;
  std::size_t m_model = 0;
  std::unique_ptr<Classifier> m_floats, m_int8;
  Classifiers m_team;
  std::optional<OcclusionMap> m_occlusion;
  std::shared_ptr<const ClipAnalysis> m_occluded;
};

PreviewAnalyzer::PreviewAnalyzer(QObject* parent) : QObject(parent) {}

PreviewAnalyzer::~PreviewAnalyzer() = default;

void PreviewAnalyzer::compute(Request request) {
  m_worker.run([this, request = std::move(request)](const JobControl& control,
                                                    const LatestWorker::Post& post) {
    if (!m_kitchen) m_kitchen = std::make_unique<Kitchen>();
    auto answer = std::make_shared<PreviewAnswer>();
    answer->clip = request.clip;
    answer->params = request.params;
    const auto done = m_kitchen->answer(request, control, *answer);
    if (control.cancelled()) return;  // a newer request is waiting
    if (done) {
      post([this, answer] { emit computed(answer); });
    } else {
      post([this, error = done.error()] { emit failed(error); });
    }
  });
}

void PreviewAnalyzer::cancel() {
  m_worker.cancel();
}

}  // namespace scenelens
