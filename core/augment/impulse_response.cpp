// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/impulse_response.h"

#include "core/audio/audio_file.h"
#include "core/augment/sampling.h"
#include "core/base/job_control.h"
#include "core/dataset/folder_scan.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

Result<ImpulseResponse> readOne(const std::filesystem::path& path, const std::string& name) {
  const auto info = probeAudioFile(path);
  if (!info) return fail(info.error());
  auto sound = readAudioWindow(path);
  if (!sound) return fail(std::move(sound).error());
  ImpulseResponse response{name, std::move(sound->samples)};
  response.taps.resize(sound->validSamples);
  if (info->sampleRate != kSampleRate) {
    const double gain = static_cast<double>(info->sampleRate) / kSampleRate;
    for (float& tap : response.taps) tap = static_cast<float>(gain * static_cast<double>(tap));
  }
  if (std::ranges::all_of(response.taps, [](float tap) { return tap == 0.0F; }))
    return fail({.reason = "this impulse response is silent",
                 .file = path,
                 .remedy = "Remove it from the folder, or export it again"});
  return response;
}

}  // namespace

Result<std::vector<ImpulseResponse>> readImpulseResponses(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    return fail({.reason = "there is no such folder of impulse responses",
                 .file = folder,
                 .remedy = "Choose a folder with sound files, such as the MicIRP collection"});
  const FolderScan scan = scanFolder(folder, JobControl());
  if (!scan.problems.empty()) return fail(scan.problems.front());
  if (scan.files.empty())
    return fail({.reason = "the folder holds no impulse responses (sound files)",
                 .file = folder,
                 .remedy = "Choose a folder with sound files, such as the MicIRP collection"});
  std::vector<ImpulseResponse> responses;
  responses.reserve(scan.files.size());
  for (const auto& name : scan.files) {
    auto response = readOne(folder / name, name);
    if (!response) return fail(std::move(response).error());
    responses.push_back(std::move(*response));
  }
  return responses;
}

Status checkImpulseResponse(const ImpulseResponseOptions& options) {
  if (options.probability >= 0.0 && options.probability <= 1.0) return {};
  return fail({.reason = fmt::format("impulse responses cannot use the probability {}",
                                     options.probability),
               .remedy = "Choose 0 to 1"});
}

std::optional<std::size_t> planImpulseResponse(const ImpulseResponseOptions& options,
                                               std::string_view device, std::size_t count,
                                               SplitMix64& random) {
  if (device != options.device || count == 0 || !chance(random, options.probability)) return {};
  return static_cast<std::size_t>(uniformBelow(random, count));
}

}  // namespace scenelens
