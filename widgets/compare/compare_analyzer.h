// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/joint_figures.h"
#include "core/eval/point_cloud.h"
#include "widgets/base/latest_worker.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace scenelens {

/// What is to be compared: copies, because runs go on growing while this is computed.
struct CompareRequest {
  std::shared_ptr<const Dataset> dataset;
  std::vector<std::uint32_t> clips;                      ///< those shown
  std::vector<std::size_t> runs;                         ///< their numbers in the workspace
  std::vector<std::shared_ptr<const JudgedRun>> judged;  ///< as many
  std::size_t first = 0;                                 ///< index into `runs`: run A
  std::optional<std::size_t> second;                     ///< run B
};

/// Everything the page shows.
struct CompareResult {
  std::vector<std::size_t> runs;  ///< of the request
  std::size_t first = 0;
  std::optional<std::size_t> second;
  std::size_t asked = 0;  ///< clips that were shown
  SideBySide figures;
  PairedCounts pair;  ///< A and B over the clips that both judged
  /// Losses of A and B, grouped by Agreement; the coordinates are at least kSmallestLoss.
  std::shared_ptr<const std::vector<CloudPoint>> losses;
  std::vector<AlignedRow> aligned;        ///< of A
  std::vector<AlignedRow> alignedSecond;  ///< of B
  std::shared_ptr<const AlignedIndex> partners;
};

/// A logarithmic axis has no 0: smaller losses are drawn here.
inline constexpr float kSmallestLoss = 0.001F;

/// Compares runs in a thread of its own; only the newest request counts. Lives in the GUI thread.
class CompareAnalyzer final : public QObject {
  Q_OBJECT

 public:
  explicit CompareAnalyzer(QObject* parent = nullptr) : QObject(parent) {}

  void compare(CompareRequest request);
  void cancel() { m_worker.cancel(); }

 signals:
  void compared(const std::shared_ptr<const scenelens::CompareResult>& result);

 private:
  [[nodiscard]] std::shared_ptr<const AlignedIndex> partnersOf(
      const std::shared_ptr<const Dataset>& dataset);

  // Of the worker's thread: the index of the data set that was looked at last.
  std::shared_ptr<const Dataset> m_dataset;
  std::shared_ptr<const AlignedIndex> m_partners;
  LatestWorker m_worker;
};

}  // namespace scenelens
