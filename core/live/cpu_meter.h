// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <ctime>

namespace scenelens {

/// Share of one processor core that the whole program uses, all threads together, between two
/// calls: 1 is a whole core, 0.5 half of one; more than 1 with several busy threads.
class CpuMeter {
 public:
  /// Since the call before, or since the meter was made.
  [[nodiscard]] double take() {
    const auto time = std::chrono::steady_clock::now();
    const double cpu = processSeconds();
    const double wall = std::chrono::duration<double>(time - m_time).count();
    const double share = wall > 0.0 ? (cpu - m_cpu) / wall : 0.0;
    m_time = time;
    m_cpu = cpu;
    return share;
  }

 private:
  [[nodiscard]] static double processSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

  std::chrono::steady_clock::time_point m_time = std::chrono::steady_clock::now();
  double m_cpu = processSeconds();
};

}  // namespace scenelens
