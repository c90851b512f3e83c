// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "tests/widgets/workbench.h"
#include "widgets/clips/clip_list.h"
#include "widgets/results/results_page.h"

namespace scenelens::test {

/// The real window on clips without sound, with the predictions of two runs made up from a seed.
class ResultsBench : public Workbench {
 public:
  static constexpr std::size_t kClips = 900;

  ResultsBench() {
    auto dataset = memoryDataset(kClips);
    for (auto& clip : dataset.clips) clip.missing = true;  // nobody tries to read or predict them
    workspace.setModels(bareModels());
    workspace.setDataset(std::move(dataset));
    predict(0, 0.6, 1);
    predict(1, 0.4, 2);
    workspace.setOtherRun(1);
    window.resize(1300, 800);
    window.showPage(MainWindow::Results);
  }

  /// Every 17th clip has no prediction.
  void predict(std::size_t run, double right, std::uint64_t seed) {
    SplitMix64 random(seed);
    std::vector<std::pair<std::uint32_t, Prediction>> results;
    for (std::uint32_t i = 0; i < kClips; ++i) {
      const auto& truth = workspace.dataset()->clips[i].scene;
      const auto other = Scene(std::size_t(random.uniform() * double(kSceneCount)));
      const bool hit = random.uniform() < right;
      const auto p = float(random.uniform(0.2, 1.0));
      if (i % 17 == 3) continue;
      results.emplace_back(i, predictionOf(truth && hit ? *truth : other, p));
    }
    workspace.addPredictions(run, results);
  }

  [[nodiscard]] const JudgedRun& judged(std::size_t run) const { return workspace.judged(run); }

  /// The clips in the list of the page, in ascending order.
  [[nodiscard]] std::vector<std::uint32_t> listed() const {
    const auto* model = window.resultsPage()->list()->table()->model();
    std::vector<std::uint32_t> clips;
    for (int row = 0; row < model->rowCount(); ++row) {
      clips.push_back(std::uint32_t(model->index(row, 0).data(ClipTableModel::kClipRole).toInt()));
    }
    std::sort(clips.begin(), clips.end());
    return clips;
  }

  template <typename Test>
  [[nodiscard]] static std::vector<std::uint32_t> clipsWhere(const Test& test) {
    std::vector<std::uint32_t> clips;
    for (std::uint32_t i = 0; i < kClips; ++i) {
      if (test(i)) clips.push_back(i);
    }
    return clips;
  }
};

}  // namespace scenelens::test
