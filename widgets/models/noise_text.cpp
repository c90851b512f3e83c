// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/noise_text.h"

#include "widgets/base/qt_text.h"

#include <QCoreApplication>

#include <cmath>

namespace scenelens {

namespace {

/// The texts of this file, as Linguist sees them.
class NoiseText {
  Q_DECLARE_TR_FUNCTIONS(scenelens::NoiseText)
};

/// The index of the lowest finite value; -1 for none.
template <typename Ratio>
int lowest(std::size_t count, const Ratio& ratio) {
  int best = -1;
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(ratio(i))) continue;
    if (best < 0 || ratio(i) < ratio(std::size_t(best))) best = int(i);
  }
  return best;
}

}  // namespace

QString ratioText(double ratio) {
  if (std::isnan(ratio)) return NoiseText::tr("silent");
  if (ratio == INFINITY) return NoiseText::tr("exact");
  // Noise where Float32 is silent: no number says how much that is.
  if (ratio == -INFINITY) return NoiseText::tr("only noise");
  const double shown = std::abs(ratio) < 0.05 ? 0.0 : ratio;  // never "-0.0"
  return NoiseText::tr("%1 dB").arg(QLocale().toString(shown, 'f', 1));
}

int weakestPoint(const QuantizationNoise& noise) {
  const auto& points = noise.points();
  return lowest(points.size(), [&](std::size_t i) { return points[i].total.ratio(); });
}

int weakestChannel(const QuantizationNoise::Point& point) {
  return lowest(point.channels.size(), [&](std::size_t i) { return point.channels[i].ratio(); });
}

QString noiseSummary(const QuantizationNoise& noise) {
  const QString logits = NoiseText::tr("logits differ by %1 (root mean square)")
                             .arg(QLocale().toString(noise.logitError(), 'g', 2));
  const int weakest = weakestPoint(noise);
  if (weakest < 0) return logits;
  const auto& point = noise.points()[std::size_t(weakest)];
  return NoiseText::tr("Weakest: %1 at %2 · %3")
      .arg(toQString(point.point.name), ratioText(point.total.ratio()), logits);
}

}  // namespace scenelens
