// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/process_figures.h"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace scenelens {

namespace {

/// A line like "VmRSS:    1234 kB" of /proc/self/status.
double statusMegabytes(std::string_view key) {
  std::ifstream file("/proc/self/status");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with(key)) continue;
    double kibibytes = 0.0;
    std::istringstream(line.substr(key.size())) >> kibibytes;
    return kibibytes * 1024.0 / 1e6;
  }
  return 0.0;
}

}  // namespace

double processAgeMs() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  // The program's name, the second field, may hold anything but ends with the last parenthesis;
  // the start is field 22, in ticks since the machine was started (proc(5)).
  const auto name = line.rfind(')');
  if (name == std::string::npos) return 0.0;
  constexpr int kFieldsBetween = 19;
  std::istringstream fields(line.substr(name + 1));
  std::string skipped;
  for (int i = 0; i < kFieldsBetween; ++i) fields >> skipped;
  double ticks = 0.0;
  if (!(fields >> ticks)) return 0.0;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const double seconds = double(now.tv_sec) + double(now.tv_nsec) / 1e9;
  return 1000.0 * (seconds - ticks / double(sysconf(_SC_CLK_TCK)));
}

double residentMegabytes() {
  return statusMegabytes("VmRSS:");
}

double peakMegabytes() {
  return statusMegabytes("VmHWM:");
}

bool isLoaded(std::string_view name) {
  std::ifstream file("/proc/self/maps");
  std::string line;
  while (std::getline(file, line)) {
    const auto slash = line.rfind('/');
    if (slash != std::string::npos && std::string_view(line).substr(slash + 1).starts_with(name)) {
      return true;
    }
  }
  return false;
}

}  // namespace scenelens
