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

/// Leaves them unknown where a model has no tensors.
void addBytes(RunInfo& info, const Model& model) {
  const std::int64_t bytes = tensorBytes(model.weights);
  if (bytes > 0) info.bytes = static_cast<std::uint64_t>(bytes);
}

}  // namespace

RunInfo describeRun(const Model& model) {
  RunInfo info = describe(model, model.precision);
  addBytes(info, model);
  return info;
}

RunInfo describeInt8Run(const Model& floats, const Model* int8) {
  RunInfo info = describe(floats, Precision::Int8);
  if (int8) {
    info.note = int8->note;
    addBytes(info, *int8);
  }
  return info;
}

}  // namespace scenelens
