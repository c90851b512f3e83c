// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QWidget>

class QComboBox;

namespace scenelens {

/// Two boxes for the tool bar: the run that pages show, and the one they compare it with, or none.
/// Runs that cannot be (Int8 without weights) are not offered; opened ones say so.
class RunBoxes final : public QWidget {
  Q_OBJECT

 public:
  explicit RunBoxes(Workspace& workspace, QWidget* parent = nullptr);

  /// What the box says while there is no model.
  void setEmptyText(const QString& text);

 private:
  void rebuild();
  void showCurrent();
  [[nodiscard]] QString titleOf(std::size_t run) const;
  [[nodiscard]] QString tipOf(std::size_t run) const;

  Workspace& m_workspace;
  QComboBox* m_run = nullptr;
  QComboBox* m_other = nullptr;
  QString m_empty;
};

}  // namespace scenelens
