// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/terminal.h"
#include "app/cli/training_console.h"
#include "core/base/in_quotes.h"
#include "core/eval/run_summary.h"
#include "core/nn/torch_backend.h"
#include "core/train/training_session.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scenelens {

namespace {

struct TrainArguments {
  SessionOptions session;
  std::string recipe = "code";
  std::string init;
  /// What the user set beyond the recipe, in the order of the command line's options.
  std::vector<std::function<void(TrainOptions&)>> changes;
};

/// Adds an option that overrides what the recipe says, only when it is given.
template <class T>
CLI::Option* addOverride(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments,
                         const std::string& flag, const std::string& help,
                         std::function<void(TrainOptions&, const T&)> apply) {
  return command.add_option_function<T>(
      flag,
      [arguments, apply](const T& value) {
        arguments->changes.push_back([=](TrainOptions& options) { apply(options, value); });
      },
      help);
}

/// A number that overrides what the recipe says.
template <class T>
void addNumber(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments,
               const std::string& flag, const std::string& help,
               std::function<T&(TrainOptions&)> field) {
  addOverride<T>(command, arguments, flag, help,
                 [field](TrainOptions& options, const T& value) { field(options) = value; });
}

/// One of several words that overrides what the recipe says.
template <class T>
void addChoice(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments,
               const std::string& flag, const std::string& help, std::map<std::string, T> words,
               std::function<void(TrainOptions&, const T&)> apply) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words) names.push_back(name);
  addOverride<std::string>(
      command, arguments, flag, help,
      [=](TrainOptions& options, const std::string& name) { apply(options, words.at(name)); })
      ->check(CLI::IsMember(names));
}

void addOptimization(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments) {
  using O = TrainOptions;
  command.option_defaults()->group("Optimization");
  addNumber<std::uint64_t>(command, arguments, "--seed", "of everything random (1)",
                           [](O& o) -> std::uint64_t& { return o.seed; });
  addNumber<int>(command, arguments, "--epochs", "float epochs (100; 0: quantize --init alone)",
                 [](O& o) -> int& { return o.epochs; });
  addNumber<int>(command, arguments, "--batch", "clips a step and process (32)",
                 [](O& o) -> int& { return o.batchSize; });
  addNumber<unsigned>(command, arguments, "--threads", "of the computation (all cores)",
                      [](O& o) -> unsigned& { return o.threads; });
  addChoice<OptimizerKind>(command, arguments, "--optimizer", "code: radam, report: sgd",
                           {{"sgd", OptimizerKind::Sgd}, {"radam", OptimizerKind::RAdam}},
                           [](O& o, const OptimizerKind& v) { o.optimizer.kind = v; });
  addNumber<double>(command, arguments, "--momentum", "of sgd (0)",
                    [](O& o) -> double& { return o.optimizer.momentum; });
  addNumber<double>(command, arguments, "--weight-decay", "L2 (0)",
                    [](O& o) -> double& { return o.optimizer.weightDecay; });
  addNumber<double>(command, arguments, "--lr", "learning rate after the warm-up (1e-3)",
                    [](O& o) -> double& { return o.schedule.base; });
  addNumber<double>(command, arguments, "--lr-min", "where the cosine ends (1e-6)",
                    [](O& o) -> double& { return o.schedule.minimum; });
  addNumber<int>(command, arguments, "--warmup-epochs", "0: none (5)",
                 [](O& o) -> int& { return o.schedule.warmupEpochs; });
  addNumber<double>(command, arguments, "--warmup-start", "learning rate of the first epoch (5e-5)",
                    [](O& o) -> double& { return o.schedule.warmupStart; });
  addChoice<LossReduction>(command, arguments, "--reduction", "how clips' losses become one (sum)",
                           {{"sum", LossReduction::Sum}, {"mean", LossReduction::Mean}},
                           [](O& o, const LossReduction& v) { o.reduction = v; });
  addNumber<double>(command, arguments, "--dropout", "in front of the last layer (0.3)",
                    [](O& o) -> double& { return o.dropout; });
  addOverride<std::string>(command, arguments, "--pcgrad",
                           "how the two heads' gradients are merged (mean); none: without PCGrad",
                           [](O& o, const std::string& v) {
                             o.pcgrad = v != "none";
                             o.merge = v == "sum" ? Merge::Sum : Merge::Mean;
                           })
      ->check(CLI::IsMember({"mean", "sum", "none"}));
  addOverride<std::string>(
      command, arguments, "--hold-out",
      "what epochs are compared on: a share of the training fold's locations (0.15; 0: nothing,\n"
      "the last epoch is kept), or 'test-fold' as the authors did, whose figures are then selected",
      [](O& o, const std::string& v) {
        o.holdOut = v == "test-fold" ? HoldOut::TestFold : HoldOut::Locations;
        if (v != "test-fold") o.holdOutFraction = std::stod(v);
      })
      ->check(CLI::Validator(CLI::IsMember({"test-fold"}) | CLI::Range(0.0, 0.9)));
  addChoice<CheckpointCriterion>(
      command, arguments, "--criterion", "which epoch is kept: code: log-loss, report: accuracy",
      {{"log-loss", CheckpointCriterion::LogLoss}, {"accuracy", CheckpointCriterion::Accuracy}},
      [](O& o, const CheckpointCriterion& v) { o.criterion = v; });
}

