// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/equaliser_controls.h"

#include "widgets/base/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include <cmath>

namespace scenelens {

namespace {

constexpr int kRange = 30;  // dB
constexpr int kSliderHeight = 130;

/// "31", "500", "2k"
QString centreText(double hz) {
  return hz < 1000.0 ? QLocale().toString(std::floor(hz), 'f', 0)
                     : QLocale().toString(hz / 1000.0, 'f', 0) + u'k';
}

}  // namespace

EqualiserControls::EqualiserControls(QWidget* parent) : PreviewControls(parent) {
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(0);
  grid->setVerticalSpacing(2);
  for (std::size_t i = 0; i < Equaliser::kBands; ++i) {
    const QString name = centreText(Equaliser::kCentres[i]);
    auto* slider = new QSlider(Qt::Vertical);
    slider->setObjectName(QStringLiteral("gain%1").arg(i));
    slider->setAccessibleName(tr("Gain at %1 Hz in dB").arg(name));
    slider->setRange(-kRange, kRange);
    slider->setPageStep(6);
    slider->setTickPosition(QSlider::TicksRight);
    slider->setTickInterval(kRange);
    slider->setFixedHeight(kSliderHeight);
    auto* value = new QLabel;
    auto* label = new QLabel(name);
    for (auto* text : {value, label}) {
      text->setAlignment(Qt::AlignCenter);
      text->setFont(smallFont(*this));
    }
    label->setForegroundRole(QPalette::PlaceholderText);
    const int column = int(i);
    grid->addWidget(value, 0, column);
    grid->addWidget(slider, 1, column, Qt::AlignHCenter);
    grid->addWidget(label, 2, column);
    grid->setColumnStretch(column, 1);
    m_sliders[i] = slider;
    m_values[i] = value;
    connect(slider, &QSlider::valueChanged, this, [this, i] { onMoved(i); });
  }
  m_flat = new QPushButton(tr("&Flat"));
  m_flat->setObjectName(QStringLiteral("flat"));
  m_flat->setToolTip(tr("All bands to 0 dB"));
  connect(m_flat, &QPushButton::clicked, this, [this] {
    for (auto* slider : m_sliders) slider->setValue(0);
  });
  auto* note = addNote();
  note->setText(
      tr("Gains in dB at octave centres in Hz. A gain in all bands alike changes nothing: the "
         "network's input is normalised."));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(grid);
  layout->addWidget(m_flat, 0, Qt::AlignLeft);
  layout->addWidget(note);
  for (std::size_t i = 0; i < Equaliser::kBands; ++i) onMoved(i);
}

void EqualiserControls::onMoved(std::size_t band) {
  const int gain = m_sliders[band]->value();
  // A true minus sign, as wide as the plus.
  m_values[band]->setText(gain > 0   ? QStringLiteral("+%1").arg(gain)
                          : gain < 0 ? QStringLiteral("\u2212%1").arg(-gain)
                                     : QStringLiteral("0"));
  emit changed();
}

void EqualiserControls::fill(PreviewParams& params) const {
  for (std::size_t i = 0; i < Equaliser::kBands; ++i)
    params.equaliser.gains[i] = m_sliders[i]->value();
}

}  // namespace scenelens
