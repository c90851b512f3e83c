// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/noise_panel.h"

#include "widgets/base/elided_label.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/models/noise_plot.h"
#include "widgets/models/noise_tables.h"
#include "widgets/models/noise_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace scenelens {

namespace {

constexpr int kPatienceMs = 150;  // before an old clip's bars give way to "Computing…"
constexpr int kSmallestPlot = 220;
constexpr int kPlotHeight = 320;
constexpr int kTablesHeight = 360;

}  // namespace

NoisePanel::NoisePanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_runner(workspace) {
  makeView();
  connectRunner();
  m_patience.setSingleShot(true);
  m_patience.setInterval(kPatienceMs);
  connect(&m_patience, &QTimer::timeout, this, [this] { showHint(tr("Computing…")); });
  connect(&m_analyzer, &NoiseAnalyzer::measured, this, [this](const auto& noise) {
    m_waiting = false;
    m_patience.stop();
    if (m_source == Source::Clip) showNoise(noise, tr("This clip"));
  });
  connect(&m_analyzer, &NoiseAnalyzer::failed, this, [this](const Error& error) {
    m_waiting = false;
    showHint(toQString(error.text()));
  });
  // A study is about one model and one data set.
  const auto forget = [this] {
    m_source = Source::Clip;
    m_tables->sortByRatio(false);
    refresh();
  };
  connect(&workspace, &Workspace::datasetChanged, this, [this, forget] {
    m_analysis.reset();
    forget();
  });
  connect(&workspace, &Workspace::modelsChanged, this, forget);
  connect(&workspace, &Workspace::currentModelChanged, this, forget);
  refresh();
}

void NoisePanel::makeView() {
  m_title = new ElidedLabel;
  m_title->setObjectName(QStringLiteral("noiseTitle"));
  m_summary = new QLabel;
  m_summary->setObjectName(QStringLiteral("noiseSummary"));
  m_summary->setFont(smallFont(*this));
  m_summary->setForegroundRole(QPalette::PlaceholderText);
  m_summary->setWordWrap(true);
  m_overAll = new QPushButton(tr("Over all shown clips"));
  m_overAll->setObjectName(QStringLiteral("noiseOverAll"));
  m_overAll->setToolTip(tr("Measure every clip that the table shows"));
  connect(m_overAll, &QPushButton::clicked, this, &NoisePanel::studyRequested);
  m_thisClip = new QPushButton(tr("This clip"));
  m_thisClip->setObjectName(QStringLiteral("noiseThisClip"));
  m_thisClip->setToolTip(tr("Back to the clip that is selected"));
  connect(m_thisClip, &QPushButton::clicked, this, &NoisePanel::showClip);
  m_plot = new NoisePlot;
  m_plot->setMinimumHeight(kSmallestPlot);
  m_tables = new NoiseTables;
  connect(m_tables, &NoiseTables::pointChosen, m_plot, &NoisePlot::setCurrentPoint);
  connect(m_plot, &NoisePlot::pointChosen, m_tables, &NoiseTables::setCurrentPoint);

  auto* top = new QHBoxLayout;
  top->setSpacing(spacing::kMedium);
  top->addWidget(m_title, 1);
  top->addWidget(m_thisClip);
  top->addWidget(m_overAll);
  auto* parts = new QSplitter(Qt::Vertical);
  parts->setChildrenCollapsible(false);
  parts->addWidget(m_plot);
  parts->addWidget(m_tables);
  parts->setSizes({kPlotHeight, kTablesHeight});
  parts->setStretchFactor(0, 1);
  parts->setStretchFactor(1, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  layout->addLayout(top);
  layout->addWidget(m_summary);
  layout->addWidget(parts, 1);
}

void NoisePanel::connectRunner() {
  connect(&m_runner, &NoiseRunner::progressed, this, [this](const auto& soFar) {
    if (m_source == Source::Study) showNoise(soFar, studyTitle(soFar->clips(), true));
  });
  connect(&m_runner, &NoiseRunner::finished, this, [this](const auto& noise) {
    if (m_source != Source::Study) return;
    if (noise->clips() == 0) {
      showClip();
    } else {
      showNoise(noise, studyTitle(noise->clips(), false));
    }
  });
  connect(&m_runner, &NoiseRunner::failed, this, [this](const Error& error) {
    m_workspace.addProgramProblem(error);
    if (m_source == Source::Study) showHint(toQString(error.text()));
  });
}

const Int8Twin* NoisePanel::twin() const {
  const std::size_t model = m_workspace.currentModel();
  return model < m_workspace.twins()->size() ? &(*m_workspace.twins())[model] : nullptr;
}

QString NoisePanel::studyTitle(std::size_t measured, bool running) const {
  if (!running && measured == m_studied) {
    return tr("Over %Ln clip(s)", nullptr, int(measured));
  }
  return tr("Over %1 of %Ln clip(s)", nullptr, int(m_studied)).arg(countText(qint64(measured)));
}

void NoisePanel::setAnalysis(std::shared_ptr<const ClipAnalysis> analysis) {
  m_analysis = std::move(analysis);
  refresh();
}

void NoisePanel::study(std::vector<std::uint32_t> clips) {
  if (!twin() || !*twin() || clips.empty()) return;
  m_analyzer.cancel();
  m_waiting = false;
  m_source = Source::Study;
  m_studied = clips.size();
  m_tables->sortByRatio(true);
  showHint(tr("Computing…"));
  m_title->setText(studyTitle(0, true));
  m_runner.start(std::move(clips));
}

void NoisePanel::showClip() {
  m_runner.stop();
  m_source = Source::Clip;
  m_tables->sortByRatio(false);
  refresh();
}

void NoisePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void NoisePanel::refresh() {
  const Int8Twin* int8 = twin();
  m_overAll->setEnabled(int8 && *int8);
  m_thisClip->setVisible(m_source == Source::Study);
  if (m_source == Source::Study) return;
  m_analyzer.cancel();
  m_waiting = false;
  if (!int8) {
    showHint(tr("No model"));
  } else if (!*int8) {
    showHint(toQString(int8->error().text()));
  } else if (!m_analysis) {
    showHint(m_workspace.currentClip() ? tr("No sound to measure") : tr("Select a clip."));
  } else if (isVisible()) {
    m_waiting = true;
    m_patience.start();
    m_analyzer.analyse(
        {m_analysis, m_workspace.models(), m_workspace.twins(), m_workspace.currentModel()});
  }
}

void NoisePanel::showNoise(const std::shared_ptr<const QuantizationNoise>& noise,
                           const QString& title) {
  m_patience.stop();
  m_title->setText(title);
  m_summary->setText(noiseSummary(*noise));
  m_plot->setNoise(noise);
  m_tables->setNoise(noise);
  m_thisClip->setVisible(m_source == Source::Study);
}

void NoisePanel::showHint(const QString& text) {
  m_patience.stop();
  m_title->setText({});
  m_summary->setText({});
  m_plot->setHint(text);
  m_plot->setNoise(nullptr);
  m_tables->setNoise(nullptr);
  m_thisClip->setVisible(m_source == Source::Study);
}

}  // namespace scenelens
