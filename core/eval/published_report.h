// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace scenelens {

/// A row of Table 3 of the report, with its column of Table 4. Source: Wang, Wu, Li, DCASE 2023
/// Task 1 technical report. The authors chose the epoch on the fold they report.
struct PublishedModel {
  /// The row's name in the report. Rows 2 and 3 are swapped there against Table 2 and the authors'
  /// code; which of the two the accuracies belong to cannot be told (see dsmnModels()).
  std::string_view row;
  /// Name of the architecture with this row's parameters and MACs.
  std::string_view architecture;
  std::string_view parameters;            ///< as printed
  std::string_view macs;                  ///< as printed
  double floatAccuracy = 0.0;             ///< percent
  double int8Accuracy = 0.0;              ///< percent
  std::array<double, 9> deviceLogLoss{};  ///< of publishedDevices()
};

/// Table 3's rows in the report's order.
[[nodiscard]] std::span<const PublishedModel> publishedModels();

/// The devices of Table 4: "a", "b", "c", "s1" .. "s6".
[[nodiscard]] std::span<const std::string_view> publishedDevices();

}  // namespace scenelens
