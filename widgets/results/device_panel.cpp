// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/device_panel.h"

#include "core/eval/published_report.h"
#include "core/eval/recordings.h"
#include "widgets/base/dataset_text.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/heat_delegate.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/plot/colour_maps.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

constexpr std::array<std::string_view, 3> kOwnFields{"device", "scene", "group"};

QString numberText(double value, DeviceFigure figure) {
  switch (figure) {
    case DeviceFigure::LogLoss:
      return QLocale().toString(value, 'f', 3);
    case DeviceFigure::Accuracy:
      return QLocale().toString(100.0 * value, 'f', 1);
    case DeviceFigure::Clips:
      return countText(qint64(value));
  }
  return {};
}

QString rangeText(const Interval& interval, DeviceFigure figure) {
  return QStringLiteral(" (%1\u2013%2)")
      .arg(numberText(interval.low, figure), numberText(interval.high, figure));
}

/// "device:s1,s2"
QString deviceTerm(const std::vector<std::string>& devices) {
  QStringList names;
  for (const auto& device : devices) names.append(toQString(quotedForQuery(device)));
  return QStringLiteral("device:") + names.join(u',');
}

/// "0.6131 (0.52–0.7)", with all digits that mean anything.
QString exactText(double value, const Interval& interval) {
  return QStringLiteral("%1 (%2\u2013%3)")
      .arg(value, 0, 'g', 8)
      .arg(interval.low, 0, 'g', 8)
      .arg(interval.high, 0, 'g', 8);
}

QStandardItem* textItem(const QString& text) {
  auto* item = new QStandardItem(text);
  item->setEditable(false);
  return item;
}

QStandardItem* nothingItem() {
  auto* item = textItem(QStringLiteral("\u2013"));
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

QStandardItem* numberItem(const QString& text, double value) {
  auto* item = textItem(text);
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  item->setData(value, kExportRole);
  return item;
}

}  // namespace

DevicePanel::DevicePanel(Workspace& workspace, Settings& settings, QWidget* parent)
    : ResultsView(workspace, parent), m_settings(settings) {
  m_runs = new QStandardItemModel(this);
  m_scenes = new QStandardItemModel(this);
  m_runTable = makeTable("deviceTable", tr("Devices"), m_runs);
  m_sceneTable = makeTable("sceneDeviceTable", tr("Scenes by device"), m_scenes);
  m_sceneTable->setItemDelegate(new HeatDelegate(m_sceneTable));
  m_hint = new QLabel;
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  m_hint->setObjectName(QStringLiteral("deviceHint"));
  m_sceneTitle = new QLabel;
  m_sceneTitle->setFont(smallFont(*this));
  m_sceneTitle->setForegroundRole(QPalette::PlaceholderText);
  m_sceneTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

  auto* below = new QWidget;
  auto* belowLayout = new QVBoxLayout(below);
  belowLayout->setContentsMargins(0, spacing::kSmall, 0, 0);
  belowLayout->addWidget(m_sceneTitle);
  belowLayout->addWidget(m_sceneTable, 1);
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(m_runTable);
  splitter->addWidget(below);
  m_stack = new QStackedWidget;
  m_stack->addWidget(splitter);
  m_stack->addWidget(m_hint);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, spacing::kMedium);
  layout->addWidget(makeBar());
  layout->addWidget(m_stack, 1);
  // Numbers of runs mean others from now on, and what is on its way does not know.
  for (const auto signal :
       {&Workspace::datasetChanged, &Workspace::modelsChanged, &Workspace::runsChanged}) {
    connect(&workspace, signal, this, &DevicePanel::forget);
  }
  for (auto* table : {m_runTable, m_sceneTable}) {
    const auto choose = [this, table](const QModelIndex& index) {
      table == m_runTable ? onRunCell(index) : onSceneCell(index);
    };
    connect(table, &QTableView::clicked, this, choose);
    connect(table, &QTableView::activated, this, choose);
  }
}

QTableView* DevicePanel::makeTable(const char* name, const QString& title,
                                   QStandardItemModel* model) {
  auto* table = new QTableView;
  table->setObjectName(QLatin1String(name));
  table->setAccessibleName(title);
  table->setModel(model);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->setTabKeyNavigation(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->verticalHeader()->hide();
  table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + spacing::kMedium);
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  offerTableMenu(*table, title, [this](const Error& problem) { workspace().addProblem(problem); });
  return table;
}

