// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store_address.h"

#include <QString>

namespace scenelens {

/// The store that `text` names, or the user's own for an empty one; the command line program uses
/// the same. Errors: those of parseStoreAddress; its folder cannot be made.
[[nodiscard]] Result<StoreAddress> storeAddress(const QString& text);

}  // namespace scenelens
