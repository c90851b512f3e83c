// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/terminal.h"
#include "core/base/in_quotes.h"
#include "core/base/safetensors.h"
#include "core/nn/checkpoint.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace scenelens {

namespace {

int importCheckpoint(const std::string& input, const std::string& name, const std::string& output) {
  const auto architecture = architectureNamed(name);
  if (!architecture) return reportUsage(architecture.error());
  auto stateDict = readTorchCheckpoint(input);
  if (!stateDict) return reportError(stateDict.error());
  auto imported = fitCheckpoint(std::move(*stateDict), **architecture, input);
  if (!imported) return reportError(imported.error());

  auto& metadata = imported->weights.metadata;
  metadata[weights_key::kFormat] = "scenelens-weights-1";
  metadata[weights_key::kArchitecture] = (*architecture)->name;
  // Whoever imports a checkpoint trained it; where it comes from is all that can be said.
  metadata[weights_key::kTrained] = "yes";
  // A file name may be any bytes, the metadata must be UTF-8.
  const auto file = std::filesystem::path(input).filename().string();
  metadata[weights_key::kData] = "imported from " + (isUtf8(file) ? file : inQuotes(file));
  const auto written = writeSafetensors(output, imported->weights);
  if (!written) return reportError(written.error());
  for (const auto& note : imported->notes) printNote("note: " + note);
  printNote(fmt::format("Wrote {} tensors of {} to {}", imported->weights.tensors.size(),
                        (*architecture)->title, output));
  return 0;
}

int forward(const std::string& modelArgument, const std::string& input, const std::string& output,
            Engine engine) {
  if (const auto folder = checkFolderOf(output); !folder) return reportError(folder.error());
  const auto model = loadModelArgument(modelArgument);
  if (!model) return reportError(model.error());
  const auto file = readSafetensors(input);
  if (!file) return reportError(file.error());
  const Tensor* features = file->find("input");
  if (!features) features = file->find("features");
  const std::vector<std::int64_t> clip{kChannels, kMels, kFrames};
  if (!features || features->dtype != DType::F32 || features->shape.size() != 4 ||
      !std::equal(clip.begin(), clip.end(), features->shape.begin() + 1)) {
    return reportError({"holds no float32 tensor 'input' of shape Nx2x256x44", input, 0,
                        "Make one with 'scenelens-cli features'"});
  }
  auto classifier = makeClassifier(*model, engine);
  if (!classifier) return reportError(classifier.error());

  // In small batches, so that memory stays bounded for any number of clips.
  constexpr std::size_t kBatch = 16;
  const auto clips = static_cast<std::size_t>(features->shape[0]);
  Tensor logits = Tensor::zeros({features->shape[0], static_cast<std::int64_t>(kLogitCount)});
  for (std::size_t i = 0; i < clips; i += kBatch) {
    const std::size_t count = std::min(kBatch, clips - i);
    const auto done =
        (*classifier)
            ->forward(features->floats().subspan(i * kFeatureSize, count * kFeatureSize),
                      logits.floats().subspan(i * kLogitCount, count * kLogitCount));
    if (!done) return reportError(done.error());
  }
  TensorFile result;
  result.tensors["logits"] = std::move(logits);
  result.metadata = {{"model", model->architecture.name}, {"engine", (*classifier)->engineName()}};
  const auto written = writeSafetensors(output, result);
  return written ? 0 : reportError(written.error());
}

}  // namespace

void addCheckpointCommands(CLI::App& app) {
  {
    auto input = std::make_shared<std::string>();
    auto name = std::make_shared<std::string>();
    auto output = std::make_shared<std::string>();
    auto* command = app.add_subcommand("import-checkpoint",
                                       "Turn a PyTorch state dict into a safetensors weights file");
    command
        ->add_option("file", *input,
                     "what torch.save(model.state_dict()) wrote; read without running it")
        ->required();
    command->add_option("--arch", *name, "model1 .. model4")->required();
    command->add_option("-o,--output", *output, "safetensors file to write")->required();
    command->callback([=] { finish(importCheckpoint(*input, *name, *output)); });
  }
  {
    auto model = std::make_shared<std::string>();
    auto input = std::make_shared<std::string>();
    auto output = std::make_shared<std::string>();
    auto engine = std::make_shared<Engine>(Engine::Torch);
    auto* command = app.add_subcommand("forward", "Features to logits, tensor file to tensor file");
    command->add_option("--model", *model, kModelHelp)->required();
    command->add_option("--input", *input, "safetensors with 'input' (or 'features'), Nx2x256x44")
        ->required();
    command->add_option("--output", *output, "safetensors to write, 'logits' Nx13")->required();
    addEngineOption(*command, *engine);
    command->callback([=] { finish(forward(*model, *input, *output, *engine)); });
  }
}

}  // namespace scenelens
