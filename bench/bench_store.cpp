// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/application.h"
#include "bench/full_size_set.h"
#include "core/store/run_store.h"

#include <QTemporaryDir>
#include <benchmark/benchmark.h>

#include <memory>
#include <random>

namespace {

using namespace scenelens;

/// The full data set and one run of it; made once.
struct FullRun {
  FullRun() {
    std::minstd_rand random(1);
    rows.resize(order.size());
    for (std::uint32_t number = 0; number < order.size(); ++number) {
      std::array<float, kLogitCount> logits{};
      for (float& value : logits) value = static_cast<float>(random() % 10'000) * 1e-3F;
      rows[number] = {0, number, predictionFromLogits(logits)};
    }
  }

  Dataset dataset = fullSizeSet();
  ClipOrder order{dataset};
  std::vector<StoredPrediction> rows;
};

FullRun& fullRun() {
  // Qt finds its database drivers through the application.
  needApplication();
  static FullRun run;
  return run;
}

/// A new store in a folder of its own.
struct NewStore {
  QTemporaryDir folder;
  StoreAddress address;
  std::unique_ptr<RunStore> store;

  NewStore() {
    address.file = folder.filePath(QStringLiteral("runs.sqlite")).toStdString();
    auto opened = RunStore::open(address);
    if (opened) store = std::make_unique<RunStore>(std::move(*opened));
  }

  std::int64_t begin(FullRun& run) const {
    RunInfo info;
    info.modelHash = "bench";
    const auto begun = store ? store->begin(info, run.order) : Result<BegunRun>(fail({"not open"}));
    if (!begun) return 0;
    for (auto& row : run.rows) row.run = begun->id;
    return begun->id;
  }

  bool append(const FullRun& run) const {
    for (std::span<const StoredPrediction> left(run.rows); !left.empty();) {
      const auto stored = store->append(left);
      if (!stored) return false;
      left = left.subspan(*stored);
    }
    return true;
  }
};

/// Sorting and hashing the names: what has to be done before anything else.
void storeOrder(benchmark::State& state) {
  const FullRun& run = fullRun();
  for ([[maybe_unused]] auto step : state) {
    const ClipOrder order(run.dataset);
    benchmark::DoNotOptimize(order.identity().hash.data());
  }
}

/// The first run of a data set writes down its clips.
void storeBegin(benchmark::State& state) {
  FullRun& run = fullRun();
  for ([[maybe_unused]] auto step : state) {
    state.PauseTiming();
    auto store = std::make_unique<NewStore>();
    state.ResumeTiming();
    if (store->begin(run) == 0) state.SkipWithError("the run could not be begun");
    state.PauseTiming();
    store.reset();
    state.ResumeTiming();
  }
}

/// A whole run, in transactions of at most half a second, each flushed to the disk.
void storeAppend(benchmark::State& state) {
  FullRun& run = fullRun();
  for ([[maybe_unused]] auto step : state) {
    state.PauseTiming();
    auto store = std::make_unique<NewStore>();
    const auto id = store->begin(run);
    state.ResumeTiming();
    if (id == 0 || !store->append(run)) state.SkipWithError("the run could not be stored");
    state.PauseTiming();
    state.counters["file_bytes_a_clip"] =
        static_cast<double>(std::filesystem::file_size(store->address.file) / run.rows.size());
    store.reset();
    state.ResumeTiming();
  }
}

void storeLoad(benchmark::State& state) {
  FullRun& run = fullRun();
  const NewStore store;
  const auto id = store.begin(run);
  if (id == 0 || !store.append(run)) state.SkipWithError("the run could not be stored");
  for ([[maybe_unused]] auto step : state) {
    const auto loaded = store.store->load(id, run.order);
    if (!loaded || loaded->damaged > 0) state.SkipWithError("the run could not be loaded");
  }
}

BENCHMARK(storeOrder)->Name("store/order/230350")->Unit(benchmark::kMillisecond);
BENCHMARK(storeBegin)->Name("store/begin/230350")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(storeAppend)->Name("store/append/230350")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(storeLoad)->Name("store/load/230350")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
