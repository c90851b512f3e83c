// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/native/folding.h"

#include "core/dataset/scene.h"
#include "core/features/feature_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr double kNormEpsilon = 1e-5;  // PyTorch's default

/// A Dense before it is rounded.
struct WideDense {
  std::size_t ins = 0;
  std::size_t outs = 0;
  std::vector<double> weights;  // ins x outs
  std::vector<double> bias;

  [[nodiscard]] Dense rounded() const {
    return {ins, outs, {weights.begin(), weights.end()}, {bias.begin(), bias.end()}};
  }
};

/// BatchNorm as y = scale * x + shift.
struct Norm {
  std::vector<double> scale;
  std::vector<double> shift;
};

/// Reads tensors that are known to be there.
class Folder {
 public:
  explicit Folder(const TensorFile& file) : m_file(file) {}

  [[nodiscard]] Norm norm(const std::string& module) const {
    const auto weight = values(module + ".weight");
    const auto bias = values(module + ".bias");
    const auto mean = values(module + ".running_mean");
    const auto variance = values(module + ".running_var");
    Norm norm;
    for (std::size_t c = 0; c < weight.size(); ++c) {
      const double scale = weight[c] / std::sqrt(variance[c] + kNormEpsilon);
      norm.scale.push_back(scale);
      norm.shift.push_back(bias[c] - mean[c] * scale);
    }
    return norm;
  }

  [[nodiscard]] WideDense dense(const std::string& module) const {
    const auto weight = values(module + ".weight");  // outs x ins
    const auto bias = values(module + ".bias");
    WideDense dense;
    dense.outs = bias.size();
    dense.ins = weight.size() / dense.outs;
    dense.bias = bias;
    for (std::size_t i = 0; i < dense.ins; ++i) {
      for (std::size_t o = 0; o < dense.outs; ++o) {
        dense.weights.push_back(weight[o * dense.ins + i]);
      }
    }
    return dense;
  }

  [[nodiscard]] Dense denseWithNorm(const std::string& module,
                                    const std::string& normModule) const {
    WideDense folded = dense(module);
    const Norm norm = this->norm(normModule);
    for (std::size_t o = 0; o < folded.outs; ++o) {
      folded.bias[o] = norm.scale[o] * folded.bias[o] + norm.shift[o];
      for (std::size_t i = 0; i < folded.ins; ++i) {
        folded.weights[i * folded.outs + o] *= norm.scale[o];
      }
    }
    return folded.rounded();
  }

  /// The projection has no bias, so the zeros around its output are the zeros around its input:
  /// its gains may move into the taps without changing the border.
  [[nodiscard]] Cross cross(const std::string& module) const {
    const auto gain = values(module + ".ch_conv1.weight");       // channels x fan
    const auto alongTime = values(module + ".sp_conv1.weight");  // channels x 3
    const auto alongMel = values(module + ".sp_conv2.weight");   // channels x 3
    const Norm norm = this->norm(module + ".norm");
    Cross cross;
    cross.channels = norm.scale.size();
    cross.fan = gain.size() / cross.channels;
    cross.taps.resize(gain.size() * Cross::kTaps);
    cross.bias.assign(norm.shift.begin(), norm.shift.end());
    for (std::size_t c = 0; c < cross.channels; ++c) {
      for (std::size_t i = 0; i < cross.fan; ++i) {
        const double factor = norm.scale[c] * gain[c * cross.fan + i];
        const auto set = [&](Cross::Tap tap, double value) {
          cross.taps[(c * cross.fan + i) * Cross::kTaps + tap] = static_cast<float>(factor * value);
        };
        set(Cross::Centre, alongTime[3 * c + 1] + alongMel[3 * c + 1]);
        set(Cross::Earlier, alongTime[3 * c]);
        set(Cross::Later, alongTime[3 * c + 2]);
        set(Cross::Lower, alongMel[3 * c]);
        set(Cross::Higher, alongMel[3 * c + 2]);
      }
    }
    return cross;
  }

  [[nodiscard]] std::array<float, 3> attention(const std::string& module) const {
    const auto kernel = m_file.find(module + ".conv.weight")->floats();
    return {kernel[0], kernel[1], kernel[2]};
  }

 private:
  [[nodiscard]] std::vector<double> values(const std::string& name) const {
    const auto floats = m_file.find(name)->floats();
    return {floats.begin(), floats.end()};
  }

  const TensorFile& m_file;
};

/// second(first(x)) as one layer.
WideDense composed(const WideDense& first, const WideDense& second) {
  WideDense result{first.ins, second.outs, std::vector<double>(first.ins * second.outs),
                   second.bias};
  for (std::size_t m = 0; m < second.ins; ++m) {
    for (std::size_t o = 0; o < second.outs; ++o) {
      const double weight = second.weights[m * second.outs + o];
      result.bias[o] += weight * first.bias[m];
      for (std::size_t i = 0; i < first.ins; ++i) {
        result.weights[i * second.outs + o] += weight * first.weights[i * first.outs + m];
      }
    }
  }
  return result;
}

FoldedBlock foldBlock(const Folder& folder, const std::string& module,
                      const Architecture::Block& block, MapShape input) {
  const bool segmented = block.kind == BlockKind::DssdbSeg;
  FoldedBlock folded;
  folded.kind = block.kind;
  folded.input = input;
  folded.branch = {input.channels, input.time, segmented ? input.mel / 2 : input.mel};
  folded.output = {block.channels, input.time / 2, input.mel / 2};
  folded.first = folder.cross(module + ".dilaconv1");
  folded.second = folder.cross(module + ".dilaconv2");
  folded.third = folder.cross(module + ".dilaconv3");
  folded.distilA = folder.dense(module + ".conv1").rounded();
  folded.distilB = folder.dense(module + ".conv2").rounded();
  folded.attention = folder.attention(module + ".att");
  folded.fuse = folder.denseWithNorm(module + ".conv3", module + ".norm");
  return folded;
}

Status checkTensors(const Architecture& architecture, const TensorFile& weights) {
  for (const auto& spec : parameterSpecs(architecture)) {
    const Tensor* tensor = weights.find(spec.name);
    if (!tensor || tensor->dtype != DType::F32 || tensor->shape != spec.shape) {
      return fail({fmt::format("{} needs a float32 tensor '{}' of shape {}, the weights have {}",
                               architecture.title, spec.name, shapeText(spec.shape),
                               tensor ? tensor->shapeText() : "none")});
    }
  }
  return {};
}

}  // namespace

Result<FoldedNetwork> FoldedNetwork::from(const Architecture& architecture,
                                          const TensorFile& weights) {
  if (auto checked = checkTensors(architecture, weights); !checked) {
    return fail(std::move(checked.error()));
  }
  const Folder folder(weights);
  FoldedNetwork network;
  const WideDense stem = folder.dense("conv");
  network.stem = stem.rounded();
  MapShape map{architecture.stemChannels, static_cast<int>(kFrames), static_cast<int>(kMels)};
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    network.blocks[i] =
        foldBlock(folder, fmt::format("conv{}", i + 1), architecture.blocks[i], map);
    map = network.blocks[i].output;
  }
  network.stemDistilA = composed(stem, folder.dense("conv1.conv1")).rounded();
  if (architecture.blocks[0].kind == BlockKind::DssdbSeg) {
    network.stemDistilB = composed(stem, folder.dense("conv1.conv2")).rounded();
  }
  network.hidden = folder.dense("l1").rounded();
  network.output = folder.dense("l2").rounded();
  return network;
}

}  // namespace scenelens
