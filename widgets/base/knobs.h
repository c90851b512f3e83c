// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/workspace_state.h"

class QWidget;

namespace scenelens {

/// The values of the named knobs below a widget: spin boxes, boxes of choices, sliders, lines, tabs
/// and what can be checked; not of the filter, of notes and of lists of runs, which are the
/// workspace's.
[[nodiscard]] StateValues knobsOf(const QWidget& root);
/// Turns the knobs that are there to these values, as if by hand.
void setKnobs(const QWidget& root, const StateValues& values);

}  // namespace scenelens
