// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/wav_recorder.h"

#include "core/features/feature_shape.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <string_view>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

constexpr std::size_t kHeaderBytes = 44;
constexpr std::size_t kSampleBytes = 3;

/// All of `bytes` at `offset`; false leaves the cause in errno.
bool writeAt(int descriptor, std::span<const std::byte> bytes, std::int64_t offset) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(descriptor, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      if (written == 0) errno = ENOSPC;
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return true;
}

class HeaderWriter {
 public:
  void text(std::string_view four) {
    for (const char c : four) m_bytes[m_size++] = static_cast<std::byte>(c);
  }
  void number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) m_bytes[m_size++] = static_cast<std::byte>(value >> (8 * i));
  }
  [[nodiscard]] std::span<const std::byte> bytes() const { return m_bytes; }

 private:
  std::array<std::byte, kHeaderBytes> m_bytes{};
  std::size_t m_size = 0;
};

}  // namespace

Result<WavRecorder> WavRecorder::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  WavRecorder recorder(path, descriptor);
  if (descriptor < 0) return fail(recorder.writeError());
  if (auto written = recorder.writeHeader(); !written) {
    ::unlink(path.c_str());  // made here, and nothing is in it
    return fail(std::move(written).error());
  }
  return recorder;
}

WavRecorder::WavRecorder(WavRecorder&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_samples(other.m_samples),
      m_promised(other.m_promised),
      m_bytes(std::move(other.m_bytes)) {}

WavRecorder& WavRecorder::operator=(WavRecorder&& other) noexcept {
  std::swap(m_path, other.m_path);
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_samples, other.m_samples);
  std::swap(m_promised, other.m_promised);
  std::swap(m_bytes, other.m_bytes);
  return *this;
}

WavRecorder::~WavRecorder() {
  static_cast<void>(finish());
}

Error WavRecorder::writeError() const {
  return {
      .reason = "the recording cannot be written (" + std::generic_category().message(errno) + ')',
      .file = m_path,
      .remedy =
          "Check that the folder exists, that you may write to it and that the disk is "
          "not full"};
}

/// RIFF, PCM, mono, 24 bit. A chunk of odd length is followed by a byte that is not counted in it.
Status WavRecorder::writeHeader() {
  const auto bytes = static_cast<std::uint64_t>(m_samples) * kSampleBytes;
  HeaderWriter header;
  header.text("RIFF");
  header.number(kHeaderBytes - 8 + bytes + bytes % 2, 4);
  header.text("WAVE");
  header.text("fmt ");
  header.number(16, 4);
  header.number(1, 2);  // PCM
  header.number(1, 2);  // channels
  header.number(kSampleRate, 4);
  header.number(kSampleRate * kSampleBytes, 4);
  header.number(kSampleBytes, 2);
  header.number(8 * kSampleBytes, 2);
  header.text("data");
  header.number(bytes, 4);
  if (!writeAt(m_descriptor, header.bytes(), 0)) return fail(writeError());
  m_promised = m_samples;
  return {};
}

Status WavRecorder::add(std::span<const float> sound) {
  m_bytes.clear();
  for (const float sample : sound) {
    constexpr float kScale = 1 << 23;
    const auto value = std::lrint(std::clamp(sample * kScale, -kScale, kScale - 1));
    for (int i = 0; i < 3; ++i) m_bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
  const auto offset =
      static_cast<std::int64_t>(kHeaderBytes) + m_samples * static_cast<std::int64_t>(kSampleBytes);
  if (!writeAt(m_descriptor, m_bytes, offset)) return fail(writeError());
  m_samples += static_cast<std::int64_t>(sound.size());
  if (m_samples - m_promised >= kSampleRate) return writeHeader();
  return {};
}

Status WavRecorder::finish() {
  if (m_descriptor < 0) return {};
  const auto bytes = static_cast<std::int64_t>(kSampleBytes) * m_samples;
  const std::array padding{std::byte{0}};
  Status done;
  if (bytes % 2 != 0 &&
      !writeAt(m_descriptor, padding, static_cast<std::int64_t>(kHeaderBytes) + bytes)) {
    done = fail(writeError());
  }
  if (auto header = writeHeader(); done && !header) done = std::move(header);
  if (::close(std::exchange(m_descriptor, -1)) != 0 && done) done = fail(writeError());
  return done;
}

}  // namespace scenelens