QWidget* DevicePanel::makeBar() {
  auto* bar = new QWidget;
  auto* layout = new FlowLayout(spacing::kMedium, bar);
  layout->setContentsMargins(0, 0, 0, 0);
  m_figure = new QComboBox;
  m_figure->setObjectName(QStringLiteral("deviceFigure"));
  m_figure->setAccessibleName(tr("What the tables tell"));
  m_figure->addItems({tr("Log loss"), tr("Accuracy %"), tr("Clips")});
  m_figure->setCurrentIndex(
      std::clamp(m_settings.viewChoice(ViewChoice::DeviceFigure, 0), 0, m_figure->count() - 1));
  connect(m_figure, &QComboBox::currentIndexChanged, this, [this](int index) {
    m_settings.setViewChoice(ViewChoice::DeviceFigure, index);
    refreshSoon();
  });
  layout->addWidget(m_figure);
  const auto addTick = [&](const char* name, const QString& text, const QString& help,
                           ViewChoice choice, int fallback) {
    auto* tick = new QCheckBox(text);
    tick->setObjectName(QLatin1String(name));
    tick->setToolTip(help);
    tick->setChecked(m_settings.viewChoice(choice, fallback) != 0);
    connect(tick, &QCheckBox::toggled, this, [this, choice](bool on) {
      m_settings.setViewChoice(choice, on ? 1 : 0);
      refreshSoon();
    });
    layout->addWidget(tick);
    return tick;
  };
  m_withIntervals = addTick("deviceIntervals", tr("95 % &intervals"),
                            tr("By bootstrap over recordings: the clips of one recording are not "
                               "independent"),
                            ViewChoice::DeviceIntervals, 1);
  m_withReport = addTick("deviceReport", tr("Repor&t"),
                         tr("The numbers of the technical report (Tables 3 and 4), whose authors "
                            "chose the epoch on the fold they report"),
                         ViewChoice::DeviceReport, 0);
  return bar;
}

DeviceFigure DevicePanel::figure() const {
  return DeviceFigure(m_figure->currentIndex());
}

void DevicePanel::forget() {
  m_worker.cancel();
  m_sampling = false;
  m_columns.clear();
  m_intervals.clear();
}

void DevicePanel::refresh() {
  auto& space = workspace();
  const QueryScope scope = scopeOfFilter(space, kOwnFields);
  auto clips = countedClips(space, scope);
  const std::size_t current = space.currentRun();
  forget();
  const QString why = whyNothing(space, current, clips);
  m_stack->setCurrentIndex(why.isEmpty() ? 0 : 1);
  m_hint->setText(why);
  if (!why.isEmpty()) return;
  const std::size_t covered = partsOf(*space.dataset(), space.judged(current), clips).overall.clips;
  for (const auto run : space.usableRuns()) {
    if (space.judged(run).size() == 0) continue;
    Column column{run, partsOf(*space.dataset(), space.judged(run), clips)};
    // Every model says something about the clips one looked at; that is no column.
    const bool asked = run == current || run == space.otherRun() || space.isOpened(run);
    const std::size_t predicted = column.parts.overall.clips;
    if (predicted > 0 && (asked || predicted >= covered)) m_columns.push_back(std::move(column));
  }
  makeRows();
  fillRunTable();
  const auto shown = std::find_if(m_columns.begin(), m_columns.end(),
                                  [&](const Column& column) { return column.run == current; });
  if (shown != m_columns.end()) fillSceneTable(shown->parts);
  m_sceneTitle->setText(tr("%1, %2 by scene and device")
                            .arg(runName(space, current), m_figure->currentText().toLower()) +
                        uncountedText(scope));
  if (scope.parts.empty()) {
    m_runTable->clearSelection();
    m_sceneTable->clearSelection();
  }
  if (m_withIntervals->isChecked() && figure() != DeviceFigure::Clips) {
    startSampling(std::move(clips));
  }
}

