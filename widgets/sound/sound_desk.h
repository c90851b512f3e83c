// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/colour_maps.h"
#include "widgets/sound/clip_player.h"

#include <QObject>
#include <QStringList>

#include <vector>

class QAbstractItemView;
class QAction;
class QMenu;

namespace scenelens {

class ClipPlot;
class ClipsPage;
class LivePage;
class PlayOverlay;
class Settings;
class Workspace;

/// All that has to do with hearing: the live page, and playback of the clip that is looked at.
/// Keeps that wiring out of the main window, which owns it.
class SoundDesk final : public QObject {
  Q_OBJECT

 public:
  SoundDesk(Workspace& workspace, Settings& settings, ClipsPage& clips, QObject* parent = nullptr);

  /// Owned by whoever puts it into a layout.
  [[nodiscard]] LivePage* livePage() const { return m_live; }
  [[nodiscard]] ClipPlayer* player() const { return m_player; }
  /// Plays through another output from now on.
  void setOutput(ClipPlayer::OutputFactory output) { m_makeOutput = std::move(output); }
  void setColourMap(ColourMap map);
  /// The space bar plays and pauses on another page that shows the current clip, too: in its
  /// lists of clips, and wherever nothing else wants it as buttons, ticks and lines of text do.
  void playOn(QWidget* page, const QList<QAbstractItemView*>& lists);
  /// Shows cursor and loop on this plot of the clip, too; the loop is the same on all of them.
  void follow(PlayOverlay* overlay);
  /// Adds "Play" to the menu of clips.
  void addActions(QMenu* menu);

 signals:
  /// Something to be said in passing.
  void said(const QString& text);
  /// The user wants to see these files.
  void openRequested(const QStringList& files);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void followPlot(ClipPlot* plot);

  ClipPlayer::OutputFactory m_makeOutput;
  ClipPlayer* m_player = nullptr;
  LivePage* m_live = nullptr;
  QAction* m_play = nullptr;
  std::vector<PlayOverlay*> m_overlays;
};

}  // namespace scenelens
