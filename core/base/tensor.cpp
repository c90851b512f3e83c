// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/tensor.h"

#include <bit>
#include <cassert>
#include <functional>
#include <numeric>

namespace scenelens {

static_assert(std::endian::native == std::endian::little,
              "tensors are kept as safetensors stores them: little-endian");

std::size_t dtypeSize(DType type) {
  switch (type) {
    case DType::F64:
    case DType::I64:
      return 8;
    case DType::F32:
    case DType::I32:
      return 4;
    case DType::F16:
    case DType::I16:
      return 2;
    case DType::I8:
    case DType::U8:
    case DType::Bool:
      return 1;
  }
  return 1;
}

std::string_view dtypeName(DType type) {
  switch (type) {
    case DType::F32:
      return "F32";
    case DType::F64:
      return "F64";
    case DType::F16:
      return "F16";
    case DType::I8:
      return "I8";
    case DType::U8:
      return "U8";
    case DType::I16:
      return "I16";
    case DType::I32:
      return "I32";
    case DType::I64:
      return "I64";
    case DType::Bool:
      return "BOOL";
  }
  return "?";
}

std::span<const float> Tensor::floats() const {
  assert(dtype == DType::F32);
  // operator new aligns to at least 16 bytes, so the byte buffer may be read as floats.
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

std::span<float> Tensor::floats() {
  assert(dtype == DType::F32);
  return {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)};
}

std::string Tensor::shapeText() const {
  return scenelens::shapeText(shape);
}

Tensor Tensor::fromFloats(std::vector<std::int64_t> shape, std::span<const float> values) {
  Tensor out = zeros(std::move(shape));
  assert(out.bytes.size() == values.size_bytes());
  std::memcpy(out.bytes.data(), values.data(), values.size_bytes());
  return out;
}

Tensor Tensor::zeros(std::vector<std::int64_t> shape) {
  const auto count =
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
  Tensor out;
  out.dtype = DType::F32;
  out.shape = std::move(shape);
  out.bytes.resize(static_cast<std::size_t>(count) * sizeof(float));
  return out;
}

std::string shapeText(std::span<const std::int64_t> shape) {
  if (shape.empty()) return "scalar";
  std::string out;
  for (const auto dim : shape) {
    if (!out.empty()) out += 'x';
    out += std::to_string(dim);
  }
  return out;
}

}  // namespace scenelens