void DevicePanel::makeRows() {
  m_rows.clear();
  m_rows.push_back({tr("All devices"), {}, {}, Row::Kind::All});
  const auto& dataset = *workspace().dataset();
  std::vector<std::string> names = dataset.devices;
  std::array<std::vector<std::string>, kDeviceGroupCount> groups;
  for (const auto& name : names) groups[std::size_t(deviceGroupOf(name))].push_back(name);
  const auto hasClips = [this](const Row& row) {
    return std::any_of(m_columns.begin(), m_columns.end(),
                       [&](const Column& column) { return partOf(column.parts, row) != nullptr; });
  };
  const auto addWhenUsed = [&](Row row) {
    if (hasClips(row)) m_rows.push_back(std::move(row));
  };
  const std::array<QString, kDeviceGroupCount> titles{tr("Real"), tr("Simulated, seen"),
                                                      tr("Simulated, unseen"), tr("Others")};
  for (std::size_t g = 0; g < kDeviceGroupCount; ++g) {
    const auto group = DeviceGroup(g);
    // A data set without TAU's devices has one group, which is all of it.
    if (group != DeviceGroup::Other) {
      addWhenUsed({titles[g], groups[g], std::string(deviceGroupName(group)), Row::Kind::Group});
    }
    for (const auto& name : groups[g]) {
      addWhenUsed({QStringLiteral("   ") + toQString(name), {name}, name, Row::Kind::Device});
    }
  }
  addWhenUsed({tr("   unknown"), {}, {}, Row::Kind::Device});
}

const RunPart* DevicePanel::partOf(const RunParts& parts, const Row& row) {
  if (row.kind == Row::Kind::All) return &parts.overall;
  const auto& list = row.kind == Row::Kind::Group ? parts.groups : parts.devices;
  const auto found = std::find_if(
      list.begin(), list.end(), [&](const DevicePart& part) { return part.all.name == row.part; });
  return found == list.end() || found->all.clips == 0 ? nullptr : &found->all;
}

const PartIntervals* DevicePanel::intervalsOf(std::size_t run, const Row& row) const {
  const auto known = m_intervals.find(run);
  if (known == m_intervals.end()) return nullptr;
  if (row.kind == Row::Kind::All) return &known->second.overall;
  const auto& list = row.kind == Row::Kind::Group ? known->second.groups : known->second.devices;
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const PartIntervals& part) { return part.name == row.part; });
  return found == list.end() ? nullptr : &*found;
}

double DevicePanel::figureValue(const RunPart& part) const {
  switch (figure()) {
    case DeviceFigure::LogLoss:
      return part.logLoss;
    case DeviceFigure::Accuracy:
      return part.accuracy();
    case DeviceFigure::Clips:
      return double(part.clips);
  }
  return 0.0;
}

QString DevicePanel::figureText(const RunPart& part) const {
  return numberText(figureValue(part), figure());
}

void DevicePanel::fillRunTable() {
  const auto& space = workspace();
  const bool report = m_withReport->isChecked() && figure() != DeviceFigure::Clips;
  const int reportColumns = report ? int(publishedModels().size()) : 0;
  m_runs->setRowCount(int(m_rows.size()));
  m_runs->setColumnCount(1 + int(m_columns.size()) + reportColumns);
  auto* first = new QStandardItem(tr("Device"));
  first->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_runs->setHorizontalHeaderItem(0, first);
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  for (int r = 0; r < int(m_rows.size()); ++r) {
    auto* title = textItem(m_rows[std::size_t(r)].title);
    if (m_rows[std::size_t(r)].kind != Row::Kind::Device) title->setFont(bold);
    m_runs->setItem(r, 0, title);
  }
  const bool intervals = m_withIntervals->isChecked() && figure() != DeviceFigure::Clips;
  for (int c = 0; c < int(m_columns.size()); ++c) {
    const auto& column = m_columns[std::size_t(c)];
    QString name = runName(space, column.run);
    if (column.parts.overall.clips != m_columns.front().parts.overall.clips) {
      name += tr(" (%Ln clip(s))", nullptr, int(column.parts.overall.clips));
    }
    auto* header = new QStandardItem(name);
    if (column.run == space.currentRun()) header->setFont(bold);
    m_runs->setHorizontalHeaderItem(c + 1, header);
    for (int r = 0; r < int(m_rows.size()); ++r) {
      const auto& row = m_rows[std::size_t(r)];
      const RunPart* part = partOf(column.parts, row);
      if (!part) {
        m_runs->setItem(r, c + 1, nothingItem());
        continue;
      }
      QString text = figureText(*part);
      const PartIntervals* known = intervalsOf(column.run, row);
      auto* item = numberItem(text, figureValue(*part));
      if (known) {
        const auto& interval =
            figure() == DeviceFigure::Accuracy ? known->accuracy : known->logLoss;
        if (interval.isKnown()) {
          text += rangeText(interval, figure());
          item->setData(exactText(figureValue(*part), interval), kExportRole);
        }
      } else if (intervals) {
        text += QStringLiteral(" (\u2026)");  // nothing changes its place when they come
      }
      item->setText(text);
      item->setToolTip(tr("%Ln clip(s), %1 right (%2), log loss %3", nullptr, int(part->clips))
                           .arg(countText(qint64(part->correct)), percentText(part->accuracy()),
                                QLocale().toString(part->logLoss, 'f', 4)));
      if (row.kind != Row::Kind::Device) item->setFont(bold);
      m_runs->setItem(r, c + 1, item);
    }
  }
  for (int i = 0; i < reportColumns; ++i) fillReport(i);
}

