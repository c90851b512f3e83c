// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/compare/map_maker.h"
#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidgetItem;

namespace scenelens {

class ClipList;
class ClipTableModel;
class FigureTable;
class ScatterView;

/// Clips as the model sees them: the plane in which its embedding varies most, and the clips most
/// similar to the current one. Made on demand over the shown clips. The map keeps all its points
/// when the filter changes; a lasso filters.
class MapPage final : public QWidget {
  Q_OBJECT

 public:
  enum Colouring { TrueScene, PredictedScene, RightOrWrong, Device };

  /// `clips` is the model of the clip list, shared with the clips page.
  MapPage(Workspace& workspace, ClipTableModel& clips, QWidget* parent = nullptr);

  [[nodiscard]] MapMaker* maker() { return &m_maker; }
  [[nodiscard]] bool isBusy() const {
    return m_maker.isRunning() || m_maker.isSearching() || m_delay.isActive();
  }
  void setColouring(Colouring colouring);
  [[nodiscard]] ClipList* list() const { return m_list; }
  [[nodiscard]] FigureTable* similar() const { return m_similar; }

 private:
  QWidget* makePlotSide();
  QWidget* makeListSide();
  void showMap(bool keepRange);
  void showState();
  void showSimilar(const std::vector<Neighbour>& neighbours);
  [[nodiscard]] QString describe(std::uint32_t clip) const;

  Workspace& m_workspace;
  MapMaker m_maker;
  QTimer m_delay;  // gathers predictions that change colours
  QPushButton* m_make = nullptr;
  QComboBox* m_colouring = nullptr;
  QLabel* m_state = nullptr;
  ScatterView* m_scatter = nullptr;
  QLabel* m_similarTitle = nullptr;
  FigureTable* m_similar = nullptr;
  ClipList* m_list = nullptr;
};

}  // namespace scenelens
