// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/checkpoint.h"
#include "tests/core/zip_writer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace scenelens;

namespace {

void parse(std::span<const std::byte> bytes) {
  auto file = parseTorchCheckpoint(bytes, "fuzz");
  if (!file) {
    if (file.error().reason.empty()) std::abort();
    return;
  }
  std::size_t total = 0;
  for (const auto& [name, tensor] : file->tensors) {
    std::size_t expected = dtypeSize(tensor.dtype);
    for (const auto dim : tensor.shape) expected *= static_cast<std::size_t>(dim);
    if (expected != tensor.bytes.size()) std::abort();
    total += expected;
  }
  if (total > 4 * bytes.size()) std::abort();
  const auto fitted = fitCheckpoint(std::move(*file), dsmnModels()[0], "fuzz");
  if (!fitted && fitted.error().reason.empty()) std::abort();
}

}  // namespace

/// The checksums of a zip archive stop most mutations before they reach the pickle, so input that
/// is no archive is taken as a pickle and packed into an archive with two storages.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (size > 0 && data[0] == 'P') {
    parse(bytes);
    return 0;
  }
  test::ZipWriter zip;
  zip.add("w/data.pkl", std::string(reinterpret_cast<const char*>(data), size));
  zip.add("w/data/0", std::string(96, '\1'));
  zip.add("w/data/1", std::string(48, '\2'));
  const std::string archive = zip.finish();
  parse(std::as_bytes(std::span(archive)));
  return 0;
}
