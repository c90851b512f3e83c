// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/live_bar.h"

#include "core/features/feature_shape.h"
#include "widgets/actions/action_registry.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QActionGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

// Rows of the box that chooses which probabilities are shown.
constexpr int kSmoothed = 0;
constexpr int kRaw = 1;
constexpr int kBoth = 2;

QComboBox* makeBox(const QString& name, const QString& object) {
  auto* box = new QComboBox;
  box->setObjectName(object);
  box->setAccessibleName(name);
  return box;
}

QPushButton* makeButton(const QString& text, const QString& object, const QString& help) {
  auto* button = new QPushButton(text);
  button->setObjectName(object);
  button->setToolTip(help);
  // A click leaves the focus where the space bar starts and stops.
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

void addLabelled(QHBoxLayout* row, const QString& text, QWidget* widget) {
  auto* label = new QLabel(text);
  label->setForegroundRole(QPalette::PlaceholderText);
  row->addWidget(label);
  row->addWidget(widget);
}

}  // namespace

LiveBar::LiveBar(QWidget* parent) : QWidget(parent) {
  m_source = makeBox(tr("Source of sound"), QStringLiteral("liveSource"));
  m_source->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_source->setMinimumContentsLength(6);
  m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  connect(m_source, &QComboBox::activated, this, [this] {
    rememberDevice();
    emit sourceChosen();
  });
  m_start = makeButton(tr("Start"), QStringLiteral("liveStart"), {});
  connect(m_start, &QPushButton::clicked, this, &LiveBar::startRequested);
  m_record = makeButton(tr("Record"), QStringLiteral("liveRecord"), {});
  m_record->setCheckable(true);
  connect(m_record, &QPushButton::clicked, this, &LiveBar::recordRequested);
  m_keep = makeButton(tr("Keep"), QStringLiteral("liveKeep"), {});
  connect(m_keep, &QPushButton::clicked, this, &LiveBar::keepRequested);
  makeReplayMenu();

  m_models = makeButton(tr("Models"), QStringLiteral("liveModels"),
                        tr("Which models listen besides the chosen one"));
  m_modelMenu = new QMenu(m_models);
  m_models->setMenu(m_modelMenu);

  m_hop = makeBox(tr("Time between decisions"), QStringLiteral("liveHop"));
  for (const int ms : {100, 200, 250, 500, 1000}) {
    m_hop->addItem(ms == 1000 ? tr("1 s") : tr("%1 ms").arg(ms), kSampleRate * ms / 1000);
  }
  m_hop->setCurrentIndex(2);
  m_hop->setToolTip(tr("A decision is made this often; each is about the last second"));
  connect(m_hop, &QComboBox::activated, this, &LiveBar::hopChanged);
  m_smoothing = makeBox(tr("Smoothing"), QStringLiteral("liveSmoothing"));
  for (const double seconds : {0.5, 1.0, 2.0, 5.0}) {
    m_smoothing->addItem(tr("%1 s").arg(QLocale().toString(seconds)), seconds);
  }
  m_smoothing->setCurrentIndex(1);
  m_smoothing->setToolTip(tr("Time constant of the exponential smoothing"));
  connect(m_smoothing, &QComboBox::activated, this, &LiveBar::smoothingChanged);
  m_shown = makeBox(tr("Which probabilities"), QStringLiteral("liveShown"));
  m_shown->addItem(tr("Smoothed"));
  m_shown->addItem(tr("Raw"));
  m_shown->addItem(tr("Both"));
  m_shown->setItemData(kBoth, tr("Smoothed bars; a thin mark is what the newest second alone says"),
                       Qt::ToolTipRole);
  m_shown->setCurrentIndex(kBoth);
  connect(m_shown, &QComboBox::activated, this, &LiveBar::shownChanged);

  auto* first = new QHBoxLayout;
  first->addWidget(m_source, 1);
  first->addWidget(m_replay);
  first->addWidget(m_start);
  first->addWidget(m_record);
  first->addWidget(m_keep);
  auto* second = new QHBoxLayout;
  second->addWidget(m_models);
  addLabelled(second, tr("every"), m_hop);
  addLabelled(second, tr("smoothing"), m_smoothing);
  second->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kMedium);
  layout->addLayout(first);
  layout->addLayout(second);
  setRunning(false);
  setDevices({});
  showKeys();
}

void LiveBar::showKeys() {
  m_start->setToolTip(tr("Start or stop (%1)").arg(keyOf(QStringLiteral("live.listen"))));
  m_record->setToolTip(tr("Write the sound to a 24-bit WAV file and the decisions to a table "
                          "beside it (%1)")
                           .arg(keyOf(QStringLiteral("live.record"))));
  m_keep->setToolTip(tr("Keep the selected stretch, or else the last second, as a clip (%1)")
                         .arg(keyOf(QStringLiteral("live.keep"))));
}

void LiveBar::makeReplayMenu() {
  m_replay = makeButton(tr("Replay"), QStringLiteral("liveReplay"),
                        tr("Replay a file or a folder as if it was heard now"));
  auto* menu = new QMenu(m_replay);
  connect(menu->addAction(tr("&Files…")), &QAction::triggered, this, [this] {
    const auto files = QFileDialog::getOpenFileNames(this, tr("Replay sound files"));
    if (!files.isEmpty()) setReplay(files);
  });
  connect(menu->addAction(tr("F&older…")), &QAction::triggered, this, [this] {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Replay a folder"));
    if (!folder.isEmpty()) setReplay({folder});
  });
  menu->addSeparator();
  auto* speeds = new QActionGroup(this);
  for (const double speed : {1.0, 2.0, 4.0, 8.0}) {
    auto* action = menu->addAction(speed == 1.0 ? tr("As fast as it was recorded")
                                                : tr("%1 times as fast").arg(speed));
    action->setCheckable(true);
    action->setChecked(speed == 1.0);
    speeds->addAction(action);
    connect(action, &QAction::triggered, this, [this, speed] { m_speed = speed; });
  }
  m_replay->setMenu(menu);
}

