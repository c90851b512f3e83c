// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/monkey.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDir>
#include <QEventLoop>
#include <QFileDialog>
#include <QPointer>
#include <QTest>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <utility>

namespace scenelens::test {

namespace {

/// Popups and dialogs are left after so many actions, so that all pages get their share.
constexpr int kTurnsInDialog = 25;

QString nameOf(const QWidget& widget) {
  return QString::fromLatin1(widget.metaObject()->className()) + u'/' + widget.objectName();
}

struct Stroke {
  Qt::Key key;
  Qt::KeyboardModifiers modifiers;
};

constexpr auto kNone = Qt::NoModifier;
constexpr auto kControl = Qt::ControlModifier;
constexpr std::array kStrokes{
    Stroke{Qt::Key_Down, kNone},      Stroke{Qt::Key_Down, kNone},
    Stroke{Qt::Key_Up, kNone},        Stroke{Qt::Key_Left, kNone},
    Stroke{Qt::Key_Right, kNone},     Stroke{Qt::Key_Tab, kNone},
    Stroke{Qt::Key_Tab, kNone},       Stroke{Qt::Key_Backtab, Qt::ShiftModifier},
    Stroke{Qt::Key_Return, kNone},    Stroke{Qt::Key_Escape, kNone},
    Stroke{Qt::Key_Space, kNone},     Stroke{Qt::Key_Space, kNone},
    Stroke{Qt::Key_Home, kNone},      Stroke{Qt::Key_End, kNone},
    Stroke{Qt::Key_PageDown, kNone},  Stroke{Qt::Key_Delete, kNone},
    Stroke{Qt::Key_Backspace, kNone}, Stroke{Qt::Key_F2, kNone},
    Stroke{Qt::Key_1, kControl},      Stroke{Qt::Key_2, kControl},
    Stroke{Qt::Key_3, kControl},      Stroke{Qt::Key_4, kControl},
    Stroke{Qt::Key_5, kControl},      Stroke{Qt::Key_6, kControl},
    Stroke{Qt::Key_7, kControl},      Stroke{Qt::Key_L, kControl},
    Stroke{Qt::Key_K, kControl},      Stroke{Qt::Key_F, kControl},
    Stroke{Qt::Key_Z, kControl},      Stroke{Qt::Key_C, kControl},
    Stroke{Qt::Key_S, kControl},      Stroke{Qt::Key_Comma, kControl},
    Stroke{Qt::Key_A, kControl},      Stroke{Qt::Key_Plus, kControl},
    Stroke{Qt::Key_Minus, kControl},  Stroke{Qt::Key_N, Qt::AltModifier},
};

constexpr std::array kWords{"scene:metro ", "-device:a ", "loss>2 ", "conf<0.5 ", "pred:",
                            "float!=int8 ", "tag:check ", "(",       "\"",        "0",
                            "-1",           "7",          "1e9",     "NaN",       "ä語 "};

}  // namespace

Monkey::Monkey(QMainWindow& window, std::uint64_t seed, QString folder)
    : m_window(window), m_random(seed), m_folder(std::move(folder)) {}

void Monkey::setLog(const QString& file) {
  m_log.setFileName(file);
  if (!m_log.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
    qWarning("cannot write %s", qUtf8Printable(file));
  }
}

double Monkey::play(std::chrono::milliseconds duration) {
  QEventLoop loop;
  QTimer::singleShot(duration, this, [this, &loop] {
    m_playing = false;
    // Loops inside this one end first.
    while (QWidget* popup = QApplication::activePopupWidget()) popup->close();
    while (QWidget* modal = QApplication::activeModalWidget()) modal->close();
    loop.quit();
  });
  m_playing = true;
  m_since.start();
  goOn();
  loop.exec();
  return m_longest;
}

void Monkey::note(const QString& what) {
  m_last = what;
  if (m_log.isOpen()) m_log.write(what.toUtf8() + '\n');
}

QWidget* Monkey::stage() {
  if (QWidget* popup = QApplication::activePopupWidget()) return popup;
  if (QWidget* modal = QApplication::activeModalWidget()) return modal;
  QList<QWidget*> windows;
  for (QWidget* widget : QApplication::topLevelWidgets()) {
    if (widget->isVisible() && widget->isEnabled() && widget->windowType() != Qt::ToolTip &&
        widget != &m_window) {
      windows.append(widget);
    }
  }
  if (windows.isEmpty() || m_random.uniform() < 0.3) return &m_window;
  return windows[qsizetype(below(std::size_t(windows.size())))];
}

/// Files are chosen here and not by clicking: a monkey must not reach folders of the user.
bool Monkey::answerFileDialog() {
  for (QWidget* widget : QApplication::topLevelWidgets()) {
    auto* dialog = qobject_cast<QFileDialog*>(widget);
    if (dialog == nullptr || !dialog->isVisible()) continue;
    if (m_random.uniform() < 0.5) {
      note(QStringLiteral("dismisses ") + dialog->windowTitle());
      dialog->reject();
      return true;
    }
    const QStringList files = QDir(m_folder).entryList(QDir::Files);
    QString file = QDir(m_folder).filePath(QStringLiteral("monkey") + QString::number(below(5)));
    if (dialog->acceptMode() == QFileDialog::AcceptOpen && !files.isEmpty()) {
      file = QDir(m_folder).filePath(files[qsizetype(below(std::size_t(files.size())))]);
    } else if (!dialog->defaultSuffix().isEmpty()) {
      file += u'.' + dialog->defaultSuffix();
    }
    if (dialog->fileMode() == QFileDialog::Directory) file = m_folder;
    note(QStringLiteral("chooses %1 in %2").arg(file, dialog->windowTitle()));
    emit dialog->fileSelected(file);
    dialog->reject();
    return true;
  }
  return false;
}

void Monkey::closeWhatStaysOpen(QWidget* stage) {
  m_turnsOnStage = stage == m_lastStage ? m_turnsOnStage + 1 : 0;
  m_lastStage = stage;
  if (stage == &m_window || m_turnsOnStage < kTurnsInDialog) return;
  note(QStringLiteral("closes ") + nameOf(*stage));
  m_turnsOnStage = 0;
  stage->close();
}

/// A new timer for each action: a menu may run an event loop of its own inside an action, and Qt
/// does not let a timer fire again before what it called returned.
void Monkey::goOn() {
  QTimer::singleShot(1, this, &Monkey::act);
}

void Monkey::act() {
  if (!m_playing) return;
  goOn();
  // From one action to the next, so that the program's own time between them counts.
  const double turn = double(m_since.nsecsElapsed()) / 1e6;
  if (turn > m_longest) {
    m_longest = turn;
    m_slowest = m_last;
  }
  m_since.start();
  ++m_actions;
  // It may have quit.
  if (!m_window.isVisible()) m_window.show();
  if (!answerFileDialog()) {
    QWidget* where = stage();
    const double choice = m_random.uniform();
    if (choice < 0.55) {
      press(*where);
    } else if (choice < 0.62) {
      drag(*where);
    } else if (choice < 0.72) {
      scroll(*where);
    } else if (choice < 0.995) {
      type(*where);
    } else {
      resize();
    }
    // What was done may have closed the stage.
    const auto open = QApplication::topLevelWidgets();
    if (open.contains(where)) closeWhatStaysOpen(where);
  }
}

QPoint Monkey::somewhere(const QWidget& widget) {
  return {int(below(std::size_t(std::max(1, widget.width())))),
          int(below(std::size_t(std::max(1, widget.height()))))};
}

void Monkey::press(QWidget& stage) {
  QPoint at = somewhere(stage);
  QWidget* target = stage.childAt(at);
  if (target == nullptr) target = &stage;
  at = target->mapFrom(&stage, at);
  const double choice = m_random.uniform();
  const auto button = choice < 0.9 ? Qt::LeftButton : Qt::RightButton;
  const auto modifiers = choice < 0.1   ? Qt::ShiftModifier
                         : choice < 0.2 ? Qt::ControlModifier
                                        : Qt::NoModifier;
  note(QStringLiteral("%1 %2 at %3,%4 with modifiers %5")
           .arg(button == Qt::LeftButton ? QStringLiteral("clicks") : QStringLiteral("asks"),
                nameOf(*target))
           .arg(at.x())
           .arg(at.y())
           .arg(int(modifiers)));
  if (choice > 0.2 && choice < 0.25) {
    QTest::mouseDClick(target, button, modifiers, at);
  } else if (button == Qt::LeftButton) {
    QTest::mouseClick(target, button, modifiers, at);
  } else {
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, target->mapToGlobal(at));
    QApplication::sendEvent(target, &event);
  }
}

