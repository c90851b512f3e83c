// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/session/message_bar.h"

#include "widgets/base/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

namespace scenelens {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("messageBar"));
  setAutoFillBackground(true);
  m_text = new QLabel;
  m_text->setObjectName(QStringLiteral("messageText"));
  m_text->setTextFormat(Qt::PlainText);
  m_text->setWordWrap(true);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_choices = new QHBoxLayout;
  m_choices->setSpacing(spacing::kSmall);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kSmall, spacing::kLarge, spacing::kSmall);
  layout->setSpacing(spacing::kLarge);
  layout->addWidget(m_text, 1);
  layout->addLayout(m_choices);
  setBackgroundRole(QPalette::AlternateBase);
  hide();
}

QString MessageBar::text() const {
  return m_text->text();
}

void MessageBar::showMessage(const QString& key, const QString& text) {
  clear();
  m_key = key;
  m_text->setText(text);
  setAccessibleName(text);
  show();
}

void MessageBar::addChoice(const QString& text, const QString& name, std::function<void()> run) {
  auto* button = new QPushButton(text);
  button->setObjectName(name);
  button->setAutoDefault(false);
  m_choices->addWidget(button);
  connect(button, &QPushButton::clicked, this, [this, run = std::move(run)] {
    // The button goes with the message; what it does may bring the next one.
    const auto chosen = run;
    clear();
    chosen();
  });
}

void MessageBar::hideMessage(const QString& key) {
  if (key == m_key) clear();
}

void MessageBar::clear() {
  hide();
  m_key.clear();
  while (QLayoutItem* item = m_choices->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
}

}  // namespace scenelens
