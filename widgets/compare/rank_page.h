// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/system_table.h"
#include "widgets/base/latest_worker.h"
#include "widgets/base/settings.h"
#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace scenelens {

class FigureTable;
class WhatIf;

/// The rank score of DCASE 2023 Task 1 over systems that the user ticks: open runs, the report's
/// rows, published systems, and tables from files. Shows every number that goes in, who cannot be
/// ranked and why, and where a system that is only thought of would land.
class RankPage final : public QWidget {
  Q_OBJECT

 public:
  /// `settings` remembers the choice and must outlive this.
  RankPage(Workspace& workspace, Settings& settings, QWidget* parent = nullptr);

  /// Adds the systems of a table; what is wrong with it becomes a problem.
  void addTable(const QString& file);
  /// How systems are ranked now.
  [[nodiscard]] const RankChoice& choice() const { return m_choice; }
  /// Replaces the choice, in the settings too.
  void setChoice(const RankChoice& choice);
  /// True while the accuracies of runs are being computed.
  [[nodiscard]] bool isBusy() const { return m_pending; }
  [[nodiscard]] WhatIf* whatIf() const { return m_whatIf; }

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum class Origin : std::uint8_t { Run, ReportInt8, ReportFloat, Published, Table };
  struct Candidate {
    RankedSystem system;
    Origin origin = Origin::Run;
    QString key;  ///< what the settings remember it by
    QString group;
  };

  QWidget* makeChoice();
  QWidget* makeRanking();
  void showChoice();
  void remember();
  void refresh();
  void judgeRuns();
  void collect(std::vector<RankedSystem> runs);
  void addCandidates(const std::vector<RankedSystem>& systems, Origin origin, const QString& group);
  void readTable(const QString& file);
  [[nodiscard]] bool isTicked(const Candidate& candidate) const;
  void fillTree();
  void onTicked(QTreeWidgetItem* item);
  void rank();
  void fillRanking(const std::vector<RankedSystem>& systems, const Ranking& ranking);

  Workspace& m_workspace;
  Settings& m_settings;
  RankChoice m_choice;
  std::vector<Candidate> m_candidates;
  struct Table {
    QString file;
    std::vector<PublishedSystem> systems;
  };
  std::vector<Table> m_tables;
  std::vector<RankedSystem> m_runs;
  QStringList m_inTree;  ///< what the tree shows, a line of text for each system
  bool m_pending = false;
  QTimer m_delay;
  LatestWorker m_worker;
  QTreeWidget* m_tree = nullptr;
  QComboBox* m_ties = nullptr;
  QComboBox* m_accuracyOf = nullptr;
  FigureTable* m_ranking = nullptr;
  QLabel* m_unranked = nullptr;
  QLabel* m_summary = nullptr;
  WhatIf* m_whatIf = nullptr;
};

}  // namespace scenelens
