// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

#include <array>
#include <span>

namespace scenelens {

/// Perceptually ordered, colour-blind-safe maps for level displays.
enum class ColourMap { Viridis, Magma, Cividis, Grey, InvertedGrey };

/// All maps in menu order.
[[nodiscard]] std::span<const ColourMap> allColourMaps();
/// For menus and settings: "Viridis".
[[nodiscard]] QString colourMapName(ColourMap map);
/// The map of that name; Viridis when unknown.
[[nodiscard]] ColourMap colourMapFromName(const QString& name);

/// Equidistant colour stops from low to high. Viridis, Magma and Cividis are samples of the maps of
/// matplotlib (CC0).
[[nodiscard]] std::span<const QRgb> colourStops(ColourMap map);
/// Diverging stops for signed values: blue, neutral, red; neutral is near the background, so light
/// or dark as the theme is.
[[nodiscard]] std::span<const QRgb> divergingStops(bool dark);

}  // namespace scenelens
