// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/preview_page.h"

#include "widgets/actions/action_registry.h"
#include "widgets/base/elided_label.h"
#include "widgets/base/knobs.h"
#include "widgets/base/theme.h"
#include "widgets/preview/correction_controls.h"
#include "widgets/preview/equaliser_controls.h"
#include "widgets/preview/mixup_controls.h"
#include "widgets/preview/occlusion_controls.h"
#include "widgets/preview/preview_plot.h"
#include "widgets/preview/preview_results.h"
#include "widgets/preview/preview_text.h"
#include "widgets/preview/spec_augment_controls.h"
#include "widgets/sound/clip_player.h"
#include "widgets/workspace.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>
#include <QSplitter>
#include <QStyle>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace scenelens {

namespace {

constexpr int kListWidth = 168;
constexpr int kSideWidth = 380;
constexpr int kSmallestSide = 320;
constexpr int kSmallestPlot = 260;
constexpr int kPatienceMs = 150;  // before an old picture gives way to "Computing…"

}  // namespace

PreviewPage::PreviewPage(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_spectra(workspace) {
  m_list = new QListWidget;
  m_list->setObjectName(QStringLiteral("previewKinds"));
  m_list->setAccessibleName(tr("What to do to the clip"));
  m_list->setSpacing(2);
  m_list->setMinimumWidth(kListWidth);
  m_list->setMaximumWidth(kListWidth + 40);
  auto* splitter = new QSplitter(Qt::Horizontal);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(m_list);
  splitter->addWidget(makeMiddle());
  splitter->addWidget(makeSide());
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({kListWidth, 3 * kSideWidth, kSideWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);

  connect(m_list, &QListWidget::currentRowChanged, this, &PreviewPage::followKind);
  connect(&workspace, &Workspace::modelsChanged, this, &PreviewPage::refresh);
  connect(&workspace, &Workspace::currentModelChanged, this, &PreviewPage::refresh);
  connect(&workspace, &Workspace::ruleChanged, this, &PreviewPage::showTarget);
  connect(&m_analyzer, &PreviewAnalyzer::computed, this, &PreviewPage::onComputed);
  connect(&m_analyzer, &PreviewAnalyzer::failed, this,
          [this](const Error& error) { showHint(toQString(error.text())); });
  m_patience.setSingleShot(true);
  m_patience.setInterval(kPatienceMs);
  connect(&m_patience, &QTimer::timeout, this, [this] {
    if (!m_plot->answer()) m_plot->setHint(tr("Computing…"));
  });
  connectSpectra();
  m_hint = tr("Open sound files, a folder or a data set,\nor drop them here.");
  m_list->setCurrentRow(0);
}

QWidget* PreviewPage::makeMiddle() {
  m_title = new ElidedLabel;
  m_title->setObjectName(QStringLiteral("previewTitle"));
  m_title->setFont(titleFont(*this));
  m_channel = new QTabBar;
  m_channel->setObjectName(QStringLiteral("previewChannel"));
  m_channel->setAccessibleName(tr("Channel of the network's input"));
  m_channel->setDrawBase(false);
  m_channel->setExpanding(false);
  m_channel->addTab(tr("log-Mel"));
  m_channel->addTab(tr("Delta"));
  m_plot = new PreviewPlot;
  m_plot->setObjectName(QStringLiteral("previewPlot"));
  m_readOut = new QLabel;
  m_readOut->setFont(smallFont(*this));
  m_readOut->setForegroundRole(QPalette::PlaceholderText);
  m_readOut->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  connect(m_channel, &QTabBar::currentChanged, this,
          [this](int index) { m_plot->setChannel(PreviewPlot::Channel(index)); });
  connect(m_plot, &PreviewPlot::readOutChanged, this,
          [this](const QString& text) { m_readOut->setText(text.isEmpty() ? m_help : text); });
  connect(m_plot, &PreviewPlot::stripeMoved, this,
          [this](bool mel, int index, int start) { m_stripes->moveStripe(mel, index, start); });
  auto* bar = new QHBoxLayout;
  bar->addWidget(m_channel);
  bar->addStretch(1);
  bar->addWidget(makePlayer());
  auto* middle = new QWidget;
  middle->setMinimumWidth(kSmallestPlot);
  auto* layout = new QVBoxLayout(middle);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, spacing::kMedium);
  layout->addWidget(m_title);
  layout->addLayout(bar);
  layout->addWidget(m_plot, 1);
  layout->addWidget(m_readOut);
  return middle;
}

QWidget* PreviewPage::makePlayer() {
  const auto button = [](const QString& name, const QString& tip) {
    auto* made = new QToolButton;
    made->setObjectName(name);
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
  };
  m_play = button(QStringLiteral("previewPlay"), tr("Play or pause"));
  m_version =
      button(QStringLiteral("previewVersion"), tr("Hear the clip before or after, while it plays"));
  m_version->setCheckable(true);
  m_play->setText(tr("Play"));
  m_version->setText(tr("Hear after"));
  auto* player = new QWidget;
  player->setObjectName(QStringLiteral("previewPlayer"));
  auto* layout = new QHBoxLayout(player);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_version);
  layout->addWidget(m_play);
  connect(m_play, &QToolButton::clicked, this, [this] {
    if (m_player) m_player->toggle();
  });
  connect(m_version, &QToolButton::toggled, this, &PreviewPage::playAfter);
  m_play->setEnabled(false);
  m_version->setEnabled(false);
  return player;
}

