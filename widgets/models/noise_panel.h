// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/noise_analyzer.h"
#include "widgets/models/noise_runner.h"
#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QLabel;
class QPushButton;

namespace scenelens {

class ElidedLabel;
class NoisePlot;
class NoiseTables;

/// Where quantization hurts the chosen model: for the current clip, or, at the push of a button,
/// over all clips that the table shows.
///
/// The clip is measured while the panel can be seen; a study over many clips runs as a job and
/// fills the view as it goes.
class NoisePanel final : public QWidget {
  Q_OBJECT

 public:
  explicit NoisePanel(Workspace& workspace, QWidget* parent = nullptr);

  /// The current clip's features; null while there are none.
  void setAnalysis(std::shared_ptr<const ClipAnalysis> analysis);
  /// Begins a study over clips (indices into the data set's).
  void study(std::vector<std::uint32_t> clips);

  [[nodiscard]] NoiseRunner* runner() { return &m_runner; }
  /// True while an answer is still to come.
  [[nodiscard]] bool isBusy() const { return m_waiting || m_runner.isRunning(); }

 signals:
  /// Somebody wants a study over all clips that the table shows.
  void studyRequested();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  enum class Source { Clip, Study };

  void makeView();
  void connectRunner();
  /// Measures the clip again where it is wanted, or says why there is nothing to see.
  void refresh();
  void showNoise(const std::shared_ptr<const QuantizationNoise>& noise, const QString& title);
  void showHint(const QString& text);
  void showClip();
  [[nodiscard]] const Int8Twin* twin() const;
  [[nodiscard]] QString studyTitle(std::size_t measured, bool running) const;

  Workspace& m_workspace;
  ElidedLabel* m_title = nullptr;
  QLabel* m_summary = nullptr;
  QPushButton* m_overAll = nullptr;
  QPushButton* m_thisClip = nullptr;
  NoisePlot* m_plot = nullptr;
  NoiseTables* m_tables = nullptr;
  Source m_source = Source::Clip;
  std::size_t m_studied = 0;  // clips of the study
  std::shared_ptr<const ClipAnalysis> m_analysis;
  bool m_waiting = false;
  QTimer m_patience;
  NoiseRunner m_runner;
  NoiseAnalyzer m_analyzer;
};

}  // namespace scenelens
