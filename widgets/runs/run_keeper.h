// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/run_info.h"
#include "core/store/clip_order.h"
#include "core/store/store_address.h"
#include "core/store/store_writer.h"
#include "widgets/workspace.h"

#include <QObject>

#include <functional>
#include <future>
#include <memory>
#include <span>
#include <thread>
#include <vector>

namespace scenelens {

/// The runs of one evaluation in the store: read what is known, hand over what comes. Made and used
/// in a worker thread; add() may be called from several, one at a time.
class KeptRuns {
 public:
  /// Reads what the store knows of runs with the same weights, engine and precision, whatever clips
  /// they were meant to cover: `known` gets each run's table once, by index into `infos`. Blocks.
  [[nodiscard]] static Result<std::unique_ptr<KeptRuns>> read(
      std::shared_ptr<StoreWriter> writer, std::shared_ptr<const Dataset> dataset,
      std::vector<RunInfo> infos,
      const std::function<void(std::size_t run, const RunTable& table)>& known);

  /// Begins or continues the runs, and adds what is known of `clips` from elsewhere but not stored
  /// in them yet: `known` is by index into `infos`. Before the first add(). Blocks.
  [[nodiscard]] Status begin(std::span<const std::uint32_t> clips, std::span<const RunTable> known);
  void add(std::size_t run, std::uint32_t clip, const Prediction& prediction);
  /// Every clip was tried.
  void complete();

 private:
  KeptRuns(std::shared_ptr<StoreWriter> writer, std::shared_ptr<const Dataset> dataset,
           std::vector<RunInfo> infos);

  std::shared_ptr<StoreWriter> m_writer;
  std::shared_ptr<const Dataset> m_dataset;
  std::vector<RunInfo> m_infos;
  ClipOrder m_order;
  std::vector<std::int64_t> m_ids;  // 0: stored under another of the same weights
};

/// Runs a task in the writer's thread and waits for it. While storing fails it is an error, and the
/// task will not run later: it may refer to what is gone by then. For workers.
[[nodiscard]] Status runInStore(StoreWriter& writer,
                                const std::function<Status(RunStore& store)>& task);

/// Keeps the workspace's notes in a store and opens it for evaluations, in the background. A store
/// that cannot be opened or written becomes a problem, and work goes on without it. Lives in the
/// GUI thread.
class RunKeeper final : public QObject {
  Q_OBJECT

 public:
  RunKeeper(Workspace& workspace, StoreAddress address, QObject* parent = nullptr);
  ~RunKeeper() override;

  /// Blocks until the store is open: for workers. Null where it cannot be opened.
  [[nodiscard]] std::function<std::shared_ptr<StoreWriter>()> writer() const;

  /// Asks for the runs the store has of data sets with the open one's name; `receive` is called in
  /// the GUI thread unless `receiver` is gone by then.
  void list(QObject* receiver, std::function<void(std::vector<StoredRun>)> receive);
  /// Opens a stored run in the workspace and makes it the current one.
  void open(std::int64_t id);
  void remove(std::int64_t id, QObject* receiver, std::function<void()> done);
  /// True while what is handed over gets stored; false before the store is open and while storing
  /// fails.
  [[nodiscard]] bool keepsNotes() const;
  /// Stores an opened run, for example of an imported table; not twice when nothing changed.
  void keep(std::size_t run);

 private:
  void readNotes();
  void saveNote(std::size_t clip);
  void post(std::function<Status(RunStore& store)> task);
  void report(const Error& error);

  Workspace& m_workspace;
  StoreAddress m_address;
  std::promise<std::shared_ptr<StoreWriter>> m_promise;
  std::shared_future<std::shared_ptr<StoreWriter>> m_writer;
  std::thread m_opening;
};

}  // namespace scenelens
