// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/clip_query.h"
#include "core/query/query_scope.h"
#include "core/query/query_syntax.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace scenelens;

/// A few clips with and without everything.
Dataset smallDataset() {
  Dataset dataset;
  dataset.name = "small";
  dataset.cities = {"lisbon", "lyon"};
  dataset.devices = {"a", "s1"};
  dataset.locations = {"lisbon-1000", "lyon-7"};
  dataset.clips.resize(6);
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    auto& clip = dataset.clips[i];
    clip.file = "audio/tram-" + std::to_string(i) + ".wav";
    if (i % 3 != 0) clip.scene = Scene(i);
    clip.device = std::int16_t(int(i % 3) - 1);
    clip.city = clip.device;
    clip.location = clip.device;
    clip.fold = Fold(i % 3);
    clip.missing = i == 4;
  }
  return dataset;
}

void check(bool good) {
  if (!good) __builtin_trap();
}

}  // namespace

/// The query language: everything typed has a meaning, its parts lie inside the text, and what
/// becomes of it as chips means the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Dataset dataset = smallDataset();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& term : parseQuery(text)) {
    check(term.position <= size && term.length <= size - term.position);
  }
  const ClipQuery query(text, dataset);
  for (const auto& fault : query.faults()) {
    check(fault.position <= size && fault.length <= size - fault.position && !fault.text.empty());
  }

  RunTable run(dataset.clips.size());
  Prediction prediction;
  prediction.scenes[2] = 1.0F;
  prediction.combined[2] = 1.0F;
  for (std::uint32_t clip = 0; clip < 5; ++clip) run.set(clip, prediction);
  const JudgedRun judged = judge(dataset, run, DecisionRule::TenClass);
  const ClipNotes notes{{1, {"far away", {"siren"}}}};
  QueryColumns columns;
  columns.runs[0] = &judged;
  columns.notes = &notes;
  const auto found = query.matching(dataset, columns);
  std::size_t next = 0;
  for (std::size_t clip = 0; clip < dataset.clips.size(); ++clip) {
    const bool listed = next < found.size() && found[next] == clip;
    check(listed == query.matches(dataset, clip, columns));
    if (listed) ++next;
  }
  check(next == found.size());

  std::string chips;
  for (const auto& term : queryTerms(text)) chips += term + ' ';
  check(ClipQuery(chips, dataset).matching(dataset, columns) == found);

  const std::array<std::string_view, 2> fields{"scene", "pred"};
  static_cast<void>(scopeOf(std::string(text), fields));
  for (const auto& completion : completeQuery(text, size, dataset)) {
    check(completion.begin <= size && !completion.text.empty());
  }
  return 0;
}
