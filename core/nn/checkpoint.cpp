// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/checkpoint.h"

#include "core/base/file_io.h"
#include "core/base/in_quotes.h"
#include "core/nn/pickle.h"
#include "core/nn/torch_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <exception>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace scenelens {

namespace {

constexpr std::array<std::string_view, 3> kWrappers{"state_dict", "model_state_dict", "model"};
constexpr const char* kSaveAgain = "Save the weights with torch.save(model.state_dict(), path)";

/// Views may share storages (tied weights) or repeat elements (expand), so tensors may need more
/// memory than the file; this often they may.
constexpr std::uint64_t kMaxGrowth = 4;

std::string_view asText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Why the file is no archive of `torch.save`, as far as its first bytes tell.
Status checkSignature(std::span<const std::byte> bytes) {
  const std::string_view start = asText(bytes.first(std::min<std::size_t>(bytes.size(), 32)));
  // The pickled number 0x1950a86a20f9469cfc6c with which PyTorch began its files before 1.6.
  constexpr std::string_view legacyMagic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12);
  if (start.empty()) return fail({"is empty"});
  if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06")) return {};
  if (start.find(legacyMagic) != std::string_view::npos) {
    return fail({"is in the old format of PyTorch before 1.6",
                 {},
                 0,
                 "Load it in PyTorch and save it again with torch.save"});
  }
  if (start.starts_with('\x80')) {
    return fail({"is a plain Python pickle, not a file of torch.save", {}, 0, kSaveAgain});
  }
  return fail({"is not a PyTorch checkpoint (not a zip archive)", {}, 0, kSaveAgain});
}

Status checkByteOrder(TorchArchive& archive) {
  if (!archive.contains("byteorder")) return {};  // written since 2.0; older files are little
  const auto order = archive.read("byteorder");
  if (!order) return fail(order.error());
  if (asText(*order) == "little") return {};
  return fail({"was written on a big-endian machine, which is not supported"});
}

/// The dictionary with the tensors: the root, or what one of the usual wrappers holds.
Result<const PickleDict*> findStateDict(const PickleValue& root) {
  const auto* dict = root.as<PickleDict>();
  if (dict == nullptr) {
    return fail(
        {fmt::format("holds {}, not a dictionary of tensors", kindOf(root)), {}, 0, kSaveAgain});
  }
  for (const std::string_view wrapper : kWrappers) {
    for (const auto& [key, value] : dict->items) {
      const auto* name = key->as<std::string>();
      const auto* inner = value->as<PickleDict>();
      if (name != nullptr && *name == wrapper && inner != nullptr) return inner;
    }
  }
  return dict;
}

/// The index of the last element that a view touches, or nothing when that does not fit 63 bits.
std::optional<std::int64_t> lastElement(const PickleTensor& view) {
  std::int64_t last = view.offset;
  for (std::size_t i = 0; i < view.shape.size(); ++i) {
    std::int64_t reach = 0;
    if (__builtin_mul_overflow(view.shape[i] - 1, view.strides[i], &reach) ||
        __builtin_add_overflow(last, reach, &last)) {
      return std::nullopt;
    }
  }
  return last;
}

/// Number of elements; nothing when the product of the dimensions other than 0 does not fit.
std::optional<std::int64_t> elementCount(const PickleTensor& view) {
  std::int64_t product = 1;
  bool empty = false;
  for (const std::int64_t dim : view.shape) {
    if (dim == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(product, dim, &product)) {
      return std::nullopt;
    }
  }
  return empty ? 0 : product;
}

/// Copies a view's elements in row-major order. Precondition: the view lies within `source`.
void copyView(const PickleTensor& view, std::span<const std::byte> source,
              std::span<std::byte> target) {
  const std::size_t width = dtypeSize(view.storage->dtype);
  const std::size_t rank = view.shape.size();
  std::vector<std::int64_t> index(rank, 0);
  std::int64_t element = view.offset;
  for (std::size_t done = 0; done < target.size(); done += width) {
    std::memcpy(target.data() + done, source.data() + static_cast<std::size_t>(element) * width,
                width);
    for (std::size_t axis = rank; axis-- > 0;) {
      if (view.shape[axis] == 1) continue;  // its stride is never used and may be anything
      element += view.strides[axis];
      if (++index[axis] < view.shape[axis]) break;
      element -= view.strides[axis] * view.shape[axis];
      index[axis] = 0;
    }
  }
}

bool isRowMajor(const PickleTensor& view) {
  std::int64_t expected = 1;
  for (std::size_t axis = view.shape.size(); axis-- > 0;) {
    if (view.shape[axis] != 1 && view.strides[axis] != expected) return false;
    expected *= view.shape[axis];
  }
  return true;
}

/// Turns views into tensors; every storage is read once.
class TensorLoader {
 public:
  TensorLoader(TorchArchive& archive, std::uint64_t fileSize)
      : m_archive(archive), m_budget(kMaxGrowth * fileSize) {}

