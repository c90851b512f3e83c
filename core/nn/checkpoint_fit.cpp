// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/in_quotes.h"
#include "core/nn/checkpoint.h"
#include "core/nn/half.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <string_view>
#include <utility>

namespace scenelens {

namespace {

constexpr std::size_t kMaxNamed = 50;  // names per kind of problem; the rest is counted

/// A list of names for a message, cut where it would fill the screen.
class NameList {
 public:
  void add(const std::string& name) {
    if (m_count++ < kMaxNamed) m_text += (m_text.empty() ? "" : ", ") + name;
  }
  [[nodiscard]] bool empty() const { return m_count == 0; }
  [[nodiscard]] std::string text() const {
    return m_count <= kMaxNamed ? m_text
                                : fmt::format("{} and {} more", m_text, m_count - kMaxNamed);
  }

 private:
  std::size_t m_count = 0;
  std::string m_text;
};

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

/// Whether a key belongs to what torch.quantization.prepare_qat adds: modules called
/// `weight_fake_quant` and `activation_post_process` (in FX mode
/// `<module>_activation_post_process_0`).
bool isQuantizationEntry(std::string_view key) {
  return key.find("activation_post_process") != std::string_view::npos ||
         key.find("_fake_quant.") != std::string_view::npos;
}

bool isBatchCounter(std::string_view key) {
  return key == "num_batches_tracked" || key.ends_with(".num_batches_tracked");
}

/// What was left out or changed on the way, by kind.
struct Tally {
  std::size_t prefixed = 0;
  std::size_t conv6 = 0;
  std::size_t quantization = 0;
  std::size_t counters = 0;
  std::size_t fromDouble = 0;
  std::size_t fromHalf = 0;

  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> out;
    const auto tensors = [](std::size_t n) { return counted(n, "tensor", "tensors"); };
    if (prefixed > 0) {
      out.push_back(
          fmt::format("removed the prefix 'module.' from {}", counted(prefixed, "name", "names")));
    }
    if (conv6 > 0) {
      out.push_back(fmt::format(
          "dropped {} of conv6, which the published code defines but never uses", tensors(conv6)));
    }
    if (quantization > 0) {
      out.push_back(fmt::format("dropped {}", counted(quantization, "quantization-observer entry",
                                                      "quantization-observer entries")));
    }
    if (counters > 0) {
      out.push_back(fmt::format(
          "dropped {}, which inference does not use",
          counted(counters, "num_batches_tracked counter", "num_batches_tracked counters")));
    }
    if (fromDouble > 0) {
      out.push_back(fmt::format("rounded {} from float64 to float32", tensors(fromDouble)));
    }
    if (fromHalf > 0) {
      out.push_back(fmt::format("converted {} from float16 to float32", tensors(fromHalf)));
    }
    return out;
  }
};

std::string_view withoutModulePrefix(std::string_view key) {
  constexpr std::string_view prefix = "module.";
  while (key.starts_with(prefix)) key.remove_prefix(prefix.size());
  return key;
}

template <typename T>
T element(const Tensor& tensor, std::size_t i) {
  T value;
  std::memcpy(&value, tensor.bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

/// The tensor as float32; only float types come here.
Tensor toFloat32(Tensor tensor, Tally& tally) {
  if (tensor.dtype == DType::F32) return tensor;
  Tensor out = Tensor::zeros(tensor.shape);
  const auto values = out.floats();
  if (tensor.dtype == DType::F64) {
    ++tally.fromDouble;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(element<double>(tensor, i));
    }
  } else {
    ++tally.fromHalf;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = halfToFloat(element<std::uint16_t>(tensor, i));
    }
  }
  return out;
}

bool isFloat(DType type) {
  return type == DType::F32 || type == DType::F64 || type == DType::F16;
}

bool allFinite(std::span<const float> values) {
  for (const float v : values) {
    if (!std::isfinite(v)) return false;
  }
  return true;
}

using SpecMap = std::map<std::string, const ParameterSpec*, std::less<>>;

/// Everything that keeps a checkpoint from fitting, in one sentence.
struct Problems {
  NameList missing, misshapen, wrongType, unknown, notFinite;

