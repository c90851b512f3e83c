// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/peak_float.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/peak_float.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these two apart on purpose
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace scenelens::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int64_t kChains = 12;  // more than latency times units, fewer than 16 registers
constexpr std::int64_t kTurns = 20'000;

void Burst() {
  const hn::ScalableTag<float> d;
  const auto factor = hn::Set(d, 0.999F);
  const auto offset = hn::Set(d, 0.001F);
  hn::Vec<decltype(d)> sums[kChains];
  for (auto& sum : sums) sum = hn::Zero(d);
  for (std::int64_t turn = 0; turn < kTurns; ++turn) {
    for (auto& sum : sums) sum = hn::MulAdd(sum, factor, offset);
  }
  auto total = hn::Zero(d);
  for (const auto& sum : sums) total = hn::Add(total, sum);
  benchmark::DoNotOptimize(hn::GetLane(total));
}

std::int64_t BurstSize() {
  return kChains * kTurns * static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<float>()));
}

}  // namespace scenelens::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scenelens {

HWY_EXPORT(Burst);
HWY_EXPORT(BurstSize);

std::int64_t burstMultiplyAdds() {
  return HWY_DYNAMIC_DISPATCH(BurstSize)();
}

void multiplyAddBurst() {
  HWY_DYNAMIC_DISPATCH(Burst)();
}

double peakMultiplyAdds() {
  using Clock = std::chrono::steady_clock;
  static const double peak = [] {
    double best = 0.0;
    for (int i = 0; i < 200; ++i) {
      const auto begin = Clock::now();
      multiplyAddBurst();
      const std::chrono::duration<double> seconds = Clock::now() - begin;
      best = std::max(best, static_cast<double>(burstMultiplyAdds()) / seconds.count());
    }
    return best;
  }();
  return peak;
}

}  // namespace scenelens
#endif  // HWY_ONCE
