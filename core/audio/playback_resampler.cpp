// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/playback_resampler.h"

#include "core/features/feature_shape.h"

#include <fmt/format.h>
#include <soxr.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace scenelens {

namespace {

constexpr int kLowestRate = 1000;
constexpr int kHighestRate = 768'000;

Error resamplerError(int rate, const char* cause) {
  return {.reason = fmt::format("resampling to {} Hz failed ({})", rate, cause),
          .remedy = "Choose another sample rate for the loudspeaker"};
}

}  // namespace

struct PlaybackResampler::State {
  int rate = 0;
  std::unique_ptr<soxr, void (*)(soxr_t)> resampler{nullptr, soxr_delete};
  std::int64_t in = 0, out = 0;  // samples of this stream

  /// Null data is soxr's sign for the end of the stream.
  Status process(std::span<const float> samples, std::vector<float>& sound) {
    const bool last = samples.data() == nullptr;
    std::array<float, 2048> block{};
    std::size_t made = 0;
    do {
      std::size_t taken = 0;
      const char* error = soxr_process(resampler.get(), samples.data(), samples.size(), &taken,
                                       block.data(), block.size(), &made);
      if (error != nullptr) return fail(resamplerError(rate, error));
      sound.insert(sound.end(), block.begin(), block.begin() + std::ptrdiff_t(made));
      samples = samples.subspan(taken);
      in += std::int64_t(taken);
      out += std::int64_t(made);
      if (made == 0 && taken == 0) break;
    } while (last || !samples.empty() || made == block.size());
    return {};
  }
};

Result<PlaybackResampler> PlaybackResampler::make(int rate) {
  if (rate < kLowestRate || rate > kHighestRate) {
    return fail({.reason = fmt::format("the loudspeaker wants {} Hz; {} to {} Hz are possible",
                                       rate, kLowestRate, kHighestRate),
                 .remedy = "Choose another sample rate for the loudspeaker"});
  }
  auto state = std::make_unique<State>();
  state->rate = rate;
  if (rate != kSampleRate) {
    const auto io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const auto quality = soxr_quality_spec(SOXR_HQ, 0);
    auto runtime = soxr_runtime_spec(1);
    // The smallest transforms, so that a switch between two sounds is heard soon.
    runtime.log2_min_dft_size = 8;
    runtime.log2_large_dft_size = 8;
    soxr_error_t error = nullptr;
    state->resampler.reset(soxr_create(kSampleRate, rate, 1, &error, &io, &quality, &runtime));
    if (!state->resampler) return fail(resamplerError(rate, error ? error : "no memory"));
  }
  return PlaybackResampler(std::move(state));
}

PlaybackResampler::PlaybackResampler(std::unique_ptr<State> state) : m_state(std::move(state)) {}
PlaybackResampler::PlaybackResampler(PlaybackResampler&&) noexcept = default;
PlaybackResampler& PlaybackResampler::operator=(PlaybackResampler&&) noexcept = default;
PlaybackResampler::~PlaybackResampler() = default;

Status PlaybackResampler::convert(std::span<const float> samples, std::vector<float>& out) {
  if (samples.empty()) return {};
  if (!m_state->resampler) {
    out.insert(out.end(), samples.begin(), samples.end());
    return {};
  }
  return m_state->process(samples, out);
}

Status PlaybackResampler::finish(std::vector<float>& out) {
  auto& s = *m_state;
  if (!s.resampler || s.in == 0) return {};
  const auto status = s.process({}, out);
  s.in = s.out = 0;
  if (!status) return status;
  const char* error = soxr_clear(s.resampler.get());
  if (error != nullptr) return fail(resamplerError(s.rate, error));
  return {};
}

double PlaybackResampler::waiting() const {
  const auto& s = *m_state;
  return std::max(0.0, double(s.in) - double(s.out) * kSampleRate / s.rate);
}

}  // namespace scenelens
