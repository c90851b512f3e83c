// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/colour_maps.h"

#include "core/preview/level_colours.h"

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

std::span<const QRgb> divergingStops(bool dark) {
  static constexpr std::array<QRgb, 7> night{0xff9cc9ff, 0xff5b97dd, 0xff31557f, 0xff1b1e23,
                                             0xff7d4330, 0xffd9764d, 0xffffc19a};
  return dark ? std::span<const QRgb>(night) : std::span<const QRgb>(level_colours::kDiverging);
}

}  // namespace scenelens