void addAugmentation(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments) {
  using O = TrainOptions;
  command.option_defaults()->group("Augmentation");
  addOverride<double>(command, arguments, "--mixup", "alpha (code 0.2, report 0.4); 0: none",
                      [](O& o, const double& v) {
                        o.mixup = v > 0.0;
                        if (o.mixup) o.mixupOptions.alpha = v;
                      });
  addChoice<MixupSchedule>(
      command, arguments, "--mixup-schedule", "(code)",
      {{"code", MixupSchedule::Code}, {"without-hesitation", MixupSchedule::WithoutHesitation}},
      [](O& o, const MixupSchedule& v) { o.mixupOptions.schedule = v; });
  addNumber<int>(command, arguments, "--mixup-whole-epochs",
                 "epochs that mix the whole batch, then half of it (60)",
                 [](O& o) -> int& { return o.mixupOptions.wholeBatchEpochs; });
  addNumber<int>(command, arguments, "--mel-stripes", "SpecAugment stripes over mel bands (2)",
                 [](O& o) -> int& { return o.specAugmentOptions.melStripes; });
  addNumber<int>(command, arguments, "--mel-width", "their largest width in bands (2)",
                 [](O& o) -> int& { return o.specAugmentOptions.melWidth; });
  addNumber<int>(command, arguments, "--time-stripes", "SpecAugment stripes over frames (2)",
                 [](O& o) -> int& { return o.specAugmentOptions.timeStripes; });
  addNumber<int>(command, arguments, "--time-width", "their largest width in frames (2)",
                 [](O& o) -> int& { return o.specAugmentOptions.timeWidth; });
  addNumber<int>(command, arguments, "--time-warp", "largest shift in frames (0)",
                 [](O& o) -> int& { return o.specAugmentOptions.timeWarp; });
  addOverride<std::string>(
      command, arguments, "--spectrum-correction", "code: pairs, report: report; kosmider or none",
      [](O& o, const std::string& v) { o.correction = correctionFormFromName(v); })
      ->check(CLI::IsMember({"pairs", "report", "kosmider", "none"}));
  addNumber<double>(command, arguments, "--correction-probability", "per batch (12/13)",
                    [](O& o) -> double& { return o.correctionOptions.probability; });
  addNumber<double>(command, arguments, "--freq-mixstyle", "probability per batch (0: off)",
                    [](O& o) -> double& { return o.freqMixStyle.probability; });
  addNumber<std::string>(command, arguments, "--ir-dir", "folder of device impulse responses",
                         [](O& o) -> std::string& { return o.impulseResponseFolder; });
  addNumber<double>(command, arguments, "--ir-probability",
                    "of convolving a clip (0.6 with --ir-dir)",
                    [](O& o) -> double& { return o.impulseResponse.probability; });
  addNumber<std::int64_t>(command, arguments, "--time-roll",
                          "largest shift in samples at 44.1 kHz (0: off)",
                          [](O& o) -> std::int64_t& { return o.timeRoll.maximumShift; });
}

