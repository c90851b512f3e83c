// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/eval/clip_notes.h"
#include "core/eval/judged_run.h"
#include "core/eval/run_info.h"
#include "core/nn/int8_twin.h"
#include "core/nn/model.h"
#include "core/query/clip_query.h"
#include "core/session/workspace_state.h"
#include "widgets/base/undo_history.h"
#include "widgets/clips/filter_stack.h"

#include <QObject>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace scenelens {

/// What all pages share: the open data set, the models, the current clip, the runs and which of
/// them is looked at, the decision rule, the filter with the clips it shows, notes, and the
/// problems met. Pages change it through its setters and follow its signals; they never talk to
/// each other. Lives in the GUI thread.
///
/// Runs: with N models, run m is Float32 of model m, run N + m is Int8 of model m (empty where
/// there are no Int8 weights), and runs from 2 N on were opened: from files or from the store.
class Workspace final : public QObject {
  Q_OBJECT

 public:
  explicit Workspace(QObject* parent = nullptr);

  /// Never null; empty before anything was opened. Shared, because worker threads hold it too.
  [[nodiscard]] const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
  /// Where the data set was opened from, as far as whoever opened it said.
  [[nodiscard]] const DataSource& source() const { return m_source; }
  /// Shared for the same reason.
  [[nodiscard]] const std::shared_ptr<const std::vector<Model>>& models() const { return m_models; }
  /// Int8 twins of the models, as many; shared too.
  [[nodiscard]] const std::shared_ptr<const std::vector<Int8Twin>>& twins() const {
    return m_twins;
  }
  [[nodiscard]] const std::vector<Error>& problems() const { return m_problems; }

  /// Index into dataset()->clips, or nothing.
  [[nodiscard]] std::optional<std::size_t> currentClip() const { return m_currentClip; }
  /// Index into models(): the model of the current run, or the last one chosen; 0 when there are
  /// none.
  [[nodiscard]] std::size_t currentModel() const { return m_currentModel; }
  [[nodiscard]] DecisionRule rule() const { return m_rule; }

  /// At least one, even without models.
  [[nodiscard]] std::size_t runCount() const { return m_runs.size(); }
  /// Predictions over the data set, as far as they are computed; size() 0 before the first.
  [[nodiscard]] const RunTable& run(std::size_t run) const { return m_runs[run].run.table; }
  [[nodiscard]] const RunInfo& runInfo(std::size_t run) const { return m_runs[run].run.info; }
  /// Judged by rule(); as long as the data set, or size() 0 before the first prediction.
  [[nodiscard]] const JudgedRun& judged(std::size_t run) const { return m_runs[run].judged; }
  /// The run of a model in one precision.
  [[nodiscard]] std::size_t runOf(std::size_t model, Precision precision) const {
    return precision == Precision::Int8 ? m_models->size() + model : model;
  }
  /// The model that a run belongs to, or nothing for an opened run.
  [[nodiscard]] std::optional<std::size_t> modelOf(std::size_t run) const;
  [[nodiscard]] Precision precisionOf(std::size_t run) const;
  /// True for runs that were opened rather than computed here.
  [[nodiscard]] bool isOpened(std::size_t run) const { return run >= firstOpenedRun(); }
  [[nodiscard]] std::size_t firstOpenedRun() const;
  /// The run of the same model in the other precision, or nothing.
  [[nodiscard]] std::optional<std::size_t> twinOf(std::size_t run) const;
  /// Runs that have predictions for this data set, or could have: not Int8 without weights.
  [[nodiscard]] std::vector<std::size_t> usableRuns() const;

  /// The run that tables and pages show, and the one they compare it with.
  [[nodiscard]] std::size_t currentRun() const { return m_currentRun; }
  [[nodiscard]] std::optional<std::size_t> otherRun() const { return m_otherRun; }
  /// Prediction of the current run for a clip, or null.
  [[nodiscard]] const Prediction* prediction(std::size_t clip) const;

  /// The filter all pages share, and the clips it shows: indices into dataset()->clips, ascending.
  /// They do not change when predictions arrive, so nothing jumps under the user's hand; see
  /// refreshShownClips.
  [[nodiscard]] FilterStack& filter() { return m_filter; }
  [[nodiscard]] const FilterStack& filter() const { return m_filter; }
  [[nodiscard]] const ClipQuery& query() const { return m_query; }
  [[nodiscard]] const std::vector<std::uint32_t>& shownClips() const { return m_shownClips; }
  /// The clips that another query finds now, in the same order. About 15 ms at 230,350 clips.
  [[nodiscard]] std::vector<std::uint32_t> matching(const ClipQuery& query) const {
    return query.matching(*m_dataset, columns());
  }
  /// What can be undone: every change of the filter's chips and of notes of this data set.
  [[nodiscard]] UndoHistory& history() { return m_history; }
  [[nodiscard]] const UndoHistory& history() const { return m_history; }
  [[nodiscard]] const ClipNotes& notes() const { return m_notes; }
  /// The note of a clip, or null.
  [[nodiscard]] const ClipNote* note(std::size_t clip) const;

