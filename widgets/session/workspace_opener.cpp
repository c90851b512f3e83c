// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/session/workspace_opener.h"

#include "core/dataset/truth_list.h"
#include "widgets/base/demo_folder.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/settings.h"
#include "widgets/session/run_finder.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

namespace scenelens {

namespace fs = std::filesystem;

struct WorkspaceOpener::Outcome {
  WorkspaceState state;
  QStringList missing;
  std::optional<Result<Dataset>> dataset;  // nothing: none is open in this state
  FoundRuns runs;
};

namespace {

/// Blocks; for the job.
std::optional<Result<Dataset>> openData(const DataSource& data, const JobControl& control) {
  switch (data.kind) {
    case DataSource::Kind::None:
      return std::nullopt;
    case DataSource::Kind::Demo:
      return openDemoSet(control);
    case DataSource::Kind::Truth:
      return readTruth(data.paths.front());
    case DataSource::Kind::Paths:
      break;
  }
  return openDataset(data.paths, control);
}

bool isThere(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

}  // namespace

WorkspaceOpener::WorkspaceOpener(Workspace& workspace, Settings& settings, WindowState window,
                                 RunKeeper* store, QObject* parent)
    : QObject(parent),
      m_workspace(workspace),
      m_settings(settings),
      m_window(std::move(window)),
      m_store(store) {
  connect(&workspace, &Workspace::datasetAboutToChange, this, [this] {
    if (!m_applying) giveUp();
  });
  connect(&workspace, &Workspace::modelsChanged, this, &WorkspaceOpener::chooseRuns);
}

WorkspaceOpener::~WorkspaceOpener() {
  delete m_job;
}

WorkspaceState WorkspaceOpener::collect() const {
  if (m_pending) return *m_pending;
  WorkspaceState state;
  const auto& dataset = *m_workspace.dataset();
  state.data = m_workspace.source();
  state.dataset = dataset.name;
  for (std::size_t run = m_workspace.firstOpenedRun(); run < m_workspace.runCount(); ++run) {
    state.runs.push_back(savedRunOf(m_workspace.runInfo(run)));
  }
  state.runs.insert(state.runs.end(), m_lostRuns.begin(), m_lostRuns.end());
  state.current = m_choosing ? m_current : choiceOf(m_workspace.currentRun());
  state.other = m_choosing ? m_other : choiceOf(m_workspace.otherRun());
  for (const auto& chip : m_workspace.filter().chips()) state.chips.push_back(chip.toStdString());
  state.draft = m_workspace.filter().draft().toStdString();
  state.history = m_workspace.history().steps();
  state.step = m_workspace.history().done();
  const auto filters = m_settings.savedFilters();
  for (auto it = filters.cbegin(); it != filters.cend(); ++it) {
    state.savedFilters[it.key().toStdString()] = it.value().toStdString();
  }
  state.rule = m_workspace.rule();
  collectNotes(state);
  if (m_workspace.query().looksAtPicked()) {
    const auto& picked = m_workspace.picked();
    for (std::size_t i = 0; i < picked.size() && i < dataset.clips.size(); ++i) {
      if (picked[i] != 0) state.picked.push_back({dataset.clips[i].file, dataset.clips[i].window});
    }
    state.picked.insert(state.picked.end(), m_lostPicked.begin(), m_lostPicked.end());
  }
  state.clip = m_lostClip;
  if (const auto clip = m_workspace.currentClip()) {
    state.clip = ClipName{dataset.clips[*clip].file, dataset.clips[*clip].window};
  }
  m_window.save(state);
  if (m_absent) collectAbsent(state);
  return state;
}

void WorkspaceOpener::collectAbsent(WorkspaceState& state) const {
  state.dataset = m_absent->dataset;
  state.runs = m_absent->runs;
  state.current = m_absent->current;
  state.other = m_absent->other;
  state.notes = m_absent->notes;
  state.picked = m_absent->picked;
  state.clip = m_absent->clip;
}

void WorkspaceOpener::collectNotes(WorkspaceState& state) const {
  if (!m_store || !m_store->keepsNotes()) {
    const auto& clips = m_workspace.dataset()->clips;
    for (const auto& [clip, note] : m_workspace.notes()) {
      state.notes.push_back({{clips[clip].file, clips[clip].window}, note});
    }
    // Equal states must be equal files, and a table without order has any.
    std::sort(state.notes.begin(), state.notes.end(), [](const NotedClip& a, const NotedClip& b) {
      return std::tie(a.clip.file, a.clip.window) < std::tie(b.clip.file, b.clip.window);
    });
  }
  state.notes.insert(state.notes.end(), m_lostNotes.begin(), m_lostNotes.end());
}

std::optional<RunChoice> WorkspaceOpener::choiceOf(std::optional<std::size_t> run) const {
  if (!run) return std::nullopt;
  if (m_workspace.isOpened(*run)) {
    return RunChoice{*run - m_workspace.firstOpenedRun(), {}, Precision::Float32};
  }
  const auto model = m_workspace.modelOf(*run);
  if (!model) return std::nullopt;
  return RunChoice{std::nullopt, (*m_workspace.models())[*model].architecture.name,
                   m_workspace.precisionOf(*run)};
}

std::optional<std::size_t> WorkspaceOpener::runOf(const std::optional<RunChoice>& choice) const {
  if (!choice) return std::nullopt;
  if (choice->opened) {
    const std::size_t run = m_workspace.firstOpenedRun() + *choice->opened;
    return run < m_workspace.runCount() ? std::optional(run) : std::nullopt;
  }
  const auto& models = *m_workspace.models();
  for (std::size_t model = 0; model < models.size(); ++model) {
    if (models[model].architecture.name != choice->model) continue;
    return m_workspace.runOf(model, choice->precision);
  }
  return std::nullopt;
}

void WorkspaceOpener::open(WorkspaceState state) {
  stop();
  m_pending = std::move(state);
  start(false);
}

void WorkspaceOpener::relocate(const QString& from, const QString& to) {
  const fs::path old = toPath(from);
  const fs::path now = toPath(to);
  WorkspaceState state = collect();
  for (auto& path : state.data.paths) {
    if (path == old) {
      path = now;
    } else if (!isThere(path)) {
      const fs::path moved = now.parent_path() / path.lexically_relative(old.parent_path());
      if (isThere(moved)) path = moved.lexically_normal();
    }
  }
  stop();
  m_pending = std::move(state);
  start(false);
}

void WorkspaceOpener::openWithoutMissing() {
  WorkspaceState state = collect();
  stop();
  m_pending = std::move(state);
  start(true);
}

void WorkspaceOpener::stop() {
  retire();
  m_pending.reset();
}

void WorkspaceOpener::giveUp() {
  stop();
  m_absent.reset();
  m_lostRuns.clear();
  m_lostNotes.clear();
  m_lostPicked.clear();
  m_lostClip.reset();
  m_choosing = false;
}

void WorkspaceOpener::retire() {
  if (!m_job) return;
  // Not waited for, because the window must not stop; the job goes when it is done.
  Job* job = std::exchange(m_job, nullptr);
  job->disconnect(this);
  job->cancel();
  if (job->isRunning()) {
    connect(job, &Job::finished, job, &QObject::deleteLater);
  } else {
    job->deleteLater();
  }
}

void WorkspaceOpener::start(bool withoutMissing) {
  retire();
  auto outcome = std::make_shared<Outcome>();
  outcome->state = *m_pending;
  auto work = [outcome, withoutMissing,
               store =
                   m_store ? m_store->writer() : std::function<std::shared_ptr<StoreWriter>()>()](
                  const JobControl& control) {
    DataSource data = outcome->state.data;
    QStringList missing;
    for (const auto& path : data.paths) {
      if (!isThere(path)) missing.append(fromPath(path));
    }
    if (withoutMissing) {
      std::erase_if(data.paths, [](const fs::path& path) { return !isThere(path); });
      if (data.paths.empty() && !missing.isEmpty()) data.kind = DataSource::Kind::None;
    } else if (!missing.isEmpty()) {
      outcome->missing = missing;
      return;
    }
    outcome->dataset = openData(data, control);
    if (control.cancelled() || !outcome->dataset || !*outcome->dataset) return;
    const auto writer = store ? store() : nullptr;
    outcome->runs = findRuns(outcome->state.runs, **outcome->dataset, writer.get(), control);
  };
  const QString name = toQString(m_pending->dataset);
  auto* job = new Job(name.isEmpty() ? tr("Opening the workspace") : tr("Opening %1").arg(name),
                      std::move(work), this);
  m_job = job;
  connect(job, &Job::finished, this, [this, job, outcome] {
    job->deleteLater();
    if (job != m_job) return;
    m_job = nullptr;
    if (job->isCancelled()) {
      stop();
    } else {
      finish(*outcome);
    }
  });
  emit started(job);
  job->start();
}

void WorkspaceOpener::finish(Outcome& outcome) {
  QString why;
  if (outcome.dataset && !*outcome.dataset) {
    why = toQString(outcome.dataset->error().text());
    for (const auto& path : outcome.state.data.paths) outcome.missing.append(fromPath(path));
    outcome.dataset.reset();
  }
  m_pending.reset();
  apply(outcome);
  emit opened();
  chooseRuns();
  if (!outcome.missing.isEmpty() || !why.isEmpty()) emit missing(outcome.missing, why);
}

void WorkspaceOpener::apply(Outcome& outcome) {
  const auto& state = outcome.state;
  m_applying = true;
  Dataset dataset;
  dataset.name = state.dataset;
  if (outcome.dataset) dataset = std::move(**outcome.dataset);
  m_workspace.setDataset(std::move(dataset), state.data);
  m_applying = false;
  giveUp();
  m_workspace.setRule(state.rule);
  if (outcome.dataset || state.data.kind == DataSource::Kind::None) {
    applyData(outcome);
  } else {
    m_absent = state;
  }
  applyFilter(state);
  // Notes that were put back are no steps; those that were steps are.
  m_workspace.history().restore(state.history, state.step);
  m_window.restore(state);
}

void WorkspaceOpener::applyData(Outcome& outcome) {
  const auto& state = outcome.state;
  applyNotes(state);
  applyRuns(outcome);
  std::vector<std::uint32_t> picked;
  const auto clips = m_workspace.clipsNamed(state.picked);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (clips[i]) {
      picked.push_back(std::uint32_t(*clips[i]));
    } else {
      m_lostPicked.push_back(state.picked[i]);
    }
  }
  m_workspace.setPicked(picked);
  if (!state.clip) return;
  const auto clip = m_workspace.clipNamed(*state.clip);
  if (!clip) m_lostClip = state.clip;
  m_workspace.setCurrentClip(clip);
}

void WorkspaceOpener::applyRuns(Outcome& outcome) {
  const auto& state = outcome.state;
  outcome.runs.runs.resize(state.runs.size());
  std::vector<std::optional<std::size_t>> places;  // of the runs that are there, in the window
  std::size_t opened = 0;
  for (std::size_t i = 0; i < state.runs.size(); ++i) {
    auto& run = outcome.runs.runs[i];
    places.push_back(run ? std::optional(opened++) : std::nullopt);
    if (run) {
      m_workspace.openRun(std::move(*run));
    } else {
      m_lostRuns.push_back(state.runs[i]);
    }
  }
  for (const auto& problem : outcome.runs.problems) m_workspace.addProblem(problem);
  m_current = state.current;
  m_other = state.other;
  for (auto* choice : {&m_current, &m_other}) {
    if (!*choice || !(*choice)->opened) continue;
    const auto place = places[*(*choice)->opened];
    if (place) {
      (*choice)->opened = place;
    } else {
      choice->reset();
    }
  }
  m_choosing = true;
}

void WorkspaceOpener::applyNotes(const WorkspaceState& state) {
  std::vector<ClipName> names;
  for (const auto& noted : state.notes) names.push_back(noted.clip);
  const auto clips = m_workspace.clipsNamed(names);
  std::vector<std::pair<std::size_t, ClipNote>> notes;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (clips[i]) {
      notes.emplace_back(*clips[i], state.notes[i].note);
    } else {
      m_lostNotes.push_back(state.notes[i]);
    }
  }
  m_workspace.setNotesOf(notes);
}

void WorkspaceOpener::applyFilter(const WorkspaceState& state) {
  QStringList chips;
  for (const auto& chip : state.chips) chips.append(toQString(chip));
  m_workspace.filter().showChips(chips);
  m_workspace.filter().setDraft(toQString(state.draft));
  // Filters that the user named otherwise meanwhile are the user's.
  auto filters = m_settings.savedFilters();
  for (const auto& [name, query] : state.savedFilters) {
    const QString key = toQString(name);
    if (!filters.contains(key)) filters.insert(key, toQString(query));
  }
  m_settings.setSavedFilters(filters);
}

void WorkspaceOpener::chooseRuns() {
  // Runs are numbered behind the models: without those there is nothing to choose among yet.
  if (!m_choosing || m_pending || m_workspace.models()->empty()) return;
  m_choosing = false;
  if (const auto run = runOf(m_current)) m_workspace.setCurrentRun(*run);
  if (m_current) m_workspace.setOtherRun(runOf(m_other));
  emit settled();
}

}  // namespace scenelens
