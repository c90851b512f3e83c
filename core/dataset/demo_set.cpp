// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/demo_set.h"

#include "core/audio/audio_file.h"
#include "core/dataset/demo_plan.h"
#include "core/dataset/demo_workplace.h"
#include "core/dataset/synth/devices.h"
#include "core/dataset/synth/scene_recipes.h"
#include "core/dataset/tau_lists.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

constexpr int kMaxClipsPerClass = 100'000;

Error cannotWrite(const fs::path& path, const std::string& cause) {
  return {fmt::format("cannot be written ({})", cause), path, 0,
          "Choose a folder that you may write to, on a disk with free space"};
}

Status writeText(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return fail(cannotWrite(path, "the disk may be full"));
  return {};
}

Status makeFolders(const fs::path& folder) {
  std::error_code problem;
  for (const char* name : {"audio", "evaluation_setup"}) {
    fs::create_directory(folder / name, problem);
    if (problem) return fail(cannotWrite(folder / name, problem.message()));
  }
  return {};
}

/// Renders one segment and writes its clips.
Status writeSegment(const fs::path& folder, const PlannedSegment& segment, std::uint64_t seed) {
  const synth::Signal sound = synth::renderRecording(
      {seed, segment.scene, segment.location, segment.segment}, segment.seconds());
  std::optional<std::size_t> device;
  synth::Signal heard;
  for (const PlannedClip& clip : segment.clips) {
    if (device != clip.device) {
      device = clip.device;
      const synth::Random hiss({seed, static_cast<std::uint64_t>(segment.segment), clip.device});
      heard = synth::record(sound, clip.device, hiss);
    }
    const auto begin = heard.begin() + clip.second * static_cast<std::ptrdiff_t>(kClipSamples);
    const std::vector<float> second(begin, begin + kClipSamples);
    if (Status status = writeWav24(folder / segment.fileName(clip), second); !status) return status;
  }
  return {};
}

/// Works on the segments with all cores. Each segment depends on its own key alone, so neither
/// their order nor the number of threads can be heard.
class Workshop {
 public:
  Workshop(const fs::path& folder, const std::vector<PlannedSegment>& plan, std::uint64_t seed)
      : m_folder(folder), m_plan(plan), m_seed(seed) {
    for (const PlannedSegment& segment : plan) m_total += segment.clips.size();
  }

  Status run(const JobControl& control) {
    const std::size_t count =
        std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, m_plan.size());
    {
      std::vector<std::jthread> threads;
      m_running = count;
      for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back([this, &control] { work(control); });
      watch(control);
    }
    if (m_error) return fail(std::move(*m_error));
    return {};
  }

 private:
  void work(const JobControl& control) {
    while (!m_stop && !control.cancelled()) {
      const std::size_t index = m_next++;
      if (index >= m_plan.size()) break;
      const Status status = writeSegment(m_folder, m_plan[index], m_seed);
      const std::lock_guard lock(m_mutex);
      if (status) {
        m_done += m_plan[index].clips.size();
      } else {
        if (!m_error) m_error = status.error();
        m_stop = true;
      }
      m_changed.notify_one();
    }
    const std::lock_guard lock(m_mutex);
    --m_running;
    m_changed.notify_one();
  }

  /// Reports from the caller's thread until all workers are done.
  void watch(const JobControl& control) {
    std::unique_lock lock(m_mutex);
    std::size_t told = 0;
    control.report(0, m_total);
    while (m_running > 0 || told != m_done) {
      if (told == m_done) {
        m_changed.wait(lock);
        continue;
      }
      told = m_done;
      lock.unlock();
      control.report(told, m_total);
      lock.lock();
    }
  }

  const fs::path& m_folder;
  const std::vector<PlannedSegment>& m_plan;
  std::uint64_t m_seed;
  std::size_t m_total = 0;
  std::atomic<std::size_t> m_next{0};
  std::atomic<bool> m_stop{false};
  std::mutex m_mutex;  // guards what follows
  std::condition_variable m_changed;
  std::size_t m_done = 0;
  std::size_t m_running = 0;
  std::optional<Error> m_error;
};

Status writeLists(const fs::path& folder, const std::vector<PlannedSegment>& plan,
                  const DemoSetOptions& options) {
  std::string meta = "filename\tscene_label\tidentifier\tsource_label\n";
  std::string train = "filename\tscene_label\n";
  std::string test = "filename\n";
  std::string evaluate = train;
  for (const PlannedSegment& segment : plan) {
    const std::string_view label = sceneLabel(segment.scene);
    for (const PlannedClip& clip : segment.clips) {
      const std::string file = segment.fileName(clip);
      meta += fmt::format("{}\t{}\t{}\t{}\n", file, label, segment.locationName(),
                          synth::kDevices[clip.device]);
      std::string& labelled = segment.fold == Fold::Train ? train : evaluate;
      labelled += fmt::format("{}\t{}\n", file, label);
      if (segment.fold == Fold::Test) test += file + '\n';
    }
  }
  const std::string marker = fmt::format(
      "This data set is SYNTHETIC. SceneLens {} has computed every sound in it (seed {}, {} clips "
      "per scene); nothing was recorded.\nIt is for trying the program out. Results on it say "
      "nothing about real acoustic scenes.\n",
      SCENELENS_VERSION, options.seed, options.clipsPerClass);
  // The marker first: no list may be there without it.
  const std::pair<const char*, const std::string&> files[] = {{kSyntheticMarker, marker},
                                                              {kTrainList, train},
                                                              {kTestList, test},
                                                              {kEvaluateList, evaluate},
                                                              {kMetaList, meta}};
  for (const auto& [name, text] : files)
    if (Status status = writeText(folder / name, text); !status) return status;
  return {};
}

}  // namespace

Status writeDemoSet(const std::filesystem::path& folder, const DemoSetOptions& options,
                    const JobControl& control) {
  if (options.clipsPerClass < 10 || options.clipsPerClass > kMaxClipsPerClass)
    return fail({fmt::format("{} clips per class cannot be made", options.clipsPerClass),
                 {},
                 0,
                 "Ask for 10 to 100,000"});
  auto workplace = DemoWorkplace::open(folder);
  if (!workplace) return fail(std::move(workplace.error()));
  const fs::path& temporary = workplace->folder();
  if (Status status = makeFolders(temporary); !status) return status;
  const auto plan = planDemoSet(options.clipsPerClass);
  if (Status status = Workshop(temporary, plan, options.seed).run(control); !status) return status;
  if (control.cancelled()) return {};
  if (Status status = writeLists(temporary, plan, options); !status) return status;
  return workplace->moveToPlace();
}

}  // namespace scenelens
