// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/theme.h"
#include "widgets/plot/colour_maps.h"

#include <QByteArray>
#include <QMap>
#include <QSettings>
#include <QStringList>

namespace scenelens {

/// What one last chose to see in a view; each is a small number that only the view understands.
enum class ViewChoice {
  ResultsTab,
  ConfusionShare,
  ConfusionOrder,
  ConfusionMistakes,
  ConfusionDifference,
  DeviceFigure,
  DeviceIntervals,
  DeviceReport,
  ConfidenceBins
};

/// How systems are ranked, as the user left it.
struct RankChoice {
  QStringList ticked;          ///< keys of systems beyond those that are ticked by themselves
  QStringList unticked;        ///< keys of those that are not
  QStringList tables;          ///< files of imported tables
  QString tieRule;             ///< by tieRuleName(); empty: the default
  bool evaluation = false;     ///< accuracies of published systems on the evaluation set
  double accuracy = 55.0;      ///< of the system that is tried out: percent
  double bytes = 60'000.0;     ///< of its parameters
  double macs = 15'000'000.0;  ///< of one clip
};

/// How one listens on the live page, as the user left it.
struct ListenChoice {
  int hop = 11'025;        ///< samples at 44.1 kHz
  double smoothing = 1.0;  ///< time constant in s
  bool smoothed = true;    ///< which probabilities are shown: smoothed or raw
  bool rawMarks = true;    ///< with smoothed ones, raw ones as thin marks
  QStringList models;      ///< names of those that listen besides the chosen one
};

/// What the program remembers between starts, typed, with its keys in one place. GUI thread only.
class Settings final {
 public:
  /// The user's settings.
  Settings() = default;
  /// Settings in a file of their own, for tests and pictures.
  explicit Settings(const QString& iniFile) : m_store(iniFile, QSettings::IniFormat) {}

  [[nodiscard]] ThemeChoice theme() const;
  void setTheme(ThemeChoice theme);
  /// Code of the language of the window (see languageCodes()); empty: the system's.
  [[nodiscard]] QString language() const;
  /// Counts from the next start on.
  void setLanguage(const QString& code);
  [[nodiscard]] ColourMap colourMap() const;
  void setColourMap(ColourMap map);
  /// Most recent first, at most ten; an entry is one opened path.
  [[nodiscard]] QStringList recentPaths() const;
  void addRecentPath(const QString& path);
  void clearRecentPaths();
  [[nodiscard]] QByteArray windowGeometry() const;
  void setWindowGeometry(const QByteArray& geometry);
  [[nodiscard]] QByteArray splitterState() const;
  void setSplitterState(const QByteArray& state);
  /// State of another page's splitter, by its object name.
  [[nodiscard]] QByteArray splitterState(const QString& splitter) const;
  void setSplitterState(const QString& splitter, const QByteArray& state);
  [[nodiscard]] int viewChoice(ViewChoice choice, int fallback) const;
  void setViewChoice(ViewChoice choice, int value);
  /// Keys of the columns of clip tables that are not wanted; `fallback` before anybody chose.
  [[nodiscard]] QStringList hiddenClipColumns(const QStringList& fallback) const;
  void setHiddenClipColumns(const QStringList& keys);
  /// Filters by the names that the user gave them.
  [[nodiscard]] QMap<QString, QString> savedFilters() const;
  void setSavedFilters(const QMap<QString, QString>& filters);
  /// Keys in QKeySequence's portable text by the id of their action, where they are not as shipped;
  /// an empty list: the action has none.
  [[nodiscard]] QMap<QString, QStringList> shortcuts() const;
  void setShortcuts(const QMap<QString, QStringList>& shortcuts);
  /// Ids of the actions that were last chosen in the command palette, newest first, at most ten.
  [[nodiscard]] QStringList recentActions() const;
  void addRecentAction(const QString& id);
  /// Threads that evaluate; 0: all cores but one.
  [[nodiscard]] int evaluationThreads() const;
  void setEvaluationThreads(int threads);
  /// Whether small data sets are evaluated as soon as they are open.
  [[nodiscard]] bool evaluatesByItself() const;
  void setEvaluatesByItself(bool automatic);
  [[nodiscard]] RankChoice rankChoice() const;
  void setRankChoice(const RankChoice& choice);
  [[nodiscard]] ListenChoice listenChoice() const;
  void setListenChoice(const ListenChoice& choice);

 private:
  QSettings m_store;
};

}  // namespace scenelens
