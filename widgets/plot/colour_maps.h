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
/// For settings: "Viridis".
[[nodiscard]] QString colourMapName(ColourMap map);
/// For menus, in the language of the window.
[[nodiscard]] QString colourMapText(ColourMap map);
/// The map of that name; Viridis when unknown.
[[nodiscard]] ColourMap colourMapFromName(const QString& name);

/// Equidistant colour stops from low to high. Viridis, Magma and Cividis are samples of the maps of
/// matplotlib (CC0).
[[nodiscard]] std::span<const QRgb> colourStops(ColourMap map);
/// Stops for amounts, from nothing, which is the background, to much.
[[nodiscard]] std::span<const QRgb> amountStops(bool dark);
/// The colour at `place` in [0, 1] of stops, interpolated; beyond, the first or the last.
[[nodiscard]] QColor colourAt(std::span<const QRgb> stops, double place);
/// Black or white, whichever reads better on a colour: always more than 4.5 to 1 (WCAG AA).
[[nodiscard]] QColor inkOn(const QColor& background);
/// Diverging stops for signed values: blue, neutral, red; neutral is near the background, so light
/// or dark as the theme is.
[[nodiscard]] std::span<const QRgb> divergingStops(bool dark);

}  // namespace scenelens
