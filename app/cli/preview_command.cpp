// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/model_argument.h"
#include "app/cli/preview_output.h"
#include "app/cli/terminal.h"
#include "core/audio/audio_file.h"
#include "core/base/in_quotes.h"
#include "core/dataset/clip_name.h"
#include "core/features/feature_extractor.h"
#include "core/nn/int8_twin.h"
#include "core/preview/device_correction.h"
#include "core/preview/equaliser.h"
#include "core/preview/occlusion.h"
#include "core/preview/sound_filter.h"
#include "core/preview/transforms.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

/// What all previews share.
struct Common {
  std::filesystem::path clip;
  std::size_t window = 0;
  std::string model = "model1";
  std::filesystem::path output;
};

/// The clip and who judges it.
struct Subject {
  AudioClip audio;
  FeatureMap map;
  Model floats;
  std::optional<Model> int8;
};

Result<Subject> loadSubject(const Common& common) {
  Subject subject;
  auto model = loadModelArgument(common.model, Precision::Float32);
  if (!model) return fail(std::move(model.error()));
  subject.floats = std::move(*model);
  std::vector<Error> problems;
  auto twins = loadInt8Twins({subject.floats}, problems);
  for (const auto& problem : problems) reportError(problem);
  if (twins.front()) subject.int8 = std::move(*twins.front());
  auto audio = readAudioWindow(common.clip, common.window);
  if (!audio) return fail(std::move(audio.error()));
  subject.audio = std::move(*audio);
  FeatureExtractor().extract(subject.audio.samples, subject.map);
  if (!subject.floats.trained)
    printNote("note: the weights are untrained; the predictions mean nothing");
  return subject;
}

std::optional<Scene> sceneOf(const std::filesystem::path& file) {
  const auto name = parseClipName(file.string());
  return name ? std::optional(name->scene) : std::nullopt;
}

void describe(PreviewOutput& output, const Common& common, const Subject& subject,
              const std::string& transform) {
  auto& json = output.json();
  json["transform"] = transform;
  json["clip"] = common.clip.string();
  json["window"] = common.window;
  json["model"] = subject.floats.title();
  json["weights"] = subject.floats.path.string();
  json["trained"] = subject.floats.trained;
}

/// Predicts before and after, writes everything and says what became of the decision.
Status finishPreview(PreviewOutput& output, const Subject& subject, const FeatureMap& after) {
  output.addMaps(subject.map, after);
  const auto predict = [&](const Model& model) -> Status {
    auto classifier = makeClassifier(model, engineFor(model));
    if (!classifier) return fail(std::move(classifier.error()));
    const auto both = predictBoth(**classifier, subject.map, after);
    if (!both) return fail(both.error());
    output.addPrediction(model.precision, *both);
    fmt::print("{:<8}{} {:.1f} % -> {} {:.1f} %\n", precisionName(model.precision),
               sceneLabel(both->before.decision()), 100.0F * both->before.confidence(),
               sceneLabel(both->after.decision()), 100.0F * both->after.confidence());
    return {};
  };
  if (auto done = predict(subject.floats); !done) return done;
  if (subject.int8) {
    if (auto done = predict(*subject.int8); !done) return done;
  }
  if (auto done = output.writeMaps(subject.map, after); !done) return done;
  return output.end();
}

/// Runs one preview: load, then `make`, which fills the output; the exit status.
template <typename Make>
int preview(const Common& common, const std::string& transform, const Make& make) {
  PreviewOutput output(common.output);
  auto subject = loadSubject(common);
  if (!subject) return reportError(subject.error());
  if (auto made = output.begin(); !made) return reportError(made.error());
  describe(output, common, *subject, transform);
  const Status done = make(*subject, output);
  if (!done && done.error().reason == "cancelled") return reportCancelled();
  if (!done) return reportError(done.error());
  fmt::print("{}\n", (output.folder() / "preview.json").string());
  return 0;
}

