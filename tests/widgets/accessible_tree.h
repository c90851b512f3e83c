// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QSet>
#include <QWidget>

#include <vector>

namespace scenelens::test {

/// What a screen reader meets below a window: everything that can be seen, without the cells of
/// tables and lists, which their views name.
class AccessibleTree {
 public:
  struct Node {
    QAccessibleInterface* face = nullptr;
    QAccessible::Role role = QAccessible::NoRole;
    QString name, description;
    bool focusable = false;
    /// The inside of a spin box or a combo box, which are named as a whole.
    bool insideControl = false;

    /// For messages: the class and the name of the object.
    [[nodiscard]] QByteArray what() const {
      const auto* object = face->object();
      if (!object) return "role " + QByteArray::number(int(role));
      const auto* parent = object->parent();
      return QByteArray(object->metaObject()->className()) + ' ' + object->objectName().toUtf8() +
             " in " + (parent ? parent->metaObject()->className() : "nothing");
    }
    [[nodiscard]] bool isButton() const {
      return role == QAccessible::PushButton || role == QAccessible::ButtonMenu ||
             role == QAccessible::ButtonDropDown || role == QAccessible::CheckBox ||
             role == QAccessible::RadioButton;
    }
    /// Something one can act on.
    [[nodiscard]] bool isControl() const {
      if (isButton() || focusable) return true;
      switch (role) {
        case QAccessible::ComboBox:
        case QAccessible::SpinBox:
        case QAccessible::EditableText:
        case QAccessible::Slider:
        case QAccessible::PageTab:
        case QAccessible::Table:
        case QAccessible::Tree:
        case QAccessible::List:
        case QAccessible::Chart:
          return true;
        default:
          return false;
      }
    }
  };

  explicit AccessibleTree(QWidget& root) {
    add(QAccessible::queryAccessibleInterface(&root), false);
  }

  [[nodiscard]] const std::vector<Node>& nodes() const { return m_nodes; }

 private:
  void add(QAccessibleInterface* face, bool inside) {
    if (!face || !face->isValid() || face->state().invisible) return;
    const auto role = face->role();
    // Scroll bars take no focus and belong to what they scroll.
    if (role == QAccessible::ScrollBar || role == QAccessible::Grip) return;
    m_nodes.push_back({face, role, face->text(QAccessible::Name).trimmed(),
                       face->text(QAccessible::Description).trimmed(),
                       bool(face->state().focusable), inside});
    if (role == QAccessible::Table || role == QAccessible::Tree || role == QAccessible::List)
      return;
    const bool control = role == QAccessible::SpinBox || role == QAccessible::ComboBox;
    for (int i = 0; i < face->childCount(); ++i) add(face->child(i), inside || control);
  }

  std::vector<Node> m_nodes;
};

}  // namespace scenelens::test
