// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"

#include "core/base/file_io.h"
#include "core/base/in_quotes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr std::size_t kMaxRank = 64;               // as PyTorch; bounds what a header can ask for
constexpr std::size_t kLengthBytes = 8;
constexpr const char* kMetadataKey = "__metadata__";

std::optional<DType> dtypeFromName(std::string_view name) {
  for (const DType type : {DType::F32, DType::F64, DType::F16, DType::I8, DType::U8, DType::I16,
                           DType::I32, DType::I64, DType::Bool}) {
    if (dtypeName(type) == name) return type;
  }
  return std::nullopt;
}

/// Bytes of a tensor of that shape, or nothing when the number does not fit. Zeros are left out of
/// the product, so that code which multiplies the dimensions in any order cannot overflow either.
std::optional<std::uint64_t> byteCount(std::span<const std::int64_t> shape, DType type) {
  std::int64_t product = static_cast<std::int64_t>(dtypeSize(type));
  bool empty = false;
  for (const std::int64_t dim : shape) {
    if (dim < 0) return std::nullopt;
    if (dim == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(product, dim, &product)) {
      return std::nullopt;
    }
  }
  return empty ? 0 : static_cast<std::uint64_t>(product);
}

struct HeaderEntry {
  std::string name;
  std::optional<DType> dtype;
  std::optional<std::vector<std::int64_t>> shape;
  std::optional<std::array<std::uint64_t, 2>> range;  ///< [begin, end) within the data
};

/// Takes the header's JSON event by event. A handler of our own, not a document: it sees duplicate
/// names, which a document would silently merge, and stops at the first thing the format does not
/// know, so deep nesting costs nothing.
class HeaderHandler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<HeaderEntry> entries;
  std::map<std::string, std::string> metadata;
  std::string problem;

  bool null() override { return unexpected("null"); }
  bool boolean(bool) override { return unexpected("true or false"); }
  bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    return unexpected("a fraction or a number out of range");
  }
  bool binary(binary_t&) override { return unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (m_place == Place::Shape) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return unexpected("a number out of range");
      }
      auto& shape = *entries.back().shape;
      if (shape.size() == kMaxRank) return refuse(subject() + " has too many dimensions");
      shape.push_back(static_cast<std::int64_t>(value));
      return true;
    }
    if (m_place == Place::Offsets) {
      if (m_offsets == 2) return refuse(subject() + " has more than two data_offsets");
      entries.back().range->at(m_offsets++) = value;
      return true;
    }
    return unexpected("a number");
  }

  bool string(string_t& value) override {
    if (m_place == Place::Metadata) {
      metadata[m_key] = std::move(value);
      return true;
    }
    if (m_place != Place::Entry || m_key != "dtype") return unexpected("a string");
    entries.back().dtype = dtypeFromName(value);
    if (!entries.back().dtype) {
      return refuse(subject() + " has the unsupported element type " + inQuotes(value));
    }
    return true;
  }

  bool start_object(std::size_t) override {
    switch (m_place) {
      case Place::Outside:
        m_place = Place::Top;
        return true;
      case Place::Top:
        if (m_key == kMetadataKey) {
          m_place = Place::Metadata;
        } else {
          m_place = Place::Entry;
          entries.push_back({m_key, {}, {}, {}});
        }
        return true;
      default:
        return unexpected("a nested object");
    }
  }

  bool key(string_t& value) override {
    m_key = std::move(value);
    switch (m_place) {
      case Place::Top:
        if (m_names.insert(m_key).second) return true;
        return refuse("names " + inQuotes(m_key) + " twice");
      case Place::Metadata:
        if (!metadata.contains(m_key)) return true;
        return refuse("names the metadata " + inQuotes(m_key) + " twice");
      default:
        return entryKey();
    }
  }

  bool end_object() override {
    if (m_place == Place::Top) {
      m_place = Place::Outside;
      return true;
    }
    if (m_place == Place::Entry) {
      const HeaderEntry& entry = entries.back();
      if (!entry.dtype || !entry.shape || !entry.range) {
        return refuse(subject() + " lacks its dtype, shape or data_offsets");
      }
    }
    m_place = Place::Top;
    return true;
  }

  bool start_array(std::size_t) override {
    if (m_place == Place::Entry && m_key == "shape") {
      entries.back().shape.emplace();
      m_place = Place::Shape;
      return true;
    }
    if (m_place == Place::Entry && m_key == "data_offsets") {
      entries.back().range.emplace();
      m_offsets = 0;
      m_place = Place::Offsets;
      return true;
    }
    return unexpected("a list");
  }

  bool end_array() override {
    if (m_place == Place::Offsets && m_offsets != 2) {
      return refuse(subject() + " has fewer than two data_offsets");
    }
    m_place = Place::Entry;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return refuse("has a damaged header (no valid JSON at byte " +
                  std::to_string(kLengthBytes + position) + ")");
  }

 private:
  enum class Place : std::uint8_t { Outside, Top, Metadata, Entry, Shape, Offsets };

  bool entryKey() {
    const HeaderEntry& entry = entries.back();
    const bool known = m_key == "dtype" || m_key == "shape" || m_key == "data_offsets";
    if (!known) return refuse(subject() + " has the unknown property " + inQuotes(m_key));
    const bool again = m_key == "dtype"   ? entry.dtype.has_value()
                       : m_key == "shape" ? entry.shape.has_value()
                                          : entry.range.has_value();
    return !again || refuse(subject() + " has its " + m_key + " twice");
  }

  [[nodiscard]] std::string subject() const { return "tensor " + inQuotes(entries.back().name); }

  bool unexpected(const char* what) {
    switch (m_place) {
      case Place::Outside:
        return refuse(std::string("has a damaged header (starts with ") + what + ")");
      case Place::Top:
        return refuse(inQuotes(m_key) + " is described by " + what + ", not by an object");
      case Place::Metadata:
        return refuse("metadata " + inQuotes(m_key) + " is " + what + ", not a string");
      case Place::Entry:
        return refuse(subject() + " has " + what + " as " + m_key);
      case Place::Shape:
        return refuse(subject() + " has " + what + " in its shape");
      case Place::Offsets:
        return refuse(subject() + " has " + what + " in its data_offsets");
    }
    return false;
  }

  bool refuse(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return false;
  }

  Place m_place = Place::Outside;
  std::string m_key;
  std::set<std::string> m_names;
  std::size_t m_offsets = 0;
};

