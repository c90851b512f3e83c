// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/fft_plan.h"
#include "core/features/inverse_fft_plan.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>

namespace scenelens {

/// Convolves clips with impulse responses by FFT.
///
/// out[n] = sum_k taps[k] samples[n - k] for n < samples.size(): the full convolution cut to the
/// clip's length. Single precision: within 1e-6 of the largest |sample| times sum |taps|.
///
/// An object keeps plans (one per power of two) and buffers. One thread at a time; use one object
/// per thread.
class Convolver {
 public:
  Convolver();
  ~Convolver();
  Convolver(const Convolver&) = delete;
  Convolver& operator=(const Convolver&) = delete;

  /// `out` has the size of `samples` and may be the same memory. With `keepEnergy` it is scaled to
  /// the sum of squares of `samples` (unless it is silent). Preconditions: neither span is empty.
  void convolve(std::span<const float> samples, std::span<const float> taps, bool keepEnergy,
                std::span<float> out);

 private:
  struct Size;
  Size& sizeFor(std::size_t needed);

  std::map<std::size_t, std::unique_ptr<Size>> m_sizes;
};

}  // namespace scenelens
