// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/training_ops.h"

#include <cmath>
#include <memory>

namespace scenelens::training {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double kEpsilon = 1e-5;  // of BatchNorm, PyTorch's default
constexpr std::size_t kTaps = 5;

std::size_t sizeOf(const Tensor& tensor, int dimension) {
  return static_cast<std::size_t>(tensor.size(dimension));
}

/// LibTorch's functions want defined arguments; an empty tensor stands for none.
Tensor orNone(const Tensor& tensor) {
  return tensor.defined() ? tensor : torch::empty({0});
}

bool given(const Tensor& tensor) {
  return tensor.numel() > 0;
}

/// Scratch that a thread keeps for its next call.
float* scratch(std::vector<float>& buffer, std::size_t size) {
  if (buffer.size() < size) buffer.resize(size);
  return buffer.data();
}

float* responses(std::size_t size) {
  static thread_local std::vector<float> buffer;
  return scratch(buffer, size);
}

float* padding(std::size_t size) {
  static thread_local std::vector<float> buffer;
  return scratch(buffer, size);
}

/// A BatchNorm layer within one step: statistics first, then what follows from them.
class NormState {
 public:
  NormState(StepContext& context, const NormLayer& layer, std::size_t plane)
      : m_context(context),
        m_layer(layer),
        m_channels(sizeOf(layer.gamma, 0)),
        m_count(static_cast<double>(context.globalClips * plane)),
        m_norms(m_channels),
        m_moments(3 * m_channels) {
    const float* gamma = layer.gamma.data_ptr<float>();
    const float* beta = layer.beta.data_ptr<float>();
    for (std::size_t c = 0; c < m_channels; ++c) {
      m_norms[c].gamma = gamma[c];
      m_norms[c].beta = beta[c];
      if (!context.batchStatistics) {
        m_norms[c].mean = layer.runningMean.data_ptr<float>()[c];
        const double variance = layer.runningVariance.data_ptr<float>()[c];
        m_norms[c].inverse = 1.0 / std::sqrt(variance + kEpsilon);
      }
    }
  }

  [[nodiscard]] std::size_t channels() const { return m_channels; }
  [[nodiscard]] const ChannelNorm& operator[](std::size_t c) const { return m_norms[c]; }
  [[nodiscard]] double count() const { return m_count; }

  /// The whole batch is in this process, so a channel is finished once it is measured.
  [[nodiscard]] bool local() const { return !m_context.batchStatistics || !m_context.sum; }
  [[nodiscard]] bool measures() const { return m_context.batchStatistics; }

  /// This process's sums of one channel; count values, their mean and their squared deviations.
  void measured(std::size_t c, double count, double mean, double deviations) {
    m_moments[3 * c] = count;
    m_moments[3 * c + 1] = count * mean;
    m_moments[3 * c + 2] = deviations + count * mean * mean;
    if (local()) settle(c, mean, deviations / count, count);
  }

  /// Joins the processes' sums, when there are several. Source: Chan, Golub, LeVeque (1979).
  void join() {
    if (local()) return;
    m_context.sum(m_moments);
    for (std::size_t c = 0; c < m_channels; ++c) {
      const double count = m_moments[3 * c];
      const double mean = m_moments[3 * c + 1] / count;
      settle(c, mean, std::max(0.0, m_moments[3 * c + 2] / count - mean * mean), count);
    }
  }

 private:
  void settle(std::size_t c, double mean, double variance, double count) {
    m_norms[c].mean = mean;
    m_norms[c].inverse = 1.0 / std::sqrt(variance + kEpsilon);
    const double unbiased = count > 1.0 ? variance * count / (count - 1.0) : variance;
    move(m_layer.runningMean.data_ptr<float>()[c], mean);
    move(m_layer.runningVariance.data_ptr<float>()[c], unbiased);
  }

  void move(float& running, double value) const {
    running = static_cast<float>((1.0 - m_context.momentum) * running + m_context.momentum * value);
  }

  StepContext& m_context;
  NormLayer m_layer;
  std::size_t m_channels;
  double m_count;
  std::vector<ChannelNorm> m_norms;
  std::vector<double> m_moments;
};

/// The sums of BatchNorm's gradient over all channels, as the means that the gradient needs.
class NormGradient {
 public:
  explicit NormGradient(std::size_t channels) : m_sums(channels), m_means(channels) {}

