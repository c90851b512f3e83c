// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/demo_plan.h"

#include "core/dataset/synth/devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

constexpr std::size_t kReference = 0;  // device a

/// Numbers locations and segments through the whole data set.
struct Counters {
  int location = 0;
  int segment = 0;
};

/// The segments of one scene in one fold, with a place for every second: a slot.
class FoldPlanner {
 public:
  FoldPlanner(Scene scene, Fold fold, Counters& counters)
      : m_scene(scene), m_fold(fold), m_counters(counters) {}

  /// Adds segments with `slots` seconds together, at most `perSegment` in each; returns the number
  /// of the first slot.
  int addSlots(int slots, int perSegment) {
    const int first = static_cast<int>(m_slots.size());
    const int segments = (slots + perSegment - 1) / perSegment;
    const int perLocation = segments <= 8 ? 1 : segments <= 24 ? 2 : 3;
    for (int i = 0; i < slots; ++i) {
      const int segment = i / perSegment;
      if (i % perSegment == 0) {
        if (segment % perLocation == 0) ++m_counters.location;
        m_segments.push_back({m_scene, m_fold, m_counters.location - 1, m_counters.segment++, {}});
      }
      m_slots.push_back({m_segments.size() - 1, i % perSegment});
    }
    return first;
  }

  void addClip(int slot, std::size_t device) {
    const Slot& place = m_slots[static_cast<std::size_t>(slot)];
    m_segments[place.segment].clips.push_back({place.second, device});
  }

  /// Clips of one device in the order of time.
  std::vector<PlannedSegment> take() {
    for (PlannedSegment& segment : m_segments)
      std::sort(segment.clips.begin(), segment.clips.end(),
                [](const PlannedClip& a, const PlannedClip& b) {
                  return std::pair(a.device, a.second) < std::pair(b.device, b.second);
                });
    return std::move(m_segments);
  }

 private:
  struct Slot {
    std::size_t segment;
    int second;
  };

  Scene m_scene;
  Fold m_fold;
  Counters& m_counters;
  std::vector<PlannedSegment> m_segments;
  std::vector<Slot> m_slots;
};

/// `turn` lets the scenes begin with different devices, so that few clips still cover all.
std::vector<PlannedSegment> planFold(Scene scene, Fold fold, int clips, std::size_t turn,
                                     Counters& counters) {
  const bool train = fold == Fold::Train;
  const int reference = train ? (clips * 3 + 2) / 4 : std::max(1, clips / 3);
  const std::size_t otherDevices = train ? 5 : 8;
  const int wished = train ? reference / 7 : reference / 4;
  const int perSegment = std::clamp(wished, 1, 4);

  FoldPlanner planner(scene, fold, counters);
  planner.addSlots(reference, perSegment);
  for (int slot = 0; slot < reference; ++slot) planner.addClip(slot, kReference);

  // In turns over the other devices. In the test fold every second turn has segments of its own,
  // each slot heard by two devices.
  std::vector<std::size_t> alone;
  for (int i = 0; i < clips - reference; ++i) {
    const auto round = static_cast<std::size_t>(i) / otherDevices;
    const std::size_t device = 1 + (static_cast<std::size_t>(i) + turn) % otherDevices;
    if (!train && round % 2 == 1) {
      alone.push_back(device);
      continue;
    }
    const std::size_t within = train ? round : round / 2;
    const std::size_t offset = device * static_cast<std::size_t>(reference) / 9;
    planner.addClip(static_cast<int>((offset + within) % static_cast<std::size_t>(reference)),
                    device);
  }
  if (!alone.empty()) {
    const int first = planner.addSlots(static_cast<int>((alone.size() + 1) / 2), perSegment);
    for (std::size_t i = 0; i < alone.size(); ++i)
      planner.addClip(first + static_cast<int>(i / 2), alone[i]);
  }
  return planner.take();
}

}  // namespace

int PlannedSegment::seconds() const {
  int count = 0;
  for (const PlannedClip& clip : clips) count = std::max(count, clip.second + 1);
  return count;
}

std::string PlannedSegment::locationName() const {
  return fmt::format("synth{}-{}", location % 10, location);
}

std::string PlannedSegment::fileName(const PlannedClip& clip) const {
  return fmt::format("audio/{}-{}-{}-{}-{}.wav", sceneLabel(scene), locationName(), segment,
                     clip.second, synth::kDevices[clip.device]);
}

std::vector<PlannedSegment> planDemoSet(int clipsPerClass) {
  const int test = (clipsPerClass * 3 + 5) / 10;
  std::vector<PlannedSegment> plan;
  Counters counters;
  for (const Scene scene : allScenes()) {
    const std::size_t turn = 3 * static_cast<std::size_t>(scene);
    for (const Fold fold : {Fold::Train, Fold::Test}) {
      const int clips = fold == Fold::Train ? clipsPerClass - test : test;
      auto segments = planFold(scene, fold, clips, turn, counters);
      std::move(segments.begin(), segments.end(), std::back_inserter(plan));
    }
  }
  return plan;
}

}  // namespace scenelens
