// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store_address.h"
#include "widgets/base/settings.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QFormLayout;
class QGroupBox;
class QLabel;
class QLineEdit;

namespace scenelens {

class ActionRegistry;
class ShortcutEditor;

/// All settings that are no choice of a single view, in groups, with a line that finds them. What
/// is changed works at once. The page changes the settings that are its own and says so by signals;
/// theme and colour map go through the window's actions, which show the choice in the menu, too.
class SettingsPage final : public QWidget {
  Q_OBJECT

 public:
  /// All must outlive the page. No store: runs and notes are not kept.
  SettingsPage(Settings& settings, ActionRegistry& registry,
               const std::optional<StoreAddress>& store, QWidget* parent = nullptr);

  void focusSearch();

 signals:
  /// evaluationThreads() or evaluatesByItself() of the settings are new.
  void evaluationChanged();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  struct Row {
    QGroupBox* group;
    QFormLayout* form;
    int row;
    QString words;
  };

  QFormLayout* addGroup(const QString& title);
  void addRow(const QString& text, QWidget* field, const QString& words = {});
  QComboBox* makeActionBox(const QString& prefix, const QString& object);
  void makeAppearance();
  void makeComputing();
  void makeStorage();
  void search(const QString& text);
  void showStoreSize();

  Settings& m_settings;
  ActionRegistry& m_registry;
  std::optional<StoreAddress> m_store;
  QLineEdit* m_search = nullptr;
  QLabel* m_nothing = nullptr;
  QWidget* m_left = nullptr;
  QGroupBox* m_group = nullptr;  // rows are added to
  QFormLayout* m_form = nullptr;
  QLabel* m_size = nullptr;
  QGroupBox* m_shortcutGroup = nullptr;
  ShortcutEditor* m_shortcuts = nullptr;
  std::vector<Row> m_rows;
};

}  // namespace scenelens
