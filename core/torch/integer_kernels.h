// SPDX-License-Identifier: GPL-3.0-or-later
// What Int8 inference does with accumulators, for a training graph whose maps hold float values:
// int8_arithmetic.h on whole planes, bit for bit. Compiled for every instruction set with Highway,
// chosen at run time. Each call runs in the calling thread.
//
// Accumulators come as whole floats without the bias. Products of 8-bit numbers are whole, and up
// to 518 of them add up to less than 2^24, so single precision sums of them are exact in any order.
#pragma once

#include "core/nn/native/int8_arithmetic.h"
#include "core/torch/training_kernels.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scenelens::training {

/// What becomes of one output's accumulators: its bias, then int8::Requant or int8::SumRequant.
struct IntegerOutput {
  std::int32_t bias = 0;
  std::int32_t lowest = 0;
  std::int32_t highest = 0;
  std::int32_t multiplier = 0;
};

/// How a map's 8-bit numbers become values: step * (number - zeroPoint).
struct IntegerMap {
  float step = 1.0F;
  int zeroPoint = 0;
};

/// A layer of Int8 inference.
struct IntegerLayer {
  std::vector<float> weights;  ///< whole, -127..127, in the order of the graph's own weights
  std::vector<float> scales;   ///< per output: what a weight's unit is worth, BatchNorm folded in
  float inverseInputStep = 1.0F;
  std::vector<IntegerOutput> outputs;
  std::uint32_t offset = 0;  ///< of int8::Requant
  IntegerMap map;            ///< what it makes
};

/// A DssdbSeg's sum: the accumulators of both distillations plus the third DSSC's numbers.
struct IntegerSum {
  std::vector<IntegerOutput> outputs;
  int8::ThirdScale third;
  IntegerMap map;
};

/// accumulators (count, a multiple of 4) become values, in place.
void integerRows(const IntegerLayer& layer, std::size_t output, std::span<float> accumulators);

/// The planes of one output channel of a DSSC: y = values of z (clips x plane, accumulators); with
/// `sum`, y = values of the sum with the accumulators in `addend`.
void integerReluForward(const CrossTask& task, const float* z, const IntegerLayer& layer,
                        std::size_t output, Planes<const float> addend, const IntegerSum* sum,
                        Planes<float> y);

/// normReluPool for the accumulators z * perUnit, which ReLU cuts off before they are added up.
void integerReluPool(const PoolTask& task, Planes<const float> z, float perUnit,
                     const IntegerLayer& layer, std::size_t output, Planes<float> y);

/// sums[c] = the sum of plane c's whole numbers x * inverseStep.
void integerSums(std::size_t channels, std::size_t positions, const float* x, float inverseStep,
                 std::int32_t* sums);

}  // namespace scenelens::training