  void measured(std::size_t c, const NormSums& sums, const NormState& norm) {
    m_sums[c] = sums;
    if (norm.local() && norm.measures()) m_means[c] = divided(sums, norm.count());
  }

  void join(StepContext& context, const NormState& norm) {
    if (norm.local()) return;
    std::vector<double> values;
    for (const auto& sums : m_sums) {
      values.push_back(sums.gradient);
      values.push_back(sums.gradientXhat);
    }
    context.sum(values);
    for (std::size_t c = 0; c < m_means.size(); ++c) {
      m_means[c] = divided({values[2 * c], values[2 * c + 1]}, norm.count());
    }
  }

  [[nodiscard]] const NormSums& means(std::size_t c) const { return m_means[c]; }

  /// d loss / d gamma and d loss / d beta of this process's clips.
  [[nodiscard]] std::pair<Tensor, Tensor> layerGradients() const {
    auto gamma = torch::empty({static_cast<std::int64_t>(m_sums.size())});
    auto beta = torch::empty_like(gamma);
    for (std::size_t c = 0; c < m_sums.size(); ++c) {
      gamma.data_ptr<float>()[c] = static_cast<float>(m_sums[c].gradientXhat);
      beta.data_ptr<float>()[c] = static_cast<float>(m_sums[c].gradient);
    }
    return {gamma, beta};
  }

 private:
  static NormSums divided(const NormSums& sums, double count) {
    return {sums.gradient / count, sums.gradientXhat / count};
  }

