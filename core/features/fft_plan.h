// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace scenelens {

/// A zero-filled float buffer on a 64-byte boundary, as FFTW's and our vector code like it.
struct FftBufferDeleter {
  void operator()(float* pointer) const;
};
using FftBuffer = std::unique_ptr<float[], FftBufferDeleter>;
[[nodiscard]] FftBuffer makeFftBuffer(std::size_t size);

/// A real-to-complex FFT of fixed length in single precision (FFTW).
///
/// Plans are made with FFTW_ESTIMATE, so that the same machine always computes the same bits, and
/// under a process-wide lock, because FFTW's planner is not thread-safe. `execute` is const and may
/// run in any number of threads at once, each with its own buffers.
class FftPlan {
 public:
  explicit FftPlan(std::size_t length);
  ~FftPlan();
  FftPlan(const FftPlan&) = delete;
  FftPlan& operator=(const FftPlan&) = delete;

  /// `input`: length reals; `output`: length/2+1 complex numbers as (re, im) pairs, so length+2
  /// floats. Both must come from makeFftBuffer. The input is left as it was.
  void execute(float* input, float* output) const;

  [[nodiscard]] std::size_t length() const { return m_length; }

 private:
  std::size_t m_length;
  void* m_plan;  // fftwf_plan; kept opaque so that fftw3.h stays out of headers
};

}  // namespace scenelens
