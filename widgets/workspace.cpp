// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/workspace.h"

#include "core/eval/describe_run.h"
#include "widgets/base/qt_text.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace scenelens {

namespace {

/// More lines than anybody reads; a folder of 10,000 broken files must not eat the memory.
constexpr std::size_t kMaxProblems = 1000;

std::vector<std::string> texts(const QStringList& list) {
  std::vector<std::string> texts;
  for (const auto& text : list) texts.push_back(text.toStdString());
  return texts;
}

}  // namespace

Workspace::Workspace(QObject* parent) : QObject(parent) {
  resetRuns();
  connect(&m_filter, &FilterStack::changed, this, [this] {
    compileQuery();
    refreshShownClips();
  });
  connect(&m_filter, &FilterStack::stepped, this,
          [this](const QStringList& before, const QStringList& after) {
            m_history.record({texts(before), texts(after), {}});
          });
  connect(&m_history, &UndoHistory::chipsWanted, this,
          [this](const std::vector<std::string>& wanted) {
            QStringList chips;
            for (const auto& chip : wanted) chips.append(toQString(chip));
            m_filter.showChips(chips);
          });
  connect(&m_history, &UndoHistory::notesWanted, this, &Workspace::applyNotes);
}

std::optional<std::size_t> Workspace::modelOf(std::size_t run) const {
  const std::size_t models = m_models->size();
  if (run >= 2 * models) return std::nullopt;
  return run < models ? run : run - models;
}

Precision Workspace::precisionOf(std::size_t run) const {
  if (isOpened(run)) {
    return runInfo(run).precision == "int8" ? Precision::Int8 : Precision::Float32;
  }
  return run < m_models->size() ? Precision::Float32 : Precision::Int8;
}

std::size_t Workspace::firstOpenedRun() const {
  return std::max<std::size_t>(1, 2 * m_models->size());
}

std::optional<std::size_t> Workspace::twinOf(std::size_t run) const {
  const auto model = modelOf(run);
  if (!model || !(*m_twins)[*model].has_value()) return std::nullopt;
  return runOf(*model, precisionOf(run) == Precision::Int8 ? Precision::Float32 : Precision::Int8);
}

std::vector<std::size_t> Workspace::usableRuns() const {
  std::vector<std::size_t> usable;
  for (std::size_t run = 0; run < m_runs.size(); ++run) {
    const auto model = modelOf(run);
    if (!model ? isOpened(run)
               : precisionOf(run) == Precision::Float32 || (*m_twins)[*model].has_value()) {
      usable.push_back(run);
    }
  }
  return usable;
}

const Prediction* Workspace::prediction(std::size_t clip) const {
  return m_runs[m_currentRun].run.table.find(clip);
}

const ClipNote* Workspace::note(std::size_t clip) const {
  const auto found = m_notes.find(std::uint32_t(clip));
  return found == m_notes.end() ? nullptr : &found->second;
}

void Workspace::setDataset(Dataset dataset, DataSource source) {
  emit datasetAboutToChange();
  m_source = std::move(source);
  m_history.clear();
  m_dataset = std::make_shared<const Dataset>(std::move(dataset));
  m_currentClip.reset();
  m_notes.clear();
  m_picked.clear();
  resetRuns();
  compileQuery();
  m_shownClips = m_query.matching(*m_dataset, columns());
  m_problems.resize(m_programProblems);
  for (const auto& problem : m_dataset->problems) {
    if (m_problems.size() < kMaxProblems) m_problems.push_back(problem);
  }
  emit datasetChanged();
  emit currentClipChanged();
  emit problemsChanged();
}

void Workspace::setModels(std::vector<Model> models, std::vector<Int8Twin> twins) {
  const auto before = std::ptrdiff_t(firstOpenedRun());
  if (twins.size() > models.size()) {
    twins.erase(twins.begin() + std::ptrdiff_t(models.size()), twins.end());
  }
  for (std::size_t i = twins.size(); i < models.size(); ++i) {
    twins.emplace_back(fail(noInt8Twin(models[i])));
  }
  m_twins = std::make_shared<const std::vector<Int8Twin>>(std::move(twins));
  m_models = std::make_shared<const std::vector<Model>>(std::move(models));
  m_currentModel = 0;
  // Opened runs belong to the data set, which stays.
  std::vector<OpenRun> opened(std::make_move_iterator(m_runs.begin() + before),
                              std::make_move_iterator(m_runs.end()));
  resetRuns();
  m_runs.insert(m_runs.end(), std::make_move_iterator(opened.begin()),
                std::make_move_iterator(opened.end()));
  emit modelsChanged();
  emit currentModelChanged();
  if (m_query.looksAtPredictions()) refreshShownClips();
}

void Workspace::setCurrentClip(std::optional<std::size_t> clip) {
  if (clip && *clip >= m_dataset->clips.size()) clip.reset();
  if (clip == m_currentClip) return;
  m_currentClip = clip;
  emit currentClipChanged();
}

