// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/train/file_descriptor.h"
#include "core/train/logmel_code.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

namespace scenelens {

/// What a record was made from.
struct LogMelKey {
  std::uint64_t clip = 0;   ///< which clip: its path and window
  std::uint64_t state = 0;  ///< in which state: size, time of change, version of the formula
};

/// The pair of files that keeps the log-Mels of one data set (docs/formats.md): records in
/// STEM.logmel, which of them are valid in STEM.index. Internal to core/train.
///
/// Opening takes STEM.lock, so one process at a time adds records; `release` lets others have it.
/// Records that are valid are never written to again, here or elsewhere, so reading needs no lock.
/// `read` and `write` are thread-safe, the rest is not.
class LogMelStore {
 public:
  /// A record and what it holds.
  struct Entry {
    LogMelKey key;
    std::uint32_t record = 0;
  };

  /// Waits for the lock, then reads the index and cuts off what a crash has left of it. A store
  /// most of whose records have been superseded begins anew. Errors: the folder's files cannot be
  /// made, locked or read; cancelled while waiting.
  [[nodiscard]] static Result<LogMelStore> open(const std::filesystem::path& folder,
                                                const std::string& stem, const JobControl& control);

  /// The record of exactly this key.
  [[nodiscard]] std::optional<std::uint32_t> find(const LogMelKey& key) const;
  /// A new record's number.
  [[nodiscard]] std::uint32_t reserve() { return m_next++; }
  [[nodiscard]] Status write(std::uint32_t record,
                             std::span<const std::byte, kLogMelRecord> bytes) const;
  /// Makes records valid: waits until their data is on the disk, then adds them to the index.
  [[nodiscard]] Status commit(std::span<const Entry> entries);
  /// Gives up lock and index; only `read` may be called afterwards.
  void release();

  /// Errors: the file has become shorter or cannot be read.
  [[nodiscard]] Status read(std::uint32_t record, std::span<std::byte, kLogMelRecord> bytes) const;

 private:
  LogMelStore() = default;
  [[nodiscard]] Status lock(const std::filesystem::path& path, const JobControl& control);
  [[nodiscard]] Status openFiles(const std::filesystem::path& indexPath, bool anew);
  [[nodiscard]] Result<bool> loadIndex();

  struct Known {
    std::uint64_t state = 0;
    std::uint32_t record = 0;
  };

  std::filesystem::path m_path;  // of the records
  FileDescriptor m_lock;
  FileDescriptor m_index;
  FileDescriptor m_data;
  std::unordered_map<std::uint64_t, Known> m_known;  // by clip
  std::uint32_t m_next = 0;
};

}  // namespace scenelens
