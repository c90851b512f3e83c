// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Element types of the safetensors format that SceneLens reads and writes.
enum class DType : std::uint8_t { F32, F64, F16, I8, U8, I16, I32, I64, Bool };

/// Bytes per element.
[[nodiscard]] std::size_t dtypeSize(DType type);
/// Name as safetensors writes it ("F32", "I8", ...).
[[nodiscard]] std::string_view dtypeName(DType type);

/// A dense array in row-major (C) order, little-endian, owning its bytes.
///
/// Invariant kept by the factories and by every reader: `bytes.size()` is the product of `shape`
/// times `dtypeSize(dtype)`; an empty `shape` is a scalar with one element.
struct Tensor {
  DType dtype = DType::F32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;

  /// Number of elements.
  [[nodiscard]] std::size_t size() const { return bytes.size() / dtypeSize(dtype); }
  /// The elements as floats. Precondition: dtype is F32.
  [[nodiscard]] std::span<const float> floats() const;
  [[nodiscard]] std::span<float> floats();
  /// "2x256x44"; "scalar" for an empty shape.
  [[nodiscard]] std::string shapeText() const;

  /// A float tensor that copies `values`. Precondition: the shape's product is values.size().
  static Tensor fromFloats(std::vector<std::int64_t> shape, std::span<const float> values);
  /// A zero-filled float tensor.
  static Tensor zeros(std::vector<std::int64_t> shape);
};

/// "2x256x44"; "scalar" for an empty shape.
[[nodiscard]] std::string shapeText(std::span<const std::int64_t> shape);

/// Named tensors plus free-form text metadata: what one safetensors file holds.
struct TensorFile {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;

  /// The tensor of that name, or null.
  [[nodiscard]] const Tensor* find(const std::string& name) const {
    const auto it = tensors.find(name);
    return it == tensors.end() ? nullptr : &it->second;
  }
};

}  // namespace scenelens
