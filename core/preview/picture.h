// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace scenelens {

/// A picture in memory: a plain value.
struct Picture {
  std::size_t width = 0;          ///< pixels
  std::size_t height = 0;         ///< pixels
  std::vector<std::uint8_t> rgb;  ///< height x width x 3, the top row first
};

/// How numbers become colours.
struct PictureScale {
  std::span<const std::uint32_t> stops;  ///< equidistant, see level_colours.h; at least two
  double low = 0.0;                      ///< the first stop; what lies below looks the same
  double high = 1.0;                     ///< the last stop
};

/// A heat map of rows x columns values (row-major, row 0 at the bottom, as frequencies are drawn),
/// each a block of cellWidth x cellHeight pixels. Values that are not finite get the first colour.
/// Preconditions: values.size() is a multiple of columns, sizes above 0, low < high. Thread-safe.
[[nodiscard]] Picture heatMap(std::span<const float> values, std::size_t columns,
                              std::size_t cellWidth, std::size_t cellHeight,
                              const PictureScale& scale);

/// Writes an 8-bit RGB PNG, whole or not at all (see writeFileAtomically). Errors: no pixels, the
/// file cannot be written. Thread-safe.
[[nodiscard]] Status writePng(const std::filesystem::path& path, const Picture& picture);

}  // namespace scenelens
