// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clip_table_model.h"
#include "widgets/workspace.h"

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace scenelens;

/// As many clips as the full data set has, with names and labels like its own.
Dataset fullSize() {
  constexpr std::size_t kClips = 230350;
  constexpr std::size_t kLocations = 514;
  Dataset dataset;
  dataset.cities = {"barcelona", "helsinki", "lisbon", "lyon"};
  dataset.devices = {"a", "b", "c", "s1", "s2", "s3", "s4", "s5", "s6"};
  for (std::size_t i = 0; i < kLocations; ++i) {
    dataset.locations.push_back(dataset.cities[i % 4] + "-" + std::to_string(i));
  }
  dataset.clips.resize(kClips);
  for (std::size_t i = 0; i < kClips; ++i) {
    auto& clip = dataset.clips[i];
    const std::size_t shuffled = i * 7919 % kClips;
    clip.scene = allScenes()[shuffled % kSceneCount];
    clip.location = std::int32_t(shuffled % kLocations);
    clip.city = std::int16_t(clip.location % 4);
    clip.device = std::int16_t(shuffled % dataset.devices.size());
    clip.file = "audio/" + std::string(sceneLabel(*clip.scene)) + "-" +
                dataset.locations[std::size_t(clip.location)] + "-" + std::to_string(shuffled) +
                "-0-" + dataset.devices[std::size_t(clip.device)] + ".wav";
  }
  return dataset;
}

/// The clip table at full size; made once, because that takes longer than what is measured.
ClipTableModel& table() {
  static Workspace workspace;
  static ClipTableModel model(workspace);
  if (model.rowCount() == 0) workspace.setDataset(fullSize());
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
