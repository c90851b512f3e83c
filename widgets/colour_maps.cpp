// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/colour_maps.h"

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
  static constexpr std::array<QRgb, 10> viridis{0xff440154, 0xff482878, 0xff3e4989, 0xff31688e,
                                                0xff26828e, 0xff1f9e89, 0xff35b779, 0xff6ece58,
                                                0xffb5de2b, 0xfffde725};
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
      return viridis;
    case ColourMap::Magma:
      return magma;
    case ColourMap::Cividis:
      return cividis;
    case ColourMap::Grey:
      return grey;
    case ColourMap::InvertedGrey:
      return inverted;
  }
  return viridis;
}

std::span<const QRgb> divergingStops(bool dark) {
  static constexpr std::array<QRgb, 7> light{0xff2b4f9e, 0xff5b86c9, 0xffa9c1e3, 0xfff4f4f3,
                                             0xffeab79f, 0xffd1704f, 0xffa52a2a};
  static constexpr std::array<QRgb, 7> night{0xff9cc9ff, 0xff5b97dd, 0xff31557f, 0xff1b1e23,
                                             0xff7d4330, 0xffd9764d, 0xffffc19a};
  return dark ? std::span<const QRgb>(night) : std::span<const QRgb>(light);
}

}  // namespace scenelens
