// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QMap>
#include <QStringList>
#include <QWidget>

class QCompleter;
class QLabel;
class QLineEdit;
class QMenu;
class QStringListModel;
class QToolButton;

namespace scenelens {

class FlowLayout;

/// The one filter of all pages: a line to type the query language into, with completion, the terms
/// already accepted as chips below it, and what is wrong with the query. Return makes chips of the
/// line, Backspace in the empty line takes the last chip back, a click on a chip removes it. Each
/// page may have one; they all show the workspace's filter.
class FilterBar final : public QWidget {
  Q_OBJECT

 public:
  explicit FilterBar(Workspace& workspace, QWidget* parent = nullptr);

  [[nodiscard]] QLineEdit* line() const { return m_line; }
  void focusLine();

  /// Filters by name, as the menu offers them.
  void setSavedFilters(const QMap<QString, QString>& filters);

 signals:
  /// The user saved or deleted one.
  void savedFiltersChanged(const QMap<QString, QString>& filters);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeLine();
  void makeMenu();
  void showFilter();
  void showChips();
  void showFaults();
  void onEdited(const QString& text);
  void offerCompletions();
  void complete(const QString& chosen);
  void takeLastChipBack();
  void rebuildMenu();
  void saveFilter();

  Workspace& m_workspace;
  QLineEdit* m_line = nullptr;
  QToolButton* m_menuButton = nullptr;
  QMenu* m_menu = nullptr;
  QCompleter* m_completer = nullptr;
  QStringListModel* m_completions = nullptr;
  QWidget* m_chipArea = nullptr;
  FlowLayout* m_chips = nullptr;
  QLabel* m_fault = nullptr;
  QStringList m_shownChips;
  QMap<QString, QString> m_saved;
};

}  // namespace scenelens
