// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/nn/architecture.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// Keys of the text metadata in a weights file; docs/formats.md describes them.
namespace weights_key {
inline constexpr const char* kFormat = "format";              ///< "scenelens-weights-1"
inline constexpr const char* kArchitecture = "architecture";  ///< "model1" .. "model4"
inline constexpr const char* kTrained = "trained";            ///< "yes" or "no"
inline constexpr const char* kData = "data";                  ///< what the weights come from
inline constexpr const char* kCommand = "command";            ///< how to make the file again
inline constexpr const char* kNote = "note";  ///< to be shown wherever the weights are
inline constexpr const char* kQuantization = "quantization";  ///< of Int8 files: how, for people
}  // namespace weights_key

/// The numbers that a network computes with.
enum class Precision : std::uint8_t { Float32, Int8 };

/// "Float32" or "Int8".
[[nodiscard]] std::string_view precisionName(Precision precision);

/// A network with weights: a plain value.
struct Model {
  Architecture architecture;
  Precision precision = Precision::Float32;
  TensorFile weights;          ///< Float32: exactly the tensors of parameterSpecs(architecture);
                               ///< Int8: what readQuantized() takes
  std::filesystem::path path;  ///< where it was read from
  bool trained = false;        ///< false: random weights, predictions mean nothing
  std::string data;            ///< what data the weights come from, for people
  std::string note;            ///< what must be said wherever the weights are shown; mostly empty

  /// "Model1"
  [[nodiscard]] const std::string& title() const { return architecture.title; }
};

/// Reads a weights file of either precision; metadata says which. The architecture comes from the
/// metadata or, in files of others, from the tensors' shapes; weights count as trained only when
/// the metadata says so or the file was imported.
///
/// Errors: those of readSafetensors, an unknown architecture, tensors that are missing, misshapen
/// or of another type than float32, values that are NaN or infinite; those of readQuantized.
/// Thread-safe.
[[nodiscard]] Result<Model> loadModel(const std::filesystem::path& path);

/// All models of a folder that have this precision, `*.safetensors` in name order, without the
/// state of a training, `checkpoint.safetensors`. Files that cannot be read become `problems`.
/// Thread-safe.
[[nodiscard]] std::vector<Model> loadModels(const std::filesystem::path& folder,
                                            std::vector<Error>& problems,
                                            Precision precision = Precision::Float32);

/// A name for each model that no other one has: its title, where several share it with the name of
/// its file ("Model1 night-run"), and with a number where that is not enough. Thread-safe.
[[nodiscard]] std::vector<std::string> distinctTitles(const std::vector<Model>& models);

/// Where a model's Int8 twin lies: "model1.int8.safetensors" beside "model1.safetensors".
[[nodiscard]] std::filesystem::path int8Twin(const std::filesystem::path& weights);

/// Random weights as PyTorch initialises these layers (uniform in +-1/sqrt(fan-in) for convolutions
/// and linear layers, BatchNorm the identity), the same for a seed on every machine. They are
/// marked as untrained.
[[nodiscard]] TensorFile untrainedWeights(const Architecture& architecture, std::uint64_t seed);

/// The folder of the shipped weights: $SCENELENS_MODELS, else the one installed beside the program,
/// else the source tree's. May not exist.
[[nodiscard]] std::filesystem::path modelsFolder();

}  // namespace scenelens
