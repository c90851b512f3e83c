// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/map_maker.h"

#include "widgets/base/qt_text.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace scenelens {

MapMaker::MapMaker(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace) {
  connect(&workspace, &Workspace::datasetChanged, this, [this] {
    if (m_job) m_job->cancel();
    m_map.reset();
    emit mapChanged();
    findSimilar();
  });
  connect(&workspace, &Workspace::currentClipChanged, this, &MapMaker::findSimilar);
}

MapMaker::~MapMaker() {
  stop();
}

void MapMaker::stop() {
  delete std::exchange(m_job, nullptr);
}

void MapMaker::start() {
  if (isRunning()) return;
  const auto models = m_workspace.models();
  const std::size_t model = m_workspace.currentModel();
  if (model >= models->size()) return;
  auto map = std::make_shared<ClipMap>();
  auto errors = std::make_shared<std::vector<Error>>();
  map->dataset = m_workspace.dataset();
  map->model = toQString((*models)[model].title());
  auto work = [map, errors, models, model,
               clips = m_workspace.shownClips()](const JobControl& control) {
    map->asked = std::size_t(std::ranges::count_if(
        clips, [&](std::uint32_t clip) { return !map->dataset->clips[clip].missing; }));
    // One core stays free for the clip that the user looks at.
    const unsigned threads = std::max(1U, std::thread::hardware_concurrency() - 1);
    auto embeddings = embedClips(*map->dataset, clips, (*models)[model], control, threads);
    if (!embeddings) {
      errors->push_back(embeddings.error());
      return;
    }
    *errors = embeddings->problems;
    map->embeddings = std::move(*embeddings);
    // After a cancel the clips that are done still get their map: it is a matter of seconds.
    map->plane = principalPlane(map->embeddings.values, map->embeddings.width, JobControl());
  };
  auto* job = new Job(tr("Embedding clips with %1").arg(map->model), std::move(work), this);
  m_job = job;
  connect(job, &Job::finished, this, [this, job, map, errors] {
    if (m_job == job) m_job = nullptr;
    job->deleteLater();
    if (map->dataset != m_workspace.dataset()) return;
    for (const auto& error : *errors) m_workspace.addProblem(error);
    if (map->plane.points.empty()) return;
    m_map = map;
    emit mapChanged();
    findSimilar();
  });
  emit started(job);
  job->start();
}

void MapMaker::findSimilar() {
  const auto clip = m_workspace.currentClip();
  const auto row = m_map && clip ? m_map->embeddings.rowOf(std::uint32_t(*clip)) : std::nullopt;
  if (!row) {
    m_worker.cancel();
    m_searching = false;
    emit found({});
    return;
  }
  m_searching = true;
  m_worker.run([this, map = m_map, row = *row](const JobControl& /*control*/,
                                               const LatestWorker::Post& post) {
    post([this, neighbours = mostSimilar(map->embeddings, row, kSimilar)] {
      m_searching = false;
      emit found(neighbours);
    });
  });
}

}  // namespace scenelens
