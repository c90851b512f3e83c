// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/workspace_reader.h"

#include "core/session/workspace_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace scenelens {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// Far more than anybody saves, and small enough to hold.
constexpr std::size_t kMaxText = 64 * 1024;
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr std::size_t kMaxRuns = 1000;
constexpr std::size_t kMaxSteps = 1000;
constexpr int kMaxDepth = 12;

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// Takes values out of JSON and remembers the first that is wrong, by its place: "runs[2].name".
class Reader {
 public:
  explicit Reader(fs::path folder) : m_folder(std::move(folder)) {}

  [[nodiscard]] const std::string& fault() const { return m_fault; }

  /// Enters a member for as long as `read` runs; nothing where there is none.
  template <typename Read>
  void member(const Json& object, const char* key, const Read& read) {
    if (!isObject(object)) return;
    const auto found = object.find(key);
    if (found != object.end()) inside(fmt::format(".{}", key), *found, read);
  }

  template <typename Read>
  void each(const Json& array, std::size_t most, const Read& read) {
    if (!array.is_array()) return refuse("must be a list");
    if (array.size() > most) return refuse(fmt::format("has more than {} entries", most));
    for (std::size_t i = 0; i < array.size() && m_fault.empty(); ++i) {
      inside(fmt::format("[{}]", i), array[i], read);
    }
  }

  template <typename Read>
  void eachMember(const Json& object, const Read& read) {
    if (!isObject(object)) return;
    if (object.size() > kMaxRuns) return refuse("has too many members");
    for (const auto& entry : object.items()) {
      if (!m_fault.empty()) return;
      inside(fmt::format(".{:.40}", entry.key()), entry.value(),
             [&](const Json& value) { read(entry.key(), value); });
    }
  }

  void text(const Json& json, std::string& out) {
    if (json.is_string()) {
      out = json.get_ref<const std::string&>();
    } else if (json.is_object() && json.size() == 1 && json.contains("bytes") &&
               json["bytes"].is_string()) {
      bytes(json["bytes"].get_ref<const std::string&>(), out);
    } else {
      return refuse("must be a text");
    }
    if (out.size() > kMaxText) refuse("is too long");
  }

  void texts(const Json& json, std::vector<std::string>& out) {
    out.clear();
    each(json, kMaxEntries, [&](const Json& item) { text(item, out.emplace_back()); });
  }

  void path(const Json& json, fs::path& out) {
    std::string name;
    text(json, name);
    if (!m_fault.empty()) return;
    if (name.empty()) return refuse("is an empty path");
    if (name.find('\0') != std::string::npos) return refuse("is no path");
    fs::path whole = name;
    if (whole.is_relative()) whole = m_folder / whole;
    // Paths are compared and looked for by name: the same place is written in one way only.
    out = relativeTo(whole, {});
  }

  template <typename Int>
  void integer(const Json& json, Int low, Int high, Int& out) {
    const bool fits = json.is_number_unsigned()
                          ? json.get<std::uint64_t>() <= std::uint64_t(high) &&
                                (low <= 0 || json.get<std::uint64_t>() >= std::uint64_t(low))
                          : json.is_number_integer() && json.get<std::int64_t>() < 0 &&
                                std::int64_t(low) <= json.get<std::int64_t>();
    if (!fits) return refuse("must be a whole number that makes sense here");
    out = json.get<Int>();
  }

  /// The index of a text among `names`.
  template <std::size_t kSize>
  [[nodiscard]] std::size_t oneOf(const Json& json, const std::array<const char*, kSize>& names) {
    for (std::size_t i = 0; i < kSize; ++i) {
      if (json.is_string() && json.get_ref<const std::string&>() == names[i]) return i;
    }
    refuse("is a word that is not known here");
    return 0;
  }

  void refuse(const char* why) { refuse(std::string(why)); }
  void refuse(const std::string& why) {
    if (m_fault.empty())
      m_fault = fmt::format("{} {}", m_place.empty() ? "the file" : m_place.substr(1), why);
  }

  bool isObject(const Json& json) {
    if (!json.is_object()) refuse("must be an object");
    return json.is_object();
  }

 private:
  template <typename Read>
  void inside(const std::string& step, const Json& json, const Read& read) {
    if (!m_fault.empty()) return;
    const std::size_t length = m_place.size();
    m_place += step;
    read(json);
    m_place.resize(length);
  }

  void bytes(const std::string& hex, std::string& out) {
    out.clear();
    if (hex.size() % 2 != 0) return refuse("must have two digits for each byte");
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      const int high = digitOf(hex[i]);
      const int low = digitOf(hex[i + 1]);
      if (high < 0 || low < 0) return refuse("must have hexadecimal digits only");
      out.push_back(char(16 * high + low));
    }
  }

  fs::path m_folder;
  std::string m_place;
  std::string m_fault;
};

