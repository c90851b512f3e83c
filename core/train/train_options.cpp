// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_options.h"

#include "core/nn/architecture.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace scenelens {

namespace {

using Json = nlohmann::ordered_json;

/// The names of an enumeration, for both directions.
template <typename Enum, std::size_t kSize>
using Names = std::array<std::pair<Enum, std::string_view>, kSize>;

constexpr Names<Recipe, 2> kRecipes = {{{Recipe::Report, "report"}, {Recipe::Code, "code"}}};
constexpr Names<CheckpointCriterion, 2> kCriteria = {
    {{CheckpointCriterion::LogLoss, "log-loss"}, {CheckpointCriterion::Accuracy, "accuracy"}}};
constexpr Names<HoldOut, 2> kHoldOuts = {
    {{HoldOut::Locations, "locations"}, {HoldOut::TestFold, "test-fold"}}};
constexpr Names<LossReduction, 2> kReductions = {
    {{LossReduction::Sum, "sum"}, {LossReduction::Mean, "mean"}}};
constexpr Names<QatMode, 3> kQatModes = {{{QatMode::None, "none"},
                                          {QatMode::FineTune, "fine-tune"},
                                          {QatMode::FromScratch, "from-scratch"}}};
constexpr Names<QatTargets, 2> kQatTargets = {
    {{QatTargets::Labels, "labels"}, {QatTargets::Float, "float"}}};
constexpr Names<OptimizerKind, 2> kOptimizers = {
    {{OptimizerKind::Sgd, "sgd"}, {OptimizerKind::RAdam, "radam"}}};
constexpr Names<Merge, 2> kMerges = {{{Merge::Mean, "mean"}, {Merge::Sum, "sum"}}};
constexpr Names<MixupSchedule, 2> kSchedules = {
    {{MixupSchedule::Code, "code"}, {MixupSchedule::WithoutHesitation, "without-hesitation"}}};
constexpr Names<CorrectionForm, 3> kForms = {{{CorrectionForm::Pairs, "pairs"},
                                              {CorrectionForm::Report, "report"},
                                              {CorrectionForm::Kosmider, "kosmider"}}};

constexpr const auto& namesOf(Recipe) {
  return kRecipes;
}
constexpr const auto& namesOf(CheckpointCriterion) {
  return kCriteria;
}
constexpr const auto& namesOf(HoldOut) {
  return kHoldOuts;
}
constexpr const auto& namesOf(LossReduction) {
  return kReductions;
}
constexpr const auto& namesOf(QatMode) {
  return kQatModes;
}
constexpr const auto& namesOf(QatTargets) {
  return kQatTargets;
}
constexpr const auto& namesOf(OptimizerKind) {
  return kOptimizers;
}
constexpr const auto& namesOf(Merge) {
  return kMerges;
}
constexpr const auto& namesOf(MixupSchedule) {
  return kSchedules;
}
constexpr const auto& namesOf(CorrectionForm) {
  return kForms;
}

template <typename Enum>
std::string_view lookUp(Enum value) {
  for (const auto& [key, name] : namesOf(value))
    if (key == value) return name;
  return "?";
}

/// Calls visit(key, field) for every option, in the order in which people read them. The one list
/// of options; `Options` is TrainOptions, const or not.
template <typename Options, typename Visit>
void forEachOption(Options& o, const Visit& visit) {
  visit("model", o.model);
  visit("recipe", o.recipe);
  visit("seed", o.seed);
  visit("threads", o.threads);
  visit("epochs", o.epochs);
  visit("batch_size", o.batchSize);
  visit("optimizer", o.optimizer.kind);
  visit("optimizer.weight_decay", o.optimizer.weightDecay);
  visit("optimizer.momentum", o.optimizer.momentum);
  visit("optimizer.beta1", o.optimizer.beta1);
  visit("optimizer.beta2", o.optimizer.beta2);
  visit("optimizer.epsilon", o.optimizer.epsilon);
  visit("schedule.base", o.schedule.base);
  visit("schedule.minimum", o.schedule.minimum);
  visit("schedule.warmup_epochs", o.schedule.warmupEpochs);
  visit("schedule.warmup_start", o.schedule.warmupStart);
  visit("loss_reduction", o.reduction);
  visit("dropout", o.dropout);
  visit("pcgrad", o.pcgrad);
  visit("merge", o.merge);
  visit("mixup", o.mixup);
  visit("mixup.schedule", o.mixupOptions.schedule);
  visit("mixup.alpha", o.mixupOptions.alpha);
  visit("mixup.whole_batch_epochs", o.mixupOptions.wholeBatchEpochs);
  visit("spec_augment", o.specAugment);
  visit("spec_augment.mel_stripes", o.specAugmentOptions.melStripes);
  visit("spec_augment.mel_width", o.specAugmentOptions.melWidth);
  visit("spec_augment.time_stripes", o.specAugmentOptions.timeStripes);
  visit("spec_augment.time_width", o.specAugmentOptions.timeWidth);
  visit("spec_augment.inclusive", o.specAugmentOptions.inclusive);
  visit("spec_augment.time_warp", o.specAugmentOptions.timeWarp);
  visit("correction", o.correction);
  visit("correction.probability", o.correctionOptions.probability);
  visit("freq_mixstyle.probability", o.freqMixStyle.probability);
  visit("freq_mixstyle.alpha", o.freqMixStyle.alpha);
  visit("impulse_response.folder", o.impulseResponseFolder);
  visit("impulse_response.probability", o.impulseResponse.probability);
  visit("impulse_response.device", o.impulseResponse.device);
  visit("impulse_response.keep_energy", o.impulseResponse.keepEnergy);
  visit("time_roll", o.timeRoll.maximumShift);
  visit("hold_out", o.holdOut);
  visit("hold_out.fraction", o.holdOutFraction);
  visit("criterion", o.criterion);
  visit("qat", o.qat.mode);
  visit("qat.targets", o.qat.targets);
  visit("qat.epochs", o.qat.epochs);
  visit("qat.learning_rate", o.qat.learningRate);
}

template <typename T>
Json valueOf(const T& field) {
  if constexpr (std::is_enum_v<T>) {
    return std::string(lookUp(field));
  } else {
    return field;
  }
}

Json valueOf(const std::optional<CorrectionForm>& field) {
  return field ? valueOf(*field) : Json("none");
}

/// False when the value is not of the field's type or does not fit into it.
template <typename T>
bool assign(const Json& value, T& field) {
  if constexpr (std::is_enum_v<T>) {
    if (!value.is_string()) return false;
    for (const auto& [key, name] : namesOf(T{})) {
      if (name != value.template get<std::string>()) continue;
      field = key;
      return true;
    }
    return false;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_boolean()) return false;
    field = value.template get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) return false;
    field = value.template get<std::string>();
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!value.is_number()) return false;
    field = value.template get<T>();
  } else if constexpr (std::is_unsigned_v<T>) {
    if (!value.is_number_unsigned()) return false;
    const auto wide = value.template get<std::uint64_t>();
    if (wide > std::numeric_limits<T>::max()) return false;
    field = static_cast<T>(wide);
  } else {
    if (!value.is_number_integer()) return false;
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    if (value.is_number_unsigned() && value.template get<std::uint64_t>() > kMax) return false;
    const auto wide = value.template get<std::int64_t>();
    if (wide < std::numeric_limits<T>::min()) return false;
    field = static_cast<T>(wide);
  }
  return true;
}

