// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/file_replay.h"
#include "widgets/sound/capture_source.h"

#include <QStringList>

#include <future>
#include <memory>

namespace scenelens {

class Job;

/// Sound files, a folder or a data set, replayed as if a microphone heard them; see replayFiles.
class ReplaySource final : public CaptureSource {
  Q_OBJECT

 public:
  ReplaySource(QStringList paths, ReplayOptions options, QObject* parent = nullptr);
  ~ReplaySource() override;

  void start(BlockRing& ring) override;
  void silence() override;
  void stop() override;
  [[nodiscard]] double speed() const override { return m_options.speed; }

 private:
  QStringList m_paths;
  ReplayOptions m_options;
  [[nodiscard]] bool isHeard() const;

  std::unique_ptr<Job> m_job;
  std::future<void> m_over;  // nothing is pushed any more
};

}  // namespace scenelens
