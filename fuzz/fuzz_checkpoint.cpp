// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/checkpoint.h"
#include "core/nn/pickle.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace scenelens;

/// The checksums of a zip archive stop most mutations before they reach the pickle, so input that
/// is no archive goes straight to the pickle machine.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (size > 0 && data[0] != 'P') {
    const auto pickle = readPickle(bytes);
    if (pickle ? pickle->root == nullptr : pickle.error().reason.empty()) std::abort();
    return 0;
  }
  auto file = parseTorchCheckpoint(bytes, "fuzz");
  if (!file) {
    if (file.error().reason.empty()) std::abort();
    return 0;
  }
  std::size_t total = 0;
  for (const auto& [name, tensor] : file->tensors) {
    std::size_t expected = dtypeSize(tensor.dtype);
    for (const auto dim : tensor.shape) expected *= static_cast<std::size_t>(dim);
    if (expected != tensor.bytes.size()) std::abort();
    total += expected;
  }
  if (total > 4 * size) std::abort();
  const auto fitted = fitCheckpoint(std::move(*file), dsmnModels()[0], "fuzz");
  if (!fitted && fitted.error().reason.empty()) std::abort();
  return 0;
}
