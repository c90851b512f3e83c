// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/workspace_state.h"
#include "widgets/plot/colour_maps.h"
#include "widgets/preview/preview_analyzer.h"
#include "widgets/preview/preview_controls.h"
#include "widgets/preview/spectra_runner.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>

class QAction;
class QLabel;
class QListWidget;
class QPushButton;
class QSplitter;
class QTabBar;
class QToolButton;

namespace scenelens {

class ActionRegistry;
class ClipPlayer;
class CorrectionControls;
class ElidedLabel;
class OcclusionControls;
class PreviewPlot;
class PreviewResults;
class SpecAugmentControls;
class Workspace;

/// What training does to the current clip and what that does to the decision: a list of transforms,
/// the clip before and after, their knobs, and the probabilities beside each other.
///
/// Computes while it can be seen, everything anew with each touch of a knob, in a thread of its
/// own.
class PreviewPage final : public QWidget {
  Q_OBJECT

 public:
  explicit PreviewPage(Workspace& workspace, QWidget* parent = nullptr);

  /// The current clip; null with the words to show instead.
  void setClip(std::shared_ptr<const ClipAnalysis> clip, const QString& hint);
  /// Who plays the clip and its audible version; must outlive the page or be null.
  void setPlayer(ClipPlayer* player);
  void setColourMap(ColourMap map);
  void showKind(PreviewKind kind);
  [[nodiscard]] PreviewKind kind() const;

  /// Everything that is chosen here, and back; a second clip is found in the open data set.
  [[nodiscard]] StateValues saveState() const;
  void restoreState(const StateValues& values);
  /// Hearing the clip before or after; see setPlayer().
  void declareActions(ActionRegistry& registry);
  /// Names the keys of actions, as they are now, where its texts do.
  void showKeys();

  [[nodiscard]] PreviewPlot* plot() const { return m_plot; }
  /// The transforms.
  [[nodiscard]] QListWidget* list() const { return m_list; }
  [[nodiscard]] SpectraRunner* spectraRunner() { return &m_spectra; }
  /// True while an answer is still to come.
  [[nodiscard]] bool isBusy() const { return m_waiting || m_spectra.isRunning(); }

 signals:
  /// Something that saveState() tells was changed.
  void stateChanged();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  QWidget* makeMiddle();
  QWidget* makeSide();
  QWidget* makePlayer();
  void addControls(PreviewKind kind, const QString& name, PreviewControls* controls);
  void connectSpectra();
  void refresh();
  void onComputed(const std::shared_ptr<const PreviewAnswer>& answer);
  void followKind();
  void showHint(const QString& text);
  void showNothing();
  void showTarget();
  void giveSound(const std::shared_ptr<const PreviewAnswer>& answer);
  void showPlaying();
  void playAfter(bool after);
  void allowVersions(bool audible);
  [[nodiscard]] PreviewControls* controls() const { return m_controls[std::size_t(kind())]; }

  Workspace& m_workspace;
  ClipPlayer* m_player = nullptr;
  QListWidget* m_list = nullptr;
  ElidedLabel* m_title = nullptr;
  QTabBar* m_channel = nullptr;
  PreviewPlot* m_plot = nullptr;
  QLabel* m_readOut = nullptr;
  QString m_help;  // what the read-out says while there is nothing to be read
  QToolButton* m_play = nullptr;
  QToolButton* m_version = nullptr;
  QAction* m_hear = nullptr;
  QWidget* m_knobs = nullptr;
  PreviewResults* m_results = nullptr;
  std::array<PreviewControls*, kPreviewKinds> m_controls{};
  SpecAugmentControls* m_stripes = nullptr;
  CorrectionControls* m_correction = nullptr;
  OcclusionControls* m_occlusion = nullptr;
  std::shared_ptr<const ClipAnalysis> m_clip;
  QString m_hint;  // why there is no clip
  bool m_waiting = false;
  QTimer m_patience;
  SpectraRunner m_spectra;
  PreviewAnalyzer m_analyzer;
};

}  // namespace scenelens
