// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/confusion_matrix.h"

#include "widgets/base/theme.h"
#include "widgets/plot/colour_maps.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr int kSmallestCell = 24;
constexpr int kLargestCell = 84;
constexpr int kGap = 2;  // before a group
constexpr int kPadding = 6;

int widest(const QFontMetrics& metrics, const QStringList& texts) {
  int width = 0;
  for (const auto& text : texts) width = std::max(width, metrics.horizontalAdvance(text));
  return width;
}

}  // namespace

/// Where things are. Columns are as wide as the widget allows; labels above them stand upright
/// where they do not fit.
struct ConfusionMatrix::Geometry {
  int left = 0, top = 0;      // of the cells
  int width = 0, height = 0;  // of a cell
  int count = 0, share = 0;   // widths of the totals at the right
  int line = 0;               // height of a line of text
  bool upright = false;
  std::vector<int> gaps;  // before each class, summed up

  [[nodiscard]] QRect cell(int row, int column) const {
    return {left + column * width + gaps[std::size_t(column)],
            top + row * height + gaps[std::size_t(row)], width, height};
  }
};

ConfusionMatrix::ConfusionMatrix(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setObjectName(QStringLiteral("confusionMatrix"));
  setAccessibleName(tr("Confusion matrix"));
  explainPlot(*this, {[this] { return summary(); }, [this] { return tables(); }});
}

ConfusionMatrix::Geometry ConfusionMatrix::geometryOf() const {
  Geometry g;
  const int n = std::max(1, count());
  const QFontMetrics metrics(smallFont(*this));
  g.line = metrics.height();
  int gap = 0;
  for (int i = 0; i < n; ++i) {
    const auto& breaks = m_content.separators;
    if (std::find(breaks.begin(), breaks.end(), i) != breaks.end()) gap += kGap;
    g.gaps.push_back(gap);
  }
  const int labels = widest(metrics, m_content.labels);
  QStringList counts{tr("clips")};
  QStringList rates{tr("recall %")};
  for (const auto& total : m_content.rowTotals) {
    counts.append(total.count);
    rates.append(total.share);
  }
  g.count = widest(metrics, counts) + kPadding;
  g.share = widest(metrics, rates) + kPadding;
  g.left = g.line + kPadding + labels + kPadding;
  g.width =
      std::clamp((width() - g.left - g.count - g.share - gap - 2) / n, kSmallestCell, kLargestCell);
  g.upright = labels + kPadding > g.width;
  g.top = g.line + kPadding + (g.upright ? labels : g.line) + kPadding;
  const int bottom = 2 * g.line + 2 * kPadding;
  g.height = std::clamp((height() - g.top - bottom - gap - 2) / n, g.line + 2, g.width);
  return g;
}

QSize ConfusionMatrix::sizeHint() const {
  return {560, 520};
}

QSize ConfusionMatrix::minimumSizeHint() const {
  const QFontMetrics metrics(smallFont(*this));
  const int labels = widest(metrics, m_content.labels);
  const int n = std::max(3, count());
  return {labels + metrics.height() + n * kSmallestCell + 110,
          labels + (n + 3) * (metrics.height() + 2) + 4 * kPadding};
}

void ConfusionMatrix::setContent(MatrixContent content) {
  m_content = std::move(content);
  m_current.row = std::clamp(m_current.row, -1, std::max(0, count() - 1));
  m_current.column = std::clamp(m_current.column, -1, std::max(0, count() - 1));
  m_moved = false;
  updateGeometry();
  update();
}

void ConfusionMatrix::setMarked(std::optional<std::vector<bool>> rows,
                                std::optional<std::vector<bool>> columns) {
  m_markedRows = std::move(rows);
  m_markedColumns = std::move(columns);
  update();
}

bool ConfusionMatrix::isMarked(int row, int column) const {
  if (!m_markedRows && !m_markedColumns) return false;
  const auto holds = [](const std::optional<std::vector<bool>>& set, int index) {
    return !set || (index < int(set->size()) && (*set)[std::size_t(index)]);
  };
  return holds(m_markedRows, row) && holds(m_markedColumns, column);
}

QRect ConfusionMatrix::rectOf(Place place) const {
  const Geometry g = geometryOf();
  if (count() == 0) return {};
  QRect rect = g.cell(std::max(0, place.row), std::max(0, place.column));
  if (place.column < 0) {
    rect.setLeft(g.line + kPadding / 2);
    rect.setRight(g.left - 2);
  }
  if (place.row < 0) {
    rect.setTop(g.line + kPadding / 2);
    rect.setBottom(g.top - 2);
  }
  return rect;
}

std::optional<ConfusionMatrix::Place> ConfusionMatrix::placeAt(const QPoint& position) const {
  for (int row = -1; row < count(); ++row) {
    for (int column = -1; column < count(); ++column) {
      if (row < 0 && column < 0) continue;
      if (rectOf({row, column}).contains(position)) return Place{row, column};
    }
  }
  return std::nullopt;
}

