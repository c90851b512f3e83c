// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips_page.h"

#include "widgets/clip_plot.h"
#include "widgets/clip_table_model.h"
#include "widgets/elided_label.h"
#include "widgets/noise_panel.h"
#include "widgets/prediction_panel.h"
#include "widgets/qt_text.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

#include <numeric>

namespace scenelens {

namespace {

constexpr int kTableWidth = 560;
constexpr int kClipWidth = 510;
constexpr int kSmallestClipWidth = 290;
constexpr int kPanelWidth = 370;
constexpr int kColumnSamples = 200;
constexpr int kPatienceMs = 150;  // before an old clip's plot gives way to "Reading…"

QLabel* sideLabel(const QWidget& owner) {
  auto* label = new QLabel;
  label->setFont(smallFont(owner));
  label->setForegroundRole(QPalette::PlaceholderText);
  // Long texts must not widen the window.
  label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  return label;
}

/// In small windows the panel scrolls instead of being squeezed.
QScrollArea* scrollable(QWidget* panel) {
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setWidget(panel);
  area->setMinimumWidth(panel->minimumSizeHint().width() +
                        area->style()->pixelMetric(QStyle::PM_ScrollBarExtent));
  return area;
}

}  // namespace

ClipsPage::ClipsPage(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_model(new ClipTableModel(workspace, this)) {
  m_predictions = new PredictionPanel(workspace);
  m_splitter = new QSplitter(Qt::Horizontal);
  m_splitter->setChildrenCollapsible(false);
  m_splitter->addWidget(makeTableSide());
  m_splitter->addWidget(makeClipSide());
  m_splitter->addWidget(scrollable(m_predictions));
  m_splitter->setStretchFactor(1, 1);
  m_splitter->setSizes({kTableWidth, kClipWidth, kPanelWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_splitter);

  connect(&workspace, &Workspace::datasetChanged, this, &ClipsPage::onDatasetChanged);
  connect(&workspace, &Workspace::currentClipChanged, this, &ClipsPage::onCurrentClipChanged);
  connect(&workspace, &Workspace::modelsChanged, this, &ClipsPage::requestAnalysis);
  connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
    showCount();
    selectRowOfCurrentClip();
  });
  connect(&m_analyzer, &ClipAnalyzer::analysed, this, &ClipsPage::onAnalysed);
  connect(&m_analyzer, &ClipAnalyzer::predicted, this, &ClipsPage::onPredicted);
  connect(&m_analyzer, &ClipAnalyzer::measured, m_predictions,
          [this](std::size_t clip, std::size_t model, Precision precision, const Latency& latency) {
            if (isCurrent(clip)) m_predictions->setLatency(model, precision, latency);
          });
  connect(&m_analyzer, &ClipAnalyzer::failed, this, &ClipsPage::onFailed);
  connect(&m_analyzer, &ClipAnalyzer::engineFailed, this, [this](const Error& error) {
    m_workspace.addProgramProblem(error);
    m_predictions->setEngineFailed();
  });
  m_reading.setSingleShot(true);
  m_reading.setInterval(kPatienceMs);
  connect(&m_reading, &QTimer::timeout, this, [this] { showHint(tr("Reading…")); });
  connect(&m_analyzer, &ClipAnalyzer::answered, this, [this] { m_busy = false; });
  onDatasetChanged();
  onCurrentClipChanged();
}

QWidget* ClipsPage::makeTableSide() {
  auto* side = new QWidget;
  m_filter = new QLineEdit;
  m_filter->setObjectName(QStringLiteral("clipFilter"));
  m_filter->setAccessibleName(tr("Filter clips"));
  m_filter->setPlaceholderText(tr("Filter: tram lisbon device:s1 fold:test pred:bus"));
  m_filter->setToolTip(
      tr("Words must all match. A word may name where to look:\n"
         "scene: pred: device: city: location: fold: file:"));
  m_filter->setClearButtonEnabled(true);
  connect(m_filter, &QLineEdit::textChanged, this, &ClipsPage::onFilterEdited);

  m_count = sideLabel(*this);

  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("clipTable"));
  m_table->setAccessibleName(tr("Clips"));
  m_table->setModel(m_model);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setWordWrap(false);
  m_table->setTextElideMode(Qt::ElideMiddle);  // file names differ at both ends
  m_table->setTabKeyNavigation(false);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + spacing::kMedium);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  // The data set's own order until a header is clicked.
  m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  m_table->horizontalHeader()->setSortIndicatorClearable(true);
  m_table->setSortingEnabled(true);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &ClipsPage::onSelectionChanged);
  connect(m_model, &QAbstractItemModel::layoutChanged, this, &ClipsPage::selectRowOfCurrentClip);

  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, spacing::kMedium);
  layout->addWidget(m_filter);
  layout->addWidget(m_count);
  layout->addWidget(m_table);
  return side;
}

