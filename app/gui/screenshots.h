// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace scenelens {

/// Which pictures to take.
enum class PictureSet {
  All,     ///< every page and state, for the guide: also the empty window and the list of problems
  Results  ///< the pages that show the user's data
};

/// Renders the pages of the real window, in the light and the dark theme, to PNG files in `folder`.
/// `paths` as on the command line; empty: the demo set. Returns the program's exit status; prints
/// the names of the files to standard output and what goes wrong to standard error.
[[nodiscard]] int writeScreenshots(const QString& folder, const QStringList& paths, PictureSet set);

}  // namespace scenelens
