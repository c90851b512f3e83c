// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/spectra_plot.h"

#include "core/features/feature_shape.h"
#include "core/features/mel_filterbank.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_style.h"

#include <QEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr int kHeight = 190;
constexpr double kOffset = 1e-10;

QVector<double> bandNumbers() {
  QVector<double> bands;
  for (std::size_t m = 0; m < kMels; ++m) bands.append(double(m));
  return bands;
}

}  // namespace

SpectraPlot::SpectraPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setFixedHeight(kHeight);
  m_plot->setObjectName(QStringLiteral("spectraChart"));
  m_plot->setAccessibleName(tr("Mean spectra of the devices and the difference"));
  explainPlot(*m_plot, {[this] { return summary(); }, [this] { return tables(); }});
  m_plot->plotLayout()->clear();
  m_plot->plotLayout()->setRowSpacing(0);
  auto* margins = new QCPMarginGroup(m_plot);
  // Few ticks, at frequencies one knows.
  auto ticks = QSharedPointer<QCPAxisTickerText>::create();
  for (const double hz : {100.0, 500.0, 2000.0, 5000.0, 10000.0, 20000.0}) {
    const QString text = hz < 1000.0 ? QLocale().toString(hz, 'f', 0)
                                     : QLocale().toString(hz / 1000.0, 'f', 0) + u'k';
    ticks->addTick(MelFilterbank::bandAtHz(hz), text);
  }
  const auto makeRect = [&](int row) {
    auto* rect = new QCPAxisRect(m_plot);
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    rect->setMinimumMargins(QMargins(2, 4, 4, 2));
    rect->setupFullAxesBox();
    for (auto* axis : {rect->axis(QCPAxis::atTop), rect->axis(QCPAxis::atRight)}) {
      axis->setTicks(false);
      axis->setTickLabels(false);
    }
    rect->axis(QCPAxis::atBottom)->setTicker(ticks);
    rect->axis(QCPAxis::atBottom)->setSubTicks(false);
    rect->axis(QCPAxis::atBottom)->setRange(0.0, double(kMels - 1));
    rect->axis(QCPAxis::atLeft)->ticker()->setTickCount(3);
    rect->axis(QCPAxis::atLeft)->setLabel(row == 0 ? tr("dB") : tr("Δ dB"));
    rect->axis(QCPAxis::atBottom)->setTickLabels(row == 1);
    m_plot->plotLayout()->addElement(row, 0, rect);
    return rect;
  };
  m_levels = makeRect(0);
  m_difference = makeRect(1);
  m_difference->axis(QCPAxis::atBottom)->setLabel(tr("Hz"));
  m_plot->plotLayout()->setRowStretchFactor(0, 1.2);
  m_legend = new QCPItemText(m_plot);
  m_legend->setClipAxisRect(m_levels);
  m_legend->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
  m_legend->position->setAxisRect(m_levels);
  m_legend->position->setType(QCPItemPosition::ptAxisRectRatio);
  m_legend->position->setCoords(0.985, 0.02);
  applyColours();
}

void SpectraPlot::setSpectra(std::shared_ptr<const DeviceSpectra> spectra) {
  m_spectra = std::move(spectra);
  m_shift.clear();
  refill();
}

void SpectraPlot::setCorrection(const std::string& source, const std::string& target,
                                std::span<const float> shift) {
  m_source = source;
  m_target = target;
  m_shift.assign(shift.begin(), shift.end());
  refill();
}

