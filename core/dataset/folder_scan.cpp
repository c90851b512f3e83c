// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder_scan.h"

#include "core/audio/audio_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

class Scanner {
 public:
  Scanner(fs::path root, const JobControl& control) : m_root(std::move(root)), m_control(control) {}

  /// Lists `relative` and all below it ("" is the root itself, else with a final '/').
  void scan(const std::string& relative) {
    std::vector<std::string> pending{relative};
    while (!pending.empty() && !m_control.cancelled()) {
      const std::string folder = std::move(pending.back());
      pending.pop_back();
      auto below = scanOne(folder);
      // Backwards, because the last one is taken next: links are then resolved in name order.
      std::sort(below.begin(), below.end(), std::greater<>());
      pending.insert(pending.end(), std::make_move_iterator(below.begin()),
                     std::make_move_iterator(below.end()));
    }
    std::sort(m_scan.files.begin(), m_scan.files.end());
  }

  FolderScan take() { return std::move(m_scan); }

 private:
  std::vector<std::string> scanOne(const std::string& relative) {
    const fs::path folder = m_root / relative;
    std::vector<std::string> below;
    std::error_code problem;
    const fs::path canonical = fs::canonical(folder, problem);
    if (!problem && !m_visited.insert(canonical.native()).second) return below;

    fs::directory_iterator it;
    if (!problem) it = fs::directory_iterator(folder, problem);
    for (const fs::directory_iterator end; !problem && it != end; it.increment(problem)) {
      const std::string name = it->path().filename().string();
      if (name.empty() || name.front() == '.') continue;
      std::error_code ignored;
      if (it->is_directory(ignored)) {
        below.push_back(relative + name + '/');
      } else if (isAudioFileName(it->path()) && it->is_regular_file(ignored)) {
        m_scan.files.push_back(relative + name);
      }
    }
    if (problem)
      m_scan.problems.push_back(
          {fmt::format("the folder cannot be listed: {}", problem.message()), folder});
    m_control.report(m_scan.files.size(), 0);
    return below;
  }

  fs::path m_root;
  const JobControl& m_control;
  FolderScan m_scan;
  std::set<std::string> m_visited;
};

}  // namespace

FolderScan scanFolder(const fs::path& folder, const JobControl& control) {
  Scanner scanner(folder, control);
  scanner.scan("");
  return scanner.take();
}

std::size_t markMissingClips(Dataset& dataset) {
  // Per folder, its clips by their plain file name; the keys are views into the clips' own texts.
  std::unordered_map<std::string_view, std::vector<std::size_t>> folders;
  const auto nameStart = [](std::string_view file) {
    const auto slash = file.rfind('/');
    return slash == std::string_view::npos ? 0 : slash + 1;
  };
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    Clip& clip = dataset.clips[i];
    clip.missing = true;
    folders[std::string_view(clip.file).substr(0, nameStart(clip.file))].push_back(i);
  }

  std::size_t found = 0;
  for (const auto& [folder, clips] : folders) {
    std::error_code problem;
    fs::directory_iterator it(dataset.root / folder, problem);
    if (problem) continue;
    std::unordered_map<std::string_view, std::size_t> names(clips.size());
    for (const std::size_t i : clips) {
      const std::string_view file = dataset.clips[i].file;
      names.emplace(file.substr(nameStart(file)), i);
    }
    for (const fs::directory_iterator end; !problem && it != end; it.increment(problem)) {
      const std::string_view path = it->path().native();
      const auto clip = names.find(path.substr(nameStart(path)));
      std::error_code ignored;
      if (clip == names.end() || it->is_directory(ignored)) continue;
      dataset.clips[clip->second].missing = false;
      ++found;
    }
  }
  return dataset.clips.size() - found;
}

}  // namespace scenelens
