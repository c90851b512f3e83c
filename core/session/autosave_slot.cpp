// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/autosave_slot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFileSuffix = ".scenelens";
constexpr const char* kLockSuffix = ".lock";
constexpr int kAttempts = 1000;

fs::path lockOf(const fs::path& file) {
  return fs::path(file).replace_extension(kLockSuffix);
}

/// Locks without waiting. False when another holds it, or when the file was removed between
/// opening and locking: the lock would be of a file that nobody finds.
bool takeLock(int descriptor) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return false;
  struct ::stat info {};
  return ::fstat(descriptor, &info) == 0 && info.st_nlink > 0;
}

/// What writeFileAtomically was writing when it was killed.
void removeUnfinished(const fs::path& file) {
  const std::string begin = fmt::format(".{}.", file.filename().string());
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(file.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(begin) && name.ends_with(".tmp")) fs::remove(entry.path(), error);
  }
}

}  // namespace

Result<AutosaveSlot> AutosaveSlot::claim(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  int code = error.value();
  for (int i = 0; i < kAttempts && !error; ++i) {
    const fs::path file = folder / fmt::format("{}-{}{}", ::getpid(), i, kFileSuffix);
    if (fs::exists(file)) continue;  // left by a program that had the same number
    // Readable by its owner only: notes are nobody else's business.
    const int lock = ::open(lockOf(file).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (lock < 0 && errno == EEXIST) continue;
    if (lock < 0) {
      code = errno;
      break;
    }
    if (takeLock(lock)) return AutosaveSlot(lock, file);
    ::close(lock);  // somebody took it for a dead one in between
  }
  return fail({"nothing can be saved here: " + std::generic_category().message(code), folder, 0,
               "What you do is not saved by itself; make the folder writable and start again"});
}

std::vector<AutosaveSlot> AutosaveSlot::leftIn(const fs::path& folder) {
  std::vector<AutosaveSlot> slots;
  std::error_code error;
  std::vector<fs::path> locks;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == kLockSuffix) locks.push_back(entry.path());
  }
  for (const auto& path : locks) {
    const int lock = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (lock < 0) continue;
    AutosaveSlot slot(lock, fs::path(path).replace_extension(kFileSuffix));
    if (!takeLock(lock)) continue;
    removeUnfinished(slot.m_file);
    if (fs::exists(slot.m_file, error)) {
      slots.push_back(std::move(slot));
    } else {
      slot.remove();
    }
  }
  std::stable_sort(slots.begin(), slots.end(), [](const AutosaveSlot& a, const AutosaveSlot& b) {
    return a.saved() > b.saved();
  });
  return slots;
}

AutosaveSlot::AutosaveSlot(AutosaveSlot&& other) noexcept
    : m_lock(std::exchange(other.m_lock, -1)), m_file(std::move(other.m_file)) {}

AutosaveSlot& AutosaveSlot::operator=(AutosaveSlot&& other) noexcept {
  std::swap(m_lock, other.m_lock);
  std::swap(m_file, other.m_file);
  return *this;
}

AutosaveSlot::~AutosaveSlot() {
  if (m_lock >= 0) ::close(m_lock);
}

fs::file_time_type AutosaveSlot::saved() const {
  std::error_code error;
  const auto time = fs::last_write_time(m_file, error);
  return error ? fs::file_time_type() : time;
}

void AutosaveSlot::remove() {
  if (m_lock < 0) return;
  // The lock last: a file without one would never be found again.
  std::error_code error;
  fs::remove(m_file, error);
  fs::remove(lockOf(m_file), error);
  ::close(std::exchange(m_lock, -1));
}

}  // namespace scenelens
