// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/clips_page.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/dataset_text.h"
#include "widgets/base/elided_label.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/clips/clip_list.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clip_table_model.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/clips/note_editor.h"
#include "widgets/clips/prediction_panel.h"
#include "widgets/models/noise_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QVBoxLayout>

#include <numeric>

namespace scenelens {

namespace {

constexpr int kTableWidth = 560;
constexpr int kClipWidth = 510;
constexpr int kSmallestClipWidth = 290;
constexpr int kPanelWidth = 370;
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
  area->setFocusPolicy(Qt::NoFocus);  // what is in it has the focus and is scrolled to
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
  m_list = new ClipList(workspace, *m_model);
  m_splitter->addWidget(m_list);
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

QTableView* ClipsPage::table() const {
  return m_list->table();
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
  m_notes = new NoteEditor(m_workspace);
  layout->addWidget(m_notes);
  layout->addWidget(m_view);
  layout->addWidget(m_views, 1);
  return side;
}

void ClipsPage::makePlot() {
  m_plot = new ClipPlot;
  m_plot->setObjectName(QStringLiteral("clipPlot"));
  m_readOut = sideLabel(*this);
  m_readOut->setObjectName(QStringLiteral("readOut"));
  connect(m_plot, &ClipPlot::readOutChanged, this,
          [this](const QString& text) { m_readOut->setText(text.isEmpty() ? m_help : text); });
}

void ClipsPage::showKeys() {
  m_help = tr("Wheel: zoom (Ctrl: in Hz) · drag: pan (Shift: loop) · %1: fit · %2: play")
               .arg(keyOf(QStringLiteral("view.fit")), keyOf(QStringLiteral("clip.play")));
  m_readOut->setText(m_help);
  m_readOut->setToolTip(m_help);  // where the window is too narrow for it
  m_view->setTabToolTip(Quantization, tr("Where quantization hurts, layer by layer (%1)")
                                          .arg(keyOf(QStringLiteral("view.quantization"))));
  // What it says before anything is open names a key, too.
  if (m_workspace.dataset()->clips.empty()) onCurrentClipChanged();
}

bool ClipsPage::isBusy() const {
  return m_busy || m_noise->isBusy() || m_notes->isBusy();
}

void ClipsPage::showView(View view) {
  m_view->setCurrentIndex(view);
}

void ClipsPage::studyShownClips() {
  const auto& clips = m_workspace.dataset()->clips;
  std::vector<std::uint32_t> shown;
  for (const auto clip : m_workspace.shownClips()) {
    if (!clips[clip].missing) shown.push_back(clip);
  }
  m_noise->study(std::move(shown));
}

void ClipsPage::onDatasetChanged() {
  m_synthetic->setVisible(m_workspace.dataset()->synthetic);
}

void ClipsPage::onCurrentClipChanged() {
  const auto clip = m_workspace.currentClip();
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
    showHint(tr("Open sound files, a folder or a data set (%1),\nor drop them here.")
                 .arg(keyOf(QStringLiteral("file.open"))));
  } else {
    showHint(tr("Select a clip."));
  }
}

void ClipsPage::showHint(const QString& text) {
  m_reading.stop();
  m_plot->setAnalysis(nullptr);
  m_plot->setHint(text);
  m_noise->setAnalysis(nullptr);
  emit clipShown(nullptr, text);
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
  parts.append(clip.scene ? sceneText(*clip.scene) : tr("unknown scene"));
  if (clip.location >= 0) parts.append(toQString(dataset.location(clip)));
  if (clip.device >= 0) parts.append(tr("device %1").arg(toQString(dataset.device(clip))));
  if (clip.fold != Fold::None) parts.append(tr("%1 fold").arg(foldText(clip.fold)));
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
  emit clipShown(analysis, {});
}

void ClipsPage::onPredicted(const ClipAnswer& answer) {
  if (!isCurrent(answer.clip)) return;
  m_predictions->setAnswer(answer);
  m_workspace.addPredictions(m_workspace.runOf(answer.model, answer.precision),
                             {{std::uint32_t(answer.clip), answer.prediction}});
}

void ClipsPage::onFailed(std::size_t clip, const Error& error) {
  if (!isCurrent(clip)) return;
  showHint(toQString(error.text()));
  m_workspace.addProblem(error);
}

void ClipsPage::focusFilter() {
  m_list->filterBar()->focusLine();
}

void ClipsPage::step(int rows) {
  m_list->step(rows);
}

}  // namespace scenelens
