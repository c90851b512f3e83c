// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

/// Equidistant colour stops from low to high as 0xAARRGGBB, for the window and for pictures.
namespace scenelens::level_colours {

/// Samples of matplotlib's viridis (CC0): perceptually ordered, colour-blind safe.
inline constexpr std::array<std::uint32_t, 10> kViridis{
    0xff440154, 0xff482878, 0xff3e4989, 0xff31688e, 0xff26828e,
    0xff1f9e89, 0xff35b779, 0xff6ece58, 0xffb5de2b, 0xfffde725};
/// Blue, near white, red: for signed values on a light ground.
inline constexpr std::array<std::uint32_t, 7> kDiverging{
    0xff2b4f9e, 0xff5b86c9, 0xffa9c1e3, 0xfff4f4f3, 0xffeab79f, 0xffd1704f, 0xffa52a2a};

}  // namespace scenelens::level_colours
