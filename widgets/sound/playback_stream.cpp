// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/playback_stream.h"

#include "core/features/feature_shape.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace scenelens {

namespace {

/// Full scale as StreamConverter reads it back, so that the samples of a 16-bit clip stay the same.
template <typename T>
T integer(float sample, double fullScale) {
  return T(std::clamp(std::round(double(sample) * fullScale), -fullScale, fullScale - 1.0));
}

void encode(float sample, SampleType type, std::byte* out) {
  if (!std::isfinite(sample)) sample = 0.0F;  // no number would be a bang
  const auto put = [out](auto value) { std::memcpy(out, &value, sizeof value); };
  switch (type) {
    case SampleType::UInt8:
      put(std::uint8_t(integer<int>(sample, 128.0) + 128));
      break;
    case SampleType::Int16:
      put(integer<std::int16_t>(sample, 32768.0));
      break;
    case SampleType::Int32:
      put(integer<std::int32_t>(sample, 2147483648.0));
      break;
    case SampleType::Float32:
      put(std::clamp(sample, -1.0F, 1.0F));
      break;
  }
}

}  // namespace

std::optional<StreamFormat> playbackFormat(const StreamFormat& preferred,
                                           const std::function<bool(const StreamFormat&)>& takes) {
  for (const int rate : {kSampleRate, preferred.sampleRate, 48'000, 96'000, 32'000, 16'000}) {
    for (const int channels : {1, 2, preferred.channels}) {
      for (const auto type :
           {SampleType::Float32, SampleType::Int16, SampleType::Int32, SampleType::UInt8}) {
        const StreamFormat format{rate, channels, type};
        if (rate > 0 && channels > 0 && takes(format)) return format;
      }
    }
  }
  return std::nullopt;
}

Result<PlaybackStream> PlaybackStream::make(std::shared_ptr<PlaybackTape> tape,
                                            const StreamFormat& format) {
  if (format.channels < 1) {
    return fail({.reason = "the loudspeaker has no channels",
                 .remedy = "Check the output device in the settings of the sound system"});
  }
  auto resampler = PlaybackResampler::make(format.sampleRate);
  if (!resampler) return fail(resampler.error());
  return PlaybackStream(std::move(tape), format, std::move(*resampler));
}

PlaybackStream::PlaybackStream(std::shared_ptr<PlaybackTape> tape, const StreamFormat& format,
                               PlaybackResampler resampler)
    : m_tape(std::move(tape)), m_format(format), m_resampler(std::move(resampler)) {}

double PlaybackStream::samplesOf(std::size_t frames) const {
  return double(frames) * kSampleRate / m_format.sampleRate;
}

/// Reads on until `frames` wait or the tape ends.
Status PlaybackStream::fill(std::size_t frames) {
  while (m_pending.size() < frames && !m_tape->atEnd()) {
    m_read.resize(std::size_t(std::ceil(samplesOf(frames - m_pending.size()))));
    const std::size_t made = m_tape->read(m_read);
    if (const auto status = m_resampler.convert(std::span(m_read).first(made), m_pending); !status)
      return status;
  }
  // The end may be none: a loop that is set now goes on from it as a stream of its own.
  return m_tape->atEnd() ? m_resampler.finish(m_pending) : Status();
}

Status PlaybackStream::read(std::size_t frames, std::vector<std::byte>& bytes) {
  bytes.clear();
  if (const auto status = fill(frames); !status) return status;
  const std::size_t count = std::min(frames, m_pending.size());
  const std::size_t width = m_format.bytesPerFrame() / std::size_t(m_format.channels);
  bytes.resize(count * m_format.bytesPerFrame());
  std::byte* out = bytes.data();
  for (std::size_t i = 0; i < count; ++i) {
    for (int c = 0; c < m_format.channels; ++c, out += width)
      encode(m_pending[i], m_format.type, out);
  }
  m_pending.erase(m_pending.begin(), m_pending.begin() + std::ptrdiff_t(count));
  return {};
}

bool PlaybackStream::atEnd() const {
  return m_pending.empty() && m_resampler.waiting() <= 0.0 && m_tape->atEnd();
}

double PlaybackStream::waiting() const {
  return samplesOf(m_pending.size()) + m_resampler.waiting();
}

}  // namespace scenelens
