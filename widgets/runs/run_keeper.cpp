// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_keeper.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QMetaObject>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace scenelens {

namespace {

std::map<std::pair<std::string, std::int32_t>, std::uint32_t> clipsByName(const Dataset& dataset) {
  std::map<std::pair<std::string, std::int32_t>, std::uint32_t> clips;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    clips.emplace(std::pair(dataset.clips[i].file, dataset.clips[i].window), std::uint32_t(i));
  }
  return clips;
}

/// Whether a finished run of the same source says the same about every clip; its name may tell it
/// apart from others that were open.
Result<bool> isStored(RunStore& store, const RunInfo& info, const RunTable& table,
                      const ClipOrder& clips) {
  auto stored = store.runs(info.dataset);
  if (!stored) return fail(std::move(stored.error()));
  for (const auto& run : *stored) {
    if (!run.complete || run.info.source != info.source) continue;
    const auto loaded = store.load(run.id, clips);
    if (!loaded) return fail(loaded.error());
    bool same = loaded->table.size() == table.size();
    for (std::size_t clip = 0; same && clip < table.size(); ++clip) {
      const Prediction* mine = table.find(clip);
      const Prediction* theirs = loaded->table.find(clip);
      same = mine && theirs ? mine->scenes == theirs->scenes : mine == theirs;
    }
    if (same) return true;
  }
  return false;
}

/// Calls `run` in the GUI thread unless `receiver` is gone by then. From any thread.
template <typename Receiver, typename Run>
void inGuiThread(const QPointer<Receiver>& receiver, Run run) {
  QMetaObject::invokeMethod(
      QCoreApplication::instance(),
      [receiver, run = std::move(run)]() mutable {
        if (receiver) run(*receiver);
      },
      Qt::QueuedConnection);
}

}  // namespace

Status runInStore(StoreWriter& writer, const std::function<Status(RunStore& store)>& task) {
  struct Call {
    std::mutex mutex;
    bool abandoned = false;
    std::optional<Status> result;
  };
  const auto call = std::make_shared<Call>();
  writer.post([&task, call](RunStore& store) -> Status {
    const std::lock_guard lock(call->mutex);
    // Whoever asked hears of a failure; the writer need not count it as its own.
    if (!call->abandoned) call->result = task(store);
    return {};
  });
  for (;;) {
    constexpr auto kTurn = std::chrono::milliseconds(20);
    std::this_thread::sleep_for(kTurn);
    const auto failure = writer.failure();
    // Waits while the task is at work.
    const std::lock_guard lock(call->mutex);
    if (call->result) return *call->result;
    if (!failure) continue;
    call->abandoned = true;
    return fail(*failure);
  }
}

KeptRuns::KeptRuns(std::shared_ptr<StoreWriter> writer, std::shared_ptr<const Dataset> dataset,
                   std::vector<RunInfo> infos)
    : m_writer(std::move(writer)),
      m_dataset(std::move(dataset)),
      m_infos(std::move(infos)),
      m_order(*m_dataset) {}

Result<std::unique_ptr<KeptRuns>> KeptRuns::read(
    std::shared_ptr<StoreWriter> writer, std::shared_ptr<const Dataset> dataset,
    std::vector<RunInfo> infos,
    const std::function<void(std::size_t run, const RunTable& table)>& known) {
  auto kept = std::unique_ptr<KeptRuns>(
      new KeptRuns(std::move(writer), std::move(dataset), std::move(infos)));
  auto status = runInStore(*kept->m_writer, [&kept, &known](RunStore& store) -> Status {
    auto stored = store.runs(kept->m_dataset->name);
    if (!stored) return fail(std::move(stored.error()));
    for (const auto& run : *stored) {
      if (run.predictions == 0 || run.info.modelHash.empty()) continue;
      if (run.formulas != kFormulaVersion) continue;
      for (std::size_t i = 0; i < kept->m_infos.size(); ++i) {
        const auto& info = kept->m_infos[i];
        if (std::tie(info.modelHash, info.engine, info.precision) !=
            std::tie(run.info.modelHash, run.info.engine, run.info.precision)) {
          continue;
        }
        auto loaded = store.load(run.id, kept->m_order);
        if (!loaded) return fail(std::move(loaded.error()));
        known(i, loaded->table);
      }
    }
    return {};
  });
  if (!status) return fail(std::move(status.error()));
  return kept;
}

