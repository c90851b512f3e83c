// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/describe_run.h"

#include "core/nn/complexity.h"
#include "core/nn/int8_twin.h"

namespace scenelens {

namespace {

RunInfo describe(const Model& model, Precision precision) {
  const Complexity cost = complexityOf(model.architecture);
  RunInfo info;
  info.model = model.title();
  info.precision = precision == Precision::Int8 ? "int8" : "float32";
  info.name = info.model + (precision == Precision::Int8 ? " \u00B7 Int8" : " \u00B7 Float32");
  info.note = model.note;
  info.parameters = static_cast<std::uint64_t>(cost.parameters);
  info.macs = static_cast<std::uint64_t>(cost.macs);
  return info;
}

}  // namespace

RunInfo describeRun(const Model& model) {
  RunInfo info = describe(model, model.precision);
  const std::int64_t bytes = tensorBytes(model.weights);
  if (bytes > 0) info.bytes = static_cast<std::uint64_t>(bytes);
  return info;
}

RunInfo describeInt8Run(const Model& floats) {
  return describe(floats, Precision::Int8);
}

}  // namespace scenelens
