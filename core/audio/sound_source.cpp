// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sound_source.h"

#include "core/audio/container_claim.h"
#include "core/audio/sndfile_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <span>
#include <string>
#include <utility>

namespace scenelens {
namespace {

constexpr int kMinRate = 1000;
constexpr int kMaxRate = 768000;
constexpr int kMaxChannels = 64;
/// Samples of all channels decoded at a time; bounds the memory whatever the file says.
constexpr std::int64_t kBlockSamples = 65536;

constexpr auto kCopyAgain = "Copy or download the file again, or record it anew";
constexpr auto kConvert = "Convert it to WAV or FLAC, for example with ffmpeg";

struct SoundCloser {
  void operator()(SNDFILE* sound) const { sf_close(sound); }
};
using SoundHandle = std::unique_ptr<SNDFILE, SoundCloser>;

/// Shows libsndfile a file that seems to go on for ever.
///
/// Without a Xing header the MPEG decoder guesses the length from the first frame's bit rate and
/// libsndfile stops there, which loses half of many variable bit rate files. When the size it
/// guesses from is vast it decodes to the true end instead.
class EndlessFile {
 public:
  explicit EndlessFile(const RegularFile& file) : m_file(&file) {}

  static SF_VIRTUAL_IO callbacks() {
    return {
        .get_filelen = [](void*) { return kSize; },
        .seek = [](sf_count_t offset, int whence,
                   void* self) { return of(self).seek(offset, whence); },
        .read = [](void* out, sf_count_t count, void* self) { return of(self).read(out, count); },
        .write = [](const void*, sf_count_t, void*) { return sf_count_t{0}; },
        .tell = [](void* self) { return of(self).m_position; }};
  }

 private:
  static constexpr sf_count_t kSize = sf_count_t{1} << 40;
  /// The decoder looks for an ID3v1 tag in the last 128 bytes and gives up seeking if there are
  /// none, so it finds zeros there.
  static constexpr sf_count_t kTagBytes = 128;

  static EndlessFile& of(void* self) { return *static_cast<EndlessFile*>(self); }

  sf_count_t seek(sf_count_t offset, int whence) {
    if (whence == SEEK_CUR) offset += m_position;
    if (whence == SEEK_END) offset += kSize;
    if (offset < 0 || offset > kSize) return -1;
    return m_position = offset;
  }

  sf_count_t read(void* out, sf_count_t count) {
    if (count <= 0) return 0;
    const std::span bytes(static_cast<std::byte*>(out), static_cast<std::size_t>(count));
    auto got = static_cast<sf_count_t>(m_file->readAt(m_position, bytes));
    if (m_position >= std::max<sf_count_t>(m_file->size(), kSize - kTagBytes)) {
      got = std::min(count, kSize - m_position);
      std::ranges::fill(bytes.first(static_cast<std::size_t>(got)), std::byte{0});
    }
    m_position += got;
    return got;
  }