void PreviewPage::declareActions(ActionRegistry& registry) {
  m_hear = registry.declare({.id = QStringLiteral("preview.version"),
                             .text = tr("Hear &before or after"),
                             .category = ActionCategory::Clip,
                             .keys = {QKeySequence(Qt::CTRL | Qt::Key_B)},
                             .tip = tr("On the page Preview, while the clip plays"),
                             .places = ActionPlace::Preview});
  connect(m_hear, &QAction::triggered, m_version, &QToolButton::click);
  ActionRegistry::giveTo(m_hear, this);
  allowVersions(m_version->isEnabled());
}

void PreviewPage::showKeys() {
  m_help = tr("Wheel: zoom (Ctrl: in Hz) · drag: pan (Shift: loop) · %1: fit")
               .arg(keyOf(QStringLiteral("view.fit")));
  m_readOut->setText(m_help);
  m_play->setToolTip(
      tr("Play or pause (%1 outside of buttons)").arg(keyOf(QStringLiteral("clip.play"))));
  m_version->setToolTip(tr("Hear the clip before or after, while it plays (%1)")
                            .arg(keyOf(QStringLiteral("preview.version"))));
}

void PreviewPage::allowVersions(bool audible) {
  m_version->setEnabled(audible);
  if (m_hear) setUsable(*m_hear, audible, tr("Nothing on the page Preview can be heard"));
}

QWidget* PreviewPage::makeSide() {
  m_knobs = new QWidget;
  auto* knobs = new QVBoxLayout(m_knobs);
  knobs->setContentsMargins(0, 0, 0, 0);
  m_stripes = new SpecAugmentControls;
  m_correction = new CorrectionControls(m_workspace);
  m_occlusion = new OcclusionControls;
  addControls(PreviewKind::SpecAugment, tr("SpecAugment"), m_stripes);
  addControls(PreviewKind::Correction, tr("Spectrum correction"), m_correction);
  addControls(PreviewKind::Mixup, tr("Mixup"), new MixupControls(m_workspace));
  addControls(PreviewKind::Equaliser, tr("Equaliser"), new EqualiserControls);
  addControls(PreviewKind::Occlusion, tr("Why this decision"), m_occlusion);
  connect(m_occlusion, &OcclusionControls::targetChanged, this, &PreviewPage::showTarget);
  m_results = new PreviewResults(m_workspace);
  auto* inner = new QWidget;
  auto* layout = new QVBoxLayout(inner);
  layout->setContentsMargins(spacing::kLarge, spacing::kSmall, spacing::kLarge, spacing::kMedium);
  layout->setSpacing(spacing::kLarge);
  layout->addWidget(m_knobs);
  layout->addWidget(m_results);
  layout->addStretch(1);
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setFocusPolicy(Qt::NoFocus);  // what is in it has the focus and is scrolled to
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setWidget(inner);
  area->setMinimumWidth(kSmallestSide + area->style()->pixelMetric(QStyle::PM_ScrollBarExtent));
  // What becomes of the decision stays in sight, however small the window.
  auto* decisions = m_results->takeDecisions();
  decisions->layout()->setContentsMargins(spacing::kLarge, spacing::kMedium, spacing::kLarge, 0);
  auto* side = new QWidget;
  auto* sideLayout = new QVBoxLayout(side);
  sideLayout->setContentsMargins(0, 0, 0, 0);
  sideLayout->addWidget(decisions);
  sideLayout->addWidget(area, 1);
  return side;
}

void PreviewPage::addControls(PreviewKind kind, const QString& name, PreviewControls* controls) {
  m_list->addItem(name);
  m_knobs->layout()->addWidget(controls);
  m_controls[std::size_t(kind)] = controls;
  connect(controls, &PreviewControls::changed, this, [this, kind] {
    if (this->kind() == kind) refresh();
    emit stateChanged();
  });
}

void PreviewPage::connectSpectra() {
  connect(m_correction, &CorrectionControls::measureRequested, this, [this] {
    m_correction->setSpectra(nullptr, true);
    m_spectra.start();
  });
  connect(&m_spectra, &SpectraRunner::measured, this,
          [this](const std::shared_ptr<const DeviceSpectra>& spectra) {
            const bool any = !spectra->clips.empty();
            m_correction->setSpectra(any ? spectra : nullptr, false);
          });
  connect(&m_workspace, &Workspace::datasetChanged, this,
          [this] { m_correction->setSpectra(nullptr, false); });
}

void PreviewPage::followKind() {
  for (std::size_t i = 0; i < m_controls.size(); ++i)
    m_controls[i]->setVisible(i == std::size_t(kind()));
  refresh();
}

