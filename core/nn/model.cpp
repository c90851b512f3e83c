// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model.h"

#include "core/base/program_path.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/nn/native/quantized_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace scenelens {

namespace {

std::string valueOr(const TensorFile& file, const char* key, const std::string& fallback) {
  const auto it = file.metadata.find(key);
  return it == file.metadata.end() ? fallback : it->second;
}

/// What keeps a file from being the weights of an architecture; empty when nothing does.
std::string mismatch(const TensorFile& file, const Architecture& architecture) {
  const auto specs = parameterSpecs(architecture);
  for (const auto& spec : specs) {
    const Tensor* tensor = file.find(spec.name);
    if (!tensor) return fmt::format("tensor '{}' is missing", spec.name);
    if (tensor->shape != spec.shape) {
      return fmt::format("tensor '{}' has shape {} instead of {}", spec.name, tensor->shapeText(),
                         shapeText(spec.shape));
    }
    if (tensor->dtype != DType::F32) {
      return fmt::format("tensor '{}' has type {} instead of F32", spec.name,
                         dtypeName(tensor->dtype));
    }
    const auto values = tensor->floats();
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
      return fmt::format("tensor '{}' holds NaN or infinite values", spec.name);
    }
  }
  for (const auto& [name, tensor] : file.tensors) {
    if (std::none_of(specs.begin(), specs.end(),
                     [&name = name](const auto& spec) { return spec.name == name; })) {
      return fmt::format("tensor '{}' does not belong to {}", name, architecture.title);
    }
  }
  return {};
}

/// The architecture whose tensors a file without metadata holds, or null.
const Architecture* guessArchitecture(const TensorFile& file) {
  for (const auto& candidate : dsmnModels()) {
    if (mismatch(file, candidate).empty()) return &candidate;
  }
  return nullptr;
}

/// The architecture of float32 weights, which the tensors fit.
Result<const Architecture*> architectureOf(const TensorFile& file,
                                           const std::filesystem::path& path) {
  const std::string name = valueOr(file, weights_key::kArchitecture, {});
  const Architecture* architecture =
      name.empty() ? guessArchitecture(file) : findArchitecture(name);
  if (!architecture) {
    if (name.empty()) {
      return fail({"holds no weights of Model1 to Model4", path, 0,
                   "Import a PyTorch checkpoint with 'scenelens-cli import-checkpoint' first"});
    }
    return fail({fmt::format("names the unknown architecture '{}'", name), path, 0,
                 "Known are model1, model2, model3 and model4"});
  }
  if (const auto problem = mismatch(file, *architecture); !problem.empty()) {
    return fail({fmt::format("is not a weights file of {}: {}", architecture->title, problem), path,
                 0, "Export or import the weights again"});
  }
  return architecture;
}

}  // namespace

std::string_view precisionName(Precision precision) {
  return precision == Precision::Int8 ? "Int8" : "Float32";
}

Result<Model> loadModel(const std::filesystem::path& path) {
  auto file = readSafetensors(path);
  if (!file) return fail(std::move(file.error()));

  Model model;
  if (valueOr(*file, weights_key::kFormat, {}) == kInt8Format) {
    auto network = readQuantized(*file, path);
    if (!network) return fail(std::move(network.error()));
    model.architecture = std::move(network->architecture);
    model.precision = Precision::Int8;
  } else {
    const auto architecture = architectureOf(*file, path);
    if (!architecture) return fail(architecture.error());
    model.architecture = **architecture;
  }
  model.path = path;
  model.trained = valueOr(*file, weights_key::kTrained, "no") == "yes";
  model.data = valueOr(*file, weights_key::kData, "unknown");
  model.note = valueOr(*file, weights_key::kNote, "");
  model.weights = std::move(*file);
  return model;
}

std::vector<std::string> distinctTitles(const std::vector<Model>& models) {
  std::vector<std::string> names;
  for (const auto& model : models) {
    const bool shared = std::ranges::count(models, model.title(), &Model::title) > 1;
    std::string name = model.title();
    if (const std::string stem = model.path.stem().string(); shared && !stem.empty())
      name += ' ' + stem;
    std::string distinct = name;
    for (int i = 2; std::ranges::find(names, distinct) != names.end(); ++i)
      distinct = name + " (" + std::to_string(i) + ')';
    names.push_back(std::move(distinct));
  }
  return names;
}

std::filesystem::path int8Twin(const std::filesystem::path& weights) {
  auto twin = weights;
  return twin.replace_extension(".int8.safetensors");
}

std::vector<Model> loadModels(const std::filesystem::path& folder, std::vector<Error>& problems,
                              Precision precision) {
  std::vector<std::filesystem::path> files;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    // Training leaves its state beside the weights: no weights, and nothing wrong with it.
    if (entry.path().filename() == "checkpoint.safetensors") continue;
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  if (code) {
    problems.push_back({"cannot be listed: " + code.message(), folder, 0,
                        "Set SCENELENS_MODELS to the folder with the weights"});
  }
  std::sort(files.begin(), files.end());
  std::vector<Model> models;
  for (const auto& file : files) {
    auto model = loadModel(file);
    if (model) {
      if (model->precision == precision) models.push_back(std::move(*model));
    } else {
      problems.push_back(std::move(model.error()));
    }
  }
  return models;
}

TensorFile untrainedWeights(const Architecture& architecture, std::uint64_t seed) {
  TensorFile file;
  file.metadata = {
      {weights_key::kFormat, "scenelens-weights-1"},
      {weights_key::kArchitecture, architecture.name},
      {weights_key::kTrained, "no"},
      {weights_key::kData, fmt::format("none: random initialisation, seed {}", seed)},
      {weights_key::kCommand,
       fmt::format("scenelens-cli init-weights --arch {} --seed {}", architecture.name, seed)}};
  SplitMix64 random(seed);
  double bound = 1.0;
  for (const auto& spec : parameterSpecs(architecture)) {
    Tensor tensor = Tensor::zeros(spec.shape);
    const auto values = tensor.floats();
    const bool norm = spec.name.find("norm.") != std::string::npos;
    if (norm) {
      const bool one = spec.name.ends_with(".weight") || spec.name.ends_with(".running_var");
      std::fill(values.begin(), values.end(), one ? 1.0F : 0.0F);
    } else {
      if (spec.shape.size() > 1) {
        // Everything behind the output axis feeds one output; a bias has its layer's bound.
        const auto fanIn = static_cast<double>(tensor.size()) / static_cast<double>(spec.shape[0]);
        bound = 1.0 / std::sqrt(fanIn);
      }
      for (auto& value : values) value = static_cast<float>(random.uniform(-bound, bound));
    }
    file.tensors.emplace(spec.name, std::move(tensor));
  }
  return file;
}

std::filesystem::path modelsFolder() {
  if (const char* set = std::getenv("SCENELENS_MODELS"); set && *set) return set;
  auto installed = programFolder().parent_path() / "share" / "scenelens" / "models";
  std::error_code code;
  if (std::filesystem::is_directory(installed, code)) return installed;
  return SCENELENS_SOURCE_MODELS;
}

}  // namespace scenelens