  std::vector<NormSums> m_sums;
  std::vector<NormSums> m_means;
};

/// weights (outs x ins) as ins x outs.
std::vector<float> transposed(const float* weights, std::size_t outs, std::size_t ins) {
  std::vector<float> result(outs * ins);
  for (std::size_t o = 0; o < outs; ++o) {
    for (std::size_t i = 0; i < ins; ++i) result[i * outs + o] = weights[o * ins + i];
  }
  return result;
}

/// The 1x1 convolution of every clip.
Tensor mixAll(WorkerPool& pool, const Tensor& x, std::size_t ins, std::size_t positions,
              const PointLayer& layer, Grid grid) {
  const std::size_t clips = sizeOf(x, 0);
  const IntegerLayer* integers = layer.integers;
  const MixTask task{ins, sizeOf(layer.weight, 0), positions,
                     integers ? integers->inverseInputStep : 0.0F};
  auto y = torch::empty({x.size(0), layer.weight.size(0), static_cast<std::int64_t>(positions)});
  const float* weights = integers ? integers->weights.data() : layer.weight.data_ptr<float>();
  const float* bias = integers ? nullptr : layer.bias.data_ptr<float>();
  const std::size_t rounded = integers ? integers->outputs.size() : 0;
  pool.run(clips, [&](std::size_t n) {
    float* out = y.data_ptr<float>() + n * task.outs * positions;
    mixForward(task, weights, bias, x.data_ptr<float>() + n * ins * positions, false,
               integers ? Grid() : grid, out);
    for (std::size_t o = 0; o < rounded; ++o) {
      integerRows(*integers, o, {out + o * positions, positions});
    }
  });
  return y;
}

/// The gradients of mixAll: weights and bias (summed over clips in order), and dx unless null.
std::pair<Tensor, Tensor> mixAllBackward(WorkerPool& pool, const Tensor& x, std::size_t ins,
                                         std::size_t positions, const Tensor& weight,
                                         const Tensor& dy, float* dx) {
  const std::size_t clips = sizeOf(x, 0);
  const std::size_t outs = sizeOf(weight, 0);
  const auto perClip = torch::zeros({x.size(0), weight.size(0), weight.size(1) + 1});
  const auto turned = transposed(weight.data_ptr<float>(), outs, ins);
  pool.run(clips, [&](std::size_t n) {
    const float* in = x.data_ptr<float>() + n * ins * positions;
    const float* gradient = dy.data_ptr<float>() + n * outs * positions;
    float* dweights = perClip.data_ptr<float>() + n * outs * (ins + 1);
    mixWeightGradient({ins, outs, positions}, in, gradient, dweights, dweights + outs * ins);
    if (dx) {
      mixForward({outs, ins, positions}, turned.data(), nullptr, gradient, false, Grid(),
                 dx + n * ins * positions);
    }
  });
  const auto total = perClip.sum(0).flatten();
  const auto split = static_cast<std::int64_t>(outs * ins);
  return {total.slice(0, 0, split).view(weight.sizes()), total.slice(0, split).clone()};
}

// ---- DSSC with an optional distillation of the same input

struct DsscState {
  StepContext* context = nullptr;
  NormLayer norm;
  Grid grid, sumGrid, distilGrid;
  std::shared_ptr<NormState> statistics;
  // Of the forward pass alone.
  const IntegerLayer* integers = nullptr;
  const IntegerSum* integerSum = nullptr;
  const IntegerLayer* distilIntegers = nullptr;
};

CrossTask crossTask(const Tensor& x, const Tensor& taps) {
  return {sizeOf(x, 0), sizeOf(x, 3), sizeOf(x, 4), sizeOf(taps, 1), nullptr, 0.0F};
}

template <class T>
Planes<T> planesOf(T* data, const Tensor& map, std::size_t channel) {
  const std::size_t plane = sizeOf(map, 3) * sizeOf(map, 4);
  return {data + channel * plane, sizeOf(map, 1) * sizeOf(map, 2) * plane, plane};
}

class DsscFunction : public torch::autograd::Function<DsscFunction> {
 public:
  static variable_list forward(AutogradContext* ctx, const Tensor& x, const Tensor& taps,
                               const Tensor& gamma, const Tensor& beta, const Tensor& weight,
                               const Tensor& bias, const Tensor& addend,
                               const std::shared_ptr<DsscState>& state);
  static variable_list backward(AutogradContext* ctx, variable_list gradients);
};

/// The states of the steps' functions: LibTorch's context holds values of its own types only, so
/// the state travels as a capsule.
struct StateHolder : torch::CustomClassHolder {
  explicit StateHolder(std::shared_ptr<void> held) : state(std::move(held)) {}
  std::shared_ptr<void> state;
};

void keepState(AutogradContext* ctx, std::shared_ptr<void> state) {
  ctx->saved_data["state"] =
      torch::IValue::make_capsule(c10::make_intrusive<StateHolder>(std::move(state)));
}

template <class State>
State& keptState(AutogradContext* ctx) {
  const auto capsule = ctx->saved_data["state"].toCapsule();
  return *static_cast<State*>(static_cast<StateHolder*>(capsule.get())->state.get());
}

variable_list DsscFunction::forward(AutogradContext* ctx, const Tensor& x, const Tensor& taps,
                                    const Tensor& /*gamma*/, const Tensor& /*beta*/,
                                    const Tensor& weight, const Tensor& bias, const Tensor& addend,
                                    const std::shared_ptr<DsscState>& state) {
  const CrossTask shape = crossTask(x, taps);
  const std::size_t channels = sizeOf(taps, 0);
  auto y = torch::empty({x.size(0), 1, taps.size(0), x.size(3), x.size(4)});
  state->statistics = std::make_shared<NormState>(*state->context, state->norm, shape.plane());
  auto& norm = *state->statistics;
  const std::size_t values = shape.clips * shape.plane();
  auto& pool = *state->context->pool;
  const IntegerLayer* integers = state->integers;

  const auto convolve = [&](std::size_t c, CrossTask& task) {
    task = shape;
    const float* all = integers ? integers->weights.data() : taps.data_ptr<float>();
    task.taps = all + c * shape.fan * kTaps;
    task.inverseStep = integers ? integers->inverseInputStep : 0.0F;
    float* z = responses(values);
    const double sum =
        crossForward(task, planesOf<const float>(x.data_ptr<float>(), x, c * task.fan),
                     padding(task.paddedSize()), z);
    return std::pair{z, sum};
  };
  const auto finish = [&](std::size_t c, const CrossTask& task, const float* z) {
    const float* added = given(addend) ? addend.data_ptr<float>() : nullptr;
    const auto addedPlanes = added ? planesOf(added, y, c) : Planes<const float>();
    const auto out = planesOf(y.data_ptr<float>(), y, c);
    if (integers) {
      integerReluForward(task, z, *integers, c, addedPlanes, state->integerSum, out);
    } else {
      normReluForward(task, z, norm[c], state->grid, addedPlanes, state->sumGrid, out);
    }
  };
  pool.run(channels, [&](std::size_t c) {
    CrossTask task;
    const auto [z, sum] = convolve(c, task);
    if (norm.measures()) {
      const double mean = values > 0 ? sum / static_cast<double>(values) : 0.0;
      norm.measured(c, static_cast<double>(values), mean, squaredDeviations({z, values}, mean));
    }
    if (norm.local()) finish(c, task, z);
  });
  if (!norm.local()) {
    norm.join();
    pool.run(channels, [&](std::size_t c) {
      CrossTask task;
      finish(c, task, convolve(c, task).first);
    });
  }

  Tensor distilled;
  if (given(weight)) {
    distilled = mixAll(*state->context->pool, x, sizeOf(x, 1) * sizeOf(x, 2), shape.plane(),
                       {weight, bias, state->distilIntegers}, state->distilGrid)
                    .view({x.size(0), 1, weight.size(0), x.size(3), x.size(4)});
  }
  ctx->save_for_backward({x, taps, weight});
  ctx->saved_data["added"] = given(addend);
  keepState(ctx, state);
  return given(weight) ? variable_list{y, distilled} : variable_list{y};
}

variable_list DsscFunction::backward(AutogradContext* ctx, variable_list gradients) {
  auto& state = keptState<DsscState>(ctx);
  const auto saved = ctx->get_saved_variables();
  const Tensor& x = saved[0];
  const Tensor& taps = saved[1];
  const Tensor& weight = saved[2];
  const Tensor dy = gradients[0].contiguous();
  const CrossTask shape = crossTask(x, taps);
  const std::size_t channels = sizeOf(taps, 0);
  auto& norm = *state.statistics;
  const std::size_t values = shape.clips * shape.plane();
  auto& pool = *state.context->pool;

  auto dx = torch::empty_like(x);
  Tensor dweight, dbias;
  const bool distilled = given(weight);
  if (distilled) {
    std::tie(dweight, dbias) =
        mixAllBackward(pool, x, sizeOf(x, 1) * sizeOf(x, 2), shape.plane(), weight,
                       gradients[1].contiguous(), dx.data_ptr<float>());
  }
  auto dtaps = torch::empty_like(taps);
  NormGradient sums(channels);

  const auto convolve = [&](std::size_t c, CrossTask& task) {
    task = shape;
    task.taps = taps.data_ptr<float>() + c * shape.fan * kTaps;
    float* z = responses(values);
    crossForward(task, planesOf<const float>(x.data_ptr<float>(), x, c * task.fan),
                 padding(task.paddedSize()), z);
    return z;
  };
  const auto finish = [&](std::size_t c, const CrossTask& task, const float* z) {
    std::array<double, 2 * kTaps> gradient{};
    crossBackward(task, planesOf<const float>(x.data_ptr<float>(), x, c * task.fan), z, norm[c],
                  state.grid, sums.means(c), planesOf<const float>(dy.data_ptr<float>(), dy, c),
                  padding(task.paddedSize()), planesOf(dx.data_ptr<float>(), x, c * task.fan),
                  distilled, gradient.data());
    std::copy_n(gradient.begin(), task.fan * kTaps, dtaps.data_ptr<float>() + c * task.fan * kTaps);
  };
  pool.run(channels, [&](std::size_t c) {
    CrossTask task;
    const float* z = convolve(c, task);
    sums.measured(c,
                  normReluSums(task, z, norm[c], state.grid,
                               planesOf<const float>(dy.data_ptr<float>(), dy, c)),
                  norm);
    if (norm.local()) finish(c, task, z);
  });
  if (!norm.local()) {
    sums.join(*state.context, norm);
    pool.run(channels, [&](std::size_t c) {
      CrossTask task;
      const float* z = convolve(c, task);
      finish(c, task, z);
    });
  }
  const auto [dgamma, dbeta] = sums.layerGradients();
  // What was added to the output has the output's own gradient.
  return {dx,
          dtaps,
          dgamma,
          dbeta,
          dweight,
          dbias,
          ctx->saved_data["added"].toBool() ? dy : Tensor(),
          Tensor()};
}

// ---- 1x1 convolution

class PointwiseFunction : public torch::autograd::Function<PointwiseFunction> {
 public:
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight,
                        const Tensor& bias, Grid grid, const IntegerLayer* integers,
                        StepContext* context) {
    ctx->save_for_backward({x, weight});
    ctx->saved_data["context"] = reinterpret_cast<std::int64_t>(context);
    return mixAll(*context->pool, x, sizeOf(x, 1), sizeOf(x, 2), {weight, bias, integers}, grid);
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto saved = ctx->get_saved_variables();
    auto& context = *reinterpret_cast<StepContext*>(ctx->saved_data["context"].toInt());
    const bool wanted = ctx->needs_input_grad(0);
    auto dx = wanted ? torch::empty_like(saved[0]) : Tensor();
    const auto [dweight, dbias] =
        mixAllBackward(*context.pool, saved[0], sizeOf(saved[0], 1), sizeOf(saved[0], 2), saved[1],
                       gradients[0].contiguous(), wanted ? dx.data_ptr<float>() : nullptr);
    return {dx, dweight, dbias, Tensor(), Tensor(), Tensor()};
  }
};