  /// Errors continue the sentence "tensor 'x' ...".
  Result<Tensor> load(const PickleTensor& view) {
    const DType dtype = view.storage->dtype;
    const std::uint64_t width = dtypeSize(dtype);
    const auto count = elementCount(view);
    if (!count) return fail({"has an impossibly large shape"});
    if (*count == 0) return Tensor{dtype, view.shape, {}};
    const auto last = lastElement(view);
    if (!last || *last >= view.storage->elements) {
      return fail({"reaches beyond the end of its storage"});
    }
    const auto bytes = storage(*view.storage);
    if (!bytes) return fail(bytes.error());
    if (static_cast<std::uint64_t>(view.storage->elements) > bytes->size() / width) {
      return fail(
          {fmt::format("has a storage that is too short: {} elements of {} bytes in {} bytes",
                       view.storage->elements, width, bytes->size())});
    }
    if (static_cast<std::uint64_t>(*count) > m_budget / width) {
      return fail({"asks for more memory than the size of the file justifies"});
    }
    m_budget -= static_cast<std::uint64_t>(*count) * width;

    Tensor tensor{dtype, view.shape, {}};
    tensor.bytes.resize(static_cast<std::size_t>(*count) * width);
    if (isRowMajor(view)) {
      std::memcpy(tensor.bytes.data(),
                  bytes->data() + static_cast<std::size_t>(view.offset) * width,
                  tensor.bytes.size());
    } else {
      copyView(view, *bytes, tensor.bytes);
    }
    return tensor;
  }

 private:
  Result<std::span<const std::byte>> storage(const PickleStorage& wanted) {
    const auto known = m_storages.find(wanted.key);
    if (known != m_storages.end()) return std::span<const std::byte>(known->second);
    const std::string record = "data/" + wanted.key;
    if (!m_archive.contains(record)) {
      return fail({"refers to the storage " + inQuotes(record) + ", which the file lacks"});
    }
    auto bytes = m_archive.read(record);
    if (!bytes) return fail({"cannot be read: " + bytes.error().reason});
    return std::span<const std::byte>(
        m_storages.emplace(wanted.key, std::move(*bytes)).first->second);
  }

  TorchArchive& m_archive;
  std::map<std::string, std::vector<std::byte>> m_storages;
  std::uint64_t m_budget;
};

Result<TensorFile> loadTensors(const PickleDict& dict, TensorLoader& loader) {
  TensorFile file;
  for (const auto& [key, value] : dict.items) {
    const auto* name = key->as<std::string>();
    if (name == nullptr) {
      return fail({fmt::format("has a dictionary key that is {}, not a string", kindOf(*key)),
                   {},
                   0,
                   kSaveAgain});
    }
    if (!isUtf8(*name)) return fail({"the name of tensor " + inQuotes(*name) + " is not UTF-8"});
    const auto* view = value->as<PickleTensor>();
    if (view == nullptr) {
      return fail(
          {fmt::format("holds {}, which is {}, not a tensor", inQuotes(*name), kindOf(*value)),
           {},
           0,
           kSaveAgain});
    }
    auto tensor = loader.load(*view);
    if (!tensor) {
      return fail({fmt::format("tensor {} {}", inQuotes(*name), tensor.error().reason)});
    }
    if (!file.tensors.emplace(*name, std::move(*tensor)).second) {
      return fail({"names " + inQuotes(*name) + " twice"});
    }
  }
  if (file.tensors.empty()) return fail({"holds no tensors", {}, 0, kSaveAgain});
  return file;
}

Result<TensorFile> parse(std::span<const std::byte> bytes) {
  if (auto good = checkSignature(bytes); !good) return fail(std::move(good.error()));
  auto archive = TorchArchive::open(bytes);
  if (!archive) return fail(std::move(archive.error()));
  if (auto good = checkByteOrder(*archive); !good) return fail(std::move(good.error()));
  const auto program = archive->read("data.pkl");
  if (!program) return fail(program.error());
  const auto pickle = readPickle(*program);
  if (!pickle) return fail(pickle.error());
  const auto dict = findStateDict(*pickle->root);
  if (!dict) return fail(dict.error());
  TensorLoader loader(*archive, bytes.size());
  return loadTensors(**dict, loader);
}

}  // namespace

Result<TensorFile> readTorchCheckpoint(const std::filesystem::path& path) {
  const auto bytes = readWholeFile(path);
  if (!bytes) return fail(bytes.error());
  return parseTorchCheckpoint(*bytes, path);
}

Result<TensorFile> parseTorchCheckpoint(std::span<const std::byte> bytes,
                                        const std::filesystem::path& path) {
  try {
    return parse(bytes).map_error([&](Error error) {
      error.file = path;
      return error;
    });
  } catch (const std::exception& e) {  // bad_alloc
    return fail({std::string("cannot be read: ") + e.what(), path});
  }
}

}  // namespace scenelens
