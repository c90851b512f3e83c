// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenelens {

/// The two building blocks of DSMN (report section 3.2).
enum class BlockKind : std::uint8_t {
  Dssdb,    ///< whole mel axis, concatenates three branches, pools time and mel
  DssdbSeg  ///< halves the mel axis: the low half is processed, the high half only projected
};

/// A DSMN variant as data: everything else (layer table, complexity, the LibTorch module, the
/// checkpoint's tensor names) is derived from it.
///
/// Input 2 x 256 x 44 (channels, mel, frames), transposed to 2 x 44 x 256 inside; stem 1x1
/// convolution; five blocks; global average pools of blocks 2..5 concatenated; two linear layers;
/// 13 logits (ten scenes, then Indoor, Outdoor, Transport).
struct Architecture {
  struct Block {
    BlockKind kind = BlockKind::DssdbSeg;
    int channels = 0;  ///< output channels
  };

  std::string name;     ///< identifier: "model1" .. "model4"
  std::string title;    ///< for people: "Model1"
  std::string summary;  ///< what it is made of: "5×DSSDB_SEG"
  int stemChannels = 16;
  std::array<Block, 5> blocks{};
  int hidden = 100;  ///< width of the first linear layer

  /// Channels after concatenating the pooled outputs of blocks 2..5 (224; Model4 512).
  [[nodiscard]] int embeddingSize() const;
};

/// Model1..Model4, in this order. Model2 is 5×DSSDB and Model3 is 1×DSSDB_SEG + 4×DSSDB, as in
/// Table 2 of the report and in the authors' code; Table 3 prints these two rows swapped. Model4
/// has hidden width 64, the reading that reproduces Table 3's parameter count.
[[nodiscard]] std::span<const Architecture> dsmnModels();

/// The architecture of that name ("model1", case-insensitive), or null.
[[nodiscard]] const Architecture* findArchitecture(std::string_view name);

/// A tensor that a checkpoint of an architecture must hold.
struct ParameterSpec {
  std::string name;                 ///< the authors' key, e.g. "conv1.dilaconv1.ch_conv1.weight"
  std::vector<std::int64_t> shape;  ///< as PyTorch stores it
  bool trained = true;              ///< false for BatchNorm running statistics
};

/// All tensors of an architecture in forward order, with the authors' names, running statistics
/// included, `num_batches_tracked` and the unused `conv6` not.
[[nodiscard]] std::vector<ParameterSpec> parameterSpecs(const Architecture& architecture);

}  // namespace scenelens