  [[nodiscard]] std::string text() const {
    std::string out;
    const auto add = [&](const char* title, const NameList& list) {
      if (!list.empty())
        out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", title, list.text());
    };
    add("missing", missing);
    add("wrong shape", misshapen);
    add("not floating point", wrongType);
    add("unknown", unknown);
    add("NaN or infinite values", notFinite);
    return out;
  }
};

/// Whether the names and shapes of `tensors` are exactly those of `architecture`.
bool fits(const std::map<std::string, Tensor>& tensors, const Architecture& architecture) {
  const auto specs = parameterSpecs(architecture);
  if (specs.size() != tensors.size()) return false;
  for (const ParameterSpec& spec : specs) {
    const auto found = tensors.find(spec.name);
    if (found == tensors.end() || found->second.shape != spec.shape) return false;
  }
  return true;
}

/// "The file fits Model3; choose that architecture" when it does.
std::string suggestion(const std::map<std::string, Tensor>& tensors) {
  for (const Architecture& other : dsmnModels()) {
    if (fits(tensors, other)) {
      return fmt::format("The file holds the weights of {}: choose that architecture", other.title);
    }
  }
  return {};
}

/// Moves the tensors that matter to `kept`, under their plain names. Returns a name that two
/// tensors share once the prefixes are gone, or an empty string.
std::string sortOut(std::map<std::string, Tensor>& tensors, const SpecMap& specs,
                    std::map<std::string, Tensor>& kept, Tally& tally) {
  for (auto& [key, tensor] : tensors) {
    std::string name(withoutModulePrefix(key));
    if (name.size() != key.size()) ++tally.prefixed;
    if (!specs.contains(name)) {
      std::size_t* dropped = name.starts_with("conv6.")  ? &tally.conv6
                             : isQuantizationEntry(name) ? &tally.quantization
                             : isBatchCounter(name)      ? &tally.counters
                                                         : nullptr;
      if (dropped != nullptr) {
        ++*dropped;
        continue;
      }
    }
    if (!kept.emplace(name, std::move(tensor)).second) return name;
  }
  return {};
}

}  // namespace

Result<ImportedWeights> fitCheckpoint(TensorFile stateDict, const Architecture& architecture,
                                      const std::filesystem::path& path) {
  const auto specs = parameterSpecs(architecture);
  SpecMap byName;
  for (const ParameterSpec& spec : specs) byName.emplace(spec.name, &spec);

  Tally tally;
  std::map<std::string, Tensor> kept;
  if (const std::string twice = sortOut(stateDict.tensors, byName, kept, tally); !twice.empty()) {
    return fail(
        {fmt::format("holds {} both with and without the prefix 'module.'", inQuotes(twice)),
         path});
  }

  Problems problems;
  ImportedWeights out;
  out.weights.metadata = std::move(stateDict.metadata);
  for (const auto& [name, tensor] : kept) {
    if (!byName.contains(name)) problems.unknown.add(inQuotes(name));
  }
  const std::string other = suggestion(kept);
  for (const ParameterSpec& spec : specs) {
    const auto found = kept.find(spec.name);
    if (found == kept.end()) {
      problems.missing.add(inQuotes(spec.name));
    } else if (found->second.shape != spec.shape) {
      problems.misshapen.add(fmt::format("{} ({} instead of {})", inQuotes(spec.name),
                                         found->second.shapeText(), shapeText(spec.shape)));
    } else if (!isFloat(found->second.dtype)) {
      problems.wrongType.add(
          fmt::format("{} ({})", inQuotes(spec.name), dtypeName(found->second.dtype)));
    } else {
      Tensor tensor = toFloat32(std::move(found->second), tally);
      if (!allFinite(tensor.floats())) problems.notFinite.add(inQuotes(spec.name));
      out.weights.tensors.emplace(spec.name, std::move(tensor));
    }
  }
  if (const std::string text = problems.text(); !text.empty()) {
    return fail({fmt::format("does not fit {}: {}", architecture.title, text), path, 0, other});
  }
  out.notes = tally.notes();
  return out;
}

}  // namespace scenelens
