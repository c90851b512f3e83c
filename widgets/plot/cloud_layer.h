// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/point_cloud.h"

#include <QColor>
#include <qcustomplot.h>

#include <memory>
#include <vector>

namespace scenelens {

/// A plottable that splats every point of a cloud into a picture, without a painter's work for each
/// symbol. Crowded places become denser by blending.
class CloudLayer final : public QCPAbstractPlottable {
  Q_OBJECT

 public:
  CloudLayer(QCPAxis* keyAxis, QCPAxis* valueAxis);

  void setCloud(std::shared_ptr<const std::vector<CloudPoint>> cloud);
  /// One for each group.
  void setColours(std::vector<QColor> colours);
  /// In pixels of the plot, as the axes are now.
  [[nodiscard]] CloudView view() const;

  double selectTest(const QPointF& pos, bool onlySelectable, QVariant* details) const override;
  QCPRange getKeyRange(bool& foundRange, QCP::SignDomain inSignDomain) const override;
  QCPRange getValueRange(bool& foundRange, QCP::SignDomain inSignDomain,
                         const QCPRange& inKeyRange) const override;

 protected:
  void draw(QCPPainter* painter) override;
  void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

 private:
  std::shared_ptr<const std::vector<CloudPoint>> m_cloud;
  std::vector<QColor> m_colours;
};

}  // namespace scenelens