void read(Reader& reader, const Json& json, ClipName& clip) {
  reader.member(json, "file", [&](const Json& value) { reader.text(value, clip.file); });
  reader.member(json, "second", [&](const Json& value) {
    reader.integer(value, 0, std::numeric_limits<std::int32_t>::max(), clip.window);
  });
}

void read(Reader& reader, const Json& json, ClipNote& note) {
  reader.member(json, "note", [&](const Json& value) { reader.text(value, note.text); });
  reader.member(json, "tags", [&](const Json& value) { reader.texts(value, note.tags); });
}

void read(Reader& reader, const Json& json, StateValues& values) {
  reader.eachMember(json, [&](const std::string& name, const Json& value) {
    if (value.is_boolean()) {
      values[name] = value.get<bool>();
    } else if (value.is_number()) {
      values[name] = value.get<double>();
    } else if (value.is_array()) {
      std::vector<std::string> list;
      reader.texts(value, list);
      values[name] = std::move(list);
    } else {
      std::string text;
      reader.text(value, text);
      values[name] = std::move(text);
    }
  });
}

void read(Reader& reader, const Json& json, HistoryStep& step) {
  reader.member(json, "chips", [&](const Json& chips) {
    reader.member(chips, "before", [&](const Json& v) { reader.texts(v, step.chipsBefore); });
    reader.member(chips, "after", [&](const Json& v) { reader.texts(v, step.chipsAfter); });
  });
  reader.member(json, "notes", [&](const Json& notes) {
    reader.each(notes, kMaxEntries, [&](const Json& item) {
      auto& change = step.notes.emplace_back();
      reader.member(item, "clip", [&](const Json& v) { read(reader, v, change.clip); });
      reader.member(item, "before", [&](const Json& v) { read(reader, v, change.before); });
      reader.member(item, "after", [&](const Json& v) { read(reader, v, change.after); });
    });
  });
  if (json.is_object() && json.contains("chips") && !step.notes.empty()) {
    reader.refuse("is a step of the filter and of notes at once");
  }
}

void read(Reader& reader, const Json& json, SavedRun& run) {
  const auto text = [&](const char* key, std::string& out) {
    reader.member(json, key, [&](const Json& value) { reader.text(value, out); });
  };
  text("name", run.name);
  text("model", run.model);
  text("weights", run.modelHash);
  text("engine", run.engine);
  text("precision", run.precision);
  text("date", run.date);
  reader.member(json, "file", [&](const Json& value) { reader.path(value, run.source); });
  reader.member(json, "stored", [&](const Json& value) {
    reader.integer(value, std::int64_t{0}, std::numeric_limits<std::int64_t>::max(), run.stored);
  });
}

void read(Reader& reader, const Json& json, std::optional<RunChoice>& choice) {
  choice.emplace();
  if (!reader.isObject(json)) return;
  if (json.contains("opened")) {
    reader.member(json, "opened", [&](const Json& value) {
      reader.integer(value, std::size_t{0}, kMaxRuns, choice->opened.emplace());
    });
    return;
  }
  reader.member(json, "model", [&](const Json& value) { reader.text(value, choice->model); });
  reader.member(json, "precision", [&](const Json& value) {
    const std::array<const char*, 2> names{"float32", "int8"};
    choice->precision = reader.oneOf(value, names) == 1 ? Precision::Int8 : Precision::Float32;
  });
}

void readData(Reader& reader, const Json& json, WorkspaceState& state) {
  reader.member(json, "kind", [&](const Json& value) {
    state.data.kind = DataSource::Kind(reader.oneOf(value, dataKindNames()));
  });
  reader.member(json, "name", [&](const Json& value) { reader.text(value, state.dataset); });
  reader.member(json, "paths", [&](const Json& value) {
    reader.each(value, kMaxEntries,
                [&](const Json& item) { reader.path(item, state.data.paths.emplace_back()); });
  });
  const bool named =
      state.data.kind == DataSource::Kind::Paths || state.data.kind == DataSource::Kind::Truth;
  if (named == state.data.paths.empty()) reader.refuse("has paths that do not fit its kind");
}

void readFilter(Reader& reader, const Json& json, WorkspaceState& state) {
  reader.member(json, "filter", [&](const Json& filter) {
    reader.member(filter, "chips", [&](const Json& v) { reader.texts(v, state.chips); });
    reader.member(filter, "draft", [&](const Json& v) { reader.text(v, state.draft); });
  });
  reader.member(json, "history", [&](const Json& value) {
    reader.each(value, kMaxSteps,
                [&](const Json& item) { read(reader, item, state.history.emplace_back()); });
  });
  reader.member(json, "historyDone", [&](const Json& value) {
    reader.integer(value, std::size_t{0}, state.history.size(), state.step);
  });
  reader.member(json, "savedFilters", [&](const Json& value) {
    reader.each(value, kMaxSteps, [&](const Json& item) {
      std::string name;
      std::string query;
      reader.member(item, "name", [&](const Json& v) { reader.text(v, name); });
      reader.member(item, "query", [&](const Json& v) { reader.text(v, query); });
      state.savedFilters[name] = std::move(query);
    });
  });
}

