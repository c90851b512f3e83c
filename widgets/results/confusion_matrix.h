// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/plot_table.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <optional>
#include <vector>

namespace scenelens {

/// What a matrix shows. Rows and columns are the same `n` classes in the same order.
struct MatrixContent {
  struct Cell {
    double value = 0.0;  ///< decides the colour; NaN: nothing is known
    QString text;        ///< as long as there is room
    QString shortText;   ///< in narrow cells
    QString words;       ///< the whole sentence, for tool tips and screen readers
  };
  /// At the end of a row or column.
  struct Total {
    QString count, shortCount;  ///< the latter in narrow columns
    QString share;              ///< recall or precision in percent, without the sign
    QString shortShare;         ///< the same without decimals, in narrow columns
    QString words;
  };
  QStringList labels;               ///< n
  std::vector<Cell> cells;          ///< n * n, row by row
  std::vector<Total> rowTotals;     ///< n, at the right
  std::vector<Total> columnTotals;  ///< n, at the bottom
  std::vector<int> separators;      ///< a line stands before these rows and columns
  bool signedValues = false;        ///< two colours around 0 instead of one from 0
  QString summary;                  ///< the whole matrix in a sentence, for screen readers
  QString hint;                     ///< words instead of a matrix; empty when there is one
};

/// A confusion matrix: a row per true class, a column per decided one, totals at the margins.
///
/// A click, or Return, chooses a cell, a row (its label) or a column; arrow keys move between
/// cells and labels. Chosen rows and columns stay marked. Views only: all numbers and words come
/// with the content.
class ConfusionMatrix final : public QWidget {
  Q_OBJECT

 public:
  /// Row or column -1 is the label.
  struct Place {
    int row = 0;
    int column = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };

  explicit ConfusionMatrix(QWidget* parent = nullptr);

  void setContent(MatrixContent content);
  [[nodiscard]] const MatrixContent& content() const { return m_content; }
  /// Rows and columns that are chosen; nothing: all.
  void setMarked(std::optional<std::vector<bool>> rows, std::optional<std::vector<bool>> columns);
  [[nodiscard]] bool isMarked(int row, int column) const;
  [[nodiscard]] QRect rectOf(Place place) const;
  [[nodiscard]] std::optional<Place> placeAt(const QPoint& position) const;
  [[nodiscard]] Place current() const { return m_current; }
  /// The sentence about a place.
  [[nodiscard]] QString wordsOf(Place place) const;

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 signals:
  /// Row or column is -1 for a whole column or row.
  void chosen(int row, int column);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  struct Geometry;

  [[nodiscard]] int count() const { return int(m_content.labels.size()); }
  [[nodiscard]] Geometry geometryOf() const;
  [[nodiscard]] double largestValue() const;
  [[nodiscard]] QColor colourOf(double value, double largest) const;
  void paintLabels(QPainter& painter, const Geometry& g) const;
  void paintCells(QPainter& painter, const Geometry& g) const;
  void paintTotals(QPainter& painter, const Geometry& g) const;
  void paintMarks(QPainter& painter, const Geometry& g) const;
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  void moveTo(Place place);
  void choose(Place place);

  MatrixContent m_content;
  std::optional<std::vector<bool>> m_markedRows, m_markedColumns;
  Place m_current;
  bool m_moved = false;  // since it has the focus: the place is what is spoken of
};

}  // namespace scenelens
