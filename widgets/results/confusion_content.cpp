// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/confusion_content.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/qt_text.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace scenelens {

namespace {

/// The texts of this file, as Linguist sees them.
class MatrixText {
  Q_DECLARE_TR_FUNCTIONS(scenelens::MatrixText)
};

QString signedText(double value, int decimals) {
  // "+0.0" would say that something changed. Told from digits as C writes them: the locale's may
  // have a comma.
  if (QString::number(std::abs(value), 'f', decimals).toDouble() == 0.0) return QStringLiteral("0");
  const QString number = QLocale().toString(std::abs(value), 'f', decimals);
  return (value < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + number;
}

/// "230k" for what has no room.
QString shortCount(double value) {
  if (std::abs(value) < 1000.0) return QLocale().toString(value, 'f', 0);
  return QLocale().toString(value / 1000.0, 'f', std::abs(value) < 9950.0 ? 1 : 0) + u'k';
}

QString rateText(double rate, int decimals = 1) {
  return rate == rate ? QLocale().toString(100.0 * rate, 'f', decimals) : QStringLiteral("\u2013");
}

/// Writes a matrix of N classes; the order is that of `classes`.
template <std::size_t N>
class Writer {
 public:
  using Counts = SquareMatrix<std::uint64_t, N>;
  using Values = SquareMatrix<double, N>;
  using Total = MatrixContent::Total;  // lupdate stumbles over a qualified return type

  Writer(const MatrixQuestion& question, const Counts& first, const std::optional<Counts>& second,
         const std::array<QString, N>& titles)
      : m_question(question), m_first(first), m_second(second), m_titles(titles) {
    m_values = shares(first, question.share);
    if (second) m_values = difference(m_values, shares(*second, question.share));
    if (question.mistakesOnly) blankDiagonal(m_values);
    m_recall = shares(first, ConfusionShare::Row);
    m_precision = shares(first, ConfusionShare::Column);
    if (!second) return;
    m_recall = difference(m_recall, shares(*second, ConfusionShare::Row));
    m_precision = difference(m_precision, shares(*second, ConfusionShare::Column));
  }

  MatrixContent write(const std::array<std::size_t, N>& order) const {
    MatrixContent content;
    content.signedValues = m_second.has_value();
    for (const auto row : order) {
      content.labels.append(m_titles[row]);
      for (const auto column : order) content.cells.push_back(cell(row, column));
    }
    for (const auto i : order) {
      content.rowTotals.push_back(rowTotal(i));
      content.columnTotals.push_back(columnTotal(i));
    }
    content.summary = summary();
    return content;
  }

 private:
  [[nodiscard]] MatrixContent::Cell cell(std::size_t row, std::size_t column) const {
    MatrixContent::Cell made;
    made.value = m_values[row][column];
    made.words = cellWords(row, column);
    const bool count = m_question.share == ConfusionShare::None;
    if (m_question.mistakesOnly && row == column) return made;
    if (made.value != made.value) {
      made.text = made.shortText = QStringLiteral("\u2013");
    } else if (made.value == 0.0) {
      made.text = made.shortText = QStringLiteral("\u00B7");
    } else if (m_second) {
      made.text = signedText(count ? made.value : 100.0 * made.value, count ? 0 : 1);
      made.shortText = signedText(count ? made.value : 100.0 * made.value, 0);
    } else {
      made.text = count ? countText(qint64(made.value)) : rateText(made.value);
      made.shortText =
          count ? shortCount(made.value) : QLocale().toString(100.0 * made.value, 'f', 0);
    }
    return made;
  }

  [[nodiscard]] QString cellWords(std::size_t row, std::size_t column) const {
    const auto clips = sumOfRow(m_first, row);
    const QString truth = m_titles[row].toLower();
    const QString decision = m_titles[column].toLower();
    if (clips == 0) return MatrixText::tr("There are no %1 clips").arg(truth);
    if (m_second) {
      return MatrixText::tr("Of %Ln %1 clip(s) %2 were decided as %3 by %4, %5 by %6", nullptr,
                            int(clips))
          .arg(truth, countText(qint64(m_first[row][column])), decision, m_question.firstName,
               countText(qint64((*m_second)[row][column])), m_question.secondName);
    }
    const double share = double(m_first[row][column]) / double(clips);
    return MatrixText::tr("%1 of %Ln %2 clip(s) (%3) were decided as %4", nullptr, int(clips))
        .arg(countText(qint64(m_first[row][column])), truth, percentText(share), decision);
  }

  [[nodiscard]] Total rowTotal(std::size_t i) const {
    const double clips = double(sumOfRow(m_first, i));
    Total total;
    total.count = countText(qint64(clips));
    total.shortCount = shortCount(clips);
    total.share = rate(m_recall[i][i]);
    total.shortShare = rate(m_recall[i][i], 0);
    const QString title = m_titles[i].toLower();
    total.words = m_second
                      ? MatrixText::tr("%Ln %1 clip(s); recall of %2 minus that of %3: %4 points",
                                       nullptr, int(clips))
                            .arg(title, m_question.firstName, m_question.secondName, total.share)
                      : MatrixText::tr("%1 of %Ln %2 clip(s) were decided right: recall %3 %",
                                       nullptr, int(clips))
                            .arg(countText(qint64(m_first[i][i])), title, total.share);
    return total;
  }

  [[nodiscard]] Total columnTotal(std::size_t i) const {
    const double first = double(sumOfColumn(m_first, i));
    const double clips = m_second ? first - double(sumOfColumn(*m_second, i)) : first;
    Total total;
    total.count = m_second ? signedText(clips, 0) : countText(qint64(clips));
    total.shortCount = m_second ? signedText(clips, 0) : shortCount(clips);
    total.share = rate(m_precision[i][i]);
    total.shortShare = rate(m_precision[i][i], 0);
    const QString title = m_titles[i].toLower();
    total.words =
        m_second
            ? MatrixText::tr(
                  "Decided as %1: %2 clip(s); precision of %3 minus that of %4: "
                  "%5 points",
                  "%2 has a sign", int(std::abs(clips)))
                  .arg(title, total.count, m_question.firstName, m_question.secondName, total.share)
            : MatrixText::tr("%1 of %Ln clip(s) decided as %2 are such: precision %3 %", nullptr,
                             int(clips))
                  .arg(countText(qint64(m_first[i][i])), title, total.share);
    return total;
  }

  [[nodiscard]] QString rate(double value, int decimals = 1) const {
    if (value != value) return QStringLiteral("\u2013");
    return m_second ? signedText(100.0 * value, decimals) : rateText(value, decimals);
  }

  [[nodiscard]] QString summary() const {
    std::uint64_t all = 0;
    std::uint64_t right = 0;
    std::uint64_t worst = 0;
    std::size_t worstRow = 0;
    std::size_t worstColumn = 0;
    for (std::size_t row = 0; row < N; ++row) {
      for (std::size_t column = 0; column < N; ++column) {
        all += m_first[row][column];
        if (row == column) {
          right += m_first[row][column];
        } else if (m_first[row][column] > worst) {
          worst = m_first[row][column];
          worstRow = row;
          worstColumn = column;
        }
      }
    }
    if (all == 0) return MatrixText::tr("No clips");
    QString text = MatrixText::tr("%1: %Ln clip(s), %2 decided right", nullptr, int(all))
                       .arg(m_question.firstName, percentText(double(right) / double(all)));
    if (worst > 0) {
      text += MatrixText::tr("; the most frequent mistake: %1 decided as %2, %Ln clip(s)", nullptr,
                             int(worst))
                  .arg(m_titles[worstRow].toLower(), m_titles[worstColumn].toLower());
    }
    return text;
  }

  static std::uint64_t sumOfRow(const Counts& counts, std::size_t row) {
    std::uint64_t sum = 0;
    for (const auto count : counts[row]) sum += count;
    return sum;
  }
  static std::uint64_t sumOfColumn(const Counts& counts, std::size_t column) {
    std::uint64_t sum = 0;
    for (const auto& row : counts) sum += row[column];
    return sum;
  }

  const MatrixQuestion& m_question;
  const Counts& m_first;
  const std::optional<Counts>& m_second;
  const std::array<QString, N>& m_titles;
  Values m_values{}, m_recall{}, m_precision{};
};

MatrixContent groupContent(const MatrixQuestion& question) {
  std::array<QString, kGroupCount> titles;
  std::array<std::size_t, kGroupCount> order{};
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    titles[g] = groupText(SceneGroup(g));
    order[g] = g;
  }
  const GroupCounts first = byGroup(question.first);
  std::optional<GroupCounts> second;
  if (question.second) second = byGroup(*question.second);
  return Writer<kGroupCount>(question, first, second, titles).write(order);
}

}  // namespace

