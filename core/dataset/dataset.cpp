// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"

#include "core/audio/audio_file.h"
#include "core/base/text.h"
#include "core/dataset/clip_name.h"
#include "core/dataset/dataset_builder.h"
#include "core/dataset/demo_set.h"
#include "core/dataset/folder_scan.h"
#include "core/dataset/tau_lists.h"

#include <fmt/format.h>

#include <algorithm>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

/// One of the paths that were given: a root that has been read, or sound files still to be probed.
struct Part {
  std::optional<Dataset> root;
  fs::path base;                   ///< of the file names below
  std::vector<std::string> files;  ///< relative to base
};

/// Absolute, without "." and a final slash, so that it has a name and does not depend on where the
/// program runs.
fs::path cleanPath(const fs::path& path) {
  std::error_code ignored;
  fs::path clean = fs::absolute(path, ignored).lexically_normal();
  if (!clean.has_filename() && clean.has_parent_path()) clean = clean.parent_path();
  return clean;
}

/// The folder of an official data set that `path` means: itself, or that of its meta.csv.
std::optional<fs::path> tauRootOf(const fs::path& path) {
  fs::path folder = cleanPath(path);
  if (folder.filename() == kMetaList) folder = folder.parent_path();
  if (isTauRoot(folder)) return folder;
  return std::nullopt;
}

bool hasMarker(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / kSyntheticMarker, ignored);
}

/// Learns how many windows files have. One-second names of the official form are believed.
class Prober {
 public:
  struct Windows {
    std::int32_t count = 1;
    bool lastPadded = false;
  };

  Prober(std::size_t files, const JobControl& control) : m_files(files), m_control(control) {}

  /// Nothing when the file cannot be read; the reason is kept.
  std::optional<Windows> probe(const fs::path& file) {
    m_control.report(m_done++, m_files);
    const auto name = parseClipName(file.native());
    if (name && name->second >= 0) return Windows{};
    const auto info = probeAudioFile(file);
    if (info) {
      const auto count = static_cast<std::int64_t>(info->windows);
      return Windows{static_cast<std::int32_t>(count), info->frames < count * info->sampleRate};
    }
    if (m_problems.size() < kMaxProblems)
      m_problems.push_back(info.error());
    else
      ++m_untold;
    return std::nullopt;
  }

  /// Adds what went wrong to `problems`: all of it up to a readable number, then a count.
  void tell(std::vector<Error>& problems) {
    m_control.report(m_done, m_files);
    problems.insert(problems.end(), std::make_move_iterator(m_problems.begin()),
                    std::make_move_iterator(m_problems.end()));
    if (m_untold > 0)
      problems.push_back({fmt::format("{} more files cannot be read",
                                      groupDigits(static_cast<std::int64_t>(m_untold)))});
  }

 private:
  static constexpr std::size_t kMaxProblems = 100;

  std::size_t m_files;
  const JobControl& m_control;
  std::size_t m_done = 0;
  std::vector<Error> m_problems;
  std::size_t m_untold = 0;
};

/// A listed clip that is there and whose name does not promise one second.
bool needsProbe(const Clip& clip) {
  if (clip.missing) return false;
  const auto name = parseClipName(clip.file);
  return !name || name->second < 0;
}

/// Replaces the row of each file that is longer than one second by a row a window.
void expandWindows(Dataset& dataset, const JobControl& control) {
  const auto toProbe = static_cast<std::size_t>(
      std::count_if(dataset.clips.begin(), dataset.clips.end(), needsProbe));
  if (toProbe == 0) return;
  Prober prober(toProbe, control);
  std::vector<Clip> clips;
  clips.reserve(dataset.clips.size());
  for (Clip& clip : dataset.clips) {
    std::optional<Prober::Windows> windows;
    if (!control.cancelled() && needsProbe(clip)) windows = prober.probe(dataset.root / clip.file);
    if (!windows) {
      clips.push_back(std::move(clip));
      continue;
    }
    for (std::int32_t window = 0; window < windows->count; ++window) {
      Clip& row = clips.emplace_back(clip);
      row.window = window;
      row.padded = windows->lastPadded && window + 1 == windows->count;
    }
  }
  dataset.clips = std::move(clips);
  prober.tell(dataset.problems);
}

Result<Dataset> openRoot(const fs::path& root, const JobControl& control) {
  auto lists = readTauLists(root);
  if (!lists) return fail(std::move(lists.error()));
  const char* const source = lists->meta ? kMetaList : "evaluation_setup";
  auto dataset = parseTauLists(std::move(*lists), root);
  if (!dataset) return dataset;
  if (hasMarker(root)) dataset->synthetic = true;

  if (const std::size_t missing = markMissingClips(*dataset); missing > 0) {
    const auto first = std::find_if(dataset->clips.begin(), dataset->clips.end(),
                                    [](const Clip& clip) { return clip.missing; });
    dataset->problems.push_back(
        {fmt::format("{} of {} clips listed in {} have no sound file here (first: {})",
                     groupDigits(static_cast<std::int64_t>(missing)),
                     groupDigits(static_cast<std::int64_t>(dataset->clips.size())), source,
                     first->file),
         root, 0, "Unpack the data set's audio archives into this folder"});
  }
  expandWindows(*dataset, control);
  return dataset;
}

