// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/problem_panel.h"

#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace scenelens {

ProblemPanel::ProblemPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  m_title = new QLabel;
  m_title->setFont(titleFont(*this));
  m_list = new QListWidget;
  m_list->setObjectName(QStringLiteral("problemList"));
  m_list->setAccessibleName(tr("Problems"));
  m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_list->setWordWrap(true);
  m_list->setTextElideMode(Qt::ElideNone);
  m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
  auto* copyAction = new QAction(tr("Copy"), m_list);
  copyAction->setShortcut(QKeySequence::Copy);
  copyAction->setShortcutContext(Qt::WidgetShortcut);
  connect(copyAction, &QAction::triggered, this, &ProblemPanel::copy);
  m_list->addAction(copyAction);

  auto* copyButton = new QPushButton(tr("Copy all"));
  auto* clearButton = new QPushButton(tr("Clear"));
  auto* closeButton = new QPushButton(tr("Close"));
  connect(copyButton, &QPushButton::clicked, this, [this] {
    m_list->selectAll();
    copy();
  });
  connect(clearButton, &QPushButton::clicked, &workspace, &Workspace::clearProblems);
  connect(closeButton, &QPushButton::clicked, this, &ProblemPanel::closeRequested);

  auto* top = new QHBoxLayout;
  top->addWidget(m_title, 1);
  top->addWidget(copyButton);
  top->addWidget(clearButton);
  top->addWidget(closeButton);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kMedium, spacing::kLarge, spacing::kMedium);
  layout->addLayout(top);
  layout->addWidget(m_list);

  connect(&workspace, &Workspace::problemsChanged, this, &ProblemPanel::refresh);
  refresh();
}

void ProblemPanel::refresh() {
  const auto& problems = m_workspace.problems();
  m_title->setText(tr("%Ln problem(s)", nullptr, int(problems.size())));
  // What is shown already stays, so that a long list is not built again for each new problem.
  int same = 0;
  while (same < std::min(m_list->count(), int(problems.size())) &&
         m_list->item(same)->text() == toQString(problems[std::size_t(same)].text())) {
    ++same;
  }
  while (m_list->count() > same) delete m_list->takeItem(m_list->count() - 1);
  for (int i = same; i < int(problems.size()); ++i) {
    m_list->addItem(toQString(problems[std::size_t(i)].text()));
  }
}

void ProblemPanel::copy() {
  QStringList lines;
  for (int i = 0; i < m_list->count(); ++i) {
    if (m_list->item(i)->isSelected()) lines.append(m_list->item(i)->text());
  }
  QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

}  // namespace scenelens
