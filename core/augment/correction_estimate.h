// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/spectrum_correction.h"
#include "core/base/error.h"
#include "core/base/job_control.h"
#include "core/dataset/dataset.h"

#include <string>
#include <vector>

namespace scenelens {

/// How a spectrum correction is estimated.
struct EstimateOptions {
  CorrectionForm form = CorrectionForm::Pairs;
  std::string device = "a";  ///< see SpectrumCorrection::device
  /// Leave out clips that are missing or cannot be read instead of giving up.
  bool skipUnreadable = false;
  unsigned threads = 0;  ///< 0: one per core
};

/// A correction and what it was made without.
struct CorrectionEstimate {
  SpectrumCorrection correction;
  std::vector<Error> skipped;  ///< clips left out, in the data set's order
};

/// Estimates a correction from the aligned clips of the training fold (see findAlignedClips).
///
/// With P_c the mel power of clip c averaged over its 44 frames, for an aligned pair (c, a):
/// Pairs: log10(P_c + 1e-10) - log10(P_a + 1e-6), the offsets of the published code.
/// Report: with D_d and A_d the means of P_c and P_a over the pairs of device d, log10(mean_d D_d +
/// 1e-10) - log10(mean_d A_d + 1e-10): both sides have heard the same, each device counts once.
/// Kosmider: exp of the mean over pairs of mean_t (ln |S_a| - ln |S_c|) per STFT bin of the sounds
/// without their mean, i.e. geometric means throughout; |S| is at least 1e-9.
///
/// Clips are read one group at a time with all cores; memory is about 1 KB a pair. The
/// result does not depend on the number of threads. `control` reports groups done and cancels
/// between them; a cancelled estimate is an error. Errors: no training fold, nothing aligned, a
/// clip that is missing or cannot be read (named), all of them skipped.
[[nodiscard]] Result<CorrectionEstimate> estimateCorrection(const Dataset& dataset,
                                                            const EstimateOptions& options,
                                                            const JobControl& control);

}  // namespace scenelens
