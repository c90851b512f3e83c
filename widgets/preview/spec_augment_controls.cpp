// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/spec_augment_controls.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace scenelens {

namespace {

constexpr int kMaxStripes = 20;
constexpr int kMaxMelWidth = 128;
constexpr int kMaxTimeWidth = 40;
constexpr int kMaxWarp = 20;
constexpr int kTableRows = 4;  // that are visible at once

enum Column { Axis, Start, Width, ColumnCount };

QSpinBox* spin(const QString& name, const QString& spoken, int low, int high, int value) {
  auto* box = new QSpinBox;
  box->setObjectName(name);
  box->setAccessibleName(spoken);
  box->setRange(low, high);
  box->setValue(value);
  return box;
}

}  // namespace

SpecAugmentControls::SpecAugmentControls(QWidget* parent) : PreviewControls(parent) {
  makeOptions();
  makeTable();
  m_note = addNote();
  const SpecAugmentOptions defaults;
  auto* grid = new QGridLayout;
  grid->setVerticalSpacing(spacing::kSmall);
  grid->addWidget(new QLabel(tr("Stripes")), 0, 1);
  grid->addWidget(new QLabel(tr("Widest")), 0, 2);
  grid->addWidget(new QLabel(tr("Bands")), 1, 0);
  grid->addWidget(m_melStripes, 1, 1);
  grid->addWidget(m_melWidth, 1, 2);
  grid->addWidget(new QLabel(tr("Frames")), 2, 0);
  grid->addWidget(m_timeStripes, 2, 1);
  grid->addWidget(m_timeWidth, 2, 2);
  grid->addWidget(new QLabel(tr("Warp")), 3, 0);
  grid->addWidget(m_warp, 3, 1);
  grid->addWidget(m_inclusive, 3, 2);
  grid->addWidget(new QLabel(tr("Seed")), 4, 0);
  grid->addWidget(m_seed, 4, 1);
  grid->addWidget(m_reroll, 4, 2);
  grid->setColumnStretch(1, 1);
  grid->setColumnStretch(2, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(grid);
  layout->addWidget(m_table);
  layout->addWidget(m_note);
  draw();
}

void SpecAugmentControls::makeOptions() {
  const SpecAugmentOptions code;
  m_melStripes = spin(QStringLiteral("melStripes"), tr("Stripes over mel bands"), 0, kMaxStripes,
                      code.melStripes);
  // Wider than the published code's 2, so that there is something to see.
  m_melWidth =
      spin(QStringLiteral("melWidth"), tr("Widest stripe over mel bands"), 1, kMaxMelWidth, 24);
  m_timeStripes = spin(QStringLiteral("timeStripes"), tr("Stripes over frames"), 0, kMaxStripes,
                       code.timeStripes);
  m_timeWidth =
      spin(QStringLiteral("timeWidth"), tr("Widest stripe over frames"), 1, kMaxTimeWidth, 6);
  m_warp = spin(QStringLiteral("timeWarp"), tr("Largest time warp in frames"), 0, kMaxWarp, 0);
  m_seed = spin(QStringLiteral("seed"), tr("Seed"), 0, std::numeric_limits<int>::max(), 1);
  m_inclusive = new QComboBox;
  m_inclusive->setObjectName(QStringLiteral("inclusive"));
  m_inclusive->setAccessibleName(tr("Whether the widest stripe is ever drawn"));
  m_inclusive->addItem(tr("below widest"));
  m_inclusive->addItem(tr("up to widest"));
  m_inclusive->setToolTip(
      tr("The published code draws widths below the widest; the report's words include it."));
  m_reroll = new QPushButton(tr("Re-&roll"));
  m_reroll->setObjectName(QStringLiteral("reroll"));
  m_reroll->setToolTip(tr("Draw other stripes with the next seed"));
  for (auto* box : {m_melStripes, m_melWidth, m_timeStripes, m_timeWidth, m_warp, m_seed})
    connect(box, &QSpinBox::valueChanged, this, &SpecAugmentControls::draw);
  connect(m_inclusive, &QComboBox::currentIndexChanged, this, &SpecAugmentControls::draw);
  connect(m_reroll, &QPushButton::clicked, this, &SpecAugmentControls::reroll);
}

void SpecAugmentControls::makeTable() {
  m_table = new QTableWidget(0, ColumnCount);
  m_table->setObjectName(QStringLiteral("stripes"));
  m_table->setAccessibleName(tr("Stripes"));
  m_table->setHorizontalHeaderLabels({tr("Over"), tr("From"), tr("Width")});
  m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_table->verticalHeader()->hide();
  m_table->setEditTriggers(QAbstractItemView::AllEditTriggers);
  m_table->setFixedHeight((kTableRows + 1) * (m_table->verticalHeader()->defaultSectionSize() + 2));
  m_table->setTabKeyNavigation(false);
  connect(m_table, &QTableWidget::cellChanged, this, &SpecAugmentControls::onItemChanged);
}

void SpecAugmentControls::fill(PreviewParams& params) const {
  params.plan = m_plan;
}

void SpecAugmentControls::saveState(StateValues& values) const {
  std::vector<std::string> stripes;
  const auto add = [&stripes](const char* axis, const Stripe& stripe) {
    stripes.push_back(axis + std::to_string(stripe.start) + "+" + std::to_string(stripe.width));
  };
  for (const auto& stripe : m_plan.mel) add("bands ", stripe);
  for (const auto& stripe : m_plan.time) add("frames ", stripe);
  values["stripes"] = std::move(stripes);
}

void SpecAugmentControls::restoreState(const StateValues& values) {
  const auto found = values.find("stripes");
  const auto* stripes =
      found == values.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
  if (!stripes || stripes->size() > std::size_t{2} * kMaxStripes) return;
  static const QRegularExpression form(QStringLiteral("^(bands|frames) (\\d{1,4})\\+(\\d{1,4})$"));
  SpecAugmentPlan plan;
  plan.warp = m_plan.warp;
  for (const auto& text : *stripes) {
    const auto match = form.match(toQString(text));
    if (!match.hasMatch()) return;
    auto& axis = match.captured(1) == QLatin1String("bands") ? plan.mel : plan.time;
    axis.push_back({match.captured(2).toInt(), match.captured(3).toInt()});
  }
  m_plan = fittedPlan(std::move(plan));
  showPlan();
  emit changed();
}

void SpecAugmentControls::reroll() {
  m_seed->setValue(m_seed->value() == m_seed->maximum() ? 0 : m_seed->value() + 1);
}

void SpecAugmentControls::draw() {
  SpecAugmentOptions options;
  options.melStripes = m_melStripes->value();
  options.melWidth = m_melWidth->value();
  options.timeStripes = m_timeStripes->value();
  options.timeWidth = m_timeWidth->value();
  options.timeWarp = m_warp->value();
  options.inclusive = m_inclusive->currentIndex() == 1;
  SplitMix64 random(std::uint64_t(m_seed->value()));
  m_plan = planSpecAugment(options, random);
  showPlan();
  emit changed();
}

void SpecAugmentControls::showPlan() {
  const QSignalBlocker quiet(m_table);
  m_table->setRowCount(int(m_plan.mel.size() + m_plan.time.size()));
  int row = 0;
  const auto add = [&](const QString& axis, const Stripe& stripe) {
    const auto set = [&](int column, const QVariant& value, bool editable) {
      auto* item = m_table->item(row, column);
      if (!item) {
        item = new QTableWidgetItem;
        m_table->setItem(row, column, item);
      }
      item->setData(Qt::EditRole, value);
      item->setFlags(editable ? item->flags() | Qt::ItemIsEditable
                              : item->flags() & ~Qt::ItemIsEditable);
    };
    set(Axis, axis, false);
    set(Start, stripe.start, true);
    set(Width, stripe.width, true);
    ++row;
  };
  for (const auto& stripe : m_plan.mel) add(tr("bands"), stripe);
  for (const auto& stripe : m_plan.time) add(tr("frames"), stripe);
  m_note->setText(m_plan.warp ? tr("Warp: frame %1 moves to %2. Drag stripes, or edit them here.")
                                    .arg(m_plan.warp->from, 0, 'f', 1)
                                    .arg(m_plan.warp->to, 0, 'f', 1)
                              : tr("Drag stripes, or edit them here."));
}

void SpecAugmentControls::onItemChanged(int row, int column) {
  if (column == Axis || row < 0) return;
  const auto bands = int(m_plan.mel.size());
  auto& stripe = row < bands ? m_plan.mel[std::size_t(row)] : m_plan.time[std::size_t(row - bands)];
  const int value = m_table->item(row, column)->data(Qt::EditRole).toInt();
  (column == Start ? stripe.start : stripe.width) = value;
  m_plan = fittedPlan(std::move(m_plan));
  showPlan();
  emit changed();
}

void SpecAugmentControls::moveStripe(bool mel, int index, int start) {
  auto& stripes = mel ? m_plan.mel : m_plan.time;
  if (index < 0 || std::size_t(index) >= stripes.size()) return;
  auto& stripe = stripes[std::size_t(index)];
  // A dragged stripe keeps its width.
  const int last = int(mel ? kMels : kFrames) - stripe.width;
  const int place = std::clamp(start, 0, last);
  if (place == stripe.start) return;
  stripe.start = place;
  showPlan();
  emit changed();
}

}  // namespace scenelens