void DevicePanel::fillReport(int index) {
  const auto& model = publishedModels()[std::size_t(index)];
  const int column = 1 + int(m_columns.size()) + index;
  const auto& muted = themeColours(palette()).mutedText;
  auto* header = new QStandardItem(tr("Report: %1").arg(toQString(model.row)));
  QFont italic = font();
  italic.setItalic(true);
  header->setFont(italic);
  m_runs->setHorizontalHeaderItem(column, header);
  for (int r = 0; r < int(m_rows.size()); ++r) {
    const auto& row = m_rows[std::size_t(r)];
    QStandardItem* item = nullptr;
    const auto devices = publishedDevices();
    const auto* found = std::find(devices.data(), devices.data() + devices.size(), row.part);
    if (figure() == DeviceFigure::LogLoss && row.kind == Row::Kind::Device &&
        found != devices.data() + devices.size()) {
      const double loss = model.deviceLogLoss[std::size_t(found - devices.data())];
      item = numberItem(QLocale().toString(loss, 'f', 3), loss);
    } else if (figure() == DeviceFigure::Accuracy && row.kind == Row::Kind::All) {
      item = numberItem(tr("%1 Float32, %2 Int8")
                            .arg(QLocale().toString(model.floatAccuracy, 'f', 1),
                                 QLocale().toString(model.int8Accuracy, 'f', 1)),
                        model.floatAccuracy / 100.0);
    } else {
      item = textItem(QString());
    }
    item->setFont(italic);
    item->setForeground(muted);
    item->setToolTip(tr("As printed in the technical report, not computed here"));
    m_runs->setItem(r, column, item);
  }
}

void DevicePanel::fillSceneTable(const RunParts& parts) {
  const auto& devices = parts.devices;
  m_scenes->setRowCount(int(kSceneCount));
  m_scenes->setColumnCount(2 + int(devices.size()));
  QStringList headers{tr("Scene"), tr("All")};
  double largest = figure() == DeviceFigure::Accuracy ? 1.0 : 0.0;
  for (const auto& device : devices) {
    headers.append(device.all.name.empty() ? tr("unknown") : toQString(device.all.name));
    for (const auto& scene : device.scenes) largest = std::max(largest, figureValue(scene));
  }
  m_scenes->setHorizontalHeaderLabels(headers);
  m_scenes->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  const bool dark = isDark(palette());
  const auto cell = [&](const RunPart& part) {
    if (part.clips == 0) return nothingItem();
    auto* item = numberItem(figureText(part), figureValue(part));
    const QColor fill = colourAt(amountStops(dark), largest > 0 ? figureValue(part) / largest : 0);
    item->setBackground(fill);
    item->setForeground(inkOn(fill));
    item->setToolTip(tr("%Ln clip(s), %1 right (%2), log loss %3", nullptr, int(part.clips))
                         .arg(countText(qint64(part.correct)), percentText(part.accuracy()),
                              QLocale().toString(part.logLoss, 'f', 4)));
    return item;
  };
  for (std::size_t s = 0; s < kSceneCount; ++s) {
    m_scenes->setItem(int(s), 0, textItem(sceneText(Scene(s))));
    m_scenes->setItem(int(s), 1, cell(parts.scenes[s]));
    for (std::size_t d = 0; d < devices.size(); ++d) {
      m_scenes->setItem(int(s), int(d) + 2, cell(devices[d].scenes[s]));
    }
  }
}

