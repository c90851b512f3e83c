// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/preview/device_spectra.h"
#include "widgets/base/job.h"
#include "widgets/workspace.h"

#include <QObject>

#include <memory>

namespace scenelens {

/// Measures the devices of the open data set in the background; what was measured before a cancel
/// is handed over too. Another data set ends it. Lives in the GUI thread.
class SpectraRunner final : public QObject {
  Q_OBJECT

 public:
  explicit SpectraRunner(Workspace& workspace, QObject* parent = nullptr);
  ~SpectraRunner() override;
  Q_DISABLE_COPY_MOVE(SpectraRunner)

  /// Begins anew.
  void start();
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }

 signals:
  /// The job to show, until it emits finished.
  void started(scenelens::Job* job);
  void measured(const std::shared_ptr<const scenelens::DeviceSpectra>& spectra);

 private:
  void stop();

  Workspace& m_workspace;
  Job* m_job = nullptr;  // child
};

}  // namespace scenelens
