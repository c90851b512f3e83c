// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace scenelens {

/// Help text of every option that takes a model.
inline constexpr const char* kModelHelp =
    "weights file; model1 .. model4 mean the shipped weights of that name";

/// The architecture of that name. The error names those that are known.
[[nodiscard]] Result<const Architecture*> architectureNamed(const std::string& name);

/// The model that a `--model` argument means: a weights file or, when there is no such file and the
/// text names an architecture, the shipped weights of it. Errors: those of loadModel.
[[nodiscard]] Result<Model> loadModelArgument(const std::string& argument);

/// The same model in one precision: the argument's own weights, or those that lie beside them under
/// the other precision's name (int8Twin). Errors: those of loadModel; there is no such file.
[[nodiscard]] Result<Model> loadModelArgument(const std::string& argument, Precision precision);

/// Each argument in each precision asked for ("float", "int8"), or as its weights are where none
/// is. Errors: those above.
[[nodiscard]] Result<std::vector<Model>> loadModelArguments(
    const std::vector<std::string>& arguments, const std::vector<std::string>& precisions);

/// Adds `--precision`, which fills `precisions`; this must live as long as the command.
CLI::Option* addPrecisionOption(CLI::App& command, std::vector<std::string>& precisions);

/// Adds `--engine native|int8|torch`, which sets `engine`; its value now is the default. `engine`
/// must live as long as the command.
void addEngineOption(CLI::App& command, Engine& engine);

}  // namespace scenelens
