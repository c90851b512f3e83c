// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clip_analyzer.h"

#include "core/audio/audio_file.h"
#include "core/features/feature_extractor.h"
#include "core/nn/engines.h"
#include "widgets/qt_text.h"

#include <ctime>
#include <utility>

namespace scenelens {

namespace {

/// Processor time of the calling thread, which other work on the machine does not change.
double threadMilliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

}  // namespace

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
      auto made = makeClassifier((*models)[index], Engine::Native);
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

  /// First passes are slower; they must not be measured.
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
    if (m_current) m_current->cancel();
  }
  m_wake.notify_one();
  m_thread.join();
}

void ClipAnalyzer::analyse(Request request) {
  {
    const std::lock_guard lock(m_mutex);
    m_pending = std::move(request);
    ++m_number;
    if (m_current) m_current->cancel();
  }
  m_wake.notify_one();
}

void ClipAnalyzer::cancel() {
  const std::lock_guard lock(m_mutex);
  m_pending.reset();
  ++m_number;
  if (m_current) m_current->cancel();
}

void ClipAnalyzer::loop() {
  Engines engines;
  for (;;) {
    Request request;
    std::uint64_t number = 0;
    auto control = std::make_shared<JobControl>();
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [this] { return m_stop || m_pending.has_value(); });
      if (m_stop) return;
      request = std::move(*m_pending);
      m_pending.reset();
      number = m_number;
      m_current = control;
    }
    answer(request, number, engines, *control);
  }
}

void ClipAnalyzer::answer(const Request& request, std::uint64_t number, Engines& engines,
                          const JobControl& control) {
  // Checked again where it arrives: a newer request may have been made while it was on its way, and
  // its clip may have the same index in another data set.
  const auto post = [this, number](auto signal) {
    const auto deliver = [this, number, signal = std::move(signal)] {
      if (number == m_number) signal();
    };
    QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
  };
  analyseAndPredict(request, engines, control, post);
  post([this, clip = request.clip] { emit answered(clip); });
}

void ClipAnalyzer::analyseAndPredict(const Request& request, Engines& engines,
                                     const JobControl& control, const auto& post) {
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
  engines.extractor.extract(analysis->audio.samples, analysis->map);
  if (control.cancelled()) return;
  post([this, analysis] { emit analysed(analysis); });

  const auto engineFails = [this, &post](const Error& error) {
    post([this, error] { emit engineFailed(error); });
  };
  for (const std::size_t model : request.order) {
    if (control.cancelled()) return;
    std::optional<Error> error;
    Classifier* classifier = engines.find(request.models, model, error);
    if (error) engineFails(*error);
    if (!classifier) continue;
    const double start = threadMilliseconds();
    const auto prediction = classifier->predict(analysis->map.features);
    const double elapsed = threadMilliseconds() - start;
    if (!prediction) {
      engineFails(prediction.error());
      continue;
    }
    post([this, index, model, result = *prediction, milliseconds = elapsed,
          engine = toQString(classifier->engineName())] {
      emit predicted(index, model, result, milliseconds, engine);
    });
  }
}

}  // namespace scenelens
