// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/pickle_value.h"

#include <string_view>

namespace scenelens {

/// The class of that name ("torch._utils", "_rebuild_tensor_v2") when it is on the allow-list;
/// otherwise an error that names it. Errors of this header carry no file name.
[[nodiscard]] Result<PickleClass> findTorchClass(std::string_view module, std::string_view name);

/// What calling a class of the allow-list with these arguments gives: an empty dictionary, a tensor
/// view (parameters are plain tensors here), or an error when the arguments do not fit.
[[nodiscard]] Result<PicklePayload> callTorchClass(const PickleClass& callee,
                                                   const PickleTuple& arguments);

/// The storage that a persistent id (`('storage', class, key, device, elements)`) stands for.
[[nodiscard]] Result<PicklePayload> persistentStorage(const PickleValue& id);

}  // namespace scenelens
