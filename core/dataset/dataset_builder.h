// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace scenelens {

/// Texts numbered in the order of their first use, until they are sorted.
class NameTable {
 public:
  explicit NameTable(std::int32_t capacity) : m_capacity(capacity) {}

  /// The number of `name`; -1 for an empty name and, when the table is full, for a new one.
  [[nodiscard]] std::int32_t idOf(std::string_view name);
  [[nodiscard]] bool overflowed() const { return m_overflowed; }
  /// Sorts the names; returns for every old number the new one.
  [[nodiscard]] std::vector<std::int32_t> sort();
  [[nodiscard]] std::vector<std::string> take() { return std::move(m_names); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::int32_t m_capacity;
  std::vector<std::string> m_names;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> m_ids;
  std::int32_t m_last = -1;  // lists are sorted: most names equal the one before
  bool m_overflowed = false;
};

/// Collects clips into a Dataset: numbers cities, devices and locations, finds a clip by its file
/// and window, and marks as synthetic what has the demo set's cities. Not thread-safe.
class DatasetBuilder {
 public:
  /// What is known about a clip besides its file; empty where unknown.
  struct Facts {
    std::optional<Scene> scene;
    Fold fold = Fold::None;
    std::string_view city;
    std::string_view location;  ///< "lisbon-1000"
    std::string_view device;
  };
  struct Added {
    std::size_t index = 0;
    bool isNew = false;  ///< false: the clip was there before and has not been changed
  };

  /// The facts that an official file name states; `locationBuffer` keeps the text of the location.
  [[nodiscard]] static Facts factsFromName(std::string_view file, std::string& locationBuffer);

  void reserve(std::size_t clips);
  Added add(std::string file, std::int32_t window, const Facts& facts);
  /// Index of the clip, or npos.
  [[nodiscard]] std::size_t find(std::string_view file, std::int32_t window = 0) const;
  [[nodiscard]] std::vector<Clip>& clips() { return m_dataset.clips; }
  [[nodiscard]] std::vector<Error>& problems() { return m_dataset.problems; }

  /// Sorts the names and hands the data set over; name and root are the caller's to set.
  [[nodiscard]] Dataset finish();

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t index = kFree;
  };
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  [[nodiscard]] std::size_t slotOf(std::string_view file, std::int32_t window,
                                   std::uint64_t hash) const;
  void grow(std::size_t slots);

  Dataset m_dataset;
  NameTable m_cities{32767};
  NameTable m_devices{32767};
  NameTable m_locations{2147483647};
  std::vector<Slot> m_slots;  // open addressing: 8 bytes a slot instead of a node per clip
};

}  // namespace scenelens
