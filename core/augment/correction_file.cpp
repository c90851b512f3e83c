// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/correction_file.h"

#include "core/base/in_quotes.h"
#include "core/base/safetensors.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

namespace scenelens {

namespace {

constexpr const char* kFormat = "scenelens-spectrum-correction-1";
constexpr const char* kShift = "shift";
constexpr const char* kDevice = "row_device";
constexpr const char* kFactors = "factors";
/// The log10 power of two sounds that can be told from silence differs by less than this.
constexpr float kLargestShift = 40.0F;
constexpr float kLargestFactor = 1e20F;
/// More devices than any data set has; bounds what a hostile file makes us keep.
constexpr std::size_t kMaxDevices = 1000;

/// Reads what is in the file; the first thing wrong ends in `problem`.
class Reader {
 public:
  explicit Reader(const TensorFile& file) : m_file(file) {}

  /// The correction, or what keeps the file from being one.
  tl::expected<SpectrumCorrection, std::string> read() {
    if (text("format") != kFormat) return wrong("its metadata does not say " + inQuotes(kFormat));
    const auto form = correctionFormFromName(text("form"));
    if (!form) return wrong("its form " + inQuotes(text("form")) + " is not known");
    m_out.form = *form;
    m_out.dataset = text("data");
    m_out.device = text("device");
    if (m_out.device.empty()) return wrong("its metadata does not say which device it is for");
    if (auto problem = readOthers(); !problem.empty()) return wrong(std::move(problem));
    if (auto problem = readPairs(); !problem.empty()) return wrong(std::move(problem));
    if (auto problem = readTensors(); !problem.empty()) return wrong(std::move(problem));
    return std::move(m_out);
  }

 private:
  static tl::unexpected<std::string> wrong(std::string problem) {
    return tl::unexpected<std::string>(std::move(problem));
  }

  [[nodiscard]] std::string text(const char* key) const {
    const auto it = m_file.metadata.find(key);
    return it == m_file.metadata.end() ? std::string() : it->second;
  }

  std::string readOthers() {
    const auto list = nlohmann::json::parse(text("other_devices"), nullptr, false);
    if (!list.is_array() || list.empty() || list.size() > kMaxDevices)
      return "its other_devices are not a list of names";
    for (const auto& name : list) {
      if (!name.is_string() || name.get_ref<const std::string&>().empty())
        return "its other_devices are not a list of names";
      m_out.others.push_back(name.get<std::string>());
    }
    // Sorted and without repetition, and without the corrected device itself.
    if (std::ranges::adjacent_find(m_out.others, std::greater_equal<>()) != m_out.others.end() ||
        m_out.indexOf(m_out.device))
      return "its other_devices are not in order, each once";
    return {};
  }

  std::string readPairs() {
    const std::string number = text("pairs");
    const char* end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, m_out.pairs);
    if (error != std::errc() || stop != end || m_out.pairs < 1)
      return "its number of pairs " + inQuotes(number) + " is not a number";
    return {};
  }

  std::string readTensors() {
    const auto others = static_cast<std::int64_t>(m_out.others.size());
    const bool pairs = m_out.form == CorrectionForm::Pairs;
    const bool kosmider = m_out.form == CorrectionForm::Kosmider;
    const std::int64_t rows = pairs ? m_out.pairs : kosmider ? others : 1;
    if (auto problem = readFloats(kShift, {rows, kMels}, m_out.shifts); !problem.empty())
      return problem;
    if (!std::ranges::all_of(m_out.shifts, [](float x) { return std::abs(x) <= kLargestShift; }))
      return fmt::format("tensor '{}' holds values that are no difference of spectra", kShift);
    if (pairs) {
      if (auto problem = readRowDevices(rows); !problem.empty()) return problem;
    }
    if (kosmider) {
      auto problem = readFloats(kFactors, {others, Stft::kBins}, m_out.coefficients);
      if (!problem.empty()) return problem;
      if (!std::ranges::all_of(m_out.coefficients,
                               [](float x) { return x > 0.0F && x < kLargestFactor; }))
        return fmt::format("tensor '{}' holds values that are no factors", kFactors);
    }
    const std::size_t known = pairs || kosmider ? 2 : 1;
    if (m_file.tensors.size() != known) return "it holds tensors that do not belong to its form";
    return {};
  }

