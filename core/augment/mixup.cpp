// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/mixup.h"

#include "core/augment/sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace scenelens {

MixupOptions reportMixup() {
  return {.alpha = 0.4};
}

MixupOptions mixupWithoutHesitation() {
  return {.schedule = MixupSchedule::WithoutHesitation, .alpha = 0.5};
}

Status checkMixup(const MixupOptions& options) {
  if (!(options.alpha > 0.0) || !std::isfinite(options.alpha))
    return fail({.reason = fmt::format("mixup cannot use alpha {}", options.alpha),
                 .remedy = "Choose a number above 0, such as 0.2"});
  if (options.wholeBatchEpochs < 0)
    return fail(
        {.reason = fmt::format("mixup cannot use {} whole-batch epochs", options.wholeBatchEpochs),
         .remedy = "Choose 0 or more"});
  return {};
}

double mixupProbability(const MixupOptions& options, int epoch, int epochs) {
  assert(epoch >= 0 && epoch < epochs);
  if (options.schedule == MixupSchedule::Code) return 1.0;
  // In tenths of the epochs, so that 60 % and 90 % are exact.
  const std::int64_t tenths = std::int64_t{epoch} * 10;
  if (tenths < std::int64_t{epochs} * 6) return 1.0;
  if (tenths < std::int64_t{epochs} * 9) return epoch % 2 == 0 ? 1.0 : 0.0;
  return std::min(1.0, 10.0 * (epochs - epoch) / epochs);
}

MixupPlan planMixup(const MixupOptions& options, int epoch, int epochs, std::size_t batchSize,
                    SplitMix64& random) {
  if (!chance(random, mixupProbability(options, epoch, epochs))) return {};
  const bool half = options.schedule == MixupSchedule::Code && epoch >= options.wholeBatchEpochs;
  MixupPlan plan;
  plan.partners = permutation(random, static_cast<std::uint32_t>(half ? batchSize / 2 : batchSize));
  plan.lambda = betaSample(random, options.alpha, options.alpha);
  if (options.schedule == MixupSchedule::WithoutHesitation)
    plan.lambda = std::max(plan.lambda, 1.0 - plan.lambda);
  return plan;
}

void applyMixup(const MixupPlan& plan, std::size_t rowSize, std::span<const float> batch,
                std::span<float> mixed) {
  assert(batch.size() == mixed.size() && rowSize > 0 && batch.size() % rowSize == 0);
  assert(plan.partners.size() * rowSize <= batch.size());
  for (std::size_t row = 0; row < plan.partners.size(); ++row) {
    mixRow(plan.lambda, batch.subspan(row * rowSize, rowSize),
           batch.subspan(plan.partners[row] * rowSize, rowSize),
           mixed.subspan(row * rowSize, rowSize));
  }
  const std::size_t rest = plan.partners.size() * rowSize;
  std::ranges::copy(batch.subspan(rest), mixed.subspan(rest).begin());
}

void mixRow(double lambda, std::span<const float> row, std::span<const float> partner,
            std::span<float> mixed) {
  assert(row.size() == partner.size() && row.size() == mixed.size());
  const auto own = static_cast<float>(lambda);
  const float other = 1.0F - own;
  for (std::size_t i = 0; i < row.size(); ++i) mixed[i] = own * row[i] + other * partner[i];
}

std::array<float, kLogitCount> hardTargets(Scene scene) {
  std::array<float, kLogitCount> targets{};
  targets[static_cast<std::size_t>(scene)] = 1.0F;
  targets[kSceneCount + static_cast<std::size_t>(groupOf(scene))] = 1.0F;
  return targets;
}

}  // namespace scenelens
