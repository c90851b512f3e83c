// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace scenelens {

/// Runs the real window through a day's work and prints what it took as one JSON object on
/// standard output: from the start of the process to the first picture, opening, filtering and
/// sorting every column, stepping through a thousand clips with the arrow key at the rate of a held
/// key, and memory. `paths` as on the command line; empty: a data set as large as the full one
/// (230,350 clips), made for the purpose in a temporary folder of links to a few sound files.
/// Returns the program's exit status: 0 when everything was measured, whatever came out. Progress
/// and errors go to standard error.
[[nodiscard]] int measureUi(const QStringList& paths);

}  // namespace scenelens