/// Once they are there: what the scene table's cells say when the mouse rests on them, and what a
/// CSV file gets.
void DevicePanel::addCellIntervals() {
  const std::size_t run = workspace().currentRun();
  const auto known = m_intervals.find(run);
  const auto column = std::find_if(m_columns.begin(), m_columns.end(),
                                   [&](const Column& shown) { return shown.run == run; });
  if (known == m_intervals.end() || column == m_columns.end()) return;
  const BootstrapIntervals& intervals = known->second;
  const auto add = [&](int row, int at, const RunPart& part, const PartIntervals& sampled) {
    auto* item = m_scenes->item(row, at);
    if (!item || part.clips == 0) return;
    if (!sampled.accuracy.isKnown()) {
      item->setToolTip(item->toolTip() + u'\n' +
                       tr("No interval: %Ln recording(s)", nullptr, int(sampled.recordings)));
      return;
    }
    const auto& shown = figure() == DeviceFigure::Accuracy ? sampled.accuracy : sampled.logLoss;
    item->setData(exactText(figureValue(part), shown), kExportRole);
    item->setToolTip(
        item->toolTip() + u'\n' +
        tr("95 % intervals from %Ln recording(s): accuracy %1, log loss %2", nullptr,
           int(sampled.recordings))
            .arg(QStringLiteral("%1\u2013%2")
                     .arg(percentText(sampled.accuracy.low), percentText(sampled.accuracy.high)),
                 QStringLiteral("%1\u2013%2")
                     .arg(QLocale().toString(sampled.logLoss.low, 'f', 3),
                          QLocale().toString(sampled.logLoss.high, 'f', 3))));
  };
  const auto& devices = column->parts.devices;
  for (std::size_t s = 0; s < kSceneCount; ++s) {
    add(int(s), 1, column->parts.scenes[s], intervals.scenes[s]);
    for (std::size_t d = 0; d < devices.size() && d < intervals.cells.size(); ++d) {
      add(int(s), int(d) + 2, devices[d].scenes[s], intervals.cells[d][s]);
    }
  }
}

void DevicePanel::startSampling(std::vector<std::uint32_t> clips) {
  // The columns are copied, because the workspace's change while the worker reads them.
  auto runs = std::make_shared<std::vector<std::pair<std::size_t, JudgedRun>>>();
  for (const auto& column : m_columns)
    runs->emplace_back(column.run, workspace().judged(column.run));
  m_sampling = true;
  const auto dataset = workspace().dataset();
  m_worker.run([this, runs, dataset, clips = std::move(clips)](const JobControl& control,
                                                               const LatestWorker::Post& post) {
    const auto recordings = findRecordings(*dataset);
    BootstrapOptions options;
    options.threads = 1;  // the others predict, or read the current clip
    for (const auto& [run, judged] : *runs) {
      auto found = std::make_shared<BootstrapIntervals>(
          bootstrap(*dataset, judged, recordings, clips, options, control));
      if (control.cancelled()) return;
      post([this, run = run, found] {
        m_intervals[run] = std::move(*found);
        fillRunTable();
        if (run == workspace().currentRun()) addCellIntervals();
      });
    }
    post([this] { m_sampling = false; });
  });
}

void DevicePanel::onRunCell(const QModelIndex& index) {
  const auto row = std::size_t(index.row());
  if (row >= m_rows.size()) return;
  const auto column = std::size_t(std::max(0, index.column() - 1));
  QStringList terms;
  if (!m_rows[row].devices.empty()) terms.append(deviceTerm(m_rows[row].devices));
  const bool otherRun = index.column() > 0 && column < m_columns.size();
  const std::size_t run = otherRun ? m_columns[column].run : workspace().currentRun();
  workspace().filter().choose(kOwnFields, terms);
  workspace().setCurrentRun(run);
}

void DevicePanel::onSceneCell(const QModelIndex& index) {
  QStringList terms;
  terms.append(QStringLiteral("scene:") + toQString(sceneLabel(Scene(index.row()))));
  const QString device = m_scenes->headerData(index.column(), Qt::Horizontal).toString();
  const auto& known = workspace().dataset()->devices;
  if (index.column() > 1 &&
      std::find(known.begin(), known.end(), device.toStdString()) != known.end()) {
    terms.append(deviceTerm({device.toStdString()}));
  }
  workspace().filter().choose(kOwnFields, terms);
}

}  // namespace scenelens