QWidget* ClipsPage::makeClipSide() {
  auto* side = new QWidget;
  side->setMinimumWidth(kSmallestClipWidth);
  m_title = new ElidedLabel;
  m_title->setObjectName(QStringLiteral("clipTitle"));
  m_title->setFont(titleFont(*this));
  m_subtitle = new ElidedLabel;
  m_subtitle->setFont(smallFont(*this));
  m_subtitle->setForegroundRole(QPalette::PlaceholderText);
  m_synthetic = new QLabel(tr("Synthetic data"));
  m_synthetic->setObjectName(QStringLiteral("badge"));
  m_synthetic->setFont(smallFont(*this));
  m_synthetic->setToolTip(tr("These clips were computed, not recorded"));
  makePlot();
  m_noise = new NoisePanel(m_workspace);
  connect(m_noise, &NoisePanel::studyRequested, this, &ClipsPage::studyShownClips);
  m_view = new QTabBar;
  m_view->setObjectName(QStringLiteral("clipView"));
  m_view->setAccessibleName(tr("What to show of the clip"));
  m_view->setDrawBase(false);
  m_view->setExpanding(false);
  m_view->addTab(tr("Signal"));
  m_view->addTab(tr("Quantization"));
  m_view->setTabToolTip(Quantization, tr("Where quantization hurts, layer by layer (Ctrl+3)"));
  m_views = new QStackedWidget;
  auto* signal = new QWidget;
  auto* signalLayout = new QVBoxLayout(signal);
  signalLayout->setContentsMargins(0, 0, 0, 0);
  signalLayout->addWidget(m_plot, 1);
  signalLayout->addWidget(m_readOut);
  m_views->addWidget(signal);
  m_views->addWidget(m_noise);
  connect(m_view, &QTabBar::currentChanged, m_views, &QStackedWidget::setCurrentIndex);

  auto* top = new QHBoxLayout;
  top->setContentsMargins(spacing::kSmall, 0, spacing::kSmall, 0);
  auto* titles = new QVBoxLayout;
  titles->setSpacing(2);
  titles->addWidget(m_title);
  titles->addWidget(m_subtitle);
  top->addLayout(titles, 1);
  top->addWidget(m_synthetic, 0, Qt::AlignTop);

  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(spacing::kSmall, spacing::kMedium, spacing::kSmall, spacing::kMedium);
  layout->addLayout(top);
  layout->addWidget(m_view);
  layout->addWidget(m_views, 1);
  return side;
}

void ClipsPage::makePlot() {
  m_plot = new ClipPlot;
  m_plot->setObjectName(QStringLiteral("clipPlot"));
  m_readOut = sideLabel(*this);
  m_readOut->setObjectName(QStringLiteral("readOut"));
  const QString help =
      tr("Wheel: zoom time · Ctrl+wheel: zoom frequency · drag: pan · F: fit · "
         "Space: play · Shift+drag: loop");
  m_readOut->setText(help);
  connect(m_plot, &ClipPlot::readOutChanged, this,
          [this, help](const QString& text) { m_readOut->setText(text.isEmpty() ? help : text); });
}