PreviewKind PreviewPage::kind() const {
  return PreviewKind(std::max(0, m_list->currentRow()));
}

void PreviewPage::showKind(PreviewKind kind) {
  m_list->setCurrentRow(int(kind));
}

StateValues PreviewPage::saveState() const {
  StateValues values = knobsOf(*this);
  values["kind"] = double(m_list->currentRow());
  for (const auto* controls : m_controls) controls->saveState(values);
  return values;
}

void PreviewPage::restoreState(const StateValues& values) {
  // The knobs first: drawing anew forgets what was edited.
  setKnobs(*this, values);
  for (auto* controls : m_controls) controls->restoreState(values);
  const auto found = values.find("kind");
  if (found == values.end()) return;
  const auto* row = std::get_if<double>(&found->second);
  if (row && *row >= 0.0 && *row < kPreviewKinds) m_list->setCurrentRow(int(*row));
}

void PreviewPage::setColourMap(ColourMap map) {
  m_plot->setColourMap(map);
}

void PreviewPage::setClip(std::shared_ptr<const ClipAnalysis> clip, const QString& hint) {
  m_clip = std::move(clip);
  m_hint = hint;
  refresh();
}

void PreviewPage::refresh() {
  m_analyzer.cancel();
  m_waiting = false;
  m_patience.stop();
  if (!isVisible()) return;
  const auto& clips = m_workspace.dataset()->clips;
  m_title->setText(m_clip && m_clip->clip < clips.size() ? clipTitle(clips[m_clip->clip].file)
                                                         : QString());
  if (!m_clip) {
    showHint(m_hint);
    return;
  }
  if (const QString missing = controls()->missing(); !missing.isEmpty()) {
    showHint(missing);
    return;
  }
  PreviewAnalyzer::Request request;
  request.clip = m_clip;
  request.dataset = m_workspace.dataset();
  request.models = m_workspace.models();
  request.twins = m_workspace.twins();
  request.model = m_workspace.currentModel();
  request.params.kind = kind();
  controls()->fill(request.params);
  m_waiting = true;
  // What was shown stays until the new is there; only another kind of picture would mislead.
  const auto& shown = m_plot->answer();
  if (shown && (shown->params.kind != kind() || shown->clip != m_clip)) showNothing();
  m_patience.start();
  m_analyzer.compute(std::move(request));
}

void PreviewPage::showNothing() {
  m_plot->setHint({});
  m_plot->setAnswer(nullptr);
  m_results->setAnswer(nullptr);
}

void PreviewPage::onComputed(const std::shared_ptr<const PreviewAnswer>& answer) {
  m_waiting = false;
  m_patience.stop();
  controls()->show(*answer);
  m_plot->setTarget(m_occlusion->target(*answer, m_workspace.rule()));
  m_plot->setAnswer(answer);
  m_results->setAnswer(answer);
  giveSound(answer);
}

void PreviewPage::showTarget() {
  if (const auto& answer = m_plot->answer())
    m_plot->setTarget(m_occlusion->target(*answer, m_workspace.rule()));
}

void PreviewPage::showHint(const QString& text) {
  m_waiting = false;
  m_patience.stop();
  showNothing();
  m_plot->setHint(text);
  giveSound(nullptr);
}

void PreviewPage::setPlayer(ClipPlayer* player) {
  m_player = player;
  connect(player, &ClipPlayer::playingChanged, this, &PreviewPage::showPlaying);
  showPlaying();
}

void PreviewPage::giveSound(const std::shared_ptr<const PreviewAnswer>& answer) {
  const bool versions = answer && (answer->sound || answer->second);
  m_play->setEnabled(m_player && m_clip);
  allowVersions(m_player && versions);
  if (!m_player) return;
  SharedSound before;
  if (m_clip) before = SharedSound(m_clip, &m_clip->audio.samples);
  // A mixture of log-Mels has no sound of its own: the second clip is heard instead.
  SharedSound after;
  if (answer && answer->sound) after = answer->sound;
  if (answer && answer->second) after = SharedSound(answer->second, &answer->second->audio.samples);
  m_version->setText(answer && answer->second ? tr("Hear second clip") : tr("Hear after"));
  m_player->setSources(before, after);
  playAfter(m_version->isChecked());
}

void PreviewPage::playAfter(bool after) {
  if (m_player)
    m_player->setActive(after && m_version->isEnabled() ? ClipPlayer::B : ClipPlayer::A);
}

void PreviewPage::showPlaying() {
  m_play->setText(m_player->isPlaying() ? tr("Pause") : tr("Play"));
}

void PreviewPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void PreviewPage::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_analyzer.cancel();
  m_waiting = false;
  // Other pages play the clip as it is.
  if (!m_player) return;
  m_player->setSources(m_clip ? SharedSound(m_clip, &m_clip->audio.samples) : nullptr);
  m_player->setActive(ClipPlayer::A);
}

}  // namespace scenelens
