// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/clip_order.h"

#include <QCryptographicHash>

#include <algorithm>
#include <numeric>

namespace scenelens {

namespace {

std::string hashOf(const Dataset& dataset, const std::vector<std::uint32_t>& order) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  std::string block;
  const auto flush = [&] {
    hash.addData(QByteArrayView(block.data(), static_cast<qsizetype>(block.size())));
    block.clear();
  };
  constexpr std::size_t kBlock = 1 << 16;
  for (const std::uint32_t i : order) {
    const Clip& clip = dataset.clips[i];
    // No file name holds a zero byte, so different lists give different bytes.
    block += clip.file;
    block += '\0';
    block += std::to_string(clip.window);
    block += '\n';
    if (block.size() > kBlock) flush();
  }
  flush();
  return hash.result().toHex().toStdString();
}

}  // namespace

ClipOrder::ClipOrder(const Dataset& dataset)
    : m_dataset(&dataset), m_clips(dataset.clips.size()), m_numbers(dataset.clips.size()) {
  std::iota(m_clips.begin(), m_clips.end(), 0U);
  std::sort(m_clips.begin(), m_clips.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Clip& left = dataset.clips[a];
    const Clip& right = dataset.clips[b];
    if (const int order = left.file.compare(right.file); order != 0) return order < 0;
    return left.window != right.window ? left.window < right.window : a < b;
  });
  for (std::uint32_t number = 0; number < m_clips.size(); ++number) {
    m_numbers[m_clips[number]] = number;
  }
  m_identity = {dataset.name, dataset.clips.size(), hashOf(dataset, m_clips)};
}

}  // namespace scenelens