  std::string readFloats(const char* name, const std::vector<std::int64_t>& shape,
                         std::vector<float>& out) {
    const Tensor* tensor = m_file.find(name);
    if (!tensor) return fmt::format("tensor '{}' is missing", name);
    if (tensor->dtype != DType::F32 || tensor->shape != shape)
      return fmt::format("tensor '{}' is {} {} instead of F32 {}", name, dtypeName(tensor->dtype),
                         tensor->shapeText(), shapeText(shape));
    const auto values = tensor->floats();
    if (!std::ranges::all_of(values, [](float x) { return std::isfinite(x); }))
      return fmt::format("tensor '{}' holds NaN or infinite values", name);
    out.assign(values.begin(), values.end());
    return {};
  }

  std::string readRowDevices(std::int64_t rows) {
    const Tensor* tensor = m_file.find(kDevice);
    if (!tensor) return fmt::format("tensor '{}' is missing", kDevice);
    if (tensor->dtype != DType::I32 || tensor->shape != std::vector{rows})
      return fmt::format("tensor '{}' is {} {} instead of I32 {}", kDevice,
                         dtypeName(tensor->dtype), tensor->shapeText(), rows);
    m_out.rowDevices.resize(static_cast<std::size_t>(rows));
    std::memcpy(m_out.rowDevices.data(), tensor->bytes.data(), tensor->bytes.size());
    const auto others = static_cast<std::int32_t>(m_out.others.size());
    if (!std::ranges::all_of(m_out.rowDevices,
                             [others](std::int32_t d) { return d >= 0 && d < others; }))
      return fmt::format("tensor '{}' counts beyond its other_devices", kDevice);
    return {};
  }

  const TensorFile& m_file;
  SpectrumCorrection m_out;
};

}  // namespace

Status saveCorrection(const std::filesystem::path& path, const SpectrumCorrection& correction) {
  TensorFile file;
  file.metadata["format"] = kFormat;
  file.metadata["form"] = correctionFormName(correction.form);
  file.metadata["data"] = correction.dataset;
  file.metadata["device"] = correction.device;
  // Names come from a list that anyone may have written; what is not UTF-8 must not throw.
  file.metadata["other_devices"] =
      nlohmann::json(correction.others)
          .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  file.metadata["pairs"] = std::to_string(correction.pairs);
  const auto rows = static_cast<std::int64_t>(correction.rows());
  const auto others = static_cast<std::int64_t>(correction.others.size());
  file.tensors[kShift] = Tensor::fromFloats({rows, kMels}, correction.shifts);
  if (correction.form == CorrectionForm::Pairs) {
    Tensor device{.dtype = DType::I32, .shape = {rows}, .bytes = {}};
    device.bytes.resize(correction.rowDevices.size() * sizeof(std::int32_t));
    std::memcpy(device.bytes.data(), correction.rowDevices.data(), device.bytes.size());
    file.tensors[kDevice] = std::move(device);
  }
  if (correction.form == CorrectionForm::Kosmider)
    file.tensors[kFactors] = Tensor::fromFloats({others, Stft::kBins}, correction.coefficients);
  return writeSafetensors(path, file);
}

Result<SpectrumCorrection> loadCorrection(const std::filesystem::path& path) {
  const auto file = readSafetensors(path);
  if (!file) return fail(file.error());
  auto correction = Reader(*file).read();
  if (!correction)
    return fail({.reason = "this is not a spectrum correction: " + correction.error(),
                 .file = path,
                 .remedy = "Make one with 'scenelens-cli spectrum-correction'"});
  return std::move(*correction);
}

}  // namespace scenelens
