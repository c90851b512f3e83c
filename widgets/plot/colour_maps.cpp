// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/colour_maps.h"

#include "core/preview/level_colours.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace scenelens {

std::span<const ColourMap> allColourMaps() {
  static constexpr std::array maps{ColourMap::Viridis, ColourMap::Magma, ColourMap::Cividis,
                                   ColourMap::Grey, ColourMap::InvertedGrey};
  return maps;
}

QString colourMapName(ColourMap map) {
  switch (map) {
    case ColourMap::Viridis:
      return QStringLiteral("Viridis");
    case ColourMap::Magma:
      return QStringLiteral("Magma");
    case ColourMap::Cividis:
      return QStringLiteral("Cividis");
    case ColourMap::Grey:
      return QStringLiteral("Grey");
    case ColourMap::InvertedGrey:
      return QStringLiteral("Inverted grey");
  }
  return {};
}

QString colourMapText(ColourMap map) {
  switch (map) {
    case ColourMap::Grey:
      return QCoreApplication::translate("scenelens::ColourMap", "Grey");
    case ColourMap::InvertedGrey:
      return QCoreApplication::translate("scenelens::ColourMap", "Inverted grey");
    default:
      return colourMapName(map);  // the others have a name, not a description
  }
}

ColourMap colourMapFromName(const QString& name) {
  for (const auto map : allColourMaps()) {
    if (colourMapName(map) == name) return map;
  }
  return ColourMap::Viridis;
}

std::span<const QRgb> colourStops(ColourMap map) {
  static constexpr std::array<QRgb, 10> magma{0xff000004, 0xff180f3d, 0xff440f76, 0xff721f81,
                                              0xff9e2f7f, 0xffcd4071, 0xfff1605d, 0xfffd9668,
                                              0xfffeca8d, 0xfffcfdbf};
  static constexpr std::array<QRgb, 10> cividis{0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d,
                                                0xff707173, 0xff8a8678, 0xffa59c74, 0xffc3b369,
                                                0xffe1cc55, 0xfffee838};
  static constexpr std::array<QRgb, 2> grey{0xff000000, 0xffffffff};
  static constexpr std::array<QRgb, 2> inverted{0xffffffff, 0xff000000};
  switch (map) {
    case ColourMap::Viridis:
      return level_colours::kViridis;
    case ColourMap::Magma:
      return magma;
    case ColourMap::Cividis:
      return cividis;
    case ColourMap::Grey:
      return grey;
    case ColourMap::InvertedGrey:
      return inverted;
  }
  return level_colours::kViridis;
}

std::span<const QRgb> amountStops(bool dark) {
  // Lightness falls (rises in the dark theme) evenly, hue stays: equal steps look equal.
  static constexpr std::array<QRgb, 6> light{0xffffffff, 0xffd6e4f5, 0xffa4c3e8,
                                             0xff6c9bd6, 0xff3a6fb5, 0xff16447f};
  static constexpr std::array<QRgb, 6> night{0xff171a1e, 0xff1f3550, 0xff2b5584,
                                             0xff3f7ab8, 0xff6ea5e0, 0xffb4d4ff};
  return dark ? std::span<const QRgb>(night) : std::span<const QRgb>(light);
}

QColor colourAt(std::span<const QRgb> stops, double place) {
  const double at = std::clamp(place, 0.0, 1.0) * double(stops.size() - 1);
  const auto below = std::min(std::size_t(at), stops.size() - 1);
  const auto above = std::min(below + 1, stops.size() - 1);
  const double share = at - double(below);
  const auto mix = [share](int a, int b) { return int(std::lround(a + share * (b - a))); };
  return {mix(qRed(stops[below]), qRed(stops[above])),
          mix(qGreen(stops[below]), qGreen(stops[above])),
          mix(qBlue(stops[below]), qBlue(stops[above]))};
}

QColor inkOn(const QColor& background) {
  const auto linear = [](double c) {
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  const double luminance = 0.2126 * linear(background.redF()) +
                           0.7152 * linear(background.greenF()) +
                           0.0722 * linear(background.blueF());
  // Where both contrasts are equal: (1.05 / (l + 0.05)) = (l + 0.05) / 0.05.
  constexpr double kEqual = 0.1791;
  return luminance > kEqual ? QColor(Qt::black) : QColor(Qt::white);
}

std::span<const QRgb> divergingStops(bool dark) {
  static constexpr std::array<QRgb, 7> night{0xff9cc9ff, 0xff5b97dd, 0xff31557f, 0xff1b1e23,
                                             0xff7d4330, 0xffd9764d, 0xffffc19a};
  return dark ? std::span<const QRgb>(night) : std::span<const QRgb>(level_colours::kDiverging);
}

}  // namespace scenelens
