// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"
#include "core/nn/int8_twin.h"
#include "core/nn/model.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace scenelens {

/// What all pages share: the open data set, the models, the current clip, the chosen model and
/// decision rule, the predictions so far, and the problems met. Pages change it through its setters
/// and follow its signals; they never talk to each other. Lives in the GUI thread.
class Workspace final : public QObject {
  Q_OBJECT

 public:
  explicit Workspace(QObject* parent = nullptr);

  /// Never null; empty before anything was opened. Shared, because worker threads hold it too.
  [[nodiscard]] const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
  /// Shared for the same reason.
  [[nodiscard]] const std::shared_ptr<const std::vector<Model>>& models() const { return m_models; }
  /// Int8 twins of the models, as many; shared too.
  [[nodiscard]] const std::shared_ptr<const std::vector<Int8Twin>>& twins() const {
    return m_twins;
  }
  [[nodiscard]] const std::vector<Error>& problems() const { return m_problems; }

  /// Index into dataset()->clips, or nothing.
  [[nodiscard]] std::optional<std::size_t> currentClip() const { return m_currentClip; }
  /// Index into models(); 0 when there are none.
  [[nodiscard]] std::size_t currentModel() const { return m_currentModel; }
  [[nodiscard]] DecisionRule rule() const { return m_rule; }
  /// Predictions of a model over the whole data set, as far as they are computed.
  [[nodiscard]] const RunTable& run(std::size_t model) const { return m_runs[model]; }
  /// Prediction of the chosen model for a clip, or null.
  [[nodiscard]] const Prediction* prediction(std::size_t clip) const;

  /// Replaces the data set; predictions and current clip start anew, its problems replace
  /// those of the one before.
  void setDataset(Dataset dataset);
  /// Float32 models and their Int8 twins; models beyond the end of `twins` have none.
  void setModels(std::vector<Model> models, std::vector<Int8Twin> twins = {});
  void setCurrentClip(std::optional<std::size_t> clip);
  void setCurrentModel(std::size_t model);
  void setRule(DecisionRule rule);
  /// Results for clips of the data set that is open now.
  void addPredictions(std::size_t model,
                      const std::vector<std::pair<std::uint32_t, Prediction>>& results);
  /// Adds to the quiet list; the same text twice is kept once.
  void addProblem(const Error& problem);
  /// The same for what has nothing to do with the data set: weights, the engine. Such problems come
  /// first and stay when another data set is opened.
  void addProgramProblem(const Error& problem);
  void clearProblems();

 signals:
  void datasetChanged();
  void modelsChanged();
  void currentClipChanged();
  void currentModelChanged();
  void ruleChanged();
  /// `clips` are the indices that got a prediction from `model`.
  void predictionsAdded(std::size_t model, const std::vector<std::uint32_t>& clips);
  void problemsChanged();

 private:
  void resetRuns();
  [[nodiscard]] bool knows(const Error& problem) const;

  std::shared_ptr<const Dataset> m_dataset = std::make_shared<const Dataset>();
  std::shared_ptr<const std::vector<Model>> m_models = std::make_shared<const std::vector<Model>>();
  std::shared_ptr<const std::vector<Int8Twin>> m_twins =
      std::make_shared<const std::vector<Int8Twin>>();
  std::vector<RunTable> m_runs;
  std::optional<std::size_t> m_currentClip;
  std::size_t m_currentModel = 0;
  DecisionRule m_rule = DecisionRule::TenClass;
  std::vector<Error> m_problems;
  std::size_t m_programProblems = 0;  // so many of them, at the front, are the program's own
};

}  // namespace scenelens
