// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  // The library says it when no benchmark matches the filter, but counts that as success.
  const bool ran = benchmark::RunSpecifiedBenchmarks() > 0;
  benchmark::Shutdown();
  return ran ? 0 : 2;
}
