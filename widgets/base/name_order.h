// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace scenelens {

/// The indices of `names` in byte-wise order of the names; equal names keep their order.
///
/// File names of a data set share long beginnings, which makes comparing them slow. Here eight
/// bytes at a time are sorted as one number, and only groups that are still equal go on to the next
/// eight.
[[nodiscard]] std::vector<std::uint32_t> orderByName(std::span<const std::string_view> names);

}  // namespace scenelens
