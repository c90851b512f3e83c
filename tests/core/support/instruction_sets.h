// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <hwy/targets.h>

#include <cstdint>

namespace scenelens::test {

/// Forces one of Highway's instruction sets after the other and restores the machine's best,
/// however a test ends. Where AVX3_DL is to be among them, HWY_WANT_AVX3_DL must be defined before
/// this file is included, as in the kernels.
struct InstructionSets {
  InstructionSets() = default;
  InstructionSets(const InstructionSets&) = delete;
  InstructionSets& operator=(const InstructionSets&) = delete;
  ~InstructionSets() { use(0); }
  static void use(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

}  // namespace scenelens::test
