// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/int8_twin.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

Int8Twin loadTwinOf(const Model& floats, const std::filesystem::path& path) {
  auto twin = loadModel(path);
  if (!twin) return twin;
  if (twin->precision != Precision::Int8) {
    return fail({"holds Float32 weights under the name of Int8 ones", path, 0, "Rename the file"});
  }
  if (twin->architecture.name != floats.architecture.name) {
    return fail({fmt::format("is {}, and the Float32 weights beside it are {}", twin->title(),
                             floats.title()),
                 path, 0, noInt8Twin(floats).remedy});
  }
  return twin;
}

}  // namespace

Error noInt8Twin(const Model& floats) {
  const std::string name = floats.path.empty() ? floats.architecture.name + ".safetensors"
                                               : floats.path.filename().string();
  const std::string twin = int8Twin(std::filesystem::path(name)).string();
  return {fmt::format("No Int8 weights for {}", floats.title()),
          {},
          0,
          fmt::format("Make them with 'scenelens-cli quantize {} --calibration DATASET -o {}'",
                      name, twin)};
}

std::vector<Int8Twin> loadInt8Twins(const std::vector<Model>& models,
                                    std::vector<Error>& problems) {
  std::vector<Int8Twin> twins;
  twins.reserve(models.size());
  for (const auto& model : models) {
    const auto path = int8Twin(model.path);
    std::error_code code;
    if (model.path.empty() || !std::filesystem::exists(path, code)) {
      twins.emplace_back(fail(noInt8Twin(model)));
      continue;
    }
    twins.push_back(loadTwinOf(model, path));
    if (twins.back()) continue;
    const std::string text = twins.back().error().text();
    const auto same = [&text](const Error& other) { return other.text() == text; };
    if (std::none_of(problems.begin(), problems.end(), same)) {
      problems.push_back(twins.back().error());
    }
  }
  return twins;
}

std::int64_t tensorBytes(const TensorFile& weights) {
  std::int64_t bytes = 0;
  for (const auto& [name, tensor] : weights.tensors) {
    bytes += static_cast<std::int64_t>(tensor.bytes.size());
  }
  return bytes;
}

}  // namespace scenelens
