// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_store.h"

#include "core/store/prediction_row.h"
#include "core/store/run_store_state.h"
#include "core/store/schema.h"

#include <QSqlError>
#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <utility>

namespace scenelens {

namespace {

using namespace store_detail;

constexpr std::size_t kRowsAtOnce = 64;
/// Of a transaction that appends; the rest of the promised half second is for the commit.
constexpr auto kBudget = std::chrono::milliseconds(350);

QString insertPredictions(std::size_t rows) {
  QString sql = QStringLiteral(
      "INSERT INTO predictions (run, clip, decision, scene_probabilities, group_probabilities, "
      "check_sum) VALUES ");
  for (std::size_t i = 0; i < rows; ++i) {
    sql += i == 0 ? QStringLiteral("(?, ?, ?, ?, ?, ?)") : QStringLiteral(", (?, ?, ?, ?, ?, ?)");
  }
  // A row may be there already: damaged, or written by another program at the same time.
  return sql + QStringLiteral(
                   " ON CONFLICT (run, clip) DO UPDATE SET decision = excluded.decision,"
                   " scene_probabilities = excluded.scene_probabilities,"
                   " group_probabilities = excluded.group_probabilities,"
                   " check_sum = excluded.check_sum");
}

QVariant optionalNumber(const std::optional<std::uint64_t>& value) {
  return value ? number(static_cast<std::int64_t>(*value))
               : QVariant(QMetaType(QMetaType::LongLong));
}

std::optional<std::uint64_t> optionalFrom(const QVariant& value) {
  if (value.isNull()) return std::nullopt;
  return static_cast<std::uint64_t>(value.toLongLong());
}

StoredRun runFrom(const QSqlQuery& row) {
  int column = 0;
  const auto text = [&] { return row.value(column++).toString().toStdString(); };
  StoredRun run;
  run.id = row.value(column++).toLongLong();
  run.info.name = text();
  run.info.model = text();
  run.info.modelHash = text();
  run.info.engine = text();
  run.info.precision = text();
  run.info.selection = text();
  run.info.date = text();
  run.info.version = text();
  run.info.source = text();
  run.info.note = text();
  run.info.parameters = optionalFrom(row.value(column++));
  run.info.bytes = optionalFrom(row.value(column++));
  run.info.macs = optionalFrom(row.value(column++));
  run.info.hasGroups = row.value(column++).toInt() != 0;
  run.formulas = row.value(column++).toInt();
  run.complete = row.value(column++).toInt() != 0;
  run.dataset.name = text();
  run.dataset.clips = static_cast<std::size_t>(row.value(column++).toLongLong());
  run.dataset.hash = text();
  run.predictions = static_cast<std::size_t>(row.value(column++).toLongLong());
  run.info.dataset = run.dataset.name;
  return run;
}

Result<std::vector<StoredRun>> listRuns(const SqlConnection& sql, const char* where,
                                        const QVariantList& values) {
  auto rows = sql.query(
      QStringLiteral(
          "SELECT r.id, r.name, r.model, r.model_hash, r.engine, r.precision, r.selection, r.date,"
          " r.version, r.source, r.note, r.parameters, r.bytes, r.macs, r.has_groups,"
          " r.formulas, r.complete,"
          " d.name, d.clips, d.hash, (SELECT count(*) FROM predictions p WHERE p.run = r.id)"
          " FROM runs r JOIN datasets d ON d.id = r.dataset %1 ORDER BY r.id")
          .arg(QString::fromLatin1(where)),
      values);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<StoredRun> runs;
  while (rows->next()) runs.push_back(runFrom(*rows));
  if (auto good = sql.finished(*rows); !good) return fail(std::move(good.error()));
  return runs;
}

Status listClips(const SqlConnection& sql, const QVariant& dataset, const ClipOrder& clips) {
  const auto insert = [&](std::size_t rows) {
    QString statement = QStringLiteral("INSERT INTO clips (dataset, clip, file, second) VALUES ");
    for (std::size_t i = 0; i < rows; ++i) {
      statement += i == 0 ? QStringLiteral("(?, ?, ?, ?)") : QStringLiteral(", (?, ?, ?, ?)");
    }
    return sql.prepare(statement);
  };
  for (std::uint32_t next = 0; next < clips.size();) {
    const std::size_t left = clips.size() - next;
    const std::size_t batch = left >= kRowsAtOnce ? kRowsAtOnce : 1;
    auto query = insert(batch);
    if (!query) return fail(std::move(query.error()));
    for (std::size_t rounds = left / batch; rounds > 0; --rounds) {
      for (std::size_t i = 0; i < batch; ++i, ++next) {
        const Clip& clip = clips.dataset().clips[clips.clipAt(next)];
        query->addBindValue(dataset);
        query->addBindValue(number(next));
        query->addBindValue(text(clip.file));
        query->addBindValue(clip.window);
      }
      if (!query->exec()) return fail(sql.error(query->lastError()));
    }
  }
  return {};
}

/// Inside a transaction: programs that add or remove runs of one server take turns, or one would
/// remove the data set that another has just found. An SQLite file has one writer anyway.
Status takeTurns(const SqlConnection& sql) {
  if (!sql.isPostgres()) return {};
  return sql.exec(QStringLiteral("SELECT pg_advisory_xact_lock(1397509701)"));
}

Result<std::int64_t> datasetId(const SqlConnection& sql, const ClipOrder& clips) {
  const auto& identity = clips.identity();
  const QVariantList key{text(identity.name), number(static_cast<std::int64_t>(identity.clips)),
                         text(identity.hash)};
  const auto known = sql.value(
      QStringLiteral("SELECT id FROM datasets WHERE name = ? AND clips = ? AND hash = ?"), key);
  if (!known) return fail(known.error());
  if (known->isValid()) return known->toLongLong();

  const auto made = sql.value(
      QStringLiteral("INSERT INTO datasets (name, clips, hash) VALUES (?, ?, ?) RETURNING id"),
      key);
  if (!made) return fail(made.error());
  if (auto listed = listClips(sql, *made, clips); !listed) return fail(std::move(listed.error()));
  return made->toLongLong();
}

Result<BegunRun> beginInside(const SqlConnection& sql, const RunInfo& info, const ClipOrder& clips,
                             bool again) {
  if (auto turn = takeTurns(sql); !turn) return fail(std::move(turn.error()));
  const auto dataset = datasetId(sql, clips);
  if (!dataset) return fail(dataset.error());
  if (!again && !info.modelHash.empty()) {
    auto found = sql.query(
        QStringLiteral("SELECT id, complete FROM runs WHERE dataset = ? AND model_hash = ? AND "
                       "engine = ? AND precision = ? AND selection = ? AND formulas = ? "
                       "ORDER BY id DESC LIMIT 1"),
        {number(*dataset), text(info.modelHash), text(info.engine), text(info.precision),
         text(info.selection), kFormulaVersion});
    if (!found) return fail(std::move(found.error()));
    if (found->next()) {
      const bool complete = found->value(1).toInt() != 0;
      return BegunRun{found->value(0).toLongLong(),
                      complete ? BegunRun::State::Finished : BegunRun::State::Unfinished};
    }
    if (auto good = sql.finished(*found); !good) return fail(std::move(good.error()));
  }
  const auto id = sql.value(
      QStringLiteral(
          "INSERT INTO runs (dataset, name, model, model_hash, engine, precision,"
          " selection, formulas, date, version, source, note, parameters, bytes, macs,"
          " has_groups, complete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          " 0) RETURNING id"),
      {number(*dataset), text(info.name), text(info.model), text(info.modelHash), text(info.engine),
       text(info.precision), text(info.selection), kFormulaVersion, text(info.date),
       text(info.version), text(info.source), text(info.note), optionalNumber(info.parameters),
       optionalNumber(info.bytes), optionalNumber(info.macs), info.hasGroups ? 1 : 0});
  if (!id) return fail(id.error());
  return BegunRun{id->toLongLong(), BegunRun::State::New};
}

Status removeInside(const SqlConnection& sql, std::int64_t id) {
  if (auto turn = takeTurns(sql); !turn) return turn;
  for (const char* statement :
       {"DELETE FROM predictions WHERE run = ?", "DELETE FROM runs WHERE id = ?"}) {
    if (auto done = sql.exec(QString::fromLatin1(statement), {number(id)}); !done) return done;
  }
  for (const char* statement :
       {"DELETE FROM clips WHERE dataset NOT IN (SELECT dataset FROM runs)",
        "DELETE FROM datasets WHERE id NOT IN (SELECT dataset FROM runs)"}) {
    if (auto done = sql.exec(QString::fromLatin1(statement)); !done) return done;
  }
  return {};
}

/// Waits where SQLite itself does not: the change to WAL mode fails at once when another program is
/// just opening the same new file.
template <typename Work>
Status retryWhileBusy(const SqlConnection& connection, const Work& work) {
  const auto deadline = std::chrono::steady_clock::now() + connection.busyTimeout();
  for (;;) {
    Status done = work();
    const bool locked = !done && done.error().reason.find("locked") != std::string::npos;
    if (!locked || std::chrono::steady_clock::now() >= deadline) return done;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Status prepareFile(const SqlConnection& connection) {
  if (connection.isPostgres()) {
    return connection.exec(
        QStringLiteral("SET lock_timeout = %1").arg(connection.busyTimeout().count()));
  }
  for (const char* pragma : {"PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL"}) {
    if (auto done = connection.exec(QString::fromLatin1(pragma)); !done) return done;
  }
  return {};
}

Status useWal(const SqlConnection& connection) {
  if (connection.isPostgres()) return {};
  return connection.exec(QStringLiteral("PRAGMA journal_mode = WAL"));
}

}  // namespace

RunStore::RunStore(std::unique_ptr<State> state) : m_state(std::move(state)) {}
RunStore::RunStore(RunStore&&) noexcept = default;
RunStore& RunStore::operator=(RunStore&&) noexcept = default;
RunStore::~RunStore() = default;

Result<RunStore> RunStore::open(const StoreAddress& address, const StoreOptions& options) {
  auto connection = SqlConnection::open(address, options);
  if (!connection) return fail(std::move(connection.error()));
  const SqlConnection& sql = **connection;
  auto ready = prepareFile(sql);
  // The tables first: a file that is not ours must not even get another journal.
  if (ready) ready = retryWhileBusy(sql, [&] { return migrateSchema(sql, schemaSteps()); });
  if (ready) ready = retryWhileBusy(sql, [&] { return useWal(sql); });
  if (!ready) return fail(std::move(ready.error()));
  return RunStore(std::make_unique<State>(std::move(*connection)));
}

Result<std::vector<StoredRun>> RunStore::runs(const std::string& dataset) {
  if (dataset.empty()) return listRuns(*m_state->connection, "", {});
  return listRuns(*m_state->connection, "WHERE d.name = ?", {text(dataset)});
}

Result<StoredRun> RunStore::run(std::int64_t id) {
  auto found = listRuns(*m_state->connection, "WHERE r.id = ?", {number(id)});
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) {
    return fail({fmt::format("there is no run {}", id), m_state->connection->name(), 0,
                 "'scenelens-cli runs' lists them"});
  }
  return std::move(found->front());
}

Result<bool> RunStore::hasRun(std::int64_t id) {
  const auto found = m_state->connection->value(
      QStringLiteral("SELECT count(*) FROM runs WHERE id = ?"), {number(id)});
  if (!found) return fail(found.error());
  return found->toInt() > 0;
}

Result<BegunRun> RunStore::begin(const RunInfo& info, const ClipOrder& clips, bool again) {
  BegunRun begun;
  auto done = inTransaction(*m_state->connection, [&]() -> Status {
    auto inside = beginInside(*m_state->connection, info, clips, again);
    if (!inside) return fail(std::move(inside.error()));
    begun = *inside;
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return begun;
}

Result<std::size_t> RunStore::append(std::span<const StoredPrediction> predictions) {
  if (predictions.empty()) return std::size_t{0};
  for (const auto& row : predictions) {
    if (m_state->hasGroups.contains(row.run)) continue;
    const auto stored = run(row.run);
    if (!stored) return fail(stored.error());
    m_state->hasGroups[row.run] = stored->info.hasGroups;
  }
  std::size_t stored = 0;
  auto done =
      inTransaction(*m_state->connection, [&] { return appendInside(predictions, stored); });
  if (!done) return fail(std::move(done.error()));
  return stored;
}

Status RunStore::appendInside(std::span<const StoredPrediction> predictions, std::size_t& stored) {
  const SqlConnection& sql = *m_state->connection;
  const auto deadline = std::chrono::steady_clock::now() + kBudget;
  while (stored < predictions.size()) {
    const bool many = predictions.size() - stored >= kRowsAtOnce;
    auto& query = many ? m_state->insertMany : m_state->insertOne;
    if (!query) {
      auto prepared = sql.prepare(insertPredictions(many ? kRowsAtOnce : 1));
      if (!prepared) return fail(std::move(prepared.error()));
      query = std::move(*prepared);
    }
    const auto rows = predictions.subspan(stored, many ? kRowsAtOnce : 1);
    for (const auto& [run, clip, prediction] : rows) {
      const auto row = packPrediction({run, clip}, prediction, m_state->hasGroups[run]);
      query->addBindValue(number(run));
      query->addBindValue(number(clip));
      query->addBindValue(static_cast<int>(prediction.decision()));
      query->addBindValue(row.scenes);
      query->addBindValue(row.groups.isNull() ? QByteArray("") : row.groups);
      query->addBindValue(number(row.checkSum));
    }
    if (!query->exec()) return fail(sql.error(query->lastError()));
    stored += rows.size();
    if (std::chrono::steady_clock::now() >= deadline) break;
  }
  return {};
}

Status RunStore::markComplete(std::int64_t id) {
  return m_state->connection->exec(QStringLiteral("UPDATE runs SET complete = 1 WHERE id = ?"),
                                   {number(id)});
}

Status RunStore::rename(std::int64_t id, const std::string& name) {
  if (auto found = run(id); !found) return fail(std::move(found.error()));
  return m_state->connection->exec(QStringLiteral("UPDATE runs SET name = ? WHERE id = ?"),
                                   {text(name), number(id)});
}

Status RunStore::remove(std::int64_t id) {
  if (auto found = run(id); !found) return fail(std::move(found.error()));
  m_state->hasGroups.erase(id);
  return inTransaction(*m_state->connection,
                       [&] { return removeInside(*m_state->connection, id); });
}

Status RunStore::check() {
  const SqlConnection& sql = *m_state->connection;
  const auto answer = sql.value(sql.isPostgres() ? QStringLiteral("SELECT 'ok'")
                                                 : QStringLiteral("PRAGMA integrity_check(1)"));
  if (!answer) return fail(answer.error());
  const std::string said = answer->toString().simplified().toStdString();
  if (said == "ok") return {};
  return fail({"is damaged: " + said, sql.name(), 0, "It was not changed"});
}

}  // namespace scenelens
