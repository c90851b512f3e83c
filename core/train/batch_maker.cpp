// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_maker.h"

#include "core/audio/audio_file.h"
#include "core/augment/convolver.h"
#include "core/features/feature_extractor.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace scenelens {

namespace {

constexpr std::uint32_t kAbsent = 0xFFFFFFFF;

/// Clips of a batch of all processes, and which of them are one process's.
struct Share {
  std::size_t begin = 0;  ///< of the batch, among all clips
  std::size_t size = 0;   ///< of the batch
  std::size_t first = 0;  ///< of the process, within the batch
  std::size_t count = 0;  ///< of the process
};

Share shareOf(std::size_t clips, std::size_t batchSize, std::size_t index, unsigned rank,
              unsigned worldSize) {
  assert(rank < worldSize && index * batchSize * worldSize < clips);
  Share share;
  share.begin = index * batchSize * worldSize;
  share.size = std::min(batchSize * worldSize, clips - share.begin);
  share.first = rank * share.size / worldSize;
  share.count = (rank + 1) * share.size / worldSize - share.first;
  return share;
}

void prepare(const Share& share, Batch& batch) {
  batch.clips = share.count;
  batch.globalClips = share.size;
  batch.features.resize(share.count * kFeatureSize);
  batch.targets.resize(share.count * kLogitCount);
  batch.members.resize(share.count);
}

std::span<float> mapAt(std::vector<float>& maps, std::size_t index) {
  return std::span(maps).subspan(index * kMapSize, kMapSize);
}

}  // namespace

/// Buffers and plans of one thread at work.
struct BatchMaker::Workspace {
  FeatureExtractor extractor;
  Convolver convolver;
  std::vector<float> rolled;
  std::vector<float> raw;    ///< log-Mels before mixup
  std::vector<float> mixed;  ///< after
};

/// Which clips of a batch a process needs: its own and, before those are done, their partners.
struct BatchMaker::Rows {
  Rows(const BatchPlan& plan, std::size_t first, std::size_t count)
      : rawPlace(plan.clips.size(), kAbsent), mixedPlace(plan.clips.size(), kAbsent) {
    for (std::size_t i = first; i < first + count; ++i) want(plan, i);
    if (plan.mixStyle.partners.empty()) return;
    for (std::size_t i = first; i < first + count; ++i) want(plan, plan.mixStyle.partners[i]);
  }

  std::vector<std::uint32_t> raw;    ///< places in the batch, in the order of Workspace::raw
  std::vector<std::uint32_t> mixed;  ///< likewise of Workspace::mixed
  std::vector<std::uint32_t> rawPlace;
  std::vector<std::uint32_t> mixedPlace;

 private:
  void want(const BatchPlan& plan, std::size_t row) {
    add(row, mixed, mixedPlace);
    add(row, raw, rawPlace);
    if (row < plan.mixup.partners.size()) add(plan.mixup.partners[row], raw, rawPlace);
  }
  static void add(std::size_t row, std::vector<std::uint32_t>& rows,
                  std::vector<std::uint32_t>& place) {
    if (place[row] != kAbsent) return;
    place[row] = static_cast<std::uint32_t>(rows.size());
    rows.push_back(static_cast<std::uint32_t>(row));
  }
};

BatchMaker::BatchMaker(const TrainingSet& set, const FeatureCache& cache,
                       const SpectrumCorrection* correction,
                       const std::vector<ImpulseResponse>* responses, const TrainOptions& options)
    : m_set(set),
      m_cache(cache),
      m_correction(correction),
      m_responses(responses),
      m_options(options) {
  assert(cache.size() == set.train.size() + set.validation.size());
}

BatchMaker::~BatchMaker() = default;

std::size_t BatchMaker::batches(unsigned worldSize) const {
  const auto size = static_cast<std::size_t>(m_options.batchSize) * worldSize;
  return (m_set.train.size() + size - 1) / size;
}

std::size_t BatchMaker::validationBatches(unsigned worldSize) const {
  const auto size = static_cast<std::size_t>(m_options.batchSize) * worldSize;
  return (m_set.validation.size() + size - 1) / size;
}

std::shared_ptr<const std::vector<std::uint32_t>> BatchMaker::orderOf(int epoch) const {
  const std::lock_guard lock(m_mutex);
  if (!m_order || m_orderEpoch != epoch) {
    m_order = std::make_shared<const std::vector<std::uint32_t>>(
        epochOrder(m_options.seed, epoch, m_set.train.size()));
    m_orderEpoch = epoch;
  }
  return m_order;
}

std::unique_ptr<BatchMaker::Workspace> BatchMaker::takeWorkspace() const {
  {
    const std::lock_guard lock(m_mutex);
    if (!m_idle.empty()) {
      auto work = std::move(m_idle.back());
      m_idle.pop_back();
      return work;
    }
  }
  return std::make_unique<Workspace>();
}

void BatchMaker::giveBack(std::unique_ptr<Workspace> work) const {
  const std::lock_guard lock(m_mutex);
  m_idle.push_back(std::move(work));
}

