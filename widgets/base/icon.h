// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace scenelens {

/// A picture from resources/icons by its name without ".svg", drawn in the colour that text on
/// buttons has when it is painted, so it follows the theme. Null where there is no such picture.
[[nodiscard]] QIcon themeIcon(const QString& name);

}  // namespace scenelens
