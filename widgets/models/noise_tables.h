// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/native/quantization_noise.h"

#include <QWidget>

#include <memory>

class QTreeWidget;

namespace scenelens {

/// The numbers behind the noise chart: a line for every activation point with its weakest channel,
/// and the channels of the whole network that lose most. A click on a header sorts, a third one
/// restores the order of the layers. Views only.
class NoiseTables final : public QWidget {
  Q_OBJECT

 public:
  explicit NoiseTables(QWidget* parent = nullptr);

  /// Null empties both. Lines that stay keep their selection.
  void setNoise(std::shared_ptr<const QuantizationNoise> noise);
  void setCurrentPoint(int point);
  /// Weakest layers first, or the order of the layers.
  void sortByRatio(bool weakestFirst);

 signals:
  void pointChosen(int point);

 private:
  void fillPoints();
  void fillChannels();

  int m_current = -1;  // the chosen point, also while there is nothing to show
  QTreeWidget* m_points = nullptr;
  QTreeWidget* m_channels = nullptr;
  std::shared_ptr<const QuantizationNoise> m_noise;
};

}  // namespace scenelens
