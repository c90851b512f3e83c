// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/latest_worker.h"
#include "widgets/preview/preview_answer.h"

#include <QObject>

#include <memory>
#include <vector>

namespace scenelens {

/// Computes previews of the clip that the user looks at, in a thread of its own; only the newest
/// request counts (see LatestWorker), so dragging never queues up.
///
/// Networks, the second clip of a mixture and the last occlusion map are kept between requests.
/// Lives in the GUI thread; signals arrive there. The destructor waits for the step in progress.
class PreviewAnalyzer final : public QObject {
  Q_OBJECT

 public:
  struct Request {
    std::shared_ptr<const ClipAnalysis> clip;
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const std::vector<Model>> models;
    std::shared_ptr<const std::vector<Int8Twin>> twins;
    std::size_t model = 0;  ///< into models; none are asked where there is no such model
    PreviewParams params;
  };

  explicit PreviewAnalyzer(QObject* parent = nullptr);
  ~PreviewAnalyzer() override;
  Q_DISABLE_COPY_MOVE(PreviewAnalyzer)

  void compute(Request request);
  /// Drops a request that has not been answered yet.
  void cancel();

 signals:
  void computed(const std::shared_ptr<const scenelens::PreviewAnswer>& answer);
  /// There is no answer to the newest request, and why.
  void failed(const scenelens::Error& error);

 private:
  class Kitchen;

  std::unique_ptr<Kitchen> m_kitchen;  // only the worker touches it
  LatestWorker m_worker;               // last: its thread must end first
};

}  // namespace scenelens
