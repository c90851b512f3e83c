// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <QElapsedTimer>
#include <QFile>
#include <QMainWindow>
#include <QObject>
#include <QPoint>
#include <QString>

#include <chrono>

class QFileDialog;

namespace scenelens::test {

/// Does what a monkey would do with a window: clicks, drags, types, scrolls and resizes at random,
/// in whatever window or menu is open. Equal seeds do equal things as long as the program answers
/// equally fast. Files are only written to the folder it is given.
class Monkey final : public QObject {
  Q_OBJECT

 public:
  Monkey(QMainWindow& window, std::uint64_t seed, QString folder);

  /// Plays for so long; returns the longest time from one action to the next, in ms.
  double play(std::chrono::milliseconds duration);
  [[nodiscard]] qint64 actions() const { return m_actions; }
  /// What it did before the longest wait, in words.
  [[nodiscard]] const QString& slowest() const { return m_slowest; }
  /// Each action is written here before it is done, so that it is known what a crash came from.
  void setLog(const QString& file);

 private:
  void goOn();
  void act();
  [[nodiscard]] QWidget* stage();
  [[nodiscard]] bool answerFileDialog();
  void closeWhatStaysOpen(QWidget* stage);
  void press(QWidget& stage);
  void drag(QWidget& stage);
  void scroll(QWidget& stage);
  void type(QWidget& stage);
  void resize();
  [[nodiscard]] QPoint somewhere(const QWidget& widget);
  [[nodiscard]] std::size_t below(std::size_t count) {
    return std::size_t(m_random.uniform() * double(count));
  }
  void note(const QString& what);

  QMainWindow& m_window;
  SplitMix64 m_random;
  QString m_folder;
  bool m_playing = false;
  QElapsedTimer m_since;
  QFile m_log;
  QString m_last;
  QString m_slowest;
  QWidget* m_lastStage = nullptr;
  int m_turnsOnStage = 0;
  qint64 m_actions = 0;
  double m_longest = 0.0;
};

}  // namespace scenelens::test
