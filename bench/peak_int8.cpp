// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/peak_int8.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#define HWY_WANT_AVX3_DL
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/peak_int8.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
// clang-format keeps these apart on purpose
#include <hwy/highway.h>
//
#include "core/nn/native/int8_dot-inl.h"

SCENELENS_BEFORE_DOT_NAMESPACE();
namespace scenelens::int8::HWY_NAMESPACE {

constexpr std::int64_t kChains = 10;  // more than latency times units, fewer than 16 registers
constexpr std::int64_t kTurns = 20'000;

void Int8Burst() {
  const hn::ScalableTag<std::int32_t> d;
  auto words = hn::Set(d, 0x01020304);
  auto weights = hn::Set(d, 0x7F80FF01);
  benchmark::DoNotOptimize(words);
  benchmark::DoNotOptimize(weights);
  const auto x = Prepare(d, words);
  const auto w = PrepareVector(d, weights);
  hn::Vec<decltype(d)> sums[kChains];
  for (auto& sum : sums) sum = hn::Zero(d);
  for (std::int64_t turn = 0; turn < kTurns; ++turn) {
    for (auto& sum : sums) sum = Dot(d, sum, x, w);
  }
  auto total = hn::Zero(d);
  for (const auto& sum : sums) total = hn::Add(total, sum);
  benchmark::DoNotOptimize(hn::GetLane(total));
}

std::int64_t Int8BurstSize() {
  return kChains * kTurns * 4 *
         static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<std::int32_t>()));
}

}  // namespace scenelens::int8::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scenelens::int8 {
HWY_EXPORT(Int8Burst);
HWY_EXPORT(Int8BurstSize);
}  // namespace scenelens::int8

namespace scenelens {

std::int64_t burstInt8MultiplyAdds() {
  using namespace int8;
  return HWY_DYNAMIC_DISPATCH(Int8BurstSize)();
}

void int8Burst() {
  using namespace int8;
  HWY_DYNAMIC_DISPATCH(Int8Burst)();
}

double peakInt8MultiplyAdds() {
  using Clock = std::chrono::steady_clock;
  static const double peak = [] {
    double best = 0.0;
    for (int i = 0; i < 200; ++i) {
      const auto begin = Clock::now();
      int8Burst();
      const std::chrono::duration<double> seconds = Clock::now() - begin;
      best = std::max(best, static_cast<double>(burstInt8MultiplyAdds()) / seconds.count());
    }
    return best;
  }();
  return peak;
}

}  // namespace scenelens
#endif  // HWY_ONCE
