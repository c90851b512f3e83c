// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/confidence_panel.h"

#include "widgets/base/plot_export.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_style.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace scenelens {

namespace {

constexpr std::array<std::string_view, 1> kOwnFields{"conf"};
constexpr int kFewestBins = 5;
constexpr int kMostBins = 50;

/// The shortest text that is read as the same number again.
QString exactText(float value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return QString::fromLatin1(text.data(), end - text.data());
}

QString rangeText(const ReliabilityBin& bin, const QLocale& locale = QLocale()) {
  return QStringLiteral("%1\u2013%2")
      .arg(locale.toString(bin.low, 'f', 2), locale.toString(bin.high, 'f', 2));
}

}  // namespace

QString ConfidencePanel::termOf(const ReliabilityBin& bin, bool first) {
  // A bin is open below and closed above, a range of the language closed at both ends: its limits
  // are the smallest and the largest float32 inside.
  auto low = float(bin.low);
  if (!first && double(low) <= bin.low) low = std::nextafter(low, 2.0F);
  auto high = float(bin.high);
  if (double(high) > bin.high) high = std::nextafter(high, 0.0F);
  return QStringLiteral("conf:%1..%2").arg(exactText(low), exactText(high));
}

ConfidencePanel::ConfidencePanel(Workspace& workspace, Settings& settings, QWidget* parent)
    : ResultsView(workspace, parent), m_settings(settings) {
  makePlots();
  makeTable();
  m_summary = new QLabel;
  m_summary->setObjectName(QStringLiteral("confidenceSummary"));
  m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  m_bins = new QSpinBox;
  m_bins->setObjectName(QStringLiteral("confidenceBins"));
  m_bins->setAccessibleName(tr("Number of bins"));
  if (auto* field = m_bins->findChild<QLineEdit*>()) field->setAccessibleName(tr("Number of bins"));
  m_bins->setSuffix(tr(" bins"));
  m_bins->setRange(kFewestBins, kMostBins);
  m_bins->setValue(settings.viewChoice(ViewChoice::ConfidenceBins, int(kDefaultBins)));
  connect(m_bins, &QSpinBox::valueChanged, this, [this](int bins) {
    m_settings.setViewChoice(ViewChoice::ConfidenceBins, bins);
    refreshSoon();
  });
  m_hint = new QLabel;
  m_hint->setObjectName(QStringLiteral("confidenceHint"));
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);

  auto* plots = new QSplitter(Qt::Vertical);
  plots->setChildrenCollapsible(false);
  plots->addWidget(m_histogram);
  plots->addWidget(m_reliability);
  plots->addWidget(m_table);
  plots->setSizes({300, 300, 200});
  m_stack = new QStackedWidget;
  m_stack->addWidget(plots);
  m_stack->addWidget(m_hint);
  auto* bar = new QHBoxLayout;
  bar->addWidget(m_bins);
  bar->addWidget(m_summary, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, spacing::kMedium);
  layout->addLayout(bar);
  layout->addWidget(m_stack, 1);
  applyColours();
}

void ConfidencePanel::makePlots() {
  const auto addPlot = [this](const char* name, const QString& title) {
    auto* plot = new QCustomPlot;
    plot->setObjectName(QLatin1String(name));
    plot->setAccessibleName(title);
    plot->setMinimumHeight(110);
    plot->installEventFilter(this);
    plot->xAxis->setRange(0.0, 1.0);
    plot->xAxis->setLabel(tr("confidence"));
    plot->axisRect()->setupFullAxesBox();
    for (auto* axis : {plot->xAxis2, plot->yAxis2}) {
      axis->setTicks(false);
      axis->setTickLabels(false);
    }
    offerPictureMenu(
        *plot, [plot, title] { return pictureOf(*plot, title); },
        [this](const Error& problem) { workspace().addProblem(problem); });
    return plot;
  };
  m_histogram = addPlot("confidenceHistogram", tr("Histogram of confidence"));
  m_histogram->yAxis->setLabel(tr("clips"));
  // Half clips there are none.
  const auto whole = QSharedPointer<QCPAxisTickerFixed>::create();
  whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
  m_histogram->yAxis->setTicker(whole);
  m_histogram->yAxis->setSubTicks(false);
  m_wrong = new QCPBars(m_histogram->xAxis, m_histogram->yAxis);
  m_wrong->setName(tr("wrong"));
  m_right = new QCPBars(m_histogram->xAxis, m_histogram->yAxis);
  m_right->setName(tr("right"));
  m_right->moveAbove(m_wrong);
  m_histogram->legend->setVisible(true);
  m_histogram->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignTop);

  m_reliability = addPlot("reliabilityDiagram", tr("Reliability diagram"));
  m_reliability->yAxis->setRange(0.0, 1.0);
  m_reliability->yAxis->setLabel(tr("share decided right"));
  m_accuracy = new QCPBars(m_reliability->xAxis, m_reliability->yAxis);
  m_diagonal = m_reliability->addGraph();
  m_diagonal->setData({0.0, 1.0}, {0.0, 1.0});
  m_means = m_reliability->addGraph();
  m_means->setLineStyle(QCPGraph::lsNone);
  m_means->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
  explainPlot(*m_histogram, {[this] { return histogramWords(); }, [this] { return tables(); }});
  explainPlot(*m_reliability, {[this] { return reliabilityWords(); }, [this] { return tables(); }});
}

