// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/latency.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

double threadMilliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double medianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

}  // namespace

Result<Latency> measureLatency(Classifier& classifier, std::span<const float> features,
                               const JobControl& control, int runs) {
  constexpr int kWarmUp = 2;
  std::array<float, kLogitCount> logits{};
  std::vector<double> times;
  times.reserve(static_cast<std::size_t>(runs));
  for (int i = -kWarmUp; i < runs; ++i) {
    if (control.cancelled()) return fail({"cancelled"});
    const double start = threadMilliseconds();
    if (auto done = classifier.forward(features, logits); !done) {
      return fail(std::move(done.error()));
    }
    if (i >= 0) times.push_back(threadMilliseconds() - start);
  }
  return Latency{medianOf(std::move(times)), runs};
}

}  // namespace scenelens