  /// The clips of these names, each or nothing. Looks at every clip once: milliseconds at 230,350.
  [[nodiscard]] std::vector<std::optional<std::size_t>> clipsNamed(
      const std::vector<ClipName>& names) const;
  [[nodiscard]] std::optional<std::size_t> clipNamed(const ClipName& name) const {
    return clipsNamed({name}).front();
  }

  /// Clips picked by hand in a plot, which the term `is:picked` finds: 1 for each, or empty.
  [[nodiscard]] const std::vector<std::uint8_t>& picked() const { return m_picked; }

  /// Replaces the data set; predictions, current clip and history start anew, its problems replace
  /// those of the one before.
  void setDataset(Dataset dataset, DataSource source = {});
  /// Float32 models and their Int8 twins; models beyond the end of `twins` have none.
  void setModels(std::vector<Model> models, std::vector<Int8Twin> twins = {});
  void setCurrentClip(std::optional<std::size_t> clip);
  void setCurrentModel(std::size_t model);
  /// While a run is compared with its twin, the comparison follows.
  void setCurrentRun(std::size_t run);
  /// The current run itself is no run to compare with; it means nothing, like nullopt.
  void setOtherRun(std::optional<std::size_t> run);
  void setRule(DecisionRule rule);
  /// Results for clips of the data set that is open now.
  void addPredictions(std::size_t run,
                      const std::vector<std::pair<std::uint32_t, Prediction>>& results);
  /// Adds a run of the open data set and returns its number; its table is as long as the data set.
  std::size_t openRun(Run run);
  /// Removes an opened run; runs after it move up.
  void closeRun(std::size_t run);
  /// Tests the filter against the newest predictions and notes.
  void refreshShownClips();
  /// Picks exactly these clips and, with the chip `is:picked`, filters by them on top of what is
  /// filtered by already. There is one selection: undoing the chip and pushing it again shows the
  /// newest one.
  void filterToPicked(const std::vector<std::uint32_t>& clips);
  /// Replaces the selection; no chip is added.
  void setPicked(const std::vector<std::uint32_t>& clips);
  /// An empty note removes it. A step of the history.
  void setNote(std::size_t clip, ClipNote note);
  /// The same for several clips, as one step.
  void setNotesOf(const std::vector<std::pair<std::size_t, ClipNote>>& notes);
  /// All notes at once, as read from the store; no step.
  void setNotes(ClipNotes notes);
  /// Adds to the quiet list; the same text twice is kept once.
  void addProblem(const Error& problem);
  /// The same for what has nothing to do with the data set: weights, the engine. Such problems come
  /// first and stay when another data set is opened.
  void addProgramProblem(const Error& problem);
  void clearProblems();

 signals:
  /// The last moment to keep what belongs to the data set that is open.
  void datasetAboutToChange();
  /// Everything that belongs to a data set is new: shown clips, runs and notes, too.
  void datasetChanged();
  /// The models and with them all runs are new.
  void modelsChanged();
  void currentClipChanged();
  void currentModelChanged();
  void ruleChanged();
  void currentRunChanged();
  void otherRunChanged();
  /// Runs were opened, closed or renumbered.
  void runsChanged();
  /// `clips` are the indices that got a prediction in `run`.
  void predictionsAdded(std::size_t run, const std::vector<std::uint32_t>& clips);
  /// Other clips match, or the same ones were found again.
  void shownClipsChanged();
  void noteChanged(std::size_t clip);
  void notesChanged();
  /// One more; not for those that come with a data set, which follow datasetChanged().
  void problemAdded(const scenelens::Error& problem);
  void problemsChanged();

 private:
  struct OpenRun {
    Run run;
    JudgedRun judged;
  };

  void resetRuns();
  bool changeNote(std::size_t clip, ClipNote note);
  void applyNotes(const std::vector<NoteChange>& changes, bool after);
  [[nodiscard]] QueryColumns columns() const;
  void compileQuery();
  [[nodiscard]] bool knows(const Error& problem) const;

  std::shared_ptr<const Dataset> m_dataset = std::make_shared<const Dataset>();
  DataSource m_source;
  std::shared_ptr<const std::vector<Model>> m_models = std::make_shared<const std::vector<Model>>();
  std::shared_ptr<const std::vector<Int8Twin>> m_twins =
      std::make_shared<const std::vector<Int8Twin>>();
  std::vector<OpenRun> m_runs;
  std::size_t m_currentRun = 0;
  std::optional<std::size_t> m_otherRun;
  UndoHistory m_history;
  FilterStack m_filter;
  ClipQuery m_query;
  std::vector<std::uint32_t> m_shownClips;
  std::vector<std::uint8_t> m_picked;
  ClipNotes m_notes;
  std::optional<std::size_t> m_currentClip;
  std::size_t m_currentModel = 0;
  DecisionRule m_rule = DecisionRule::TenClass;
  std::vector<Error> m_problems;
  std::size_t m_programProblems = 0;  // so many of them, at the front, are the program's own
};

}  // namespace scenelens
