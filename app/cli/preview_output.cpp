// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/preview_output.h"

#include "core/audio/audio_file.h"
#include "core/base/file_io.h"
#include "core/base/safetensors.h"
#include "core/preview/level_colours.h"
#include "core/preview/picture.h"
#include "core/preview/transforms.h"

#include <algorithm>
#include <array>
#include <cmath>
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
