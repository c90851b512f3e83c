// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/run_table.h"
#include "core/nn/classifier.h"
#include "core/nn/model.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace scenelens {

/// What `predict` says, and in which form.
struct PredictFormat {
  bool json = false;
  bool several = false;  ///< several runs: JSON has a list of them, text a heading for each
  DecisionRule rule = DecisionRule::TenClass;
  double mixingRate = kMixingRate;
};

/// One model's predictions of all clips.
struct PredictRun {
  std::string name;  ///< "Model1 Int8"
  std::string engine;
  RunTable table;
};

/// Writes one run in the order of the clips, however they arrive, and none later than necessary: a
/// data set has 230,350 clips. Failures go to standard error.
class PredictOutput {
 public:
  PredictOutput(const PredictFormat& format, const Dataset& dataset,
                const std::vector<std::uint32_t>& clips)
      : m_format(format), m_dataset(dataset), m_clips(clips) {}

  void begin(const Model& model, const Classifier& classifier) const;
  void add(std::uint32_t clip, const Result<Prediction>& result);
  void end() const;

  [[nodiscard]] std::size_t failures() const { return m_failures; }

 private:
  void write(const Clip& clip, const Result<Prediction>& result);

  const PredictFormat& m_format;
  const Dataset& m_dataset;
  const std::vector<std::uint32_t>& m_clips;
  std::map<std::uint32_t, Result<Prediction>> m_waiting;
  std::size_t m_next = 0;
  std::size_t m_written = 0;
  std::size_t m_failures = 0;
  std::string m_lastFailure;
};

/// What stands around several runs: before the first, between two, and after the last with how
/// their decisions compare with the first run's.
void printRunsBegin(const PredictFormat& format);
void printRunsBetween(const PredictFormat& format);
void printRunsEnd(const PredictFormat& format, const Dataset& dataset,
                  const std::vector<PredictRun>& runs);

}  // namespace scenelens