bool ClipsPage::isBusy() const {
  return m_busy || m_noise->isBusy();
}

void ClipsPage::showView(View view) {
  m_view->setCurrentIndex(view);
}

void ClipsPage::studyShownClips() {
  const auto& clips = m_workspace.dataset()->clips;
  std::vector<std::uint32_t> shown;
  for (int row = 0; row < m_model->rowCount(); ++row) {
    const std::size_t clip = m_model->clipAt(row);
    if (!clips[clip].missing) shown.push_back(std::uint32_t(clip));
  }
  m_noise->study(std::move(shown));
}

void ClipsPage::onDatasetChanged() {
  m_synthetic->setVisible(m_workspace.dataset()->synthetic);
  const auto& clips = m_workspace.dataset()->clips;
  if (clips.empty()) return;
  m_table->setFocus();  // arrow keys step through the clips at once
  fitColumns();
}

void ClipsPage::fitColumns() {
  // Widths from a sample of the rows, with room for predictions that are still to come; columns
  // that say nothing about this data set are hidden.
  constexpr int kPadding = 18;
  const QFontMetrics metrics(m_table->font());
  const int sceneWidth = metrics.horizontalAdvance(toQString(sceneTitle(Scene::StreetPedestrian)));
  const int step = std::max(1, m_model->rowCount() / kColumnSamples);
  for (int column = 0; column < ClipTableModel::File; ++column) {
    int width = 0;
    for (int row = 0; row < m_model->rowCount(); row += step) {
      const auto text = m_model->index(row, column).data(Qt::DisplayRole).toString();
      width = std::max(width, metrics.horizontalAdvance(text));
    }
    const bool prediction =
        column == ClipTableModel::Predicted || column == ClipTableModel::Confidence;
    m_table->setColumnHidden(column, width == 0 && !prediction);
    const auto header = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    width = std::max(width, metrics.horizontalAdvance(header));
    if (column == ClipTableModel::Predicted) width = std::max(width, sceneWidth);
    if (column == ClipTableModel::Confidence) {
      width = std::max(width, metrics.horizontalAdvance(percentText(1.0, 0)));
    }
    m_table->setColumnWidth(column, width + kPadding);
  }
}

void ClipsPage::onFilterEdited(const QString& text) {
  m_model->setFilter(text);
}

void ClipsPage::showCount() {
  const auto total = qint64(m_workspace.dataset()->clips.size());
  const auto shown = qint64(m_model->rowCount());
  QString text = shown != total ? tr("%1 of %2 clips").arg(countText(shown), countText(total))
                 : total == 1   ? tr("1 clip")
                                : tr("%1 clips").arg(countText(total));
  if (!m_model->filter().unknownKeys().isEmpty()) {
    text += tr(" · unknown word before a colon: %1")
                .arg(m_model->filter().unknownKeys().join(QStringLiteral(", ")));
  }
  m_count->setText(text);
}

void ClipsPage::onSelectionChanged() {
  const auto index = m_table->currentIndex();
  if (index.isValid()) m_workspace.setCurrentClip(m_model->clipAt(index.row()));
}

void ClipsPage::selectRowOfCurrentClip() {
  const auto clip = m_workspace.currentClip();
  const auto row = clip ? m_model->rowOf(*clip) : std::nullopt;
  const QSignalBlocker blocker(m_table->selectionModel());
  if (!row) {
    m_table->clearSelection();
    m_table->setCurrentIndex({});
  } else {
    if (m_table->currentIndex().row() != *row) {
      m_table->setCurrentIndex(m_model->index(*row, ClipTableModel::Scene));
    }
    m_table->selectRow(*row);
    m_table->scrollTo(m_model->index(*row, ClipTableModel::Scene));
  }
  m_table->viewport()->update();
}