CLI::App* addPreview(CLI::App& app, const std::string& name, const std::string& help,
                     Common& common) {
  auto* command = app.add_subcommand(name, help);
  command->add_option("clip", common.clip, "sound file")->required();
  command->add_option("-o,--output", common.output, "folder for the files")->required();
  command->add_option("--model", common.model, kModelHelp)->capture_default_str();
  command->add_option("--window", common.window, "which second of the file, from 0")
      ->capture_default_str();
  return command;
}

// SpecAugment

struct SpecAugmentArguments {
  Common common;
  SpecAugmentOptions options;
  std::uint64_t seed = 1;
  std::vector<std::string> melStripes;  ///< START:WIDTH
  std::vector<std::string> timeStripes;
};

Result<std::vector<Stripe>> parseStripes(const std::vector<std::string>& texts, std::size_t size) {
  std::vector<Stripe> stripes;
  for (const auto& text : texts) {
    Stripe stripe;
    int used = 0;
    const bool read =
        std::sscanf(text.c_str(), "%d:%d%n", &stripe.start, &stripe.width, &used) == 2 &&
        static_cast<std::size_t>(used) == text.size();
    const auto limit = static_cast<int>(size);
    if (!read || stripe.start < 0 || stripe.start > limit || stripe.width < 0 ||
        stripe.width > limit - stripe.start)
      return fail({.reason = inQuotes(text) + " is no stripe",
                   .remedy = fmt::format("Write START:WIDTH inside 0 to {}", size)});
    stripes.push_back(stripe);
  }
  return stripes;
}

nlohmann::ordered_json stripesJson(const std::vector<Stripe>& stripes) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& stripe : stripes)
    json.push_back({{"start", stripe.start}, {"width", stripe.width}});
  return json;
}

int specAugment(const SpecAugmentArguments& arguments) {
  if (auto valid = checkSpecAugment(arguments.options); !valid) return reportUsage(valid.error());
  const auto mel = parseStripes(arguments.melStripes, kMels);
  if (!mel) return reportUsage(mel.error());
  const auto time = parseStripes(arguments.timeStripes, kFrames);
  if (!time) return reportUsage(time.error());
  SplitMix64 random(arguments.seed);
  SpecAugmentPlan plan = planSpecAugment(arguments.options, random);
  // Stripes that are given replace all that were drawn.
  if (!mel->empty() || !time->empty()) {
    plan.mel = *mel;
    plan.time = *time;
  }
  return preview(arguments.common, "specaugment",
                 [&](const Subject& subject, PreviewOutput& output) {
                   auto& json = output.json()["parameters"];
                   json["seed"] = arguments.seed;
                   json["mel"] = stripesJson(plan.mel);
                   json["time"] = stripesJson(plan.time);
                   if (plan.warp) json["warp"] = {{"from", plan.warp->from}, {"to", plan.warp->to}};
                   return finishPreview(output, subject, previewSpecAugment(plan, subject.map));
                 });
}

void addSpecAugment(CLI::App& app) {
  auto arguments = std::make_shared<SpecAugmentArguments>();
  auto& options = arguments->options;
  auto* command =
      addPreview(app, "specaugment", "Stripes of zeros over bands and frames", arguments->common);
  command->add_option("--seed", arguments->seed, "of the stripes")->capture_default_str();
  command->add_option("--mel-stripes", options.melStripes, "number over bands")
      ->capture_default_str();
  command->add_option("--mel-width", options.melWidth, "widest over bands")->capture_default_str();
  command->add_option("--time-stripes", options.timeStripes, "number over frames")
      ->capture_default_str();
  command->add_option("--time-width", options.timeWidth, "widest over frames")
      ->capture_default_str();
  command->add_flag("--inclusive", options.inclusive, "the widest width may be drawn, too");
  command->add_option("--time-warp", options.timeWarp, "largest warp in frames")
      ->capture_default_str();
  command->add_option("--mel", arguments->melStripes,
                      "START:WIDTH, a stripe over bands instead of those drawn; several times");
  command->add_option("--time", arguments->timeStripes,
                      "START:WIDTH, a stripe over frames instead of those drawn; several times");
  command->callback([=] { finish(specAugment(*arguments)); });
}

// Spectrum correction