/// Whether the entries agree with themselves and tile the data without overlap or holes; sorts
/// them by offset. Returns what is wrong, or an empty string.
std::string checkLayout(std::vector<HeaderEntry>& entries, std::uint64_t dataSize) {
  for (const HeaderEntry& entry : entries) {
    const auto [begin, end] = *entry.range;
    const std::string subject = "tensor " + inQuotes(entry.name);
    if (begin > end) return subject + " ends before it begins";
    if (end > dataSize) {
      return subject + " reaches byte " + std::to_string(end) + " of the data, which has only " +
             std::to_string(dataSize);
    }
    const auto needed = byteCount(*entry.shape, *entry.dtype);
    if (!needed) return subject + " has an impossibly large shape";
    if (*needed != end - begin) {
      return subject + " needs " + std::to_string(*needed) + " bytes for its shape " +
             shapeText(*entry.shape) + " but has " + std::to_string(end - begin);
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const HeaderEntry& a, const HeaderEntry& b) { return *a.range < *b.range; });
  std::uint64_t position = 0;
  for (const HeaderEntry& entry : entries) {
    const auto [begin, end] = *entry.range;
    if (begin < position) return "tensor " + inQuotes(entry.name) + " overlaps another tensor";
    if (begin > position) {
      return "has unused bytes before tensor " + inQuotes(entry.name);
    }
    position = end;
  }
  if (position != dataSize) {
    return "has " + std::to_string(dataSize - position) + " bytes after the last tensor";
  }
  return {};
}

