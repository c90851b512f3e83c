// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/cloud_layer.h"

#include <QImage>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scenelens {

namespace {

/// Size of a point and how much of it shows through, by how many there are.
struct Splat {
  int size;
  int alpha;  // of 256
};

Splat splatFor(std::size_t points) {
  if (points <= 3000) return {5, 210};
  if (points <= 30000) return {3, 170};
  return {2, 110};
}

/// `over` above `under`, both with premultiplied alpha.
QRgb blend(QRgb under, QRgb over) {
  const int rest = 255 - qAlpha(over);
  const auto mix = [rest](int below, int above) { return above + below * rest / 255; };
  return qRgba(mix(qRed(under), qRed(over)), mix(qGreen(under), qGreen(over)),
               mix(qBlue(under), qBlue(over)), mix(qAlpha(under), qAlpha(over)));
}

/// The corners of larger points are left out, so that they look round.
bool isCorner(int x, int y, int size) {
  return size > 2 && (x == 0 || x == size - 1) && (y == 0 || y == size - 1);
}

}  // namespace

CloudLayer::CloudLayer(QCPAxis* keyAxis, QCPAxis* valueAxis)
    : QCPAbstractPlottable(keyAxis, valueAxis) {
  setSelectable(QCP::stNone);
}

void CloudLayer::setCloud(std::shared_ptr<const std::vector<CloudPoint>> cloud) {
  m_cloud = std::move(cloud);
}

void CloudLayer::setColours(std::vector<QColor> colours) {
  m_colours = std::move(colours);
}

CloudView CloudLayer::view() const {
  const bool logarithmic = mKeyAxis->scaleType() == QCPAxis::stLogarithmic;
  const auto fit = [logarithmic](const QCPAxis* axis, double& offset, double& scale) {
    const auto place = [logarithmic](double v) { return logarithmic ? std::log10(v) : v; };
    const double low = place(axis->range().lower);
    const double high = place(axis->range().upper);
    const double from = axis->coordToPixel(axis->range().lower);
    const double to = axis->coordToPixel(axis->range().upper);
    scale = high > low ? (to - from) / (high - low) : 1.0;
    offset = from - scale * low;
  };
  CloudView view;
  view.logarithmic = logarithmic;
  fit(mKeyAxis, view.left, view.scaleX);
  fit(mValueAxis, view.top, view.scaleY);
  return view;
}

void CloudLayer::draw(QCPPainter* painter) {
  if (!m_cloud || m_cloud->empty() || m_colours.empty()) return;
  const QRect area = mKeyAxis->axisRect()->rect();
  const double ratio = painter->device()->devicePixelRatioF();
  QImage image((QSizeF(area.size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  const Splat splat = splatFor(m_cloud->size());
  const int size = std::max(1, int(std::lround(splat.size * ratio)));
  std::vector<QRgb> colours;
  for (const QColor& colour : m_colours) {
    colours.push_back(
        qPremultiply(qRgba(colour.red(), colour.green(), colour.blue(), splat.alpha)));
  }
  const CloudView view = this->view();
  auto* pixels = reinterpret_cast<QRgb*>(image.bits());
  const auto stride = qsizetype(image.bytesPerLine() / qsizetype(sizeof(QRgb)));
  for (const CloudPoint& point : *m_cloud) {
    const Corner at = view.pixelOf(point);
    const double left = (at.x - area.left()) * ratio - size / 2.0;
    const double top = (at.y - area.top()) * ratio - size / 2.0;
    if (!(left > -size && top > -size && left < image.width() && top < image.height())) continue;
    const int x0 = int(std::lround(left));
    const int y0 = int(std::lround(top));
    const QRgb colour = colours[std::min<std::size_t>(point.group, colours.size() - 1)];
    for (int y = std::max(0, -y0); y < size && y0 + y < image.height(); ++y) {
      QRgb* row = pixels + qsizetype(y0 + y) * stride;
      for (int x = std::max(0, -x0); x < size && x0 + x < image.width(); ++x) {
        if (!isCorner(x, y, size)) row[x0 + x] = blend(row[x0 + x], colour);
      }
    }
  }
  image.setDevicePixelRatio(ratio);
  painter->drawImage(area.topLeft(), image);
}

void CloudLayer::drawLegendIcon(QCPPainter* /*painter*/, const QRectF& /*rect*/) const {}

double CloudLayer::selectTest(const QPointF& /*pos*/, bool /*onlySelectable*/,
                              QVariant* /*details*/) const {
  return -1.0;  // the view picks points itself
}

QCPRange CloudLayer::getKeyRange(bool& foundRange, QCP::SignDomain /*inSignDomain*/) const {
  foundRange = m_cloud && !m_cloud->empty();
  if (!foundRange) return {};
  const auto [low, high] = std::ranges::minmax_element(*m_cloud, {}, &CloudPoint::x);
  return {double(low->x), double(high->x)};
}

QCPRange CloudLayer::getValueRange(bool& foundRange, QCP::SignDomain /*inSignDomain*/,
                                   const QCPRange& /*inKeyRange*/) const {
  foundRange = m_cloud && !m_cloud->empty();
  if (!foundRange) return {};
  const auto [low, high] = std::ranges::minmax_element(*m_cloud, {}, &CloudPoint::y);
  return {double(low->y), double(high->y)};
}

}  // namespace scenelens
