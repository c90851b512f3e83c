// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/tensor.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scenelens {

/// What a pickle of tensors may hold. Values refer to each other by plain pointers: the `Pickle`
/// that read them owns them all, so a list that contains itself neither leaks nor recurses.
struct PickleValue;

struct PickleNone {};
/// An integer beyond 64 bits or a byte string: tolerated beside tensors, never looked into.
struct PickleOpaque {
  std::string_view kind;  ///< "a number" or "a byte string"
};
struct PickleTuple {
  std::vector<PickleValue*> items;
};
struct PickleList {
  std::vector<PickleValue*> items;
};
/// Entries in file order; a key that appears twice stays twice.
struct PickleDict {
  std::vector<std::pair<PickleValue*, PickleValue*>> items;
};

/// The Python classes and functions that a checkpoint may name.
enum class TorchCallable : std::uint8_t { OrderedDict, RebuildTensor, RebuildParameter, Storage };
struct PickleClass {
  TorchCallable what = TorchCallable::OrderedDict;
  DType dtype = DType::F32;  ///< for `Storage` only
};

/// A flat array that lies in the archive under the record `data/<key>`.
struct PickleStorage {
  DType dtype = DType::F32;
  std::string key;
  std::int64_t elements = 0;
};
/// A strided view of a storage, in elements; nothing is checked against the storage yet.
struct PickleTensor {
  const PickleStorage* storage = nullptr;
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
};

using PicklePayload =
    std::variant<PickleNone, bool, std::int64_t, double, std::string, PickleOpaque, PickleTuple,
                 PickleList, PickleDict, PickleClass, PickleStorage, PickleTensor>;

struct PickleValue {
  PicklePayload payload;

  /// The payload of that type, or null.
  template <typename T>
  [[nodiscard]] T* as() {
    return std::get_if<T>(&payload);
  }
  template <typename T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&payload);
  }
};

/// "a number", "a dictionary", ...: what the value is, for error messages.
[[nodiscard]] std::string_view kindOf(const PickleValue& value);

}  // namespace scenelens
