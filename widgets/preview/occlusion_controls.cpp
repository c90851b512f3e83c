// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/occlusion_controls.h"

#include "widgets/preview/preview_text.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <array>

namespace scenelens {

namespace {

constexpr std::array<OcclusionGrid, 4> kGrids{OcclusionGrid{32, 11}, OcclusionGrid{16, 4},
                                              OcclusionGrid{8, 4}, OcclusionGrid{8, 2}};
constexpr int kDefaultGrid = 1;

}  // namespace

OcclusionControls::OcclusionControls(QWidget* parent) : PreviewControls(parent) {
  m_class = new QComboBox;
  m_class->setObjectName(QStringLiteral("occlusionClass"));
  m_class->setAccessibleName(tr("Class to explain"));
  m_class->addItem(tr("The decision"));
  for (std::size_t i = 0; i < kLogitCount; ++i) m_class->addItem(classTitle(i));
  m_grid = new QComboBox;
  m_grid->setObjectName(QStringLiteral("occlusionGrid"));
  m_grid->setAccessibleName(tr("Size of the patches"));
  for (const auto& grid : kGrids)
    m_grid->addItem(tr("%1 bands × %2 frames").arg(grid.bands).arg(grid.frames));
  m_grid->setCurrentIndex(kDefaultGrid);
  m_note = addNote();
  auto* form = new QFormLayout;
  form->addRow(tr("Class"), m_class);
  form->addRow(tr("Patch"), m_grid);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(form);
  layout->addWidget(m_note);
  connect(m_class, &QComboBox::currentIndexChanged, this, &OcclusionControls::targetChanged);
  connect(m_grid, &QComboBox::currentIndexChanged, this, &OcclusionControls::changed);
}

void OcclusionControls::fill(PreviewParams& params) const {
  params.grid = kGrids[std::size_t(m_grid->currentIndex())];
}

std::size_t OcclusionControls::target(const PreviewAnswer& answer, DecisionRule rule) const {
  if (m_class->currentIndex() > 0) return std::size_t(m_class->currentIndex() - 1);
  return answer.floats ? std::size_t(answer.floats->before.decision(rule)) : 0;
}

void OcclusionControls::show(const PreviewAnswer& answer) {
  if (!answer.occlusion) {
    m_note->setText(tr("No model"));
    return;
  }
  QString text =
      tr("Each patch is replaced by the clip's mean, and Float32 is asked again. Warm "
         "colours: hiding it makes the class less probable.");
  if (answer.occlusionSeconds > 0.0) {
    const auto& grid = answer.occlusion->grid;
    text += tr(" %Ln patch(es) took %1 s.", nullptr, int(grid.rows() * grid.columns()))
                .arg(QLocale().toString(answer.occlusionSeconds, 'f', 2));
  }
  m_note->setText(text);
}

}  // namespace scenelens