struct CorrectionArguments {
  Common common;
  std::vector<std::filesystem::path> data;
  std::string form = "report";
  CorrectionChoice choice;
  SpectraOptions options;
  std::size_t pair = 1;
};

Result<DeviceSpectra> measure(const CorrectionArguments& arguments, bool& cancelled) {
  JobControl control(progressLine("Measuring devices"));
  const CancelOnInterrupt guard(control);
  auto dataset = openDataset(arguments.data, control);
  if (!dataset) return fail(std::move(dataset.error()));
  auto spectra = measureDeviceSpectra(*dataset, arguments.options, control);
  cancelled = control.cancelled();
  for (const auto& error : spectra.skipped) reportError(error);
  return spectra;
}

int correction(CorrectionArguments arguments) {
  auto& choice = arguments.choice;
  choice.form = *correctionFormFromName(arguments.form);
  choice.pair = arguments.pair - 1;
  if (choice.source.empty()) {
    const std::string file = arguments.common.clip.string();
    if (const auto name = parseClipName(file)) choice.source = name->device;
  }
  bool cancelled = false;
  const auto spectra = measure(arguments, cancelled);
  if (!spectra) return reportError(spectra.error());
  if (cancelled) return reportCancelled();
  const auto made = correctionBetween(*spectra, choice);
  if (!made) return reportError(made.error());
  return preview(
      arguments.common, "correction", [&](const Subject& subject, PreviewOutput& output) -> Status {
        auto& json = output.json()["parameters"];
        json["form"] = arguments.form;
        json["source"] = choice.source;
        json["target"] = choice.target.empty() ? "all others" : choice.target;
        if (choice.form == CorrectionForm::Pairs) json["pair"] = arguments.pair;
        json["shared_seconds"] = made->pairs;
        for (std::size_t d = 0; d < spectra->devices.size(); ++d)
          json["measured_clips"][spectra->devices[d]] =
              spectra->count(static_cast<std::int16_t>(d));
        if (made->pairs == 0)
          printNote(
              "note: no second was recorded by both devices; their different recordings "
              "were compared");
        if (auto done = output.writeSpectra(*spectra, *made); !done) return done;
        if (auto done = output.writeSound(correctedSound(*made, subject.audio.samples)); !done)
          return done;
        return finishPreview(output, subject, previewShift(made->shift, subject.map));
      });
}

void addCorrection(CLI::App& app) {
  auto arguments = std::make_shared<CorrectionArguments>();
  auto* command = addPreview(
      app, "correction", "What one device would have made of another's sound", arguments->common);
  command->add_option("--data", arguments->data, "data set whose devices are measured")->required();
  command->add_option("--form", arguments->form, "report, pairs or kosmider")
      ->check(CLI::IsMember({"report", "pairs", "kosmider"}))
      ->capture_default_str();
  command->add_option("--source", arguments->choice.source,
                      "device to correct; default: the clip's own");
  command->add_option("--target", arguments->choice.target,
                      "device to sound like; default: all others (not for kosmider)");
  command->add_option("--pair", arguments->pair, "which pair of clips, from 1")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--max-clips", arguments->options.maxClips, "about so many are measured")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--training-only", arguments->options.trainingOnly,
                    "measure only the training fold, as training does");
  command->callback([=] { finish(correction(*arguments)); });
}

// Mixup

struct MixupArguments {
  Common common;
  std::filesystem::path second;
  std::size_t secondWindow = 0;
  double lambda = 0.5;
};

int mixup(const MixupArguments& arguments) {
  return preview(
      arguments.common, "mixup", [&](const Subject& subject, PreviewOutput& output) -> Status {
        const auto second = readAudioWindow(arguments.second, arguments.secondWindow);
        if (!second) return fail(second.error());
        FeatureMap other;
        FeatureExtractor().extract(second->samples, other);
        auto& json = output.json()["parameters"];
        json["second"] = arguments.second.string();
        json["second_window"] = arguments.secondWindow;
        json["lambda"] = arguments.lambda;
        const auto targets = mixedTargets(arguments.lambda, sceneOf(arguments.common.clip),
                                          sceneOf(arguments.second));
        if (targets) {
          output.addTensor("targets", {kLogitCount}, *targets);
        } else {
          printNote("note: no soft target, because a file's name does not tell its scene");
        }
        output.addTensor("second.logmel", {kMels, kFrames}, other.logmel);
        return finishPreview(output, subject, previewMixup(arguments.lambda, subject.map, other));
      });
}