void ConfidencePanel::makeTable() {
  m_rows = new QStandardItemModel(this);
  m_rows->setHorizontalHeaderLabels({tr("Confidence"), tr("Clips"), tr("Right"), tr("Wrong"),
                                     tr("Accuracy"), tr("Mean confidence"), tr("Gap")});
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("confidenceTable"));
  m_table->setAccessibleName(tr("Bins of confidence"));
  m_table->setModel(m_rows);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setTabKeyNavigation(false);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + spacing::kMedium);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  offerTableMenu(*m_table, tr("Bins of confidence"),
                 [this](const Error& problem) { workspace().addProblem(problem); });
  const auto choose = [this](const QModelIndex& index) { chooseBin(index.row()); };
  connect(m_table, &QTableView::clicked, this, choose);
  connect(m_table, &QTableView::activated, this, choose);
}

void ConfidencePanel::refresh() {
  auto& space = workspace();
  const QueryScope scope = scopeOfFilter(space, kOwnFields);
  const auto clips = countedClips(space, scope);
  const QString why = whyNothing(space, space.currentRun(), clips);
  m_stack->setCurrentIndex(why.isEmpty() ? 0 : 1);
  m_hint->setText(why);
  m_curve = why.isEmpty() ? calibrationCurve(space.judged(space.currentRun()), clips,
                                             std::size_t(m_bins->value()))
                          : CalibrationCurve();
  m_summary->setText(why.isEmpty()
                         ? tr("ECE %1 · largest gap %2 · %Ln clip(s)", nullptr, int(m_curve.clips))
                                   .arg(percentText(m_curve.ece), percentText(m_curve.largestGap)) +
                               uncountedText(scope)
                         : QString());
  m_summary->setToolTip(
      tr("Expected calibration error: the mean of |accuracy − mean confidence| "
         "over the bins, weighted by their clips"));
  fillTable();
  fillPlots();
  if (scope.parts.empty()) m_table->clearSelection();
}

void ConfidencePanel::fillPlots() {
  for (auto* bars : {m_right, m_wrong, m_accuracy}) bars->data()->clear();
  m_means->data()->clear();
  double highest = 1.0;
  for (const auto& bin : m_curve.bins) {
    const double centre = 0.5 * (bin.low + bin.high);
    m_wrong->addData(centre, double(bin.wrong));
    m_right->addData(centre, double(bin.correct));
    highest = std::max(highest, double(bin.clips()));
    if (bin.clips() == 0) continue;
    m_accuracy->addData(centre, bin.accuracy());
    m_means->addData(bin.confidence, bin.accuracy());
  }
  const double width = m_curve.bins.empty() ? 0.1 : 0.92 / double(m_curve.bins.size());
  for (auto* bars : {m_right, m_wrong, m_accuracy}) bars->setWidth(width);
  m_histogram->yAxis->setRange(0.0, 1.08 * highest);
  for (auto* plot : {m_histogram, m_reliability}) plot->replot(QCustomPlot::rpQueuedReplot);
}

QString ConfidencePanel::histogramWords() const {
  if (m_curve.clips == 0) return m_hint->text();
  std::uint64_t right = 0;
  const ReliabilityBin* fullest = nullptr;
  for (const auto& bin : m_curve.bins) {
    right += bin.correct;
    if (!fullest || bin.clips() > fullest->clips()) fullest = &bin;
  }
  return tr("%Ln clip(s), %1 decided right; most have a confidence of %2: %3 clips", nullptr,
            int(m_curve.clips))
      .arg(percentText(double(right) / double(m_curve.clips)), rangeText(*fullest),
           countText(qint64(fullest->clips())));
}

QString ConfidencePanel::reliabilityWords() const {
  if (m_curve.clips == 0) return m_hint->text();
  return tr("Accuracy against confidence in %Ln bin(s); %1", nullptr, int(m_curve.bins.size()))
      .arg(m_summary->text());
}

