// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a sound file: the reader must return, and what it returns must keep its promises.
#include "core/audio/audio_file.h"
#include "core/features/feature_shape.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void check(const scenelens::Result<scenelens::AudioClip>& clip) {
  if (!clip) {
    if (clip.error().reason.empty() || clip.error().file.empty()) std::abort();
    return;
  }
  if (clip->samples.size() != scenelens::kClipSamples) std::abort();
  if (clip->validSamples == 0 || clip->validSamples > clip->samples.size()) std::abort();
  for (const float x : clip->samples) {
    if (!std::isfinite(x)) std::abort();
  }
}

}  // namespace

/// libsndfile 1.2.0 forgets the Vorbis state of an Ogg file that it refuses; not ours to free. The
/// name is what the checker looks for.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsndfile\nleak:libvorbis\nleak:libogg\n";
}
// NOLINTEND(bugprone-reserved-identifier)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // One memory file for the whole run, reached through the public functions by its name in /proc.
  static const int file = memfd_create("fuzz_audio", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (file < 0 || ftruncate(file, 0) != 0) std::abort();
  if (pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();

  const auto info = scenelens::probeAudioFile(path);
  check(scenelens::readAudioWindow(path, 0));
  if (info) check(scenelens::readAudioWindow(path, info->windows - 1));
  return 0;
}