void addMixup(CLI::App& app) {
  auto arguments = std::make_shared<MixupArguments>();
  auto* command = addPreview(app, "mixup", "Two clips mixed as in training", arguments->common);
  command->add_option("--second", arguments->second, "the other sound file")->required();
  command->add_option("--second-window", arguments->secondWindow, "which second of it, from 0")
      ->capture_default_str();
  command->add_option("--lambda", arguments->lambda, "weight of the first clip")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->callback([=] { finish(mixup(*arguments)); });
}

// Equaliser

struct EqualiserArguments {
  Common common;
  std::vector<double> gains;
};

int equalise(const EqualiserArguments& arguments) {
  Equaliser equaliser;
  std::ranges::copy(arguments.gains, equaliser.gains.begin());
  if (auto valid = checkEqualiser(equaliser); !valid) return reportUsage(valid.error());
  return preview(
      arguments.common, "equaliser", [&](const Subject& subject, PreviewOutput& output) -> Status {
        auto& json = output.json()["parameters"];
        json["centres_hz"] = Equaliser::kCentres;
        json["gains_db"] = equaliser.gains;
        std::vector<float> power(kMapSize);
        FeatureExtractor().melPower(subject.audio.samples, power);
        if (auto done =
                output.writeSound(filterSound(equaliserFactors(equaliser), subject.audio.samples));
            !done)
          return done;
        return finishPreview(output, subject, previewEqualiser(equaliser, power));
      });
}

void addEqualiser(CLI::App& app) {
  auto arguments = std::make_shared<EqualiserArguments>();
  auto* command =
      addPreview(app, "equaliser", "What if the clip sounded otherwise", arguments->common);
  command
      ->add_option("--gains", arguments->gains,
                   "ten gains in dB with commas between, for 31.25 Hz to 16 kHz an octave apart")
      ->delimiter(',')
      ->expected(static_cast<int>(Equaliser::kBands))
      ->required();
  command->callback([=] { finish(equalise(*arguments)); });
}

// Occlusion

struct OcclusionArguments {
  Common common;
  OcclusionGrid grid;
  std::string target;  ///< label of a scene or a group; empty: the decision
  std::string precision = "float";
};

Result<std::size_t> classNamed(const std::string& name) {
  if (const auto scene = sceneFromLabel(name)) return static_cast<std::size_t>(*scene);
  for (std::size_t group = 0; group < kGroupCount; ++group) {
    if (CLI::detail::to_lower(std::string(groupTitle(static_cast<SceneGroup>(group)))) ==
        CLI::detail::to_lower(name))
      return kSceneCount + group;
  }
  return fail({.reason = "there is no class " + inQuotes(name),
               .remedy = "Use one of the ten scene labels, indoor, outdoor or transport"});
}

std::string className(std::size_t index) {
  return std::string(index < kSceneCount
                         ? sceneLabel(static_cast<Scene>(index))
                         : groupTitle(static_cast<SceneGroup>(index - kSceneCount)));
}

Result<OcclusionMap> mapOf(const Subject& subject, const Model& model, const OcclusionGrid& grid) {
  const auto factory = makeClassifierFactory(model, engineFor(model));
  if (!factory) return fail(factory.error());
  std::vector<std::unique_ptr<Classifier>> team;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    auto classifier = (*factory)();
    if (!classifier) return fail(std::move(classifier.error()));
    team.push_back(std::move(*classifier));
  }
  JobControl control(progressLine("Hiding patches"));
  const CancelOnInterrupt guard(control);
  return occlusionMap(subject.map.features, grid, team, control);
}

