// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/nn/classifier.h"
#include "core/nn/layers.h"
#include "core/nn/model.h"
#include "core/nn/native/aligned_array.h"
#include "core/nn/native/folding.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace scenelens {

/// What one block put out, for comparing engines layer by layer.
struct BlockOutput {
  std::string module;         ///< "conv1" .. "conv5"
  MapShape shape;             ///< after pooling
  std::vector<float> values;  ///< channels x time x mel, as PyTorch stores it
};

/// Our own float32 engine: one clip at a time, in one thread, without allocating after
/// construction.
///
/// The weights are folded (see FoldedNetwork) and may be shared by any number of objects. Inner
/// loops use the best instruction set of the machine (see kernels::targetName); between instruction
/// sets the last bits differ. One thread at a time per object.
class NativeClassifier final : public Classifier {
 public:
  explicit NativeClassifier(std::shared_ptr<const FoldedNetwork> network);

  /// "Native (AVX3)": the instruction set in use.
  [[nodiscard]] std::string engineName() const override;
  [[nodiscard]] std::string_view precisionName() const override { return "Float32"; }
  /// Errors: none.
  [[nodiscard]] Status forward(std::span<const float> features, std::span<float> logits) override;

  /// The outputs of all blocks for one clip (kFeatureSize values), for inspection; allocates.
  [[nodiscard]] std::vector<BlockOutput> blockOutputs(std::span<const float> features);

  /// What the head of the network saw of the clip that was given to forward() last: the means of
  /// the outputs of blocks 2..5, one after another (224 values, Model4 512). Valid until the next
  /// call; zeros before the first.
  [[nodiscard]] std::span<const float> embedding() const { return m_embedding; }

  /// The weights, for another object.
  [[nodiscard]] const std::shared_ptr<const FoldedNetwork>& network() const { return m_network; }

 private:
  void loadClip(const float* features);
  void runBlock(std::size_t index);
  void enrichBlock(std::size_t index);
  void attend(std::size_t index);
  void fuseBlock(std::size_t index);
  void classify(std::span<float> logits);
  [[nodiscard]] float* blockInput(std::size_t index) { return m_maps[index % 2].data(); }
  [[nodiscard]] float* blockOutput(std::size_t index) { return m_maps[(index + 1) % 2].data(); }

  std::shared_ptr<const FoldedNetwork> m_network;

  // Maps are time x channel x mel. Blocks write to the two maps in turn; the features are the input
  // of the first block, whose stem is computed on the way.
  std::array<AlignedFloats, 2> m_maps;
  AlignedFloats m_first;          ///< first DSSC's output, Dssdb only
  AlignedFloats m_third;          ///< third DSSC's output
  AlignedFloats m_scratch;        ///< of the kernels
  AlignedFloats m_zeroRow;        ///< stands for rows outside the map
  std::vector<float> m_lowMean;   ///< means of the block's input over its low mel half, by channel
  std::vector<float> m_highMean;  ///< the same for the high half
  std::vector<float> m_firstMean;
  std::vector<float> m_fusedMean;  ///< means of what attention weighs
  std::vector<float> m_weights;    ///< `fuse` with this clip's attention and the pooling
  std::vector<float> m_bias;
  std::vector<float> m_embedding;  ///< means of the outputs of blocks 2..5
  std::size_t m_embedded = 0;
  std::vector<float> m_hidden;
};

/// A classifier with folded copies of the model's weights. Errors: tensors that do not fit.
/// Thread-safe.
[[nodiscard]] Result<std::unique_ptr<Classifier>> makeNativeClassifier(const Model& model);

}  // namespace scenelens
