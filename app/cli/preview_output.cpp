// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/preview_output.h"

#include "core/audio/audio_file.h"
#include "core/base/file_io.h"
#include "core/base/safetensors.h"
#include "core/features/mel_filterbank.h"
#include "core/preview/level_colours.h"
#include "core/preview/picture.h"
#include "core/preview/transforms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <system_error>

namespace scenelens {

namespace {

// As on the pages of the window.
constexpr double kLowestDb = -90.0;
constexpr double kHighestDb = 10.0;
constexpr double kSmallestRange = 1e-6;  // a difference of nothing has a scale, too
constexpr std::size_t kPictureWidth = 704;
constexpr std::size_t kPictureHeight = 512;

std::vector<float> scaled(std::span<const float> values, double factor) {
  std::vector<float> result(values.size());
  std::ranges::transform(values, result.begin(), [factor](float value) {
    return static_cast<float>(factor * static_cast<double>(value));
  });
  return result;
}

/// A field of a table as RFC 4180 has it: names of devices may be anything.
std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) field.append(c == '"' ? 2 : 1, c);
  return field + '"';
}

}  // namespace

nlohmann::ordered_json predictionJson(const Prediction& prediction) {
  nlohmann::ordered_json json;
  for (const Scene scene : allScenes()) {
    json["scenes"][std::string(sceneLabel(scene))] =
        prediction.scenes[static_cast<std::size_t>(scene)];
  }
  for (std::size_t group = 0; group < kGroupCount; ++group)
    json["groups"][std::string(groupTitle(static_cast<SceneGroup>(group)))] =
        prediction.groups[group];
  json["decision"] = sceneLabel(prediction.decision());
  json["combined_decision"] = sceneLabel(prediction.decision(DecisionRule::Combined));
  return json;
}

Status PreviewOutput::begin() const {
  std::error_code error;
  std::filesystem::create_directories(m_folder, error);
  if (!error) return {};
  return fail({.reason = "the folder cannot be made: " + error.message(),
               .file = m_folder,
               .remedy = "Choose another place"});
}

void PreviewOutput::addTensor(const std::string& name, std::vector<std::int64_t> shape,
                              std::span<const float> values) {
  m_tensors.tensors[name] = Tensor::fromFloats(std::move(shape), values);
}

void PreviewOutput::addMaps(const FeatureMap& before, const FeatureMap& after) {
  const std::vector<std::int64_t> map{kMels, kFrames};
  const std::vector<std::int64_t> input{kChannels, kMels, kFrames};
  addTensor("before.logmel", map, before.logmel);
  addTensor("before.features", input, before.features);
  addTensor("after.logmel", map, after.logmel);
  addTensor("after.features", input, after.features);
  addTensor("difference.logmel", map, differenceOf(before.logmel, after.logmel));
  addTensor("difference.features", input, differenceOf(before.features, after.features));
}

void PreviewOutput::addPrediction(Precision precision, const BeforeAfter& both) {
  auto& json = m_json["predictions"][std::string(precisionName(precision))];
  json["before"] = predictionJson(both.before);
  json["after"] = predictionJson(both.after);
  json["decision_changes"] = both.decisionChanges(DecisionRule::TenClass);
}

Status PreviewOutput::writeLevels(const std::string& name, std::span<const float> logmel) {
  m_json["pictures"][name + ".png"] = {{"unit", "dB"}, {"low", kLowestDb}, {"high", kHighestDb}};
  return writePng(
      m_folder / (name + ".png"),
      heatMap(scaled(logmel, 10.0), kFrames, kPictureWidth / kFrames, kPictureHeight / kMels,
              {level_colours::kViridis, kLowestDb, kHighestDb}));
}

