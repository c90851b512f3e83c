// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/logmel_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

constexpr std::array<char, 16> kMagic = {'s', 'c', 'e', 'n', 'e', 'l', 'e', 'n',
                                         's', '-', 'm', 'e', 'l', '-', '1', '\n'};

/// A line of the index as it stands on disk.
struct DiskEntry {
  std::uint64_t clip = 0;
  std::uint64_t state = 0;
  std::uint64_t record = 0;
  std::uint64_t check = 0;
};
static_assert(sizeof(DiskEntry) == 32);

std::uint64_t checkOf(const DiskEntry& entry) {
  std::uint64_t hash = 0x5ce9e1e57ULL;
  for (const std::uint64_t value : {entry.clip, entry.state, entry.record}) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29U;
  }
  return hash;
}

Error systemError(const char* what, const fs::path& path, int code) {
  return {.reason = std::string(what) + ": " + std::generic_category().message(code),
          .file = path,
          .remedy = code == ENOSPC ? "Free some space, or choose another cache folder"
                                   : "Choose a cache folder on a local disk that you may write to"};
}

/// The whole of `bytes` at `offset`; on failure errno says why.
bool writeAt(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ::ssize_t written =
        ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<::off_t>(offset));
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// How many bytes there were; errno is 0 when the file ended.
std::size_t readAt(int descriptor, std::uint64_t offset, std::span<std::byte> bytes) {
  std::size_t done = 0;
  errno = 0;
  while (done < bytes.size()) {
    const ::ssize_t got = ::pread(descriptor, bytes.data() + done, bytes.size() - done,
                                  static_cast<::off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::uint64_t sizeOf(int descriptor) {
  struct ::stat info {};
  return ::fstat(descriptor, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

FileDescriptor openFile(const fs::path& path, int flags) {
  return FileDescriptor(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | flags, 0666));  // NOLINT
}

}  // namespace

Result<LogMelStore> LogMelStore::open(const fs::path& folder, const std::string& stem,
                                      const JobControl& control) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return fail(systemError("cannot be made", folder, problem.value()));
  LogMelStore store;
  store.m_path = folder / (stem + ".logmel");
  const fs::path index = folder / (stem + ".index");
  if (auto status = store.lock(folder / (stem + ".lock"), control); !status)
    return fail(std::move(status).error());
  if (auto status = store.openFiles(index, false); !status) return fail(std::move(status).error());
  const auto good = store.loadIndex();
  if (!good) return fail(good.error());
  if (*good) return store;
  if (auto status = store.openFiles(index, true); !status) return fail(std::move(status).error());
  store.m_known.clear();
  store.m_next = 0;
  return store;
}

Status LogMelStore::lock(const fs::path& path, const JobControl& control) {
  m_lock = openFile(path, 0);
  if (!m_lock.isOpen()) return fail(systemError("cannot be opened", path, errno));
  while (::flock(m_lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fail(systemError("cannot be locked", path, errno));
    if (control.cancelled()) return fail({.reason = "cancelled"});
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return {};
}

/// Anew: under new names for the system, so that processes that still read the old files keep them.
Status LogMelStore::openFiles(const fs::path& indexPath, bool anew) {
  if (anew) {
    ::unlink(indexPath.c_str());  // first: without it the records mean nothing
    ::unlink(m_path.c_str());
  }
  m_index = openFile(indexPath, 0);
  if (!m_index.isOpen()) return fail(systemError("cannot be opened", indexPath, errno));
  m_data = openFile(m_path, 0);
  if (!m_data.isOpen()) return fail(systemError("cannot be opened", m_path, errno));
  if (sizeOf(m_index.get()) == 0 && sizeOf(m_data.get()) == 0 &&
      !writeAt(m_index.get(), 0, std::as_bytes(std::span(kMagic))))
    return fail(systemError("cannot be written", indexPath, errno));
  return {};
}

/// False when the store should begin anew.
Result<bool> LogMelStore::loadIndex() {
  std::vector<std::byte> bytes(sizeOf(m_index.get()));
  if (readAt(m_index.get(), 0, bytes) != bytes.size())
    return fail(systemError("cannot be read", m_path, errno));
  if (bytes.size() < sizeof kMagic || std::memcmp(bytes.data(), kMagic.data(), sizeof kMagic) != 0)
    return false;
  const std::uint64_t records = sizeOf(m_data.get()) / kLogMelRecord;
  std::size_t end = sizeof kMagic;
  std::size_t entries = 0;
  for (; end + sizeof(DiskEntry) <= bytes.size(); end += sizeof(DiskEntry), ++entries) {
    DiskEntry entry;
    std::memcpy(&entry, bytes.data() + end, sizeof entry);
    if (entry.check != checkOf(entry) || entry.record >= records) break;
    const auto record = static_cast<std::uint32_t>(entry.record);
    m_known[entry.clip] = {entry.state, record};
    m_next = std::max(m_next, record + 1);
  }
  if (end != bytes.size() && ::ftruncate(m_index.get(), static_cast<::off_t>(end)) != 0)
    return fail(systemError("cannot be cut", m_path, errno));
  constexpr std::size_t kWorthTheTrouble = 1000;
  return entries < kWorthTheTrouble || entries <= 2 * m_known.size();
}

std::optional<std::uint32_t> LogMelStore::find(const LogMelKey& key) const {
  const auto it = m_known.find(key.clip);
  if (it == m_known.end() || it->second.state != key.state) return std::nullopt;
  return it->second.record;
}

Status LogMelStore::write(std::uint32_t record,
                          std::span<const std::byte, kLogMelRecord> bytes) const {
  if (!writeAt(m_data.get(), std::uint64_t{record} * kLogMelRecord, bytes))
    return fail(systemError("cannot be written", m_path, errno));
  return {};
}

Status LogMelStore::commit(std::span<const Entry> entries) {
  if (entries.empty()) return {};
  if (::fdatasync(m_data.get()) != 0) return fail(systemError("cannot be written", m_path, errno));
  std::vector<DiskEntry> lines;
  lines.reserve(entries.size());
  for (const auto& [key, record] : entries) {
    DiskEntry line{.clip = key.clip, .state = key.state, .record = record};
    line.check = checkOf(line);
    lines.push_back(line);
    m_known[key.clip] = {key.state, record};
  }
  if (!writeAt(m_index.get(), sizeOf(m_index.get()), std::as_bytes(std::span(lines))))
    return fail(systemError("cannot be written", m_path, errno));
  return {};
}

void LogMelStore::release() {
  m_known = {};
  m_index = FileDescriptor();
  m_lock = FileDescriptor();
}

Status LogMelStore::read(std::uint32_t record, std::span<std::byte, kLogMelRecord> bytes) const {
  if (readAt(m_data.get(), std::uint64_t{record} * kLogMelRecord, bytes) == bytes.size()) return {};
  if (errno != 0) return fail(systemError("cannot be read", m_path, errno));
  return fail({.reason = "is shorter than it was",
               .file = m_path,
               .remedy = "Start again; what is missing is then computed"});
}

}  // namespace scenelens