int occlusion(const OcclusionArguments& arguments) {
  if (auto valid = checkOcclusion(arguments.grid); !valid) return reportUsage(valid.error());
  std::optional<std::size_t> target;
  if (!arguments.target.empty()) {
    const auto named = classNamed(arguments.target);
    if (!named) return reportUsage(named.error());
    target = *named;
  }
  return preview(
      arguments.common, "occlusion", [&](const Subject& subject, PreviewOutput& output) -> Status {
        const bool isInt8 = arguments.precision == "int8";
        // Why there are none was said when they were looked for.
        if (isInt8 && !subject.int8)
          return fail(
              {.reason = "there are no Int8 weights for the occlusion map",
               .file = subject.floats.path,
               .remedy = "Make them with scenelens-cli quantize, or use --precision float"});
        const Model& model = isInt8 ? *subject.int8 : subject.floats;
        const auto map = mapOf(subject, model, arguments.grid);
        if (!map) return fail(map.error());
        const Prediction whole = predictionFromLogits(map->logits);
        const std::size_t index = target.value_or(static_cast<std::size_t>(whole.decision()));
        const auto drop = map->drop(index);
        const auto rows = static_cast<std::int64_t>(arguments.grid.rows());
        const auto columns = static_cast<std::int64_t>(arguments.grid.columns());
        auto& json = output.json()["parameters"];
        json["class"] = className(index);
        json["precision"] = precisionName(model.precision);
        json["patch_bands"] = arguments.grid.bands;
        json["patch_frames"] = arguments.grid.frames;
        output.json()["probability"] = map->probability(index);
        output.json()["predictions"][std::string(precisionName(model.precision))]["before"] =
            predictionJson(whole);
        output.addTensor("logmel", {kMels, kFrames}, subject.map.logmel);
        output.addTensor("logits", {kLogitCount}, map->logits);
        output.addTensor("hidden.logits", {rows, columns, kLogitCount}, map->hidden);
        output.addTensor("drop", {rows, columns}, drop);
        if (auto done = output.writeLevels("before", subject.map.logmel); !done) return done;
        if (auto done = output.writeSigned("occlusion", drop, arguments.grid.columns(),
                                           "percentage points", 100.0);
            !done)
          return done;
        const auto most = std::ranges::max_element(drop) - drop.begin();
        fmt::print("{} {:.1f} %; most hangs on bands from {}, frames from {}: {:+.1f} points\n",
                   className(index), 100.0F * map->probability(index),
                   most / columns * static_cast<std::int64_t>(arguments.grid.bands),
                   most % columns * static_cast<std::int64_t>(arguments.grid.frames),
                   -100.0F * drop[static_cast<std::size_t>(most)]);
        return output.end();
      });
}

void addOcclusion(CLI::App& app) {
  auto arguments = std::make_shared<OcclusionArguments>();
  auto* command = addPreview(app, "occlusion", "Which parts of the clip a decision hangs on",
                             arguments->common);
  command->add_option("--class", arguments->target,
                      "scene label, indoor, outdoor or transport; default: the decision");
  command->add_option("--precision", arguments->precision, "of the network that is asked")
      ->check(CLI::IsMember({"float", "int8"}))
      ->capture_default_str();
  command->add_option("--patch-bands", arguments->grid.bands, "mel bands of a patch")
      ->capture_default_str();
  command->add_option("--patch-frames", arguments->grid.frames, "frames of a patch")
      ->capture_default_str();
  command->callback([=] { finish(occlusion(*arguments)); });
}

}  // namespace

void addPreviewCommand(CLI::App& app) {
  auto* command =
      app.add_subcommand("preview", "What training's transforms do to a clip and to the decision");
  command->require_subcommand(1);
  addSpecAugment(*command);
  addCorrection(*command);
  addMixup(*command);
  addEqualiser(*command);
  addOcclusion(*command);
  command->footer(
      "Each writes preview.json (parameters and probabilities), tensors.safetensors and pictures\n"
      "into the folder; correction and equaliser write sound.wav, too, and correction the\n"
      "devices' spectra (spectra.csv).");
}

}  // namespace scenelens
