// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/augment/freq_mixstyle.h"
#include "core/augment/impulse_response.h"
#include "core/augment/mixup.h"
#include "core/augment/spec_augment.h"
#include "core/augment/spectrum_correction.h"
#include "core/augment/time_roll.h"
#include "core/base/error.h"
#include "core/train/lr_schedule.h"
#include "core/train/optimizer.h"
#include "core/train/pcgrad.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scenelens {

/// Whose defaults a run starts from.
enum class Recipe : std::uint8_t {
  Report,  ///< the report's words; where it is silent, the published code's numbers
  Code     ///< the published code, its bugs mended
};

/// Which epoch's weights are kept.
enum class CheckpointCriterion : std::uint8_t {
  LogLoss,  ///< the lowest validation log loss of the ten scenes (published code)
  Accuracy  ///< the highest validation accuracy of the ten scenes (report)
};

/// What the epochs are compared on.
enum class HoldOut : std::uint8_t {
  Locations,  ///< some locations of the training fold, which training then does not see
  TestFold    ///< the test fold, as the authors did: its figures are then selected on it
};

/// How the losses of a batch's clips become one.
enum class LossReduction : std::uint8_t { Sum, Mean };

/// How quantization-aware training is done.
enum class QatMode : std::uint8_t {
  None,        ///< float only
  FineTune,    ///< some epochs from the float weights, BatchNorm folded
  FromScratch  ///< all epochs, as in the report
};

/// What fine-tuning learns from.
enum class QatTargets : std::uint8_t {
  Labels,  ///< the clips' labels, as training did
  Float    ///< what the float network says, so that Int8 decides as Float32 does
};

struct QatOptions {
  QatMode mode = QatMode::None;
  QatTargets targets = QatTargets::Labels;  ///< FineTune
  int epochs = 10;                          ///< FineTune
  double learningRate = 5e-5;               ///< FineTune: falls along a cosine without warm-up

  bool operator==(const QatOptions&) const = default;
};

/// Every knob of a training run: a plain value that stands in the checkpoint and the model card.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which people read it
struct TrainOptions {
  std::string model = "model1";  ///< name of an Architecture
  Recipe recipe = Recipe::Code;  ///< where the defaults came from; for people
  std::uint64_t seed = 1;
  unsigned threads = 0;  ///< of the computation; 0: one per core. No result depends on it
  int epochs = 100;      ///< 0: only fine-tune given weights
  int batchSize = 32;    ///< clips a step and process

  OptimizerOptions optimizer;
  LrSchedule schedule;
  LossReduction reduction = LossReduction::Sum;
  double dropout = 0.3;  ///< in front of the last layer
  bool pcgrad = true;    ///< project conflicting gradients of the two heads
  Merge merge = Merge::Mean;

  bool mixup = true;
  MixupOptions mixupOptions;
  bool specAugment = true;
  SpecAugmentOptions specAugmentOptions;
  /// Nothing: no spectrum correction.
  std::optional<CorrectionForm> correction = CorrectionForm::Pairs;
  CorrectionOptions correctionOptions;
  FreqMixStyleOptions freqMixStyle;        ///< off by its probability of 0
  std::string impulseResponseFolder;       ///< empty: none
  ImpulseResponseOptions impulseResponse;  ///< off by its probability of 0
  TimeRollOptions timeRoll;                ///< off by its shift of 0

  HoldOut holdOut = HoldOut::Locations;
  /// Share of the training clips to hold out, [0, 0.9]; 0: none, the last epoch's weights are kept.
  double holdOutFraction = 0.15;
  CheckpointCriterion criterion = CheckpointCriterion::LogLoss;
  QatOptions qat;
};

/// The defaults of a recipe; docs/formulas.md has the table.
[[nodiscard]] TrainOptions recipeOptions(Recipe recipe);

/// Says which option has a value that makes no sense, by the name it has in JSON. Looks at values
/// only, not at files. Thread-safe.
[[nodiscard]] Status checkTrainOptions(const TrainOptions& options);

/// The options as JSON text, a flat object with a key per option in a fixed order
/// ("schedule.base": 0.001). Equal options give equal text; numbers come back bit for bit.
[[nodiscard]] std::string trainOptionsToJson(const TrainOptions& options);
/// The way back. Errors: not such an object, a key that is missing, unknown, of the wrong type or
/// out of the range of its type (named). Values are not judged: see checkTrainOptions.
[[nodiscard]] Result<TrainOptions> trainOptionsFromJson(std::string_view json);

/// The first option in which two runs differ, for people: "epochs is 50 and was 100"; nothing when
/// they are equal.
[[nodiscard]] std::optional<std::string> firstDifference(const TrainOptions& now,
                                                         const TrainOptions& before);

/// Names on the command line and in JSON: "report"; "log-loss"; "locations", "test-fold"; "sum";
/// "none", "fine-tune", "from-scratch"; "labels", "float"; "sgd", "radam"; "code",
/// "without-hesitation".
[[nodiscard]] std::string_view nameOf(Recipe value);
[[nodiscard]] std::string_view nameOf(CheckpointCriterion value);
[[nodiscard]] std::string_view nameOf(HoldOut value);
[[nodiscard]] std::string_view nameOf(LossReduction value);
[[nodiscard]] std::string_view nameOf(QatMode value);
[[nodiscard]] std::string_view nameOf(QatTargets value);
[[nodiscard]] std::string_view nameOf(OptimizerKind value);
[[nodiscard]] std::string_view nameOf(Merge value);
[[nodiscard]] std::string_view nameOf(MixupSchedule value);

}  // namespace scenelens
