// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/quantization_noise.h"
#include "widgets/base/latest_worker.h"
#include "widgets/clips/clip_analyzer.h"

#include <QObject>

#include <memory>
#include <vector>

namespace scenelens {

/// Measures where quantization hurts for the clip that the user looks at, in a thread of its own.
///
/// Only the newest request counts (see LatestWorker). Lives in the GUI thread; signals arrive
/// there. The destructor waits for the step in progress, some ten milliseconds.
class NoiseAnalyzer final : public QObject {
  Q_OBJECT

 public:
  /// Precondition: the model has a twin.
  struct Request {
    std::shared_ptr<const ClipAnalysis> analysis;
    std::shared_ptr<const std::vector<Model>> models;
    std::shared_ptr<const std::vector<Int8Twin>> twins;
    std::size_t model = 0;
  };

  explicit NoiseAnalyzer(QObject* parent = nullptr);
  ~NoiseAnalyzer() override;
  Q_DISABLE_COPY_MOVE(NoiseAnalyzer)

  void analyse(Request request);
  /// Drops a request that has not been answered yet.
  void cancel();

 signals:
  void measured(const std::shared_ptr<const scenelens::QuantizationNoise>& noise);
  /// The weights cannot be compared.
  void failed(const Error& error);

 private:
  class Probes;

  std::unique_ptr<Probes> m_probes;  // only the worker touches them
  LatestWorker m_worker;             // last: its thread must end first
};

}  // namespace scenelens
