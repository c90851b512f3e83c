// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/architecture.h"

#include "core/nn/layers.h"

#include <algorithm>
#include <cctype>

namespace scenelens {

namespace {

using Block = Architecture::Block;

constexpr std::array<Block, 5> blocksOf(BlockKind first, BlockKind rest,
                                        const std::array<int, 5>& channels) {
  return {{{first, channels[0]},
           {rest, channels[1]},
           {rest, channels[2]},
           {rest, channels[3]},
           {rest, channels[4]}}};
}

std::array<Architecture, 4> makeModels() {
  constexpr auto kSeg = BlockKind::DssdbSeg;
  constexpr auto kFull = BlockKind::Dssdb;
  constexpr std::array<int, 5> kNarrow{24, 32, 64, 64, 64};
  constexpr std::array<int, 5> kWide{24, 128, 128, 128, 128};
  return {{{"model1", "Model1", "5×DSSDB_SEG", 16, blocksOf(kSeg, kSeg, kNarrow), 100},
           {"model2", "Model2", "5×DSSDB", 16, blocksOf(kFull, kFull, kNarrow), 100},
           {"model3", "Model3", "1×DSSDB_SEG + 4×DSSDB", 16, blocksOf(kSeg, kFull, kNarrow), 100},
           {"model4", "Model4", "5×DSSDB_SEG, wide", 16, blocksOf(kSeg, kSeg, kWide), 64}}};
}

}  // namespace

int Architecture::embeddingSize() const {
  int size = 0;
  for (std::size_t i = 1; i < blocks.size(); ++i) size += blocks[i].channels;
  return size;
}

std::span<const Architecture> dsmnModels() {
  static const auto models = makeModels();
  return models;
}

const Architecture* findArchitecture(std::string_view name) {
  const auto equalIgnoringCase = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
      return std::tolower(x) == std::tolower(y);
    });
  };
  for (const auto& model : dsmnModels()) {
    if (equalIgnoringCase(model.name, name)) return &model;
  }
  return nullptr;
}

std::vector<ParameterSpec> parameterSpecs(const Architecture& architecture) {
  std::vector<ParameterSpec> specs;
  for (const auto& layer : layersOf(architecture)) {
    const auto add = [&](const char* suffix, std::vector<std::int64_t> shape, bool trained = true) {
      specs.push_back({layer.module + suffix, std::move(shape), trained});
    };
    switch (layer.kind) {
      case LayerKind::Conv2d:
        add(".weight",
            {layer.outChannels, layer.inChannels / layer.groups, layer.kernel[0], layer.kernel[1]});
        if (layer.bias) add(".bias", {layer.outChannels});
        break;
      case LayerKind::Conv1d:
        add(".weight", {1, 1, layer.kernel[0]});
        break;
      case LayerKind::BatchNorm2d:
        add(".weight", {layer.outChannels});
        add(".bias", {layer.outChannels});
        add(".running_mean", {layer.outChannels}, false);
        add(".running_var", {layer.outChannels}, false);
        break;
      case LayerKind::Linear:
        add(".weight", {layer.outChannels, layer.inChannels});
        add(".bias", {layer.outChannels});
        break;
      case LayerKind::AvgPool2d:
      case LayerKind::GlobalAvgPool:
        break;
    }
  }
  return specs;
}

}  // namespace scenelens
