// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/compare_page.h"

#include "widgets/base/figure_table.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/clips/agreement_grid.h"
#include "widgets/clips/clip_list.h"
#include "widgets/plot/scatter_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kDelayMs = 150;

QLabel* makeNote(const QWidget& like, const QString& text = {}) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setFont(smallFont(like));
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

}  // namespace

ComparePage::ComparePage(Workspace& workspace, ClipTableModel& clips, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  m_list = new ClipList(workspace, clips);
  auto* splitter = new QSplitter;
  splitter->addWidget(makeFigures());
  splitter->addWidget(m_list);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({1000, 340});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);

  m_delay.setSingleShot(true);
  m_delay.setInterval(kDelayMs);
  connect(&m_delay, &QTimer::timeout, this, &ComparePage::startComparing);
  connect(&m_analyzer, &CompareAnalyzer::compared, this, &ComparePage::showResult);
  follow();
  fillChoice();
  const auto onProblem = [this](const Error& problem) { m_workspace.addProblem(problem); };
  offerTableMenu(*m_runs, tr("runs"), onProblem);
  m_runs->setContextMenuPolicy(Qt::CustomContextMenu);  // below what can be done with a run
  offerTableMenu(*m_matrix, tr("disagreements"), onProblem);
  offerTableMenu(*m_pairs, tr("mcnemar"), onProblem);
  offerTableMenu(*m_devices, tr("aligned-devices"), onProblem);
  offerPictureMenu(
      *m_scatter->plot(), [this] { return pictureOf(*m_scatter->plot(), tr("losses")); },
      onProblem);
}

ComparePage::~ComparePage() = default;

void ComparePage::follow() {
  const auto changed = [this] { refresh(); };
  // Numbers of runs and clips mean others after these, whether the page is seen or not.
  for (const auto signal :
       {&Workspace::datasetChanged, &Workspace::modelsChanged, &Workspace::runsChanged}) {
    connect(&m_workspace, signal, this, [this] {
      forget();
      clearFigures();
      fillChoice();
      refresh();
    });
  }
  for (const auto signal : {&Workspace::currentRunChanged, &Workspace::otherRunChanged}) {
    connect(&m_workspace, signal, this, [this] {
      forget();
      fillChoice();
      refresh();
    });
  }
  connect(&m_workspace, &Workspace::shownClipsChanged, this, changed);
  connect(&m_workspace, &Workspace::ruleChanged, this, changed);
  connect(&m_workspace, &Workspace::predictionsAdded, this, changed);
  connect(&m_workspace, &Workspace::currentClipChanged, this,
          [this] { m_scatter->setCurrentClip(m_workspace.currentClip()); });
}

void ComparePage::forget() {
  m_analyzer.cancel();
  m_delay.stop();
  m_pending = false;
  m_result.reset();
}

QWidget* ComparePage::makeFigures() {
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(spacing::kLarge, spacing::kMedium, spacing::kMedium, spacing::kMedium);
  layout->setSpacing(spacing::kMedium);
  m_runs = new FigureTable(
      {tr("Run"), QString(), tr("Clips"), tr("Accuracy"), tr("Macro"), tr("Log loss"), tr("ECE"),
       tr("Brier"), tr("Bytes"), tr("MACs"), tr("Precision"), tr("Engine"), tr("Data")},
      2);
  m_runs->setObjectName(QStringLiteral("compareRuns"));
  m_runs->setAccessibleName(tr("Runs beside each other"));
  for (int column = 10; column < m_runs->columnCount(); ++column) {
    m_runs->headerItem()->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
  }
  m_runs->headerItem()->setToolTip(2, tr("Shown clips that the run judged"));
  m_runs->headerItem()->setToolTip(4, tr("Mean over the scenes of the share decided right"));
  m_runs->headerItem()->setToolTip(6, tr("Expected calibration error, 15 bins"));
  m_runs->headerItem()->setToolTip(7, tr("Ten classes: from 0 to 2"));
  connect(m_runs, &QTreeWidget::itemChanged, this, &ComparePage::onRunTicked);
  connect(m_runs, &QWidget::customContextMenuRequested, this, &ComparePage::showRunMenu);
  m_basis = makeNote(*this);
  m_basis->setObjectName(QStringLiteral("compareBasis"));
  m_tabs = new QTabWidget;
  m_tabs->setDocumentMode(true);
  m_tabs->tabBar()->setAccessibleName(tr("Ways to compare"));
  m_tabs->setObjectName(QStringLiteral("compareTabs"));
  m_tabs->addTab(makeLosses(), tr("&Losses"));
  m_tabs->addTab(makeDisagreements(), tr("&Disagreements"));
  m_tabs->addTab(makeDevices(), tr("Alig&ned devices"));
  layout->addWidget(m_runs);
  layout->addWidget(m_basis);
  layout->addWidget(makeRunChoice());
  layout->addWidget(m_tabs, 1);
  return side;
}

