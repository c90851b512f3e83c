// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/rank_page.h"

#include "core/eval/ranked_run.h"
#include "widgets/base/figure_table.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/compare/what_if.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace scenelens {

namespace {

constexpr int kDelayMs = 200;
constexpr int kCandidateRole = Qt::UserRole;

enum RankColumn {
  Place,
  System,
  Score,
  Accuracy,
  AccuracyRank,
  Bytes,
  MemoryRank,
  Macs,
  MacRank,
  Limits,
  AccuracyOf,
  Source
};

QLabel* makeNote(const QWidget& like, const QString& text = {}) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setFont(smallFont(like));
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

}  // namespace

RankPage::RankPage(Workspace& workspace, Settings& settings, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_settings(settings) {
  auto* splitter = new QSplitter;
  splitter->addWidget(makeChoice());
  splitter->addWidget(makeRanking());
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({300, 1000});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kLarge, spacing::kLarge, spacing::kLarge);
  layout->addWidget(splitter, 1);

  m_delay.setSingleShot(true);
  m_delay.setInterval(kDelayMs);
  connect(&m_delay, &QTimer::timeout, this, &RankPage::judgeRuns);
  for (const auto signal : {&Workspace::datasetChanged, &Workspace::modelsChanged,
                            &Workspace::runsChanged, &Workspace::ruleChanged}) {
    connect(&workspace, signal, this, &RankPage::refresh);
  }
  connect(&workspace, &Workspace::predictionsAdded, this, &RankPage::refresh);
  offerTableMenu(*m_ranking, tr("ranking"),
                 [this](const Error& problem) { m_workspace.addProblem(problem); });
  m_choice = settings.rankChoice();
  showChoice();
  collect({});
}

QWidget* RankPage::makeChoice() {
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, spacing::kMedium, 0);
  auto* title = new QLabel(tr("Systems"));
  title->setFont(titleFont(*this));
  m_tree = new QTreeWidget;
  m_tree->setObjectName(QStringLiteral("rankSystems"));
  m_tree->setAccessibleName(tr("Systems to rank"));
  m_tree->setHeaderHidden(true);
  m_tree->setTextElideMode(Qt::ElideRight);
  connect(m_tree, &QTreeWidget::itemChanged, this, &RankPage::onTicked);
  auto* add = new QPushButton(tr("Add &table…"));
  add->setToolTip(tr("A table with the columns of resources/published_systems.csv"));
  connect(add, &QPushButton::clicked, this, [this] {
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Add a table of systems"), QString(),
                                     tr("Tables (*.csv *.tsv *.txt);;All files (*)"));
    if (!file.isEmpty()) addTable(file);
  });
  layout->addWidget(title);
  layout->addWidget(m_tree, 1);
  layout->addWidget(add);
  side->setMinimumWidth(230);
  return side;
}

QWidget* RankPage::makeRanking() {
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(spacing::kMedium, 0, 0, 0);
  auto* formula =
      new QLabel(tr("R = 0.5 · R<sub>ACC</sub> + 0.25 · R<sub>MEM</sub> + "
                    "0.25 · R<sub>MAC</sub>"));
  formula->setFont(titleFont(*this));
  m_ties = new QComboBox;
  m_ties->setObjectName(QStringLiteral("tieRule"));
  m_ties->setAccessibleName(tr("Ranks of equal numbers"));
  m_ties->addItem(tr("Equal: 1, 2, 2, 4"), int(TieRule::Competition));
  m_ties->addItem(tr("Equal: 1, 2, 2, 3"), int(TieRule::Dense));
  m_ties->addItem(tr("Equal: 1, 2.5, 2.5, 4"), int(TieRule::Average));
  m_accuracyOf = new QComboBox;
  m_accuracyOf->setObjectName(QStringLiteral("accuracyOf"));
  m_accuracyOf->setAccessibleName(tr("Accuracy of published systems"));
  m_accuracyOf->addItem(tr("Published: development"));
  m_accuracyOf->addItem(tr("Published: evaluation"));
  m_accuracyOf->setToolTip(
      tr("Which of a published system's accuracies counts; they are measured "
         "on different clips"));
  auto* bar = new QHBoxLayout;
  bar->addWidget(formula);
  bar->addStretch(1);
  bar->addWidget(m_ties);
  bar->addWidget(m_accuracyOf);
  m_summary = makeNote(*this);
  m_summary->setObjectName(QStringLiteral("rankSummary"));
  m_ranking = new FigureTable(
      {tr("Place"), tr("System"), tr("R"), tr("Accuracy"), tr("R_ACC"), tr("Bytes"), tr("R_MEM"),
       tr("MACs"), tr("R_MAC"), tr("Limits"), tr("Accuracy of"), tr("Source")},
      2);
  m_ranking->setObjectName(QStringLiteral("ranking"));
  m_ranking->setAccessibleName(tr("Ranking"));
  for (int column : {int(Limits), int(AccuracyOf), int(Source)}) {
    m_ranking->headerItem()->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
  }
  m_unranked = makeNote(*this);
  m_unranked->setObjectName(QStringLiteral("unranked"));
  m_whatIf = new WhatIf;
  layout->addLayout(bar);
  layout->addWidget(m_summary);
  layout->addWidget(m_ranking, 1);
  layout->addWidget(m_unranked);
  layout->addSpacing(spacing::kMedium);
  layout->addWidget(m_whatIf);
  for (auto* box : {m_ties, m_accuracyOf}) {
    connect(box, &QComboBox::activated, this, [this] {
      remember();
      collect(std::exchange(m_runs, {}));
    });
  }
  connect(m_whatIf, &WhatIf::valueChanged, this, &RankPage::remember);
  return side;
}