  const RegularFile* m_file;
  sf_count_t m_position = 0;
};

int container(const SF_INFO& info) {
  return info.format & SF_FORMAT_TYPEMASK;
}

int codec(const SF_INFO& info) {
  return info.format & SF_FORMAT_SUBMASK;
}

/// True where sf_seek lands on the very samples that decoding from the start gives. Measured:
/// Opus and MP3 differ in the last bits after a seek; block codecs and exotic containers are not
/// worth the risk.
bool seeksExactly(const SF_INFO& info) {
  constexpr std::array kContainers = {SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64,
                                      SF_FORMAT_W64, SF_FORMAT_AIFF,  SF_FORMAT_AU,
                                      SF_FORMAT_CAF, SF_FORMAT_FLAC};
  constexpr std::array kCodecs = {SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16,
                                  SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,
                                  SF_FORMAT_DOUBLE, SF_FORMAT_ULAW,   SF_FORMAT_ALAW};
  return info.seekable != 0 &&
         std::ranges::find(kContainers, container(info)) != kContainers.end() &&
         std::ranges::find(kCodecs, codec(info)) != kCodecs.end();
}

std::string libraryName(int format) {
  SF_FORMAT_INFO info = {};
  info.format = format;
  if (sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info) != 0 || info.name == nullptr) {
    return "unknown";
  }
  return info.name;
}

std::string formatText(const SF_INFO& info) {
  constexpr std::array<std::pair<int, const char*>, 5> kContainers = {{
      {SF_FORMAT_WAV, "WAV"},
      {SF_FORMAT_WAVEX, "WAV"},
      {SF_FORMAT_FLAC, "FLAC"},
      {SF_FORMAT_OGG, "Ogg"},
      {SF_FORMAT_AIFF, "AIFF"},
  }};
  constexpr std::array<std::pair<int, const char*>, 10> kCodecs = {{
      {SF_FORMAT_PCM_S8, "8 bit"},
      {SF_FORMAT_PCM_U8, "8 bit"},
      {SF_FORMAT_PCM_16, "16 bit"},
      {SF_FORMAT_PCM_24, "24 bit"},
      {SF_FORMAT_PCM_32, "32 bit"},
      {SF_FORMAT_FLOAT, "32 bit float"},
      {SF_FORMAT_DOUBLE, "64 bit float"},
      {SF_FORMAT_VORBIS, "Vorbis"},
      {SF_FORMAT_OPUS, "Opus"},
      {SF_FORMAT_MPEG_LAYER_III, "MP3"},
  }};
  const auto named = [](const auto& table, int key) {
    const auto it = std::ranges::find(table, key, &std::pair<int, const char*>::first);
    return it != table.end() ? std::string(it->second) : libraryName(key);
  };
  auto codecText = named(kCodecs, codec(info));
  if (container(info) == SF_FORMAT_MPEG) return codecText;
  return named(kContainers, container(info)) + ", " + codecText;
}

Error truncatedError(const std::filesystem::path& path, const ContainerClaim& claim,
                     const SF_INFO& info) {
  Error error = {.reason = {}, .file = path, .remedy = kCopyAgain};
  if (!claim.dataBytes) {
    error.reason = "the file is truncated: it stops before the end of its stream";
  } else if (info.frames > 0 && info.samplerate > 0 && claim.presentBytes > 0) {
    const auto there = static_cast<double>(info.frames) / info.samplerate;
    const auto promised =
        there * static_cast<double>(*claim.dataBytes) / static_cast<double>(claim.presentBytes);
    error.reason =
        fmt::format("the file is truncated: it holds {:.2f} s of the {:.2f} s its header promises",
                    there, promised);
  } else {
    error.reason = fmt::format(
        "the file is truncated: it holds {} of the {} bytes of sound its header promises",
        claim.presentBytes, *claim.dataBytes);
  }
  return error;
}

Error tooLong(const std::filesystem::path& path, double seconds) {
  return {
      .reason = fmt::format("the sound is {:.0f} s ({:.1f} h) long; at most {:.0f} s are accepted",
                            seconds, seconds / 3600, kMaxFileSeconds),
      .file = path,
      .remedy = "Cut it into shorter files"};
}

Error noSamples(const std::filesystem::path& path) {
  return {.reason = "the file holds no sound (0 samples)", .file = path, .remedy = kCopyAgain};
}

/// What libsndfile found in the header, against our limits.
Status checkInfo(const SF_INFO& info, const std::filesystem::path& path) {
  if (info.samplerate < kMinRate || info.samplerate > kMaxRate) {
    return fail(
        {.reason = fmt::format("the header gives a sample rate of {} Hz; {} to {} Hz are accepted",
                               info.samplerate, kMinRate, kMaxRate),
         .file = path,
         .remedy = kConvert});
  }
  if (info.channels < 1 || info.channels > kMaxChannels) {
    return fail({.reason = fmt::format("the header gives {} channels; 1 to {} are accepted",
                                       info.channels, kMaxChannels),
                 .file = path,
                 .remedy = kConvert});
  }
  if (info.frames <= 0) return fail(noSamples(path));
  const auto seconds = static_cast<double>(info.frames) / info.samplerate;
  if (info.frames != SF_COUNT_MAX && seconds > kMaxFileSeconds) return fail(tooLong(path, seconds));
  return {};
}

}  // namespace

