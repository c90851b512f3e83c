// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace scenelens {

class ActionRegistry;

/// Every action with its keys, to be changed: choose one, press the new key. Where two actions of
/// one place have the same key, both say so. The registry must outlive it.
class ShortcutEditor final : public QWidget {
  Q_OBJECT

 public:
  explicit ShortcutEditor(ActionRegistry& registry, QWidget* parent = nullptr);

  /// Shows only actions that have all the words in name, category or key; returns how many.
  int filter(const QStringList& words);
  [[nodiscard]] QTreeWidget* list() const { return m_list; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void showKeys();
  void showChosen();
  void take();
  [[nodiscard]] QString chosen() const;

  ActionRegistry& m_registry;
  QTreeWidget* m_list = nullptr;
  QKeySequenceEdit* m_edit = nullptr;
  QPushButton* m_none = nullptr;
  QPushButton* m_reset = nullptr;
  QPushButton* m_resetAll = nullptr;
  QLabel* m_clash = nullptr;
};

}  // namespace scenelens
