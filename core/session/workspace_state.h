// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/clip_notes.h"
#include "core/nn/model.h"
#include "core/nn/prediction.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What one has before oneself while working, as plain values: everything that a workspace file
/// keeps. Clips are named, never numbered, so that a data set may change meanwhile.
namespace scenelens {

/// Where a data set was opened from.
struct DataSource {
  enum class Kind : std::uint8_t {
    None,   ///< nothing is open
    Demo,   ///< the built-in demo set
    Paths,  ///< files, folders or roots, as openDataset takes them
    Truth   ///< one list of true scenes, without sound
  };

  Kind kind = Kind::None;
  std::vector<std::filesystem::path> paths;  ///< absolute; none for None and Demo

  friend bool operator==(const DataSource&, const DataSource&) = default;
};

/// A clip by its name, as in Clip.
struct ClipName {
  std::string file;
  std::int32_t window = 0;

  friend bool operator==(const ClipName&, const ClipName&) = default;
};

struct NotedClip {
  ClipName clip;
  ClipNote note;

  friend bool operator==(const NotedClip&, const NotedClip&) = default;
};

/// A note before and after a step of the history.
struct NoteChange {
  ClipName clip;
  ClipNote before, after;

  friend bool operator==(const NoteChange&, const NoteChange&) = default;
};

/// One step that can be undone: of the filter's chips, or of the notes of some clips.
struct HistoryStep {
  std::vector<std::string> chipsBefore, chipsAfter;
  std::vector<NoteChange> notes;  ///< empty: a step of the filter

  friend bool operator==(const HistoryStep&, const HistoryStep&) = default;
};

/// An opened run: enough to find it again in the store or in the file it came from. Texts are those
/// of RunInfo.
struct SavedRun {
  std::string name, model, modelHash, engine, precision, date;
  std::filesystem::path source;  ///< absolute; empty where it came from the store
  std::int64_t stored = 0;       ///< its number in the store it was read from, 0 for none

  friend bool operator==(const SavedRun&, const SavedRun&) = default;
};

/// One of the runs: an opened one, or that of a model in a precision.
struct RunChoice {
  std::optional<std::size_t> opened;  ///< index into WorkspaceState::runs
  std::string model;                  ///< name of its architecture: "model1"
  Precision precision = Precision::Float32;

  friend bool operator==(const RunChoice&, const RunChoice&) = default;
};

/// What a page remembers, by the names it gives them.
using StateValue = std::variant<bool, double, std::string, std::vector<std::string>>;
using StateValues = std::map<std::string, StateValue>;

struct WorkspaceState {
  // What one works on: changing it makes a workspace modified.
  DataSource data;
  std::string dataset;  ///< its name
  std::vector<SavedRun> runs;
  std::optional<RunChoice> current, other;
  std::vector<std::string> chips;
  std::string draft;
  std::vector<HistoryStep> history;
  std::size_t step = 0;  ///< so many steps of the history are done, the others undone
  std::map<std::string, std::string> savedFilters;
  DecisionRule rule = DecisionRule::TenClass;
  std::vector<NotedClip> notes;  ///< those that no store keeps
  std::vector<ClipName> picked;  ///< what the term is:picked finds
  StateValues rank;
  std::vector<std::filesystem::path> rankTables;  ///< of systems, absolute

  // Where one is: it is saved, but nobody is asked about it.
  std::optional<ClipName> clip;
  std::string page;
  std::map<std::string, StateValues> pages;
  std::map<std::string, std::string> layout;  ///< of windows and splitters, base64

  /// Of an autosave: the workspace file that was open; otherwise empty.
  std::filesystem::path file;

  friend bool operator==(const WorkspaceState&, const WorkspaceState&) = default;
};

/// The state without where one is: what counts as a change of the workspace.
[[nodiscard]] WorkspaceState contentOf(WorkspaceState state);

}  // namespace scenelens
