// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/prediction_row.h"
#include "core/store/run_store.h"
#include "core/store/run_store_state.h"

#include <limits>
#include <utility>

namespace scenelens {

namespace {

using namespace store_detail;

constexpr std::uint32_t kGone = std::numeric_limits<std::uint32_t>::max();

/// A clip as the store lists it.
struct ListedClip {
  std::string file;
  std::int32_t window = 0;
};

Result<std::vector<ListedClip>> listedClips(const SqlConnection& sql, const StoredRun& run) {
  auto rows = sql.query(
      QStringLiteral("SELECT c.file, c.second FROM clips c JOIN runs r ON r.dataset = c.dataset "
                     "WHERE r.id = ? ORDER BY c.clip"),
      {number(run.id)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ListedClip> clips;
  clips.reserve(run.dataset.clips);
  while (rows->next()) {
    clips.push_back({rows->value(0).toString().toStdString(), rows->value(1).toInt()});
  }
  if (auto good = sql.finished(*rows); !good) return fail(std::move(good.error()));
  if (clips.size() != run.dataset.clips) {
    return fail({"is damaged: its list of the clips of '" + run.dataset.name + "' is not whole",
                 sql.name()});
  }
  return clips;
}

/// The open data set's clip of each clip number of the run, or kGone.
Result<std::vector<std::uint32_t>> clipsOf(const SqlConnection& sql, const StoredRun& run,
                                           const ClipOrder& clips) {
  std::vector<std::uint32_t> places(run.dataset.clips, kGone);
  if (run.dataset.hash == clips.identity().hash && run.dataset.clips == clips.size()) {
    for (std::uint32_t i = 0; i < places.size(); ++i) places[i] = clips.clipAt(i);
    return places;
  }
  const auto listed = listedClips(sql, run);
  if (!listed) return fail(listed.error());
  // Both lists have the same order, so they are merged.
  std::uint32_t open = 0;
  for (std::size_t i = 0; i < listed->size(); ++i) {
    const auto& [file, window] = (*listed)[i];
    // Named again, because clang 14 captures no structured bindings.
    const auto order = [&file = file, &window = window](const Clip& clip) {
      const int names = clip.file.compare(file);
      return names != 0 ? names : clip.window - window;
    };
    while (open < clips.size() && order(clips.dataset().clips[clips.clipAt(open)]) < 0) ++open;
    if (open < clips.size() && order(clips.dataset().clips[clips.clipAt(open)]) == 0) {
      places[i] = clips.clipAt(open);
    }
  }
  return places;
}

/// Calls onClip(clip number, prediction or nothing where the row is damaged) for all of a run.
template <typename OnClip>
Status readPredictions(const SqlConnection& sql, const StoredRun& run, const OnClip& onClip) {
  auto rows = sql.query(
      QStringLiteral("SELECT clip, scene_probabilities, group_probabilities, check_sum FROM "
                     "predictions WHERE run = ? ORDER BY clip"),
      {number(run.id)});
  if (!rows) return fail(std::move(rows.error()));
  while (rows->next()) {
    const qlonglong clip = rows->value(0).toLongLong();
    const PredictionRow row{rows->value(1).toByteArray(), rows->value(2).toByteArray(),
                            static_cast<std::uint32_t>(rows->value(3).toLongLong())};
    const bool listed = clip >= 0 && static_cast<std::size_t>(clip) < run.dataset.clips;
    const PredictionKey key{run.id, static_cast<std::uint32_t>(clip)};
    onClip(key.clip, listed ? unpackPrediction(key, row, run.info.hasGroups) : std::nullopt);
  }
  return sql.finished(*rows);
}

}  // namespace

Result<LoadedRun> RunStore::load(std::int64_t id, const ClipOrder& clips) {
  auto stored = run(id);
  if (!stored) return fail(std::move(stored.error()));
  const auto places = clipsOf(*m_state->connection, *stored, clips);
  if (!places) return fail(places.error());
  LoadedRun loaded;
  loaded.table = RunTable(clips.size());
  auto done = readPredictions(*m_state->connection, *stored,
                              [&](std::uint32_t clip, const std::optional<Prediction>& prediction) {
                                if (!prediction) {
                                  ++loaded.damaged;
                                } else if ((*places)[clip] == kGone) {
                                  ++loaded.gone;
                                } else {
                                  loaded.table.set((*places)[clip], *prediction);
                                }
                              });
  if (!done) return fail(std::move(done.error()));
  loaded.stored = std::move(*stored);
  return loaded;
}

Result<ExportedRun> RunStore::loadAlone(std::int64_t id) {
  auto stored = run(id);
  if (!stored) return fail(std::move(stored.error()));
  auto listed = listedClips(*m_state->connection, *stored);
  if (!listed) return fail(std::move(listed.error()));
  ExportedRun exported;
  exported.dataset.name = stored->dataset.name;
  exported.table = RunTable(listed->size());
  exported.dataset.clips.resize(listed->size());
  for (std::size_t i = 0; i < listed->size(); ++i) {
    exported.dataset.clips[i].file = std::move((*listed)[i].file);
    exported.dataset.clips[i].window = (*listed)[i].window;
  }
  auto done = readPredictions(*m_state->connection, *stored,
                              [&](std::uint32_t clip, const std::optional<Prediction>& prediction) {
                                if (prediction) {
                                  exported.table.set(clip, *prediction);
                                } else {
                                  ++exported.damaged;
                                }
                              });
  if (!done) return fail(std::move(done.error()));
  exported.stored = std::move(*stored);
  return exported;
}

}  // namespace scenelens
