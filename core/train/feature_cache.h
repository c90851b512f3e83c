// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/features/feature_shape.h"
#include "core/train/holdout.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace scenelens {

/// Where log-Mels are kept unless the user says otherwise: scenelens/logmel in $XDG_CACHE_HOME,
/// else in ~/.cache, else in the system's temporary folder.
[[nodiscard]] std::filesystem::path defaultCacheFolder();

struct FeatureCacheOptions {
  std::filesystem::path folder = defaultCacheFolder();  ///< made when it is not there
  /// Drop clips that are missing or cannot be read instead of giving up.
  bool skipBroken = false;
  unsigned threads = 0;  ///< 0: one per core
};

/// The log-Mels of the clips of a run, computed once and kept on disk.
///
/// A clip takes 22,536 bytes: 16-bit steps between its smallest and largest value, within 1.1e-4 of
/// the log-Mel of real clips (see encodeLogMel; IEEE halves would be off by 3.9e-3 in the same
/// space). docs/formats.md describes the files: one pair a data set, append only. A clip is known
/// by its path, window, size and time of change and by the version of the feature formula, so a
/// changed clip is computed anew. Memory is some 8 bytes a clip (and while it opens, about 60);
/// log-Mels are read when asked for.
///
/// Records become valid in groups, after their data has reached the disk: kill -9, cancelling or a
/// power cut lose the work of about a second. Several processes may open the same folder at once:
/// one computes, the others wait for it; records that are there never change.
class FeatureCache {
 public:
  /// Computes what the folder does not have yet, with all cores.
  ///
  /// `broken` is replaced by one error, with the file's name, for each clip that is missing or
  /// cannot be read, in the order of the run. With skipBroken these are taken out of `set`;
  /// without, the rest is computed and an error says how many there are. `control` reports clips
  /// done and cancels between clips; a cancelled call is an error. Other errors: the folder or its
  /// files cannot be written (disk full), no clip can be read. Thread-safe for distinct sets.
  [[nodiscard]] static Result<FeatureCache> open(TrainingSet& set,
                                                 const FeatureCacheOptions& options,
                                                 std::vector<Error>& broken,
                                                 const JobControl& control);

  FeatureCache(FeatureCache&&) noexcept;
  FeatureCache& operator=(FeatureCache&&) noexcept;
  FeatureCache(const FeatureCache&) = delete;
  FeatureCache& operator=(const FeatureCache&) = delete;
  ~FeatureCache();

  /// Clips: those of set.train, then those of set.validation.
  [[nodiscard]] std::size_t size() const;
  /// How many of them `open` had to compute itself.
  [[nodiscard]] std::size_t computed() const;

  /// The log-Mel (256 x 44, as FeatureMap::logmel) of set.train[index] or, from set.train.size()
  /// on, of set.validation. Errors: the file has become shorter or cannot be read. Thread-safe.
  [[nodiscard]] Status read(std::size_t index, std::span<float, kMapSize> logmel) const;

 private:
  struct State;
  explicit FeatureCache(std::unique_ptr<State> state);

  std::unique_ptr<State> m_state;
};

}  // namespace scenelens