QWidget* ComparePage::makeRunChoice() {
  auto* bar = new QWidget;
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto addBox = [&](const QString& letter, const QString& name) {
    auto* label = new QLabel(letter);
    label->setFont(titleFont(*this));
    auto* box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(tr("Run %1").arg(letter));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
    layout->addWidget(label);
    layout->addWidget(box, 1);
    return box;
  };
  m_first = addBox(tr("A"), QStringLiteral("runA"));
  m_second = addBox(tr("B"), QStringLiteral("runB"));
  auto* swap = new QToolButton;
  swap->setText(QStringLiteral("\u21C4"));
  swap->setToolTip(tr("Exchange A and B"));
  swap->setAccessibleName(tr("Exchange A and B"));
  layout->addWidget(swap);
  connect(m_first, &QComboBox::activated, this,
          [this](int index) { m_workspace.setCurrentRun(m_first->itemData(index).toULongLong()); });
  connect(m_second, &QComboBox::activated, this, [this](int index) {
    const QVariant run = m_second->itemData(index);
    m_workspace.setOtherRun(run.isValid() ? std::optional<std::size_t>(run.toULongLong())
                                          : std::nullopt);
  });
  connect(swap, &QToolButton::clicked, this, [this] {
    if (m_workspace.otherRun()) {
      const std::size_t first = m_workspace.currentRun();
      m_workspace.setCurrentRun(*m_workspace.otherRun());
      m_workspace.setOtherRun(first);
    }
  });
  return bar;
}

QWidget* ComparePage::makeLosses() {
  m_scatter = new ScatterView;
  m_scatter->setObjectName(QStringLiteral("lossScatter"));
  m_scatter->setEqualLogAxes();
  m_scatter->plot()->setAccessibleName(tr("Losses of A against losses of B"));
  connect(m_scatter, &ScatterView::clipChosen, &m_workspace, &Workspace::setCurrentClip);
  connect(m_scatter, &ScatterView::lassoed, &m_workspace, &Workspace::filterToPicked);
  m_agreement = new AgreementGrid;
  connect(m_agreement, &AgreementGrid::chosen, this,
          [this](Agreement agreement) { m_workspace.filter().push(agreementTerms(agreement)); });
  m_verdict = makeNote(*this);
  m_verdict->setObjectName(QStringLiteral("verdict"));
  auto* side = new QWidget;
  auto* sideLayout = new QVBoxLayout(side);
  sideLayout->setContentsMargins(spacing::kMedium, 0, 0, 0);
  auto* title = new QLabel(tr("Who is right"));
  title->setFont(titleFont(*this));
  sideLayout->addWidget(title);
  sideLayout->addWidget(m_agreement);
  sideLayout->addWidget(m_verdict);
  sideLayout->addStretch(1);
  sideLayout->addWidget(makeNote(
      *this, tr("A click chooses a clip, dragging draws a lasso that filters; wheel zooms, "
                "Shift+drag pans, F shows all.")));
  side->setFixedWidth(210);
  auto* page = new QWidget;
  auto* layout = new QHBoxLayout(page);
  layout->setContentsMargins(0, spacing::kMedium, 0, 0);
  layout->addWidget(m_scatter, 1);
  layout->addWidget(side);
  return page;
}

