// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/container_claim.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace scenelens {
namespace {

/// A file of nothing but empty chunks must not keep us busy.
constexpr int kMaxChunks = 4096;

enum class ByteOrder { Little, Big };

/// The little that differs between the containers made of (name, size, bytes) chunks.
struct ChunkLayout {
  ByteOrder order = ByteOrder::Little;
  std::int64_t first = 12;     ///< offset of the first chunk
  std::int64_t idBytes = 4;    ///< length of a chunk's name; its first four bytes are compared
  std::int64_t sizeBytes = 4;  ///< length of a chunk's size
  std::int64_t alignment = 2;  ///< chunks start at multiples of this
  bool sizeHasHeader = false;  ///< the size counts name and size too
  std::string_view data = "data";
};

/// Reads numbers and names at an offset; beyond the end of the file everything is zero.
class Bytes {
 public:
  explicit Bytes(const RegularFile& file) : m_file(file) {}

  [[nodiscard]] std::uint64_t number(std::int64_t offset, std::int64_t width,
                                     ByteOrder order) const {
    std::array<std::byte, 8> raw = {};
    const auto used = std::span(raw).first(static_cast<std::size_t>(width));
    if (m_file.readAt(offset, used) != used.size()) return 0;
    if (order == ByteOrder::Little) std::reverse(used.begin(), used.end());
    std::uint64_t value = 0;
    for (const auto byte : used) value = value << 8U | std::to_integer<std::uint64_t>(byte);
    return value;
  }

  [[nodiscard]] std::string name(std::int64_t offset) const {
    std::string out(4, '\0');
    if (m_file.readAt(offset, std::as_writable_bytes(std::span(out))) != out.size()) return {};
    return out;
  }

 private:
  const RegularFile& m_file;
};

/// Sizes that stand for "not known" since the output was a pipe: the largest number (ffmpeg) and
/// about 2 GiB (sox, arecord). libsndfile then reads to the end of the file, as is meant.
bool isPlaceholder(std::uint64_t size, std::int64_t width) {
  if (width == 8) return size >= (std::uint64_t{1} << 62U);
  return (size >= 0x7FFFE000U && size <= 0x80000000U) || size >= 0xFFFFF000U;
}

/// True when a chain of well-formed chunks leads from `offset` to exactly the end of the file.
bool onlyChunksFollow(const Bytes& bytes, std::int64_t offset, std::int64_t end,
                      const ChunkLayout& layout) {
  for (int count = 0; count < kMaxChunks && offset < end; ++count) {
    const auto name = bytes.name(offset);
    if (name.empty() || !std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; })) {
      return false;
    }
    const auto size = bytes.number(offset + layout.idBytes, layout.sizeBytes, layout.order);
    if (size > static_cast<std::uint64_t>(end)) return false;
    offset += layout.idBytes + layout.sizeBytes + static_cast<std::int64_t>(size + (size & 1U));
  }
  return offset == end;
}

ContainerClaim walkChunks(const RegularFile& file, const ChunkLayout& layout) {
  const Bytes bytes(file);
  ContainerClaim claim;
  std::uint64_t size64 = 0;  // of the data chunk, from RF64's ds64 chunk
  const auto header = layout.idBytes + layout.sizeBytes;
  auto offset = layout.first;
  for (int count = 0; count < kMaxChunks && offset + header <= file.size(); ++count) {
    const auto name = bytes.name(offset);
    auto size = bytes.number(offset + layout.idBytes, layout.sizeBytes, layout.order);
    if (layout.sizeHasHeader) size -= std::min(size, static_cast<std::uint64_t>(header));
    const auto body = offset + header;
    const auto left = static_cast<std::uint64_t>(file.size() - body);
    if (name == "ds64" && size >= 16) size64 = bytes.number(body + 8, 8, layout.order);
    if (name == "fmt " && layout.sizeBytes == 4 && size >= 8) {
      claim.sampleRate = static_cast<std::uint32_t>(bytes.number(body + 4, 4, layout.order));
    }
    if (name == layout.data) {
      if (size64 > 0 && size == 0xFFFFFFFFU) size = size64;
      claim.presentBytes = left;
      if (!isPlaceholder(size, layout.sizeBytes)) claim.dataBytes = size;
      // Tags may follow truly empty sound; anything else is sound whose size was never filled in.
      claim.unfinished =
          size == 0 && layout.sizeBytes == 4 && !onlyChunksFollow(bytes, body, file.size(), layout);
      return claim;
    }
    if (size > left) return claim;  // runs past the end before any sound: libsndfile will refuse
    offset = body + static_cast<std::int64_t>(size);
    offset += (layout.alignment - offset % layout.alignment) % layout.alignment;
  }
  return claim;
}

