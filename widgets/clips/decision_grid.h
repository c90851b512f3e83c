// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/clips/clip_answers.h"
#include "widgets/workspace.h"

#include <QTreeWidget>

#include <vector>

namespace scenelens {

/// All models at once: a line for Float32 and below it one for Int8 with the decision, its
/// probability, how long it took and whether both agree. Choosing a line, by click or by arrow
/// keys, chooses the model.
class DecisionGrid final : public QTreeWidget {
  Q_OBJECT

 public:
  enum Column { ModelName, PrecisionName, Decision, Probability, Milliseconds, Agreement };

  explicit DecisionGrid(QWidget* parent = nullptr);

  /// Lines for these models, empty so far.
  void setModels(const std::vector<Model>& models, const std::vector<Int8Twin>& twins);
  /// Fills both lines of a model.
  void setAnswers(std::size_t model, const ModelAnswers& answers, DecisionRule rule,
                  std::optional<Scene> truth);
  /// Moves the selection to a model unless one of its lines has it.
  void setCurrentModel(std::size_t model);
  /// The line of a model in a precision, or null.
  [[nodiscard]] QTreeWidgetItem* line(std::size_t model, Precision precision) const;

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 signals:
  void modelChosen(std::size_t model);

 private:
  /// What a model's lines show, to be shown again in another theme.
  struct Shown {
    QString missing;  ///< why there is no Int8 line; empty when there is
    ModelAnswers answers;
    std::optional<Scene> truth;
  };

  void fill(std::size_t model);
  void fitHeight();
  void fillLine(QTreeWidgetItem& item, const PrecisionAnswer& answer,
                std::optional<Scene> truth) const;
  [[nodiscard]] std::size_t modelOf(QTreeWidgetItem* item) const;

  std::vector<Shown> m_shown;  // of each model
  DecisionRule m_rule = DecisionRule::TenClass;
};

}  // namespace scenelens
