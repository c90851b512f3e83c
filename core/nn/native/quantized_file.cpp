// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model.h"
#include "core/nn/native/quantized_layers.h"
#include "core/nn/native/quantized_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <span>

namespace scenelens {

namespace {

constexpr const char* kActivationScales = "activation_scales";
constexpr const char* kActivationZeros = "activation_zero_points";
// Whatever these allow, no accumulator overflows and no logit becomes infinite.
constexpr float kSmallestScale = 1e-30F;
constexpr float kLargestWeightScale = 1e9F;
constexpr float kLargestActivationScale = 1e6F;
constexpr float kLargestTap = 1e6F;

template <typename T>
Tensor tensorOf(DType type, std::vector<std::int64_t> shape, std::span<const T> values) {
  Tensor tensor;
  tensor.dtype = type;
  tensor.shape = std::move(shape);
  tensor.bytes.resize(values.size_bytes());
  std::memcpy(tensor.bytes.data(), values.data(), values.size_bytes());
  return tensor;
}

template <typename T>
std::vector<T> valuesOf(const Tensor& tensor) {
  std::vector<T> values(tensor.bytes.size() / sizeof(T));
  std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

std::string attentionName(std::size_t block) {
  return fmt::format("conv{}.att.kernel", block + 1);
}

/// Takes tensors out of a file and checks them; remembers the first thing that is wrong.
class Reader {
 public:
  explicit Reader(const TensorFile& file) : m_file(file) {}

  /// The tensor's values; empty when it is not as it must be.
  template <typename T>
  std::vector<T> take(const std::string& name, DType type, std::vector<std::int64_t> shape) {
    m_taken.insert(name);
    const Tensor* tensor = m_file.find(name);
    if (!tensor) {
      wrong(fmt::format("tensor '{}' is missing", name));
    } else if (tensor->dtype != type) {
      wrong(fmt::format("tensor '{}' has type {} instead of {}", name, dtypeName(tensor->dtype),
                        dtypeName(type)));
    } else if (tensor->shape != shape) {
      wrong(fmt::format("tensor '{}' has shape {} instead of {}", name, tensor->shapeText(),
                        shapeText(shape)));
    } else {
      return valuesOf<T>(*tensor);
    }
    return {};
  }

  /// Scales are positive, not too small and not above `largest`; NaN is neither.
  std::vector<float> takeScales(const std::string& name, std::size_t count, float largest) {
    auto scales = take<float>(name, DType::F32, {static_cast<std::int64_t>(count)});
    for (const float scale : scales) {
      if (!(scale >= kSmallestScale && scale <= largest)) {
        wrong(fmt::format("tensor '{}' holds the scale {}; scales lie from {} to {}", name, scale,
                          kSmallestScale, largest));
        return {};
      }
    }
    return scales;
  }

  void takeLayer(const int8::LayerSlot& slot) {
    const auto outs = slot.shape[0];
    auto weights = take<std::int8_t>(slot.name + ".weight", DType::I8, slot.shape);
    if (std::find(weights.begin(), weights.end(), -128) != weights.end()) {
      wrong(fmt::format("tensor '{}.weight' holds -128; weights lie from -127 to 127", slot.name));
    }
    auto bias = take<std::int32_t>(slot.name + ".bias", DType::I32, {outs});
    for (const std::int32_t value : bias) {
      if (value < -slot.biasLimit || value > slot.biasLimit) {
        wrong(fmt::format("tensor '{}.bias' holds {}, with which sums could overflow", slot.name,
                          value));
      }
    }
    *slot.scales =
        takeScales(slot.name + ".scale", static_cast<std::size_t>(outs), kLargestWeightScale);
    *slot.weights = std::move(weights);
    *slot.bias = std::move(bias);
  }

  void takeAttention(std::size_t block, std::array<float, 3>& kernel) {
    const auto taps = take<float>(attentionName(block), DType::F32, {3});
    for (std::size_t i = 0; i < taps.size(); ++i) {
      if (!(std::abs(taps[i]) <= kLargestTap)) {
        wrong(fmt::format("tensor '{}' holds {}", attentionName(block), taps[i]));
      }
      kernel[i] = taps[i];
    }
  }

  void takeActivations(QuantizedNetwork& network) {
    const std::size_t count = network.points.size();
    network.scales = takeScales(kActivationScales, count, kLargestActivationScale);
    const auto zeros =
        take<std::uint8_t>(kActivationZeros, DType::U8, {static_cast<std::int64_t>(count)});
    for (std::size_t i = 0; i < zeros.size(); ++i) {
      const ActivationPoint& point = network.points[i];
      if (zeros[i] != point.zeroPoint()) {
        wrong(fmt::format("the zero point of '{}' is {} instead of {}", point.name, zeros[i],
                          point.zeroPoint()));
      }
    }
  }

  void refuseOthers() {
    for (const auto& [name, tensor] : m_file.tensors) {
      if (!m_taken.contains(name)) wrong(fmt::format("tensor '{}' does not belong there", name));
    }
  }

  [[nodiscard]] const std::string& problem() const { return m_problem; }

 private:
  void wrong(std::string problem) {
    if (m_problem.empty()) m_problem = std::move(problem);
  }

  const TensorFile& m_file;
  std::set<std::string> m_taken;
  std::string m_problem;
};

}  // namespace

TensorFile quantizedFile(const QuantizedNetwork& network,
                         std::map<std::string, std::string> metadata) {
  TensorFile file;
  file.metadata = std::move(metadata);
  file.metadata[weights_key::kFormat] = kInt8Format;
  file.metadata[weights_key::kArchitecture] = network.architecture.name;
  QuantizedNetwork copy = network;  // the slots are for writers, too
  for (const auto& slot : int8::layersOf(copy)) {
    const std::vector<std::int64_t> outs{slot.shape[0]};
    file.tensors[slot.name + ".weight"] =
        tensorOf<std::int8_t>(DType::I8, slot.shape, *slot.weights);
    file.tensors[slot.name + ".scale"] = tensorOf<float>(DType::F32, outs, *slot.scales);
    file.tensors[slot.name + ".bias"] = tensorOf<std::int32_t>(DType::I32, outs, *slot.bias);
  }
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    file.tensors[attentionName(i)] = tensorOf<float>(DType::F32, {3}, network.blocks[i].attention);
  }
  std::vector<std::uint8_t> zeros;
  for (const auto& point : network.points) {
    zeros.push_back(static_cast<std::uint8_t>(point.zeroPoint()));
  }
  const auto points = static_cast<std::int64_t>(zeros.size());
  file.tensors[kActivationScales] = tensorOf<float>(DType::F32, {points}, network.scales);
  file.tensors[kActivationZeros] = tensorOf<std::uint8_t>(DType::U8, {points}, zeros);
  return file;
}

Result<QuantizedNetwork> readQuantized(const TensorFile& file, const std::filesystem::path& path) {
  const auto text = [&](const char* key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  if (text(weights_key::kFormat) != kInt8Format) {
    return fail({"is not an Int8 weights file", path, 0,
                 "Make one with 'scenelens-cli quantize' from float32 weights"});
  }
  const std::string name = text(weights_key::kArchitecture);
  const Architecture* architecture = findArchitecture(name);
  if (!architecture) {
    return fail({fmt::format("names the unknown architecture '{}'", name), path, 0,
                 "Known are model1, model2, model3 and model4"});
  }
  QuantizedNetwork network = int8::emptyNetwork(*architecture);
  Reader reader(file);
  for (const auto& slot : int8::layersOf(network)) reader.takeLayer(slot);
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    reader.takeAttention(i, network.blocks[i].attention);
  }
  reader.takeActivations(network);
  reader.refuseOthers();
  if (!reader.problem().empty()) {
    return fail({fmt::format("is not an Int8 weights file of {}: {}", architecture->title,
                             reader.problem()),
                 path, 0, "Quantize the float32 weights again"});
  }
  return network;
}

}  // namespace scenelens