QWidget* ComparePage::makeDisagreements() {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, spacing::kMedium, 0, 0);
  layout->addWidget(makeNote(
      *this,
      tr("Share of the common clips that two runs decide differently; a click shows them.")));
  m_matrix = new QTableWidget;
  m_matrix->setObjectName(QStringLiteral("disagreements"));
  m_matrix->setAccessibleName(tr("How often two runs decide differently"));
  m_matrix->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_matrix->setSelectionMode(QAbstractItemView::SingleSelection);
  m_matrix->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  m_matrix->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  m_matrix->setTabKeyNavigation(false);
  connect(m_matrix, &QTableWidget::cellClicked, this, &ComparePage::chooseMatrixCell);
  connect(m_matrix, &QTableWidget::cellActivated, this, &ComparePage::chooseMatrixCell);
  layout->addWidget(m_matrix, 1);
  m_pairs =
      new FigureTable({tr("First"), tr("Second"), tr("Only first right"), tr("Only second right"),
                       tr("Decided differently"), tr("Test"), tr("p"), tr("In words")},
                      2);
  m_pairs->setObjectName(QStringLiteral("mcNemar"));
  m_pairs->setAccessibleName(tr("McNemar's test of every pair"));
  m_pairs->headerItem()->setTextAlignment(7, Qt::AlignLeft | Qt::AlignVCenter);
  connect(m_pairs, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
    const int row = m_pairs->indexOfTopLevelItem(item);
    if (!m_result || row < 0 || std::size_t(row) >= m_result->figures.pairs.size()) return;
    const auto& pair = m_result->figures.pairs[std::size_t(row)];
    const auto runs = m_result->runs;  // changing the run forgets the result
    const std::size_t first = runs[pair.first];
    const std::size_t second = runs[pair.second];
    m_workspace.setCurrentRun(first);
    m_workspace.setOtherRun(second);
  });
  layout->addWidget(makeNote(*this, tr("McNemar's test: are two runs equally often right? Clips of "
                                       "one recording are not independent, so p is rather too "
                                       "small.")));
  layout->addWidget(m_pairs, 1);
  return page;
}

QWidget* ComparePage::makeDevices() {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, spacing::kMedium, 0, 0);
  m_deviceHint = makeNote(*this);
  m_deviceHint->setObjectName(QStringLiteral("alignedHint"));
  m_devices = new FigureTable({tr("Device"), tr("Group"), tr("Pairs"), tr("Differ"), tr("Share"),
                               tr("Share, B"), tr("Both right"), tr("Only a"), tr("Only device"),
                               tr("Both wrong"), tr("Loss on a"), tr("Loss on device")},
                              2);
  m_devices->setObjectName(QStringLiteral("alignedDevices"));
  m_devices->setAccessibleName(tr("The same moment recorded by two devices"));
  connect(m_devices, &QTreeWidget::itemClicked, this, &ComparePage::chooseAlignedPairs);
  connect(m_devices, &QTreeWidget::itemActivated, this, &ComparePage::chooseAlignedPairs);
  layout->addWidget(m_deviceHint);
  layout->addWidget(m_devices, 1);
  return page;
}

void ComparePage::showTab(Tab tab) {
  m_tabs->setCurrentIndex(tab);
}

QString ComparePage::runName(std::size_t run) const {
  return toQString(m_workspace.runInfo(run).name);
}

QString ComparePage::runKey(std::size_t run) const {
  const RunInfo& info = m_workspace.runInfo(run);
  return toQString(info.name + '\n' + info.source);
}

std::vector<std::size_t> ComparePage::runsInOrder() const {
  auto runs = m_workspace.usableRuns();
  const auto place = [this](std::size_t run) {
    if (run == m_workspace.currentRun()) return 0;
    if (m_workspace.otherRun() == run) return 1;
    return hasPredictions(run) ? 2 : 3;
  };
  std::ranges::stable_sort(runs, {}, place);
  return runs;
}

bool ComparePage::hasPredictions(std::size_t run) const {
  return m_workspace.judged(run).size() > 0;
}

bool ComparePage::isCompared(std::size_t run) const {
  return run == m_workspace.currentRun() || m_workspace.otherRun() == run ||
         (hasPredictions(run) && m_ticked.contains(runKey(run)));
}

void ComparePage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void ComparePage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  // Emphasis has a colour of its own.
  if (event->type() == QEvent::PaletteChange && m_runs) fillRuns();
}