// ---- ECA and the last 1x1 convolution

/// What attention made of one clip.
struct ClipAttention {
  std::vector<float> means;    ///< of each channel
  std::vector<float> gate;     ///< sigmoid, 0 .. 1
  std::vector<float> weights;  ///< part x outs x channels of a part, with the gate
};

struct FuseState {
  StepContext* context = nullptr;
  std::size_t parts = 1;
  std::vector<ClipAttention> clips;
  // Of the forward pass alone.
  const IntegerFuse* integers = nullptr;
  std::vector<float> units;
};

void attend(ClipAttention& clip, const float* kernel, const float* weight, const float* levels,
            std::size_t parts, std::size_t outs) {
  const std::size_t channels = clip.means.size();
  const std::size_t width = channels / parts;
  const auto mean = [&](std::size_t c) { return c < channels ? clip.means[c] : 0.0F; };
  clip.gate.resize(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const float u = kernel[0] * mean(c - 1) + kernel[1] * mean(c) + kernel[2] * mean(c + 1);
    clip.gate[c] = 1.0F / (1.0F + std::exp(-u));
  }
  clip.weights.resize(outs * channels);
  for (std::size_t o = 0; o < outs; ++o) {
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t at = o * channels + c;
      float value = weight[at] * clip.gate[c];
      if (levels) value = levels[at] * std::nearbyint(value / levels[at]);
      clip.weights[(c / width * outs + o) * width + c % width] = value;
    }
  }
}

