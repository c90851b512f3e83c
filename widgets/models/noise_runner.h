// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/quantization_noise.h"
#include "widgets/base/job.h"
#include "widgets/workspace.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace scenelens {

/// Measures over many clips of the open data set where quantization of the chosen model hurts, in
/// the background, and says now and then what is known so far; what was measured before a cancel
/// stays valid.
///
/// Another data set, other models or another chosen model end it. Lives in the GUI thread.
class NoiseRunner final : public QObject {
  Q_OBJECT

 public:
  explicit NoiseRunner(Workspace& workspace, QObject* parent = nullptr);
  ~NoiseRunner() override;
  Q_DISABLE_COPY_MOVE(NoiseRunner)

  /// Begins anew with these clips (indices into the data set's). Precondition: the chosen model has
  /// a twin.
  void start(std::vector<std::uint32_t> clips);
  /// Forgets a study: nothing about it will be said any more.
  void stop();
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);
  void progressed(const std::shared_ptr<const scenelens::QuantizationNoise>& soFar);
  /// Nothing more will come: all clips are done, or the job was cancelled.
  void finished(const std::shared_ptr<const scenelens::QuantizationNoise>& noise);
  /// The weights cannot be compared.
  void failed(const Error& error);

 private:
  Workspace& m_workspace;
  Job* m_job = nullptr;        // child
  std::uint64_t m_number = 0;  // of the newest study
};

}  // namespace scenelens