/// Why `tensors` cannot be written, or an empty string.
std::string checkWritable(const TensorFile& file) {
  for (const auto& [name, tensor] : file.tensors) {
    if (name == kMetadataKey) return "a tensor must not be called '__metadata__'";
    if (!isUtf8(name)) return "the name of tensor " + inQuotes(name) + " is not UTF-8";
    if (tensor.shape.size() > kMaxRank) {
      return "tensor " + inQuotes(name) + " has too many dimensions";
    }
    const auto needed = byteCount(tensor.shape, tensor.dtype);
    if (!needed || *needed != tensor.bytes.size()) {
      return "tensor " + inQuotes(name) + " does not hold as many bytes as its shape " +
             tensor.shapeText() + " asks for";
    }
  }
  for (const auto& [key, value] : file.metadata) {
    if (!isUtf8(key) || !isUtf8(value)) return "metadata " + inQuotes(key) + " is not UTF-8";
  }
  return {};
}

}  // namespace

Result<TensorFile> readSafetensors(const std::filesystem::path& path) {
  const auto bytes = readWholeFile(path);
  if (!bytes) return fail(bytes.error());
  return parseSafetensors(*bytes, path);
}

Result<TensorFile> parseSafetensors(std::span<const std::byte> bytes,
                                    const std::filesystem::path& path) {
  if (bytes.size() < kLengthBytes) {
    return fail(
        {"is too short for a safetensors file (" + std::to_string(bytes.size()) + " bytes)", path});
  }
  std::uint64_t headerSize = 0;  // tensor.cpp asserts a little-endian machine
  std::memcpy(&headerSize, bytes.data(), kLengthBytes);
  if (headerSize > kMaxHeader || headerSize > bytes.size() - kLengthBytes) {
    if (std::memcmp(bytes.data(), "PK\x03\x04", 4) == 0) {
      return fail({"is a zip archive, as PyTorch checkpoints are, and no safetensors file", path, 0,
                   "Convert a checkpoint with 'scenelens-cli import-checkpoint'"});
    }
    return fail({"is no safetensors file or is cut off: its header would have " +
                     std::to_string(headerSize) + " bytes, the file has " +
                     std::to_string(bytes.size()),
                 path});
  }
  const auto header = bytes.subspan(kLengthBytes, static_cast<std::size_t>(headerSize));
  const auto data = bytes.subspan(kLengthBytes + header.size());
  if (header.empty() || header.front() != std::byte{'{'}) {
    return fail({"is no safetensors file: its header does not start with '{'", path});
  }

  HeaderHandler handler;
  const auto* text = reinterpret_cast<const char*>(header.data());
  try {
    if (!nlohmann::json::sax_parse(text, text + header.size(), &handler)) {
      return fail({handler.problem, path});
    }
  } catch (const std::exception& e) {  // bad_alloc is the only one left
    return fail({std::string("has a header that cannot be read: ") + e.what(), path});
  }
  if (std::string problem = checkLayout(handler.entries, data.size()); !problem.empty()) {
    return fail({std::move(problem), path});
  }

  TensorFile file;
  file.metadata = std::move(handler.metadata);
  for (HeaderEntry& entry : handler.entries) {
    const auto [begin, end] = *entry.range;
    const auto part = data.subspan(begin, end - begin);
    file.tensors.emplace(std::move(entry.name),
                         Tensor{*entry.dtype, std::move(*entry.shape), {part.begin(), part.end()}});
  }
  return file;
}

Status writeSafetensors(const std::filesystem::path& path, const TensorFile& file) {
  if (std::string problem = checkWritable(file); !problem.empty()) {
    return fail({"cannot be written: " + problem, path});
  }
  // nlohmann::json objects are sorted by key, which makes equal input give equal bytes.
  auto header = nlohmann::json::object();
  if (!file.metadata.empty()) header[kMetadataKey] = file.metadata;
  std::uint64_t position = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::uint64_t end = position + tensor.bytes.size();
    header[name] = {{"dtype", dtypeName(tensor.dtype)},
                    {"shape", tensor.shape},
                    {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data starts at a multiple of eight
  if (text.size() > kMaxHeader) {
    return fail({"cannot be written: its header would exceed the format's 100 MB", path});
  }
  const std::uint64_t headerSize = text.size();

  std::vector<std::span<const std::byte>> parts;
  parts.push_back(std::as_bytes(std::span(&headerSize, 1)));
  parts.push_back(std::as_bytes(std::span(text)));
  for (const auto& [name, tensor] : file.tensors) parts.emplace_back(tensor.bytes);
  return writeFileAtomically(path, parts);
}

}  // namespace scenelens
