// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/cpu_meter.h"
#include "widgets/live/live_session.h"
#include "widgets/sound/capture_source.h"
#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;

namespace scenelens {

class ActionRegistry;
class DecisionTimeline;
class ElidedLabel;
class Job;
class LevelMeter;
class LiveBar;
class LivePlot;
class ProbabilityChart;
class Settings;

/// Listens to a microphone, or to files as if a microphone heard them, and shows what the models
/// say about the last second.
///
/// Nothing here waits for a device:
/// capture, analysis and writing have threads of their own, and what goes wrong is said in a line
/// of the page while everything else goes on.
class LivePage final : public QWidget {
  Q_OBJECT

 public:
  using DeviceFactory = std::function<std::unique_ptr<CaptureDevices>()>;

  /// `devices` is called when the page is first shown, because asking the sound server takes a
  /// moment.
  LivePage(Workspace& workspace, Settings& settings, DeviceFactory devices,
           QWidget* parent = nullptr);
  ~LivePage() override;

  /// Listening, recording and keeping; their keys work on this page.
  void declareActions(ActionRegistry& registry);
  /// Names the keys of actions, as they are now, where its texts do.
  void showKeys();

  void start();
  /// What was heard last can be kept until the next start.
  void stop();
  [[nodiscard]] bool isRunning() const { return m_session != nullptr; }
  /// A device is still being let go, or a recording completed.
  [[nodiscard]] bool isStopping() const { return !m_ending.empty(); }
  /// Starts with the newest settings what is chosen as a replay.
  void replay(const QStringList& paths);
  void toggleRecording();
  /// Writes the selection, or the last second, to a new sound file.
  void keep();

  /// Where recordings and clips go; default: SceneLens in the user's music folder.
  void setFolder(const QString& folder) { m_folder = folder; }
  /// Looks for devices with another factory from now on.
  void setDevices(DeviceFactory devices);

  [[nodiscard]] LiveBar* bar() const { return m_bar; }
  [[nodiscard]] LivePlot* plot() const { return m_plot; }
  [[nodiscard]] DecisionTimeline* timeline() const { return m_timeline; }
  [[nodiscard]] LevelMeter* meter() const { return m_meter; }
  [[nodiscard]] ProbabilityChart* chart() const { return m_chart; }
  /// What the page says about itself; empty when all is well.
  [[nodiscard]] QString message() const;
  /// Median in ms over the last decisions that were painted; see showStatus().
  [[nodiscard]] std::optional<double> latencyMs() const;
  [[nodiscard]] const std::shared_ptr<const LiveHop>& newest() const { return m_newest; }
  /// Of the last status.
  [[nodiscard]] const LiveStatus& status() const { return m_status; }

 signals:
  /// The user wants to see clips that were kept.
  void openRequested(const QStringList& files);
  void runningChanged(bool running);
  void kept(const QString& file);

 protected:
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* makeSoundSide();
  QWidget* makeDecisionSide();
  void connectBar();
  void followDevices();
  [[nodiscard]] std::unique_ptr<CaptureSource> makeSource();
  void connectSession();
  [[nodiscard]] std::vector<LiveChoice> choices() const;
  void showModels();
  void fillShownModel(const QStringList& names);
  void showTitle();
  [[nodiscard]] std::size_t shownModel() const;
  void onHeard(const std::shared_ptr<const LiveHop>& hop);
  void showAnswers();
  void takeStatus();
  void showStatus();
  void say(const QString& text);
  void sayWhatToDo();
  void sayMicrophone();
  void end(const QString& why = {});
  void onStopped(const LiveSession* session, const QString& recording);
  void endWith(const QString& why);
  [[nodiscard]] QString newName(const QString& kind) const;
  [[nodiscard]] std::vector<float> soundToKeep() const;

  Workspace& m_workspace;
  Settings& m_settings;
  DeviceFactory m_makeDevices;
  std::unique_ptr<CaptureDevices> m_devices;
  LiveBar* m_bar = nullptr;
  QLabel* m_message = nullptr;
  QPushButton* m_open = nullptr;
  LivePlot* m_plot = nullptr;
  DecisionTimeline* m_timeline = nullptr;
  LevelMeter* m_meter = nullptr;
  QLabel* m_title = nullptr;
  QComboBox* m_shownModel = nullptr;  // in place of the title where several models listen
  QLabel* m_note = nullptr;
  QLabel* m_decision = nullptr;
  ProbabilityChart* m_chart = nullptr;
  ElidedLabel* m_statusLine = nullptr;
  std::unique_ptr<LiveSession> m_session;
  /// A session that was stopped, until it is.
  struct Ending {
    std::unique_ptr<LiveSession> session;
    QString asked;  // file of the recording, as far as it was known
    QString why;    // what was said when it ended
  };
  std::vector<Ending> m_ending;
  HeardSound m_heard;  // of the session before
  std::shared_ptr<const LiveHop> m_newest;
  LiveStatus m_status;
  QTimer m_statusTimer;
  QTimer m_stoppingTimer;  // a moment is not worth a word
  int m_statusTurns = 0;
  CpuMeter m_cpu;
  double m_cpuShare = 0.0;
  std::optional<SteadyTime> m_unpainted;  // sound time of what the chart shows but has not painted
  std::size_t m_followed = 0;             // the workspace's model when the box was filled
  std::deque<double> m_latencies;         // ms
  QString m_playing;                      // name of the file that is replayed
  QString m_folder;
  QStringList m_kept;
};

}  // namespace scenelens