bool assign(const Json& value, std::optional<CorrectionForm>& field) {
  if (value == "none") {
    field.reset();
    return true;
  }
  CorrectionForm form = CorrectionForm::Pairs;
  if (!assign(value, form)) return false;
  field = form;
  return true;
}

Json jsonOf(const TrainOptions& options) {
  Json json = Json::object();
  forEachOption(options, [&](const char* key, const auto& field) { json[key] = valueOf(field); });
  return json;
}

std::string dump(const Json& json, int indent) {
  // Folder names need not be UTF-8; JSON must.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

tl::unexpected<Error> bad(std::string_view name, const std::string& value, std::string remedy) {
  return fail({.reason = fmt::format("the training option '{}' cannot be {}", name, value),
               .remedy = std::move(remedy)});
}

Status checkNumbers(const TrainOptions& o) {
  constexpr int kMaxEpochs = 100'000;
  if (o.epochs == 0 && o.qat.mode != QatMode::FineTune)
    return bad("epochs", "0", "Choose 1 or more; 0 is for fine-tuning given weights alone");
  if (o.epochs < 0 || o.epochs > kMaxEpochs)
    return bad("epochs", std::to_string(o.epochs), fmt::format("Choose 0 to {}", kMaxEpochs));
  constexpr int kMaxBatch = 4096;
  if (o.batchSize < 1 || o.batchSize > kMaxBatch)
    return bad("batch_size", std::to_string(o.batchSize), fmt::format("Choose 1 to {}", kMaxBatch));
  constexpr unsigned kMaxThreads = 1024;
  if (o.threads > kMaxThreads)
    return bad("threads", std::to_string(o.threads), fmt::format("Choose 0 to {}", kMaxThreads));
  if (!(o.dropout >= 0.0 && o.dropout < 1.0))
    return bad("dropout", fmt::format("{}", o.dropout), "Choose 0 or more, below 1");
  if (!(o.holdOutFraction >= 0.0 && o.holdOutFraction <= 0.9))
    return bad("hold_out.fraction", fmt::format("{}", o.holdOutFraction), "Choose 0 to 0.9");
  if (o.qat.mode == QatMode::FineTune && (o.qat.epochs < 1 || o.qat.epochs > kMaxEpochs))
    return bad("qat.epochs", std::to_string(o.qat.epochs),
               fmt::format("Choose 1 to {}", kMaxEpochs));
  if (!(o.qat.learningRate > 0.0) || !std::isfinite(o.qat.learningRate))
    return bad("qat.learning_rate", fmt::format("{}", o.qat.learningRate),
               "Choose a number above 0");
  return {};
}

}  // namespace

