// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/settings.h"
#include "widgets/sound/capture_source.h"

#include <QStringList>
#include <QWidget>

#include <set>

class QComboBox;
class QMenu;
class QPushButton;

namespace scenelens {

/// The controls of the live page: where the sound comes from, start and stop, record, keep, how
/// often to decide, how much to smooth and which models listen.
class LiveBar final : public QWidget {
  Q_OBJECT

 public:
  explicit LiveBar(QWidget* parent = nullptr);

  /// Names the keys of actions, as they are now, in its tool tips.
  void showKeys();

  /// Keeps the device that was chosen as long as it is there, and takes it again when it comes
  /// back.
  void setDevices(const QList<CaptureDevice>& devices);
  [[nodiscard]] bool hasDevices() const { return m_deviceCount > 0; }
  /// Chooses files or a folder as the source, as the user does in the menu.
  void setReplay(const QStringList& paths);
  /// What is chosen: the paths of a replay, else the id of a device; both empty when there is none.
  [[nodiscard]] QStringList replayPaths() const;
  [[nodiscard]] QByteArray device() const;

  void setRunning(bool running);
  void setRecording(bool recording);
  void setCanKeep(bool can);
  /// Names in model order; the chosen model always listens. Those that were chosen before listen
  /// again; models are known by their names, and those that share one by their order.
  void setModels(const QStringList& names, std::size_t chosen);
  /// Indices of the models that listen, ascending.
  [[nodiscard]] std::set<std::size_t> models() const;

  [[nodiscard]] std::int64_t hop() const;  ///< samples at 44.1 kHz
  void setHop(std::int64_t samples);
  [[nodiscard]] double smoothing() const;  ///< s
  [[nodiscard]] bool showsSmoothed() const;
  /// Raw ones as marks in the bars of smoothed ones.
  [[nodiscard]] bool showsRawMarks() const;
  /// The choice between smoothed, raw and both, to be put beside what it changes.
  [[nodiscard]] QWidget* shownBox() const;
  [[nodiscard]] double replaySpeed() const { return m_speed; }
  /// What is worth remembering, and taking it back; what the bar does not offer changes nothing.
  /// Call setChoice() before setModels().
  [[nodiscard]] ListenChoice choice() const;
  void setChoice(const ListenChoice& choice);

 signals:
  void startRequested();
  void recordRequested();
  void keepRequested();
  void sourceChosen();
  void hopChanged();
  void smoothingChanged();
  void shownChanged();
  /// Comes from a menu that setModels() makes anew: receive it queued.
  void modelsChosen();

 private:
  void makeReplayMenu();
  void putReplay(const QStringList& paths);
  void rememberDevice();

  QComboBox* m_source = nullptr;
  QPushButton* m_start = nullptr;
  QPushButton* m_replay = nullptr;
  QPushButton* m_record = nullptr;
  QPushButton* m_keep = nullptr;
  QPushButton* m_models = nullptr;
  QMenu* m_modelMenu = nullptr;
  QComboBox* m_hop = nullptr;
  QComboBox* m_smoothing = nullptr;
  QComboBox* m_shown = nullptr;
  QStringList m_names;       // of the models, made unique
  QStringList m_listening;   // names that were chosen in the menu, also of models not open now
  std::size_t m_chosen = 0;  // the workspace's
  QByteArray m_wanted;       // id of the device that the user or the system chose
  int m_deviceCount = 0;
  double m_speed = 1.0;
};

}  // namespace scenelens
