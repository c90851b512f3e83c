// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/clips/clip_analyzer.h"
#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTabBar;
class QTableView;

namespace scenelens {

class ClipList;
class ClipPlot;
class ClipTableModel;
class ElidedLabel;
class NoisePanel;
class NoteEditor;
class PredictionPanel;

/// The page one works in: the clips on the left, the current clip in the middle, what the models
/// say about it on the right.
class ClipsPage final : public QWidget {
  Q_OBJECT

 public:
  /// What the middle shows of the current clip.
  enum View { Signal, Quantization };

  explicit ClipsPage(Workspace& workspace, QWidget* parent = nullptr);

  [[nodiscard]] ClipPlot* plot() const { return m_plot; }
  [[nodiscard]] ClipList* list() const { return m_list; }
  [[nodiscard]] QTableView* table() const;
  [[nodiscard]] QSplitter* splitter() const { return m_splitter; }
  [[nodiscard]] ClipTableModel* model() const { return m_model; }
  [[nodiscard]] NoisePanel* noisePanel() const { return m_noise; }
  /// True while the current clip is not analysed and predicted by every model yet, or quantization
  /// noise is being measured.
  [[nodiscard]] bool isBusy() const;

  void showView(View view);
  /// Names the keys of actions, as they are now, where its texts do.
  void showKeys();

  void focusFilter();
  /// Selects the clip `rows` below (or above) the current one.
  void step(int rows);

 signals:
  /// What the page shows of the current clip, or the words it shows instead, for pages that show it
  /// too.
  void clipShown(const std::shared_ptr<const ClipAnalysis>& analysis, const QString& hint);

 private:
  QWidget* makeClipSide();
  void makePlot();
  void onDatasetChanged();
  void onCurrentClipChanged();
  void requestAnalysis();
  void onAnalysed(const std::shared_ptr<const ClipAnalysis>& analysis);
  void onPredicted(const ClipAnswer& answer);
  void onFailed(std::size_t clip, const Error& error);
  void showClipTitle();
  void showHint(const QString& text);
  void studyShownClips();
  [[nodiscard]] bool isCurrent(std::size_t clip) const { return m_workspace.currentClip() == clip; }

  Workspace& m_workspace;
  ClipTableModel* m_model = nullptr;
  QSplitter* m_splitter = nullptr;
  ClipList* m_list = nullptr;
  ElidedLabel* m_title = nullptr;
  ElidedLabel* m_subtitle = nullptr;
  QLabel* m_synthetic = nullptr;
  QLabel* m_readOut = nullptr;
  QString m_help;  // what the read-out says while there is nothing to be read
  ClipPlot* m_plot = nullptr;
  QTabBar* m_view = nullptr;
  QStackedWidget* m_views = nullptr;
  NoisePanel* m_noise = nullptr;
  NoteEditor* m_notes = nullptr;
  PredictionPanel* m_predictions = nullptr;
  QTimer m_reading;  // runs until the current clip's features are there
  ClipAnalyzer m_analyzer;
  bool m_busy = false;  // answers are still to come for the current clip
};

}  // namespace scenelens