void Workspace::setCurrentModel(std::size_t model) {
  if (model >= m_models->size()) return;
  // Who looks at Int8 goes on looking at Int8.
  const bool int8 = !isOpened(m_currentRun) && precisionOf(m_currentRun) == Precision::Int8 &&
                    (*m_twins)[model].has_value();
  setCurrentRun(runOf(model, int8 ? Precision::Int8 : Precision::Float32));
}

void Workspace::setCurrentRun(std::size_t run) {
  if (run >= m_runs.size() || run == m_currentRun) return;
  const std::size_t before = std::exchange(m_currentRun, run);
  const auto model = modelOf(run);
  const bool otherModel = model && *model != m_currentModel;
  if (model) m_currentModel = *model;
  const auto other = m_otherRun;
  if (m_otherRun && m_otherRun == twinOf(before)) {
    // Who compares Float32 with Int8 goes on comparing them.
    m_otherRun = twinOf(run);
  } else if (m_otherRun == run) {
    // Choosing what one compares with exchanges the two.
    m_otherRun = before;
  }
  if (otherModel) emit currentModelChanged();
  emit currentRunChanged();
  if (m_otherRun != other) emit otherRunChanged();
  if (m_query.looksAtPredictions()) refreshShownClips();
}

void Workspace::setOtherRun(std::optional<std::size_t> run) {
  if (run && (*run >= m_runs.size() || *run == m_currentRun)) run.reset();
  if (run == m_otherRun) return;
  m_otherRun = run;
  emit otherRunChanged();
  if (m_query.looksAtPredictions()) refreshShownClips();
}

void Workspace::setRule(DecisionRule rule) {
  if (rule == m_rule) return;
  m_rule = rule;
  for (auto& run : m_runs) {
    if (run.run.table.size() > 0) run.judged = judge(*m_dataset, run.run.table, m_rule);
  }
  emit ruleChanged();
  if (m_query.looksAtPredictions()) refreshShownClips();
}

void Workspace::addPredictions(std::size_t run,
                               const std::vector<std::pair<std::uint32_t, Prediction>>& results) {
  if (run >= m_runs.size() || results.empty()) return;
  auto& open = m_runs[run];
  // 24 MB for the full data set, so only for runs that are used.
  if (open.run.table.size() == 0) {
    open.run.table = RunTable(m_dataset->clips.size());
    open.judged = judge(*m_dataset, open.run.table, m_rule);
  }
  std::vector<std::uint32_t> clips;
  clips.reserve(results.size());
  for (const auto& [clip, prediction] : results) {
    if (clip >= open.run.table.size()) continue;
    open.run.table.set(clip, prediction);
    clips.push_back(clip);
  }
  judgeClips(open.judged, *m_dataset, open.run.table, m_rule, clips);
  emit predictionsAdded(run, clips);
}

std::size_t Workspace::openRun(Run run) {
  OpenRun open;
  open.run = std::move(run);
  open.judged = judge(*m_dataset, open.run.table, m_rule);
  m_runs.push_back(std::move(open));
  emit runsChanged();
  return m_runs.size() - 1;
}

void Workspace::closeRun(std::size_t run) {
  if (!isOpened(run) || run >= m_runs.size()) return;
  m_runs.erase(m_runs.begin() + std::ptrdiff_t(run));
  const auto movedUp = [run](std::size_t other) { return other > run ? other - 1 : other; };
  // Without models run 0 says nothing: rather the newest of the others.
  const std::size_t next = m_models->empty() ? m_runs.size() - 1 : 0;
  m_currentRun = m_currentRun == run ? next : movedUp(m_currentRun);
  if (m_otherRun) {
    if (*m_otherRun == run || movedUp(*m_otherRun) == m_currentRun) {
      m_otherRun.reset();
    } else {
      m_otherRun = movedUp(*m_otherRun);
    }
  }
  emit runsChanged();
  emit currentRunChanged();
  emit otherRunChanged();
  if (m_query.looksAtPredictions()) refreshShownClips();
}

QueryColumns Workspace::columns() const {
  const auto column = [this](std::size_t run) {
    return run < m_runs.size() && m_runs[run].judged.size() > 0 ? &m_runs[run].judged : nullptr;
  };
  QueryColumns columns;
  columns.notes = &m_notes;
  columns.picked = &m_picked;
  columns.runs[std::size_t(QueryRun::A)] = column(m_currentRun);
  if (m_otherRun) columns.runs[std::size_t(QueryRun::B)] = column(*m_otherRun);
  if (!m_models->empty()) {
    columns.runs[std::size_t(QueryRun::Float)] = column(runOf(m_currentModel, Precision::Float32));
    columns.runs[std::size_t(QueryRun::Int8)] = column(runOf(m_currentModel, Precision::Int8));
  }
  return columns;
}

void Workspace::compileQuery() {
  m_query = ClipQuery(m_filter.text().toStdString(), *m_dataset);
}

