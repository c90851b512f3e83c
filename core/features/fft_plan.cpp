// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/fft_plan.h"

#include "core/features/fftw_lock.h"

#include <fftw3.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace scenelens {

std::mutex& fftwPlannerMutex() {
  static std::mutex mutex;
  return mutex;
}

void FftBufferDeleter::operator()(float* pointer) const {
  std::free(pointer);
}

FftBuffer makeFftBuffer(std::size_t size) {
  constexpr std::size_t kAlignment = 64;
  const std::size_t bytes = (size * sizeof(float) + kAlignment - 1) / kAlignment * kAlignment;
  void* pointer = std::aligned_alloc(kAlignment, bytes);
  if (!pointer) throw std::bad_alloc();
  std::memset(pointer, 0, bytes);
  return FftBuffer(static_cast<float*>(pointer));
}

FftPlan::FftPlan(std::size_t length) : m_length(length), m_plan(nullptr) {
  const FftBuffer input = makeFftBuffer(length);
  const FftBuffer output = makeFftBuffer(length + 2);
  const std::lock_guard lock(fftwPlannerMutex());
  m_plan = fftwf_plan_dft_r2c_1d(static_cast<int>(length), input.get(),
                                 reinterpret_cast<fftwf_complex*>(output.get()),
                                 FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
  if (!m_plan) throw std::bad_alloc();
}

FftPlan::~FftPlan() {
  const std::lock_guard lock(fftwPlannerMutex());
  fftwf_destroy_plan(static_cast<fftwf_plan>(m_plan));
}

void FftPlan::execute(float* input, float* output) const {
  fftwf_execute_dft_r2c(static_cast<fftwf_plan>(m_plan), input,
                        reinterpret_cast<fftwf_complex*>(output));
}

}  // namespace scenelens
