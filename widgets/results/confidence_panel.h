// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/calibration_curve.h"
#include "widgets/base/settings.h"
#include "widgets/plot/plot_table.h"
#include "widgets/results/results_view.h"

class QCPBars;
class QCPGraph;
class QCPItemRect;
class QCustomPlot;
class QLabel;
class QSpinBox;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace scenelens {

/// How sure the current run is and how often rightly: the histogram of confidence, the reliability
/// diagram with the expected calibration error, and both as a table. Counts the clips of the filter
/// without its term `conf`; a click on a bin chooses it.
class ConfidencePanel final : public ResultsView {
  Q_OBJECT

 public:
  ConfidencePanel(Workspace& workspace, Settings& settings, QWidget* parent = nullptr);

  [[nodiscard]] QCustomPlot* histogram() const { return m_histogram; }
  [[nodiscard]] QCustomPlot* reliability() const { return m_reliability; }
  [[nodiscard]] QTableView* table() const { return m_table; }
  [[nodiscard]] const CalibrationCurve& curve() const { return m_curve; }
  /// The term that finds exactly the clips of a bin: "conf:0.6..0.6666667".
  [[nodiscard]] static QString termOf(const ReliabilityBin& bin, bool first);

 protected:
  void refresh() override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makePlots();
  void makeTable();
  void fillPlots();
  [[nodiscard]] QString histogramWords() const;
  [[nodiscard]] QString reliabilityWords() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  void fillTable();
  void applyColours();
  /// The bin at a position of a plot, -1 where there is none.
  [[nodiscard]] int binAt(const QCustomPlot& plot, const QPointF& position) const;
  void chooseBin(int bin);

  Settings& m_settings;
  QSpinBox* m_bins = nullptr;
  QLabel* m_summary = nullptr;
  QLabel* m_hint = nullptr;
  QStackedWidget* m_stack = nullptr;
  QCustomPlot* m_histogram = nullptr;
  QCPBars* m_right = nullptr;
  QCPBars* m_wrong = nullptr;
  QCustomPlot* m_reliability = nullptr;
  QCPBars* m_accuracy = nullptr;
  QCPGraph* m_means = nullptr;
  QCPGraph* m_diagonal = nullptr;
  QStandardItemModel* m_rows = nullptr;
  QTableView* m_table = nullptr;
  CalibrationCurve m_curve;
};

}  // namespace scenelens
