// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/mixup_controls.h"

#include "core/query/clip_query.h"
#include "widgets/base/theme.h"
#include "widgets/preview/preview_text.h"
#include "widgets/workspace.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include <cmath>

namespace scenelens {

namespace {

constexpr int kMostFound = 50;
constexpr int kListHeight = 96;
constexpr int kSteps = 100;

}  // namespace

MixupControls::MixupControls(Workspace& workspace, QWidget* parent)
    : PreviewControls(parent), m_workspace(workspace) {
  makeLambda();
  m_chosen = new QLabel;
  m_chosen->setObjectName(QStringLiteral("secondClip"));
  m_chosen->setWordWrap(true);
  m_search = new QLineEdit;
  m_search->setObjectName(QStringLiteral("secondSearch"));
  m_search->setAccessibleName(tr("Find the second clip"));
  m_search->setPlaceholderText(tr("Find, such as tram device:a"));
  m_search->setClearButtonEnabled(true);
  m_search->setToolTip(tr("The words and terms of the filter, such as scene:tram or is:wrong"));
  m_fault = addNote();
  m_fault->setObjectName(QStringLiteral("secondFault"));
  m_fault->hide();
  m_found = new QListWidget;
  m_found->setObjectName(QStringLiteral("secondFound"));
  m_found->setAccessibleName(tr("Clips found"));
  m_found->setFixedHeight(kListHeight);
  m_found->setTextElideMode(Qt::ElideMiddle);
  m_found->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_take = new QPushButton(tr("Take the &current clip"));
  m_take->setObjectName(QStringLiteral("takeCurrent"));
  m_take->setToolTip(tr("Make the current clip the second one, then step on to another"));
  m_note = addNote();

  auto* lambda = new QHBoxLayout;
  auto* label = new QLabel(tr("λ"));
  lambda->addWidget(label);
  lambda->addWidget(m_slider, 1);
  lambda->addWidget(m_lambda);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(lambda);
  layout->addWidget(m_chosen);
  layout->addWidget(m_search);
  layout->addWidget(m_fault);
  layout->addWidget(m_found);
  layout->addWidget(m_take, 0, Qt::AlignLeft);
  layout->addWidget(m_note);

  connect(m_search, &QLineEdit::textChanged, this, &MixupControls::search);
  connect(m_found, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    if (item) choose(std::size_t(item->data(Qt::UserRole).toULongLong()));
  });
  connect(m_take, &QPushButton::clicked, this, [this] { choose(m_workspace.currentClip()); });
  connect(&workspace, &Workspace::datasetChanged, this, [this] {
    choose(std::nullopt);
    search();
  });
  connect(&workspace, &Workspace::currentClipChanged, this,
          [this] { m_take->setEnabled(m_workspace.currentClip().has_value()); });
  search();
  showChosen();
}

void MixupControls::makeLambda() {
  m_slider = new QSlider(Qt::Horizontal);
  m_slider->setObjectName(QStringLiteral("lambdaSlider"));
  m_slider->setAccessibleName(tr("Weight of the clip itself"));
  m_slider->setRange(0, kSteps);
  m_slider->setValue(kSteps / 2);
  m_lambda = new QDoubleSpinBox;
  m_lambda->setObjectName(QStringLiteral("lambda"));
  m_lambda->setAccessibleName(tr("Lambda"));
  m_lambda->setRange(0.0, 1.0);
  m_lambda->setSingleStep(0.05);
  m_lambda->setValue(0.5);
  m_lambda->setToolTip(tr("Weight of the clip itself; 1 − λ is the second clip's"));
  connect(m_slider, &QSlider::valueChanged, this,
          [this](int value) { m_lambda->setValue(double(value) / kSteps); });
  connect(m_lambda, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(int(std::lround(value * kSteps)));
    emit changed();
  });
}

void MixupControls::search() {
  const QSignalBlocker quiet(m_found);
  m_found->clear();
  const ClipQuery query(m_search->text().toStdString(), *m_workspace.dataset());
  showFault(query);
  const auto& clips = m_workspace.dataset()->clips;
  for (const std::size_t i : m_workspace.matching(query)) {
    if (m_found->count() == kMostFound) break;
    if (clips[i].missing) continue;
    auto* item = new QListWidgetItem(clipTitle(clips[i].file), m_found);
    item->setData(Qt::UserRole, qulonglong(i));
  }
}

void MixupControls::showFault(const ClipQuery& query) {
  const auto& faults = query.faults();
  m_fault->setVisible(!faults.empty());
  if (faults.empty()) return;
  QString text = toQString(faults.front().text);
  text[0] = text[0].toUpper();
  if (faults.front().ignored) text += tr(". This word hides nothing.");
  m_fault->setText(text);
}

void MixupControls::choose(std::optional<std::size_t> clip) {
  m_second = clip;
  showChosen();
  emit changed();
}

void MixupControls::showChosen() {
  if (!m_second) {
    m_chosen->setText(tr("No second clip yet"));
    return;
  }
  const Clip& clip = m_workspace.dataset()->clips[*m_second];
  m_chosen->setText(tr("With %1").arg(clipTitle(clip.file)));
}

QString MixupControls::missing() const {
  return m_second ? QString() : tr("Choose a second clip on the right.");
}

void MixupControls::fill(PreviewParams& params) const {
  params.second = m_second;
  params.lambda = m_lambda->value();
}

void MixupControls::saveState(StateValues& values) const {
  if (!m_second) return;
  const Clip& clip = m_workspace.dataset()->clips[*m_second];
  values["secondFile"] = clip.file;
  values["secondWindow"] = double(clip.window);
}

void MixupControls::restoreState(const StateValues& values) {
  const auto file = values.find("secondFile");
  const auto window = values.find("secondWindow");
  if (file == values.end() || window == values.end()) return;
  const auto* name = std::get_if<std::string>(&file->second);
  const auto* second = std::get_if<double>(&window->second);
  if (!name || !second || !(*second >= 0.0 && *second < 1e9)) return;
  choose(m_workspace.clipNamed({*name, std::int32_t(*second)}));
}

void MixupControls::show(const PreviewAnswer& answer) {
  m_note->setText(answer.targets
                      ? tr("The lines in the chart mark the soft target that training would ask "
                           "for.")
                      : tr("No soft target: the scene of one of the clips is unknown."));
}

}  // namespace scenelens