void RankPage::showChoice() {
  const auto rule = tieRuleFromName(m_choice.tieRule.toStdString());
  m_ties->setCurrentIndex(m_ties->findData(int(rule.value_or(TieRule::Competition))));
  m_accuracyOf->setCurrentIndex(m_choice.evaluation ? 1 : 0);
  {
    const QSignalBlocker blocker(m_whatIf);
    m_whatIf->setValue(WhatIf::Accuracy, m_choice.accuracy);
    m_whatIf->setValue(WhatIf::Bytes, m_choice.bytes);
    m_whatIf->setValue(WhatIf::Macs, m_choice.macs);
  }
  const QStringList tables = m_choice.tables;
  for (const auto& table : tables) {
    // A table that has gone since is no problem of today.
    if (QFileInfo::exists(table)) readTable(table);
  }
}

void RankPage::setChoice(const RankChoice& choice) {
  m_tables.clear();
  m_choice = choice;
  m_settings.setRankChoice(m_choice);
  showChoice();
  collect(std::exchange(m_runs, {}));
}

void RankPage::remember() {
  m_choice.tieRule = toQString(tieRuleName(TieRule(m_ties->currentData().toInt())));
  m_choice.evaluation = m_accuracyOf->currentIndex() == 1;
  m_choice.accuracy = m_whatIf->value(WhatIf::Accuracy);
  m_choice.bytes = m_whatIf->value(WhatIf::Bytes);
  m_choice.macs = m_whatIf->value(WhatIf::Macs);
  m_settings.setRankChoice(m_choice);
}

void RankPage::addTable(const QString& file) {
  readTable(QFileInfo(file).absoluteFilePath());
}

void RankPage::readTable(const QString& file) {
  // Read here: such a table has a screenful of rows. Longer ones are refused by their size.
  constexpr qint64 kMostBytes = 1 << 20;
  if (QFileInfo(file).size() > kMostBytes) {
    m_workspace.addProblem({"is too large for a table of systems (1 MiB)", toPath(file)});
    return;
  }
  auto systems = readSystemTable(toPath(file));
  if (!systems) {
    m_workspace.addProblem(systems.error());
    return;
  }
  std::erase_if(m_tables, [&](const Table& table) { return table.file == file; });
  for (const auto& system : *systems) {
    // Who adds a table wants to see it ranked.
    const QString key = QStringLiteral("table:%1").arg(toQString(system.name));
    if (!m_choice.tables.contains(file) && !m_choice.ticked.contains(key))
      m_choice.ticked.append(key);
  }
  m_tables.push_back({file, std::move(*systems)});
  if (!m_choice.tables.contains(file)) m_choice.tables.append(file);
  remember();
  collect(std::exchange(m_runs, {}));
}

void RankPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void RankPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_whatIf) rank();
}

void RankPage::refresh() {
  if (!isVisible()) return;
  m_pending = true;
  if (!m_delay.isActive()) m_delay.start();
}

