// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_plan.h"

#include "core/augment/sampling.h"

#include <string_view>

namespace scenelens {

namespace {

/// What a stream of random numbers decides about. The values are part of what a seed means.
enum class Stream : std::uint64_t {
  Order = 1,
  Response = 2,
  Roll = 3,
  Mixup = 4,
  Correction = 5,
  MixStyle = 6,
  Masks = 7
};

SplitMix64 randomOf(std::uint64_t seed, int epoch, std::size_t batch, Stream stream) {
  std::uint64_t state = SplitMix64(seed).next();
  state = SplitMix64(state ^ static_cast<std::uint64_t>(epoch)).next();
  state = SplitMix64(state ^ batch).next();
  return SplitMix64(SplitMix64(state ^ static_cast<std::uint64_t>(stream)).next());
}

}  // namespace

std::vector<std::uint32_t> epochOrder(std::uint64_t seed, int epoch, std::size_t clips) {
  SplitMix64 random = randomOf(seed, epoch, 0, Stream::Order);
  return permutation(random, static_cast<std::uint32_t>(clips));
}

BatchPlan planBatch(const TrainOptions& options, const TrainingSet& set,
                    const SpectrumCorrection* correction, std::size_t responses, int epoch,
                    std::size_t batch, std::span<const std::uint32_t> members) {
  const auto stream = [&](Stream kind) { return randomOf(options.seed, epoch, batch, kind); };
  BatchPlan plan;
  SplitMix64 response = stream(Stream::Response);
  SplitMix64 roll = stream(Stream::Roll);
  std::vector<std::string_view> devices;
  devices.reserve(members.size());
  for (const auto member : members) {
    devices.emplace_back(set.train[member].device);
    ClipPlan clip{.member = member};
    if (responses > 0)
      clip.response =
          planImpulseResponse(options.impulseResponse, devices.back(), responses, response);
    if (options.timeRoll.maximumShift > 0) clip.roll = planTimeRoll(options.timeRoll, roll);
    plan.clips.push_back(clip);
  }
  if (options.mixup) {
    SplitMix64 random = stream(Stream::Mixup);
    plan.mixup = planMixup(options.mixupOptions, epoch, options.epochs, members.size(), random);
  }
  if (correction != nullptr && options.correction) {
    SplitMix64 random = stream(Stream::Correction);
    plan.correction = planCorrection(*correction, options.correctionOptions, devices, random);
  } else {
    plan.correction.assign(members.size(), -1);
  }
  SplitMix64 mixStyle = stream(Stream::MixStyle);
  plan.mixStyle = planFreqMixStyle(options.freqMixStyle, members.size(), mixStyle);
  if (options.specAugment) {
    SplitMix64 random = stream(Stream::Masks);
    plan.masks.reserve(members.size());
    for (std::size_t i = 0; i < members.size(); ++i)
      plan.masks.push_back(planSpecAugment(options.specAugmentOptions, random));
  }
  return plan;
}

}  // namespace scenelens
