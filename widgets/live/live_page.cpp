// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/live_page.h"

#include "core/live/kept_clip.h"
#include "widgets/actions/action_registry.h"
#include "widgets/base/dataset_text.h"
#include "widgets/base/elided_label.h"
#include "widgets/base/job.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/clips/probability_chart.h"
#include "widgets/live/decision_timeline.h"
#include "widgets/live/level_meter.h"
#include "widgets/live/live_bar.h"
#include "widgets/live/live_plot.h"
#include "widgets/sound/replay_source.h"

#include <QAction>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStandardPaths>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

constexpr int kStatusMs = 80;
constexpr int kStoppingMs = 200;
constexpr int kTextTurns = 6;  // the words change less often than the bar
constexpr std::size_t kLatencies = 101;

const Prediction& shown(const LiveAnswer& answer, bool smoothed) {
  return smoothed ? answer.smoothed : answer.raw;
}

QString formatText(const StreamFormat& format) {
  const QString type = format.type == SampleType::UInt8   ? LivePage::tr("8 bit")
                       : format.type == SampleType::Int16 ? LivePage::tr("16 bit")
                       : format.type == SampleType::Int32 ? LivePage::tr("32 bit")
                                                          : LivePage::tr("float");
  return LivePage::tr("%1 Hz, %2 ch, %3")
      .arg(countText(format.sampleRate))
      .arg(format.channels)
      .arg(type);
}

/// The reason and what to do, as sentences.
QString sentences(const Error& error) {
  QString text = toQString(error.text());
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

}  // namespace

LivePage::LivePage(Workspace& workspace, Settings& settings, DeviceFactory devices, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_settings(settings),
      m_makeDevices(std::move(devices)),
      m_folder(QStandardPaths::writableLocation(QStandardPaths::MusicLocation) +
               QStringLiteral("/SceneLens")) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kMedium,
                             spacing::kMedium);
  layout->setSpacing(spacing::kLarge);
  layout->addWidget(makeSoundSide(), 1);
  layout->addWidget(makeDecisionSide());
  m_bar->setChoice(settings.listenChoice());
  connectBar();
  connect(&workspace, &Workspace::modelsChanged, this, [this] {
    // The networks that listen are not these any more, and their numbers mean others now.
    if (isRunning()) endWith(tr("Listening stopped because the models changed."));
    m_newest.reset();
    m_shownModel->clear();
    showModels();
  });
  connect(&workspace, &Workspace::currentModelChanged, this, &LivePage::showModels);
  connect(&workspace, &Workspace::ruleChanged, this, &LivePage::showAnswers);
  m_statusTimer.setInterval(kStatusMs);
  connect(&m_statusTimer, &QTimer::timeout, this, &LivePage::takeStatus);
  m_stoppingTimer.setInterval(kStoppingMs);
  m_stoppingTimer.setSingleShot(true);
  connect(&m_stoppingTimer, &QTimer::timeout, this, &LivePage::showStatus);
  showModels();
  showStatus();
  m_plot->setHint(tr("Press %1 to listen.").arg(keyOf(QStringLiteral("live.listen"))));
}

LivePage::~LivePage() {
  m_session.reset();
  m_ending.clear();  // completes recordings
}

QWidget* LivePage::makeSoundSide() {
  auto* side = new QWidget;
  m_bar = new LiveBar;
  m_message = new QLabel;
  m_message->setObjectName(QStringLiteral("liveMessage"));
  m_message->setWordWrap(true);
  m_message->setTextFormat(Qt::PlainText);
  m_open = new QPushButton(tr("Open kept clips"));
  m_open->setObjectName(QStringLiteral("liveOpen"));
  m_open->setFocusPolicy(Qt::TabFocus);
  m_open->hide();
  connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_kept); });
  m_plot = new LivePlot;
  m_plot->setObjectName(QStringLiteral("livePlot"));
  m_timeline = new DecisionTimeline;
  m_statusLine = new ElidedLabel;
  m_statusLine->setObjectName(QStringLiteral("liveStatus"));
  m_statusLine->setFont(smallFont(*this));
  m_statusLine->setForegroundRole(QPalette::PlaceholderText);

  auto* words = new QHBoxLayout;
  words->addWidget(m_message, 1);
  words->addWidget(m_open, 0, Qt::AlignTop);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_bar);
  layout->addLayout(words);
  layout->addWidget(m_plot, 1);
  layout->addWidget(m_timeline);
  layout->addWidget(m_statusLine);
  return side;
}

