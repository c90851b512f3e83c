// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace scenelens {

class ActionRegistry;

/// All keys on one sheet, by category and in columns: those of actions as the user has them, and
/// those that belong to tables and plots. Escape closes it. The registry must outlive it.
class ShortcutSheet final : public QDialog {
  Q_OBJECT

 public:
  ShortcutSheet(const ActionRegistry& registry, QWidget* parent);
};

}  // namespace scenelens
