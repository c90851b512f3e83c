// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/measure_ui.h"

#include "app/gui/full_size_folder.h"
#include "app/gui/process_figures.h"
#include "widgets/base/qt_text.h"
#include "widgets/clips/clips_page.h"
#include "widgets/main_window.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <vector>

namespace scenelens {

namespace {

using namespace std::chrono_literals;

constexpr int kSteps = 1000;
constexpr auto kKeyRepeat = 33ms;  // of a held key, as desktops set it
constexpr double kDroppedFrameMs = 50.0;
constexpr double kPatienceMs = 5 * 60 * 1000.0;

double milliseconds(const QElapsedTimer& timer) {
  return double(timer.nsecsElapsed()) / 1e6;
}

double rounded(double value) {
  return std::round(value * 10.0) / 10.0;
}

/// Median, 99th percentile and worst of some durations in ms.
QJsonObject summary(std::vector<double> durations) {
  if (durations.empty()) return {};
  std::sort(durations.begin(), durations.end());
  const auto at = [&durations](double share) {
    return rounded(durations[std::size_t(share * double(durations.size() - 1))]);
  };
  return {{QStringLiteral("count"), int(durations.size())},
          {QStringLiteral("median_ms"), at(0.5)},
          {QStringLiteral("p99_ms"), at(0.99)},
          {QStringLiteral("worst_ms"), at(1.0)}};
}

/// Calls back after the next picture of a widget was painted, its children included.
class AfterPaint final : public QObject {
 public:
  AfterPaint(QWidget& widget, std::function<void()> then)
      : QObject(&widget), m_then(std::move(then)) {
    widget.installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint) {
      watched->removeEventFilter(this);
      QMetaObject::invokeMethod(
          this,
          [this] {
            m_then();
            deleteLater();
          },
          Qt::QueuedConnection);
    }
    return false;
  }

 private:
  std::function<void()> m_then;
};

/// How long the event loop did not come round: what a user feels as a dropped frame.
class StallMeter final {
 public:
  StallMeter() {
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
      m_gaps.push_back(milliseconds(m_since));
      m_since.restart();
    });
    m_since.start();
    m_timer.start(1ms);
  }

  /// All turns of the loop since the last call, in ms; a quiet one takes about 1 ms.
  [[nodiscard]] std::vector<double> take() {
    m_since.restart();
    return std::exchange(m_gaps, {});
  }

 private:
  QTimer m_timer;
  QElapsedTimer m_since;
  std::vector<double> m_gaps;
};

QJsonObject stallFigures(std::vector<double> gaps) {
  const auto dropped =
      std::count_if(gaps.begin(), gaps.end(), [](double gap) { return gap > kDroppedFrameMs; });
  return {{QStringLiteral("longest_stall_ms"),
           gaps.empty() ? 0.0 : rounded(*std::max_element(gaps.begin(), gaps.end()))},
          {QStringLiteral("stalls_over_50_ms"), int(dropped)}};
}

class UiMeasurement final {
 public:
  UiMeasurement()
      : m_settings(m_scratch.filePath(QStringLiteral("settings.ini"))),
        m_window(m_workspace, m_settings) {}

  [[nodiscard]] int run(const QStringList& paths) {
    start();
    const FullSizeFolder full(m_scratch.path());
    QStringList opened = paths;
    if (opened.isEmpty()) {
      std::fprintf(stderr, "scenelens: making a data set of %zu clips\n", kFullSizeClips);
      const auto made = full.make();
      if (!made) {
        std::fprintf(stderr, "scenelens: %s\n", made.error().text().c_str());
        return 1;
      }
      opened = {fromPath(full.path())};
    }
    if (!open(opened)) return 1;
    filter();
    sort();
    step();
    m_report[QStringLiteral("memory_mb")] = rounded(residentMegabytes());
    m_report[QStringLiteral("memory_peak_mb")] = rounded(peakMegabytes());
    m_report[QStringLiteral("torch_loaded")] = isLoaded("libtorch");
    std::fputs(QJsonDocument(m_report).toJson().constData(), stdout);
    return std::fflush(stdout) == 0 ? 0 : 1;
  }

 private:
  using Condition = std::function<bool()>;