std::vector<std::vector<Scene>> classesOf(MatrixOrder order) {
  std::vector<std::vector<Scene>> classes;
  if (order == MatrixOrder::GroupsOnly) {
    classes.resize(kGroupCount);
    for (const Scene scene : allScenes()) classes[std::size_t(groupOf(scene))].push_back(scene);
    return classes;
  }
  const auto& scenes =
      scenesInOrder(order == MatrixOrder::Group ? SceneOrder::Group : SceneOrder::Label);
  for (const Scene scene : scenes) classes.push_back({scene});
  return classes;
}

MatrixContent matrixContent(const MatrixQuestion& question) {
  if (question.order == MatrixOrder::GroupsOnly) return groupContent(question);
  std::array<QString, kSceneCount> titles;
  std::array<std::size_t, kSceneCount> order{};
  const auto classes = classesOf(question.order);
  for (std::size_t i = 0; i < kSceneCount; ++i) {
    titles[i] = sceneText(Scene(i));
    order[i] = std::size_t(classes[i].front());
  }
  auto content =
      Writer<kSceneCount>(question, question.first, question.second, titles).write(order);
  for (std::size_t i = 1; i < kSceneCount && question.order == MatrixOrder::Group; ++i) {
    if (groupOf(Scene(order[i])) != groupOf(Scene(order[i - 1]))) {
      content.separators.push_back(int(i));
    }
  }
  return content;
}

}  // namespace scenelens
