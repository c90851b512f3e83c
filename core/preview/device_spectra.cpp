// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/device_spectra.h"

#include "core/audio/audio_file.h"
#include "core/augment/stft.h"
#include "core/dataset/clip_name.h"
#include "core/features/feature_extractor.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

constexpr float kSmallestMagnitude = 1e-9F;

/// One clip that is to be measured.
struct Planned {
  std::uint32_t clip = 0;
  std::int32_t second = -1;
};

/// What clips of the same second have in common; empty when the name is not official.
std::string secondOf(const Clip& clip) {
  const auto name = parseClipName(clip.file);
  if (!name) return {};
  return fmt::format("{}-{}-{}-{}-{}#{}", sceneLabel(name->scene), name->city, name->location,
                     name->segment, name->second, clip.window);
}

bool counts(const Clip& clip, const SpectraOptions& options) {
  return !clip.missing && clip.device >= 0 && (!options.trainingOnly || clip.fold == Fold::Train);
}

/// The clips of every second that several devices recorded.
std::vector<std::vector<std::uint32_t>> sharedSeconds(const Dataset& dataset,
                                                      const SpectraOptions& options) {
  std::map<std::string, std::vector<std::uint32_t>> byKey;
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
    const Clip& clip = dataset.clips[i];
    if (!counts(clip, options)) continue;
    if (auto key = secondOf(clip); !key.empty()) byKey[std::move(key)].push_back(i);
  }
  std::vector<std::vector<std::uint32_t>> seconds;
  for (auto& [key, clips] : byKey) {
    const auto device = dataset.clips[clips.front()].device;
    const bool shared = std::ranges::any_of(
        clips, [&](std::uint32_t clip) { return dataset.clips[clip].device != device; });
    if (shared) seconds.push_back(std::move(clips));
  }
  return seconds;
}

std::vector<Planned> plan(const Dataset& dataset, const SpectraOptions& options) {
  std::vector<std::int32_t> second(dataset.clips.size(), -1);
  std::vector<bool> chosen(dataset.clips.size(), false);
  const auto seconds = sharedSeconds(dataset, options);
  const std::size_t inAll =
      std::accumulate(seconds.begin(), seconds.end(), std::size_t{0},
                      [](std::size_t sum, const auto& clips) { return sum + clips.size(); });
  // Evenly spread: every n-th second, n so that about half of the clips come this way.
  const std::size_t step = std::max<std::size_t>(
      1, (2 * inAll + options.maxClips - 1) / std::max<std::size_t>(1, options.maxClips));
  for (std::size_t s = 0; s < seconds.size(); s += step) {
    for (const auto clip : seconds[s]) {
      second[clip] = static_cast<std::int32_t>(s / step);
      chosen[clip] = true;
    }
  }
  const std::size_t share =
      std::max<std::size_t>(1, options.maxClips / std::max<std::size_t>(1, dataset.devices.size()));
  for (std::size_t device = 0; device < dataset.devices.size(); ++device) {
    std::vector<std::uint32_t> rest;
    std::size_t have = 0;
    for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
      const Clip& clip = dataset.clips[i];
      if (clip.device != static_cast<std::int16_t>(device) || !counts(clip, options)) continue;
      if (chosen[i]) {
        ++have;
      } else {
        rest.push_back(i);
      }
    }
    const std::size_t more = have < share ? std::min(share - have, rest.size()) : 0;
    for (std::size_t i = 0; i < more; ++i) chosen[rest[i * rest.size() / more]] = true;
  }
  std::vector<Planned> planned;
  for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) {
    if (chosen[i]) planned.push_back({i, second[i]});
  }
  return planned;
}

/// Measures one clip after the other. One object a thread.
class Listener {
 public:
  explicit Listener(const Dataset& dataset) : m_dataset(dataset) {}

