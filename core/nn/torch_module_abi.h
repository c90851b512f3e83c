// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scenelens {

class TorchBackend;

/// Raised whenever TorchBackend, Classifier, Trainable, Model or anything they are made of changes
/// its layout.
inline constexpr int kTorchModuleAbi = 8;

/// The one symbol that the module exports. Returns null when `abi` is not the module's own.
inline constexpr const char* kTorchModuleEntry = "scenelens_torch_backend";
using TorchModuleEntry = TorchBackend* (*)(int abi);

}  // namespace scenelens
