// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace scenelens {
namespace {

Error openError(int code, const std::filesystem::path& path) {
  if (code == ENOENT || code == ENOTDIR) {
    return {.reason = "there is no such file",
            .file = path,
            .remedy = "Check the path and whether the file was moved or renamed"};
  }
  return {.reason = "the file cannot be opened (" + std::generic_category().message(code) + ")",
          .file = path,
          .remedy = "Check that you may read the file and its folder"};
}

/// Says why a file of this kind cannot be sound, or nothing for a regular file.
std::string refusal(mode_t mode) {
  if (S_ISREG(mode)) return {};
  if (S_ISDIR(mode)) return "this is a folder, not a sound file";
  return "this is a pipe, socket or device, not a regular file";
}

}  // namespace

Result<RegularFile> RegularFile::open(const std::filesystem::path& path) {
  constexpr auto kRemedy = "Choose a sound file";
  struct stat status = {};
  // Asked by name first: opening some devices has side effects.
  if (::stat(path.c_str(), &status) != 0) return fail(openError(errno, path));
  if (auto why = refusal(status.st_mode); !why.empty()) {
    return fail({.reason = std::move(why), .file = path, .remedy = kRemedy});
  }
  // O_NONBLOCK keeps a fifo that took the file's place meanwhile from blocking.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return fail(openError(errno, path));
  RegularFile file(descriptor, 0);
  if (::fstat(descriptor, &status) != 0) return fail(openError(errno, path));
  if (auto why = refusal(status.st_mode); !why.empty()) {
    return fail({.reason = std::move(why), .file = path, .remedy = kRemedy});
  }
  if (status.st_size <= 0) {
    return fail({.reason = "the file is empty (0 bytes)",
                 .file = path,
                 .remedy = "Copy or record it again"});
  }
  file.m_size = status.st_size;
  return file;
}

RegularFile::RegularFile(RegularFile&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_size(other.m_size) {}

RegularFile& RegularFile::operator=(RegularFile&& other) noexcept {
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_size, other.m_size);
  return *this;
}

RegularFile::~RegularFile() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

std::size_t RegularFile::readAt(std::int64_t offset, std::span<std::byte> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto got = ::pread(m_descriptor, out.data() + done, out.size() - done,
                             offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace scenelens
