// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/sound_desk.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/qt_text.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clips_page.h"
#include "widgets/live/live_page.h"
#include "widgets/live/live_plot.h"
#include "widgets/plot/play_overlay.h"
#include "widgets/sound/qt_audio_output.h"
#include "widgets/sound/qt_capture.h"

#include <QAction>
#include <QTableView>

namespace scenelens {

SoundDesk::SoundDesk(Workspace& workspace, Settings& settings, ClipsPage& clips, QObject* parent)
    : QObject(parent),
      m_clips(clips),
      m_makeOutput([] { return std::make_unique<QtAudioOutput>(); }) {
  m_player = new ClipPlayer([this] { return m_makeOutput(); }, this);
  m_live = new LivePage(workspace, settings, [] { return std::make_unique<QtCaptureDevices>(); });
  connect(m_live, &LivePage::openRequested, this, &SoundDesk::openRequested);
  connect(m_player, &ClipPlayer::failed, this, [this](const Error& error) {
    QString text = toQString(error.text());
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    emit said(text);
  });
  followPlot(clips.plot());
}

void SoundDesk::declareActions(ActionRegistry& registry) {
  m_registry = &registry;
  // Elsewhere the space bar presses buttons and writes blanks.
  m_play =
      registry.declare({.id = QStringLiteral("clip.play"),
                        .text = tr("Play or pa&use"),
                        .category = ActionCategory::Clip,
                        .keys = {QKeySequence(Qt::Key_Space)},
                        .startsGroup = true,
                        .places = ActionPlace::Clips | ActionPlace::Results | ActionPlace::Compare |
                                  ActionPlace::Map | ActionPlace::Preview});
  connect(m_play, &QAction::triggered, m_player, &ClipPlayer::toggle);
  setUsable(*m_play, false, tr("There is no clip to be heard"));
  ActionRegistry::giveTo(m_play, m_clips.table());
  ActionRegistry::giveTo(m_play, m_clips.plot());
}

void SoundDesk::followPlot(ClipPlot* plot) {
  connect(
      plot, &ClipPlot::analysisChanged, this,
      [this](const std::shared_ptr<const ClipAnalysis>& analysis) {
        // Shares the samples that the plot holds.
        m_player->setSources(analysis ? SharedSound(analysis, &analysis->audio.samples) : nullptr);
        if (m_play) setUsable(*m_play, analysis != nullptr, tr("There is no clip to be heard"));
      });
  follow(plot->playOverlay());
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
  for (auto* list : lists) ActionRegistry::giveTo(m_play, list);
  m_registry->offerOn(m_play, page);
}

void SoundDesk::setColourMap(ColourMap map) {
  m_live->plot()->setColourMap(map);
}

}  // namespace scenelens
