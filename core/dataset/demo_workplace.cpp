// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/demo_workplace.h"

#include "core/dataset/clip_name.h"
#include "core/dataset/demo_set.h"
#include "core/dataset/tau_lists.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporary = ".tmp-";

Error cannotWrite(const fs::path& path, const std::string& cause) {
  return {fmt::format("cannot be written ({})", cause), path, 0,
          "Choose a folder that you may write to, on a disk with free space"};
}

/// What a folder holds; empty also when it cannot be listed.
std::vector<fs::path> entriesOf(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code problem;
  fs::directory_iterator it(folder, problem);
  for (const fs::directory_iterator end; !problem && it != end; it.increment(problem))
    entries.push_back(it->path());
  return entries;
}

/// A clip of a demo set, or one that was being written ("x.wav.123-4.tmp").
bool isOwnClip(const fs::path& path) {
  const fs::path file = path.filename();
  const std::string_view text = file.native();
  const auto name = parseClipName(text.substr(0, text.find(".wav")));
  return name && name->city.size() == 6 && name->city.starts_with("synth") &&
         name->city[5] >= '0' && name->city[5] <= '9';
}

/// The first thing in the folder that no demo set has. Lists count as ours beside the marker only.
std::optional<fs::path> foreignEntry(const fs::path& folder) {
  std::error_code ignored;
  const bool marked = fs::exists(folder / kSyntheticMarker, ignored);
  constexpr std::array kLists = {kMetaList, kTrainList, kTestList, kEvaluateList, kSyntheticMarker};
  const auto isOwn = [&](const fs::path& path) {
    if (fs::is_symlink(path, ignored)) return false;
    if (fs::is_directory(path, ignored))
      return path == folder / "audio" || path == folder / "evaluation_setup";
    if (path.parent_path() == folder / "audio") return isOwnClip(path);
    return marked && std::ranges::any_of(kLists, [&](auto list) { return path == folder / list; });
  };
  for (const fs::path& entry : entriesOf(folder)) {
    if (!isOwn(entry)) return entry;
    if (!fs::is_directory(entry, ignored)) continue;
    for (const fs::path& inner : entriesOf(entry))
      if (!isOwn(inner)) return inner;
  }
  return std::nullopt;
}

/// Whether a demo set may take the place of what is there.
Status checkPlace(const fs::path& place, const fs::path& given) {
  std::error_code problem;
  const fs::file_status status = fs::symlink_status(place, problem);
  if (status.type() == fs::file_type::not_found) return {};
  if (!fs::is_directory(status))
    return fail({"is a file and not a folder", given, 0, "Choose an empty folder"});
  const auto foreign = foreignEntry(place);
  if (!foreign) return {};
  if (!fs::exists(place / kSyntheticMarker, problem))
    return fail({"the folder is not empty and is no synthetic data set", given, 0,
                 "Choose an empty folder"});
  return fail({"is not part of the synthetic data set in this folder, which therefore is kept",
               *foreign, 0, "Move this file away or choose an empty folder"});
}

std::optional<ino_t> identity(const fs::path& path) {
  struct ::stat info {};
  if (::lstat(path.c_str(), &info) != 0) return std::nullopt;
  return info.st_ino;
}

/// A path beside `place` that is this process's own.
fs::path besides(const fs::path& place) {
  static std::atomic<unsigned> counter{0};
  fs::path path = place;
  path += fmt::format("{}{}-{}", kTemporary, ::getpid(), counter++);
  return path;
}

/// The process that made a temporary folder of that name.
std::optional<pid_t> ownerOf(std::string_view name, std::string_view place) {
  if (!name.starts_with(place)) return std::nullopt;
  name.remove_prefix(place.size());
  if (!name.starts_with(kTemporary)) return std::nullopt;
  name.remove_prefix(kTemporary.size());
  pid_t pid = 0;
  unsigned count = 0;
  const char* const end = name.data() + name.size();
  const auto [dash, bad] = std::from_chars(name.data(), end, pid);
  if (bad != std::errc() || dash == end || *dash != '-' || pid <= 0) return std::nullopt;
  const auto [rest, badCount] = std::from_chars(dash + 1, end, count);
  if (badCount != std::errc() || rest != end) return std::nullopt;
  return pid;
}

