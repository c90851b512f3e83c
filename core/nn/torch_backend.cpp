// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_backend.h"

#include "core/base/program_path.h"
#include "core/nn/torch_module_abi.h"

#include <dlfcn.h>

#include <cstdlib>
#include <vector>

namespace scenelens {

namespace {

constexpr const char* kModuleName = "libscenelens-torch.so";

std::vector<std::filesystem::path> candidates() {
  if (const char* set = std::getenv("SCENELENS_TORCH_MODULE"); set && *set) return {set};
  const auto folder = programFolder();
  return {folder / kModuleName, folder.parent_path() / "bin" / kModuleName,
          folder.parent_path() / "lib" / "scenelens" / kModuleName};
}

/// The first candidate that is there, else the first.
std::filesystem::path modulePath() {
  const auto all = candidates();
  std::error_code code;
  for (const auto& candidate : all) {
    if (std::filesystem::exists(candidate, code)) return candidate;
  }
  return all.front();
}

Result<TorchBackend*> load() {
  const auto module = modulePath();
  // Never closed: LibTorch registers destructors that must not run after its code is unmapped.
  void* handle = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char* reason = dlerror();
    return fail(
        {std::string("the LibTorch module cannot be loaded: ") + (reason ? reason : "unknown"),
         module, 0,
         "Install the package scenelens-torch, or LibTorch (Debian: libtorch1.13) and build with "
         "SCENELENS_TORCH=ON"});
  }
  const auto entry = reinterpret_cast<TorchModuleEntry>(dlsym(handle, kTorchModuleEntry));
  TorchBackend* backend = entry ? entry(kTorchModuleAbi) : nullptr;
  if (!backend) {
    return fail({"the LibTorch module belongs to another version of SceneLens", module, 0,
                 "Build or install both from the same version"});
  }
  return backend;
}

}  // namespace

TorchBackend::~TorchBackend() = default;

bool torchModuleIsInstalled() {
  std::error_code code;
  return std::filesystem::exists(modulePath(), code);
}

bool torchModuleIsLoaded() {
  // Counts, so that what is only looked at is given back.
  void* handle = dlopen(modulePath().c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (handle) dlclose(handle);
  return handle != nullptr;
}

Result<TorchBackend*> loadTorchBackend() {
  static const Result<TorchBackend*> backend = load();
  return backend;
}

}  // namespace scenelens