TrainOptions recipeOptions(Recipe recipe) {
  TrainOptions options;
  options.recipe = recipe;
  if (recipe == Recipe::Code) return options;
  options.optimizer.kind = OptimizerKind::Sgd;
  options.mixupOptions = reportMixup();
  options.specAugmentOptions.inclusive = true;
  options.correction = CorrectionForm::Report;
  options.criterion = CheckpointCriterion::Accuracy;
  return options;
}

Status checkTrainOptions(const TrainOptions& options) {
  if (findArchitecture(options.model) == nullptr)
    return bad("model", fmt::format("'{}'", options.model),
               "Choose model1, model2, model3 or model4");
  for (const auto& status :
       {checkNumbers(options), checkOptimizer(options.optimizer), checkLrSchedule(options.schedule),
        checkMixup(options.mixupOptions), checkSpecAugment(options.specAugmentOptions),
        checkCorrection(options.correctionOptions), checkFreqMixStyle(options.freqMixStyle),
        checkImpulseResponse(options.impulseResponse), checkTimeRoll(options.timeRoll)}) {
    if (!status) return status;
  }
  if (options.impulseResponse.probability > 0.0 && options.impulseResponseFolder.empty())
    return bad("impulse_response.folder", "empty",
               "Name a folder with impulse responses, or set their probability to 0");
  return {};
}

std::string trainOptionsToJson(const TrainOptions& options) {
  return dump(jsonOf(options), 2);
}

Result<TrainOptions> trainOptionsFromJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail({.reason = "the training options are not a JSON object"});
  TrainOptions options;
  std::string problem;
  std::size_t known = 0;
  forEachOption(options, [&](const char* key, auto& field) {
    const auto it = json.find(key);
    if (it != json.end()) ++known;
    if (!problem.empty()) return;
    if (it == json.end()) {
      problem = fmt::format("the training options lack '{}'", key);
    } else if (!assign(*it, field)) {
      problem =
          fmt::format("the training option '{}' cannot be {}", key, dump(*it, -1).substr(0, 80));
    }
  });
  if (problem.empty() && known != json.size()) {
    const Json all = jsonOf(options);
    for (const auto& item : json.items())
      if (!all.contains(item.key()))
        problem = fmt::format("there is no training option '{}'", item.key().substr(0, 80));
  }
  if (!problem.empty()) return fail({.reason = std::move(problem)});
  return options;
}

std::optional<std::string> firstDifference(const TrainOptions& now, const TrainOptions& before) {
  const Json a = jsonOf(now);
  const Json b = jsonOf(before);
  for (const auto& item : a.items()) {
    const Json& old = b.at(item.key());
    // The number of threads changes nothing but the time.
    if (item.value() == old || item.key() == "threads") continue;
    return fmt::format("{} is {} and was {}", item.key(), dump(item.value(), -1), dump(old, -1));
  }
  return std::nullopt;
}

std::string_view nameOf(Recipe value) {
  return lookUp(value);
}
std::string_view nameOf(CheckpointCriterion value) {
  return lookUp(value);
}
std::string_view nameOf(HoldOut value) {
  return lookUp(value);
}
std::string_view nameOf(LossReduction value) {
  return lookUp(value);
}
std::string_view nameOf(QatTargets value) {
  return lookUp(value);
}
std::string_view nameOf(QatMode value) {
  return lookUp(value);
}
std::string_view nameOf(OptimizerKind value) {
  return lookUp(value);
}
std::string_view nameOf(Merge value) {
  return lookUp(value);
}
std::string_view nameOf(MixupSchedule value) {
  return lookUp(value);
}

}  // namespace scenelens
