// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/workspace_state.h"
#include "widgets/preview/preview_answer.h"

#include <QWidget>

class QLabel;

namespace scenelens {

class Workspace;

/// The knobs of one transform. The page asks every one in turn: what is chosen now, what is missing
/// before it can be computed, and tells it what came of it.
class PreviewControls : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;

  /// Writes its part of the parameters.
  virtual void fill(PreviewParams& params) const = 0;
  /// What the user has to do first; empty when it can be computed.
  [[nodiscard]] virtual QString missing() const { return {}; }
  /// The newest answer of this kind.
  virtual void show(const PreviewAnswer& answer) { Q_UNUSED(answer) }
  /// What its knobs alone do not say (see knobsOf), for the workspace and back.
  virtual void saveState(StateValues& values) const { Q_UNUSED(values) }
  virtual void restoreState(const StateValues& values){Q_UNUSED(values)}

  signals :
      /// Something else is to be computed.
      void changed();

 protected:
  /// A line of side information that wraps.
  QLabel* addNote();
};

}  // namespace scenelens