void addQuantization(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments) {
  using O = TrainOptions;
  command.option_defaults()->group("Quantization");
  addChoice<QatMode>(command, arguments, "--qat",
                     "quantization-aware training: some epochs from the float weights\n"
                     "(code: fine-tune), all epochs (report: from-scratch), or none",
                     {{"none", QatMode::None},
                      {"fine-tune", QatMode::FineTune},
                      {"from-scratch", QatMode::FromScratch}},
                     [](O& o, const QatMode& v) { o.qat.mode = v; });
  addChoice<QatTargets>(command, arguments, "--qat-targets",
                        "what fine-tuning learns from: the labels (default), or what the float\n"
                        "network says (float), so that Int8 decides as Float32 does",
                        {{"labels", QatTargets::Labels}, {"float", QatTargets::Float}},
                        [](O& o, const QatTargets& v) { o.qat.targets = v; });
  addNumber<int>(command, arguments, "--qat-epochs", "of fine-tuning (10)",
                 [](O& o) -> int& { return o.qat.epochs; });
  addNumber<double>(command, arguments, "--qat-lr", "of fine-tuning (5e-5)",
                    [](O& o) -> double& { return o.qat.learningRate; });
}

void addOverrides(CLI::App& command, const std::shared_ptr<TrainArguments>& arguments) {
  addOptimization(command, arguments);
  addAugmentation(command, arguments);
  addQuantization(command, arguments);
  command.option_defaults()->group("Options");
}

void printEvaluations(const SessionResult& result) {
  for (const auto& evaluation : result.evaluations) {
    const auto show = [&](const char* precision, const RunTable& run) {
      const auto summary = summarise(evaluation.dataset, run);
      fmt::print("{}{}  {}  {} clips  accuracy {:.1f} %  log loss {:.3f}\n", evaluation.name,
                 evaluation.synthetic ? " (synthetic)" : "", precision, summary.clips,
                 100.0 * summary.accuracy(), summary.logLoss);
    };
    show("Float32", evaluation.floatRun);
    if (evaluation.int8Run) show("Int8", *evaluation.int8Run);
  }
}

/// The processes of torchrun, mpirun or Slurm that this one belongs to; nothing when WORLD_SIZE is
/// not set or 1.
Result<std::optional<GroupAddress>> groupFromEnvironment() {
  const auto text = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  GroupAddress address;
  address.host = text("MASTER_ADDR");
  // mpirun and Slurm have names of their own for the same numbers; an address says they are meant.
  const auto named = [&](const std::string& name) -> std::string {
    if (!text(name.c_str()).empty() || address.host.empty()) return name;
    const bool rank = name == "RANK";
    const char* open = rank ? "OMPI_COMM_WORLD_RANK" : "OMPI_COMM_WORLD_SIZE";
    const char* slurm = rank ? "SLURM_PROCID" : "SLURM_NTASKS";
    return !text(open).empty() ? open : !text(slurm).empty() ? slurm : name;
  };
  const std::string rankName = named("RANK"), sizeName = named("WORLD_SIZE");
  if (text(sizeName.c_str()).empty() || text(sizeName.c_str()) == "1") return std::nullopt;
  const auto number = [&](const char* name, auto& value) -> Status {
    const std::string written = text(name);
    const auto [end, code] =
        std::from_chars(written.data(), written.data() + written.size(), value);
    if (code == std::errc() && end == written.data() + written.size()) return {};
    return fail({fmt::format("WORLD_SIZE is set, so {} must be a number; it is {}", name,
                             inQuotes(written))});
  };
  for (const auto& read :
       {number("MASTER_PORT", address.port), number(rankName.c_str(), address.rank),
        number(sizeName.c_str(), address.size)}) {
    if (!read) return fail(read.error());
  }
  if (address.host.empty() || address.rank >= address.size) {
    return fail({"WORLD_SIZE is set, so MASTER_ADDR must be set and RANK be below WORLD_SIZE"});
  }
  return address;
}

