// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/settings.h"

#include "widgets/base/language.h"

#include <algorithm>

namespace scenelens {

namespace {

// The number in front rises when the meaning of the keys changes.
const QLatin1String kTheme("1/theme");
const QLatin1String kLanguage("1/language");
const QLatin1String kColourMap("1/colourMap");
const QLatin1String kRecent("1/recentPaths");
const QLatin1String kGeometry("1/windowGeometry");
const QLatin1String kSplitter("1/clipsSplitter");
const QLatin1String kSplitters("1/splitters/");
const QLatin1String kRank("1/rank");
const QLatin1String kListen("1/live");
const QLatin1String kHiddenColumns("1/clipTable/hiddenColumns");
const QLatin1String kFilters("1/savedFilters");
const QLatin1String kShortcuts("1/shortcuts");
const QLatin1String kThreads("1/evaluation/threads");
const QLatin1String kByItself("1/evaluation/byItself");
const QLatin1String kRecentActions("1/recentActions");
constexpr qsizetype kMaxRecent = 10;

QLatin1String keyOf(ViewChoice choice) {
  switch (choice) {
    case ViewChoice::ResultsTab:
      return QLatin1String("1/results/tab");
    case ViewChoice::ConfusionShare:
      return QLatin1String("1/confusion/share");
    case ViewChoice::ConfusionOrder:
      return QLatin1String("1/confusion/order");
    case ViewChoice::ConfusionMistakes:
      return QLatin1String("1/confusion/mistakesOnly");
    case ViewChoice::ConfusionDifference:
      return QLatin1String("1/confusion/difference");
    case ViewChoice::DeviceFigure:
      return QLatin1String("1/devices/figure");
    case ViewChoice::DeviceIntervals:
      return QLatin1String("1/devices/intervals");
    case ViewChoice::DeviceReport:
      return QLatin1String("1/devices/report");
    case ViewChoice::ConfidenceBins:
      return QLatin1String("1/confidence/bins");
  }
  return {};
}

QStringList withNewest(QStringList list, const QString& newest) {
  list.removeAll(newest);
  list.prepend(newest);
  while (list.size() > kMaxRecent) list.removeLast();
  return list;
}

}  // namespace

ThemeChoice Settings::theme() const {
  const QString name = m_store.value(kTheme).toString();
  if (name == QLatin1String("light")) return ThemeChoice::Light;
  if (name == QLatin1String("dark")) return ThemeChoice::Dark;
  return ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice theme) {
  const QLatin1String name = theme == ThemeChoice::Light  ? QLatin1String("light")
                             : theme == ThemeChoice::Dark ? QLatin1String("dark")
                                                          : QLatin1String("system");
  m_store.setValue(kTheme, QString(name));
}

QString Settings::language() const {
  // A file may hold anything, or a language of a later version.
  const QString code = m_store.value(kLanguage).toString();
  return languageCodes().contains(code) ? code : QString();
}

void Settings::setLanguage(const QString& code) {
  m_store.setValue(kLanguage, code);
}

ColourMap Settings::colourMap() const {
  return colourMapFromName(m_store.value(kColourMap).toString());
}

void Settings::setColourMap(ColourMap map) {
  m_store.setValue(kColourMap, colourMapName(map));
}

QStringList Settings::recentPaths() const {
  return m_store.value(kRecent).toStringList();
}

void Settings::addRecentPath(const QString& path) {
  m_store.setValue(kRecent, withNewest(recentPaths(), path));
}

void Settings::clearRecentPaths() {
  m_store.remove(kRecent);
}

QByteArray Settings::windowGeometry() const {
  return m_store.value(kGeometry).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry) {
  m_store.setValue(kGeometry, geometry);
}

QByteArray Settings::splitterState() const {
  return m_store.value(kSplitter).toByteArray();
}

void Settings::setSplitterState(const QByteArray& state) {
  m_store.setValue(kSplitter, state);
}

QByteArray Settings::splitterState(const QString& splitter) const {
  return m_store.value(kSplitters + splitter).toByteArray();
}

void Settings::setSplitterState(const QString& splitter, const QByteArray& state) {
  m_store.setValue(kSplitters + splitter, state);
}

int Settings::viewChoice(ViewChoice choice, int fallback) const {
  return m_store.value(keyOf(choice), fallback).toInt();
}

void Settings::setViewChoice(ViewChoice choice, int value) {
  m_store.setValue(keyOf(choice), value);
}

QStringList Settings::hiddenClipColumns(const QStringList& fallback) const {
  // Tells an empty list from none, which QSettings' files do not.
  const QString keys = m_store.value(kHiddenColumns, fallback.join(u' ')).toString();
  return keys.split(u' ', Qt::SkipEmptyParts);
}

void Settings::setHiddenClipColumns(const QStringList& keys) {
  m_store.setValue(kHiddenColumns, keys.join(u' '));
}

QMap<QString, QString> Settings::savedFilters() const {
  // One value: a name may hold what a key of the store must not.
  const QVariantMap map = m_store.value(kFilters).toMap();
  QMap<QString, QString> filters;
  for (auto it = map.cbegin(); it != map.cend(); ++it) filters.insert(it.key(), it->toString());
  return filters;
}

void Settings::setSavedFilters(const QMap<QString, QString>& filters) {
  QVariantMap map;
  for (auto it = filters.cbegin(); it != filters.cend(); ++it) map.insert(it.key(), it.value());
  m_store.setValue(kFilters, map);
}

QMap<QString, QStringList> Settings::shortcuts() const {
  const QVariantMap map = m_store.value(kShortcuts).toMap();
  QMap<QString, QStringList> shortcuts;
  for (auto it = map.cbegin(); it != map.cend(); ++it) {
    shortcuts.insert(it.key(), it->toStringList());
  }
  return shortcuts;
}

void Settings::setShortcuts(const QMap<QString, QStringList>& shortcuts) {
  QVariantMap map;
  for (auto it = shortcuts.cbegin(); it != shortcuts.cend(); ++it) map.insert(it.key(), *it);
  m_store.setValue(kShortcuts, map);
}

QStringList Settings::recentActions() const {
  return m_store.value(kRecentActions).toStringList();
}

void Settings::addRecentAction(const QString& id) {
  m_store.setValue(kRecentActions, withNewest(recentActions(), id));
}

int Settings::evaluationThreads() const {
  return std::max(0, m_store.value(kThreads, 0).toInt());
}

void Settings::setEvaluationThreads(int threads) {
  m_store.setValue(kThreads, threads);
}

bool Settings::evaluatesByItself() const {
  return m_store.value(kByItself, true).toBool();
}

void Settings::setEvaluatesByItself(bool automatic) {
  m_store.setValue(kByItself, automatic);
}

RankChoice Settings::rankChoice() const {
  const QVariantMap map = m_store.value(kRank).toMap();
  RankChoice choice;
  choice.ticked = map.value(QStringLiteral("ticked")).toStringList();
  choice.unticked = map.value(QStringLiteral("unticked")).toStringList();
  choice.tables = map.value(QStringLiteral("tables")).toStringList();
  choice.tieRule = map.value(QStringLiteral("tieRule")).toString();
  choice.evaluation = map.value(QStringLiteral("evaluation")).toBool();
  choice.accuracy = map.value(QStringLiteral("accuracy"), choice.accuracy).toDouble();
  choice.bytes = map.value(QStringLiteral("bytes"), choice.bytes).toDouble();
  choice.macs = map.value(QStringLiteral("macs"), choice.macs).toDouble();
  return choice;
}

void Settings::setRankChoice(const RankChoice& choice) {
  m_store.setValue(kRank, QVariantMap{{QStringLiteral("ticked"), choice.ticked},
                                      {QStringLiteral("unticked"), choice.unticked},
                                      {QStringLiteral("tables"), choice.tables},
                                      {QStringLiteral("tieRule"), choice.tieRule},
                                      {QStringLiteral("evaluation"), choice.evaluation},
                                      {QStringLiteral("accuracy"), choice.accuracy},
                                      {QStringLiteral("bytes"), choice.bytes},
                                      {QStringLiteral("macs"), choice.macs}});
}

ListenChoice Settings::listenChoice() const {
  const QVariantMap map = m_store.value(kListen).toMap();
  ListenChoice choice;
  choice.hop = map.value(QStringLiteral("hop"), choice.hop).toInt();
  choice.smoothing = map.value(QStringLiteral("smoothing"), choice.smoothing).toDouble();
  choice.smoothed = map.value(QStringLiteral("smoothed"), choice.smoothed).toBool();
  choice.rawMarks = map.value(QStringLiteral("rawMarks"), choice.rawMarks).toBool();
  choice.models = map.value(QStringLiteral("models")).toStringList();
  return choice;
}

void Settings::setListenChoice(const ListenChoice& choice) {
  m_store.setValue(kListen, QVariantMap{{QStringLiteral("hop"), choice.hop},
                                        {QStringLiteral("smoothing"), choice.smoothing},
                                        {QStringLiteral("smoothed"), choice.smoothed},
                                        {QStringLiteral("rawMarks"), choice.rawMarks},
                                        {QStringLiteral("models"), choice.models}});
}

}  // namespace scenelens
