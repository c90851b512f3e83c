// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/features/feature_shape.h"
#include "core/nn/model.h"
#include "core/nn/native/int8_engine.h"
#include "core/nn/native/quantized_network.h"
#include "core/nn/prediction.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <vector>

using namespace scenelens;

namespace {

/// A valid Int8 file, whose tensors the input changes.
TensorFile validFile() {
  const Architecture& architecture = dsmnModels()[0];
  ActivationRanges ranges;
  for (const auto& point : activationPoints(architecture)) ranges[point.name] = 3.0F;
  return quantizedFile(*quantize(architecture, untrainedWeights(architecture, 1), ranges), {});
}

/// What is accepted must run without overflow, which UBSan would see, and give finite logits.
void check(const TensorFile& file) {
  auto network = readQuantized(file, "fuzz");
  if (!network) {
    if (network.error().reason.empty()) std::abort();
    return;
  }
  Int8Classifier engine(
      std::make_shared<const int8::PackedNetwork>(int8::PackedNetwork::from(std::move(*network))));
  static const std::vector<float> features(kFeatureSize, 1.5F);
  std::vector<float> logits(kLogitCount);
  if (!engine.forward(features, logits)) std::abort();
  if (!std::all_of(logits.begin(), logits.end(), [](float v) { return std::isfinite(v); })) {
    std::abort();
  }
}

}  // namespace

/// Input that begins with a header is a whole file; other input is a list of changes, six bytes
/// each, to a valid one: tensor, offset (3), what to change, value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 8 && data[8] == '{') {
    const auto file = parseSafetensors(std::as_bytes(std::span(data, size)), "fuzz");
    if (file) check(*file);
    return 0;
  }
  static const TensorFile kValid = validFile();
  TensorFile file = kValid;
  for (; size >= 6; data += 6, size -= 6) {
    auto at = file.tensors.begin();
    std::advance(at, data[0] % file.tensors.size());
    Tensor& tensor = at->second;
    const std::size_t offset = data[1] | data[2] << 8 | data[3] << 16;
    if (data[4] == 255 && !tensor.shape.empty()) {
      tensor.shape[0] = data[5];
    } else if (data[4] == 254) {
      tensor.dtype = static_cast<DType>(data[5] % 9);
    } else if (!tensor.bytes.empty()) {
      tensor.bytes[offset % tensor.bytes.size()] = static_cast<std::byte>(data[5]);
    }
  }
  check(file);
  return 0;
}