QWidget* LivePage::makeDecisionSide() {
  auto* panel = new QWidget;
  m_meter = new LevelMeter;
  m_title = new QLabel;
  m_title->setFont(titleFont(*this));
  m_shownModel = new QComboBox;
  m_shownModel->setObjectName(QStringLiteral("liveShownModel"));
  m_shownModel->setAccessibleName(tr("Model"));
  m_shownModel->setToolTip(tr("Which of the models that listen is shown below"));
  m_shownModel->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  connect(m_shownModel, &QComboBox::currentIndexChanged, this, [this] {
    showTitle();
    showAnswers();
  });
  connect(m_shownModel, &QComboBox::activated, this, [this] { m_plot->setFocus(); });
  m_note = new QLabel;
  m_note->setWordWrap(true);
  m_note->setFont(smallFont(*this));
  m_note->setForegroundRole(QPalette::PlaceholderText);
  m_decision = new QLabel;
  m_decision->setObjectName(QStringLiteral("liveDecision"));
  m_decision->setFont(titleFont(*this));
  m_decision->setWordWrap(true);
  m_chart = new ProbabilityChart;
  m_chart->installEventFilter(this);  // learns when it is painted
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(m_meter);
  layout->addSpacing(spacing::kSmall);
  auto* head = new QHBoxLayout;
  head->addWidget(m_title, 1);
  head->addWidget(m_shownModel, 1);
  head->addWidget(m_bar->shownBox());
  layout->addLayout(head);
  layout->addWidget(m_note);
  layout->addWidget(m_decision);
  layout->addWidget(m_chart);
  layout->addStretch();
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setFocusPolicy(Qt::NoFocus);  // what is in it has the focus and is scrolled to
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setWidget(panel);
  const int bar = area->style()->pixelMetric(QStyle::PM_ScrollBarExtent);
  area->setFixedWidth(m_chart->minimumSizeHint().width() + bar + spacing::kLarge);
  return area;
}

void LivePage::connectBar() {
  connect(m_bar, &LiveBar::startRequested, this, [this] { isRunning() ? stop() : start(); });
  connect(m_bar, &LiveBar::recordRequested, this, &LivePage::toggleRecording);
  connect(m_bar, &LiveBar::keepRequested, this, &LivePage::keep);
  connect(m_bar, &LiveBar::sourceChosen, this, [this] {
    // Another source goes on where this one listened.
    isRunning() ? start() : sayWhatToDo();
    m_plot->setFocus();
  });
  // Queued, because the menu is made anew while one of its actions speaks.
  connect(m_bar, &LiveBar::modelsChosen, this, &LivePage::showModels, Qt::QueuedConnection);
  for (const auto changed : {&LiveBar::modelsChosen, &LiveBar::hopChanged,
                             &LiveBar::smoothingChanged, &LiveBar::shownChanged}) {
    connect(m_bar, changed, this, [this] { m_settings.setListenChoice(m_bar->choice()); });
  }
  connect(m_bar, &LiveBar::hopChanged, this, [this] {
    if (m_session) m_session->classifier().setHop(m_bar->hop());
    m_latencies.clear();
    m_plot->setFocus();
  });
  connect(m_bar, &LiveBar::smoothingChanged, this, [this] {
    if (m_session) m_session->classifier().setSmoothing(m_bar->smoothing());
    m_plot->setFocus();
  });
  connect(m_bar, &LiveBar::shownChanged, this, [this] {
    showAnswers();
    m_plot->setFocus();
  });
}

void LivePage::setDevices(DeviceFactory devices) {
  m_makeDevices = std::move(devices);
  m_devices.reset();
  if (isVisible()) followDevices();
}

