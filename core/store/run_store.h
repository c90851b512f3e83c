// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/eval/run_info.h"
#include "core/store/clip_order.h"
#include "core/store/store_address.h"
#include "core/store/store_options.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace scenelens {

class SqlConnection;

/// Number of the formulas from sound to probabilities. It is raised when features or probabilities
/// change, so that runs made with others are not continued.
inline constexpr int kFormulaVersion = 1;

/// A run as a store lists it.
struct StoredRun {
  std::int64_t id = 0;
  RunInfo info;
  DatasetIdentity dataset;
  int formulas = 0;             ///< kFormulaVersion when it was made
  bool complete = false;        ///< every clip that it is meant to cover was tried
  std::size_t predictions = 0;  ///< how many are stored
};

/// How a run begins.
struct BegunRun {
  enum class State : std::uint8_t { New, Unfinished, Finished };

  std::int64_t id = 0;
  State state = State::New;
};

/// A prediction on its way into a store.
struct StoredPrediction {
  std::int64_t run = 0;
  std::uint32_t clip = 0;  ///< its number: ClipOrder::numberOf
  Prediction prediction;
};

/// A run as read from a store.
struct LoadedRun {
  StoredRun stored;
  RunTable table;           ///< as long as the open data set
  std::size_t gone = 0;     ///< predictions of clips that the open data set does not have
  std::size_t damaged = 0;  ///< predictions that the check sum refuses; as good as not there
};

/// A run with a data set made of what the store knows: files and windows, no labels, no root.
struct ExportedRun {
  StoredRun stored;
  Dataset dataset;
  RunTable table;
  std::size_t damaged = 0;
};

/// What somebody wrote about a clip.
struct StoredNote {
  std::string file;  ///< as Clip::file
  std::int32_t window = 0;
  std::string text;
  std::vector<std::string> tags;  ///< words without blanks
  std::string changed;            ///< UTC, ISO 8601
};

/// A filter with a name.
struct NamedFilter {
  std::string name;
  std::string query;
};

/// A database of runs: who said what about which clip. docs/formats.md describes its tables.
///
/// Every change is a transaction of at most half a second (registering a data set and deleting a
/// run may take longer), flushed to the disk: a program that is killed loses what it had not handed
/// over, and nothing else. Several programs may use one store at the same time; a writer waits for
/// another up to StoreOptions::busyTimeout.
///
/// Errors of all members, naming the file or server: locked, read-only, full disk, damaged, gone. A
/// damaged database is never replaced. Needs a QCoreApplication. Belongs to the thread that opened
/// it and blocks: not for the GUI thread (see StoreWriter).
class RunStore {
 public:
  /// Opens a store, or makes one where there is none. Errors besides: written by a newer SceneLens;
  /// a database of another program.
  [[nodiscard]] static Result<RunStore> open(const StoreAddress& address,
                                             const StoreOptions& options = {});
  RunStore(RunStore&&) noexcept;
  RunStore& operator=(RunStore&&) noexcept;
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;
  ~RunStore();

  /// All runs, or those of data sets of that name, oldest first. Runs of the same name whose
  /// `dataset` differs are of an earlier state of the data set.
  [[nodiscard]] Result<std::vector<StoredRun>> runs(const std::string& dataset = {});
  /// Errors besides: there is no such run.
  [[nodiscard]] Result<StoredRun> run(std::int64_t id);
  [[nodiscard]] Result<bool> hasRun(std::int64_t id);

  /// The newest run of the same weights (modelHash), engine, precision, selection, formulas and
  /// data set, or a new one where there is none, `again` is true or `info` has no modelHash.
  [[nodiscard]] Result<BegunRun> begin(const RunInfo& info, const ClipOrder& clips,
                                       bool again = false);
  /// Stores as many of the predictions as fit into half a second, replacing equal (run, clip)
  /// pairs; returns how many, in order, at least one. No pair may occur twice. On error none were
  /// stored.
  [[nodiscard]] Result<std::size_t> append(std::span<const StoredPrediction> predictions);
  [[nodiscard]] Status markComplete(std::int64_t id);
  [[nodiscard]] Status rename(std::int64_t id, const std::string& name);
  /// With its predictions; the list of clips goes with the last run of a data set.
  [[nodiscard]] Status remove(std::int64_t id);

  /// A run for an open data set, also one that has changed since: clips are matched by file and
  /// window.
  [[nodiscard]] Result<LoadedRun> load(std::int64_t id, const ClipOrder& clips);
  /// A run without its data set, for example for writeSubmissionTable().
  [[nodiscard]] Result<ExportedRun> loadAlone(std::int64_t id);

  /// Notes belong to the name of a data set, so they survive when clips come or go.
  [[nodiscard]] Result<std::vector<StoredNote>> notes(const std::string& dataset);
  /// Replaces the clip's note; without text and tags it is removed.
  [[nodiscard]] Status saveNote(const std::string& dataset, const StoredNote& note);
  /// In order of their names.
  [[nodiscard]] Result<std::vector<NamedFilter>> filters();
  [[nodiscard]] Status saveFilter(const NamedFilter& filter);
  [[nodiscard]] Status removeFilter(const std::string& name);

  /// Reads every page of an SQLite file and checks it; a PostgreSQL server looks after itself, so
  /// there this only asks whether it answers.
  [[nodiscard]] Status check();

 private:
  struct State;
  explicit RunStore(std::unique_ptr<State> state);

  [[nodiscard]] Status appendInside(std::span<const StoredPrediction> predictions,
                                    std::size_t& stored);

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
