// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/embedding.h"
#include "core/eval/principal_plane.h"
#include "widgets/base/job.h"
#include "widgets/base/latest_worker.h"
#include "widgets/workspace.h"

#include <QObject>

#include <memory>
#include <vector>

namespace scenelens {

/// The embeddings of some clips by one model, and their plane. Immutable once made.
struct ClipMap {
  std::shared_ptr<const Dataset> dataset;
  QString model;  ///< whose embedding it is
  Embeddings embeddings;
  PrincipalPlane plane;   ///< one point for each embedded clip
  std::size_t asked = 0;  ///< clips with sound that were shown; more than embedded ones after a
                          ///< cancel or where they were thinned out
};

/// Makes maps in a job and looks for similar clips in a thread of its own. Lives in the GUI thread.
class MapMaker final : public QObject {
  Q_OBJECT

 public:
  explicit MapMaker(Workspace& workspace, QObject* parent = nullptr);
  ~MapMaker() override;

  /// Embeds the shown clips with the current model. A cancel keeps what is done.
  void start();
  /// Cancels the job and waits for it; before the window goes.
  void stop();
  [[nodiscard]] bool isRunning() const { return m_job && m_job->isRunning(); }
  /// True while similar clips are being looked for.
  [[nodiscard]] bool isSearching() const { return m_searching; }
  /// Null before the first map of this data set.
  [[nodiscard]] const std::shared_ptr<const ClipMap>& map() const { return m_map; }
  /// Emits `found` for the current clip: the clips most similar to it, none where it is not on the
  /// map.
  void findSimilar();

  static constexpr std::size_t kSimilar = 20;

 signals:
  void started(scenelens::Job* job);
  void mapChanged();
  void found(const std::vector<scenelens::Neighbour>& neighbours);

 private:
  Workspace& m_workspace;
  Job* m_job = nullptr;  // child
  bool m_searching = false;
  std::shared_ptr<const ClipMap> m_map;
  LatestWorker m_worker;
};

}  // namespace scenelens
