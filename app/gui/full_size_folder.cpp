// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/full_size_folder.h"

#include "core/audio/audio_file.h"
#include "core/base/file_io.h"
#include "core/base/random.h"
#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"
#include "widgets/base/qt_text.h"

#include <array>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace scenelens {

namespace {

/// One file in so many is written, the others are links to it: file systems allow some 65,000
/// links to one file, and not all clips should be the same to look at.
constexpr std::size_t kClipsPerSound = 20'000;
constexpr std::array kCities{"barcelona", "helsinki", "lisbon", "lyon"};
constexpr std::array kDevices{"a", "b", "c", "s1", "s2", "s3", "s4", "s5", "s6"};

std::vector<float> noise(std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> samples(kClipSamples);
  for (auto& sample : samples) sample = float(0.1 * (random.uniform() - 0.5));
  return samples;
}

}  // namespace

FullSizeFolder::FullSizeFolder(const QString& scratch) : m_path(toPath(scratch) / "full-size") {}

Status FullSizeFolder::make() const {
  const auto audio = m_path / "audio";
  std::error_code code;
  std::filesystem::create_directories(audio, code);
  std::string list = "filename\tscene_label\tidentifier\tsource_label\n";
  std::filesystem::path sound;
  for (std::size_t i = 0; i < kFullSizeClips; ++i) {
    const std::string scene(sceneLabel(allScenes()[i / 450 % kSceneCount]));
    const std::string place =
        std::string(kCities[i % kCities.size()]) + "-" + std::to_string(i / 450);
    const std::string device = kDevices[i / 10 % kDevices.size()];
    // Ten clips of one second to a recording, as in the official data set.
    const std::string name = scene + "-" + place + "-" + std::to_string(i / 10) + "-" +
                             std::to_string(i % 10) + "-" + device + ".wav";
    const auto file = audio / name;
    if (i % kClipsPerSound == 0) {
      sound = file;
      if (auto written = writeWav24(file, noise(i)); !written) return written;
    } else {
      std::filesystem::create_hard_link(sound, file, code);
      if (code)
        return fail(Error{.reason = "a link cannot be made (" + code.message() + ")",
                          .file = file,
                          .remedy = "Set TMPDIR to a folder on another disk"});
    }
    list += "audio/" + name + "\t" + scene + "\t" + place + "\t" + device + "\n";
  }
  const std::array parts{std::as_bytes(std::span(list))};
  return writeFileAtomically(m_path / "meta.csv", parts);
}

}  // namespace scenelens
