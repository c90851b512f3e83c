// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_control.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace scenelens {

/// Points projected to the plane in which they vary most.
struct PrincipalPlane {
  std::vector<std::array<float, 2>> points;  ///< one per row
  std::array<double, 2> explained{};         ///< share of the variance along each axis, in [0, 1]
};

/// Principal component analysis: the eigenvectors of the covariance with the two largest
/// eigenvalues; of the two signs of each the one whose largest component (by magnitude) is
/// positive. Equal to scikit-learn's `PCA(2)` up to that sign. `values`: rows x width. The
/// covariance is summed in double precision. `control` reports rows and cancels; the result is then
/// empty, as it is below two rows. Thread-safe.
[[nodiscard]] PrincipalPlane principalPlane(std::span<const float> values, std::size_t width,
                                            const JobControl& control);

}  // namespace scenelens
