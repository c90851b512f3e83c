// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/stream_converter.h"

#include "core/features/feature_shape.h"

#include <fmt/format.h>
#include <soxr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

namespace scenelens {

namespace {

constexpr int kLowestRate = 1000;
constexpr int kHighestRate = 768'000;
constexpr int kMostChannels = 64;

std::size_t bytesOf(SampleType type) {
  switch (type) {
    case SampleType::UInt8:
      return 1;
    case SampleType::Int16:
      return 2;
    case SampleType::Int32:
    case SampleType::Float32:
      return 4;
  }
  return 4;
}

template <typename T>
T read(const std::byte* bytes) {
  T value{};
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

double sampleAt(const std::byte* bytes, SampleType type) {
  switch (type) {
    case SampleType::UInt8:
      return (static_cast<double>(read<std::uint8_t>(bytes)) - 128.0) / 128.0;
    case SampleType::Int16:
      return static_cast<double>(read<std::int16_t>(bytes)) / 32768.0;
    case SampleType::Int32:
      return static_cast<double>(read<std::int32_t>(bytes)) / 2147483648.0;
    case SampleType::Float32:
      return static_cast<double>(read<float>(bytes));
  }
  return 0.0;
}

/// From here on a sample counts as clipped: the largest number of 8 bit, else of 16 bit, because
/// wider formats often carry 16-bit sound.
double clippingLevel(SampleType type) {
  return type == SampleType::UInt8 ? 127.0 / 128.0 : 32767.0 / 32768.0;
}

Error resamplerError(const char* cause) {
  return {.reason = std::string("resampling to 44.1 kHz failed (") + cause + ')',
          .remedy = "Choose another sample rate for the device"};
}

}  // namespace

std::size_t StreamFormat::bytesPerFrame() const {
  return bytesOf(type) * static_cast<std::size_t>(channels);
}

double StreamLevel::rms() const {
  return samples > 0 ? std::sqrt(sumOfSquares / static_cast<double>(samples)) : 0.0;
}

void StreamLevel::add(const StreamLevel& other) {
  peak = std::max(peak, other.peak);
  sumOfSquares += other.sumOfSquares;
  samples += other.samples;
  clipped += other.clipped;
  broken += other.broken;
}

double toDbfs(double amplitude, double floor) {
  return amplitude > 0.0 ? std::max(floor, 20.0 * std::log10(amplitude)) : floor;
}

struct StreamConverter::State {
  StreamFormat format;
  std::vector<std::byte> rest;  // of a frame that is not complete yet
  std::vector<double> mono;     // at the device's rate
  std::vector<double> resampled;
  std::unique_ptr<soxr, void (*)(soxr_t)> resampler{nullptr, soxr_delete};
  std::int64_t framesIn = 0;
  StreamLevel level;