  bool waitFor(const Condition& done) {
    QElapsedTimer patience;
    patience.start();
    while (!done()) {
      if (milliseconds(patience) > kPatienceMs) return false;
      QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
      QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
  }

  /// Runs the loop until the window had nothing to do for a few turns.
  void settle() {
    int quiet = 0;
    waitFor([&] { return (quiet = m_window.isBusy() ? 0 : quiet + 1) > 50; });
  }

  void start() {
    bool painted = false;
    new AfterPaint(m_window, [&painted] { painted = true; });
    m_window.show();
    waitFor([&painted] { return painted; });
    m_report[QStringLiteral("version")] = QStringLiteral(SCENELENS_VERSION);
    m_report[QStringLiteral("first_paint_ms")] = rounded(processAgeMs());
    m_report[QStringLiteral("platform")] = QGuiApplication::platformName();
    m_report[QStringLiteral("memory_at_start_mb")] = rounded(residentMegabytes());
    m_window.loadModels();
    settle();
  }

  bool open(const QStringList& paths) {
    static_cast<void>(m_stalls.take());
    bool shown = false;
    QObject context;
    QObject::connect(&m_workspace, &Workspace::datasetChanged, &context, [this, &shown] {
      new AfterPaint(*m_window.clipsPage()->table()->viewport(), [&shown] { shown = true; });
    });
    QElapsedTimer timer;
    timer.start();
    m_window.openPaths(paths);
    if (!waitFor([&] { return shown || !m_workspace.problems().empty(); }) || !shown) {
      if (m_workspace.problems().empty()) {
        std::fputs("scenelens: opening the data set does not end\n", stderr);
      }
      for (const auto& problem : m_workspace.problems()) {
        std::fprintf(stderr, "scenelens: %s\n", problem.text().c_str());
      }
      return false;
    }
    QJsonObject figures = stallFigures(m_stalls.take());
    figures[QStringLiteral("ms")] = rounded(milliseconds(timer));
    figures[QStringLiteral("clips")] = qint64(m_workspace.dataset()->clips.size());
    figures[QStringLiteral("memory_mb")] = rounded(residentMegabytes());
    figures[QStringLiteral("memory_peak_mb")] = rounded(peakMegabytes());
    m_report[QStringLiteral("open")] = figures;
    settle();
    return true;
  }

  /// From the change to the end of the turn of the event loop that shows it.
  double timed(const std::function<void()>& change) {
    QElapsedTimer timer;
    timer.start();
    change();
    QApplication::processEvents();
    return milliseconds(timer);
  }

  void filter() {
    std::vector<double> durations;
    for (const QString& text :
         {QStringLiteral("scene:metro"), QStringLiteral("metro"), QStringLiteral("device:s5"),
          QStringLiteral("scene:bus device:a"), QStringLiteral("-scene:park"), QString()}) {
      durations.push_back(timed([&] { m_workspace.filter().setText(text); }));
      settle();
    }
    m_report[QStringLiteral("filter")] = summary(durations);
  }

  void sort() {
    std::vector<double> durations;
    auto* table = m_window.clipsPage()->table();
    for (int column = 0; column < table->model()->columnCount(); ++column) {
      for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        durations.push_back(timed([&] { table->sortByColumn(column, order); }));
        settle();
      }
    }
    m_report[QStringLiteral("sort")] = summary(durations);
  }

  /// Holds the arrow key down; each step ends when the table shows it.
  void step() {
    auto* table = m_window.clipsPage()->table();
    table->sortByColumn(0, Qt::AscendingOrder);
    table->setCurrentIndex(table->model()->index(0, table->currentIndex().column()));
    settle();
    static_cast<void>(m_stalls.take());
    const int steps = std::min(kSteps, table->model()->rowCount() - 1);
    std::vector<double> durations;
    QEventLoop loop;
    QTimer key;
    key.setTimerType(Qt::PreciseTimer);
    int pressed = 0;
    QObject::connect(&key, &QTimer::timeout, &loop, [&] {
      if (pressed++ >= steps) {
        loop.quit();
        return;
      }
      QElapsedTimer timer;
      timer.start();
      new AfterPaint(*table->viewport(),
                     [&durations, timer] { durations.push_back(milliseconds(timer)); });
      QKeyEvent press(QEvent::KeyPress, Qt::Key_Down, Qt::NoModifier, {}, pressed > 1);
      QApplication::sendEvent(table, &press);
    });
    key.start(kKeyRepeat);
    loop.exec();
    key.stop();
    // The last picture is still to come.
    waitFor([&] { return durations.size() >= std::size_t(steps); });
    QJsonObject figures = stallFigures(m_stalls.take());
    figures[QStringLiteral("clips")] = steps;
    figures[QStringLiteral("key_to_picture")] = summary(durations);
    m_report[QStringLiteral("step")] = figures;
    settle();
  }

  QTemporaryDir m_scratch;
  Settings m_settings;
  Workspace m_workspace;
  MainWindow m_window;
  StallMeter m_stalls;
  QJsonObject m_report;
};

}  // namespace

int measureUi(const QStringList& paths) {
  UiMeasurement measurement;
  return measurement.run(paths);
}

}  // namespace scenelens