void RankPage::judgeRuns() {
  struct Job {
    RunInfo info;
    std::shared_ptr<const JudgedRun> judged;
  };
  std::vector<Job> jobs;
  for (const auto run : m_workspace.usableRuns()) {
    if (m_workspace.judged(run).size() == 0) continue;
    jobs.push_back(
        {m_workspace.runInfo(run), std::make_shared<const JudgedRun>(m_workspace.judged(run))});
  }
  m_worker.run([this, dataset = m_workspace.dataset(), jobs = std::move(jobs)](
                   const JobControl& control, const LatestWorker::Post& post) {
    std::vector<RankedSystem> systems;
    for (const auto& job : jobs) {
      if (control.cancelled()) return;
      systems.push_back(rankedRun(job.info, *dataset, *job.judged));
    }
    post([this, systems] {
      m_pending = m_delay.isActive();
      collect(systems);
    });
  });
}

void RankPage::addCandidates(const std::vector<RankedSystem>& systems, Origin origin,
                             const QString& group) {
  const auto isKnown = [this](const QString& key) {
    return std::any_of(m_candidates.begin(), m_candidates.end(),
                       [&](const Candidate& candidate) { return candidate.key == key; });
  };
  static constexpr const char* kPrefixes[] = {"run:", "report:", "report:", "published:", "table:"};
  for (const auto& system : systems) {
    const QString name = QLatin1String(kPrefixes[std::size_t(origin)]) + toQString(system.name);
    // Two of one name are ticked apart.
    QString key = name;
    for (int number = 2; isKnown(key); ++number) key = name + QStringLiteral(" #%1").arg(number);
    m_candidates.push_back({system, origin, key, group});
  }
}

void RankPage::collect(std::vector<RankedSystem> runs) {
  m_runs = std::move(runs);
  m_candidates.clear();
  const auto from =
      m_accuracyOf->currentIndex() == 1 ? AccuracyFrom::Evaluation : AccuracyFrom::Development;
  const auto ranked = [from](const std::vector<PublishedSystem>& systems) {
    std::vector<RankedSystem> list;
    for (const auto& system : systems) {
      list.push_back(rankedSystem(system, from));
      if (system.year > 0) {
        list.back().name =
            QStringLiteral("%1 %2").arg(system.year).arg(toQString(system.name)).toStdString();
      }
    }
    return list;
  };
  addCandidates(m_runs, Origin::Run, tr("Open runs"));
  addCandidates(reportSystems(true), Origin::ReportInt8, tr("Report, Int8"));
  addCandidates(reportSystems(false), Origin::ReportFloat, tr("Report, Float32"));
  addCandidates(ranked(publishedSystems()), Origin::Published, tr("Published"));
  for (const auto& table : m_tables) {
    std::vector<RankedSystem> list;
    for (const auto& system : table.systems) list.push_back(rankedSystem(system, from));
    addCandidates(list, Origin::Table, QFileInfo(table.file).fileName());
  }
  fillTree();
  rank();
}

bool RankPage::isTicked(const Candidate& candidate) const {
  const bool byItself = candidate.origin == Origin::Run || candidate.origin == Origin::ReportInt8;
  return byItself ? !m_choice.unticked.contains(candidate.key)
                  : m_choice.ticked.contains(candidate.key);
}

void RankPage::fillTree() {
  // Accuracies change five times a second while runs grow; systems seldom do, and a tree that is
  // made anew forgets where one was.
  QStringList systems;
  for (const auto& candidate : m_candidates) {
    systems.append(QStringList{candidate.group, candidate.key, toQString(candidate.system.source),
                               toQString(candidate.system.note)}
                       .join(u'\n'));
  }
  if (systems == m_inTree) return;
  m_inTree = std::move(systems);
  const QSignalBlocker blocker(m_tree);
  m_tree->clear();
  QTreeWidgetItem* group = nullptr;
  for (std::size_t i = 0; i < m_candidates.size(); ++i) {
    const auto& candidate = m_candidates[i];
    if (!group || group->text(0) != candidate.group) {
      group = new QTreeWidgetItem({candidate.group});
      group->setFlags(Qt::ItemIsEnabled);
      QFont bold = font();
      bold.setBold(true);
      group->setFont(0, bold);
      m_tree->addTopLevelItem(group);
    }
    auto* item = new QTreeWidgetItem({toQString(candidate.system.name)});
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(0, isTicked(candidate) ? Qt::Checked : Qt::Unchecked);
    item->setData(0, kCandidateRole, qulonglong(i));
    QStringList tip{toQString(candidate.system.name), toQString(candidate.system.source),
                    toQString(candidate.system.note)};
    tip.removeAll(QString());
    item->setToolTip(0, tip.join(u'\n'));
    group->addChild(item);
  }
  m_tree->expandAll();
}

