// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace scenelens {

/// Renders every page of the real window, in the light and the dark theme, to PNG files in
/// `folder`. `paths` as on the command line; empty: the demo set. Returns the program's exit
/// status; prints the names of the files to standard output and what goes wrong to standard error.
[[nodiscard]] int writeScreenshots(const QString& folder, const QStringList& paths);

}  // namespace scenelens
