// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/demo_set.h"
#include "tests/widgets/gui_test.h"
#include "widgets/clips/clip_list.h"
#include "widgets/clips/clip_plot.h"
#include "widgets/clips/clip_table_model.h"
#include "widgets/clips/clips_page.h"
#include "widgets/clips/filter_bar.h"
#include "widgets/main_window.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>

namespace scenelens::test {

/// The real window with settings of its own, shown.
class Workbench {
 public:
  Workbench() : Workbench(std::nullopt) {}
  /// With a store of runs and notes.
  explicit Workbench(const std::optional<StoreAddress>& store)
      : settings(m_folder.filePath(u"settings.ini"_s)), window(workspace, settings, store) {
    window.show();
    window.activateWindow();
  }

  /// Runs the event loop until the window has nothing left to do; false when it does not end.
  [[nodiscard]] bool settle() {
    constexpr int kPatienceMs = 60'000;
    int quiet = 0;
    // Results arrive a turn after their job ended, so it must stay quiet for a few turns.
    return QTest::qWaitFor(
        [&] {
          quiet = window.isBusy() ? 0 : quiet + 1;
          return quiet >= 3;
        },
        kPatienceMs);
  }

  /// By object name: the clips page's own where it has one, since other pages have panels of the
  /// same kind.
  template <typename Widget>
  [[nodiscard]] Widget* find(const QString& name) const {
    auto* onClips = window.clipsPage()->template findChild<Widget*>(name);
    return onClips ? onClips : window.template findChild<Widget*>(name);
  }
  [[nodiscard]] QTableView* table() const { return window.clipsPage()->table(); }
  [[nodiscard]] ClipTableModel* rows() const { return window.clipsPage()->model(); }
  [[nodiscard]] ClipPlot* plot() const { return window.clipsPage()->plot(); }
  /// Every page with a list has one; this is the clips page's.
  [[nodiscard]] QLineEdit* filter() const {
    return window.clipsPage()->list()->filterBar()->line();
  }
  [[nodiscard]] QComboBox* modelBox() const { return find<QComboBox>(u"modelBox"_s); }
  [[nodiscard]] QListWidget* problems() const { return find<QListWidget>(u"problemList"_s); }

  /// The clip of the one selected row; nothing when it is not exactly one.
  [[nodiscard]] std::optional<std::size_t> selectedClip() const {
    const auto selected = table()->selectionModel()->selectedRows();
    if (selected.size() != 1) return std::nullopt;
    if (selected[0].row() != table()->currentIndex().row()) return std::nullopt;
    return rows()->clipAt(selected[0].row());
  }

  void clickHeader(int column) const {
    auto* header = table()->horizontalHeader();
    const QPoint at(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                    header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
  }

 private:
  QTemporaryDir m_folder;

 public:
  Settings settings;
  Workspace workspace;
  MainWindow window;
};

/// A small demo set in a folder; false when it cannot be made.
inline bool makeDemoSet(const QString& folder) {
  DemoSetOptions options;
  options.clipsPerClass = 10;
  return writeDemoSet(toPath(folder), options, JobControl()).has_value();
}

}  // namespace scenelens::test
