// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/latency.h"
#include "core/nn/model.h"
#include "core/nn/prediction.h"

#include <QLocale>
#include <QString>

#include <optional>

namespace scenelens {

/// What is known about a model in one precision.
struct PrecisionAnswer {
  std::optional<Prediction> prediction;  ///< of the current clip
  QString engine;                        ///< empty until it ran
  std::optional<Latency> latency;        ///< the newest, also of the clip before
};

/// Float32 and Int8 of a model side by side.
struct ModelAnswers {
  PrecisionAnswer floats, int8;

  [[nodiscard]] PrecisionAnswer& of(Precision precision) {
    return precision == Precision::Int8 ? int8 : floats;
  }
  [[nodiscard]] const PrecisionAnswer& of(Precision precision) const {
    return precision == Precision::Int8 ? int8 : floats;
  }
  /// True where both precisions answered and decide for different scenes.
  [[nodiscard]] bool disagree(DecisionRule rule) const {
    return floats.prediction && int8.prediction &&
           floats.prediction->decision(rule) != int8.prediction->decision(rule);
  }
};

/// "0.31", "0.083": about two digits that mean something.
inline QString latencyNumber(const Latency& latency) {
  const double ms = latency.milliseconds;
  return QLocale().toString(ms, 'f', ms < 0.1 ? 3 : ms < 10.0 ? 2 : 1);
}

}  // namespace scenelens
