// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

class QAction;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace scenelens {

class ActionRegistry;
class Settings;

/// Every action by its name: a line to type into and the actions that fit, best first, those that
/// were chosen last before the others. What cannot be done now stands at the end with the reason.
///
/// Lies over the top of its window. Return runs the chosen action, Escape or a click elsewhere
/// closes, and the focus goes back to where it was.
class CommandPalette final : public QFrame {
  Q_OBJECT

 public:
  /// `opener` is the action that opens the palette: its key does so in lines of text, too, and the
  /// palette does not offer it. Registry and settings must outlive it.
  CommandPalette(ActionRegistry& registry, Settings& settings, QAction* opener, QWidget* window);

  void open();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void addLine(const QString& id, QAction& action, const QString& category);
  void run(QTreeWidgetItem* item);
  void close();
  void place();
  [[nodiscard]] bool steer(int key);

  ActionRegistry& m_registry;
  Settings& m_settings;
  QAction* m_opener;
  QLineEdit* m_line = nullptr;
  QTreeWidget* m_list = nullptr;
  QPointer<QWidget> m_before;  // had the focus
};

}  // namespace scenelens
