// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/sound_desk.h"

#include "widgets/base/qt_text.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clips_page.h"
#include "widgets/live/live_page.h"
#include "widgets/live/live_plot.h"
#include "widgets/plot/play_overlay.h"
#include "widgets/sound/qt_audio_output.h"
#include "widgets/sound/qt_capture.h"

#include <QAction>
#include <QKeyEvent>
#include <QMenu>
#include <QTableView>

namespace scenelens {

SoundDesk::SoundDesk(Workspace& workspace, Settings& settings, ClipsPage& clips, QObject* parent)
    : QObject(parent), m_makeOutput([] { return std::make_unique<QtAudioOutput>(); }) {
  m_player = new ClipPlayer([this] { return m_makeOutput(); }, this);
  m_live = new LivePage(workspace, settings, [] { return std::make_unique<QtCaptureDevices>(); });
  connect(m_live, &LivePage::openRequested, this, &SoundDesk::openRequested);
  connect(m_player, &ClipPlayer::failed, this, [this](const Error& error) {
    QString text = toQString(error.text());
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    emit said(text);
  });
  m_play = new QAction(tr("Play or pa&use"), this);
  m_play->setShortcut(QKeySequence(Qt::Key_Space));
  // Elsewhere the space bar presses buttons and writes blanks.
  m_play->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  clips.table()->addAction(m_play);
  clips.plot()->addAction(m_play);
  connect(m_play, &QAction::triggered, m_player, &ClipPlayer::toggle);
  followPlot(clips.plot());
}

void SoundDesk::followPlot(ClipPlot* plot) {
  connect(
      plot, &ClipPlot::analysisChanged, this,
      [this](const std::shared_ptr<const ClipAnalysis>& analysis) {
        // Shares the samples that the plot holds.
        m_player->setSources(analysis ? SharedSound(analysis, &analysis->audio.samples) : nullptr);
        m_play->setEnabled(analysis != nullptr);
      });
  follow(plot->playOverlay());
  m_play->setEnabled(false);
}

void SoundDesk::follow(PlayOverlay* overlay) {
  m_overlays.push_back(overlay);
  connect(overlay, &PlayOverlay::selectionChanged, this, [this, overlay] {
    m_player->setLoop(overlay->selection());
    // select() says nothing when nothing changes, so they do not call each other for ever.
    for (auto* other : m_overlays) other->select(overlay->selection());
  });
  const auto place = [this, overlay](double seconds) {
    const bool resting = !m_player->isPlaying() && seconds == 0.0;
    overlay->setPosition(resting ? std::nullopt : std::optional(seconds));
  };
  connect(m_player, &ClipPlayer::positionChanged, overlay, place);
}

void SoundDesk::playOn(QWidget* page, const QList<QAbstractItemView*>& lists) {
  // A list would select its row with the key; everything else hands on what it does not use.
  for (auto* list : lists) list->addAction(m_play);
  page->installEventFilter(this);
}

bool SoundDesk::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier && m_play->isEnabled()) {
      if (!key->isAutoRepeat()) m_play->trigger();
      return true;
    }
  }
  return QObject::eventFilter(watched, event);
}

void SoundDesk::setColourMap(ColourMap map) {
  m_live->plot()->setColourMap(map);
}

void SoundDesk::addActions(QMenu* menu) {
  menu->addSeparator();
  menu->addAction(m_play);
}

}  // namespace scenelens