QString ConfusionMatrix::wordsOf(Place place) const {
  const auto at = [](const auto& cells, std::size_t index) {
    return index < cells.size() ? cells[index].words : QString();
  };
  if (place.column < 0) return at(m_content.rowTotals, std::size_t(place.row));
  if (place.row < 0) return at(m_content.columnTotals, std::size_t(place.column));
  return at(m_content.cells, std::size_t(place.row * count() + place.column));
}

double ConfusionMatrix::largestValue() const {
  double largest = 0.0;
  for (const auto& cell : m_content.cells) {
    if (cell.value == cell.value) largest = std::max(largest, std::abs(cell.value));
  }
  return largest;
}

QColor ConfusionMatrix::colourOf(double value, double largest) const {
  const bool dark = isDark(palette());
  if (value != value || largest <= 0.0) return themeColours(palette()).base;
  const double share = value / largest;
  return m_content.signedValues ? colourAt(divergingStops(dark), 0.5 + 0.5 * share)
                                : colourAt(amountStops(dark), share);
}

void ConfusionMatrix::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const auto& colours = themeColours(palette());
  if (count() == 0 || !m_content.hint.isEmpty()) {
    painter.setPen(colours.mutedText);
    painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                     m_content.hint);
    return;
  }
  const Geometry g = geometryOf();
  painter.setFont(smallFont(*this));
  paintLabels(painter, g);
  paintCells(painter, g);
  paintTotals(painter, g);
  paintMarks(painter, g);
}

void ConfusionMatrix::paintLabels(QPainter& painter, const Geometry& g) const {
  const auto& colours = themeColours(palette());
  const QRect cells = g.cell(0, 0).united(g.cell(count() - 1, count() - 1));
  painter.setPen(colours.mutedText);
  painter.drawText(QRect(cells.left(), 0, cells.width(), g.line), Qt::AlignCenter,
                   tr("decided as"));
  painter.save();
  painter.translate(0, cells.bottom());
  painter.rotate(-90);
  painter.drawText(QRect(0, 0, cells.height(), g.line), Qt::AlignCenter, tr("true scene"));
  painter.restore();
  painter.setPen(colours.text);
  for (int i = 0; i < count(); ++i) {
    const QString& label = m_content.labels[i];
    painter.drawText(rectOf({i, -1}).adjusted(0, 0, -2, 0), Qt::AlignRight | Qt::AlignVCenter,
                     label);
    const QRect above = rectOf({-1, i});
    if (!g.upright) {
      painter.drawText(above, Qt::AlignHCenter | Qt::AlignBottom, label);
      continue;
    }
    painter.save();
    painter.translate(above.left(), above.bottom());
    painter.rotate(-90);
    painter.drawText(QRect(2, 0, above.height(), above.width()), Qt::AlignLeft | Qt::AlignVCenter,
                     label);
    painter.restore();
  }
}

void ConfusionMatrix::paintCells(QPainter& painter, const Geometry& g) const {
  const auto& colours = themeColours(palette());
  const double largest = largestValue();
  const QFontMetrics metrics(painter.font());
  for (int row = 0; row < count(); ++row) {
    for (int column = 0; column < count(); ++column) {
      const auto& cell = m_content.cells[std::size_t(row * count() + column)];
      const QRect rect = g.cell(row, column).adjusted(0, 0, -1, -1);
      const QColor fill = colourOf(cell.value, largest);
      painter.fillRect(rect, fill);
      const bool fits = metrics.horizontalAdvance(cell.text) <= rect.width() - 2;
      const bool empty = cell.value == 0.0 || cell.value != cell.value;
      painter.setPen(empty && !m_content.signedValues ? colours.mutedText : inkOn(fill));
      painter.drawText(rect, Qt::AlignCenter, fits ? cell.text : cell.shortText);
    }
  }
}

void ConfusionMatrix::paintTotals(QPainter& painter, const Geometry& g) const {
  const auto& colours = themeColours(palette());
  const QFontMetrics metrics(painter.font());
  const int right = g.cell(0, count() - 1).right() + 1;
  const int bottom = g.cell(count() - 1, 0).bottom() + kPadding;
  const auto atRight = [&](int top, int height, const QString& clips, const QString& share) {
    painter.drawText(QRect(right, top, g.count, height), Qt::AlignRight | Qt::AlignVCenter, clips);
    painter.drawText(QRect(right + g.count, top, g.share, height),
                     Qt::AlignRight | Qt::AlignVCenter, share);
  };
  painter.setPen(colours.mutedText);
  atRight(g.top - g.line - 2, g.line, tr("clips"), tr("recall %"));
  const QRect titles(g.line, bottom, g.left - g.line - 4, g.line);
  painter.drawText(titles, Qt::AlignRight, tr("clips"));
  painter.drawText(titles.translated(0, g.line), Qt::AlignRight, tr("precision %"));
  painter.setPen(colours.text);
  for (int i = 0; i < count(); ++i) {
    const auto& row = m_content.rowTotals[std::size_t(i)];
    atRight(g.cell(i, 0).top(), g.height, row.count, row.share);
    const auto& column = m_content.columnTotals[std::size_t(i)];
    const QRect below(g.cell(0, i).left(), bottom, g.width, g.line);
    const bool fits = metrics.horizontalAdvance(column.count) <= g.width - 1;
    painter.drawText(below, Qt::AlignCenter, fits ? column.count : column.shortCount);
    const bool shareFits = metrics.horizontalAdvance(column.share) <= g.width - 1;
    painter.drawText(below.translated(0, g.line), Qt::AlignCenter,
                     shareFits ? column.share : column.shortShare);
  }
}

