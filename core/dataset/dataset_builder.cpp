// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset_builder.h"

#include "core/dataset/clip_name.h"

#include <algorithm>
#include <numeric>

namespace scenelens {

namespace {

std::uint64_t hashOf(std::string_view file, std::int32_t window) {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
  std::uint64_t hash =
      std::hash<std::string_view>{}(file) + kGolden * static_cast<std::uint32_t>(window);
  hash ^= hash >> 32;
  return hash * kGolden;
}

std::uint32_t tagOf(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32);
}

/// The demo set's cities are synth0 to synth9; no real data set has such names.
bool isSyntheticCity(std::string_view city) {
  constexpr std::string_view kPrefix = "synth";
  return city.size() == kPrefix.size() + 1 && city.substr(0, kPrefix.size()) == kPrefix &&
         city.back() >= '0' && city.back() <= '9';
}

}  // namespace

std::int32_t NameTable::idOf(std::string_view name) {
  if (name.empty()) return -1;
  if (m_last >= 0 && m_names[static_cast<std::size_t>(m_last)] == name) return m_last;
  if (const auto it = m_ids.find(name); it != m_ids.end()) return m_last = it->second;
  if (m_names.size() >= static_cast<std::size_t>(m_capacity)) {
    m_overflowed = true;
    return -1;
  }
  m_last = static_cast<std::int32_t>(m_names.size());
  m_names.emplace_back(name);
  m_ids.emplace(m_names.back(), m_last);
  return m_last;
}

std::vector<std::int32_t> NameTable::sort() {
  std::vector<std::int32_t> order(m_names.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [this](std::int32_t a, std::int32_t b) {
    return m_names[static_cast<std::size_t>(a)] < m_names[static_cast<std::size_t>(b)];
  });
  std::vector<std::int32_t> newId(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    newId[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
  std::sort(m_names.begin(), m_names.end());
  m_ids.clear();
  m_last = -1;
  return newId;
}

DatasetBuilder::Facts DatasetBuilder::factsFromName(std::string_view file,
                                                    std::string& locationBuffer) {
  Facts facts;
  const auto name = parseClipName(file);
  if (!name) return facts;
  locationBuffer.assign(name->city);
  locationBuffer += '-';
  locationBuffer += name->location;
  facts.scene = name->scene;
  facts.city = name->city;
  facts.location = locationBuffer;
  facts.device = name->device;
  return facts;
}

void DatasetBuilder::reserve(std::size_t clips) {
  m_dataset.clips.reserve(clips);
  std::size_t slots = 64;
  while (slots < 2 * clips) slots *= 2;
  if (slots > m_slots.size()) grow(slots);
}

void DatasetBuilder::grow(std::size_t slots) {
  m_slots.assign(slots, Slot{});
  for (std::size_t i = 0; i < m_dataset.clips.size(); ++i) {
    const Clip& clip = m_dataset.clips[i];
    const std::uint64_t hash = hashOf(clip.file, clip.window);
    m_slots[slotOf(clip.file, clip.window, hash)] = {tagOf(hash), static_cast<std::uint32_t>(i)};
  }
}

/// The slot that holds the clip, or the free one where it belongs.
std::size_t DatasetBuilder::slotOf(std::string_view file, std::int32_t window,
                                   std::uint64_t hash) const {
  const std::size_t mask = m_slots.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = m_slots[at];
    if (slot.index == kFree) return at;
    if (slot.tag != tagOf(hash)) continue;
    const Clip& clip = m_dataset.clips[slot.index];
    if (clip.window == window && clip.file == file) return at;
  }
}

std::size_t DatasetBuilder::find(std::string_view file, std::int32_t window) const {
  if (m_slots.empty()) return npos;
  const Slot& slot = m_slots[slotOf(file, window, hashOf(file, window))];
  return slot.index == kFree ? npos : slot.index;
}

DatasetBuilder::Added DatasetBuilder::add(std::string file, std::int32_t window,
                                          const Facts& facts) {
  if (m_slots.size() < 2 * (m_dataset.clips.size() + 1))
    grow(std::max<std::size_t>(64, 2 * m_slots.size()));
  const std::uint64_t hash = hashOf(file, window);
  Slot& slot = m_slots[slotOf(file, window, hash)];
  if (slot.index != kFree) return {slot.index, false};
  slot = {tagOf(hash), static_cast<std::uint32_t>(m_dataset.clips.size())};

  Clip& clip = m_dataset.clips.emplace_back();
  clip.file = std::move(file);
  clip.scene = facts.scene;
  clip.fold = facts.fold;
  clip.city = static_cast<std::int16_t>(m_cities.idOf(facts.city));
  clip.device = static_cast<std::int16_t>(m_devices.idOf(facts.device));
  clip.location = m_locations.idOf(facts.location);
  clip.window = window;
  return {m_dataset.clips.size() - 1, true};
}

Dataset DatasetBuilder::finish() {
  const auto newCity = m_cities.sort();
  const auto newDevice = m_devices.sort();
  const auto newLocation = m_locations.sort();
  const auto renumber = [](auto& id, const std::vector<std::int32_t>& newId) {
    using Id = std::remove_reference_t<decltype(id)>;
    if (id >= 0) id = static_cast<Id>(newId[static_cast<std::size_t>(id)]);
  };
  for (Clip& clip : m_dataset.clips) {
    renumber(clip.city, newCity);
    renumber(clip.device, newDevice);
    renumber(clip.location, newLocation);
  }
  if (m_cities.overflowed() || m_devices.overflowed())
    m_dataset.problems.push_back(
        {"there are more than 32,767 different cities or devices, the "
         "clips of the rest have none"});
  m_dataset.cities = m_cities.take();
  m_dataset.devices = m_devices.take();
  m_dataset.locations = m_locations.take();
  m_dataset.synthetic =
      std::any_of(m_dataset.cities.begin(), m_dataset.cities.end(), isSyntheticCity);
  m_slots.clear();
  return std::move(m_dataset);
}

}  // namespace scenelens
