// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/preview/preview_controls.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace scenelens {

class SpectraPlot;

/// Spectrum correction: form, source and target device, which pair; the devices' mean spectra and
/// the difference.
class CorrectionControls final : public PreviewControls {
  Q_OBJECT

 public:
  explicit CorrectionControls(Workspace& workspace, QWidget* parent = nullptr);

  void fill(PreviewParams& params) const override;
  [[nodiscard]] QString missing() const override;
  void show(const PreviewAnswer& answer) override;
  /// The devices themselves are not kept: they are measured again.
  void saveState(StateValues& values) const override;
  void restoreState(const StateValues& values) override;
  /// Null: not measured; `running` while that is being done.
  void setSpectra(std::shared_ptr<const DeviceSpectra> spectra, bool running);

 signals:
  /// The user wants the devices measured.
  void measureRequested();

 private:
  void makeBoxes();
  void followForm();
  void showPairRow();
  void fillDevices();
  void chooseSourceOf(std::optional<std::size_t> clip);
  void chooseTarget();
  void limitPair();
  [[nodiscard]] CorrectionForm form() const;

  Workspace& m_workspace;
  QComboBox* m_form = nullptr;
  QComboBox* m_source = nullptr;
  QComboBox* m_target = nullptr;
  QSpinBox* m_pair = nullptr;
  QLabel* m_pairLabel = nullptr;
  QPushButton* m_measure = nullptr;
  SpectraPlot* m_plot = nullptr;
  QLabel* m_note = nullptr;
  std::shared_ptr<const DeviceSpectra> m_spectra;
  QString m_wantedTarget;  // what the user chose, taken whenever it can be
  bool m_running = false;
};

}  // namespace scenelens
