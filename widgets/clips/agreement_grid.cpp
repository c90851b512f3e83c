// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/agreement_grid.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace scenelens {

QStringList agreementTerms(Agreement agreement) {
  const bool first = agreement == Agreement::BothRight || agreement == Agreement::OnlyFirst;
  const bool second = agreement == Agreement::BothRight || agreement == Agreement::OnlySecond;
  return {first ? QStringLiteral("is:right") : QStringLiteral("is:wrong"),
          second ? QStringLiteral("b.is:right") : QStringLiteral("b.is:wrong")};
}

AgreementGrid::AgreementGrid(QWidget* parent) : QWidget(parent) {
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  const auto addCaption = [&](const QString& text, int row, int column) {
    auto* label = new QLabel(text);
    label->setFont(smallFont(*this));
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setAlignment(row == 0 ? Qt::AlignHCenter | Qt::AlignBottom
                                 : Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(label, row, column);
  };
  addCaption(tr("B right"), 0, 1);
  addCaption(tr("B wrong"), 0, 2);
  addCaption(tr("A right"), 1, 0);
  addCaption(tr("A wrong"), 2, 0);
  const std::array<QString, 4> names{tr("Both right"), tr("Only A right"), tr("Only B right"),
                                     tr("Both wrong")};
  const std::array<const char*, 4> objects{"bothRight", "onlyA", "onlyB", "bothWrong"};
  for (std::size_t i = 0; i < m_buttons.size(); ++i) {
    auto* button = new QPushButton;
    button->setObjectName(QLatin1String(objects[i]));
    button->setAccessibleName(names[i]);
    button->setToolTip(
        tr("%1: show these clips (%2)").arg(names[i], agreementTerms(Agreement(i)).join(u' ')));
    connect(button, &QPushButton::clicked, this, [this, i] { emit chosen(Agreement(i)); });
    m_buttons[i] = button;
    layout->addWidget(button, 1 + int(i) / 2, 1 + int(i) % 2);
  }
  clear();
}

void AgreementGrid::setCounts(const PairedCounts& counts) {
  const std::array<std::size_t, 4> numbers{counts.bothRight, counts.onlyFirst, counts.onlySecond,
                                           counts.bothWrong};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double share = counts.clips > 0 ? double(numbers[i]) / double(counts.clips) : 0.0;
    m_buttons[i]->setText(tr("%1\n%2").arg(countText(qint64(numbers[i])), percentText(share, 1)));
    m_buttons[i]->setEnabled(numbers[i] > 0);
  }
}

void AgreementGrid::clear() {
  for (auto* button : m_buttons) {
    button->setText(QStringLiteral("–\n "));
    button->setEnabled(false);
  }
}

}  // namespace scenelens