void Workspace::refreshShownClips() {
  m_shownClips = m_query.matching(*m_dataset, columns());
  emit shownClipsChanged();
}

void Workspace::setPicked(const std::vector<std::uint32_t>& clips) {
  m_picked.assign(m_dataset->clips.size(), 0);
  for (const auto clip : clips) {
    if (clip < m_picked.size()) m_picked[clip] = 1;
  }
  if (m_query.looksAtPicked()) refreshShownClips();
}

void Workspace::filterToPicked(const std::vector<std::uint32_t>& clips) {
  setPicked(clips);
  m_filter.push({QStringLiteral("is:picked")});
}

bool Workspace::changeNote(std::size_t clip, ClipNote note) {
  const ClipNote* old = this->note(clip);
  if (old ? *old == note : note.isEmpty()) return false;
  if (note.isEmpty()) {
    m_notes.erase(std::uint32_t(clip));
  } else {
    m_notes[std::uint32_t(clip)] = std::move(note);
  }
  return true;
}

void Workspace::setNote(std::size_t clip, ClipNote note) {
  setNotesOf({{clip, std::move(note)}});
}

void Workspace::setNotesOf(const std::vector<std::pair<std::size_t, ClipNote>>& notes) {
  HistoryStep step;
  std::vector<std::size_t> changed;
  for (const auto& [clip, note] : notes) {
    if (clip >= m_dataset->clips.size()) continue;
    const ClipNote* old = this->note(clip);
    const ClipNote before = old ? *old : ClipNote();
    if (!changeNote(clip, note)) continue;
    const auto& row = m_dataset->clips[clip];
    step.notes.push_back({{row.file, row.window}, before, note});
    changed.push_back(clip);
  }
  if (changed.empty()) return;
  m_history.record(std::move(step));
  for (const auto clip : changed) emit noteChanged(clip);
}

void Workspace::applyNotes(const std::vector<NoteChange>& changes, bool after) {
  std::vector<std::size_t> changed;
  std::vector<ClipName> names;
  for (const auto& change : changes) names.push_back(change.clip);
  const auto clips = clipsNamed(names);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& note = after ? changes[i].after : changes[i].before;
    if (clips[i] && changeNote(*clips[i], note)) changed.push_back(*clips[i]);
  }
  if (changed.empty()) return;
  for (const auto clip : changed) emit noteChanged(clip);
  // What is undone out of sight would look as if nothing had happened.
  const auto isChanged = [&](std::size_t clip) {
    return std::find(changed.begin(), changed.end(), clip) != changed.end();
  };
  if (!m_currentClip || !isChanged(*m_currentClip)) setCurrentClip(changed.front());
}

std::vector<std::optional<std::size_t>> Workspace::clipsNamed(
    const std::vector<ClipName>& names) const {
  using Key = std::pair<std::string_view, std::int32_t>;
  std::map<Key, std::size_t> wanted;  // the first place of a name
  for (std::size_t i = 0; i < names.size(); ++i) {
    wanted.emplace(Key(names[i].file, names[i].window), i);
  }
  std::vector<std::optional<std::size_t>> places(names.size());
  const auto& clips = m_dataset->clips;
  for (std::size_t clip = 0; clip < clips.size() && !wanted.empty(); ++clip) {
    const auto found = wanted.find(Key(clips[clip].file, clips[clip].window));
    if (found != wanted.end() && !places[found->second]) places[found->second] = clip;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    places[i] = places[wanted.at(Key(names[i].file, names[i].window))];
  }
  return places;
}

void Workspace::setNotes(ClipNotes notes) {
  m_notes = std::move(notes);
  emit notesChanged();
  if (m_query.looksAtNotes()) refreshShownClips();
}

void Workspace::addProblem(const Error& problem) {
  if (knows(problem)) return;
  m_problems.push_back(problem);
  emit problemAdded(problem);
  emit problemsChanged();
}

void Workspace::addProgramProblem(const Error& problem) {
  if (knows(problem)) return;
  m_problems.insert(m_problems.begin() + std::ptrdiff_t(m_programProblems), problem);
  ++m_programProblems;
  emit problemAdded(problem);
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
  const std::size_t models = m_models->size();
  m_runs.clear();
  m_runs.resize(firstOpenedRun());
  for (std::size_t run = 0; run < 2 * models; ++run) {
    const std::size_t model = *modelOf(run);
    const auto& twin = (*m_twins)[model];
    m_runs[run].run.info = precisionOf(run) == Precision::Float32
                               ? describeRun((*m_models)[model])
                               : describeInt8Run((*m_models)[model], twin ? &*twin : nullptr);
    m_runs[run].run.info.dataset = m_dataset->name;
  }
  m_currentRun = std::min(m_currentModel, models > 0 ? models - 1 : 0);
  m_otherRun.reset();
  m_otherRun = twinOf(m_currentRun);
}

}  // namespace scenelens
