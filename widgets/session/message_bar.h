// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace scenelens {

/// A sentence at the top of the window with what one can do about it. It waits: no dialog, nothing
/// moves below it but down, and the work goes on. Hidden while it has nothing to say.
class MessageBar final : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent = nullptr);

  /// Replaces what is shown. `key` names the matter, for hideMessage().
  void showMessage(const QString& key, const QString& text);
  /// A button of the message that is shown; the bar hides before it runs.
  void addChoice(const QString& text, const QString& name, std::function<void()> run);
  /// Hides the message about this matter, if it is the one that is shown.
  void hideMessage(const QString& key);
  [[nodiscard]] const QString& key() const { return m_key; }
  [[nodiscard]] QString text() const;

 private:
  void clear();

  QString m_key;
  QLabel* m_text = nullptr;
  QHBoxLayout* m_choices = nullptr;
};

}  // namespace scenelens
