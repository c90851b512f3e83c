// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace scenelens {

/// The workbench's job without a display: opens `paths` (empty: the demo set), predicts every clip
/// with every model, writes a DCASE output table per model, a summary and pictures of the pages to
/// `folder`, and prints the summary. Returns the program's exit status.
[[nodiscard]] int runHeadless(const QString& folder, const QStringList& paths);

}  // namespace scenelens
