// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/pickle_torch.h"

#include "core/base/in_quotes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace scenelens {

namespace {

constexpr std::size_t kMaxRank = 64;  // as PyTorch

struct KnownClass {
  std::string_view module;
  std::string_view name;
  PickleClass value;
};

constexpr auto kStorage = TorchCallable::Storage;
constexpr std::array<KnownClass, 12> kKnown{{
    {"collections", "OrderedDict", {TorchCallable::OrderedDict, DType::F32}},
    {"torch._utils", "_rebuild_tensor_v2", {TorchCallable::RebuildTensor, DType::F32}},
    {"torch._utils", "_rebuild_parameter", {TorchCallable::RebuildParameter, DType::F32}},
    {"torch", "FloatStorage", {kStorage, DType::F32}},
    {"torch", "DoubleStorage", {kStorage, DType::F64}},
    {"torch", "HalfStorage", {kStorage, DType::F16}},
    {"torch", "IntStorage", {kStorage, DType::I32}},
    {"torch", "LongStorage", {kStorage, DType::I64}},
    {"torch", "ShortStorage", {kStorage, DType::I16}},
    {"torch", "CharStorage", {kStorage, DType::I8}},
    {"torch", "ByteStorage", {kStorage, DType::U8}},
    {"torch", "BoolStorage", {kStorage, DType::Bool}},
}};

/// A tuple or list of numbers that are not negative, as shapes and strides are.
std::optional<std::vector<std::int64_t>> sizes(const PickleValue& value) {
  const auto* tuple = value.as<PickleTuple>();
  if (tuple == nullptr || tuple->items.size() > kMaxRank) return std::nullopt;
  std::vector<std::int64_t> out;
  for (const PickleValue* item : tuple->items) {
    const auto* number = item->as<std::int64_t>();
    if (number == nullptr || *number < 0) return std::nullopt;
    out.push_back(*number);
  }
  return out;
}

Result<PicklePayload> rebuildTensor(const PickleTuple& arguments) {
  const auto& items = arguments.items;
  // storage, offset, shape, strides, requires_grad, backward_hooks and, since 2.0, metadata
  if (items.size() != 6 && items.size() != 7) {
    return fail({"describes a tensor with the wrong number of arguments"});
  }
  const auto* storage = items[0]->as<PickleStorage>();
  const auto* offset = items[1]->as<std::int64_t>();
  auto shape = sizes(*items[2]);
  auto strides = sizes(*items[3]);
  if (storage == nullptr || offset == nullptr || *offset < 0 || !shape || !strides ||
      shape->size() != strides->size()) {
    return fail({"describes a tensor with a malformed storage, offset, shape or stride"});
  }
  return PickleTensor{storage, *offset, std::move(*shape), std::move(*strides)};
}

}  // namespace

Result<PickleClass> findTorchClass(std::string_view module, std::string_view name) {
  const auto* const found = std::find_if(kKnown.begin(), kKnown.end(), [&](const KnownClass& k) {
    return k.module == module && k.name == name;
  });
  if (found != kKnown.end()) return found->value;
  const std::string full = inQuotes(fmt::format("{}.{}", module, name));
  constexpr std::string_view suffix = "Storage";
  if (module == "torch" && name.ends_with(suffix)) {
    return fail({fmt::format("holds a tensor of an element type that is not supported ({})", full),
                 {},
                 0,
                 "Convert the weights with model.float() before saving them"});
  }
  return fail({fmt::format("holds an object of Python class {}, not just tensors", full),
               {},
               0,
               "Save the weights alone: torch.save(model.state_dict(), path)"});
}

Result<PicklePayload> callTorchClass(const PickleClass& callee, const PickleTuple& arguments) {
  switch (callee.what) {
    case TorchCallable::OrderedDict:
      if (!arguments.items.empty()) return fail({"builds a dictionary in an unknown way"});
      return PickleDict{};
    case TorchCallable::RebuildTensor:
      return rebuildTensor(arguments);
    case TorchCallable::RebuildParameter: {
      // data, requires_grad, backward_hooks
      const PickleTensor* tensor =
          arguments.items.size() == 3 ? arguments.items[0]->as<PickleTensor>() : nullptr;
      if (tensor == nullptr) return fail({"describes a parameter that is not a tensor"});
      return *tensor;
    }
    case TorchCallable::Storage:
      break;
  }
  return fail({"calls a storage class, which torch.save does not write"});
}

Result<PicklePayload> persistentStorage(const PickleValue& id) {
  const auto* tuple = id.as<PickleTuple>();
  if (tuple == nullptr || tuple->items.size() != 5) {
    return fail({"refers to something outside the pickle that is not a storage"});
  }
  const auto* word = tuple->items[0]->as<std::string>();
  const auto* type = tuple->items[1]->as<PickleClass>();
  const auto* key = tuple->items[2]->as<std::string>();
  const auto* elements = tuple->items[4]->as<std::int64_t>();
  if (word == nullptr || *word != "storage" || type == nullptr || type->what != kStorage ||
      key == nullptr || elements == nullptr || *elements < 0) {
    return fail({"refers to something outside the pickle that is not a storage"});
  }
  const bool plain =
      !key->empty() && key->size() <= 20 &&
      std::all_of(key->begin(), key->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain) return fail({"names a storage " + inQuotes(*key) + ", which is not a number"});
  return PickleStorage{type->dtype, *key, *elements};
}

}  // namespace scenelens
