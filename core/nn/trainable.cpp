// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/trainable.h"

namespace scenelens {

ProcessGroup::~ProcessGroup() = default;

Trainable::~Trainable() = default;

}  // namespace scenelens