  void mix(const std::byte* frames, std::size_t count);
  Status resample(std::span<const double> in, std::vector<float>& out);
};

Result<StreamConverter> StreamConverter::make(const StreamFormat& format) {
  if (format.sampleRate < kLowestRate || format.sampleRate > kHighestRate || format.channels < 1 ||
      format.channels > kMostChannels) {
    return fail({.reason = fmt::format("the device delivers {} channels at {} Hz; 1 to {} channels "
                                       "at {} to {} Hz are accepted",
                                       format.channels, format.sampleRate, kMostChannels,
                                       kLowestRate, kHighestRate),
                 .remedy = "Choose another format in the settings of the device"});
  }
  auto state = std::make_unique<State>();
  state->format = format;
  if (format.sampleRate != kSampleRate) {
    const auto io = soxr_io_spec(SOXR_FLOAT64_I, SOXR_FLOAT64_I);
    const auto quality = soxr_quality_spec(SOXR_VHQ, SOXR_HI_PREC_CLOCK);
    auto runtime = soxr_runtime_spec(1);
    // The smallest transforms: a little slower, but little sound waits for a transform to fill.
    runtime.log2_min_dft_size = 8;
    runtime.log2_large_dft_size = 8;
    soxr_error_t error = nullptr;
    state->resampler.reset(
        soxr_create(format.sampleRate, kSampleRate, 1, &error, &io, &quality, &runtime));
    if (!state->resampler) return fail(resamplerError(error != nullptr ? error : "no memory"));
  }
  return StreamConverter(std::move(state));
}

StreamConverter::StreamConverter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
StreamConverter::StreamConverter(StreamConverter&&) noexcept = default;
StreamConverter& StreamConverter::operator=(StreamConverter&&) noexcept = default;
StreamConverter::~StreamConverter() = default;

const StreamFormat& StreamConverter::format() const {
  return m_state->format;
}
std::int64_t StreamConverter::framesIn() const {
  return m_state->framesIn;
}
StreamLevel StreamConverter::takeLevel() {
  return std::exchange(m_state->level, {});
}

/// Appends the mean of the channels to `mono` and measures the level.
void StreamConverter::State::mix(const std::byte* frames, std::size_t count) {
  const auto channels = static_cast<std::size_t>(format.channels);
  const std::size_t width = bytesOf(format.type);
  const double clipping = clippingLevel(format.type);
  double peak = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0.0;
    for (std::size_t c = 0; c < channels; ++c, frames += width) {
      double x = sampleAt(frames, format.type);
      if (!std::isfinite(x)) {
        x = 0.0;
        ++level.broken;
      }
      const double magnitude = std::abs(x);
      peak = std::max(peak, magnitude);
      level.sumOfSquares += x * x;
      if (magnitude >= clipping) ++level.clipped;
      sum += x;
    }
    // As SoundSource does for files, so that equal samples stay equal.
    mono.push_back(channels == 1 ? sum : sum / static_cast<double>(channels));
  }
  level.peak = std::max(level.peak, static_cast<float>(peak));
  level.samples += static_cast<std::int64_t>(count * channels);
  framesIn += static_cast<std::int64_t>(count);
}

Status StreamConverter::State::resample(std::span<const double> in, std::vector<float>& out) {
  const auto append = [&out](double x) {
    const auto sample = static_cast<float>(x);
    out.push_back(std::isfinite(sample) ? sample : 0.0F);
  };
  if (!resampler) {
    std::ranges::for_each(in, append);
    return {};
  }
  const bool last = in.data() == nullptr;  // soxr's sign for the end of the input
  resampled.resize(4096);
  std::size_t made = 0;
  do {
    std::size_t taken = 0;
    const char* error = soxr_process(resampler.get(), last ? nullptr : in.data(), in.size(), &taken,
                                     resampled.data(), resampled.size(), &made);
    if (error != nullptr) return fail(resamplerError(error));
    std::for_each_n(resampled.begin(), made, append);
    in = in.subspan(taken);
    if (made == 0 && taken == 0) break;
  } while (last || !in.empty() || made == resampled.size());
  return {};
}

Status StreamConverter::convert(std::span<const std::byte> bytes, std::vector<float>& mono) {
  auto& s = *m_state;
  const std::size_t frame = s.format.bytesPerFrame();
  s.mono.clear();
  if (!s.rest.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), frame - s.rest.size()));
    s.rest.insert(s.rest.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
    if (s.rest.size() < frame) return {};
    s.mix(s.rest.data(), 1);
    s.rest.clear();
  }
  const std::size_t whole = bytes.size() / frame;
  s.mix(bytes.data(), whole);
  const auto rest = bytes.subspan(whole * frame);
  s.rest.assign(rest.begin(), rest.end());
  if (s.mono.empty()) return {};
  return s.resample(s.mono, mono);
}

Status StreamConverter::finish(std::vector<float>& mono) {
  return m_state->resampler ? m_state->resample({}, mono) : Status{};
}

}  // namespace scenelens
