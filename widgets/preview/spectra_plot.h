// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/preview/device_spectra.h"
#include "widgets/plot/plot_table.h"

#include <QWidget>

#include <memory>
#include <span>
#include <string>
#include <vector>

class QCPAxisRect;
class QCPItemText;
class QCustomPlot;

namespace scenelens {

/// Mean spectra of the devices in dB over mel bands, the source's and the target's in full colour,
/// and below them the difference curve of a correction.
class SpectraPlot final : public QWidget {
  Q_OBJECT

 public:
  explicit SpectraPlot(QWidget* parent = nullptr);

  void setSpectra(std::shared_ptr<const DeviceSpectra> spectra);
  /// `target` empty: all others. `shift`: 256 values in log10 of power.
  void setCorrection(const std::string& source, const std::string& target,
                     std::span<const float> shift);
  [[nodiscard]] QCustomPlot* plot() const { return m_plot; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refill();
  [[nodiscard]] QString summary() const;
  [[nodiscard]] std::vector<PlotTable> tables() const;
  void applyColours();

  QCustomPlot* m_plot = nullptr;
  QCPAxisRect* m_levels = nullptr;
  QCPAxisRect* m_difference = nullptr;
  QCPItemText* m_legend = nullptr;
  std::shared_ptr<const DeviceSpectra> m_spectra;
  std::string m_source, m_target;
  std::vector<float> m_shift;
};

}  // namespace scenelens
