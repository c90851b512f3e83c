// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/colour_maps.h"
#include "widgets/sound/clip_player.h"

#include <QObject>
#include <QStringList>

#include <vector>

class QAbstractItemView;
class QAction;

namespace scenelens {

class ActionRegistry;
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
  /// Declares "Play", whose key works in the table and the plots of the clips page.
  void declareActions(ActionRegistry& registry);
  /// Its key works on another page that shows the current clip, too: in its lists of clips, and
  /// wherever nothing else wants it as buttons, ticks and lines of text want the space bar. After
  /// declareActions().
  void playOn(QWidget* page, const QList<QAbstractItemView*>& lists);
  /// Shows cursor and loop on this plot of the clip, too; the loop is the same on all of them.
  void follow(PlayOverlay* overlay);

 signals:
  /// Something to be said in passing.
  void said(const QString& text);
  /// The user wants to see these files.
  void openRequested(const QStringList& files);

 private:
  void followPlot(ClipPlot* plot);

  ClipsPage& m_clips;
  ActionRegistry* m_registry = nullptr;
  ClipPlayer::OutputFactory m_makeOutput;
  ClipPlayer* m_player = nullptr;
  LivePage* m_live = nullptr;
  QAction* m_play = nullptr;
  std::vector<PlayOverlay*> m_overlays;
};

}  // namespace scenelens
