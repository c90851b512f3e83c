// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/picture.h"

#include "core/base/file_io.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <string>

namespace scenelens {

namespace {

std::array<std::uint8_t, 3> colourOf(double value, const PictureScale& scale) {
  const auto last = static_cast<double>(scale.stops.size() - 1);
  double at = (value - scale.low) / (scale.high - scale.low) * last;
  if (!std::isfinite(at)) at = 0.0;
  at = std::clamp(at, 0.0, last);
  const auto left = std::min(static_cast<std::size_t>(at), scale.stops.size() - 2);
  const double part = at - static_cast<double>(left);
  std::array<std::uint8_t, 3> rgb{};
  for (std::size_t i = 0; i < rgb.size(); ++i) {
    const unsigned shift = 16U - 8U * static_cast<unsigned>(i);
    const auto channel = [&](std::size_t stop) {
      return static_cast<double>((scale.stops[stop] >> shift) & 0xffU);
    };
    rgb[i] = static_cast<std::uint8_t>(
        std::lround((1.0 - part) * channel(left) + part * channel(left + 1)));
  }
  return rgb;
}

}  // namespace

Picture heatMap(std::span<const float> values, std::size_t columns, std::size_t cellWidth,
                std::size_t cellHeight, const PictureScale& scale) {
  assert(columns > 0 && values.size() % columns == 0 && cellWidth > 0 && cellHeight > 0);
  assert(scale.stops.size() >= 2 && scale.low < scale.high);
  const std::size_t rows = values.size() / columns;
  Picture picture;
  picture.width = columns * cellWidth;
  picture.height = rows * cellHeight;
  picture.rgb.resize(picture.width * picture.height * 3);
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::size_t row = rows - 1 - y / cellHeight;
    for (std::size_t column = 0; column < columns; ++column) {
      const auto rgb = colourOf(static_cast<double>(values[row * columns + column]), scale);
      auto* pixel = picture.rgb.data() + (y * picture.width + column * cellWidth) * 3;
      for (std::size_t x = 0; x < cellWidth; ++x, pixel += 3) std::ranges::copy(rgb, pixel);
    }
  }
  return picture;
}

Status writePng(const std::filesystem::path& path, const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::byte> bytes;
  png_alloc_size_t size = 0;
  const auto encode = [&](void* to) {
    return png_image_write_to_memory(&image, to, &size, 0, picture.rgb.data(), 0, nullptr) != 0;
  };
  // Once for the size, once for the bytes.
  bool ok = !picture.rgb.empty() && encode(nullptr);
  if (ok) {
    bytes.resize(size);
    ok = encode(bytes.data());
  }
  if (!ok) {
    std::string why = picture.rgb.empty() ? "it has no pixels" : image.message;
    png_image_free(&image);
    return fail({.reason = "the picture cannot be encoded: " + why, .file = path});
  }
  const std::array<std::span<const std::byte>, 1> parts{
      std::span<const std::byte>(bytes).first(size)};
  return writeFileAtomically(path, parts);
}

}  // namespace scenelens