void ComparePage::refresh() {
  if (!isVisible()) return;
  m_pending = true;
  if (!m_delay.isActive()) m_delay.start();
}

void ComparePage::startComparing() {
  CompareRequest request;
  request.dataset = m_workspace.dataset();
  request.clips = m_workspace.shownClips();
  for (const auto run : m_workspace.usableRuns()) {
    if (!isCompared(run)) continue;
    if (run == m_workspace.currentRun()) request.first = request.runs.size();
    if (m_workspace.otherRun() == run && hasPredictions(run)) request.second = request.runs.size();
    request.runs.push_back(run);
    request.judged.push_back(std::make_shared<const JudgedRun>(m_workspace.judged(run)));
  }
  if (request.runs.empty()) {
    m_pending = false;
    m_result.reset();
    fillRuns();
    return;
  }
  m_analyzer.compare(std::move(request));
}

void ComparePage::onRunTicked(QTreeWidgetItem* item) {
  const auto usable = runsInOrder();
  const int row = m_runs->indexOfTopLevelItem(item);
  if (row < 0 || std::size_t(row) >= usable.size()) return;
  const std::size_t run = usable[std::size_t(row)];
  if (run == m_workspace.currentRun() || m_workspace.otherRun() == run) return;
  const QString key = runKey(run);
  if ((item->checkState(0) == Qt::Checked) == m_ticked.contains(key)) return;
  if (!m_ticked.remove(key)) m_ticked.insert(key);
  refresh();
}

void ComparePage::showRunMenu(QPoint at) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setObjectName(QStringLiteral("runMenu"));
  auto* item = m_runs->itemAt(at);
  const auto usable = runsInOrder();
  const int row = item ? m_runs->indexOfTopLevelItem(item) : -1;
  if (row >= 0 && std::size_t(row) < usable.size()) {
    const std::size_t run = usable[std::size_t(row)];
    connect(menu->addAction(tr("Make it &A")), &QAction::triggered, this,
            [this, run] { m_workspace.setCurrentRun(run); });
    auto* other = menu->addAction(tr("Make it &B"));
    other->setEnabled(run != m_workspace.currentRun());
    connect(other, &QAction::triggered, this, [this, run] { m_workspace.setOtherRun(run); });
    menu->addSeparator();
    auto* close = menu->addAction(tr("&Close this run"));
    close->setEnabled(m_workspace.isOpened(run));
    connect(close, &QAction::triggered, this, [this, run] { m_workspace.closeRun(run); });
    menu->addSeparator();
  }
  menu->addActions(m_runs->actions());
  menu->popup(m_runs->viewport()->mapToGlobal(at));
}

void ComparePage::chooseMatrixCell(int row, int column) {
  if (!m_result || row == column) return;
  const std::size_t runs = m_result->runs.size();
  if (row < 0 || column < 0 || std::size_t(row) >= runs || std::size_t(column) >= runs) return;
  // Changing a run forgets the result.
  const std::size_t first = m_result->runs[std::size_t(row)];
  const std::size_t second = m_result->runs[std::size_t(column)];
  m_workspace.setCurrentRun(first);
  m_workspace.setOtherRun(second);
  m_workspace.filter().push({QStringLiteral("a!=b")});
}

void ComparePage::chooseAlignedPairs(QTreeWidgetItem* item, int column) {
  if (!m_result || !m_result->partners) return;
  AlignedPairs which = AlignedPairs::Differ;
  if (column == 2) which = AlignedPairs::All;
  if (column == 6) which = AlignedPairs::BothRight;
  if (column == 7) which = AlignedPairs::OnlyReference;
  if (column == 8) which = AlignedPairs::OnlyDevice;
  if (column == 9) which = AlignedPairs::BothWrong;
  const auto& dataset = *m_workspace.dataset();
  const auto device =
      std::find(dataset.devices.begin(), dataset.devices.end(), item->text(0).toStdString());
  if (device == dataset.devices.end()) return;
  const auto clips =
      clipsOfPairs(dataset, m_workspace.judged(m_workspace.currentRun()), *m_result->partners,
                   m_workspace.shownClips(), std::size_t(device - dataset.devices.begin()), which);
  if (!clips.empty()) m_workspace.filterToPicked(clips);
}

}  // namespace scenelens
