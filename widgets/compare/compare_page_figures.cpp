// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ComparePage that shows figures; compare_page.cpp has the controls.
#include "core/eval/breakdown.h"
#include "widgets/base/dataset_text.h"
#include "widgets/base/figure_table.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/clips/agreement_grid.h"
#include "widgets/compare/compare_page.h"
#include "widgets/plot/scatter_view.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QTableWidget>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

/// Columns of the table of runs.
enum RunColumn {
  Name,
  Letter,
  Clips,
  Accuracy,
  Macro,
  LogLoss,
  Ece,
  Brier,
  Bytes,
  Macs,
  PrecisionName,
  EngineName,
  Data
};

QString lossText(double loss) {
  return QLocale().toString(loss, 'f', 3);
}

QString pText(double p) {
  return p < 0.0005 ? QStringLiteral("< 0.001") : QLocale().toString(p, 'f', 3);
}

std::vector<ScatterView::Group> agreementGroups() {
  // In the order of Agreement.
  return {
      {ComparePage::tr("both right"), [](const QPalette& p) { return themeColours(p).right; }},
      {ComparePage::tr("only A right"), [](const QPalette& p) { return themeColours(p).accent; }},
      {ComparePage::tr("only B right"), [](const QPalette& p) { return themeColours(p).int8; }},
      {ComparePage::tr("both wrong"), [](const QPalette& p) { return themeColours(p).wrong; }}};
}

}  // namespace

QString mcNemarWords(const McNemar& test, const PairedCounts& counts, const QString& first,
                     const QString& second) {
  if (test.discordant == 0) return ComparePage::tr("right and wrong about the same clips");
  constexpr double kUsualLimit = 0.05;
  if (test.p >= kUsualLimit || counts.onlyFirst == counts.onlySecond) {
    return ComparePage::tr("no difference shown: chance alone would do this in %1 of cases")
        .arg(percentText(test.p, test.p > 0.995 ? 0 : 1));
  }
  return ComparePage::tr("%1 gets more right: chance alone would do this in %2 of cases")
      .arg(counts.onlyFirst > counts.onlySecond ? first : second,
           test.p < 0.0005 ? ComparePage::tr("less than 0.1 %") : percentText(test.p, 1));
}

void ComparePage::fillChoice() {
  m_first->clear();
  m_second->clear();
  m_second->addItem(tr("nothing"));
  for (const auto run : m_workspace.usableRuns()) {
    QString name = runName(run);
    if (name.isEmpty()) name = tr("no run");
    m_first->addItem(name, qulonglong(run));
    if (run == m_workspace.currentRun()) {
      m_first->setCurrentIndex(m_first->count() - 1);
      continue;
    }
    m_second->addItem(name, qulonglong(run));
    if (m_workspace.otherRun() == run) m_second->setCurrentIndex(m_second->count() - 1);
  }
  fillRuns();
}

void ComparePage::fillRuns() {
  const QSignalBlocker blocker(m_runs);
  const auto usable = runsInOrder();
  m_runs->setRowCount(int(usable.size()));
  for (int row = 0; row < int(usable.size()); ++row) {
    const std::size_t run = usable[std::size_t(row)];
    const SideFigures* figures = nullptr;
    if (m_result) {
      const auto found = std::ranges::find(m_result->runs, run);
      if (found != m_result->runs.end()) {
        figures = &m_result->figures.runs[std::size_t(found - m_result->runs.begin())];
      }
    }
    fillRun(row, run, figures);
  }
  markBest();
  m_runs->fitHeight(2, 6);
  const auto asked = qint64(m_workspace.shownClips().size());
  const auto common = m_result ? qint64(m_result->figures.common.size()) : 0;
  m_basis->setText(
      common == 0 ? tr("No shown clip has a true scene and predictions of the ticked runs.")
                  : tr("Figures over the %1 of %Ln shown clip(s) that every ticked run judged; the "
                       "best of each column is bold.",
                       nullptr, int(asked))
                        .arg(countText(common)));
}

