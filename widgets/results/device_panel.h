// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/bootstrap.h"
#include "core/eval/breakdown.h"
#include "widgets/base/latest_worker.h"
#include "widgets/base/settings.h"
#include "widgets/results/results_view.h"

#include <map>
#include <memory>
#include <string>

class QCheckBox;
class QComboBox;
class QLabel;
class QModelIndex;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace scenelens {

/// What a table of devices tells.
enum class DeviceFigure { LogLoss, Accuracy, Clips };

/// The report's Table 4 for the runs that have predictions: a row per recording device and group of
/// devices, a column per run, with 95 % intervals by bootstrap over recordings, which a worker
/// computes; below it scene by device of the current run, whose intervals are told where the mouse
/// rests and in the exported table. Counts the clips of the filter without
/// its terms `device`, `scene` and `group`; a click chooses those.
class DevicePanel final : public ResultsView {
  Q_OBJECT

 public:
  DevicePanel(Workspace& workspace, Settings& settings, QWidget* parent = nullptr);

  [[nodiscard]] bool isBusy() const override { return ResultsView::isBusy() || m_sampling; }
  [[nodiscard]] QTableView* runTable() const { return m_runTable; }
  [[nodiscard]] QTableView* sceneTable() const { return m_sceneTable; }

 protected:
  void refresh() override;

 private:
  /// A row of the upper table.
  struct Row {
    QString title;
    std::vector<std::string> devices;  ///< none: all
    std::string part;                  ///< name in RunParts and BootstrapIntervals
    enum class Kind { All, Group, Device } kind = Kind::Device;
  };
  struct Column {
    std::size_t run = 0;
    RunParts parts;
  };

  QWidget* makeBar();
  [[nodiscard]] QTableView* makeTable(const char* name, const QString& title,
                                      QStandardItemModel* model);
  [[nodiscard]] DeviceFigure figure() const;
  void forget();
  void makeRows();
  void fillRunTable();
  void fillReport(int column);
  void fillSceneTable(const RunParts& parts);
  void addCellIntervals();
  [[nodiscard]] static const RunPart* partOf(const RunParts& parts, const Row& row);
  [[nodiscard]] const PartIntervals* intervalsOf(std::size_t run, const Row& row) const;
  [[nodiscard]] QString figureText(const RunPart& part) const;
  [[nodiscard]] double figureValue(const RunPart& part) const;
  void startSampling(std::vector<std::uint32_t> clips);
  void onRunCell(const QModelIndex& index);
  void onSceneCell(const QModelIndex& index);

  Settings& m_settings;
  QComboBox* m_figure = nullptr;
  QCheckBox* m_withIntervals = nullptr;
  QCheckBox* m_withReport = nullptr;
  QLabel* m_hint = nullptr;
  QLabel* m_sceneTitle = nullptr;
  QStackedWidget* m_stack = nullptr;
  QStandardItemModel* m_runs = nullptr;
  QStandardItemModel* m_scenes = nullptr;
  QTableView* m_runTable = nullptr;
  QTableView* m_sceneTable = nullptr;
  std::vector<Row> m_rows;
  std::vector<Column> m_columns;
  std::map<std::size_t, BootstrapIntervals> m_intervals;  // of runs, as they come
  bool m_sampling = false;
  LatestWorker m_worker;
};

}  // namespace scenelens