/// AU: ".snd", offset of the data, size of the data, all 32 bit in one byte order.
ContainerClaim readAu(const RegularFile& file, ByteOrder order) {
  const Bytes bytes(file);
  const auto start = bytes.number(4, 4, order);
  const auto size = bytes.number(8, 4, order);
  const auto total = static_cast<std::uint64_t>(file.size());
  ContainerClaim claim;
  claim.presentBytes = total - std::min(total, start);
  if (!isPlaceholder(size, 4)) claim.dataBytes = size;
  return claim;
}

/// Ogg (RFC 3533): pages of at most 65,307 bytes; the last one carries the end-of-stream flag.
ContainerClaim readOgg(const RegularFile& file) {
  constexpr std::int64_t kTail = 2 * 65307;
  constexpr std::size_t kHeader = 27;
  constexpr std::uint8_t kEndOfStream = 4;
  const auto start = std::max<std::int64_t>(0, file.size() - kTail);
  std::string tail(static_cast<std::size_t>(file.size() - start), '\0');
  tail.resize(file.readAt(start, std::as_writable_bytes(std::span(tail))));

  ContainerClaim claim;
  const auto page = tail.rfind(std::string_view("OggS\0", 5));
  // No page in sight: a long foreign appendix (a tag, say); the decoder finds the end by itself.
  if (page == std::string::npos) return claim;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(tail[page + i]); };
  const auto left = tail.size() - page;
  if (left < kHeader || left < kHeader + at(26)) {
    claim.endMarkMissing = true;
    return claim;
  }
  std::size_t length = kHeader + at(26);
  for (std::size_t i = 0; i < at(26); ++i) length += at(kHeader + i);
  claim.endMarkMissing = length > left || (at(5) & kEndOfStream) == 0;
  return claim;
}

/// Offset of the first byte after any ID3v2 tags at the start.
std::int64_t skipId3(const RegularFile& file) {
  std::int64_t offset = 0;
  for (int count = 0; count < 16; ++count) {
    std::array<std::byte, 10> head = {};
    if (file.readAt(offset, head) != head.size()) break;
    const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(head.at(i)); };
    if (at(0) != 'I' || at(1) != 'D' || at(2) != '3') break;
    const auto size =
        (at(6) & 127U) << 21U | (at(7) & 127U) << 14U | (at(8) & 127U) << 7U | (at(9) & 127U);
    constexpr std::uint32_t kHasFooter = 0x10;
    offset += 10 + static_cast<std::int64_t>(size) + ((at(5) & kHasFooter) != 0 ? 10 : 0);
  }
  return offset;
}

}  // namespace

ContainerClaim readContainerClaim(const RegularFile& file) {
  using enum ByteOrder;
  const Bytes bytes(file);
  const auto kind = bytes.name(0);
  if (kind == "RIFF" || kind == "RF64" || kind == "BW64") return walkChunks(file, {});
  if (kind == "RIFX") return walkChunks(file, {.order = Big});
  if (kind == "FORM") return walkChunks(file, {.order = Big, .data = "SSND"});
  if (kind == "caff") {
    return walkChunks(file, {.order = Big, .first = 8, .sizeBytes = 8, .alignment = 1});
  }
  if (kind == "riff") {  // W64: names are GUIDs that start with the RIFF name
    return walkChunks(
        file, {.first = 40, .idBytes = 16, .sizeBytes = 8, .alignment = 8, .sizeHasHeader = true});
  }
  if (kind == ".snd") return readAu(file, Big);
  if (kind == "dns.") return readAu(file, Little);
  if (kind == "OggS") return readOgg(file);
  return {};
}

bool mpegHasLengthHeader(const RegularFile& file) {
  std::string head(4096, '\0');
  head.resize(file.readAt(skipId3(file), std::as_writable_bytes(std::span(head))));
  return std::ranges::any_of(std::array{"Xing", "Info", "VBRI"},
                             [&](const char* tag) { return head.find(tag) != std::string::npos; });
}

}  // namespace scenelens