void LivePage::followDevices() {
  if (m_devices || !m_makeDevices) return;
  m_devices = m_makeDevices();
  const auto update = [this] {
    m_bar->setDevices(m_devices->list());
    if (!isRunning()) sayMicrophone();
  };
  connect(m_devices.get(), &CaptureDevices::changed, this, update);
  update();
}

void LivePage::sayWhatToDo() {
  say({});
  if (!isRunning()) sayMicrophone();
}

/// Leaves other messages alone: that a device was lost is not known any better by now.
void LivePage::sayMicrophone() {
  const QString none =
      tr("No microphone was found. Plug one in and it appears here, or replay a file.");
  const bool needed = m_bar->replayPaths().isEmpty() && !m_bar->hasDevices();
  if (needed && message().isEmpty()) say(none);
  if (!needed && message() == none) say({});
}

void LivePage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  followDevices();
  m_plot->setFocus();
}

std::unique_ptr<CaptureSource> LivePage::makeSource() {
  if (const auto paths = m_bar->replayPaths(); !paths.isEmpty()) {
    return std::make_unique<ReplaySource>(paths, ReplayOptions{.speed = m_bar->replaySpeed()});
  }
  followDevices();
  const QByteArray id = m_bar->device();
  return m_devices && !id.isEmpty() ? m_devices->open(id) : nullptr;
}

void LivePage::start() {
  end();
  auto source = makeSource();
  if (!source) {
    sayWhatToDo();
    return;
  }
  LiveSetup setup;
  setup.models = m_workspace.models();
  setup.twins = m_workspace.twins();
  setup.choices = choices();
  setup.hop = m_bar->hop();
  setup.smoothingSeconds = m_bar->smoothing();
  // A replay that is faster than time shows every decision; it waits where a device would not.
  setup.skipWhenLate = source->speed() == 1.0;
  m_newest.reset();
  m_status = {};
  m_latencies.clear();
  m_unpainted.reset();
  m_playing.clear();
  m_plot->clear();
  m_timeline->clear();
  m_meter->reset();
  m_plot->setHint(tr("Listening. The first decision comes after one second."));
  say({});
  m_heard = {};
  showAnswers();
  m_session = std::make_unique<LiveSession>(std::move(source), std::move(setup), this);
  connectSession();
  m_bar->setRunning(true);
  static_cast<void>(m_cpu.take());
  m_statusTimer.start();
  emit runningChanged(true);
}

void LivePage::connectSession() {
  auto* session = m_session.get();
  connect(session, &LiveSession::heard, this, &LivePage::onHeard);
  connect(session, &LiveSession::problem, this, [this](const Error& error) {
    say(sentences(error));
    m_workspace.addProblem(error);
  });
  connect(session, &LiveSession::failed, this,
          [this](const Error& error) { endWith(sentences(error)); });
  connect(session, &LiveSession::ended, this,
          [this] { endWith(tr("The replay came to its end.")); });
  connect(session, &LiveSession::nowPlaying, this,
          [this](const QString& name) { m_playing = name; });
}

void LivePage::stop() {
  end();
}

void LivePage::endWith(const QString& why) {
  end(why);
  say(why);
}

/// Ends the session, if there is one. What takes time ends in the background.
void LivePage::end(const QString& why) {
  if (!m_session) return;
  takeStatus();
  m_statusTimer.stop();
  m_session->disconnect(this);
  m_heard = m_session->stop();
  const auto* session = m_session.get();
  connect(session, &LiveSession::stopped, this,
          [this, session](const QString& recording) { onStopped(session, recording); });
  m_ending.push_back({std::move(m_session), fromPath(std::exchange(m_status.recording, {})), why});
  m_stoppingTimer.start();
  m_bar->setRunning(false);
  m_bar->setCanKeep(!m_heard.samples.empty());
  m_meter->setSilent();
  m_plot->setHint(tr("Press %1 to listen.").arg(keyOf(QStringLiteral("live.listen"))));
  showStatus();
  emit runningChanged(false);
}