/// Reads or lists one path. A folder that cannot be listed is a problem, not an error.
Result<Part> openPart(const fs::path& given, const JobControl& control,
                      std::vector<Error>& problems) {
  const fs::path path = cleanPath(given);
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (!fs::exists(status)) {
    if (status.type() != fs::file_type::not_found)
      return fail({fmt::format("cannot be opened: {}", problem.message()), given});
    return fail({"there is no such file or folder", given});
  }
  Part part;
  if (const auto folder = tauRootOf(path)) {
    auto root = openRoot(*folder, control);
    if (!root) return fail(std::move(root.error()));
    part.root = std::move(*root);
    return part;
  }
  if (!fs::is_directory(status)) {
    part.base = path.parent_path();
    part.files.push_back(path.filename().string());
    return part;
  }
  FolderScan scan = scanFolder(path, control);
  problems.insert(problems.end(), scan.problems.begin(), scan.problems.end());
  part.base = path;
  part.files = std::move(scan.files);
  if (part.files.empty() && !control.cancelled())
    problems.push_back({"the folder holds no sound files", given, 0,
                        "Choose a folder with sound files or with the official meta.csv"});
  return part;
}

/// Adds the clips of a root under absolute names.
void addRoot(DatasetBuilder& builder, Dataset root) {
  for (const Clip& clip : root.clips) {
    const DatasetBuilder::Facts facts{clip.scene, clip.fold, root.city(clip), root.location(clip),
                                      root.device(clip)};
    const auto added = builder.add(root.path(clip).string(), clip.window, facts);
    if (!added.isNew) continue;
    Clip& row = builder.clips()[added.index];
    row.padded = clip.padded;
    row.missing = clip.missing;
  }
  std::move(root.problems.begin(), root.problems.end(), std::back_inserter(builder.problems()));
}

void addFiles(DatasetBuilder& builder, const Part& part, bool relative, Prober& prober,
              const JobControl& control) {
  std::string buffer;
  for (const std::string& file : part.files) {
    if (control.cancelled()) return;
    const fs::path path = part.base / file;
    const auto windows = prober.probe(path);
    if (!windows) continue;
    const std::string& name = relative ? file : path.native();
    const auto facts = DatasetBuilder::factsFromName(file, buffer);
    for (std::int32_t window = 0; window < windows->count; ++window) {
      const auto added = builder.add(name, window, facts);
      builder.clips()[added.index].padded = windows->lastPadded && window + 1 == windows->count;
    }
  }
}

std::string nameOf(std::span<const fs::path> paths) {
  const std::string first = cleanPath(paths[0]).filename().string();
  return paths.size() == 1 ? first : fmt::format("{} and {} more", first, paths.size() - 1);
}

Result<Dataset> merge(std::vector<Part> parts, std::span<const fs::path> paths,
                      std::vector<Error> problems, const JobControl& control) {
  const bool oneFolder = parts.size() == 1 && parts[0].base == cleanPath(paths[0]);
  std::size_t files = 0;
  bool synthetic = false;
  for (const Part& part : parts) {
    files += part.files.size();
    synthetic = synthetic || (part.root ? part.root->synthetic : hasMarker(part.base));
  }

  DatasetBuilder builder;
  Prober prober(files, control);
  for (Part& part : parts) {
    if (part.root)
      addRoot(builder, std::move(*part.root));
    else
      addFiles(builder, part, oneFolder, prober, control);
  }
  prober.tell(problems);
  if (builder.clips().empty() && !control.cancelled()) {
    if (!problems.empty()) return fail(std::move(problems.front()));
    return fail({"nothing was chosen to be opened"});
  }
  Dataset dataset = builder.finish();
  dataset.name = nameOf(paths);
  if (oneFolder) dataset.root = parts[0].base;
  dataset.synthetic = dataset.synthetic || synthetic;
  std::move(problems.begin(), problems.end(), std::back_inserter(dataset.problems));
  return dataset;
}

}  // namespace

std::string_view foldName(Fold fold) {
  switch (fold) {
    case Fold::Train:
      return "train";
    case Fold::Test:
      return "test";
    case Fold::None:
      break;
  }
  return "";
}

std::filesystem::path Dataset::path(const Clip& clip) const {
  return root.empty() ? fs::path(clip.file) : root / clip.file;
}

std::string_view Dataset::city(const Clip& clip) const {
  return clip.city < 0 ? std::string_view() : cities[static_cast<std::size_t>(clip.city)];
}

std::string_view Dataset::device(const Clip& clip) const {
  return clip.device < 0 ? std::string_view() : devices[static_cast<std::size_t>(clip.device)];
}

std::string_view Dataset::location(const Clip& clip) const {
  return clip.location < 0 ? std::string_view()
                           : locations[static_cast<std::size_t>(clip.location)];
}

Result<Dataset> openDataset(std::span<const std::filesystem::path> paths,
                            const JobControl& control) {
  if (paths.empty()) return fail({"nothing was chosen to be opened"});
  std::vector<Part> parts;
  std::vector<Error> problems;
  for (const fs::path& path : paths) {
    if (control.cancelled()) break;
    auto part = openPart(path, control, problems);
    if (part) {
      parts.push_back(std::move(*part));
      continue;
    }
    // A malformed list is never skipped in silence: the folder was meant to be a data set.
    if (paths.size() == 1 || tauRootOf(path)) return fail(std::move(part.error()));
    problems.push_back(std::move(part.error()));
  }
  if (paths.size() == 1 && parts.size() == 1 && parts[0].root) return std::move(*parts[0].root);
  return merge(std::move(parts), paths, std::move(problems), control);
}

}  // namespace scenelens
