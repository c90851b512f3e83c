// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/paired.h"

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

/// The probability of at most `successes` of `trials` fair coins.
double binomialTail(std::size_t successes, std::size_t trials) {
  double term = std::pow(0.5, static_cast<double>(trials));  // exact: trials < 25
  double sum = term;
  for (std::size_t k = 1; k <= successes; ++k) {
    term *= static_cast<double>(trials - k + 1) / static_cast<double>(k);
    sum += term;
  }
  return sum;
}

/// Adds the sums up; divided by alignedDevices().
void addPair(AlignedRow& row, const JudgedRun& run, std::size_t reference, std::size_t clip) {
  const bool referenceRight = run.isCorrect(reference);
  const bool right = run.isCorrect(clip);
  ++row.pairs;
  row.differ += run.decision[reference] != run.decision[clip] ? 1 : 0;
  if (referenceRight)
    ++(right ? row.bothRight : row.onlyReference);
  else
    ++(right ? row.onlyDevice : row.bothWrong);
  row.referenceLogLoss += run.loss[reference];
  row.deviceLogLoss += run.loss[clip];
}

}  // namespace

Agreement agreementOf(const JudgedRun& first, const JudgedRun& second, std::size_t clip) {
  if (clip >= first.size() || clip >= second.size()) return Agreement::Unknown;
  if (!first.isJudged(clip) || !second.isJudged(clip)) return Agreement::Unknown;
  if (first.isCorrect(clip))
    return second.isCorrect(clip) ? Agreement::BothRight : Agreement::OnlyFirst;
  return second.isCorrect(clip) ? Agreement::OnlySecond : Agreement::BothWrong;
}

PairedCounts compareDecisions(const JudgedRun& first, const JudgedRun& second,
                              std::span<const std::uint32_t> clips) {
  PairedCounts counts;
  for (const auto clip : clips) {
    switch (agreementOf(first, second, clip)) {
      case Agreement::Unknown:
        continue;
      case Agreement::BothRight:
        ++counts.bothRight;
        break;
      case Agreement::OnlyFirst:
        ++counts.onlyFirst;
        break;
      case Agreement::OnlySecond:
        ++counts.onlySecond;
        break;
      case Agreement::BothWrong:
        ++counts.bothWrong;
        break;
    }
    ++counts.clips;
    counts.disagreements += first.decision[clip] != second.decision[clip] ? 1 : 0;
  }
  return counts;
}

McNemar mcNemar(std::size_t onlyFirst, std::size_t onlySecond) {
  constexpr std::size_t kEnoughForChiSquare = 25;
  McNemar test;
  test.discordant = onlyFirst + onlySecond;
  test.exact = test.discordant < kEnoughForChiSquare;
  if (test.exact) {
    // The distribution is symmetric: twice the smaller tail is the two-sided probability, but the
    // tails overlap when both counts are equal.
    test.p = std::min(1.0, 2.0 * binomialTail(std::min(onlyFirst, onlySecond), test.discordant));
    return test;
  }
  const double difference =
      std::abs(static_cast<double>(onlyFirst) - static_cast<double>(onlySecond));
  const double corrected = std::max(0.0, difference - 1.0);
  test.statistic = corrected * corrected / static_cast<double>(test.discordant);
  test.p = std::erfc(std::sqrt(test.statistic / 2.0));  // upper tail of chi-square, one degree
  return test;
}

std::vector<LossPair> lossPairs(const JudgedRun& first, const JudgedRun& second,
                                std::span<const std::uint32_t> clips) {
  std::vector<LossPair> pairs;
  pairs.reserve(clips.size());
  for (const auto clip : clips) {
    if (agreementOf(first, second, clip) == Agreement::Unknown) continue;
    pairs.push_back({clip, first.loss[clip], second.loss[clip]});
  }
  return pairs;
}

ManyRuns compareMany(std::span<const JudgedRun* const> runs, std::span<const std::uint32_t> clips) {
  ManyRuns result;
  result.rightBy.resize(runs.size() + 1);
  result.onlyRight.resize(runs.size());
  if (runs.empty()) return result;
  for (const auto clip : clips) {
    const bool isKnown = std::ranges::all_of(
        runs, [&](const JudgedRun* run) { return clip < run->size() && run->isJudged(clip); });
    if (!isKnown) continue;
    std::size_t right = 0;
    std::size_t lastRight = 0;
    bool alike = true;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      alike = alike && runs[i]->decision[clip] == runs[0]->decision[clip];
      if (!runs[i]->isCorrect(clip)) continue;
      ++right;
      lastRight = i;
    }
    ++result.clips;
    ++result.rightBy[right];
    if (right == 1) ++result.onlyRight[lastRight];
    result.unanimous += alike ? 1 : 0;
  }
  return result;
}

std::vector<AlignedRow> alignedDevices(const Dataset& dataset, const JudgedRun& run,
                                       const AlignedIndex& partners,
                                       std::span<const std::uint32_t> clips) {
  std::vector<AlignedRow> rows(dataset.devices.size());
  for (const auto clip : clips) {
    if (clip >= run.size() || clip >= partners.partner.size()) continue;
    const auto reference = partners.partner[clip];
    if (reference >= run.size() || !run.isJudged(clip) || !run.isJudged(reference)) continue;
    const auto device = dataset.clips[clip].device;
    if (device >= 0) addPair(rows[static_cast<std::size_t>(device)], run, reference, clip);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].device = dataset.devices[i];
    rows[i].group = deviceGroupOf(rows[i].device);
    if (rows[i].pairs == 0) continue;
    rows[i].referenceLogLoss /= static_cast<double>(rows[i].pairs);
    rows[i].deviceLogLoss /= static_cast<double>(rows[i].pairs);
  }
  std::erase_if(rows, [](const AlignedRow& row) { return row.pairs == 0; });
  return rows;
}

}  // namespace scenelens