void SpectraPlot::refill() {
  const auto& colours = themeColours(palette());
  m_plot->clearGraphs();
  const auto bands = bandNumbers();
  const auto add = [&](QCPAxisRect* rect, const QVector<double>& levels, const QColor& colour,
                       int width) {
    auto* graph = m_plot->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    graph->setData(bands, levels, true);
    graph->setPen(QPen(colour, width));
  };
  if (m_spectra) {
    // The two in question are drawn last, so that nothing covers them.
    for (const int pass : {0, 1}) {
      for (std::size_t d = 0; d < m_spectra->devices.size(); ++d) {
        const auto& name = m_spectra->devices[d];
        const bool source = name == m_source;
        const bool target = !source && name == m_target;
        const auto mean = m_spectra->meanPower(std::int16_t(d));
        if (mean.empty() || (pass == 1) != (source || target)) continue;
        QVector<double> levels;
        for (const double power : mean) levels.append(10.0 * std::log10(power + kOffset));
        const QColor colour = source             ? colours.accent
                              : target           ? colours.int8
                              : m_target.empty() ? colours.int8Muted
                                                 : quietMark(palette());
        add(m_levels, levels, colour, source || target ? 2 : 1);
      }
    }
  }
  double reach = 1.0;
  if (!m_shift.empty()) {
    QVector<double> levels;
    for (const float shift : m_shift) {
      levels.append(10.0 * double(shift));
      reach = std::max(reach, 10.0 * std::abs(double(shift)));
    }
    add(m_difference, levels, colours.text, 1);
  }
  m_difference->axis(QCPAxis::atLeft)->setRange(-1.08 * reach, 1.08 * reach);
  m_levels->axis(QCPAxis::atLeft)->rescale();
  m_legend->setText(m_source.empty() ? QString()
                                     : tr("%1 → %2").arg(toQString(m_source),
                                                         m_target.empty() ? tr("all others")
                                                                          : toQString(m_target)));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QString SpectraPlot::summary() const {
  if (!m_spectra) return tr("No device is measured yet");
  QString text = tr("Mean spectra of %Ln device(s), %1 clips measured", nullptr,
                    int(m_spectra->devices.size()))
                     .arg(countText(qint64(m_spectra->clips.size())));
  if (m_shift.empty()) return text;
  const auto largest =
      std::ranges::max_element(m_shift, [](float a, float b) { return std::abs(a) < std::abs(b); });
  const auto band = std::size_t(largest - m_shift.begin());
  return text + tr("; %1: the largest difference is %2 dB at %3 Hz")
                    .arg(m_legend->text(), QLocale().toString(10.0 * double(*largest), 'f', 1),
                         QLocale().toString(MelFilterbank::centreHz(band), 'f', 0));
}

std::vector<PlotTable> SpectraPlot::tables() const {
  if (!m_spectra) return {};
  PlotTable table{.header = {tr("Frequency (Hz)")}};
  std::vector<std::vector<double>> means;
  for (std::size_t d = 0; d < m_spectra->devices.size(); ++d) {
    auto mean = m_spectra->meanPower(std::int16_t(d));
    if (mean.empty()) continue;
    table.header.append(tr("%1 (dB)").arg(toQString(m_spectra->devices[d])));
    means.push_back(std::move(mean));
  }
  if (!m_shift.empty()) table.header.append(tr("Difference (dB)"));
  for (std::size_t band = 0; band < kMels; ++band) {
    std::vector<QVariant> row{MelFilterbank::centreHz(band)};
    for (const auto& mean : means) row.emplace_back(10.0 * std::log10(mean[band] + kOffset));
    if (!m_shift.empty()) row.emplace_back(10.0 * double(m_shift[band]));
    table.rows.push_back(std::move(row));
  }
  return {std::move(table)};
}

void SpectraPlot::applyColours() {
  const auto& colours = themeColours(palette());
  m_plot->setBackground(colours.window);
  const QFont font = smallFont(*this);
  for (auto* rect : {m_levels, m_difference}) {
    rect->setBackground(colours.base);
    for (auto* axis : rect->axes()) {
      axis->setBasePen(QPen(colours.border));
      axis->setTickPen(QPen(colours.border));
      axis->setSubTickPen(QPen(colours.border));
      axis->setTickLabelColor(colours.mutedText);
      axis->setLabelColor(colours.mutedText);
      axis->setTickLabelFont(font);
      axis->setLabelFont(font);
      axis->grid()->setPen(QPen(colours.grid, 0));
      axis->grid()->setZeroLinePen(QPen(colours.border, 0));
    }
  }
  m_legend->setFont(font);
  m_legend->setColor(colours.text);
  refill();
}

void SpectraPlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyColours();
}

}  // namespace scenelens
