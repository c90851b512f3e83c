// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/clips/clip_answers.h"
#include "widgets/workspace.h"

#include <QWidget>

#include <array>

class QGridLayout;
class QLabel;

namespace scenelens {

class ElidedLabel;

/// The legend of the chart below it: a line for Float32 and one for Int8 with the colour of its
/// bars, the engine, how long it takes and how many bytes its weights are.
///
/// Where a model has no Int8 weights it says so, and what to do.
class PrecisionSummary final : public QWidget {
  Q_OBJECT

 public:
  explicit PrecisionSummary(QWidget* parent = nullptr);

  /// Null for no model at all. `engineFailed`: there will be no answer.
  void setModel(const Model* floats, const Int8Twin* int8, const ModelAnswers& answers,
                bool engineFailed);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Line {
    QLabel* swatch = nullptr;
    QLabel* name = nullptr;
    ElidedLabel* engine = nullptr;
    QLabel* latency = nullptr;
    QLabel* bytes = nullptr;
  };

  void addLine(QGridLayout& grid, Precision precision);
  void showLine(Precision precision, const Model* model, const PrecisionAnswer& answer,
                const QString& instead);
  void applyColours();

  std::array<Line, 2> m_lines{};
  QLabel* m_caption = nullptr;
  QLabel* m_missing = nullptr;
};

}  // namespace scenelens
