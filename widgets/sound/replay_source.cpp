// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/replay_source.h"

#include "widgets/base/job.h"
#include "widgets/base/qt_text.h"

#include <utility>
#include <vector>

namespace scenelens {

ReplaySource::ReplaySource(QStringList paths, ReplayOptions options, QObject* parent)
    : CaptureSource(parent), m_paths(std::move(paths)), m_options(options) {}

ReplaySource::~ReplaySource() {
  stop();
}

void ReplaySource::start(BlockRing& ring) {
  std::vector<std::filesystem::path> paths;
  for (const auto& path : m_paths) paths.push_back(toPath(path));
  const auto post = [this](auto call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
  };
  auto result = std::make_shared<Status>();
  m_job = std::make_unique<Job>(
      tr("Replaying"), [this, paths, post, result, &ring](const JobControl& control) {
        *result = replayFiles(
            paths, m_options, ring,
            [&](const std::filesystem::path& file, std::int64_t /*position*/) {
              const QString name = fromPath(file.filename());
              post([this, name] {
                if (m_job) emit nowPlaying(name);
              });
            },
            [&](const Error& error) {
              post([this, error] {
                if (m_job) emit problem(error);
              });
            },
            control);
      });
  connect(m_job.get(), &Job::finished, this, [this, result] {
    if (!m_job || m_job->isCancelled()) return;
    // Later, because whoever hears of it may stop this source, and the job with it.
    QMetaObject::invokeMethod(
        this,
        [this, result] {
          if (!m_job) return;
          if (*result) {
            emit ended();
          } else {
            emit failed(result->error());
          }
        },
        Qt::QueuedConnection);
  });
  m_job->start();
}

void ReplaySource::stop() {
  m_job.reset();  // cancels and waits, for no longer than a nap
}

}  // namespace scenelens