/// The attention of Int8 inference. `sums`: of each channel's 8-bit numbers, counted from the zero
/// point. Returns this clip's int8 weights, in the order of clip.weights.
std::vector<float> attendIntegers(ClipAttention& clip, const IntegerFuse& fuse,
                                  std::span<const std::int32_t> sums, std::size_t parts,
                                  std::size_t positions, const float* levels, std::size_t outs) {
  const std::size_t channels = sums.size();
  const std::size_t width = channels / parts;
  std::vector<double> means(channels);
  std::vector<std::int32_t> gains(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const double unit = fuse.steps[c / width] / static_cast<double>(positions);
    means[c] = unit * sums[c];
  }
  int8::attentionGains(fuse.kernel, means, gains);
  clip.means.assign(means.begin(), means.end());
  for (const auto gain : gains) {
    clip.gate.push_back(static_cast<float>(gain) / (1 << int8::kGainBits));
  }
  std::vector<float> whole(outs * channels);
  clip.weights.resize(outs * channels);
  for (std::size_t o = 0; o < outs; ++o) {
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t at = o * channels + c;
      const std::size_t to = (c / width * outs + o) * width + c % width;
      const auto weight = static_cast<std::int32_t>(fuse.layer.weights[at]);
      whole[to] = static_cast<float>(int8::attended(weight, gains[c]));
      clip.weights[to] = whole[to] * levels[at];
    }
  }
  return whole;
}

