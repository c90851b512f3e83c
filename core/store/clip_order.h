// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scenelens {

/// What a store knows a data set by. Two folders with the same name and the same clips are the same
/// data set, wherever they lie and in whatever order they list the clips.
struct DatasetIdentity {
  std::string name;
  std::size_t clips = 0;
  std::string hash;  ///< SHA-256 over the sorted clip keys (file, window), 64 hex digits

  bool operator==(const DatasetIdentity&) const = default;
};

/// The clips of a data set sorted by file (as bytes) and window. A clip's place in this order is
/// its number in a store, so runs of a known data set are read without comparing a single name.
///
/// Making one takes some 0.1 s for 230,350 clips: not for the GUI thread. The data set must outlive
/// it. Immutable, hence thread-safe.
class ClipOrder {
 public:
  explicit ClipOrder(const Dataset& dataset);

  [[nodiscard]] const Dataset& dataset() const { return *m_dataset; }
  [[nodiscard]] const DatasetIdentity& identity() const { return m_identity; }
  [[nodiscard]] std::size_t size() const { return m_clips.size(); }
  /// Index into dataset().clips of a clip number. Precondition: number < size().
  [[nodiscard]] std::uint32_t clipAt(std::uint32_t number) const { return m_clips[number]; }
  /// Number of a clip. Precondition: clip < size().
  [[nodiscard]] std::uint32_t numberOf(std::uint32_t clip) const { return m_numbers[clip]; }

 private:
  const Dataset* m_dataset;
  DatasetIdentity m_identity;
  std::vector<std::uint32_t> m_clips;    ///< by number
  std::vector<std::uint32_t> m_numbers;  ///< by clip
};

}  // namespace scenelens