Status PreviewOutput::writeSigned(const std::string& name, std::span<const float> values,
                                  std::size_t columns, const std::string& unit, double factor) {
  double range = kSmallestRange;
  for (const float value : values)
    range = std::max(range, std::abs(factor * static_cast<double>(value)));
  m_json["pictures"][name + ".png"] = {{"unit", unit}, {"low", -range}, {"high", range}};
  const std::size_t rows = values.size() / columns;
  return writePng(
      m_folder / (name + ".png"),
      heatMap(scaled(values, factor), columns, std::max<std::size_t>(1, kPictureWidth / columns),
              std::max<std::size_t>(1, kPictureHeight / rows),
              {level_colours::kDiverging, -range, range}));
}

Status PreviewOutput::writeMaps(const FeatureMap& before, const FeatureMap& after) {
  if (auto done = writeLevels("before", before.logmel); !done) return done;
  if (auto done = writeLevels("after", after.logmel); !done) return done;
  return writeSigned("difference", differenceOf(before.logmel, after.logmel), kFrames, "dB", 10.0);
}

Status PreviewOutput::writeSpectra(const DeviceSpectra& spectra, const DeviceCorrection& made) {
  const auto floats = [](const std::vector<double>& values) {
    return std::vector<float>(values.begin(), values.end());
  };
  const auto add = [&](const std::string& name, const std::vector<double>& values) {
    if (!values.empty())
      addTensor(name, {static_cast<std::int64_t>(values.size())}, floats(values));
  };
  addTensor("shift", {kMels}, made.shift);
  addTensor("factors", {static_cast<std::int64_t>(made.factors.size())}, made.factors);
  add("source.power", made.sourcePower);
  add("target.power", made.targetPower);
  add("source.log_magnitude", made.sourceLogMagnitude);
  add("target.log_magnitude", made.targetLogMagnitude);
  std::vector<std::vector<double>> means;
  std::vector<float> all;
  auto& json = m_json["spectra"];
  json["file"] = "spectra.csv";
  json["devices"] = nlohmann::ordered_json::array();
  std::string csv = "band,centre_hz,source_power,target_power,difference_db";
  for (std::size_t d = 0; d < spectra.devices.size(); ++d) {
    means.push_back(spectra.meanPower(static_cast<std::int16_t>(d)));
    if (means.back().empty()) {
      means.pop_back();
      continue;
    }
    json["devices"].push_back(spectra.devices[d]);
    csv += ',' + csvField("mean_power_" + spectra.devices[d]);
    for (const double power : means.back()) all.push_back(static_cast<float>(power));
  }
  addTensor("devices.power", {static_cast<std::int64_t>(means.size()), kMels}, all);
  for (std::size_t m = 0; m < kMels; ++m) {
    fmt::format_to(std::back_inserter(csv), "\n{},{:.2f},{:.9g},{:.9g},{:.6f}", m,
                   MelFilterbank::centreHz(m), made.sourcePower[m], made.targetPower[m],
                   10.0 * static_cast<double>(made.shift[m]));
    for (const auto& mean : means) fmt::format_to(std::back_inserter(csv), ",{:.9g}", mean[m]);
  }
  csv += '\n';
  const std::array<std::span<const std::byte>, 1> parts{std::as_bytes(std::span(csv))};
  return writeFileAtomically(m_folder / "spectra.csv", parts);
}

Status PreviewOutput::writeSound(const std::vector<float>& samples) {
  float peak = 0.0F;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  // A file of integers has nothing beyond full scale.
  const float gain = peak > 1.0F ? 1.0F / peak : 1.0F;
  m_json["sound"] = {{"file", "sound.wav"}, {"peak", peak}, {"gain", gain}};
  return writeWav24(m_folder / "sound.wav", scaled(samples, static_cast<double>(gain)));
}

Status PreviewOutput::end() {
  if (auto done = writeSafetensors(m_folder / "tensors.safetensors", m_tensors); !done) return done;
  // Paths of files may be any bytes; JSON is UTF-8.
  const std::string text =
      m_json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  const std::array<std::span<const std::byte>, 1> parts{std::as_bytes(std::span(text))};
  return writeFileAtomically(m_folder / "preview.json", parts);
}

}  // namespace scenelens