void Monkey::drag(QWidget& stage) {
  QPoint at = somewhere(stage);
  QWidget* child = stage.childAt(at);
  QPointer<QWidget> target = child == nullptr ? &stage : child;
  at = target->mapFrom(&stage, at);
  note(QStringLiteral("drags in ") + nameOf(*target));
  QTest::mousePress(target, Qt::LeftButton, {}, at);
  for (int i = 0; i < 4 && target; ++i) QTest::mouseMove(target, somewhere(*target));
  if (target) QTest::mouseRelease(target, Qt::LeftButton, {}, somewhere(*target));
}

void Monkey::scroll(QWidget& stage) {
  QPoint at = somewhere(stage);
  QWidget* target = stage.childAt(at);
  if (target == nullptr) target = &stage;
  at = target->mapFrom(&stage, at);
  const QPoint angle(0, m_random.uniform() < 0.5 ? 120 : -120);
  note(QStringLiteral("scrolls ") + nameOf(*target));
  QWheelEvent event(QPointF(at), QPointF(target->mapToGlobal(at)), {}, angle, Qt::NoButton,
                    m_random.uniform() < 0.3 ? Qt::ControlModifier : Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(target, &event);
}

void Monkey::type(QWidget& stage) {
  QWidget* target = QApplication::focusWidget();
  if (target == nullptr || target->window() != stage.window()) target = &stage;
  if (m_random.uniform() < 0.15) {
    const char* word = kWords[below(kWords.size())];
    note(QStringLiteral("types '%1' into %2").arg(QString::fromUtf8(word), nameOf(*target)));
    for (const QChar letter : QString::fromUtf8(word)) {
      QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, QString(letter));
      QApplication::sendEvent(target, &press);
      if (QApplication::focusWidget() != target) return;
    }
    return;
  }
  const Stroke stroke = kStrokes[below(kStrokes.size())];
  note(QStringLiteral("presses %1 in %2")
           .arg(QKeySequence(stroke.key | stroke.modifiers).toString(), nameOf(*target)));
  QTest::keyClick(target, stroke.key, stroke.modifiers);
}

void Monkey::resize() {
  const QSize size(int(400 + below(1600)), int(300 + below(1000)));
  note(QStringLiteral("resizes to %1 x %2").arg(size.width()).arg(size.height()));
  m_window.resize(size);
}

}  // namespace scenelens::test