Status BatchMaker::readRow(const ClipPlan& plan, Workspace& work, std::span<float> row) const {
  if (!plan.changesSound()) return m_cache.read(plan.member, row.first<kMapSize>());
  const TrainingClip& clip = m_set.train[plan.member];
  auto sound = readAudioWindow(m_set.path(clip), static_cast<std::size_t>(m_set.clip(clip).window));
  if (!sound) return fail(std::move(sound).error());
  auto* samples = &sound->samples;
  if (plan.response) {
    work.convolver.convolve(*samples, (*m_responses)[*plan.response].taps,
                            m_options.impulseResponse.keepEnergy, *samples);
  }
  if (plan.roll != 0) {
    work.rolled.resize(samples->size());
    applyTimeRoll(plan.roll, *samples, work.rolled);
    samples = &work.rolled;
  }
  work.extractor.logMel(*samples, row);
  return {};
}

Status BatchMaker::readRows(const BatchPlan& plan, Rows& rows, Workspace& work) const {
  work.raw.resize(rows.raw.size() * kMapSize);
  for (std::size_t i = 0; i < rows.raw.size(); ++i) {
    auto status = readRow(plan.clips[rows.raw[i]], work, mapAt(work.raw, i));
    if (!status) return status;
  }
  work.mixed.resize(rows.mixed.size() * kMapSize);
  for (std::size_t i = 0; i < rows.mixed.size(); ++i) {
    const std::size_t row = rows.mixed[i];
    const auto own = mapAt(work.raw, rows.rawPlace[row]);
    const auto out = mapAt(work.mixed, i);
    if (row < plan.mixup.partners.size()) {
      mixRow(plan.mixup.lambda, own, mapAt(work.raw, rows.rawPlace[plan.mixup.partners[row]]), out);
    } else {
      std::ranges::copy(own, out.begin());
    }
    if (plan.correction[row] >= 0)
      applyShift(m_correction->shift(static_cast<std::size_t>(plan.correction[row])), out);
  }
  if (plan.mixStyle.partners.empty()) return {};
  // Rows of other processes are here for their statistics only and stay as they are.
  FreqMixStylePlan style;
  for (std::size_t i = 0; i < rows.mixed.size(); ++i) {
    const std::uint32_t partner = rows.mixedPlace[plan.mixStyle.partners[rows.mixed[i]]];
    style.lambdas.push_back(partner == kAbsent ? 1.0 : plan.mixStyle.lambdas[rows.mixed[i]]);
    style.partners.push_back(partner == kAbsent ? static_cast<std::uint32_t>(i) : partner);
  }
  applyFreqMixStyle(style, 1, work.mixed);
  return {};
}

Status BatchMaker::fill(const BatchPlan& plan, Workspace& work, Batch& batch,
                        std::size_t first) const {
  Rows rows(plan, first, batch.clips);
  if (auto status = readRows(plan, rows, work); !status) return status;
  for (std::size_t i = 0; i < batch.clips; ++i) {
    const std::size_t row = first + i;
    const auto features = std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize);
    featuresFromLogMel(mapAt(work.mixed, rows.mixedPlace[row]), features);
    if (!plan.masks.empty()) applySpecAugment(plan.masks[row], features);
    const auto own = hardTargets(m_set.train[plan.clips[row].member].scene);
    const auto targets = std::span(batch.targets).subspan(i * kLogitCount, kLogitCount);
    if (row < plan.mixup.partners.size()) {
      const auto partner = plan.clips[plan.mixup.partners[row]].member;
      mixRow(plan.mixup.lambda, own, hardTargets(m_set.train[partner].scene), targets);
    } else {
      std::ranges::copy(own, targets.begin());
    }
    batch.members[i] = plan.clips[row].member;
  }
  return {};
}

Status BatchMaker::make(int epoch, std::size_t index, unsigned rank, unsigned worldSize,
                        Batch& batch) const {
  const Share share = shareOf(m_set.train.size(), static_cast<std::size_t>(m_options.batchSize),
                              index, rank, worldSize);
  prepare(share, batch);
  const auto order = orderOf(epoch);
  const auto plan =
      planBatch(m_options, m_set, m_correction, m_responses != nullptr ? m_responses->size() : 0,
                epoch, index, std::span(*order).subspan(share.begin, share.size));
  auto work = takeWorkspace();
  auto status = fill(plan, *work, batch, share.first);
  giveBack(std::move(work));
  return status;
}

Status BatchMaker::makeValidation(std::size_t index, unsigned rank, unsigned worldSize,
                                  Batch& batch) const {
  const Share share =
      shareOf(m_set.validation.size(), static_cast<std::size_t>(m_options.batchSize), index, rank,
              worldSize);
  prepare(share, batch);
  const bool normalise = m_correction != nullptr && m_options.correction &&
                         m_correction->form == CorrectionForm::Kosmider;
  std::vector<float> logmel(kMapSize);
  for (std::size_t i = 0; i < share.count; ++i) {
    const std::size_t member = share.begin + share.first + i;
    const TrainingClip& clip = m_set.validation[member];
    auto status = m_cache.read(m_set.train.size() + member, std::span(logmel).first<kMapSize>());
    if (!status) return status;
    const auto device = normalise ? m_correction->indexOf(clip.device) : std::nullopt;
    if (device) applyShift(m_correction->shift(*device), logmel);
    featuresFromLogMel(logmel, std::span(batch.features).subspan(i * kFeatureSize, kFeatureSize));
    const auto targets = hardTargets(clip.scene);
    std::ranges::copy(targets,
                      batch.targets.begin() + static_cast<std::ptrdiff_t>(i * kLogitCount));
    batch.members[i] = static_cast<std::uint32_t>(member);
  }
  return {};
}

}  // namespace scenelens