void ConfusionMatrix::paintMarks(QPainter& painter, const Geometry& g) const {
  const auto& colours = themeColours(palette());
  painter.setBrush(Qt::NoBrush);
  const auto frame = [&](const QRect& rect, int inset, const QColor& colour, int width) {
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(rect.adjusted(inset, inset, -inset - 2, -inset - 2));
  };
  for (int row = 0; row < count(); ++row) {
    for (int column = 0; column < count(); ++column) {
      if (!isMarked(row, column)) continue;
      // Two lines, so that the frame shows on every colour.
      frame(g.cell(row, column), 0, colours.int8, 2);
    }
  }
  if (!hasFocus()) return;
  frame(rectOf(m_current), 0, colours.cursorHalo, 3);
  frame(rectOf(m_current), 0, colours.cursor, 1);
}

void ConfusionMatrix::moveTo(Place place) {
  if (count() == 0) return;
  place.row = std::clamp(place.row, -1, count() - 1);
  place.column = std::clamp(place.column, -1, count() - 1);
  if (place.row < 0 && place.column < 0) return;
  m_current = place;
  m_moved = true;
  QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&changed);
  update();
}

QString ConfusionMatrix::summary() const {
  if (!m_content.hint.isEmpty()) return m_content.hint;
  return m_moved ? wordsOf(m_current) : m_content.summary;
}

std::vector<PlotTable> ConfusionMatrix::tables() const {
  if (count() == 0 || !m_content.hint.isEmpty()) return {};
  PlotTable table{.header = QStringList(tr("True class")) + m_content.labels};
  table.header << tr("clips") << tr("recall %");
  bool whole = true;
  for (int row = 0; row < count(); ++row) {
    std::vector<QVariant> cells{m_content.labels[row]};
    for (int column = 0; column < count(); ++column) {
      const double value = m_content.cells[std::size_t(row * count() + column)].value;
      whole = whole && (value != value || value == std::floor(value));
      cells.emplace_back(value);
    }
    const auto& total = m_content.rowTotals[std::size_t(row)];
    cells.emplace_back(total.count);
    cells.emplace_back(total.share);
    table.rows.push_back(std::move(cells));
  }
  // At the foot as on the screen; in a sorted table they are found by their names.
  std::vector<QVariant> counts{tr("clips")};
  std::vector<QVariant> shares{tr("precision %")};
  for (const auto& total : m_content.columnTotals) {
    counts.emplace_back(total.count);
    shares.emplace_back(total.share);
  }
  table.rows.push_back(std::move(counts));
  table.rows.push_back(std::move(shares));
  table.decimals = whole ? 0 : 3;
  table.note = tr("A row is a true class, a column what was decided.");
  return {std::move(table)};
}

void ConfusionMatrix::choose(Place place) {
  if (count() == 0 || !m_content.hint.isEmpty()) return;
  moveTo(place);
  emit chosen(place.row, place.column);
}

bool ConfusionMatrix::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto place = m_content.hint.isEmpty() ? placeAt(help->pos()) : std::nullopt;
    const QString words = place ? wordsOf(*place) : QString();
    if (words.isEmpty()) {
      QToolTip::hideText();
    } else {
      QToolTip::showText(help->globalPos(), words, this, rectOf(*place));
    }
    return true;
  }
  return QWidget::event(event);
}

void ConfusionMatrix::mousePressEvent(QMouseEvent* event) {
  const auto place = placeAt(event->position().toPoint());
  if (event->button() != Qt::LeftButton || !place) {
    QWidget::mousePressEvent(event);
    return;
  }
  choose(*place);
}

void ConfusionMatrix::keyPressEvent(QKeyEvent* event) {
  Place next = m_current;
  switch (event->key()) {
    case Qt::Key_Left:
      --next.column;
      break;
    case Qt::Key_Right:
      ++next.column;
      break;
    case Qt::Key_Up:
      --next.row;
      break;
    case Qt::Key_Down:
      ++next.row;
      break;
    case Qt::Key_Home:
      next.column = 0;
      break;
    case Qt::Key_End:
      next.column = count() - 1;
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      choose(m_current);
      return;
    default:
      QWidget::keyPressEvent(event);
      return;
  }
  moveTo(next);
}

void ConfusionMatrix::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void ConfusionMatrix::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  m_moved = false;
  update();
}

}  // namespace scenelens