class FuseFunction : public torch::autograd::Function<FuseFunction> {
 public:
  static Tensor forward(AutogradContext* ctx, const Tensor& a, const Tensor& b, const Tensor& c,
                        const Tensor& attention, const Tensor& weight, const Tensor& bias,
                        const Tensor& levels, const std::shared_ptr<FuseState>& state) {
    const std::vector<Tensor> parts =
        given(b) ? std::vector<Tensor>{a, b, c} : std::vector<Tensor>{a};
    const MixTask task{sizeOf(a, 1), sizeOf(weight, 0), sizeOf(a, 2), 0.0F};
    state->parts = parts.size();
    state->clips.resize(sizeOf(a, 0));
    auto z = torch::empty({a.size(0), weight.size(0), a.size(2)});
    state->context->pool->run(state->clips.size(), [&](std::size_t n) {
      std::vector<const float*> planes;
      for (const auto& part : parts) {
        planes.push_back(part.data_ptr<float>() + n * task.ins * task.positions);
      }
      float* out = z.data_ptr<float>() + n * task.outs * task.positions;
      if (state->integers) {
        fuseIntegers(*state, task, planes, levels.data_ptr<float>(), state->clips[n], out);
        return;
      }
      auto& clip = state->clips[n];
      clip.means.resize(task.ins * parts.size());
      for (std::size_t p = 0; p < parts.size(); ++p) {
        planeSums(task.ins, task.positions, planes[p], clip.means.data() + p * task.ins);
      }
      for (float& mean : clip.means) mean /= static_cast<float>(task.positions);
      attend(clip, attention.data_ptr<float>(), weight.data_ptr<float>(),
             given(levels) ? levels.data_ptr<float>() : nullptr, parts.size(), task.outs);
      for (std::size_t p = 0; p < parts.size(); ++p) {
        mixForward(task, clip.weights.data() + p * task.outs * task.ins,
                   p == 0 ? bias.data_ptr<float>() : nullptr, planes[p], p > 0, Grid(), out);
      }
    });
    ctx->save_for_backward({a, b, c, attention, weight});
    keepState(ctx, state);
    return z;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients);

 private:
  /// One clip as Int8 inference has it, without the bias.
  static void fuseIntegers(const FuseState& state, MixTask task,
                           std::span<const float* const> parts, const float* levels,
                           ClipAttention& clip, float* out) {
    const IntegerFuse& fuse = *state.integers;
    std::vector<std::int32_t> sums(task.ins * parts.size());
    const auto inverse = [&](std::size_t p) { return static_cast<float>(1.0 / fuse.steps[p]); };
    for (std::size_t p = 0; p < parts.size(); ++p) {
      integerSums(task.ins, task.positions, parts[p], inverse(p), sums.data() + p * task.ins);
    }
    const auto weights =
        attendIntegers(clip, fuse, sums, parts.size(), task.positions, levels, task.outs);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      task.inverseStep = inverse(p);
      mixForward(task, weights.data() + p * task.outs * task.ins, nullptr, parts[p], p > 0, Grid(),
                 out);
    }
    for (std::size_t o = 0; o < task.outs; ++o) {
      const float unit = state.units[o];
      for (float& value : std::span(out + o * task.positions, task.positions)) value *= unit;
    }
  }
};

/// The gradients of one clip that are summed over clips: weight (outs x channels), bias, attention.
void fuseClipBackward(const ClipAttention& clip, std::span<const float* const> parts,
                      const float* kernel, const float* weight, const MixTask& task,
                      const float* dz, std::span<float* const> dparts, float* sums) {
  const std::size_t width = task.ins, outs = task.outs, count = parts.size();
  const std::size_t channels = width * count;
  float* dbias = sums + outs * channels;
  float* dkernel = dbias + outs;
  std::vector<float> dweights(outs * width);
  std::vector<float> du(channels);
  for (std::size_t p = 0; p < count; ++p) {
    std::fill(dweights.begin(), dweights.end(), 0.0F);
    mixWeightGradient(task, parts[p], dz, dweights.data(), p == 0 ? dbias : nullptr);
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t c = p * width + i;
      float dgate = 0.0F;
      for (std::size_t o = 0; o < outs; ++o) {
        const float gradient = dweights[o * width + i];
        sums[o * channels + c] = gradient * clip.gate[c];
        dgate += gradient * weight[o * channels + c];
      }
      du[c] = dgate * clip.gate[c] * (1.0F - clip.gate[c]);
    }
  }
  const auto at = [channels](const std::vector<float>& values, std::size_t c) {
    return c < channels ? values[c] : 0.0F;
  };
  std::vector<float> dmean(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t k = 0; k < 3; ++k) dkernel[k] += du[c] * at(clip.means, c + k - 1);
    dmean[c] = (kernel[0] * at(du, c + 1) + kernel[1] * du[c] + kernel[2] * at(du, c - 1)) /
               static_cast<float>(task.positions);
  }
  for (std::size_t p = 0; p < count; ++p) {
    const auto turned = transposed(clip.weights.data() + p * outs * width, outs, width);
    mixForward({outs, width, task.positions}, turned.data(), dmean.data() + p * width, dz, false,
               Grid(), dparts[p]);
  }
}