Status KeptRuns::begin(std::span<const std::uint32_t> clips, std::span<const RunTable> known) {
  return runInStore(*m_writer, [this, clips, known](RunStore& store) -> Status {
    std::vector<StoredPrediction> rows;
    for (std::size_t run = 0; run < m_infos.size(); ++run) {
      auto begun = store.begin(m_infos[run], m_order);
      if (!begun) return fail(std::move(begun.error()));
      // Two models of equal weights have one run.
      const bool isNew = std::ranges::find(m_ids, begun->id) == m_ids.end();
      m_ids.push_back(isNew ? begun->id : 0);
      if (!isNew) continue;
      auto own = store.load(begun->id, m_order);
      if (!own) return fail(std::move(own.error()));
      for (const auto clip : clips) {
        const Prediction* prediction = known[run].find(clip);
        if (!prediction || own->table.find(clip)) continue;
        rows.push_back({begun->id, m_order.numberOf(clip), *prediction});
      }
    }
    for (std::span<const StoredPrediction> left = rows; !left.empty();) {
      auto stored = store.append(left);
      if (!stored) return fail(std::move(stored.error()));
      left = left.subspan(*stored);
    }
    return {};
  });
}

void KeptRuns::add(std::size_t run, std::uint32_t clip, const Prediction& prediction) {
  if (m_ids[run] == 0) return;
  m_writer->add({m_ids[run], m_order.numberOf(clip), prediction});
}

void KeptRuns::complete() {
  for (const auto id : m_ids) {
    if (id == 0) continue;
    m_writer->post([id](RunStore& store) { return store.markComplete(id); });
  }
}

RunKeeper::RunKeeper(Workspace& workspace, StoreAddress address, QObject* parent)
    : QObject(parent),
      m_workspace(workspace),
      m_address(std::move(address)),
      m_writer(m_promise.get_future().share()) {
  const auto tell = [self = QPointer<RunKeeper>(this)](const Error& error) {
    inGuiThread(self, [error](RunKeeper& keeper) { keeper.report(error); });
  };
  m_opening = std::thread([this, tell] {
    auto writer = StoreWriter::open(m_address, tell);
    if (!writer) tell(writer.error());
    m_promise.set_value(writer ? std::shared_ptr<StoreWriter>(std::move(*writer)) : nullptr);
  });
  connect(&workspace, &Workspace::datasetChanged, this, &RunKeeper::readNotes);
  connect(&workspace, &Workspace::noteChanged, this, &RunKeeper::saveNote);
  if (!workspace.dataset()->clips.empty()) readNotes();
}

RunKeeper::~RunKeeper() {
  m_opening.join();
}

std::function<std::shared_ptr<StoreWriter>()> RunKeeper::writer() const {
  return [future = m_writer] { return future.get(); };
}

