// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/kept_clip.h"

#include "core/audio/wav_recorder.h"

#include <string>
#include <system_error>

namespace scenelens {

Result<std::filesystem::path> keepClip(const std::filesystem::path& stem,
                                       std::span<const float> sound) {
  std::error_code ignored;  // creating the file says what is wrong
  if (stem.has_parent_path()) std::filesystem::create_directories(stem.parent_path(), ignored);
  for (int i = 1;; ++i) {
    auto path = stem;
    if (i > 1) path += '-' + std::to_string(i);
    path += ".wav";
    // The recorder creates a file or fails, in one step; looking only tells the reasons apart.
    auto wav = WavRecorder::create(path);
    if (!wav) {
      if (std::filesystem::exists(path, ignored)) continue;
      return fail(std::move(wav).error());
    }
    Status done = wav->add(sound);
    if (done) done = wav->finish();
    if (done) return path;
    std::filesystem::remove(path, ignored);
    return fail(done.error());
  }
}

}  // namespace scenelens
