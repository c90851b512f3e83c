// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct zip;

namespace scenelens {

/// The zip archive that `torch.save` writes: uncompressed records in one folder, `data.pkl` among
/// them. Record names are relative to that folder ("data/0").
///
/// Refuses what PyTorch never writes (compression, encryption, a name that appears twice) and gives
/// out no more bytes in total than the file has, so that neither a compression bomb nor records
/// that overlap can fill the memory. Errors carry no file name. Not thread-safe.
class TorchArchive {
 public:
  /// `bytes` must outlive the archive.
  [[nodiscard]] static Result<TorchArchive> open(std::span<const std::byte> bytes);

  [[nodiscard]] bool contains(const std::string& record) const {
    return m_records.contains(record);
  }
  /// The bytes of a record, checked against its checksum.
  [[nodiscard]] Result<std::vector<std::byte>> read(const std::string& record);

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };

  TorchArchive() = default;
  Status listRecords();

  std::unique_ptr<zip, Discard> m_zip;
  std::map<std::string, std::uint64_t> m_records;  ///< name within the folder, index in the zip
  std::uint64_t m_budget = 0;                      ///< bytes that may still be given out
};

}  // namespace scenelens
