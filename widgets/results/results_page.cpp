// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_page.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/elided_label.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/clips/clip_list.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/results/confidence_panel.h"
#include "widgets/results/confusion_panel.h"
#include "widgets/results/device_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kAnalysisWidth = 720;
constexpr int kListWidth = 640;
constexpr int kListHeight = 480;
constexpr int kClipHeight = 280;
constexpr int kSmallestPlot = 130;

}  // namespace

ResultsPage::ResultsPage(Workspace& workspace, Settings& settings, ClipTableModel& model,
                         QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_settings(settings) {
  m_confusion = new ConfusionPanel(workspace, settings);
  m_devices = new DevicePanel(workspace, settings);
  m_confidence = new ConfidencePanel(workspace, settings);
  m_tabs = new QTabWidget;
  m_tabs->setObjectName(QStringLiteral("resultsTabs"));
  m_tabs->setDocumentMode(true);
  m_tabs->tabBar()->setAccessibleName(tr("Kinds of results"));
  m_tabs->addTab(m_confusion, tr("Confu&sion"));
  m_tabs->addTab(m_devices, tr("&Devices"));
  m_tabs->addTab(m_confidence, tr("C&onfidence"));
  m_tabs->setCurrentIndex(
      std::clamp(settings.viewChoice(ViewChoice::ResultsTab, 0), 0, m_tabs->count() - 1));
  connect(m_tabs, &QTabWidget::currentChanged, this,
          [this](int tab) { m_settings.setViewChoice(ViewChoice::ResultsTab, tab); });

  m_list = new ClipList(workspace, model);
  // Each page has a list; names in the window are unique.
  m_list->table()->setObjectName(QStringLiteral("resultsTable"));
  m_list->filterBar()->line()->setObjectName(QStringLiteral("resultsFilter"));
  connect(m_list, &ClipList::activated, this, [this](std::size_t clip) {
    m_workspace.setCurrentClip(clip);
    emit clipOpened();
  });
  m_side = new QSplitter(Qt::Vertical);
  m_side->setObjectName(QStringLiteral("resultsSide"));
  m_side->setChildrenCollapsible(false);
  m_side->addWidget(m_list);
  m_side->addWidget(makeClip());
  m_side->setStretchFactor(0, 1);
  m_side->setSizes({kListHeight, kClipHeight});
  m_splitter = new QSplitter(Qt::Horizontal);
  m_splitter->setObjectName(QStringLiteral("resultsSplitter"));
  m_splitter->setChildrenCollapsible(false);
  m_splitter->addWidget(m_tabs);
  m_splitter->addWidget(m_side);
  m_splitter->setSizes({kAnalysisWidth, kListWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_splitter);
  for (auto* splitter : {m_splitter, m_side})
    splitter->restoreState(settings.splitterState(splitter->objectName()));

  for (const auto signal : {&Workspace::datasetChanged, &Workspace::currentClipChanged,
                            &Workspace::currentRunChanged, &Workspace::ruleChanged}) {
    connect(&workspace, signal, this, &ResultsPage::showVerdict);
  }
  connect(&workspace, &Workspace::predictionsAdded, this,
          [this](std::size_t run, const std::vector<std::uint32_t>& clips) {
            const auto clip = m_workspace.currentClip();
            if (!clip || run != m_workspace.currentRun()) return;
            if (std::find(clips.begin(), clips.end(), std::uint32_t(*clip)) != clips.end())
              showVerdict();
          });
  showVerdict();
}

void ResultsPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_verdict) {
    // A new style sheet gives the label its old palette back after this event.
    QTimer::singleShot(0, this, &ResultsPage::showVerdict);
  }
}

QWidget* ResultsPage::makeClip() {
  auto* clip = new QWidget;
  m_title = new ElidedLabel;
  m_title->setObjectName(QStringLiteral("resultsClipTitle"));
  m_verdict = new QLabel;
  m_verdict->setObjectName(QStringLiteral("resultsVerdict"));
  m_plot = new ClipPlot;
  m_plot->setObjectName(QStringLiteral("resultsPlot"));
  m_plot->setMinimumHeight(kSmallestPlot);
  m_plot->setCompact();
  m_plot->setHint(tr("Select a clip."));
  auto* top = new QHBoxLayout;
  top->addWidget(m_title, 1);
  top->addWidget(m_verdict);
  auto* layout = new QVBoxLayout(clip);
  layout->setContentsMargins(spacing::kMedium, 0, spacing::kSmall, spacing::kMedium);
  layout->addLayout(top);
  layout->addWidget(m_plot, 1);
  return clip;
}

void ResultsPage::showTab(Tab tab) {
  m_tabs->setCurrentIndex(tab);
}

bool ResultsPage::isBusy() const {
  return isVisible() && (m_confusion->isBusy() || m_devices->isBusy() || m_confidence->isBusy());
}

void ResultsPage::showClip(const std::shared_ptr<const ClipAnalysis>& analysis,
                           const QString& hint) {
  m_plot->setAnalysis(analysis);
  m_plot->setHint(hint);
}

void ResultsPage::showVerdict() {
  const auto clip = m_workspace.currentClip();
  const auto& judged = m_workspace.judged(m_workspace.currentRun());
  if (!clip) {
    m_title->setText({});
    m_verdict->clear();
    return;
  }
  const auto& row = m_workspace.dataset()->clips[*clip];
  QString name = toQString(row.file).section(u'/', -1);
  if (row.window > 0) name += tr(" · second %1").arg(row.window);
  m_title->setText(name);
  const QString truth = row.scene ? sceneText(*row.scene) : tr("unknown scene");
  if (*clip >= judged.size() || !judged.isPredicted(*clip)) {
    m_verdict->setText(truth);
    m_verdict->setPalette(palette());
    return;
  }
  const auto decision = Scene(judged.decision[*clip]);
  m_verdict->setText(
      tr("%1 \u2192 %2 %3")
          .arg(truth, sceneText(decision), percentText(double(judged.confidence[*clip]), 0)));
  QPalette colours = palette();
  if (row.scene) {
    const auto& theme = themeColours(colours);
    colours.setColor(QPalette::WindowText, judged.isCorrect(*clip) ? theme.right : theme.wrong);
  }
  m_verdict->setPalette(colours);
}

void ResultsPage::saveState() {
  for (auto* splitter : {m_splitter, m_side})
    m_settings.setSplitterState(splitter->objectName(), splitter->saveState());
}

}  // namespace scenelens
