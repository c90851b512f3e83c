// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scenelens {

/// True when a window could be shown: a platform was chosen by hand, or a Wayland or X11 server
/// answers. Tries the connection, because DISPLAY often outlives its server, and Qt ends the
/// program when it finds none.
[[nodiscard]] bool displayIsReachable();

}  // namespace scenelens
