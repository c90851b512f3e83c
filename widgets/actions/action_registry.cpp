// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_registry.h"

#include "widgets/base/icon.h"
#include "widgets/base/settings.h"

#include <QAction>
#include <QKeyEvent>
#include <QMenu>
#include <QRegularExpression>
#include <QWidget>

#include <algorithm>

namespace scenelens {

namespace {

constexpr const char* kWhyNot = "whyNot";

QPointer<ActionRegistry>& newestRegistry() {
  static QPointer<ActionRegistry> newest;
  return newest;
}

/// Also where one is the beginning of the other: then the longer one is never reached.
bool meet(const QKeySequence& a, const QKeySequence& b) {
  if (a.isEmpty() || b.isEmpty()) return false;
  return a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch;
}

QMenu* menuInside(QMenu& menu, const QString& title) {
  for (auto* action : menu.actions()) {
    if (action->menu() && action->menu()->title() == title) return action->menu();
  }
  return menu.addMenu(title);
}

}  // namespace

QString categoryName(ActionCategory category) {
  switch (category) {
    case ActionCategory::File:
      return ActionRegistry::tr("File");
    case ActionCategory::Edit:
      return ActionRegistry::tr("Edit");
    case ActionCategory::View:
      return ActionRegistry::tr("View");
    case ActionCategory::Clip:
      return ActionRegistry::tr("Clip");
    case ActionCategory::Runs:
      return ActionRegistry::tr("Runs");
    case ActionCategory::Live:
      return ActionRegistry::tr("Live");
    case ActionCategory::Help:
      return ActionRegistry::tr("Help");
  }
  return {};
}

ActionRegistry::ActionRegistry(Settings& settings, QObject* parent)
    : QObject(parent), m_settings(settings) {
  newestRegistry() = this;
}

QAction* ActionRegistry::declare(ActionInfo info) {
  Q_ASSERT(!find(info.id));
  auto* action = new QAction(info.text, this);
  action->setObjectName(info.id);
  action->setCheckable(info.checkable);
  if (!info.icon.isEmpty()) action->setIcon(themeIcon(info.icon));
  action->setIconText(plainText(*action));  // what tool bars show
  if (!info.tip.isEmpty()) action->setToolTip(info.tip);
  // In a menu alone, such a key does nothing.
  if (info.places != kEverywhere) action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  m_entries.push_back({std::move(info), action});
  apply(m_entries.back());
  return action;
}

void ActionRegistry::declareKey(FixedKey key) {
  m_fixed.push_back(std::move(key));
}

void ActionRegistry::giveTo(QAction* action, QWidget* widget) {
  widget->addAction(action);
}

void ActionRegistry::offerOn(QAction* action, QWidget* page) {
  page->installEventFilter(this);
  m_offers.emplace_back(page, action);
}

void ActionRegistry::fillMenu(QMenu& menu, ActionCategory category) {
  for (const auto& [info, action] : m_entries) {
    if (info.category != category) continue;
    if (info.startsGroup && !menu.isEmpty()) menu.addSeparator();
    (info.submenu.isEmpty() ? &menu : menuInside(menu, info.submenu))->addAction(action);
  }
}

const ActionRegistry::Entry* ActionRegistry::find(const QString& id) const {
  const auto at =
      std::ranges::find(m_entries, id, [](const Entry& entry) { return entry.info.id; });
  return at == m_entries.end() ? nullptr : &*at;
}

QAction* ActionRegistry::action(const QString& id) const {
  const auto* entry = find(id);
  return entry ? entry->action : nullptr;
}

void ActionRegistry::apply(const Entry& entry) {
  const auto own = m_settings.shortcuts();
  const auto at = own.constFind(entry.info.id);
  if (at == own.cend()) {
    entry.action->setShortcuts(entry.info.keys);
    return;
  }
  QList<QKeySequence> keys;
  for (const auto& text : *at) {
    const auto key = QKeySequence::fromString(text, QKeySequence::PortableText);
    if (!key.isEmpty()) keys.append(key);
  }
  entry.action->setShortcuts(keys);
}

void ActionRegistry::setKeys(const QString& id, const QList<QKeySequence>& keys) {
  const auto* entry = find(id);
  if (!entry || entry->action->shortcuts() == keys) return;
  // What is as shipped is not kept, so that a later version may ship something better.
  auto own = m_settings.shortcuts();
  own.remove(id);
  if (keys != entry->info.keys) {
    QStringList texts;
    for (const auto& key : keys) texts.append(key.toString(QKeySequence::PortableText));
    own.insert(id, texts);
  }
  m_settings.setShortcuts(own);
  apply(*entry);
  emit keysChanged();
}

void ActionRegistry::resetKeys(const QString& id) {
  if (const auto* entry = find(id)) setKeys(id, entry->info.keys);
}

void ActionRegistry::resetAllKeys() {
  m_settings.setShortcuts({});
  for (const auto& entry : m_entries) apply(entry);
  emit keysChanged();
}

bool ActionRegistry::isChanged(const QString& id) const {
  const auto* entry = find(id);
  return entry && entry->action->shortcuts() != entry->info.keys;
}

QStringList ActionRegistry::clashes(const QString& id) const {
  const auto* entry = find(id);
  return entry ? clashes(id, entry->action->shortcuts()) : QStringList();
}

QStringList ActionRegistry::clashes(const QString& id, const QList<QKeySequence>& keys) const {
  const auto* entry = find(id);
  if (!entry) return {};
  QStringList found;
  const auto look = [&](const QList<QKeySequence>& others, ActionPlaces places,
                        const QString& what) {
    if (!(places & entry->info.places)) return;
    for (const auto& key : keys) {
      if (!std::ranges::any_of(others, [&](const auto& other) { return meet(key, other); }))
        continue;
      found.append(tr("%1 is also “%2”").arg(key.toString(QKeySequence::NativeText), what));
      return;
    }
  };
  for (const auto& other : m_entries) {
    if (&other == entry) continue;
    look(other.action->shortcuts(), other.info.places, plainText(*other.action));
  }
  for (const auto& fixed : m_fixed) {
    look(fixed.keys, fixed.places, tr("%1, %2").arg(fixed.what, fixed.where));
  }
  return found;
}

bool ActionRegistry::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QObject::eventFilter(watched, event);
  const auto* press = static_cast<QKeyEvent*>(event);
  const QKeySequence pressed(press->keyCombination());
  for (const auto& [page, action] : m_offers) {
    if (page != watched || !action->isEnabled() || !action->shortcuts().contains(pressed)) continue;
    if (!press->isAutoRepeat()) action->trigger();
    return true;
  }
  return QObject::eventFilter(watched, event);
}

QString plainText(const QAction& action) {
  QString text = action.text();
  text.remove(QStringLiteral("…"));
  // As Chinese menus have it, behind the text: "(&F)".
  static const QRegularExpression kBehind(QStringLiteral("\\(&[^&]\\)"));
  text.remove(kBehind);
  qsizetype at = 0;
  while ((at = text.indexOf(u'&', at)) >= 0) {
    text.remove(at, 1);
    ++at;  // "&&" is an ampersand
  }
  return text;
}

QString keysText(const QList<QKeySequence>& keys) {
  return QKeySequence::listToString(keys, QKeySequence::NativeText)
      .replace(QStringLiteral("; "), QStringLiteral(", "));
}

QString keyOf(const QString& id) {
  const auto* action = newestRegistry() ? newestRegistry()->action(id) : nullptr;
  const QString text = action ? action->shortcut().toString(QKeySequence::NativeText) : QString();
  return text.isEmpty() ? QStringLiteral("…") : text;
}

void setUsable(QAction& action, bool usable, const QString& whyNot) {
  action.setEnabled(usable);
  action.setProperty(kWhyNot, usable ? QString() : whyNot);
}

QString whyNot(const QAction& action) {
  return action.property(kWhyNot).toString();
}

}  // namespace scenelens