bool RunKeeper::keepsNotes() const {
  if (m_writer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
  const auto writer = m_writer.get();
  return writer && !writer->failure();
}

void RunKeeper::report(const Error& error) {
  Error problem = error;
  problem.reason = "the store of runs: " + problem.reason;
  m_workspace.addProgramProblem(problem);
}

/// In the writer's thread, once the store is open; never blocks the GUI thread. Tasks may outlive
/// the keeper, so they must not hold it.
void RunKeeper::post(std::function<Status(RunStore& store)> task) {
  if (m_writer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    // The store is still being opened; another turn of the event loop tries again.
    constexpr int kTurnMs = 20;
    QTimer::singleShot(kTurnMs, this, [this, task] { post(task); });
    return;
  }
  const auto writer = m_writer.get();
  if (!writer) return;
  writer->post([self = QPointer<RunKeeper>(this), task](RunStore& store) -> Status {
    const auto status = task(store);
    if (!status) {
      inGuiThread(self, [error = status.error()](RunKeeper& keeper) { keeper.report(error); });
    }
    return {};
  });
}

void RunKeeper::readNotes() {
  const auto dataset = m_workspace.dataset();
  if (dataset->clips.empty()) return;
  post([self = QPointer<RunKeeper>(this), dataset](RunStore& store) -> Status {
    auto stored = store.notes(dataset->name);
    if (!stored) return fail(std::move(stored.error()));
    if (stored->empty()) return {};
    const auto clips = clipsByName(*dataset);
    ClipNotes notes;
    for (auto& note : *stored) {
      const auto found = clips.find(std::pair(note.file, note.window));
      if (found == clips.end()) continue;
      notes[found->second] = {std::move(note.text), std::move(note.tags)};
    }
    inGuiThread(self, [dataset, notes = std::move(notes)](RunKeeper& keeper) mutable {
      auto& workspace = keeper.m_workspace;
      if (workspace.dataset() != dataset) return;
      // What was written in the meantime is newer.
      for (const auto& [clip, note] : workspace.notes()) notes[clip] = note;
      workspace.setNotes(std::move(notes));
    });
    return {};
  });
}

void RunKeeper::saveNote(std::size_t clip) {
  const auto& dataset = *m_workspace.dataset();
  StoredNote stored{dataset.clips[clip].file,
                    dataset.clips[clip].window,
                    {},
                    {},
                    QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString()};
  if (const ClipNote* note = m_workspace.note(clip)) {
    stored.text = note->text;
    stored.tags = note->tags;
  }
  post([name = dataset.name, stored](RunStore& store) { return store.saveNote(name, stored); });
}

void RunKeeper::list(QObject* receiver, std::function<void(std::vector<StoredRun>)> receive) {
  post([name = m_workspace.dataset()->name, receiver = QPointer<QObject>(receiver),
        receive = std::move(receive)](RunStore& store) -> Status {
    auto runs = store.runs(name);
    if (!runs) return fail(std::move(runs.error()));
    inGuiThread(receiver, [receive, runs = std::move(*runs)](QObject&) { receive(runs); });
    return {};
  });
}

void RunKeeper::open(std::int64_t id) {
  const auto dataset = m_workspace.dataset();
  post([self = QPointer<RunKeeper>(this), id, dataset](RunStore& store) -> Status {
    const ClipOrder order(*dataset);
    auto loaded = store.load(id, order);
    if (!loaded) return fail(std::move(loaded.error()));
    inGuiThread(self, [dataset, loaded = std::move(*loaded)](RunKeeper& keeper) mutable {
      auto& workspace = keeper.m_workspace;
      if (workspace.dataset() != dataset) return;
      if (loaded.gone > 0) {
        workspace.addProblem({std::to_string(loaded.gone) + " predictions of the run '" +
                              loaded.stored.info.name +
                              "' are of clips that this data set does not have"});
      }
      if (loaded.damaged > 0) {
        workspace.addProblem({std::to_string(loaded.damaged) + " stored predictions of the run '" +
                              loaded.stored.info.name + "' are damaged and left out"});
      }
      if (!loaded.stored.complete) {
        workspace.addProblem({"the run '" + loaded.stored.info.name +
                              "' is not finished: its figures cover fewer clips than were chosen"});
      }
      loaded.stored.info.stored = loaded.stored.id;
      workspace.setCurrentRun(
          workspace.openRun({std::move(loaded.stored.info), std::move(loaded.table)}));
    });
    return {};
  });
}

void RunKeeper::remove(std::int64_t id, QObject* receiver, std::function<void()> done) {
  post([id, receiver = QPointer<QObject>(receiver), done = std::move(done)](RunStore& store) {
    auto status = store.remove(id);
    inGuiThread(receiver, [done](QObject&) { done(); });
    return status;
  });
}

void RunKeeper::keep(std::size_t run) {
  post([dataset = m_workspace.dataset(), info = m_workspace.runInfo(run),
        table = m_workspace.run(run)](RunStore& store) -> Status {
    const ClipOrder order(*dataset);
    const auto known = isStored(store, info, table, order);
    if (!known) return fail(known.error());
    if (*known) return {};
    auto begun = store.begin(info, order, true);
    if (!begun) return fail(std::move(begun.error()));
    std::vector<StoredPrediction> predictions;
    for (std::size_t clip = 0; clip < table.size(); ++clip) {
      if (const Prediction* prediction = table.find(clip)) {
        predictions.push_back({begun->id, order.numberOf(std::uint32_t(clip)), *prediction});
      }
    }
    for (std::span<const StoredPrediction> left = predictions; !left.empty();) {
      auto stored = store.append(left);
      if (!stored) return fail(std::move(stored.error()));
      left = left.subspan(*stored);
    }
    return store.markComplete(begun->id);
  });
}

}  // namespace scenelens