variable_list FuseFunction::backward(AutogradContext* ctx, variable_list gradients) {
  const auto& state = keptState<FuseState>(ctx);
  const auto saved = ctx->get_saved_variables();
  const Tensor& attention = saved[3];
  const Tensor& weight = saved[4];
  const Tensor dz = gradients[0].contiguous();
  const std::size_t clips = sizeOf(dz, 0), width = sizeOf(saved[0], 1);
  const MixTask task{width, sizeOf(weight, 0), sizeOf(dz, 2)};
  std::vector<Tensor> dparts(3);
  for (std::size_t p = 0; p < state.parts; ++p) dparts[p] = torch::empty_like(saved[p]);
  const std::int64_t outs = weight.size(0), channels = weight.size(1);
  const auto perClip = torch::zeros({dz.size(0), outs * channels + outs + 3});
  state.context->pool->run(clips, [&](std::size_t n) {
    std::array<const float*, 3> parts{};
    std::array<float*, 3> targets{};
    for (std::size_t p = 0; p < state.parts; ++p) {
      parts[p] = saved[p].data_ptr<float>() + n * width * task.positions;
      targets[p] = dparts[p].data_ptr<float>() + n * width * task.positions;
    }
    fuseClipBackward(
        state.clips[n], std::span(parts).first(state.parts), attention.data_ptr<float>(),
        weight.data_ptr<float>(), task, dz.data_ptr<float>() + n * task.outs * task.positions,
        std::span(targets).first(state.parts), perClip.data_ptr<float>() + n * sizeOf(perClip, 1));
  });
  const auto total = perClip.sum(0);
  return {dparts[0],
          dparts[1],
          dparts[2],
          total.slice(0, outs * channels + outs).view(attention.sizes()),
          total.slice(0, 0, outs * channels).view(weight.sizes()),
          total.slice(0, outs * channels, outs * channels + outs),
          Tensor(),
          Tensor()};
}

// ---- BatchNorm, ReLU, pooling

struct PoolState {
  StepContext* context = nullptr;
  NormLayer norm;
  PoolTask task;
  Grid grid;
  std::shared_ptr<NormState> statistics;
  // Of the forward pass alone.
  const IntegerLayer* integers = nullptr;
  std::vector<float> units;
};