int train(TrainArguments& arguments) {
  auto& session = arguments.session;
  const std::string model = session.train.model;
  session.train = recipeOptions(arguments.recipe == "report" ? Recipe::Report : Recipe::Code);
  session.train.model = model;
  session.train.qat.mode = arguments.recipe == "report" ? QatMode::FromScratch : QatMode::FineTune;
  for (const auto& change : arguments.changes) change(session.train);
  // A folder of responses is meant to be used; CP-JKU's code convolves with this probability.
  if (!session.train.impulseResponseFolder.empty() &&
      session.train.impulseResponse.probability == 0.0) {
    session.train.impulseResponse.probability = 0.6;
  }
  if (const auto known = architectureNamed(model); !known) return reportUsage(known.error());
  if (!arguments.init.empty()) {
    auto start = loadModelArgument(arguments.init);
    if (!start) return reportError(start.error());
    session.start = std::move(*start);
  }
  const auto backend = loadTorchBackend();
  if (!backend) return reportError(backend.error());

  const auto address = groupFromEnvironment();
  if (!address) return reportUsage(address.error());
  std::unique_ptr<ProcessGroup> group;
  if (*address) {
    auto joined = (*backend)->joinGroup(**address);
    if (!joined) return reportError(joined.error());
    group = std::move(*joined);
  }

  JobControl control;
  const CancelOnInterrupt guard(control);
  const auto listener = consoleListener(!group || group->rank() == 0);
  const auto result = runSession(session, **backend, group.get(), listener, control);
  if (!result) {
    if (!control.cancelled()) return reportError(result.error());
    if (!result.error().remedy.empty()) printNote(result.error().remedy);
    return reportCancelled();
  }
  if (group && group->rank() > 0) return 0;
  printEvaluations(*result);
  fmt::print("wrote {}\n", result->floatWeights.string());
  if (!result->int8Weights.empty()) fmt::print("wrote {}\n", result->int8Weights.string());
  return 0;
}

}  // namespace

void addTrainCommand(CLI::App& app, const std::string& commandLine) {
  auto arguments = std::make_shared<TrainArguments>();
  arguments->session.command = commandLine;
  auto* command = app.add_subcommand("train", "Train a model on the training fold of data sets");
  auto& session = arguments->session;
  command->add_option("dataset", session.datasets, "data set roots")->required();
  command->add_option("--model", session.train.model, "model1 .. model4")->capture_default_str();
  command->add_option("-o,--output", session.folder, "folder for weights, log and checkpoint")
      ->required();
  command->add_option("--recipe", arguments->recipe, "whose defaults: report or code")
      ->check(CLI::IsMember({"report", "code"}))
      ->capture_default_str();
  command->add_option("--evaluate", session.evaluate, "more data sets whose test folds are judged");
  command->add_option("--init", arguments->init, "weights to start from instead of random ones");
  command->add_option("--cache", session.cache, "folder of computed features");
  command->add_option("--correction", session.correction,
                      "spectrum correction file instead of estimating one");
  command->add_option("--note", session.note,
                      "what the weights shall say of themselves wherever they are shown");
  command->add_flag("--resume", session.resume, "go on after the last finished epoch");
  command->add_flag("--skip-broken", session.skipBroken,
                    "leave out clips that are missing or cannot be read");

  addOverrides(*command, arguments);
  command->callback([=] { finish(train(*arguments)); });
}

}  // namespace scenelens
