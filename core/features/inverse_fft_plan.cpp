// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/inverse_fft_plan.h"

#include "core/features/fftw_lock.h"

#include <fftw3.h>

#include <mutex>
#include <new>

namespace scenelens {

InverseFftPlan::InverseFftPlan(std::size_t length) : m_length(length), m_plan(nullptr) {
  const FftBuffer input = makeFftBuffer(length + 2);
  const FftBuffer output = makeFftBuffer(length);
  const std::lock_guard lock(fftwPlannerMutex());
  m_plan =
      fftwf_plan_dft_c2r_1d(static_cast<int>(length), reinterpret_cast<fftwf_complex*>(input.get()),
                            output.get(), FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
  if (!m_plan) throw std::bad_alloc();
}

InverseFftPlan::~InverseFftPlan() {
  const std::lock_guard lock(fftwPlannerMutex());
  fftwf_destroy_plan(static_cast<fftwf_plan>(m_plan));
}

void InverseFftPlan::execute(float* input, float* output) const {
  fftwf_execute_dft_c2r(static_cast<fftwf_plan>(m_plan), reinterpret_cast<fftwf_complex*>(input),
                        output);
}

}  // namespace scenelens
