// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/settings.h"
#include "widgets/clips/clip_analyzer.h"
#include "widgets/workspace.h"

#include <QWidget>

#include <memory>

class QLabel;
class QSplitter;
class QTabWidget;

namespace scenelens {

class ClipList;
class ClipPlot;
class ClipTableModel;
class ConfidencePanel;
class ConfusionPanel;
class DevicePanel;
class ElidedLabel;

/// From a number to the clips behind it: confusion, devices and confidence of the current run on
/// the left, the clips that the filter shows and the current one of them on the right.
class ResultsPage final : public QWidget {
  Q_OBJECT

 public:
  enum Tab { Confusion, Devices, Confidence };

  /// `model` is that of the clips page: both lists have the same order. It must outlive this.
  ResultsPage(Workspace& workspace, Settings& settings, ClipTableModel& model,
              QWidget* parent = nullptr);

  void showTab(Tab tab);
  [[nodiscard]] ClipList* list() const { return m_list; }
  [[nodiscard]] ClipPlot* plot() const { return m_plot; }
  [[nodiscard]] ConfusionPanel* confusion() const { return m_confusion; }
  [[nodiscard]] DevicePanel* devices() const { return m_devices; }
  [[nodiscard]] ConfidencePanel* confidence() const { return m_confidence; }
  /// True while the visible tab is not up to date.
  [[nodiscard]] bool isBusy() const;

  /// The current clip as the clips page shows it.
  void showClip(const std::shared_ptr<const ClipAnalysis>& analysis, const QString& hint);
  /// To be called before the window goes: where the splitters are.
  void saveState();

 signals:
  /// A clip of the list is to be opened.
  void clipOpened();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeClip();
  void showVerdict();

  Workspace& m_workspace;
  Settings& m_settings;
  QTabWidget* m_tabs = nullptr;
  ConfusionPanel* m_confusion = nullptr;
  DevicePanel* m_devices = nullptr;
  ConfidencePanel* m_confidence = nullptr;
  QSplitter* m_splitter = nullptr;
  QSplitter* m_side = nullptr;
  ClipList* m_list = nullptr;
  ElidedLabel* m_title = nullptr;
  QLabel* m_verdict = nullptr;
  ClipPlot* m_plot = nullptr;
};

}  // namespace scenelens
