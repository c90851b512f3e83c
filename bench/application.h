// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scenelens {

/// Qt's application object, made once: databases need one, and widgets need one with a screen,
/// which is an invisible one here.
void needApplication();

}  // namespace scenelens
