// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_io.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <new>
#include <string>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

std::string systemMessage(int code) {
  return std::generic_category().message(code);
}

/// Owns a POSIX file descriptor.
class FileHandle {
 public:
  explicit FileHandle(int descriptor) : m_descriptor(descriptor) {}
  ~FileHandle() {
    if (m_descriptor >= 0) ::close(m_descriptor);
  }
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;

  [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
  [[nodiscard]] int get() const { return m_descriptor; }
  /// Closes now, to learn about write errors that only show here (network file systems).
  bool close() { return ::close(std::exchange(m_descriptor, -1)) == 0; }

 private:
  int m_descriptor = -1;
};

bool writeAll(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ::ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// Creates a file beside `path` that did not exist before; its name goes to `temporary`. Not
/// mkstemp: that ignores the user's umask and would leave weights readable by their owner only.
int createBeside(const std::filesystem::path& path, std::filesystem::path& temporary) {
  static std::atomic<unsigned> counter{0};
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary =
        path.parent_path() / fmt::format(".{}.{}-{}.tmp", path.filename().string().substr(0, 100),
                                         ::getpid(), counter++);
    const int descriptor =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);  // NOLINT
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
  return -1;
}

/// Makes the rename itself durable. Best effort: some file systems refuse to sync a folder.
void syncFolder(const std::filesystem::path& folder) {
  const FileHandle handle(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.isOpen()) ::fsync(handle.get());
}

}  // namespace

Result<std::vector<std::byte>> readWholeFile(const std::filesystem::path& path,
                                             std::uint64_t maxBytes) {
  // O_NONBLOCK: opening a pipe without a writer must not hang before we can see that it is one.
  const FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!handle.isOpen()) return fail({"cannot be opened: " + systemMessage(errno), path});
  struct ::stat info {};
  if (::fstat(handle.get(), &info) != 0) {
    return fail({"cannot be read: " + systemMessage(errno), path});
  }
  if (!S_ISREG(info.st_mode)) {
    return fail(
        {S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not a regular file", path});
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > maxBytes) {
    return fail({"is too large: " + std::to_string(size) + " bytes, at most " +
                     std::to_string(maxBytes) + " are read",
                 path});
  }
  try {
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ::ssize_t got = ::read(handle.get(), bytes.data() + done, bytes.size() - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail({"cannot be read: " + systemMessage(errno), path});
      if (got == 0) return fail({"became shorter while it was read", path});
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    return fail({"does not fit into memory (" + std::to_string(size) + " bytes)", path});
  }
}

Status writeFileAtomically(const std::filesystem::path& path,
                           std::span<const std::span<const std::byte>> parts) {
  std::filesystem::path temporary;
  FileHandle handle(createBeside(path, temporary));
  if (!handle.isOpen()) {
    return fail({"cannot be written: " + systemMessage(errno), path, 0,
                 "Choose an existing folder that you may write to"});
  }
  bool good = true;
  for (const auto part : parts) good = good && writeAll(handle.get(), part);
  good = good && ::fsync(handle.get()) == 0;
  int code = good ? 0 : errno;
  if (!handle.close() && good) {
    good = false;
    code = errno;
  }
  if (good && ::rename(temporary.c_str(), path.c_str()) != 0) {
    good = false;
    code = errno;
  }
  if (!good) {
    ::unlink(temporary.c_str());
    return fail({"cannot be written: " + systemMessage(code), path});
  }
  syncFolder(path.parent_path());
  return {};
}

}  // namespace scenelens
