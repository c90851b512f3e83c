// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/full_size_set.h"
#include "core/eval/breakdown.h"
#include "core/eval/calibration_curve.h"
#include "core/eval/confusion.h"
#include "widgets/clips/clip_table_model.h"
#include "widgets/workspace.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using namespace scenelens;

/// The workspace at full size with one run; made once, because that takes longer than what is
/// measured.
Workspace& workspace() {
  static Workspace space;
  if (!space.dataset()->clips.empty()) return space;
  space.setDataset(fullSizeSet());
  Run run;
  run.info.name = "made up";
  run.table = RunTable(space.dataset()->clips.size());
  for (std::size_t i = 0; i < run.table.size(); ++i) {
    Prediction prediction;
    prediction.scenes.fill(0.05F);
    prediction.scenes[i * 31 % kSceneCount] = 0.3F + 0.2F * float(i % 7) / 7.0F;
    run.table.set(i, prediction);
  }
  space.setCurrentRun(space.openRun(std::move(run)));
  return space;
}

ClipTableModel& table() {
  static ClipTableModel model(workspace());
  return model;
}

void tableSort(benchmark::State& state, int column) {
  auto& model = table();
  workspace().filter().clear();
  Qt::SortOrder order = Qt::AscendingOrder;
  for ([[maybe_unused]] auto step : state) {
    model.sort(column, order);
    order = order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
  }
}

/// From the text of a filter to the rows of the table.
void tableFilter(benchmark::State& state, const char* first, const char* second) {
  table().sort(-1, Qt::AscendingOrder);
  auto& filter = workspace().filter();
  bool odd = true;
  for ([[maybe_unused]] auto step : state) {
    // Two filters in turn, because the same text again costs nothing.
    filter.setText(QString::fromLatin1(odd ? first : second));
    odd = !odd;
  }
  filter.clear();
}

/// What each tab computes when the filter changes: the clips it counts, then its numbers.
std::vector<std::uint32_t> counted() {
  return workspace().matching(ClipQuery("-device:s6 conf>0.31", *workspace().dataset()));
}

void tabConfusion(benchmark::State& state) {
  const auto& judged = workspace().judged(workspace().currentRun());
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(confusion(judged, counted()));
  }
}

void tabDevices(benchmark::State& state) {
  const auto& judged = workspace().judged(workspace().currentRun());
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(partsOf(*workspace().dataset(), judged, counted()));
  }
}

void tabConfidence(benchmark::State& state) {
  const auto& judged = workspace().judged(workspace().currentRun());
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(calibrationCurve(judged, counted()));
  }
}

BENCHMARK_CAPTURE(tableSort, scene, int(ClipTableModel::Scene))
    ->Name("sort/230350/scene")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tableSort, loss, int(ClipTableModel::Loss))
    ->Name("sort/230350/loss")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tableSort, file, int(ClipTableModel::File))
    ->Name("sort/230350/file")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tableFilter, words, "lisbon device:s1", "tram 99")
    ->Name("filter/230350/words")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tableFilter, cell, "scene:metro pred:tram", "is:wrong conf>0.4")
    ->Name("filter/230350/cell")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(tabConfusion)->Name("confusion/230350")->Unit(benchmark::kMillisecond);
BENCHMARK(tabDevices)->Name("devices/230350/run")->Unit(benchmark::kMillisecond);
BENCHMARK(tabConfidence)->Name("confidence/230350")->Unit(benchmark::kMillisecond);

}  // namespace
