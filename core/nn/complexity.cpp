// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/complexity.h"

#include "core/base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace scenelens {

namespace {

std::string kernelText(const Layer& layer) {
  if (layer.kind == LayerKind::Conv1d) return std::to_string(layer.kernel[0]);
  if (layer.kind == LayerKind::BatchNorm2d || layer.kind == LayerKind::Linear) return "";
  std::string text = fmt::format("{}x{}", layer.kernel[0], layer.kernel[1]);
  if (layer.dilation != std::array<int, 2>{1, 1}) {
    text += fmt::format(" d{}", std::max(layer.dilation[0], layer.dilation[1]));
  }
  return text;
}

}  // namespace

Complexity complexityOf(const Architecture& architecture) {
  Complexity total;
  std::int64_t biasesBeforeNorm = 0;
  const auto layers = layersOf(architecture);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto& layer = layers[i];
    total.parameters += layer.parameters;
    total.macs += layer.macs;
    total.weights += layer.weightCount();
    total.biases += layer.biasCount();
    if (layer.kind == LayerKind::BatchNorm2d) {
      total.normChannels += layer.outChannels;
      // A bias in front of a BatchNorm and the BatchNorm's own shift fold into one.
      biasesBeforeNorm += layers[i - 1].biasCount();
    }
  }
  total.foldedBiases = total.biases + total.normChannels - biasesBeforeNorm;
  return total;
}

std::string reportNote(const Architecture& architecture) {
  if (architecture.name == "model2" || architecture.name == "model3") {
    return "Named as in the report's Table 2 and the authors' code; Table 3 prints the parameter "
           "and "
           "MAC counts of Model2 and Model3 swapped.";
  }
  if (architecture.name == "model4") {
    return "Hidden width 64 reproduces the 121.8k parameters of Table 3; its MACs are 20.90 M "
           "where "
           "the report prints 20.92 M.";
  }
  return {};
}

std::string complexityTable(const Architecture& architecture) {
  constexpr auto kRow = "{:<28} {:<18} {:>7} {:>6}  {:<12} {:<12} {:>10} {:>12}\n";
  std::string out = fmt::format("{} ({})\n", architecture.title, architecture.summary);
  out += fmt::format(kRow, "layer", "kind", "kernel", "groups", "input", "output", "parameters",
                     "MACs");
  for (const auto& layer : layersOf(architecture)) {
    out += fmt::format(kRow, layer.module, layerKindName(layer.kind), kernelText(layer),
                       layer.kind == LayerKind::Conv2d ? std::to_string(layer.groups) : "",
                       layer.input.text(), layer.output.text(), groupDigits(layer.parameters),
                       groupDigits(layer.macs));
  }
  const Complexity total = complexityOf(architecture);
  out += fmt::format(kRow, "TOTAL", "", "", "", "", "", groupDigits(total.parameters),
                     groupDigits(total.macs));
  const auto verdict = [](bool ok) { return ok ? "within the limit" : "OVER THE LIMIT"; };
  out += '\n';
  const auto limited = [&](const char* what, std::int64_t value, std::int64_t limit, bool ok,
                           const char* remark = "") {
    out += fmt::format("{:<24} {:>12}   limit {:>10}   {}{}\n", what, groupDigits(value),
                       groupDigits(limit), verdict(ok), remark);
  };
  limited("MACs", total.macs, kLimitMacs, total.withinMacLimit());
  limited("bytes, Int8, BN folded", total.bytesInt8Folded(), kLimitBytes, total.withinByteLimit());
  limited("bytes, Float32, folded", total.bytesFloat32Folded(), kLimitBytes,
          total.withinByteLimitFloat32Folded());
  limited("bytes, Float32 as stored", total.bytesFloat32(), kLimitBytes,
          total.withinByteLimitFloat32(), ", with BatchNorm statistics");
  out += fmt::format("{:<24} {:>12}   one byte per parameter\n", "bytes, as reported",
                     groupDigits(total.bytesAsReported()));
  const std::string note = reportNote(architecture);
  if (!note.empty()) out += "Note: " + note + "\n";
  return out;
}

std::string complexityJson(const std::vector<const Architecture*>& architectures) {
  using nlohmann::ordered_json;
  ordered_json models = ordered_json::array();
  for (const auto* architecture : architectures) {
    const Complexity total = complexityOf(*architecture);
    ordered_json layers = ordered_json::array();
    for (const auto& layer : layersOf(*architecture)) {
      layers.push_back({{"module", layer.module},
                        {"kind", layerKindName(layer.kind)},
                        {"in_channels", layer.inChannels},
                        {"out_channels", layer.outChannels},
                        {"kernel", layer.kernel},
                        {"padding", layer.padding},
                        {"dilation", layer.dilation},
                        {"groups", layer.groups},
                        {"bias", layer.bias},
                        {"input_shape", layer.input.text()},
                        {"output_shape", layer.output.text()},
                        {"parameters", layer.parameters},
                        {"macs", layer.macs}});
    }
    models.push_back({{"name", architecture->name},
                      {"title", architecture->title},
                      {"summary", architecture->summary},
                      {"parameters", total.parameters},
                      {"macs", total.macs},
                      {"bytes",
                       {{"int8_folded", total.bytesInt8Folded()},
                        {"float32_folded", total.bytesFloat32Folded()},
                        {"float32_stored", total.bytesFloat32()},
                        {"one_per_parameter", total.bytesAsReported()}}},
                      {"limits",
                       {{"bytes", kLimitBytes},
                        {"macs", kLimitMacs},
                        {"within_bytes",
                         {{"int8_folded", total.withinByteLimit()},
                          {"float32_folded", total.withinByteLimitFloat32Folded()},
                          {"float32_stored", total.withinByteLimitFloat32()}}},
                        {"within_macs", total.withinMacLimit()}}},
                      {"note", reportNote(*architecture)},
                      {"layers", std::move(layers)}});
  }
  return ordered_json{{"rule", "NeSsi / torchinfo 1.7.2"}, {"models", std::move(models)}}.dump(2);
}

}  // namespace scenelens