void LiveBar::rememberDevice() {
  if (!device().isEmpty()) m_wanted = device();
}

void LiveBar::setDevices(const QList<CaptureDevice>& devices) {
  const QStringList replay = replayPaths();
  const bool none = m_deviceCount == 0;
  m_source->clear();
  m_deviceCount = int(devices.size());
  int choice = -1;
  int standard = 0;
  for (const auto& entry : devices) {
    if (entry.id == m_wanted) choice = m_source->count();
    if (entry.isDefault) standard = m_source->count();
    m_source->addItem(entry.name, entry.id);
  }
  if (devices.isEmpty()) m_source->addItem(tr("no microphone"));
  m_source->setCurrentIndex(choice >= 0 ? choice : standard);
  // Without a wish of the user's the system's default is it.
  if (none && m_wanted.isEmpty()) rememberDevice();
  if (!replay.isEmpty()) putReplay(replay);
}

void LiveBar::setReplay(const QStringList& paths) {
  putReplay(paths);
  emit sourceChosen();
}

void LiveBar::putReplay(const QStringList& paths) {
  int index = -1;
  for (int i = 0; i < m_source->count(); ++i) {
    if (!m_source->itemData(i).toStringList().isEmpty() &&
        m_source->itemData(i).typeId() == QMetaType::QStringList) {
      index = i;
    }
  }
  const QString name = paths.size() == 1 ? QFileInfo(paths.front()).fileName()
                                         : tr("%Ln file(s)", nullptr, int(paths.size()));
  if (index < 0) {
    m_source->addItem(QString());
    index = m_source->count() - 1;
  }
  m_source->setItemText(index, tr("Replay %1").arg(name));
  m_source->setItemData(index, paths);
  m_source->setCurrentIndex(index);
}

QStringList LiveBar::replayPaths() const {
  const QVariant source = m_source->currentData();
  return source.typeId() == QMetaType::QStringList ? source.toStringList() : QStringList();
}

QByteArray LiveBar::device() const {
  const QVariant source = m_source->currentData();
  return source.typeId() == QMetaType::QByteArray ? source.toByteArray() : QByteArray();
}

void LiveBar::setRunning(bool running) {
  m_start->setText(running ? tr("Stop") : tr("Start"));
  m_record->setEnabled(running);
  m_keep->setEnabled(running);  // more is known to whoever heard something, see setCanKeep
  if (!running) setRecording(false);
}

void LiveBar::setRecording(bool recording) {
  m_record->setChecked(recording);
}

void LiveBar::setCanKeep(bool can) {
  m_keep->setEnabled(can);
}

void LiveBar::setModels(const QStringList& names, std::size_t chosen) {
  m_chosen = chosen;
  m_modelMenu->clear();
  m_names.clear();
  m_models->setEnabled(!names.isEmpty());
  for (qsizetype i = 0; i < names.size(); ++i) {
    const auto index = std::size_t(i);
    QString key = names[i];
    for (int n = 2; m_names.contains(key); ++n) key = QStringLiteral("%1 #%2").arg(names[i]).arg(n);
    m_names.append(key);
    auto* action = m_modelMenu->addAction(names[i]);
    action->setCheckable(true);
    action->setChecked(index == chosen || m_listening.contains(key));
    action->setEnabled(index != chosen);
    connect(action, &QAction::toggled, this, [this, key](bool on) {
      m_listening.removeAll(key);
      if (on) m_listening.append(key);
      emit modelsChosen();
    });
  }
}

std::set<std::size_t> LiveBar::models() const {
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < std::size_t(m_names.size()); ++i) {
    if (i == m_chosen || m_listening.contains(m_names[qsizetype(i)])) all.insert(i);
  }
  return all;
}

std::int64_t LiveBar::hop() const {
  return m_hop->currentData().toLongLong();
}

void LiveBar::setHop(std::int64_t samples) {
  const int index = m_hop->findData(int(samples));
  if (index >= 0) m_hop->setCurrentIndex(index);
}

double LiveBar::smoothing() const {
  return m_smoothing->currentData().toDouble();
}

QWidget* LiveBar::shownBox() const {
  return m_shown;
}

bool LiveBar::showsSmoothed() const {
  return m_shown->currentIndex() != kRaw;
}

bool LiveBar::showsRawMarks() const {
  return m_shown->currentIndex() == kBoth;
}

ListenChoice LiveBar::choice() const {
  return {.hop = int(hop()),
          .smoothing = smoothing(),
          .smoothed = showsSmoothed(),
          .rawMarks = showsRawMarks(),
          .models = m_listening};
}

void LiveBar::setChoice(const ListenChoice& choice) {
  setHop(choice.hop);
  const int index = m_smoothing->findData(choice.smoothing);
  if (index >= 0) m_smoothing->setCurrentIndex(index);
  m_shown->setCurrentIndex(!choice.smoothed ? kRaw : choice.rawMarks ? kBoth : kSmoothed);
  m_listening = choice.models;
}

}  // namespace scenelens
