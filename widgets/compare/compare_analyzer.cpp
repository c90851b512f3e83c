// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/compare_analyzer.h"

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

std::shared_ptr<const std::vector<CloudPoint>> lossCloud(const JudgedRun& first,
                                                         const JudgedRun& second,
                                                         std::span<const std::uint32_t> clips) {
  auto cloud = std::make_shared<std::vector<CloudPoint>>();
  const auto pairs = lossPairs(first, second, clips);
  cloud->reserve(pairs.size());
  for (const LossPair& pair : pairs) {
    cloud->push_back({std::max(pair.first, kSmallestLoss), std::max(pair.second, kSmallestLoss),
                      pair.clip, std::uint8_t(agreementOf(first, second, pair.clip))});
  }
  return cloud;
}

}  // namespace

std::shared_ptr<const AlignedIndex> CompareAnalyzer::partnersOf(
    const std::shared_ptr<const Dataset>& dataset) {
  if (dataset != m_dataset) {
    m_dataset = dataset;
    m_partners = std::make_shared<const AlignedIndex>(findPartners(*dataset));
  }
  return m_partners;
}

void CompareAnalyzer::compare(CompareRequest request) {
  m_worker.run([this, request = std::move(request)](const JobControl& control,
                                                    const LatestWorker::Post& post) {
    auto result = std::make_shared<CompareResult>();
    result->runs = request.runs;
    result->first = request.first;
    result->second = request.second;
    result->asked = request.clips.size();
    std::vector<const JudgedRun*> runs;
    for (const auto& run : request.judged) runs.push_back(run.get());
    result->figures = compareSideBySide(*request.dataset, runs, request.clips, control);
    if (control.cancelled()) return;
    const JudgedRun& first = *runs[request.first];
    if (request.second) {
      const JudgedRun& second = *runs[*request.second];
      result->pair = compareDecisions(first, second, request.clips);
      result->losses = lossCloud(first, second, request.clips);
    }
    if (control.cancelled()) return;
    result->partners = partnersOf(request.dataset);
    result->aligned = alignedDevices(*request.dataset, first, *result->partners, request.clips);
    if (request.second) {
      result->alignedSecond = alignedDevices(*request.dataset, *runs[*request.second],
                                             *result->partners, request.clips);
    }
    post([this, result] { emit compared(result); });
  });
}

}  // namespace scenelens