void removeLeftovers(const fs::path& place) {
  std::error_code ignored;
  for (const fs::path& path : entriesOf(place.parent_path())) {
    const auto owner = ownerOf(path.filename().native(), place.filename().native());
    if (!owner || (::kill(*owner, 0) == 0 || errno != ESRCH)) continue;
    const bool isFolder = fs::is_directory(fs::symlink_status(path, ignored));
    if (isFolder && !foreignEntry(path)) fs::remove_all(path, ignored);
  }
}

std::string markerOf(const fs::path& folder) {
  std::ifstream file(folder / kSyntheticMarker, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Both sets are whole and were made in the same way, so their bytes are equal.
bool equalSets(const fs::path& a, const fs::path& b) {
  return isWholeDemoSet(a) && isWholeDemoSet(b) && markerOf(a) == markerOf(b);
}

}  // namespace

bool isWholeDemoSet(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / kSyntheticMarker, ignored) && fs::exists(folder / kMetaList, ignored);
}

DemoWorkplace::DemoWorkplace(DemoWorkplace&& other) noexcept
    : m_given(std::move(other.m_given)),
      m_place(std::move(other.m_place)),
      m_folder(std::exchange(other.m_folder, {})),
      m_before(other.m_before) {}

DemoWorkplace::~DemoWorkplace() {
  std::error_code ignored;
  if (!m_folder.empty()) fs::remove_all(m_folder, ignored);
}

Result<DemoWorkplace> DemoWorkplace::open(const fs::path& place) {
  std::error_code problem;
  DemoWorkplace made;
  made.m_given = place;
  // Through links, so that the folder they lead to is replaced and not the link.
  made.m_place = fs::weakly_canonical(fs::absolute(place, problem), problem);
  if (problem) return fail(cannotWrite(place, problem.message()));
  if (!made.m_place.has_filename()) made.m_place = made.m_place.parent_path();
  if (Status status = checkPlace(made.m_place, place); !status)
    return fail(std::move(status.error()));
  made.m_before = identity(made.m_place);

  const fs::path parent = made.m_place.parent_path();
  fs::create_directories(parent, problem);
  if (problem) return fail(cannotWrite(parent, problem.message()));
  removeLeftovers(made.m_place);
  constexpr int kAttempts = 1000;  // names left by a dead process with our number
  for (int i = 0; i < kAttempts; ++i) {
    const fs::path folder = besides(made.m_place);
    const bool isNew = fs::create_directory(folder, problem);
    if (problem) return fail(cannotWrite(parent, problem.message()));
    if (!isNew) continue;
    made.m_folder = folder;
    return made;
  }
  return fail(cannotWrite(parent, "too many temporary folders"));
}

Status DemoWorkplace::moveToPlace() {
  std::error_code problem;
  constexpr int kAttempts = 10;  // others may be at the same
  for (int i = 0; i < kAttempts; ++i) {
    // The system replaces nothing but an empty folder.
    fs::rename(m_folder, m_place, problem);
    if (!problem) {
      m_folder.clear();
      return {};
    }
    if (identity(m_place) != m_before && equalSets(m_place, m_folder)) return {};
    if (Status status = checkPlace(m_place, m_given); !status) return status;
    const fs::path aside = besides(m_place);
    std::error_code ignored;
    fs::rename(m_place, aside, ignored);
    if (ignored) continue;
    fs::rename(m_folder, m_place, problem);
    if (!problem) {
      m_folder.clear();
      fs::remove_all(aside, ignored);
      return {};
    }
    fs::rename(aside, m_place, ignored);
    if (ignored) fs::remove_all(aside, ignored);
  }
  return fail(cannotWrite(m_given, problem.message()));
}

}  // namespace scenelens
