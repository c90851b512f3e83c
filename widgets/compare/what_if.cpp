// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/what_if.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scenelens {

namespace {

constexpr int kSteps = 1000;  // of a slider

}  // namespace

QString rankText(double rank) {
  return QLocale().toString(rank, 'g', 6);
}

QString limitsText(bool overMemory, bool overMacs) {
  const QString memory = WhatIf::tr("over %1 bytes").arg(countText(kLimitBytes));
  const QString macs = WhatIf::tr("over %1 M MACs").arg(kLimitMacs / 1'000'000);
  if (overMemory && overMacs) return WhatIf::tr("%1 and %2").arg(memory, macs);
  return overMemory ? memory : overMacs ? macs : QString();
}

WhatIf::WhatIf(QWidget* parent) : QWidget(parent) {
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setColumnStretch(1, 1);
  auto* title = new QLabel(tr("What if"));
  title->setFont(titleFont(*this));
  m_place = new QLabel;
  m_place->setObjectName(QStringLiteral("whatIfPlace"));
  m_place->setWordWrap(true);
  layout->addWidget(title, 0, 0);
  layout->addWidget(m_place, 0, 1, 1, 2);
  addRow(Accuracy, tr("Accuracy"), tr(" %"), 2);
  addRow(Bytes, tr("Bytes"), QString(), 0);
  addRow(Macs, tr("MACs"), tr(" M"), 3);
  showPlace();
}

void WhatIf::addRow(Quantity quantity, const QString& name, const QString& suffix, int decimals) {
  Row& row = m_rows[quantity];
  auto* layout = static_cast<QGridLayout*>(this->layout());
  auto* label = new QLabel(name);
  row.slider = new QSlider(Qt::Horizontal);
  row.slider->setRange(0, kSteps);
  row.slider->setPageStep(kSteps / 20);
  row.slider->setAccessibleName(name);
  row.slider->setObjectName(QStringLiteral("whatIfSlider%1").arg(int(quantity)));
  row.field = new QDoubleSpinBox;
  row.field->setDecimals(decimals);
  row.field->setRange(row.low / row.unit, row.high / row.unit);
  row.field->setSuffix(suffix);
  row.field->setGroupSeparatorShown(true);
  row.field->setSingleStep(quantity == Bytes ? 1000.0 : 0.5);
  row.field->setAccessibleName(name);
  row.field->setObjectName(QStringLiteral("whatIfField%1").arg(int(quantity)));
  label->setBuddy(row.field);
  layout->addWidget(label, 1 + quantity, 0);
  layout->addWidget(row.slider, 1 + quantity, 1);
  layout->addWidget(row.field, 1 + quantity, 2);
  connect(row.slider, &QSlider::valueChanged, this, [this, quantity](int step) {
    const Row& moved = m_rows[quantity];
    const double part = double(step) / kSteps;
    setValue(quantity, moved.logarithmic ? moved.low * std::pow(moved.high / moved.low, part)
                                         : moved.low + part * (moved.high - moved.low));
  });
  connect(row.field, &QDoubleSpinBox::valueChanged, this,
          [this, quantity](double value) { setValue(quantity, value * m_rows[quantity].unit); });
  showRow(row);
}

void WhatIf::setValue(Quantity quantity, double value) {
  Row& row = m_rows[quantity];
  value = std::clamp(value, row.low, row.high);
  if (value == row.value) return;
  row.value = value;
  showRow(row);
  showPlace();
  emit valueChanged();
}

void WhatIf::showRow(Row& row) {
  const QSignalBlocker slider(row.slider);
  const QSignalBlocker field(row.field);
  const double part = row.logarithmic ? std::log(row.value / row.low) / std::log(row.high / row.low)
                                      : (row.value - row.low) / (row.high - row.low);
  row.slider->setValue(int(std::lround(part * kSteps)));
  // What the field rounds away is not meant by the user either.
  row.field->setValue(row.value / row.unit);
}

RankedSystem WhatIf::system() const {
  RankedSystem system;
  system.name = tr("what if").toStdString();
  system.accuracy = m_rows[Accuracy].field->value() / 100.0;
  system.bytes = std::uint64_t(std::llround(m_rows[Bytes].field->value()));
  system.macs = std::uint64_t(std::llround(m_rows[Macs].field->value() * 1e6));
  return system;
}

void WhatIf::setOthers(std::vector<RankedSystem> systems, TieRule rule) {
  m_others = std::move(systems);
  m_rule = rule;
  showPlace();
}

void WhatIf::showPlace() {
  if (!m_rows[Macs].field) return;
  const auto row = placeOf(m_others, system(), m_rule);
  if (!row) {
    m_place->clear();
    return;
  }
  const auto ranked = qint64(rankSystems(m_others, m_rule).rows.size()) + 1;
  const QString limits = limitsText(row->overMemory, row->overMacs);
  QString text = tr("would be in place %1 of %2: R = 0.5·%3 + 0.25·%4 + 0.25·%5 = %6")
                     .arg(rankText(row->place))
                     .arg(ranked)
                     .arg(rankText(row->accuracyRank), rankText(row->memoryRank),
                          rankText(row->macRank), rankText(row->score));
  if (!limits.isEmpty()) text += tr(". ✕ Not allowed: %1").arg(limits);
  m_place->setText(text);
}

}  // namespace scenelens
