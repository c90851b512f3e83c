// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace scenelens {

/// What Model1-4 are and cost: parameters, MACs, bytes per precision against the DCASE limits,
/// where the weights come from, and the layer table of the chosen one.
class ModelsPage final : public QWidget {
  Q_OBJECT

 public:
  explicit ModelsPage(Workspace& workspace, QWidget* parent = nullptr);

 private:
  void rebuild();
  void showLayers();

  Workspace& m_workspace;
  QTreeWidget* m_models = nullptr;
  QTreeWidget* m_layers = nullptr;
  QLabel* m_layersTitle = nullptr;
  QLabel* m_note = nullptr;
};

}  // namespace scenelens
