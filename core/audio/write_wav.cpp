// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/audio/sndfile_lock.h"
#include "core/features/feature_shape.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <mutex>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace scenelens {
namespace {

Error writeError(const std::filesystem::path& path, const std::string& cause) {
  return {
      .reason = "the file cannot be written (" + cause + ")",
      .file = path,
      .remedy =
          "Check that the folder exists, that you may write to it and that the disk is not full"};
}

std::string systemCause(int code) {
  return std::generic_category().message(code);
}

/// A new file beside its destination that vanishes unless it is moved there.
class PendingFile {
 public:
  explicit PendingFile(const std::filesystem::path& path) : m_path(path), m_temporary(path) {
    static std::atomic<unsigned> counter = 0;
    m_temporary += fmt::format(".{}-{}.tmp", ::getpid(), counter++);
    m_descriptor = ::open(m_temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    m_error = m_descriptor < 0 ? errno : 0;
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  ~PendingFile() {
    if (m_descriptor < 0) return;
    ::close(m_descriptor);
    ::unlink(m_temporary.c_str());
  }

  [[nodiscard]] int descriptor() const { return m_descriptor; }
  [[nodiscard]] int error() const { return m_error; }

  /// Closes the file and gives it its name; returns 0 or the system's error.
  int commit() {
    const int closed = ::close(std::exchange(m_descriptor, -1));
    if (closed == 0 && ::rename(m_temporary.c_str(), m_path.c_str()) == 0) return 0;
    const int code = errno;
    ::unlink(m_temporary.c_str());
    return code;
  }

 private:
  std::filesystem::path m_path;
  std::filesystem::path m_temporary;
  int m_descriptor = -1;
  int m_error = 0;
};

/// The upper 24 bits of a 32-bit sample, which is what libsndfile writes of it.
int toInt24(float sample) {
  constexpr float kScale = 1 << 23;
  const float scaled = std::clamp(sample * kScale, -kScale, kScale - 1);
  return static_cast<int>(std::lrint(scaled)) * 256;
}

Status writeSamples(int descriptor, std::span<const float> samples,
                    const std::filesystem::path& path) {
  SF_INFO info = {};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_24;
  SNDFILE* sound = nullptr;
  {
    const std::scoped_lock lock(sndfileOpenMutex());
    sound = sf_open_fd(descriptor, SFM_WRITE, &info, SF_FALSE);
  }
  if (sound == nullptr) return fail(writeError(path, "libsndfile refuses the format"));
  std::array<int, 4096> block = {};
  bool complete = true;
  while (complete && !samples.empty()) {
    const auto part = samples.first(std::min(samples.size(), block.size()));
    std::ranges::transform(part, block.begin(), toInt24);
    const auto count = static_cast<sf_count_t>(part.size());
    errno = 0;
    complete = sf_write_int(sound, block.data(), count) == count;
    samples = samples.subspan(part.size());
  }
  const int code = errno;
  const bool closed = sf_close(sound) == 0;
  if (!complete || !closed) {
    return fail(writeError(path, code != 0 ? systemCause(code) : "incomplete write"));
  }
  return {};
}

}  // namespace

Status writeWav24(const std::filesystem::path& path, const std::vector<float>& samples) {
  // What could not be read back is not written.
  if (samples.empty() || static_cast<double>(samples.size()) > kMaxFileSeconds * kSampleRate) {
    return fail(
        {.reason = fmt::format("{} samples cannot be written; 1 sample to {:.0f} s are accepted",
                               samples.size(), kMaxFileSeconds),
         .file = path,
         .remedy = "Choose a shorter or non-empty stretch of sound"});
  }
  if (!std::ranges::all_of(samples, [](float x) { return std::isfinite(x); })) {
    return fail({.reason = "the sound to write has samples that are not finite numbers",
                 .file = path,
                 .remedy = "Check the step that made the sound"});
  }
  PendingFile pending(path);
  if (pending.descriptor() < 0) return fail(writeError(path, systemCause(pending.error())));
  if (auto written = writeSamples(pending.descriptor(), samples, path); !written) return written;
  if (const int code = pending.commit(); code != 0)
    return fail(writeError(path, systemCause(code)));
  return {};
}

}  // namespace scenelens
