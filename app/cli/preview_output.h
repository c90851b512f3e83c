// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/tensor.h"
#include "core/features/feature_map.h"
#include "core/nn/model.h"
#include "core/preview/before_after.h"
#include "core/preview/device_correction.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace scenelens {

/// What a network says, named as people name it: {"scenes": {...}, "groups": {...}, "decision":
/// ...}
[[nodiscard]] nlohmann::ordered_json predictionJson(const Prediction& prediction);

/// The files of one preview, all in one folder: preview.json, tensors.safetensors, before.png,
/// after.png, difference.png and, where there is an audible version, sound.wav; for a correction
/// spectra.csv, too.
class PreviewOutput {
 public:
  explicit PreviewOutput(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  /// Makes the folder before any work is done.
  [[nodiscard]] Status begin() const;

  /// The object that becomes preview.json.
  nlohmann::ordered_json& json() { return m_json; }
  void addTensor(const std::string& name, std::vector<std::int64_t> shape,
                 std::span<const float> values);
  /// The tensors of both sides and their difference; what `writeMaps` draws.
  void addMaps(const FeatureMap& before, const FeatureMap& after);
  void addPrediction(Precision precision, const BeforeAfter& both);

  /// Writes a log-Mel as a picture, in dB on one scale for all clips.
  [[nodiscard]] Status writeLevels(const std::string& name, std::span<const float> logmel);
  /// Writes signed values (rows x columns) as a picture whose scale is as wide as they need, and
  /// notes it in the JSON.
  [[nodiscard]] Status writeSigned(const std::string& name, std::span<const float> values,
                                   std::size_t columns, const std::string& unit, double factor);
  [[nodiscard]] Status writeMaps(const FeatureMap& before, const FeatureMap& after);
  /// Adds what a correction was made of, and the mean of every measured device, to tensors and
  /// JSON, and writes spectra.csv: a row for each mel band; see docs/formats.md.
  [[nodiscard]] Status writeSpectra(const DeviceSpectra& spectra, const DeviceCorrection& made);
  [[nodiscard]] Status writeSound(const std::vector<float>& samples);
  /// Writes tensors and JSON.
  [[nodiscard]] Status end();

  [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

 private:
  std::filesystem::path m_folder;
  nlohmann::ordered_json m_json;
  TensorFile m_tensors;
};

}  // namespace scenelens
