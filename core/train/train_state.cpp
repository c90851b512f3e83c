// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_state.h"

#include "core/base/safetensors.h"

#include <nlohmann/json.hpp>

#include <array>

namespace scenelens {

namespace {

constexpr const char* kFormat = "scenelens-training-1";

struct Group {
  const char* prefix;
  std::map<std::string, Tensor>* tensors;
};

std::array<Group, 4> groupsOf(TrainState& state) {
  return {{{"weights/", &state.weights.tensors},
           {"optimizer/", &state.optimizer},
           {"best/", &state.best.tensors},
           {"float/", &state.floatBest.tensors}}};
}

Error malformed(const std::filesystem::path& path, const std::string& reason) {
  return {"this is not a training checkpoint: " + reason, path, 0,
          "Start the run again without --resume, in another folder"};
}

}  // namespace

Status writeTrainState(const std::filesystem::path& path, const TrainState& state) {
  TensorFile file;
  auto copy = state;
  for (const auto& [prefix, tensors] : groupsOf(copy)) {
    for (auto& [name, tensor] : *tensors) file.tensors[prefix + name] = std::move(tensor);
  }
  nlohmann::json position{{"phase", state.phase},
                          {"next_epoch", state.nextEpoch},
                          {"best_epoch", state.bestEpoch},
                          {"float_epoch", state.floatEpoch},
                          {"seconds", state.seconds},
                          {"ranges", state.ranges},
                          {"best_ranges", state.bestRanges},
                          {"has_best", !state.best.tensors.empty()}};
  // JSON has no infinity; without a best epoch there is no score.
  if (!state.best.tensors.empty()) position["best_score"] = state.bestScore;
  file.metadata = {{"format", kFormat},
                   {"options", state.options},
                   {"training_data", state.data},
                   {"position", position.dump()}};
  return writeSafetensors(path, file);
}

Result<TrainState> readTrainState(const std::filesystem::path& path) {
  auto file = readSafetensors(path);
  if (!file) return fail(std::move(file.error()));
  const auto text = [&](const char* key) {
    const auto it = file->metadata.find(key);
    return it == file->metadata.end() ? std::string() : it->second;
  };
  if (text("format") != kFormat) return fail(malformed(path, "its format is another"));
  TrainState state;
  state.options = text("options");
  state.data = text("training_data");
  try {
    const auto position = nlohmann::json::parse(text("position"));
    position.at("phase").get_to(state.phase);
    position.at("next_epoch").get_to(state.nextEpoch);
    position.at("best_epoch").get_to(state.bestEpoch);
    position.at("float_epoch").get_to(state.floatEpoch);
    position.at("seconds").get_to(state.seconds);
    position.at("ranges").get_to(state.ranges);
    position.at("best_ranges").get_to(state.bestRanges);
    if (position.at("has_best").get<bool>()) position.at("best_score").get_to(state.bestScore);
  } catch (const nlohmann::json::exception& error) {
    return fail(malformed(path, error.what()));
  }
  if (state.phase < 0 || state.nextEpoch < 0) return fail(malformed(path, "a negative epoch"));
  for (auto& [name, tensor] : file->tensors) {
    bool known = false;
    for (const auto& [prefix, tensors] : groupsOf(state)) {
      if (!name.starts_with(prefix)) continue;
      (*tensors)[name.substr(std::string_view(prefix).size())] = std::move(tensor);
      known = true;
    }
    if (!known) return fail(malformed(path, "it has a tensor '" + name + "'"));
  }
  return state;
}

}  // namespace scenelens
