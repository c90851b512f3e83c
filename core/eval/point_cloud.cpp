// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/point_cloud.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scenelens {

namespace {

struct Edge {
  Corner low, high;  // by y; low.y < high.y
};

/// The edges of a polygon by horizontal slabs, so that a point meets only those at its height.
class Slabs {
 public:
  explicit Slabs(std::span<const Corner> polygon) {
    if (polygon.size() < 3) return;
    const auto [low, high] = std::ranges::minmax_element(polygon, {}, &Corner::y);
    const auto [left, right] = std::ranges::minmax_element(polygon, {}, &Corner::x);
    m_low = low->y;
    m_high = high->y;
    m_left = left->x;
    m_right = right->x;
    if (!(m_high > m_low)) return;
    m_slabs.resize(kSlabs);
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      Edge edge{polygon[i], polygon[(i + 1) % polygon.size()]};
      if (edge.low.y == edge.high.y) continue;
      if (edge.low.y > edge.high.y) std::swap(edge.low, edge.high);
      const std::size_t last = slabOf(edge.high.y);
      for (std::size_t slab = slabOf(edge.low.y); slab <= last; ++slab)
        m_slabs[slab].push_back(edge);
    }
  }

  [[nodiscard]] bool contains(Corner at) const {
    if (m_slabs.empty() || at.y < m_low || at.y > m_high || at.x < m_left || at.x > m_right)
      return false;
    bool inside = false;
    for (const Edge& edge : m_slabs[slabOf(at.y)]) {
      if (at.y < edge.low.y || at.y >= edge.high.y) continue;
      const double x = edge.low.x + (edge.high.x - edge.low.x) * (at.y - edge.low.y) /
                                        (edge.high.y - edge.low.y);
      if (at.x < x) inside = !inside;
    }
    return inside;
  }

 private:
  static constexpr std::size_t kSlabs = 256;

  [[nodiscard]] std::size_t slabOf(double y) const {
    const double part = (y - m_low) / (m_high - m_low) * static_cast<double>(kSlabs);
    return std::min(kSlabs - 1, static_cast<std::size_t>(std::max(part, 0.0)));
  }

  double m_low = 0.0, m_high = 0.0, m_left = 0.0, m_right = 0.0;
  std::vector<std::vector<Edge>> m_slabs;
};

}  // namespace

Corner CloudView::pixelOf(const CloudPoint& point) const {
  const auto place = [this](float value) {
    return logarithmic ? std::log10(static_cast<double>(value)) : static_cast<double>(value);
  };
  return {left + scaleX * place(point.x), top + scaleY * place(point.y)};
}

std::optional<std::size_t> nearestPoint(std::span<const CloudPoint> points, const CloudView& view,
                                        Corner pixel, double radius) {
  std::optional<std::size_t> nearest;
  double least = radius * radius;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Corner at = view.pixelOf(points[i]);
    const double dx = at.x - pixel.x;
    const double dy = at.y - pixel.y;
    const double distance = dx * dx + dy * dy;
    if (distance < least || (!nearest && distance == least)) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

std::vector<std::uint32_t> clipsInside(std::span<const CloudPoint> points, const CloudView& view,
                                       std::span<const Corner> polygon) {
  const Slabs slabs(polygon);
  std::vector<std::uint32_t> clips;
  for (const CloudPoint& point : points) {
    if (slabs.contains(view.pixelOf(point))) clips.push_back(point.clip);
  }
  return clips;
}

}  // namespace scenelens