  Result<ClipSpectrum> listen(const Planned& planned, const JobControl& control) {
    const Clip& clip = m_dataset.clips[planned.clip];
    auto sound =
        readAudioWindow(m_dataset.path(clip), static_cast<std::size_t>(clip.window), &control);
    if (!sound) return fail(std::move(sound.error()));
    ClipSpectrum spectrum{planned.clip, clip.device, planned.second, meanPower(sound->samples), {}};
    if (planned.second >= 0) spectrum.logMagnitude = meanLogMagnitude(sound->samples);
    return spectrum;
  }

 private:
  std::vector<float> meanPower(const std::vector<float>& samples) {
    m_map.resize(kMapSize);
    m_extractor.melPower(samples, m_map);
    std::vector<float> mean(kMels);
    for (std::size_t m = 0; m < kMels; ++m) {
      const auto frames = std::span(m_map).subspan(m * kFrames, kFrames);
      mean[m] = static_cast<float>(std::accumulate(frames.begin(), frames.end(), 0.0) / kFrames);
    }
    return mean;
  }

  std::vector<float> meanLogMagnitude(std::vector<float>& samples) {
    const double mean =
        std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
    for (float& sample : samples) sample -= static_cast<float>(mean);
    m_stft.forward(samples, m_map);
    const std::size_t frames = Stft::frameCount(samples.size());
    std::vector<double> logs(Stft::kBins, 0.0);
    for (std::size_t i = 0; i < frames * Stft::kBins; ++i) {
      const float magnitude = std::hypot(m_map[2 * i], m_map[2 * i + 1]);
      logs[i % Stft::kBins] +=
          static_cast<double>(std::log(std::max(magnitude, kSmallestMagnitude)));
    }
    std::vector<float> means(Stft::kBins);
    std::ranges::transform(logs, means.begin(), [frames](double sum) {
      return static_cast<float>(sum / static_cast<double>(frames));
    });
    return means;
  }

  const Dataset& m_dataset;
  FeatureExtractor m_extractor;
  Stft m_stft;
  std::vector<float> m_map;
};

}  // namespace

std::size_t DeviceSpectra::count(std::int16_t device) const {
  return static_cast<std::size_t>(std::ranges::count(clips, device, &ClipSpectrum::device));
}

std::vector<double> DeviceSpectra::meanPower(std::int16_t device) const {
  const std::size_t number = count(device);
  if (number == 0) return {};
  std::vector<double> mean(kMels, 0.0);
  for (const auto& clip : clips) {
    if (clip.device != device) continue;
    for (std::size_t m = 0; m < kMels; ++m) {
      mean[m] += static_cast<double>(clip.power[m]) / static_cast<double>(number);
    }
  }
  return mean;
}

DeviceSpectra measureDeviceSpectra(const Dataset& dataset, const SpectraOptions& options,
                                   const JobControl& control) {
  const auto planned = plan(dataset, options);
  std::vector<std::optional<Result<ClipSpectrum>>> results(planned.size());
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  const auto work = [&] {
    Listener listener(dataset);
    while (!control.cancelled()) {
      const std::size_t i = next.fetch_add(1);
      if (i >= planned.size()) return;
      auto result = listener.listen(planned[i], control);
      if (!result && control.cancelled()) return;  // abandoned, not broken
      results[i] = std::move(result);              // each touched by one thread
      control.report(++done, planned.size());
    }
  };
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t wanted = options.threads > 0 ? options.threads : cores;
  std::vector<std::thread> threads;
  try {
    for (std::size_t i = 1; i < std::min(wanted, planned.size()); ++i) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // The system gives no more threads: those there are do all the work.
  }
  work();
  for (auto& thread : threads) thread.join();

  DeviceSpectra spectra;
  spectra.devices = dataset.devices;
  spectra.planned = planned.size();
  for (auto& result : results) {
    if (!result) continue;
    if (*result) {
      spectra.clips.push_back(std::move(**result));
    } else {
      spectra.skipped.push_back(std::move(result->error()));
    }
  }
  return spectra;
}

}  // namespace scenelens