class NormPoolFunction : public torch::autograd::Function<NormPoolFunction> {
 public:
  static Tensor forward(AutogradContext* ctx, const Tensor& z, const Tensor& /*gamma*/,
                        const Tensor& /*beta*/, const std::shared_ptr<PoolState>& state) {
    auto& task = state->task;
    const std::size_t channels = sizeOf(z, 1);
    const auto time = static_cast<std::int64_t>(task.time / 2);
    const auto mel = static_cast<std::int64_t>(task.pooledMel() / task.halves);
    task.halfStep = channels * static_cast<std::size_t>(time * mel);
    auto y =
        torch::empty({z.size(0), static_cast<std::int64_t>(task.halves), z.size(1), time, mel});
    state->statistics = std::make_shared<NormState>(*state->context, state->norm, task.plane());
    auto& norm = *state->statistics;
    const auto finish = [&](std::size_t c) {
      const auto in = inputOf<const float>(z.data_ptr<float>(), z, c);
      const auto out = planesOf(y.data_ptr<float>(), y, c);
      if (state->integers) {
        integerReluPool(task, in, 1.0F / state->units[c], *state->integers, c, out);
      } else {
        normReluPool(task, in, norm[c], state->grid, out);
      }
    };
    state->context->pool->run(channels, [&](std::size_t c) {
      if (norm.measures()) {
        const auto planes = inputOf<const float>(z.data_ptr<float>(), z, c);
        const auto count = static_cast<double>(task.clips * task.plane());
        const double mean = count > 0.0 ? planesSum(task, planes) / count : 0.0;
        norm.measured(c, count, mean, planesDeviations(task, planes, mean));
      }
      if (norm.local()) finish(c);
    });
    if (!norm.local()) {
      norm.join();
      state->context->pool->run(channels, finish);
    }
    ctx->save_for_backward({z});
    keepState(ctx, state);
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    auto& state = keptState<PoolState>(ctx);
    const Tensor z = ctx->get_saved_variables()[0];
    const Tensor dy = gradients[0].contiguous();
    const std::size_t channels = sizeOf(z, 1);
    auto& norm = *state.statistics;
    auto dz = torch::empty_like(z);
    NormGradient sums(channels);
    const auto finish = [&](std::size_t c) {
      normPoolBackward(state.task, inputOf<const float>(z.data_ptr<float>(), z, c), norm[c],
                       sums.means(c), planesOf<const float>(dy.data_ptr<float>(), dy, c),
                       inputOf(dz.data_ptr<float>(), dz, c));
    };
    state.context->pool->run(channels, [&](std::size_t c) {
      sums.measured(c,
                    normPoolSums(state.task, inputOf<const float>(z.data_ptr<float>(), z, c),
                                 norm[c], planesOf<const float>(dy.data_ptr<float>(), dy, c)),
                    norm);
      if (norm.local()) finish(c);
    });
    if (!norm.local()) {
      sums.join(*state.context, norm);
      state.context->pool->run(channels, finish);
    }
    const auto [dgamma, dbeta] = sums.layerGradients();
    return {dz, dgamma, dbeta, Tensor()};
  }

 private:
  template <class T>
  static Planes<T> inputOf(T* data, const Tensor& z, std::size_t channel) {
    const std::size_t plane = sizeOf(z, 2) * sizeOf(z, 3);
    return {data + channel * plane, sizeOf(z, 1) * plane, plane};
  }
};

}  // namespace

DsscOutput dssc(StepContext& context, const DsscCall& call) {
  auto state = std::make_shared<DsscState>(DsscState{&context, call.norm, call.grid, call.sumGrid,
                                                     call.distilGrid, nullptr, call.integers,
                                                     call.integerSum, call.distil.integers});
  const auto outputs = DsscFunction::apply(call.x, call.taps, call.norm.gamma, call.norm.beta,
                                           orNone(call.distil.weight), orNone(call.distil.bias),
                                           orNone(call.addend), std::move(state));
  return {outputs[0], outputs.size() > 1 ? outputs[1] : Tensor()};
}

Tensor pointwise(StepContext& context, const Tensor& x, const PointLayer& layer, Grid grid) {
  return PointwiseFunction::apply(x, layer.weight, layer.bias, grid, layer.integers, &context);
}

Tensor attendAndFuse(StepContext& context, const FuseCall& call) {
  const auto& parts = call.parts;
  const bool several = parts.size() > 1;
  auto state = std::make_shared<FuseState>();
  state->context = &context;
  state->integers = call.integers;
  state->units = call.units;
  return FuseFunction::apply(
      parts[0], orNone(several ? parts[1] : Tensor()), orNone(several ? parts[2] : Tensor()),
      call.attention, call.fuse.weight, call.fuse.bias, orNone(call.levels), std::move(state));
}

Tensor normPool(StepContext& context, const PoolCall& call) {
  const PoolTask task{sizeOf(call.z, 0),
                      sizeOf(call.z, 2),
                      sizeOf(call.z, 3),
                      call.poolMel,
                      static_cast<std::size_t>(call.halves),
                      0};
  auto state = std::make_shared<PoolState>(
      PoolState{&context, call.norm, task, call.grid, nullptr, call.integers, call.units});
  return NormPoolFunction::apply(call.z, call.norm.gamma, call.norm.beta, std::move(state));
}

}  // namespace scenelens::training