std::vector<PlotTable> ConfidencePanel::tables() const {
  PlotTable table;
  for (int column = 0; column < m_rows->columnCount(); ++column)
    table.header.append(m_rows->headerData(column, Qt::Horizontal).toString());
  table.decimals = 3;
  for (const auto& bin : m_curve.bins) {
    const bool any = bin.clips() > 0;
    const auto known = [any](double value) {
      return any ? value : std::numeric_limits<double>::quiet_NaN();
    };
    table.rows.push_back({rangeText(bin), double(bin.clips()), double(bin.correct),
                          double(bin.wrong), known(bin.accuracy()), known(bin.confidence),
                          known(bin.accuracy() - bin.confidence)});
  }
  return {std::move(table)};
}

void ConfidencePanel::fillTable() {
  m_rows->setRowCount(int(m_curve.bins.size()));
  const auto put = [this](int row, int column, const QString& text, const QVariant& exact) {
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    item->setData(exact, kExportRole);
    m_rows->setItem(row, column, item);
  };
  for (int i = 0; i < int(m_curve.bins.size()); ++i) {
    const auto& bin = m_curve.bins[std::size_t(i)];
    const bool any = bin.clips() > 0;
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    const double gap = bin.accuracy() - bin.confidence;
    put(i, 0, rangeText(bin), rangeText(bin, QLocale::c()));
    put(i, 1, countText(qint64(bin.clips())), double(bin.clips()));
    put(i, 2, countText(qint64(bin.correct)), double(bin.correct));
    put(i, 3, countText(qint64(bin.wrong)), double(bin.wrong));
    put(i, 4, any ? percentText(bin.accuracy()) : QString(), any ? bin.accuracy() : nothing);
    put(i, 5, any ? percentText(bin.confidence) : QString(), any ? bin.confidence : nothing);
    put(i, 6, any ? percentText(gap) : QString(), any ? gap : nothing);
  }
}

int ConfidencePanel::binAt(const QCustomPlot& plot, const QPointF& position) const {
  if (m_curve.bins.empty() || !plot.axisRect()->rect().contains(position.toPoint())) return -1;
  const double x = plot.xAxis->pixelToCoord(position.x());
  return std::clamp(int(x * double(m_curve.bins.size())), 0, int(m_curve.bins.size()) - 1);
}

void ConfidencePanel::chooseBin(int bin) {
  if (bin < 0 || bin >= int(m_curve.bins.size())) return;
  m_table->selectRow(bin);
  workspace().filter().choose(kOwnFields, {termOf(m_curve.bins[std::size_t(bin)], bin == 0)});
}

bool ConfidencePanel::eventFilter(QObject* watched, QEvent* event) {
  auto* plot = qobject_cast<QCustomPlot*>(watched);
  if (!plot) return ResultsView::eventFilter(watched, event);
  if (event->type() == QEvent::MouseButtonPress) {
    const auto* press = static_cast<QMouseEvent*>(event);
    if (press->button() == Qt::LeftButton) chooseBin(binAt(*plot, press->position()));
  } else if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = binAt(*plot, help->pos());
    if (index < 0) {
      QToolTip::hideText();
      return true;
    }
    const auto& bin = m_curve.bins[std::size_t(index)];
    QToolTip::showText(help->globalPos(),
                       bin.clips() == 0
                           ? tr("No clip with a confidence of %1").arg(rangeText(bin))
                           : tr("%Ln clip(s) with a confidence of %1: %2 right (%3), "
                                "mean confidence %4",
                                nullptr, int(bin.clips()))
                                 .arg(rangeText(bin), countText(qint64(bin.correct)),
                                      percentText(bin.accuracy()), percentText(bin.confidence)),
                       plot);
    return true;
  }
  return ResultsView::eventFilter(watched, event);
}

void ConfidencePanel::changeEvent(QEvent* event) {
  ResultsView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_accuracy) applyColours();
}

void ConfidencePanel::applyColours() {
  const auto& colours = themeColours(palette());
  for (auto* plot : {m_histogram, m_reliability}) applyPlotStyle(*plot, *this);
  m_histogram->xAxis->grid()->setVisible(false);
  for (const auto& [bars, colour] : {std::pair{m_right, colours.right},
                                     {m_wrong, colours.wrong},
                                     {m_accuracy, colours.accentMuted}}) {
    bars->setPen(Qt::NoPen);
    bars->setBrush(colour);
  }
  m_diagonal->setPen(QPen(colours.mutedText, 1, Qt::DashLine));
  m_means->setPen(QPen(colours.accent));
  auto* legend = m_histogram->legend;
  legend->setBrush(colours.base);
  legend->setBorderPen(QPen(colours.border));
  legend->setTextColor(colours.text);
  legend->setFont(smallFont(*this));
  for (auto* plot : {m_histogram, m_reliability}) plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace scenelens
