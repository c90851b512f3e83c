// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_argument.h"

#include "core/base/in_quotes.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

namespace scenelens {

Result<const Architecture*> architectureNamed(const std::string& name) {
  if (const Architecture* found = findArchitecture(name)) return found;
  return fail({fmt::format("there is no architecture {}", inQuotes(name)),
               {},
               0,
               "Known are model1, model2, model3 and model4"});
}

Result<Model> loadModelArgument(const std::string& argument) {
  std::error_code ignored;
  const Architecture* architecture = findArchitecture(argument);
  if (architecture && !std::filesystem::exists(argument, ignored)) {
    return loadModel(modelsFolder() / (architecture->name + ".safetensors"));
  }
  return loadModel(argument);
}

Result<Model> loadModelArgument(const std::string& argument, Precision precision) {
  auto model = loadModelArgument(argument);
  if (!model || model->precision == precision) return model;
  std::filesystem::path other = int8Twin(model->path);
  if (precision == Precision::Float32) {
    // Without both endings of the twin's name.
    other = std::filesystem::path(model->path).replace_extension().replace_extension();
    other += ".safetensors";
  }
  std::error_code ignored;
  if (!std::filesystem::exists(other, ignored)) {
    return fail({fmt::format("holds {} weights, and there are no {} ones beside it, in {}",
                             precisionName(model->precision), precisionName(precision),
                             inQuotes(other.filename().string())),
                 model->path, 0,
                 precision == Precision::Int8 ? "Make them with 'scenelens-cli quantize'" : ""});
  }
  auto twin = loadModel(other);
  if (twin &&
      (twin->precision != precision || twin->architecture.name != model->architecture.name)) {
    return fail({fmt::format("does not hold the {} weights of {}", precisionName(precision),
                             model->title()),
                 other});
  }
  return twin;
}

Result<std::vector<Model>> loadModelArguments(const std::vector<std::string>& arguments,
                                              const std::vector<std::string>& precisions) {
  std::vector<Model> models;
  for (const auto& argument : arguments) {
    if (precisions.empty()) {
      auto model = loadModelArgument(argument);
      if (!model) return fail(std::move(model.error()));
      models.push_back(std::move(*model));
    }
    for (const auto& name : precisions) {
      auto model =
          loadModelArgument(argument, name == "int8" ? Precision::Int8 : Precision::Float32);
      if (!model) return fail(std::move(model.error()));
      models.push_back(std::move(*model));
    }
  }
  return models;
}

CLI::Option* addPrecisionOption(CLI::App& command, std::vector<std::string>& precisions) {
  return command
      .add_option("--precision", precisions,
                  "float, int8 or both with a comma between: Int8 weights lie beside the others,\n"
                  "model1.int8.safetensors beside model1.safetensors")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"float", "int8"}));
}

void addEngineOption(CLI::App& command, Engine& engine) {
  static const std::map<std::string, Engine> kEngines{
      {"native", Engine::Native}, {"int8", Engine::Int8}, {"torch", Engine::Torch}};
  const auto set = [&engine](const std::string& name) { engine = kEngines.at(name); };
  command
      .add_option_function<std::string>(
          "--engine", set,
          "who runs the network: our own engine for float32 or for Int8 weights, or LibTorch, the\n"
          "reference for float32")
      ->check(CLI::IsMember(kEngines))
      ->default_str(engine == Engine::Torch ? "torch" : "native");
}

}  // namespace scenelens
