// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/name_order.h"

#include <algorithm>

namespace scenelens {

namespace {

constexpr std::size_t kChunk = 8;

struct Entry {
  std::uint64_t chunk;
  std::uint32_t index;
};

/// Eight bytes from `offset` as one number that compares as the bytes do; ends in zeros.
std::uint64_t chunkOf(std::string_view name, std::size_t offset) {
  std::uint64_t chunk = 0;
  for (std::size_t i = offset; i < offset + kChunk; ++i) {
    chunk = chunk << 8U | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
  }
  return chunk;
}

void sortFrom(std::span<Entry> entries, std::span<const std::string_view> names,
              std::size_t offset) {
  for (auto& entry : entries) entry.chunk = chunkOf(names[entry.index], offset);
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.chunk != b.chunk ? a.chunk < b.chunk : a.index < b.index;
  });
  for (std::size_t start = 0; start < entries.size();) {
    std::size_t end = start + 1;
    while (end < entries.size() && entries[end].chunk == entries[start].chunk) ++end;
    const auto group = entries.subspan(start, end - start);
    const bool goesOn = std::any_of(group.begin(), group.end(), [&](const Entry& entry) {
      return names[entry.index].size() > offset + kChunk;
    });
    if (group.size() > 1 && goesOn) sortFrom(group, names, offset + kChunk);
    start = end;
  }
}

}  // namespace

std::vector<std::uint32_t> orderByName(std::span<const std::string_view> names) {
  std::vector<Entry> entries(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) entries[i].index = std::uint32_t(i);
  sortFrom(entries, names, 0);
  std::vector<std::uint32_t> order(names.size());
  std::transform(entries.begin(), entries.end(), order.begin(),
                 [](const Entry& entry) { return entry.index; });
  return order;
}

}  // namespace scenelens
