// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live_page.h"

#include "core/audio/audio_file.h"
#include "widgets/decision_timeline.h"
#include "widgets/elided_label.h"
#include "widgets/job.h"
#include "widgets/level_meter.h"
#include "widgets/live_bar.h"
#include "widgets/live_plot.h"
#include "widgets/probability_chart.h"
#include "widgets/qt_text.h"
#include "widgets/replay_source.h"
#include "widgets/theme.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardPaths>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

constexpr int kStatusMs = 80;
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
    stop();  // the networks that listen are not these any more
    showModels();
  });
  connect(&workspace, &Workspace::currentModelChanged, this, &LivePage::showModels);
  connect(&workspace, &Workspace::ruleChanged, this, &LivePage::showAnswers);
  m_statusTimer.setInterval(kStatusMs);
  connect(&m_statusTimer, &QTimer::timeout, this, &LivePage::takeStatus);
  showModels();
  showStatus();
  m_plot->setHint(tr("Press Space to listen."));
}

LivePage::~LivePage() {
  m_session.reset();
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
  head->addWidget(m_bar->shownBox());
  layout->addLayout(head);
  layout->addWidget(m_note);
  layout->addWidget(m_decision);
  layout->addWidget(m_chart);
  layout->addStretch();
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
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
    if (isRunning()) start();
    sayWhatToDo();
    m_plot->setFocus();
  });
  connect(m_bar, &LiveBar::modelsChosen, this, &LivePage::showModels);
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
    if (!isRunning()) sayWhatToDo();
  };
  connect(m_devices.get(), &CaptureDevices::changed, this, update);
  update();
}

void LivePage::sayWhatToDo() {
  if (isRunning() || !m_bar->replayPaths().isEmpty() || m_bar->hasDevices()) {
    say({});
  } else {
    say(tr("No microphone was found. Plug one in and it appears here, or replay a file."));
  }
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
  stop();
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
  connect(session, &LiveSession::failed, this, [this](const Error& error) {
    stop();
    say(sentences(error));
  });
  connect(session, &LiveSession::ended, this, [this] {
    stop();
    say(tr("The replay came to its end."));
  });
  connect(session, &LiveSession::nowPlaying, this,
          [this](const QString& name) { m_playing = name; });
}

void LivePage::stop() {
  if (!m_session) return;
  takeStatus();
  m_statusTimer.stop();
  m_session->disconnect(this);
  m_session->stop();
  m_session.release()->deleteLater();  // this may be one of its own signals
  m_bar->setRunning(false);
  m_plot->setHint(tr("Press Space to listen."));
  showStatus();
  emit runningChanged(false);
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
  for (const auto& model : *m_workspace.models()) names.append(toQString(model.title()));
  m_bar->setModels(names, m_workspace.currentModel());
  const auto listening = choices();
  QStringList rows;
  for (const auto& choice : listening) {
    rows.append(QStringLiteral("%1 %2").arg(names[qsizetype(choice.model)],
                                            toQString(precisionName(choice.precision))));
  }
  m_timeline->setRows(listening, rows);
  if (m_session) m_session->classifier().setChoices(listening);
  showTitle();
  showAnswers();
}

void LivePage::showTitle() {
  const auto& models = *m_workspace.models();
  const std::size_t current = m_workspace.currentModel();
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
  std::optional<Prediction> floats, int8;
  if (m_newest) {
    for (const auto& answer : m_newest->answers) {
      if (answer.choice.model != m_workspace.currentModel()) continue;
      auto& place = answer.choice.precision == Precision::Int8 ? int8 : floats;
      place = shown(answer, m_bar->showsSmoothed());
    }
  }
  const auto rule = m_workspace.rule();
  m_chart->setSideBySide(floats, int8, rule, std::nullopt);
  QString text = tr("–");
  if (floats) {
    text = tr("%1, %2").arg(toQString(sceneTitle(floats->decision(rule))),
                            percentText(double(floats->confidence(rule)), 0));
    if (int8 && int8->decision(rule) != floats->decision(rule)) {
      text += tr("  \u2260  Int8: %1").arg(toQString(sceneTitle(int8->decision(rule))));
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
  if (m_session && m_session->speed() == 1.0) {
    if (const auto ms = latencyMs())
      parts.append(tr("latency %1 ms").arg(locale.toString(*ms, 'f', 0)));
  }
  if (m_status.format) {
    parts.append(m_status.dropped == 0 ? tr("no block dropped")
                                       : tr("%1 blocks dropped").arg(countText(m_status.dropped)));
    if (m_status.skipped > 0) {
      parts.append(tr("%1 decisions left out").arg(countText(m_status.skipped)));
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
      parts.isEmpty() ? tr("Space: start and stop · R: record · K: keep · drag: select a stretch")
                      : parts.join(QStringLiteral(" · ")));
}

QString LivePage::newName(const QString& kind) const {
  const QString stem =
      kind + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmmss"));
  QString name = stem;
  for (int i = 2; QFileInfo::exists(QDir(m_folder).filePath(name + QStringLiteral(".wav"))); ++i) {
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

void LivePage::keep() {
  if (!m_session) return;
  const std::int64_t end = m_session->classifier().takeStatus().samples;
  std::int64_t from = end - std::int64_t(kClipSamples);
  std::int64_t to = end;
  if (const auto selection = m_plot->selection()) {
    from = std::int64_t(selection->first * kSampleRate);
    to = std::int64_t(selection->second * kSampleRate);
  }
  auto sound = std::make_shared<std::vector<float>>(m_session->classifier().sound(from, to));
  if (sound->empty()) {
    say(tr("There is no sound to keep yet."));
    return;
  }
  const QString file = newName(QStringLiteral("kept")) + QStringLiteral(".wav");
  auto result = std::make_shared<Status>();
  const QString folder = m_folder;
  auto* job = new Job(
      tr("Keeping a clip"),
      [=](const JobControl& /*control*/) {
        QDir().mkpath(folder);
        *result = writeWav24(toPath(file), *sound);
      },
      this);
  connect(job, &Job::finished, this, [=, this] {
    job->deleteLater();
    if (!*result) {
      say(sentences(result->error()));
      return;
    }
    m_kept.append(file);
    m_open->show();
    const QString seconds = QLocale().toString(double(sound->size()) / kSampleRate, 'f', 1);
    say(tr("Kept %1 s as %2").arg(seconds, file));
    emit kept(file);
  });
  job->start();
}

void LivePage::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() == Qt::NoModifier && !event->isAutoRepeat()) {
    switch (event->key()) {
      case Qt::Key_Space:
        isRunning() ? stop() : start();
        return;
      case Qt::Key_R:
        toggleRecording();
        return;
      case Qt::Key_K:
        keep();
        return;
      default:
        break;
    }
  }
  QWidget::keyPressEvent(event);
}

void LivePage::say(const QString& text) {
  m_message->setText(text);
  m_message->setVisible(!text.isEmpty());
}

QString LivePage::message() const {
  return m_message->text();
}

}  // namespace scenelens
