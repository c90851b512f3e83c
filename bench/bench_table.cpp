// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/full_size_set.h"
#include "widgets/clip_table_model.h"
#include "widgets/workspace.h"

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace scenelens;

/// The clip table at full size; made once, because that takes longer than what is measured.
ClipTableModel& table() {
  static Workspace workspace;
  static ClipTableModel model(workspace);
  if (model.rowCount() == 0) workspace.setDataset(fullSizeSet());
  return model;
}

void tableSort(benchmark::State& state, int column) {
  auto& model = table();
  model.setFilter({});
  Qt::SortOrder order = Qt::AscendingOrder;
  for ([[maybe_unused]] auto step : state) {
    model.sort(column, order);
    order = order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
  }
}

void tableFilter(benchmark::State& state) {
  auto& model = table();
  model.sort(-1, Qt::AscendingOrder);
  bool first = true;
  for ([[maybe_unused]] auto step : state) {
    // Two filters in turn, because the same text again costs nothing.
    model.setFilter(first ? QStringLiteral("lisbon device:s1") : QStringLiteral("tram 99"));
    first = !first;
  }
  model.setFilter({});
}

BENCHMARK_CAPTURE(tableSort, scene, int(ClipTableModel::Scene))
    ->Name("table/sort_by_scene_230350")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tableSort, file, int(ClipTableModel::File))
    ->Name("table/sort_by_file_230350")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(tableFilter)->Name("table/filter_230350")->Unit(benchmark::kMillisecond);

}  // namespace
