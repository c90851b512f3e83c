// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/fft_plan.h"

#include <cstddef>

namespace scenelens {

/// The way back from FftPlan: complex-to-real, not scaled, so that forward and back give `length`
/// times the signal. Locking, alignment and thread-safety as FftPlan.
class InverseFftPlan {
 public:
  explicit InverseFftPlan(std::size_t length);
  ~InverseFftPlan();
  InverseFftPlan(const InverseFftPlan&) = delete;
  InverseFftPlan& operator=(const InverseFftPlan&) = delete;

  /// `input`: length/2+1 complex numbers as (re, im) pairs, overwritten with nonsense; `output`:
  /// length reals. Both must come from makeFftBuffer.
  void execute(float* input, float* output) const;

  [[nodiscard]] std::size_t length() const { return m_length; }

 private:
  std::size_t m_length;
  void* m_plan;  // fftwf_plan; kept opaque so that fftw3.h stays out of headers
};

}  // namespace scenelens
