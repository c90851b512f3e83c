// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/live/block_ring.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace scenelens {

/// How sound files are played into a stream.
struct ReplayOptions {
  double speed = 1.0;   ///< 1: as fast as they were recorded; 0: as fast as they are analysed
  bool repeat = false;  ///< from the beginning again after the last file
};

/// What the replay of a file begins with: its number and name, at a position of the stream (samples
/// at 44.1 kHz).
using OnReplayedFile =
    std::function<void(const std::filesystem::path& file, std::int64_t position)>;

/// Plays sound files, folders or a data set into `ring` as a device would deliver them: mono
/// Float32 at 44.1 kHz, in blocks of 20 ms, one file after the other without a gap. The samples are
/// those of readAudioWindow, without the silence that pads the end of a file.
///
/// Returns at the end of the last file or soon after `control` is cancelled (both are success), and
/// calls ring.finish(). Reports seconds of sound done; total 0. Files that cannot be read are told
/// to `onProblem` and left out. Errors: nothing could be opened or read. Runs in the calling
/// thread, which waits most of the time.
[[nodiscard]] Status replayFiles(const std::vector<std::filesystem::path>& paths,
                                 const ReplayOptions& options, BlockRing& ring,
                                 const OnReplayedFile& onFile,
                                 const std::function<void(const Error&)>& onProblem,
                                 const JobControl& control);

}  // namespace scenelens
