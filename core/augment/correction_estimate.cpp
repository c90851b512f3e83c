// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/correction_estimate.h"

#include "core/audio/audio_file.h"
#include "core/augment/aligned_clips.h"
#include "core/features/feature_extractor.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

/// Groups that are summed up before they meet others: the sums depend on this number, never on the
/// threads. Also how often threads look for new work.
constexpr std::size_t kChunk = 32;

constexpr double kOffset = 1e-10;            // of the other device in the published code
constexpr double kPairsDeviceOffset = 1e-6;  // of device a there
constexpr float kSmallestMagnitude = 1e-9F;

/// Sums of one device.
struct DeviceSums {
  std::int64_t pairs = 0;
  std::vector<double> other;  ///< Report: P_c; Kosmider: ln of the ratio
  std::vector<double> own;    ///< Report: P_a
};

/// What some consecutive groups come to.
struct Partial {
  std::vector<float> rows;  ///< Pairs
  std::vector<std::int32_t> rowDevices;
  std::vector<DeviceSums> sums;  ///< by index into Dataset::devices
  std::vector<Error> skipped;
};

void add(std::vector<double>& sum, const std::vector<double>& x) {
  sum.resize(x.size(), 0.0);
  std::transform(x.begin(), x.end(), sum.begin(), sum.begin(), std::plus<>());
}

/// Looks at one clip after the other. One object a thread.
class Listener {
 public:
  Listener(const Dataset& dataset, const EstimateOptions& options)
      : m_dataset(dataset), m_options(options) {}

  /// Adds a group to `partial`; an error only when clips may not be skipped.
  Status listen(const AlignedGroup& group, Partial& partial) {
    auto own = spectrumOf(group.clip);
    if (!own) return skip(std::move(own).error(), partial);
    for (const auto index : group.others) {
      auto other = spectrumOf(index);
      if (!other) {
        if (auto status = skip(std::move(other).error(), partial); !status) return status;
        continue;
      }
      addPair(m_dataset.clips[index].device, *own, *other, partial);
    }
    return {};
  }

 private:
  Status skip(Error error, Partial& partial) const {
    if (!m_options.skipUnreadable) return fail(std::move(error));
    partial.skipped.push_back(std::move(error));
    return {};
  }

  /// Pairs, Report: P_c per band. Kosmider: mean_t ln |S| per bin, which is all that its mean of
  /// log ratios needs.
  Result<std::vector<double>> spectrumOf(std::uint32_t index) {
    const Clip& clip = m_dataset.clips[index];
    const auto path = m_dataset.path(clip);
    if (clip.missing)
      return fail({.reason = "there is no such sound file, but its aligned partner needs it",
                   .file = path,
                   .remedy = "Complete the data set, or skip clips that cannot be read"});
    auto sound = readAudioWindow(path, static_cast<std::size_t>(clip.window));
    if (!sound) return fail(std::move(sound).error());
    return m_options.form == CorrectionForm::Kosmider ? meanLogMagnitude(sound->samples)
                                                      : meanMelPower(sound->samples);
  }

  std::vector<double> meanMelPower(const std::vector<float>& samples) {
    m_map.resize(kMapSize);
    m_extractor.melPower(samples, m_map);
    std::vector<double> mean(kMels);
    for (std::size_t m = 0; m < kMels; ++m) {
      const auto frames = std::span(m_map).subspan(m * kFrames, kFrames);
      mean[m] = std::accumulate(frames.begin(), frames.end(), 0.0) / kFrames;
    }
    return mean;
  }

  std::vector<double> meanLogMagnitude(std::vector<float>& samples) {
    const double mean =
        std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
    for (float& sample : samples) sample -= static_cast<float>(mean);
    m_stft.forward(samples, m_map);
    std::vector<double> logs(Stft::kBins, 0.0);
    const std::size_t frames = Stft::frameCount(samples.size());
    for (std::size_t i = 0; i < frames * Stft::kBins; ++i) {
      const float magnitude = std::hypot(m_map[2 * i], m_map[2 * i + 1]);
      logs[i % Stft::kBins] +=
          static_cast<double>(std::log(std::max(magnitude, kSmallestMagnitude)));
    }
    for (double& value : logs) value /= static_cast<double>(frames);
    return logs;
  }

  void addPair(std::int16_t device, const std::vector<double>& own,
               const std::vector<double>& other, Partial& partial) const {
    auto& sums = partial.sums[static_cast<std::size_t>(device)];
    ++sums.pairs;
    switch (m_options.form) {
      case CorrectionForm::Pairs:
        partial.rowDevices.push_back(device);
        for (std::size_t m = 0; m < kMels; ++m) {
          partial.rows.push_back(static_cast<float>(std::log10(other[m] + kOffset) -
                                                    std::log10(own[m] + kPairsDeviceOffset)));
        }
        break;
      case CorrectionForm::Report:
        add(sums.other, other);
        add(sums.own, own);
        break;
      case CorrectionForm::Kosmider:
        add(sums.other, own);
        std::transform(sums.other.begin(), sums.other.end(), other.begin(), sums.other.begin(),
                       std::minus<>());
        break;
    }
  }

  const Dataset& m_dataset;
  const EstimateOptions& m_options;
  FeatureExtractor m_extractor;
  Stft m_stft;
  std::vector<float> m_map;
};

/// All threads at work on all groups.
class Estimation {
 public:
  Estimation(const Dataset& dataset, const std::vector<AlignedGroup>& groups,
             const EstimateOptions& options, const JobControl& control)
      : m_dataset(dataset),
        m_groups(groups),
        m_options(options),
        m_control(control),
        m_partials((groups.size() + kChunk - 1) / kChunk) {}

