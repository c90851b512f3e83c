// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_shape.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <vector>

namespace {

using namespace scenelens;
namespace fs = std::filesystem;

/// Opens the official lists of the whole data set, without its audio.
void datasetOpen(benchmark::State& state) {
  const std::array paths{fs::path(SCENELENS_SHARED_DIR "/data/tau2022-lists")};
  std::error_code ignored;
  if (!fs::exists(paths[0] / "meta.csv", ignored)) {
    state.SkipWithError(("missing: " + (paths[0] / "meta.csv").string()).c_str());
    return;
  }
  constexpr std::size_t kOfficialClips = 230350;
  for ([[maybe_unused]] auto step : state) {
    const auto dataset = openDataset(paths, JobControl());
    if (!dataset || dataset->clips.size() != kOfficialClips) {
      state.SkipWithError("these are not the official lists");
      break;
    }
    benchmark::DoNotOptimize(dataset->clips.data());
  }
}

/// Reads a clip as the data sets hold them: 1 s, 44.1 kHz, 24 bit. The file is in the system's
/// cache, so this is decoding and checking, not the disk.
void audioClip(benchmark::State& state) {
  const fs::path path =
      fs::temp_directory_path() / fmt::format("scenelens-bench-{}.wav", ::getpid());
  std::vector<float> samples(kClipSamples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.5F * std::sin(0.05F * static_cast<float>(i % 6007));
  }
  if (const auto written = writeWav24(path, samples); !written) {
    state.SkipWithError(written.error().text().c_str());
    return;
  }
  for ([[maybe_unused]] auto step : state) {
    const auto clip = readAudioWindow(path);
    if (!clip) {
      state.SkipWithError(clip.error().text().c_str());
      break;
    }
    benchmark::DoNotOptimize(clip->samples.data());
  }
  std::error_code ignored;
  fs::remove(path, ignored);
}

BENCHMARK(audioClip)->Name("audio/clip")->Unit(benchmark::kMicrosecond);
BENCHMARK(datasetOpen)->Name("dataset/open_230350")->Unit(benchmark::kMillisecond);

}  // namespace
