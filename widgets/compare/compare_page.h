// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/compare/compare_analyzer.h"
#include "widgets/workspace.h"

#include <QLocale>
#include <QSet>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QTableWidget;
class QTabWidget;
class QTreeWidgetItem;

namespace scenelens {

class AgreementGrid;
class ClipList;
class ClipTableModel;
class FigureTable;
class ScatterView;

/// Runs beside each other over the shown clips: their figures, where two of them differ and who is
/// right there, their losses clip by clip, and what they make of the same moment recorded by other
/// devices. Every number leads to its clips. Run A is the workspace's current run, B the other one;
/// further runs are ticked. Computed in the background, while the page is in sight.
class ComparePage final : public QWidget {
  Q_OBJECT

 public:
  enum Tab { Losses, Disagreements, Devices };

  /// `clips` is the model of the clip list, shared with the clips page.
  ComparePage(Workspace& workspace, ClipTableModel& clips, QWidget* parent = nullptr);
  ~ComparePage() override;

  /// True while what is shown is not up to date.
  [[nodiscard]] bool isBusy() const { return m_pending; }
  void showTab(Tab tab);
  [[nodiscard]] ClipList* list() const { return m_list; }

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeFigures();
  QWidget* makeRunChoice();
  QWidget* makeLosses();
  QWidget* makeDisagreements();
  QWidget* makeDevices();
  void follow();
  void forget();
  void clearFigures();
  void refresh();
  void startComparing();
  void showResult(const std::shared_ptr<const CompareResult>& result);
  void fillChoice();
  void fillRuns();
  void fillRun(int row, std::size_t run, const SideFigures* figures);
  void markBest();
  void fillPairs();
  void fillMatrix();
  void fillDevices();
  void showLosses();
  void onRunTicked(QTreeWidgetItem* item);
  void showRunMenu(QPoint at);
  void chooseMatrixCell(int row, int column);
  void chooseAlignedPairs(QTreeWidgetItem* item, int column);
  [[nodiscard]] QString runName(std::size_t run) const;
  [[nodiscard]] QString runKey(std::size_t run) const;
  /// Usable runs as the table has them: A, B, those with predictions, the others.
  [[nodiscard]] std::vector<std::size_t> runsInOrder() const;
  [[nodiscard]] bool hasPredictions(std::size_t run) const;
  [[nodiscard]] bool isCompared(std::size_t run) const;

  Workspace& m_workspace;
  CompareAnalyzer m_analyzer;
  QTimer m_delay;  // gathers changes; predictions arrive ten times a second
  bool m_pending = false;
  QSet<QString> m_ticked;  // keys of runs beyond A and B
  std::shared_ptr<const CompareResult> m_result;
  FigureTable* m_runs = nullptr;
  QLabel* m_basis = nullptr;
  QComboBox* m_first = nullptr;
  QComboBox* m_second = nullptr;
  QTabWidget* m_tabs = nullptr;
  ScatterView* m_scatter = nullptr;
  AgreementGrid* m_agreement = nullptr;
  QLabel* m_verdict = nullptr;
  QTableWidget* m_matrix = nullptr;
  FigureTable* m_pairs = nullptr;
  FigureTable* m_devices = nullptr;
  QLabel* m_deviceHint = nullptr;
  ClipList* m_list = nullptr;
};

/// What McNemar's test says, for people: "A gets more clips right; chance alone would do this in
/// 0.3 % of cases". `first` and `second` are the runs' names.
/// `locale` writes its number: that of the window, or C for files.
[[nodiscard]] QString mcNemarWords(const McNemar& test, const PairedCounts& counts,
                                   const QString& first, const QString& second,
                                   const QLocale& locale = QLocale());

}  // namespace scenelens
