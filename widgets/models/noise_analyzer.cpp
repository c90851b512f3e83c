// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/noise_analyzer.h"

#include "core/nn/native/noise_probe.h"

#include <optional>
#include <utility>

namespace scenelens {

/// The probe that was used last; stepping through clips makes it once.
class NoiseAnalyzer::Probes {
 public:
  const Result<NoiseProbe>& find(const Request& request) {
    const bool same = m_probe && request.models == m_models && request.twins == m_twins &&
                      request.model == m_model;
    if (!same) {
      m_models = request.models;
      m_twins = request.twins;
      m_model = request.model;
      m_probe = NoiseProbe::make((*m_models)[m_model], *(*m_twins)[m_model]);
    }
    return *m_probe;
  }

 private:
  std::shared_ptr<const std::vector<Model>> m_models;
  std::shared_ptr<const std::vector<Int8Twin>> m_twins;
  std::size_t m_model = 0;
  std::optional<Result<NoiseProbe>> m_probe;
};

NoiseAnalyzer::NoiseAnalyzer(QObject* parent)
    : QObject(parent), m_probes(std::make_unique<Probes>()) {}

NoiseAnalyzer::~NoiseAnalyzer() = default;

void NoiseAnalyzer::analyse(Request request) {
  m_worker.run([this, request = std::move(request)](const JobControl& control,
                                                    const LatestWorker::Post& post) {
    const auto& probe = m_probes->find(request);
    if (!probe) {
      post([this, error = probe.error()] { emit failed(error); });
      return;
    }
    if (control.cancelled()) return;
    auto noise = std::make_shared<QuantizationNoise>(probe->architecture());
    probe->add(request.analysis->map.features, *noise);
    post([this, noise] { emit measured(noise); });
  });
}

void NoiseAnalyzer::cancel() {
  m_worker.cancel();
}

}  // namespace scenelens