void ComparePage::fillRun(int row, std::size_t run, const SideFigures* figures) {
  const RunInfo& info = m_workspace.runInfo(run);
  auto* item = m_runs->row(row);
  const bool isFirst = run == m_workspace.currentRun();
  const bool isSecond = m_workspace.otherRun() == run;
  m_runs->setCell(row, Name, info.name.empty() ? tr("no run") : runName(run),
                  toQString(info.source.empty() ? info.note : info.source));
  m_runs->setCell(row, Letter, isFirst ? tr("A") : isSecond ? tr("B") : QString());
  Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
  if (!isFirst && !isSecond && hasPredictions(run)) flags |= Qt::ItemIsUserCheckable;
  item->setFlags(flags);
  item->setCheckState(Name, isCompared(run) ? Qt::Checked : Qt::Unchecked);
  if (!hasPredictions(run)) {
    m_runs->setCell(row, Clips, tr("no predictions"));
  } else if (figures && figures->part.clips > 0) {
    m_runs->setCell(row, Clips, countText(qint64(figures->judged)), double(figures->judged));
    m_runs->setCell(row, Accuracy, percentText(figures->part.accuracy()), figures->part.accuracy());
    m_runs->setCell(row, Macro, percentText(figures->part.macroAccuracy),
                    figures->part.macroAccuracy);
    m_runs->setCell(row, LogLoss, lossText(figures->part.logLoss), figures->part.logLoss);
    m_runs->setCell(row, Ece, lossText(figures->ece), figures->ece);
    m_runs->setCell(row, Brier, lossText(figures->brier), figures->brier);
  }
  if (info.bytes) m_runs->setCell(row, Bytes, countText(qint64(*info.bytes)), double(*info.bytes));
  if (info.macs) m_runs->setCell(row, Macs, countText(qint64(*info.macs)), double(*info.macs));
  const QString unknown = QStringLiteral("–");
  if (!info.bytes) m_runs->setCell(row, Bytes, unknown, tr("Unknown"));
  if (!info.macs) m_runs->setCell(row, Macs, unknown, tr("Unknown"));
  m_runs->setCell(row, PrecisionName, info.precision.empty() ? unknown : toQString(info.precision));
  m_runs->setCell(row, EngineName, info.engine.empty() ? unknown : toQString(info.engine));
  const QString dataset = toQString(info.dataset);
  m_runs->setCell(row, Data,
                  info.selection.empty() || info.selection == "all"
                      ? dataset
                      : QStringLiteral("%1, %2").arg(dataset, toQString(info.selection)));
  for (int column : {int(PrecisionName), int(EngineName), int(Data)}) {
    item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
  }
}

void ComparePage::markBest() {
  for (int column = Accuracy; column <= Macs; ++column) {
    const bool most = column == Accuracy || column == Macro;
    std::vector<double> numbers;
    for (int row = 0; row < m_runs->topLevelItemCount(); ++row) {
      const QVariant number = m_runs->row(row)->data(column, FigureTable::kNumberRole);
      const bool ticked = m_runs->row(row)->checkState(Name) == Qt::Checked;
      numbers.push_back(number.isValid() && ticked ? number.toDouble() : std::nan(""));
    }
    const auto known = std::ranges::count_if(numbers, [](double n) { return !std::isnan(n); });
    if (known < 2) continue;
    double best = most ? -INFINITY : INFINITY;
    for (const double number : numbers) {
      if (!std::isnan(number)) best = most ? std::max(best, number) : std::min(best, number);
    }
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      if (numbers[row] == best) m_runs->emphasise(int(row), column, true);
    }
  }
}

void ComparePage::showResult(const std::shared_ptr<const CompareResult>& result) {
  m_pending = m_delay.isActive();
  m_result = result;
  fillRuns();
  fillMatrix();
  fillPairs();
  fillDevices();
  showLosses();
}

void ComparePage::clearFigures() {
  m_scatter->setDescription({});
  m_scatter->setCloud(nullptr, {});
  m_agreement->clear();
  m_verdict->clear();
  m_matrix->setRowCount(0);
  m_matrix->setColumnCount(0);
  m_pairs->setRowCount(0);
  m_devices->setRowCount(0);
}

void ComparePage::showLosses() {
  const auto& result = *m_result;
  if (!result.second || !result.losses || result.losses->empty()) {
    m_scatter->setHint(!m_workspace.otherRun() ? tr("Choose a second run above.")
                                               : tr("No shown clip is judged by both runs."));
    m_scatter->setCloud(nullptr, {});
    m_agreement->clear();
    m_verdict->clear();
    return;
  }
  const std::size_t first = result.runs[result.first];
  const std::size_t second = result.runs[*result.second];
  m_scatter->setAxisLabels(tr("loss of A, %1").arg(runName(first)),
                           tr("loss of B, %1").arg(runName(second)));
  m_scatter->setDescription([this, first, second](const CloudPoint& point) {
    const auto& dataset = *m_workspace.dataset();
    const auto says = [&](std::size_t run) {
      const JudgedRun& judged = m_workspace.judged(run);
      if (point.clip >= judged.size() || !judged.isJudged(point.clip)) return QString();
      return tr("%1, loss %2")
          .arg(sceneText(Scene(judged.decision[point.clip])),
               lossText(double(judged.loss[point.clip])));
    };
    const auto& clip = dataset.clips[point.clip];
    return tr("%1\nA: %2\nB: %3\ntrue: %4")
        .arg(toQString(clip.file), says(first), says(second),
             clip.scene ? sceneText(*clip.scene) : tr("unknown"));
  });
  m_scatter->setCloud(result.losses, agreementGroups());
  m_scatter->setCurrentClip(m_workspace.currentClip());
  m_agreement->setCounts(result.pair);
  const McNemar test = mcNemar(result.pair.onlyFirst, result.pair.onlySecond);
  m_verdict->setText(tr("%Ln clip(s) are decided differently. McNemar: %1 (p %2%3).", nullptr,
                        int(result.pair.disagreements))
                         .arg(mcNemarWords(test, result.pair, tr("A"), tr("B")),
                              test.p < 0.0005 ? QString() : QStringLiteral("= "), pText(test.p)));
}