void readRuns(Reader& reader, const Json& json, WorkspaceState& state) {
  reader.member(json, "runs", [&](const Json& value) {
    reader.each(value, kMaxRuns,
                [&](const Json& item) { read(reader, item, state.runs.emplace_back()); });
  });
  for (auto [key, choice] :
       {std::pair("currentRun", &state.current), std::pair("otherRun", &state.other)}) {
    auto* const wanted = choice;
    reader.member(json, key, [&](const Json& value) {
      read(reader, value, *wanted);
      if (*wanted && (*wanted)->opened && *(*wanted)->opened >= state.runs.size()) {
        reader.refuse("is none of the runs");
      }
    });
  }
}

void readState(Reader& reader, const Json& json, WorkspaceState& state) {
  reader.member(json, "data", [&](const Json& value) { readData(reader, value, state); });
  readRuns(reader, json, state);
  readFilter(reader, json, state);
  reader.member(json, "rule", [&](const Json& value) {
    const std::array<const char*, 2> names{"ten-class", "combined"};
    state.rule = reader.oneOf(value, names) == 1 ? DecisionRule::Combined : DecisionRule::TenClass;
  });
  reader.member(json, "notes", [&](const Json& value) {
    reader.each(value, kMaxEntries, [&](const Json& item) {
      auto& noted = state.notes.emplace_back();
      read(reader, item, noted.note);
      reader.member(item, "clip", [&](const Json& v) { read(reader, v, noted.clip); });
    });
  });
  reader.member(json, "picked", [&](const Json& value) {
    reader.each(value, kMaxEntries,
                [&](const Json& item) { read(reader, item, state.picked.emplace_back()); });
  });
  reader.member(json, "rankTables", [&](const Json& value) {
    reader.each(value, kMaxRuns,
                [&](const Json& item) { reader.path(item, state.rankTables.emplace_back()); });
  });
  reader.member(json, "rank", [&](const Json& value) { read(reader, value, state.rank); });
  reader.member(json, "clip",
                [&](const Json& value) { read(reader, value, state.clip.emplace()); });
  reader.member(json, "page", [&](const Json& value) { reader.text(value, state.page); });
  reader.member(json, "pages", [&](const Json& pages) {
    reader.eachMember(pages, [&](const std::string& page, const Json& value) {
      read(reader, value, state.pages[page]);
    });
  });
  reader.member(json, "layout", [&](const Json& layout) {
    reader.eachMember(layout, [&](const std::string& name, const Json& value) {
      reader.text(value, state.layout[name]);
    });
  });
  reader.member(json, "workspace", [&](const Json& value) { reader.path(value, state.file); });
}

/// The parsed text; what is wrong with it otherwise.
Result<Json> jsonOf(std::string_view text, const fs::path& file) {
  struct TooDeep {};
  try {
    // Left at once: what is nested a million times must not be built first.
    return Json::parse(text, [](int depth, Json::parse_event_t, Json&) {
      if (depth > kMaxDepth) throw TooDeep();
      return true;
    });
  } catch (const TooDeep&) {
    return fail({"is nested too deeply for a workspace", file});
  } catch (const Json::parse_error& error) {
    const auto end = std::min(text.size(), std::size_t(error.byte));
    const auto line = 1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(end), '\n');
    return fail(
        {"is not JSON from here on: the file is damaged", file, line, "Open an older copy of it"});
  } catch (const std::exception&) {
    return fail({"has a number that is too large", file, 0, "Open an older copy of it"});
  }
}

}  // namespace

Result<WorkspaceState> parseWorkspace(std::string_view text, const fs::path& file,
                                      const fs::path& folder) {
  if (text.size() > kMaxWorkspaceBytes) return fail({"is too large for a workspace", file});
  const auto json = jsonOf(text, file);
  if (!json) return fail(json.error());
  if (!json->is_object() || !json->contains("format") || (*json)["format"] != kWorkspaceFormat) {
    return fail({"is not a workspace of SceneLens", file, 0,
                 "Open sound files and folders with File > Open instead"});
  }
  Reader reader(folder);
  std::int64_t version = 0;
  reader.member(*json, "version", [&](const Json& value) {
    reader.integer(value, std::int64_t{1}, std::numeric_limits<std::int64_t>::max(), version);
  });
  if (reader.fault().empty() && version == 0) reader.refuse("has no version");
  if (version > kWorkspaceVersion) {
    return fail({fmt::format("was saved by a newer SceneLens (format {}, this one knows {})",
                             version, kWorkspaceVersion),
                 file, 0, "Install that version to open it"});
  }
  WorkspaceState state;
  try {
    readState(reader, *json, state);
  } catch (const std::exception& error) {
    return fail({std::string("cannot be understood: ") + error.what(), file});
  }
  if (!reader.fault().empty()) {
    return fail({reader.fault(), file, 0, "Correct it with a text editor, or open an older copy"});
  }
  return state;
}

}  // namespace scenelens