void RankPage::onTicked(QTreeWidgetItem* item) {
  const QVariant index = item->data(0, kCandidateRole);
  if (!index.isValid()) return;
  const auto& candidate = m_candidates[index.toULongLong()];
  const bool byItself = candidate.origin == Origin::Run || candidate.origin == Origin::ReportInt8;
  auto& list = byItself ? m_choice.unticked : m_choice.ticked;
  list.removeAll(candidate.key);
  if ((item->checkState(0) == Qt::Checked) != byItself) list.append(candidate.key);
  remember();
  rank();
}

void RankPage::rank() {
  std::vector<RankedSystem> systems;
  for (const auto& candidate : m_candidates) {
    if (isTicked(candidate)) systems.push_back(candidate.system);
  }
  const auto rule = TieRule(m_ties->currentData().toInt());
  const Ranking ranking = rankSystems(systems, rule);
  fillRanking(systems, ranking);
  m_whatIf->setOthers(std::move(systems), rule);
}

void RankPage::fillRanking(const std::vector<RankedSystem>& systems, const Ranking& ranking) {
  const auto& colours = themeColours(palette());
  m_ranking->setRowCount(int(ranking.rows.size()));
  QStringList measuredOn;
  for (int row = 0; row < int(ranking.rows.size()); ++row) {
    const RankRow& ranks = ranking.rows[std::size_t(row)];
    const RankedSystem& system = systems[ranks.system];
    const QString note = toQString(system.note);
    m_ranking->setCell(row, Place, rankText(ranks.place), ranks.place);
    m_ranking->setCell(row, System, toQString(system.name), note);
    m_ranking->setCell(row, Score, rankText(ranks.score), ranks.score,
                       tr("0.5·%1 + 0.25·%2 + 0.25·%3")
                           .arg(rankText(ranks.accuracyRank), rankText(ranks.memoryRank),
                                rankText(ranks.macRank)));
    m_ranking->setCell(row, Accuracy, percentText(*system.accuracy, 2), *system.accuracy);
    m_ranking->setCell(row, AccuracyRank, rankText(ranks.accuracyRank), ranks.accuracyRank);
    m_ranking->setCell(row, Bytes, countText(qint64(*system.bytes)), double(*system.bytes), note);
    m_ranking->setCell(row, MemoryRank, rankText(ranks.memoryRank), ranks.memoryRank);
    m_ranking->setCell(row, Macs, countText(qint64(*system.macs)), double(*system.macs));
    m_ranking->setCell(row, MacRank, rankText(ranks.macRank), ranks.macRank);
    const QString limits = limitsText(ranks.overMemory, ranks.overMacs);
    m_ranking->setCell(row, Limits, limits.isEmpty() ? tr("kept") : tr("✕ %1").arg(limits));
    m_ranking->setCell(row, AccuracyOf, toQString(system.accuracyOf));
    m_ranking->setCell(row, Source, toQString(system.source), note);
    auto* item = m_ranking->row(row);
    if (!limits.isEmpty()) {
      for (const int column : {int(Limits), ranks.overMemory ? int(Bytes) : int(Macs)}) {
        item->setForeground(column, colours.wrong);
      }
      if (ranks.overMacs) item->setForeground(Macs, colours.wrong);
    }
    for (int column : {int(Limits), int(AccuracyOf), int(Source)}) {
      item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
    }
    const QString on = toQString(system.accuracyOf);
    if (!measuredOn.contains(on)) measuredOn.append(on);
  }
  m_summary->setText(
      ranking.rows.empty() ? tr("Tick systems on the left.")
      : measuredOn.size() > 1
          ? tr("Lower is better. Careful: these accuracies were measured on different clips; see "
               "the column “Accuracy of”.")
          : tr("Lower is better; ranks are those among the ticked systems."));
  QStringList unranked;
  for (const auto& system : ranking.unranked) {
    unranked.append(
        tr("%1 (%2)").arg(toQString(systems[system.system].name), toQString(system.reason)));
  }
  m_unranked->setText(tr("Not ranked: %1").arg(unranked.join(QStringLiteral(" · "))));
  m_unranked->setVisible(!unranked.isEmpty());
}

}  // namespace scenelens