struct SoundSource::State {
  State(RegularFile opened, std::filesystem::path name)
      : file(std::move(opened)), path(std::move(name)) {}

  [[nodiscard]] bool isMpeg() const { return container(info) == SF_FORMAT_MPEG; }
  Status openSound(const ContainerClaim& claim);
  Status decode(std::int64_t count, std::vector<double>* out);
  Status finish();
  Status mix(std::int64_t count, std::vector<double>& out) const;
  [[nodiscard]] double seconds(std::int64_t frame) const {
    return static_cast<double>(frame) / info.samplerate;
  }

  RegularFile file;
  std::filesystem::path path;
  std::unique_ptr<EndlessFile> endless;
  SoundHandle sound;  // after what it reads from: it is closed first
  SF_INFO info = {};
  std::int64_t frames = 0;
  std::int64_t position = 0;
  std::vector<double> block;
  const JobControl* control = nullptr;
};

Status SoundSource::State::openSound(const ContainerClaim& claim) {
  const std::scoped_lock lock(sndfileOpenMutex());
  if (::lseek(file.descriptor(), 0, SEEK_SET) != 0) {
    return fail({.reason = "the file cannot be read", .file = path, .remedy = kCopyAgain});
  }
  // A descriptor of its own: libsndfile 1.2 closes the one of a file that it refuses, whatever the
  // last argument says, and by the time that ours is closed the number may be somebody else's.
  const int own = ::fcntl(file.descriptor(), F_DUPFD_CLOEXEC, 0);
  if (own < 0)
    return fail({.reason = "the file cannot be read", .file = path, .remedy = kCopyAgain});
  sound.reset(sf_open_fd(own, SFM_READ, &info, SF_TRUE));
  if (!sound) {
    if (claim.truncated()) return fail(truncatedError(path, claim, {}));
    return fail(
        {.reason = fmt::format("this is not a sound file that can be read, or it is damaged ({})",
                               sf_strerror(nullptr)),
         .file = path,
         .remedy = "Choose WAV, FLAC, Ogg or MP3, or convert it with ffmpeg"});
  }
  if (isMpeg() && !mpegHasLengthHeader(file)) {
    endless = std::make_unique<EndlessFile>(file);
    auto callbacks = EndlessFile::callbacks();
    SF_INFO again = {};
    SoundHandle other(sf_open_virtual(&callbacks, SFM_READ, &again, endless.get()));
    // Should the detour fail, the guessed length is better than nothing.
    if (other) {
      sound = std::move(other);
      info = again;
      info.frames = SF_COUNT_MAX;
    }
  }
  return {};
}

Result<SoundSource> SoundSource::open(const std::filesystem::path& path) {
  auto file = RegularFile::open(path);
  if (!file) return fail(std::move(file).error());
  const auto claim = readContainerClaim(*file);
  if (claim.sampleRate == 0U) {
    return fail(
        {.reason = "the header gives a sample rate of 0 Hz", .file = path, .remedy = kCopyAgain});
  }
  if (claim.unfinished) {
    // libsndfile reads no samples from these.
    return fail(
        {.reason = fmt::format("the header was never completed: it promises 0 bytes of sound, "
                               "but {} follow",
                               claim.presentBytes),
         .file = path,
         .remedy = "Repair the header, for example with ffmpeg or sox --ignore-length"});
  }
  if (claim.dataBytes == 0U) return fail(noSamples(path));

  auto state = std::make_unique<State>(std::move(*file), path);
  if (auto opened = state->openSound(claim); !opened) return fail(std::move(opened).error());
  if (claim.truncated()) return fail(truncatedError(path, claim, state->info));
  if (auto checked = checkInfo(state->info, path); !checked) {
    return fail(std::move(checked).error());
  }
  state->frames = state->info.frames == SF_COUNT_MAX ? kUnknownFrames : state->info.frames;
  return SoundSource(std::move(state));
}

