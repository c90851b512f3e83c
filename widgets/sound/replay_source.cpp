// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/replay_source.h"

#include "widgets/base/job.h"
#include "widgets/base/qt_text.h"

#include <future>
#include <utility>
#include <vector>

namespace scenelens {

ReplaySource::ReplaySource(QStringList paths, ReplayOptions options, QObject* parent)
    : CaptureSource(parent), m_paths(std::move(paths)), m_options(options) {}

ReplaySource::~ReplaySource() {
  m_job.reset();  // cancels and waits
}

void ReplaySource::start(BlockRing& ring) {
  std::vector<std::filesystem::path> paths;
  for (const auto& path : m_paths) paths.push_back(toPath(path));
  const auto post = [this](auto call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
  };
  auto result = std::make_shared<Status>();
  auto over = std::make_shared<std::promise<void>>();
  m_over = over->get_future();
  m_job = std::make_unique<Job>(
      tr("Replaying"), [this, paths, post, result, over, &ring](const JobControl& control) {
        *result = replayFiles(
            paths, m_options, ring,
            [&](const std::filesystem::path& file, std::int64_t /*position*/) {
              const QString name = fromPath(file.filename());
              post([this, name] {
                if (isHeard()) emit nowPlaying(name);
              });
            },
            [&](const Error& error) {
              post([this, error] {
                if (isHeard()) emit problem(error);
              });
            },
            control);
        over->set_value();
      });
  connect(m_job.get(), &Job::finished, this, [this, result] {
    if (!isHeard()) return;
    // Later, because whoever hears of it may stop this source, and the job with it.
    QMetaObject::invokeMethod(
        this,
        [this, result] {
          if (!isHeard()) return;
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

bool ReplaySource::isHeard() const {
  return m_job && !m_job->isCancelled();
}

void ReplaySource::silence() {
  if (m_job) m_job->cancel();
}

void ReplaySource::stop() {
  if (m_over.valid()) m_over.wait();  // for a nap, or until a slow disk gave what was asked of it
}

}  // namespace scenelens
