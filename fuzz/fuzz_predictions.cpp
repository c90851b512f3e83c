// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/truth_list.h"
#include "core/eval/predictions_file.h"
#include "core/eval/system_table.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The input is an output table and, behind a form feed, a truth list; the first is read as a table
/// of systems as well.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scenelens;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\f');
  const std::string first(text.substr(0, end));
  const std::string second(end == std::string_view::npos ? "" : text.substr(end + 1));

  const auto systems = parseSystemTable(first, "systems.csv");
  if (!systems && systems.error().reason.empty()) __builtin_trap();
  const auto truth = datasetFromTruth(second, "truth.csv");
  if (!truth && truth.error().reason.empty()) __builtin_trap();
  const auto file = parsePredictions(first, "x.output.csv");
  if (!file) {
    if (file.error().reason.empty()) __builtin_trap();
    return 0;
  }
  for (const auto& row : file->rows) {
    double sum = 0.0;
    for (const float p : row.probabilities) {
      if (!(p >= 0.0F && p <= 1.0001F)) __builtin_trap();
      sum += p;
    }
    if (std::abs(sum - 1.0) > 1e-4) __builtin_trap();
  }
  const auto own = runFromPredictions(*file, datasetOf(*file), {});
  if (!own && own.error().reason.empty()) __builtin_trap();
  if (truth) {
    const auto run = runFromPredictions(*file, *truth, {});
    if (!run && run.error().reason.empty()) __builtin_trap();
  }
  return 0;
}
