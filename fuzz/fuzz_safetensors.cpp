// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = scenelens::parseSafetensors(std::as_bytes(std::span(data, size)), "fuzz");
  if (!file) {
    if (file.error().reason.empty()) std::abort();
    return 0;
  }
  for (const auto& [name, tensor] : file->tensors) {
    std::size_t bytes = scenelens::dtypeSize(tensor.dtype);
    for (const auto dim : tensor.shape) bytes *= static_cast<std::size_t>(dim);
    if (bytes != tensor.bytes.size()) std::abort();
  }
  return 0;
}