SoundSource::SoundSource(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SoundSource::SoundSource(SoundSource&&) noexcept = default;
SoundSource& SoundSource::operator=(SoundSource&&) noexcept = default;
SoundSource::~SoundSource() = default;

const std::filesystem::path& SoundSource::path() const {
  return m_state->path;
}
int SoundSource::sampleRate() const {
  return m_state->info.samplerate;
}
int SoundSource::channels() const {
  return m_state->info.channels;
}
std::string SoundSource::format() const {
  return formatText(m_state->info);
}
std::int64_t SoundSource::frames() const {
  return m_state->frames;
}
std::int64_t SoundSource::position() const {
  return m_state->position;
}

void SoundSource::setControl(const JobControl* control) {
  m_state->control = control;
}

Status SoundSource::skipTo(std::int64_t frame) {
  auto& s = *m_state;
  frame = std::min(frame, s.frames);
  if (frame <= s.position) return {};
  if (s.frames == kUnknownFrames || !seeksExactly(s.info)) {
    return s.decode(frame - s.position, nullptr);
  }
  if (sf_seek(s.sound.get(), frame, SEEK_SET) != frame) {
    return fail(
        {.reason = fmt::format("the file is truncated or damaged: there is nothing at {:.2f} s "
                               "of the {:.2f} s its header promises",
                               s.seconds(frame), s.seconds(s.frames)),
         .file = s.path,
         .remedy = kCopyAgain});
  }
  s.position = frame;
  return {};
}

Status SoundSource::findLength() {
  auto& s = *m_state;
  return s.frames == kUnknownFrames ? s.decode(kUnknownFrames - s.position, nullptr) : Status{};
}

Status SoundSource::readMono(std::int64_t count, std::vector<double>& out) {
  return m_state->decode(count, &out);
}

Status SoundSource::State::decode(std::int64_t count, std::vector<double>* out) {
  const auto blockFrames = std::max<std::int64_t>(1, kBlockSamples / info.channels);
  while (count > 0 && position < frames) {
    if (control != nullptr && control->cancelled()) {
      return fail({.reason = "cancelled", .file = path});
    }
    if (seconds(position) > kMaxFileSeconds) return fail(tooLong(path, seconds(position)));
    const auto want = std::min({count, blockFrames, frames - position});
    block.resize(static_cast<std::size_t>(want * info.channels));
    const auto got =
        std::clamp<std::int64_t>(sf_readf_double(sound.get(), block.data(), want), 0, want);
    if (out != nullptr) {
      if (auto mixed = mix(got, *out); !mixed) return mixed;
    }
    position += got;
    count -= got;
    // The MPEG decoder also complains about harmless bytes after the last frame.
    if (got < want || (sf_error(sound.get()) != SF_ERR_NO_ERROR && !isMpeg())) return finish();
  }
  return {};
}

/// The decoder stopped at `position`: the end of the stream, or an error.
Status SoundSource::State::finish() {
  const auto code = sf_error(sound.get());
  const bool broken = isMpeg() ? code == SF_ERR_MALFORMED_FILE : code != SF_ERR_NO_ERROR;
  if (frames == kUnknownFrames && !broken) {
    frames = position;
    if (frames == 0) return fail(noSamples(path));
    return {};
  }
  auto reason = fmt::format("the file is truncated or damaged: it can be decoded up to {:.2f} s",
                            seconds(position));
  if (frames != kUnknownFrames) {
    reason += fmt::format(" of the {:.2f} s its header promises", seconds(frames));
  }
  if (code != SF_ERR_NO_ERROR) reason += fmt::format(" ({})", sf_strerror(sound.get()));
  return fail({.reason = std::move(reason), .file = path, .remedy = kCopyAgain});
}

/// Appends the mean of the channels of the first `count` frames of the block.
Status SoundSource::State::mix(std::int64_t count, std::vector<double>& out) const {
  const auto channels = static_cast<std::size_t>(info.channels);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += block[i * channels + c];
    const double mean = channels == 1 ? sum : sum / static_cast<double>(channels);
    // As float, since that is what callers get: 64-bit files may hold larger numbers.
    if (!std::isfinite(static_cast<float>(mean))) {
      return fail({.reason = fmt::format("the sample at {:.4f} s is not a finite number",
                                         seconds(position + static_cast<std::int64_t>(i))),
                   .file = path,
                   .remedy = "Export the sound again from the program that made it"});
    }
    out.push_back(mean);
  }
  return {};
}

}  // namespace scenelens
