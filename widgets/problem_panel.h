// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace scenelens {

/// The quiet list of what went wrong: one line per problem, newest last, to read, copy and clear.
/// It never pops up by itself.
class ProblemPanel final : public QWidget {
  Q_OBJECT

 public:
  explicit ProblemPanel(Workspace& workspace, QWidget* parent = nullptr);

 signals:
  void closeRequested();

 private:
  void refresh();
  void copy();

  Workspace& m_workspace;
  QLabel* m_title = nullptr;
  QListWidget* m_list = nullptr;
};

}  // namespace scenelens