/// Says what became of the recording, below what was said when listening ended.
void LivePage::onStopped(const LiveSession* session, const QString& recording) {
  const auto place =
      std::find_if(m_ending.begin(), m_ending.end(),
                   [session](const Ending& ending) { return ending.session.get() == session; });
  if (place == m_ending.end()) return;
  Ending ending = std::move(*place);
  m_ending.erase(place);
  ending.session.release()->deleteLater();  // it is speaking
  if (m_ending.empty()) m_stoppingTimer.stop();
  if (!ending.asked.isEmpty()) {
    const QString recorded = recording.isEmpty()
                                 ? tr("Nothing could be recorded to %1").arg(ending.asked)
                                 : tr("Recorded to %1").arg(recording);
    say(ending.why.isEmpty() ? recorded : ending.why + QLatin1Char(' ') + recorded);
  }
  showStatus();
}

void LivePage::replay(const QStringList& paths) {
  stop();
  m_bar->setReplay(paths);
  start();
}

std::vector<LiveChoice> LivePage::choices() const {
  std::vector<LiveChoice> all;
  const auto& twins = *m_workspace.twins();
  for (const std::size_t model : m_bar->models()) {
    all.push_back({model, Precision::Float32});
    if (model < twins.size() && twins[model]) all.push_back({model, Precision::Int8});
  }
  return all;
}

void LivePage::showModels() {
  QStringList names;
  for (const auto& title : distinctTitles(*m_workspace.models())) names.append(toQString(title));
  m_bar->setModels(names, m_workspace.currentModel());
  const auto listening = choices();
  QStringList rows;
  for (const auto& choice : listening) {
    rows.append(QStringLiteral("%1 %2").arg(names[qsizetype(choice.model)],
                                            toQString(precisionName(choice.precision))));
  }
  m_timeline->setRows(listening, rows);
  if (m_session) m_session->classifier().setChoices(listening);
  fillShownModel(names);
  showTitle();
  showAnswers();
}

/// Lists the models that listen; what is shown stays as long as it listens.
void LivePage::fillShownModel(const QStringList& names) {
  const auto listening = m_bar->models();
  // Where the box shows what the workspace chose, it follows that.
  const bool own = m_shownModel->currentIndex() >= 0 && shownModel() != m_followed;
  const std::size_t wanted =
      own && listening.count(shownModel()) > 0 ? shownModel() : m_workspace.currentModel();
  const QSignalBlocker quiet(m_shownModel);
  m_shownModel->clear();
  for (const std::size_t model : listening) {
    m_shownModel->addItem(names[qsizetype(model)], qulonglong(model));
    if (model == wanted) m_shownModel->setCurrentIndex(m_shownModel->count() - 1);
  }
  m_followed = m_workspace.currentModel();
  m_shownModel->setVisible(listening.size() > 1);
  m_title->setVisible(listening.size() <= 1);
}

std::size_t LivePage::shownModel() const {
  const QVariant model = m_shownModel->currentData();
  return model.isValid() ? std::size_t(model.toULongLong()) : m_workspace.currentModel();
}

void LivePage::showTitle() {
  const auto& models = *m_workspace.models();
  const std::size_t current = shownModel();
  if (current >= models.size()) {
    m_title->setText(tr("No model"));
    m_note->hide();
    return;
  }
  const Model& model = models[current];
  m_title->setText(toQString(model.title()));
  const QString note = model.trained ? toQString(model.note)
                                     : tr("Untrained: random weights, the decision means nothing");
  m_note->setText(note);
  m_note->setVisible(!note.isEmpty());
}

void LivePage::onHeard(const std::shared_ptr<const LiveHop>& hop) {
  m_newest = hop;
  m_plot->add(*hop);
  m_timeline->add(*hop, m_workspace.rule(), m_bar->showsSmoothed());
  if (!hop->answers.empty()) m_unpainted = hop->soundTime;
  showAnswers();
}