void ClipsPage::onCurrentClipChanged() {
  const auto clip = m_workspace.currentClip();
  const auto row = clip ? m_model->rowOf(*clip) : std::nullopt;
  if (!row || m_table->currentIndex().row() != *row) selectRowOfCurrentClip();
  showClipTitle();
  m_predictions->showCurrentClip();
  if (clip && !m_workspace.dataset()->clips[*clip].missing) {
    requestAnalysis();
    return;
  }
  m_analyzer.cancel();
  m_busy = false;
  if (clip) {
    showHint(tr("This clip is listed, but its sound file is not there."));
  } else if (m_workspace.dataset()->clips.empty()) {
    showHint(tr("Open sound files, a folder or a data set (Ctrl+O),\nor drop them here."));
  } else {
    showHint(tr("Select a clip."));
  }
}

void ClipsPage::showHint(const QString& text) {
  m_reading.stop();
  m_plot->setAnalysis(nullptr);
  m_plot->setHint(text);
  m_noise->setAnalysis(nullptr);
}

void ClipsPage::showClipTitle() {
  const auto current = m_workspace.currentClip();
  if (!current) {
    m_title->setText({});
    m_subtitle->setText({});
    return;
  }
  const auto& dataset = *m_workspace.dataset();
  const auto& clip = dataset.clips[*current];
  const QString name = toQString(clip.file).section(u'/', -1);
  m_title->setText(name);
  m_title->setToolTip(fromPath(dataset.path(clip)));
  QStringList parts;
  parts.append(clip.scene ? toQString(sceneTitle(*clip.scene)) : tr("unknown scene"));
  if (clip.location >= 0) parts.append(toQString(dataset.location(clip)));
  if (clip.device >= 0) parts.append(tr("device %1").arg(toQString(dataset.device(clip))));
  if (clip.fold != Fold::None) parts.append(tr("%1 fold").arg(toQString(foldName(clip.fold))));
  if (clip.window > 0) parts.append(tr("second %1 of the file").arg(clip.window));
  if (clip.padded) parts.append(tr("padded with silence"));
  m_subtitle->setText(parts.join(QStringLiteral(" · ")));
}

void ClipsPage::requestAnalysis() {
  const auto clip = m_workspace.currentClip();
  if (!clip || m_workspace.dataset()->clips[*clip].missing) return;
  const auto& models = m_workspace.models();
  ClipAnalyzer::Request request{m_workspace.dataset(), *clip, models, {}, m_workspace.twins()};
  request.order.resize(models->size());
  std::iota(request.order.begin(), request.order.end(), std::size_t{0});
  // The chosen model answers first.
  const auto chosen = request.order.begin() + std::ptrdiff_t(m_workspace.currentModel());
  if (!request.order.empty()) std::rotate(request.order.begin(), chosen, chosen + 1);
  m_busy = true;
  m_reading.start();
  m_analyzer.analyse(std::move(request));
}

void ClipsPage::onAnalysed(const std::shared_ptr<const ClipAnalysis>& analysis) {
  if (!isCurrent(analysis->clip)) return;
  m_reading.stop();
  m_plot->setAnalysis(analysis);
  m_noise->setAnalysis(analysis);
}

void ClipsPage::onPredicted(const ClipAnswer& answer) {
  if (!isCurrent(answer.clip)) return;
  m_predictions->setAnswer(answer);
  // The table shows what Float32 says.
  if (answer.precision != Precision::Float32) return;
  m_workspace.addPredictions(answer.model, {{std::uint32_t(answer.clip), answer.prediction}});
}

void ClipsPage::onFailed(std::size_t clip, const Error& error) {
  if (!isCurrent(clip)) return;
  showHint(toQString(error.text()));
  m_workspace.addProblem(error);
}

void ClipsPage::focusFilter() {
  m_filter->setFocus();
  m_filter->selectAll();
}

void ClipsPage::step(int rows) {
  if (m_model->rowCount() == 0) return;
  const auto index = m_table->currentIndex();
  const int row = index.isValid() ? index.row() + rows : 0;
  m_table->setCurrentIndex(
      m_model->index(std::clamp(row, 0, m_model->rowCount() - 1), ClipTableModel::Scene));
}

}  // namespace scenelens