  Result<std::vector<Partial>> run() {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t wanted = m_options.threads > 0 ? m_options.threads : cores;
    std::vector<std::thread> threads;
    try {
      for (std::size_t i = 1; i < std::min(wanted, m_partials.size()); ++i)
        threads.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The system gives no more threads: those there are do all the work.
    }
    work();
    for (auto& thread : threads) thread.join();
    if (m_failure) return fail(std::move(*m_failure));
    if (m_control.cancelled()) return fail({.reason = "the estimate was cancelled"});
    return std::move(m_partials);
  }

 private:
  void work() {
    Listener listener(m_dataset, m_options);
    while (!stopped()) {
      const std::size_t chunk = m_next.fetch_add(1);
      if (chunk >= m_partials.size()) return;
      Partial partial;
      partial.sums.resize(m_dataset.devices.size());
      const std::size_t end = std::min(m_groups.size(), (chunk + 1) * kChunk);
      for (std::size_t i = chunk * kChunk; i < end && !stopped(); ++i) {
        const auto status = listener.listen(m_groups[i], partial);
        const std::lock_guard lock(m_mutex);
        if (!status && (!m_failure || i < m_failedGroup)) {
          m_failure = status.error();
          m_failedGroup = i;
          m_failed = true;
        }
        m_control.report(++m_done, m_groups.size());
      }
      m_partials[chunk] = std::move(partial);
    }
  }

  [[nodiscard]] bool stopped() const { return m_failed || m_control.cancelled(); }

  const Dataset& m_dataset;
  const std::vector<AlignedGroup>& m_groups;
  const EstimateOptions& m_options;
  const JobControl& m_control;
  std::vector<Partial> m_partials;  // each touched by one thread
  std::atomic<std::size_t> m_next{0};
  std::atomic<bool> m_failed{false};
  std::mutex m_mutex;  // guards what follows
  std::optional<Error> m_failure;
  std::size_t m_failedGroup = 0;
  std::size_t m_done = 0;
};

void reportShift(const std::vector<DeviceSums>& sums, SpectrumCorrection& out) {
  std::vector<double> other(kMels, 0.0);
  std::vector<double> own(kMels, 0.0);
  for (const auto& device : sums) {
    if (device.pairs == 0) continue;
    const double share =
        1.0 / static_cast<double>(device.pairs) / static_cast<double>(out.others.size());
    for (std::size_t m = 0; m < kMels; ++m) {
      other[m] += device.other[m] * share;
      own[m] += device.own[m] * share;
    }
  }
  for (std::size_t m = 0; m < kMels; ++m) {
    out.shifts.push_back(
        static_cast<float>(std::log10(other[m] + kOffset) - std::log10(own[m] + kOffset)));
  }
}

void kosmiderFactors(const std::vector<DeviceSums>& sums, SpectrumCorrection& out) {
  for (const auto& device : sums) {
    if (device.pairs == 0) continue;
    std::vector<float> factors(Stft::kBins);
    for (std::size_t k = 0; k < Stft::kBins; ++k) {
      factors[k] =
          static_cast<float>(std::exp(device.other[k] / static_cast<double>(device.pairs)));
    }
    const auto shift = melShiftOfFactors(factors);
    out.shifts.insert(out.shifts.end(), shift.begin(), shift.end());
    out.coefficients.insert(out.coefficients.end(), factors.begin(), factors.end());
  }
}

/// Puts the parts together in the order of the data set.
CorrectionEstimate combine(const Dataset& dataset, const EstimateOptions& options,
                           std::vector<Partial> partials) {
  CorrectionEstimate estimate;
  SpectrumCorrection& out = estimate.correction;
  out.form = options.form;
  out.dataset = dataset.name;
  out.device = options.device;
  std::vector<DeviceSums> sums(dataset.devices.size());
  for (auto& partial : partials) {
    out.shifts.insert(out.shifts.end(), partial.rows.begin(), partial.rows.end());
    out.rowDevices.insert(out.rowDevices.end(), partial.rowDevices.begin(),
                          partial.rowDevices.end());
    std::move(partial.skipped.begin(), partial.skipped.end(), std::back_inserter(estimate.skipped));
    for (std::size_t d = 0; d < partial.sums.size(); ++d) {
      sums[d].pairs += partial.sums[d].pairs;
      if (!partial.sums[d].other.empty()) add(sums[d].other, partial.sums[d].other);
      if (!partial.sums[d].own.empty()) add(sums[d].own, partial.sums[d].own);
    }
  }
  std::vector<std::int32_t> place(sums.size(), -1);
  for (std::size_t d = 0; d < sums.size(); ++d) {
    if (sums[d].pairs == 0) continue;
    place[d] = static_cast<std::int32_t>(out.others.size());
    out.others.push_back(dataset.devices[d]);
    out.pairs += sums[d].pairs;
  }
  for (auto& device : out.rowDevices) device = place[static_cast<std::size_t>(device)];
  if (options.form == CorrectionForm::Report) reportShift(sums, out);
  if (options.form == CorrectionForm::Kosmider) kosmiderFactors(sums, out);
  return estimate;
}

}  // namespace

Result<CorrectionEstimate> estimateCorrection(const Dataset& dataset,
                                              const EstimateOptions& options,
                                              const JobControl& control) {
  const auto groups = findAlignedClips(dataset, options.device);
  if (!groups) return fail(groups.error());
  auto partials = Estimation(dataset, *groups, options, control).run();
  if (!partials) return fail(std::move(partials).error());
  auto estimate = combine(dataset, options, std::move(*partials));
  if (estimate.correction.pairs == 0)
    return fail({.reason = "none of the aligned clips can be read",
                 .file = dataset.root,
                 .remedy = estimate.skipped.empty()
                               ? std::string()
                               : "The first problem: " + estimate.skipped.front().text()});
  return estimate;
}

}  // namespace scenelens