void ComparePage::fillMatrix() {
  const auto& result = *m_result;
  const int runs = int(result.runs.size());
  m_matrix->setRowCount(runs);
  m_matrix->setColumnCount(runs);
  QStringList names;
  for (const auto run : result.runs) names.append(runName(run));
  m_matrix->setHorizontalHeaderLabels(names);
  m_matrix->setVerticalHeaderLabels(names);
  for (int row = 0; row < runs; ++row) {
    for (int column = 0; column < runs; ++column) {
      auto* cell = new QTableWidgetItem;
      cell->setTextAlignment(Qt::AlignCenter);
      if (row == column) cell->setFlags(Qt::NoItemFlags);
      m_matrix->setItem(row, column, cell);
    }
  }
  for (const auto& pair : result.figures.pairs) {
    const double share =
        pair.counts.clips > 0 ? double(pair.counts.disagreements) / double(pair.counts.clips) : 0.0;
    const QString tip = tr("%1 and %2 decide %3 of %Ln clip(s) differently, %4 alike", nullptr,
                           int(pair.counts.clips))
                            .arg(names[qsizetype(pair.first)], names[qsizetype(pair.second)],
                                 countText(qint64(pair.counts.disagreements)),
                                 countText(qint64(pair.counts.clips - pair.counts.disagreements)));
    for (const auto& [row, column] :
         {std::pair{pair.first, pair.second}, {pair.second, pair.first}}) {
      auto* cell = m_matrix->item(int(row), int(column));
      cell->setText(percentText(share));
      cell->setData(kExportRole, share);
      cell->setToolTip(tip);
    }
  }
}

void ComparePage::fillPairs() {
  const auto& result = *m_result;
  m_pairs->setRowCount(int(result.figures.pairs.size()));
  int row = 0;
  for (const auto& pair : result.figures.pairs) {
    const QString first = runName(result.runs[pair.first]);
    const QString second = runName(result.runs[pair.second]);
    m_pairs->setCell(row, 0, first);
    m_pairs->setCell(row, 1, second);
    const auto setCount = [&](int column, std::size_t count) {
      m_pairs->setCell(row, column, countText(qint64(count)), double(count));
    };
    setCount(2, pair.counts.onlyFirst);
    setCount(3, pair.counts.onlySecond);
    setCount(4, pair.counts.disagreements);
    m_pairs->setCell(row, 5,
                     pair.test.exact
                         ? tr("exact")
                         : tr("χ² = %1").arg(QLocale().toString(pair.test.statistic, 'f', 1)));
    m_pairs->setCell(row, 6, pText(pair.test.p), pair.test.p);
    const QString words = mcNemarWords(pair.test, pair.counts, first, second);
    m_pairs->setCell(row, 7, words, words);
    m_pairs->row(row)->setTextAlignment(7, Qt::AlignLeft | Qt::AlignVCenter);
    ++row;
  }
}

void ComparePage::fillDevices() {
  const auto& result = *m_result;
  m_devices->setRowCount(int(result.aligned.size()));
  m_deviceHint->setText(
      result.aligned.empty()
          ? tr("No shown clip was recorded by device a and by another at the same moment.")
          : tr("Run A on the same moment recorded by device a and by another. A click on a number "
               "shows these pairs, on the device those decided differently."));
  int row = 0;
  for (const AlignedRow& device : result.aligned) {
    const auto setCount = [&](int column, std::size_t count) {
      m_devices->setCell(row, column, countText(qint64(count)), double(count));
    };
    const double share = double(device.differ) / double(device.pairs);
    m_devices->setCell(row, 0, toQString(device.device));
    m_devices->setCell(row, 1, toQString(deviceGroupName(device.group)));
    setCount(2, device.pairs);
    setCount(3, device.differ);
    m_devices->setCell(row, 4, percentText(share), share);
    const auto other = std::ranges::find(result.alignedSecond, device.device, &AlignedRow::device);
    if (other != result.alignedSecond.end()) {
      const double otherShare = double(other->differ) / double(other->pairs);
      m_devices->setCell(row, 5, percentText(otherShare), otherShare,
                         tr("Run B: %1 of %Ln pair(s) differ", nullptr, int(other->pairs))
                             .arg(countText(qint64(other->differ))));
    } else {
      m_devices->setCell(row, 5, QStringLiteral("–"));
    }
    setCount(6, device.bothRight);
    setCount(7, device.onlyReference);
    setCount(8, device.onlyDevice);
    setCount(9, device.bothWrong);
    m_devices->setCell(row, 10, lossText(device.referenceLogLoss), device.referenceLogLoss);
    m_devices->setCell(row, 11, lossText(device.deviceLogLoss), device.deviceLogLoss);
    ++row;
  }
}

}  // namespace scenelens
