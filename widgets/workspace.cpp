// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/workspace.h"

#include <algorithm>

namespace scenelens {

namespace {

/// More lines than anybody reads; a folder of 10,000 broken files must not eat the memory.
constexpr std::size_t kMaxProblems = 1000;

}  // namespace

Workspace::Workspace(QObject* parent) : QObject(parent) {
  resetRuns();
}

const Prediction* Workspace::prediction(std::size_t clip) const {
  return m_currentModel < m_runs.size() ? m_runs[m_currentModel].find(clip) : nullptr;
}

void Workspace::setDataset(Dataset dataset) {
  m_dataset = std::make_shared<const Dataset>(std::move(dataset));
  m_currentClip.reset();
  resetRuns();
  m_problems.resize(m_programProblems);
  for (const auto& problem : m_dataset->problems) {
    if (m_problems.size() < kMaxProblems) m_problems.push_back(problem);
  }
  emit datasetChanged();
  emit currentClipChanged();
  emit problemsChanged();
}

void Workspace::setModels(std::vector<Model> models, std::vector<Int8Twin> twins) {
  if (twins.size() > models.size()) {
    twins.erase(twins.begin() + std::ptrdiff_t(models.size()), twins.end());
  }
  for (std::size_t i = twins.size(); i < models.size(); ++i) {
    twins.emplace_back(fail(noInt8Twin(models[i])));
  }
  m_twins = std::make_shared<const std::vector<Int8Twin>>(std::move(twins));
  m_models = std::make_shared<const std::vector<Model>>(std::move(models));
  m_currentModel = 0;
  resetRuns();
  emit modelsChanged();
  emit currentModelChanged();
}

void Workspace::setCurrentClip(std::optional<std::size_t> clip) {
  if (clip && *clip >= m_dataset->clips.size()) clip.reset();
  if (clip == m_currentClip) return;
  m_currentClip = clip;
  emit currentClipChanged();
}

void Workspace::setCurrentModel(std::size_t model) {
  if (model >= m_models->size() || model == m_currentModel) return;
  m_currentModel = model;
  emit currentModelChanged();
}

void Workspace::setRule(DecisionRule rule) {
  if (rule == m_rule) return;
  m_rule = rule;
  emit ruleChanged();
}

void Workspace::addPredictions(std::size_t model,
                               const std::vector<std::pair<std::uint32_t, Prediction>>& results) {
  if (model >= m_runs.size() || results.empty()) return;
  auto& run = m_runs[model];
  // 21 MB for the full data set, so only for models that are used.
  if (run.size() == 0) run = RunTable(m_dataset->clips.size());
  std::vector<std::uint32_t> clips;
  clips.reserve(results.size());
  for (const auto& [clip, prediction] : results) {
    if (clip >= run.size()) continue;
    run.set(clip, prediction);
    clips.push_back(clip);
  }
  emit predictionsAdded(model, clips);
}

void Workspace::addProblem(const Error& problem) {
  if (knows(problem)) return;
  m_problems.push_back(problem);
  emit problemsChanged();
}

void Workspace::addProgramProblem(const Error& problem) {
  if (knows(problem)) return;
  m_problems.insert(m_problems.begin() + std::ptrdiff_t(m_programProblems), problem);
  ++m_programProblems;
  emit problemsChanged();
}

bool Workspace::knows(const Error& problem) const {
  const auto same = [&problem](const Error& other) { return other.text() == problem.text(); };
  return m_problems.size() >= kMaxProblems ||
         std::any_of(m_problems.begin(), m_problems.end(), same);
}

void Workspace::clearProblems() {
  m_problems.clear();
  m_programProblems = 0;
  emit problemsChanged();
}

void Workspace::resetRuns() {
  m_runs.assign(std::max<std::size_t>(1, m_models->size()), RunTable());
}

}  // namespace scenelens