void LivePage::showAnswers() {
  std::optional<Prediction> floats, int8, rawFloats, rawInt8;
  if (m_newest) {
    for (const auto& answer : m_newest->answers) {
      if (answer.choice.model != shownModel()) continue;
      auto& place = answer.choice.precision == Precision::Int8 ? int8 : floats;
      place = shown(answer, m_bar->showsSmoothed());
      if (m_bar->showsRawMarks()) {
        (answer.choice.precision == Precision::Int8 ? rawInt8 : rawFloats) = answer.raw;
      }
    }
  }
  const auto rule = m_workspace.rule();
  m_chart->setSideBySide(floats, int8, rule, std::nullopt);
  m_chart->setMarks(rawFloats, rawInt8);
  QString text = tr("–");
  if (floats) {
    text = tr("%1, %2").arg(sceneText(floats->decision(rule)),
                            percentText(double(floats->confidence(rule)), 0));
    if (int8 && int8->decision(rule) != floats->decision(rule)) {
      text += tr("  \u2260  Int8: %1").arg(sceneText(int8->decision(rule)));
    }
  }
  m_decision->setText(text);
}

bool LivePage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_chart && event->type() == QEvent::Paint && m_unpainted) {
    // After the paint event, when the label is on the screen's way.
    const SteadyTime sound = *std::exchange(m_unpainted, std::nullopt);
    const double hopMs = 1000.0 * double(m_bar->hop()) / kSampleRate;
    QTimer::singleShot(0, this, [this, sound, hopMs] {
      const std::chrono::duration<double, std::milli> late =
          std::chrono::steady_clock::now() - sound;
      m_latencies.push_back(late.count() + hopMs);
      if (m_latencies.size() > kLatencies) m_latencies.pop_front();
    });
  }
  return QWidget::eventFilter(watched, event);
}

