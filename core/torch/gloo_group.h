// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/trainable.h"

#include <memory>

namespace scenelens {

/// Processes joined by LibTorch's c10d with the Gloo transport (TCP).
///
/// Waits until all have come. Errors: the address cannot be reached or used, or somebody does not
/// come in time.
[[nodiscard]] Result<std::unique_ptr<ProcessGroup>> joinGlooGroup(const GroupAddress& address);

}  // namespace scenelens
