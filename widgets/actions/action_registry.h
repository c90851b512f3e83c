// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFlags>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace scenelens {

class Settings;

/// One menu each, in the order of the menu bar; also the headings of the shortcut sheet.
enum class ActionCategory { File, Edit, View, Clip, Runs, Live, Help };
inline constexpr int kActionCategories = 7;
/// For people: "File".
[[nodiscard]] QString categoryName(ActionCategory category);

/// The pages on which a key works: two actions may have the same key where they never meet.
enum class ActionPlace {
  Clips = 1,
  Results = 2,
  Compare = 4,
  Rank = 8,
  Map = 16,
  Preview = 32,
  Live = 64,
  Models = 128,
  Others = 256  ///< settings, activity
};
Q_DECLARE_FLAGS(ActionPlaces, ActionPlace)
Q_DECLARE_OPERATORS_FOR_FLAGS(ActionPlaces)
inline constexpr ActionPlaces kEverywhere = ActionPlaces::fromInt(511);

/// What one declares of an action; the rest follows from it.
struct ActionInfo {
  QString id;    ///< "runs.evaluate": never changes, since settings are kept by it
  QString text;  ///< of the menu item, with its mnemonic
  ActionCategory category = ActionCategory::File;
  QList<QKeySequence> keys = {};      ///< as shipped; the user may have others
  QString tip = {};                   ///< a sentence where the text is not enough
  QString icon = {};                  ///< name of a picture in resources/icons
  QString submenu = {};               ///< title of a menu inside the category's
  bool startsGroup = false;           ///< a line stands above it in the menu
  bool checkable = false;             //
  ActionPlaces places = kEverywhere;  ///< less: the key works where giveTo() and offerOn() say
};

/// A key that is no action, because it belongs to a kind of widget: arrow keys in a table.
struct FixedKey {
  ActionCategory category = ActionCategory::Clip;
  QList<QKeySequence> keys = {};
  QString what = {};   ///< "Next and previous clip"
  QString where = {};  ///< "in a list of clips"
  ActionPlaces places = kEverywhere;
};

/// Every action of the window, declared once. From here it reaches the menus, the tool bar, the
/// command palette, the shortcut sheet and the settings, and here the user's own keys are applied.
///
/// No other code gives a key to a QAction, a QShortcut or a button. Lives in the GUI thread; the
/// settings must outlive it.
class ActionRegistry final : public QObject {
  Q_OBJECT

 public:
  explicit ActionRegistry(Settings& settings, QObject* parent = nullptr);

  /// Makes the action, which the registry owns and which carries its id as object name. The id must
  /// be new. The caller connects it.
  QAction* declare(ActionInfo info);
  void declareKey(FixedKey key);

  /// The key works while this widget or one inside has the focus, before the widget sees it.
  static void giveTo(QAction* action, QWidget* widget);
  /// The key works on this page where nothing else wanted it, as buttons want the space bar and
  /// lines of text want letters. An action may be given and offered to any number of widgets.
  void offerOn(QAction* action, QWidget* page);

  /// Adds the category's actions, in the order in which they were declared.
  void fillMenu(QMenu& menu, ActionCategory category);

  struct Entry {
    ActionInfo info;
    QAction* action = nullptr;
  };
  /// In the order in which they were declared.
  [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; }
  [[nodiscard]] const std::vector<FixedKey>& fixedKeys() const { return m_fixed; }
  /// Null for an id that nobody declared.
  [[nodiscard]] const Entry* find(const QString& id) const;
  [[nodiscard]] QAction* action(const QString& id) const;

  /// Replaces the keys of an action, also in the settings; none: it has no key.
  void setKeys(const QString& id, const QList<QKeySequence>& keys);
  /// Back to what the program was shipped with.
  void resetKeys(const QString& id);
  void resetAllKeys();
  [[nodiscard]] bool isChanged(const QString& id) const;
  /// Why some key of an action cannot work as it should, in words: with which action or fixed key
  /// of the same place it clashes, a line each. Empty: there is nothing to worry about.
  [[nodiscard]] QStringList clashes(const QString& id) const;
  /// The same for a key that an action does not have yet.
  [[nodiscard]] QStringList clashes(const QString& id, const QList<QKeySequence>& keys) const;

 signals:
  void keysChanged();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void apply(const Entry& entry);

  Settings& m_settings;
  std::vector<Entry> m_entries;
  std::vector<FixedKey> m_fixed;
  std::vector<std::pair<QPointer<QWidget>, QAction*>> m_offers;
};

/// The text of an action without its mnemonic.
[[nodiscard]] QString plainText(const QAction& action);
/// All keys as the desktop writes them: "Ctrl++, Ctrl+=".
[[nodiscard]] QString keysText(const QList<QKeySequence>& keys);
/// The first key of an action for texts that name it, "Ctrl+R", as the user has it now; `…` where
/// there is none or no window. Of the newest registry: a process has one window.
[[nodiscard]] QString keyOf(const QString& id);

/// Enables an action, or disables it with a reason that the command palette shows.
void setUsable(QAction& action, bool usable, const QString& whyNot);
/// Why an action is disabled; empty where nobody said so.
[[nodiscard]] QString whyNot(const QAction& action);

}  // namespace scenelens
