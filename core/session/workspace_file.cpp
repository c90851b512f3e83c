// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/workspace_file.h"

#include "core/base/file_io.h"
#include "core/session/workspace_reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

namespace scenelens {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// Without "." and "..", and without a slash at the end, so that equal places are equal paths.
fs::path tidy(const fs::path& path) {
  fs::path clean = path.lexically_normal();
  if (clean.has_relative_path() && !clean.has_filename()) clean = clean.parent_path();
  return clean;
}

bool isUtf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

/// Names of files may be any bytes, which JSON's texts may not: such are written in hexadecimal.
Json jsonOf(const std::string& text) {
  if (isUtf8(text)) return text;
  std::string hex;
  for (const char byte : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return Json{{"bytes", std::move(hex)}};
}

Json jsonOf(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const auto& text : texts) list.push_back(jsonOf(text));
  return list;
}

Json jsonOf(const ClipName& clip) {
  return Json{{"file", jsonOf(clip.file)}, {"second", clip.window}};
}

Json jsonOf(const ClipNote& note) {
  return Json{{"note", jsonOf(note.text)}, {"tags", jsonOf(note.tags)}};
}

Json jsonOf(const StateValues& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) {
    if (const auto* number = std::get_if<double>(&value)) {
      if (std::isfinite(*number)) object[name] = *number;
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      object[name] = *flag;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      object[name] = jsonOf(*text);
    } else {
      object[name] = jsonOf(std::get<std::vector<std::string>>(value));
    }
  }
  return object;
}

Json jsonOf(const HistoryStep& step) {
  if (step.notes.empty()) {
    return Json{
        {"chips", {{"before", jsonOf(step.chipsBefore)}, {"after", jsonOf(step.chipsAfter)}}}};
  }
  Json notes = Json::array();
  for (const auto& change : step.notes) {
    notes.push_back({{"clip", jsonOf(change.clip)},
                     {"before", jsonOf(change.before)},
                     {"after", jsonOf(change.after)}});
  }
  return Json{{"notes", std::move(notes)}};
}

Json jsonOf(const SavedRun& run, const fs::path& folder) {
  Json json{{"name", jsonOf(run.name)},           {"model", jsonOf(run.model)},
            {"weights", jsonOf(run.modelHash)},   {"engine", jsonOf(run.engine)},
            {"precision", jsonOf(run.precision)}, {"date", jsonOf(run.date)}};
  if (!run.source.empty()) json["file"] = jsonOf(relativeTo(run.source, folder).string());
  if (run.stored != 0) json["stored"] = run.stored;
  return json;
}

Json jsonOf(const RunChoice& choice) {
  if (choice.opened) return Json{{"opened", *choice.opened}};
  return Json{{"model", jsonOf(choice.model)},
              {"precision", choice.precision == Precision::Int8 ? "int8" : "float32"}};
}

Json jsonOf(const DataSource& data, const std::string& name, const fs::path& folder) {
  Json paths = Json::array();
  for (const auto& path : data.paths) paths.push_back(jsonOf(relativeTo(path, folder).string()));
  return Json{{"kind", dataKindNames()[std::size_t(data.kind)]},
              {"name", jsonOf(name)},
              {"paths", std::move(paths)}};
}

}  // namespace

WorkspaceState contentOf(WorkspaceState state) {
  state.clip.reset();
  state.page.clear();
  state.pages.clear();
  state.layout.clear();
  state.file.clear();
  return state;
}

fs::path relativeTo(const fs::path& path, const fs::path& folder) {
  const fs::path clean = tidy(path);
  if (folder.empty() || !clean.is_absolute()) return clean;
  const fs::path base = tidy(folder);
  const fs::path top = base.relative_path().empty() ? fs::path() : *base.relative_path().begin();
  // "../../../../data" helps nobody: only the root is shared.
  if (clean.relative_path().empty() || *clean.relative_path().begin() != top) return clean;
  return clean.lexically_relative(base);
}

std::string workspaceText(const WorkspaceState& state, const fs::path& folder) {
  Json json{{"format", std::string(kWorkspaceFormat)},
            {"version", kWorkspaceVersion},
            {"data", jsonOf(state.data, state.dataset, folder)},
            {"rule", state.rule == DecisionRule::Combined ? "combined" : "ten-class"},
            {"filter", {{"chips", jsonOf(state.chips)}, {"draft", jsonOf(state.draft)}}},
            {"page", jsonOf(state.page)},
            {"rank", jsonOf(state.rank)}};
  const auto list = [&json](const char* key, const auto& values, const auto& convert) {
    if (values.empty()) return;
    Json& array = json[key] = Json::array();
    for (const auto& value : values) array.push_back(convert(value));
  };
  list("runs", state.runs, [&](const SavedRun& run) { return jsonOf(run, folder); });
  list("history", state.history, [](const HistoryStep& step) { return jsonOf(step); });
  list("notes", state.notes, [](const NotedClip& noted) {
    Json note = jsonOf(noted.note);
    note["clip"] = jsonOf(noted.clip);
    return note;
  });
  list("rankTables", state.rankTables,
       [&](const fs::path& path) { return jsonOf(relativeTo(path, folder).string()); });
  list("picked", state.picked, [](const ClipName& clip) { return jsonOf(clip); });
  if (state.step > 0) json["historyDone"] = state.step;
  if (state.current) json["currentRun"] = jsonOf(*state.current);
  if (state.other) json["otherRun"] = jsonOf(*state.other);
  if (state.clip) json["clip"] = jsonOf(*state.clip);
  // Names that people gave are values, not keys: a key must be UTF-8.
  list("savedFilters", state.savedFilters, [](const auto& filter) {
    return Json{{"name", jsonOf(filter.first)}, {"query", jsonOf(filter.second)}};
  });
  for (const auto& [page, values] : state.pages) json["pages"][page] = jsonOf(values);
  for (const auto& [name, value] : state.layout) json["layout"][name] = jsonOf(value);
  if (!state.file.empty()) json["workspace"] = jsonOf(relativeTo(state.file, folder).string());
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<WorkspaceState> readWorkspace(const fs::path& file) {
  const auto bytes = readWholeFile(file, kMaxWorkspaceBytes);
  if (!bytes) return fail(bytes.error());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return parseWorkspace(text, file, fs::absolute(file).parent_path());
}

Status writeWorkspace(const WorkspaceState& state, const fs::path& file) {
  const std::string text = workspaceText(state, fs::absolute(file).parent_path());
  const auto bytes = std::as_bytes(std::span(text));
  const std::array<std::span<const std::byte>, 1> parts{bytes};
  return writeFileAtomically(file, parts);
}

}  // namespace scenelens
