// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/window_cutter.h"

#include "core/features/feature_shape.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace scenelens {
namespace {

Error pastTheEnd(const SoundSource& source, std::size_t window) {
  const auto count = windowCount(source.frames(), source.sampleRate());
  return {.reason = "there is no window " + std::to_string(window + 1) + ": the sound has " +
                    std::to_string(count) + " window" + (count == 1 ? "" : "s") + " of 1 s",
          .file = source.path(),
          .remedy = "The file may have changed: load it again"};
}

}  // namespace

std::size_t windowCount(std::int64_t frames, std::int64_t rate) {
  return static_cast<std::size_t>((frames + rate - 1) / rate);
}

WindowCutter::Geometry::Geometry(int sampleRate) : rate(sampleRate) {
  if (rate == kSampleRate) return;
  // At least 0.1 s and 256 samples of the slower side: the impulse response of soxr's very high
  // quality has fallen below 1e-8 of its peak after 135 of these.
  const std::int64_t slower = std::min<std::int64_t>(rate, kSampleRate);
  const std::int64_t needed = std::max((rate + 9) / 10, (256 * rate + slower - 1) / slower);
  // A whole number of the shortest stretches that are whole numbers of samples on both sides, so
  // that the output samples of every window lie where those of the whole file do.
  const std::int64_t divisor = std::gcd(rate, std::int64_t{kSampleRate});
  const std::int64_t stretch = rate / divisor;
  const std::int64_t count = (needed + stretch - 1) / stretch;
  inputContext = count * stretch;
  outputContext = count * (kSampleRate / divisor);
}

std::int64_t WindowCutter::Geometry::outputSamples(std::int64_t frames) const {
  return (frames * kSampleRate + rate / 2) / rate;
}

WindowCutter::WindowCutter(SoundSource source)
    : m_source(std::move(source)), m_geometry(m_source.sampleRate()) {}

bool WindowCutter::reaches(std::size_t index) const {
  // As a number of windows first: index * rate could overflow.
  if (static_cast<double>(index) > kMaxFileSeconds) return true;
  const auto start = static_cast<std::int64_t>(index) * m_geometry.rate;
  return std::max<std::int64_t>(0, start - m_geometry.inputContext) >= m_inputStart;
}

/// Makes m_input hold the frames [from, to), or up to the end of the file.
Status WindowCutter::load(std::int64_t from, std::int64_t to) {
  const auto held = m_inputStart + static_cast<std::int64_t>(m_input.size());
  if (from < held) {
    m_input.erase(m_input.begin(), m_input.begin() + (from - m_inputStart));
  } else {
    m_input.clear();
    if (auto skipped = m_source.skipTo(from); !skipped) return skipped;
  }
  m_inputStart = from;
  return m_source.readMono(to - m_source.position(), m_input);
}

/// The second at `start` at 44.1 kHz; what lies beyond the end of the file counts as silence.
Result<std::vector<float>> WindowCutter::resample(std::int64_t start) const {
  // The first window gets no silence in front but begins as a resampler of the whole file does:
  // soxr drops the ringing ahead of its first sample between its stages, which shows in the first
  // few output samples.
  const bool first = start == 0;
  const auto from = first ? 0 : start - m_geometry.inputContext;
  const auto count = start + m_geometry.rate + m_geometry.inputContext - from;
  const auto skip = first ? 0 : static_cast<std::size_t>(m_geometry.outputContext);
  std::vector<double> in(static_cast<std::size_t>(count));
  const auto held = static_cast<std::int64_t>(m_input.size());
  std::copy_n(m_input.begin(), std::min(held, from + count - m_inputStart),
              in.begin() + (m_inputStart - from));

  std::vector<double> out;
  if (m_geometry.rate == kSampleRate) {
    out = std::move(in);
  } else {
    out.resize(skip + kClipSamples);
    const auto io = soxr_io_spec(SOXR_FLOAT64_I, SOXR_FLOAT64_I);
    const auto quality = soxr_quality_spec(SOXR_VHQ, SOXR_HI_PREC_CLOCK);
    std::size_t done = 0;
    const auto* error =
        soxr_oneshot(static_cast<double>(m_geometry.rate), kSampleRate, 1, in.data(), in.size(),
                     nullptr, out.data(), out.size(), &done, &io, &quality, nullptr);
    if (error != nullptr || done != out.size()) {
      return fail({.reason = std::string("resampling to 44.1 kHz failed (") +
                             (error != nullptr ? error : "too few samples") + ')',
                   .file = m_source.path(),
                   .remedy = "Convert it to 44.1 kHz, for example with ffmpeg"});
    }
  }
  std::vector<float> samples(kClipSamples);
  std::ranges::transform(out.begin() + static_cast<std::ptrdiff_t>(skip), out.end(),
                         samples.begin(), [](double x) { return static_cast<float>(x); });
  // Samples near the largest float may overshoot it between the original ones.
  if (!std::ranges::all_of(samples, [](float x) { return std::isfinite(x); })) {
    return fail({.reason = "the samples are too large to be sound",
                 .file = m_source.path(),
                 .remedy = "Export the sound again with full scale at 1"});
  }
  return samples;
}

Result<AudioClip> WindowCutter::cut(std::size_t index) {
  // Checked as a number of windows first: index * rate could overflow.
  if (static_cast<double>(index) > kMaxFileSeconds) {
    if (auto counted = m_source.findLength(); !counted) return fail(std::move(counted).error());
    return fail(pastTheEnd(m_source, index));
  }
  const auto start = static_cast<std::int64_t>(index) * m_geometry.rate;
  if (start >= m_source.frames()) return fail(pastTheEnd(m_source, index));
  const auto from = std::max<std::int64_t>(0, start - m_geometry.inputContext);
  if (auto loaded = load(from, start + m_geometry.rate + m_geometry.inputContext); !loaded) {
    return fail(std::move(loaded).error());
  }
  if (start >= m_source.frames()) return fail(pastTheEnd(m_source, index));

  auto samples = resample(start);
  if (!samples) return fail(std::move(samples).error());
  AudioClip clip = {.samples = std::move(*samples), .window = index, .validSamples = kClipSamples};
  const auto left = m_source.frames() - start;  // huge while the length is unknown
  if (left < m_geometry.rate) {
    // At least one: at high rates a window may begin with less than half an output sample.
    clip.validSamples =
        static_cast<std::size_t>(std::max<std::int64_t>(1, m_geometry.outputSamples(left)));
    std::fill(clip.samples.begin() + static_cast<std::ptrdiff_t>(clip.validSamples),
              clip.samples.end(), 0.0F);
  }
  return clip;
}

}  // namespace scenelens
