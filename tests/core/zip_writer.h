// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace scenelens::test {

/// A zip archive with stored records, written by hand so that it can also be wrong.
class ZipWriter {
 public:
  void add(const std::string& name, const std::string& content) {
    m_fields.clear();
    put(m_fields, crc32(content), 4);
    put(m_fields, content.size(), 4);
    put(m_fields, content.size(), 4);
    put(m_fields, name.size(), 2);
    put(m_fields, 0, 2);
    m_offset = m_bytes.size();
    m_bytes += std::string("PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0", 14) + m_fields + name + content;
    addAlias(name);
  }

  /// Lists the last record once more, under another name of the same length.
  void addAlias(const std::string& name) {
    m_directory += std::string("PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\x21\0", 16) + m_fields;
    put(m_directory, 0, 2 + 2 + 2 + 4);  // comment, disk, two kinds of attributes
    put(m_directory, m_offset, 4);
    m_directory += name;
    ++m_count;
  }

  [[nodiscard]] std::string finish() const {
    std::string out = m_bytes + m_directory + std::string("PK\x05\x06\0\0\0\0", 8);
    put(out, m_count, 2);
    put(out, m_count, 2);
    put(out, m_directory.size(), 4);
    put(out, m_bytes.size(), 4);
    put(out, 0, 2);
    return out;
  }

 private:
  static void put(std::string& out, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out += static_cast<char>(i < 8 ? value >> 8 * i : 0);
  }
  static std::uint32_t crc32(const std::string& text) {
    std::uint32_t crc = ~0U;
    for (const char c : text) {
      crc ^= static_cast<unsigned char>(c);
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ (crc & 1U ? 0xEDB88320U : 0U);
    }
    return ~crc;
  }

  std::string m_bytes, m_directory, m_fields;
  std::size_t m_offset = 0;
  std::uint64_t m_count = 0;
};

}  // namespace scenelens::test