std::optional<double> LivePage::latencyMs() const {
  if (m_latencies.empty()) return std::nullopt;
  std::vector<double> sorted(m_latencies.begin(), m_latencies.end());
  const auto middle = sorted.begin() + std::ptrdiff_t(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

void LivePage::takeStatus() {
  if (!m_session) return;
  const bool recorded = !m_status.recording.empty();
  m_status = m_session->classifier().takeStatus();
  m_meter->setLevel(m_status.level);
  if (recorded && m_status.recording.empty()) m_bar->setRecording(false);
  if (++m_statusTurns % kTextTurns != 0) return;
  m_cpuShare = m_cpu.take();
  showStatus();
}

/// Latency counts from the moment when the oldest sound that is new in a decision came in until the
/// decision is painted: the hop and what reading, analysing and painting add.
void LivePage::showStatus() {
  QStringList parts;
  const QLocale locale;
  if (isStopping() && !m_stoppingTimer.isActive()) parts.append(tr("stopping…"));
  if (m_session && m_session->speed() == 1.0) {
    if (const auto ms = latencyMs())
      parts.append(tr("latency %1 ms").arg(locale.toString(*ms, 'f', 0)));
  }
  if (m_status.format) {
    parts.append(m_status.dropped == 0
                     ? tr("no block dropped")
                     : tr("%Ln block(s) dropped", nullptr, int(m_status.dropped)));
    if (m_status.skipped > 0) {
      parts.append(tr("%Ln decision(s) left out", nullptr, int(m_status.skipped)));
    }
  }
  if (m_session) parts.append(tr("CPU %1").arg(percentText(m_cpuShare, 0)));
  if (m_status.format) parts.append(formatText(*m_status.format));
  if (m_session && !m_playing.isEmpty()) parts.append(m_playing);
  if (!m_status.recording.empty()) {
    parts.append(tr("recording %1, %2 s")
                     .arg(fromPath(m_status.recording.filename()),
                          locale.toString(m_status.recordedSeconds, 'f', 0)));
  }
  m_statusLine->setText(
      parts.isEmpty()
          ? tr("%1: start and stop · %2: record · %3: keep · drag: select a stretch")
                .arg(keyOf(QStringLiteral("live.listen")), keyOf(QStringLiteral("live.record")),
                     keyOf(QStringLiteral("live.keep")))
          : parts.join(QStringLiteral(" · ")));
}

QString LivePage::newName(const QString& kind) const {
  const QString stem =
      kind + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmmss"));
  QString name = stem;
  const auto taken = [this](const QString& tried) {
    const QString path = QDir(m_folder).filePath(tried);
    return QFileInfo::exists(path + QStringLiteral(".wav")) ||
           QFileInfo::exists(path + QStringLiteral(".csv"));
  };
  for (int i = 2; taken(name); ++i) {
    name = QStringLiteral("%1-%2").arg(stem).arg(i);
  }
  return QDir(m_folder).filePath(name);
}

void LivePage::toggleRecording() {
  if (!m_session) return;
  if (!m_status.recording.empty()) {
    m_session->classifier().stopRecording();
    say(tr("Recorded to %1").arg(fromPath(m_status.recording)));
    m_status.recording.clear();
    m_bar->setRecording(false);
    return;
  }
  const QString stem = newName(QStringLiteral("live"));
  m_session->classifier().startRecording(toPath(stem));
  m_status.recording = toPath(stem + QStringLiteral(".wav"));
  m_bar->setRecording(true);
  say({});
}

/// The stretch that is meant: the selection, or the last second.
std::vector<float> LivePage::soundToKeep() const {
  const std::int64_t end = m_session ? m_session->classifier().samples() : m_heard.end;
  std::int64_t from = end - std::int64_t(kClipSamples);
  std::int64_t to = end;
  if (const auto selection = m_plot->selection()) {
    from = std::int64_t(selection->first * kSampleRate);
    to = std::int64_t(selection->second * kSampleRate);
  }
  if (m_session) return m_session->classifier().sound(from, to);
  const std::int64_t begin = end - std::int64_t(m_heard.samples.size());
  from = std::clamp(from, begin, end);
  to = std::clamp(to, from, end);
  const auto sample = [&](std::int64_t at) { return m_heard.samples.begin() + (at - begin); };
  return {sample(from), sample(to)};
}

void LivePage::keep() {
  auto sound = std::make_shared<std::vector<float>>(soundToKeep());
  if (sound->empty()) {
    say(tr("There is no sound to keep yet."));
    return;
  }
  const auto stem = toPath(newName(QStringLiteral("kept")));
  auto result = std::make_shared<Result<std::filesystem::path>>();
  auto* job = new Job(
      tr("Keeping a clip"),
      [=](const JobControl& /*control*/) { *result = keepClip(stem, *sound); }, this);
  connect(job, &Job::finished, this, [=, this] {
    job->deleteLater();
    if (!*result) {
      job->setFailure(toQString(result->error().text()));
      say(sentences(result->error()));
      return;
    }
    const QString file = fromPath(**result);
    m_kept.append(file);
    m_open->show();
    const QString seconds = QLocale().toString(double(sound->size()) / kSampleRate, 'f', 1);
    say(tr("Kept %1 s as %2").arg(seconds, file));
    emit kept(file);
  });
  job->start();
}

void LivePage::declareActions(ActionRegistry& registry) {
  const auto add = [&](const char* id, const QString& text, Qt::Key key, auto slot) {
    auto* action = registry.declare({.id = QLatin1String(id),
                                     .text = text,
                                     .category = ActionCategory::Live,
                                     .keys = {QKeySequence(key)},
                                     .places = ActionPlace::Live});
    connect(action, &QAction::triggered, this, slot);
    registry.offerOn(action, this);
  };
  add("live.listen", tr("&Start or stop listening"), Qt::Key_Space,
      [this] { isRunning() ? stop() : start(); });
  add("live.record", tr("&Record or stop recording"), Qt::Key_R, &LivePage::toggleRecording);
  add("live.keep", tr("&Keep what was heard as a clip"), Qt::Key_K, &LivePage::keep);
}

void LivePage::showKeys() {
  m_bar->showKeys();
  if (!isRunning()) {
    m_plot->setHint(tr("Press %1 to listen.").arg(keyOf(QStringLiteral("live.listen"))));
  }
  showStatus();
}

void LivePage::say(const QString& text) {
  m_message->setText(text);
  m_message->setVisible(!text.isEmpty());
}

QString LivePage::message() const {
  return m_message->text();
}

}  // namespace scenelens
