// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_store.h"
#include "core/store/run_store_state.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace scenelens {

namespace {

using namespace store_detail;

QString now() {
  return QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

bool isOneWord(const std::string& tag) {
  return !tag.empty() && tag.find_first_of(" \t\r\n") == std::string::npos;
}

}  // namespace

Result<std::vector<StoredNote>> RunStore::notes(const std::string& dataset) {
  const SqlConnection& sql = *m_state->connection;
  auto rows = sql.query(QStringLiteral("SELECT file, second, note, tags, changed FROM clip_notes "
                                       "WHERE dataset = ? ORDER BY file, second"),
                        {text(dataset)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<StoredNote> notes;
  while (rows->next()) {
    StoredNote& note = notes.emplace_back();
    note.file = rows->value(0).toString().toStdString();
    note.window = rows->value(1).toInt();
    note.text = rows->value(2).toString().toStdString();
    for (const QString& tag :
         rows->value(3).toString().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
      note.tags.push_back(tag.toStdString());
    }
    note.changed = rows->value(4).toString().toStdString();
  }
  if (auto good = sql.finished(*rows); !good) return fail(std::move(good.error()));
  return notes;
}

Status RunStore::saveNote(const std::string& dataset, const StoredNote& note) {
  const SqlConnection& sql = *m_state->connection;
  if (!std::ranges::all_of(note.tags, isOneWord)) {
    return fail({"a tag is one word without blanks", sql.name(), 0, "Write good-example"});
  }
  std::string tags;
  for (const auto& tag : note.tags) tags += (tags.empty() ? "" : " ") + tag;
  const QVariantList clip{text(dataset), text(note.file), note.window};
  if (note.text.empty() && tags.empty()) {
    return sql.exec(
        QStringLiteral("DELETE FROM clip_notes WHERE dataset = ? AND file = ? AND second = ?"),
        clip);
  }
  return sql.exec(
      QStringLiteral("INSERT INTO clip_notes (dataset, file, second, note, tags, changed) VALUES "
                     "(?, ?, ?, ?, ?, ?) ON CONFLICT (dataset, file, second) DO UPDATE SET note = "
                     "excluded.note, tags = excluded.tags, changed = excluded.changed"),
      clip + QVariantList{text(note.text), text(tags), now()});
}

Result<std::vector<NamedFilter>> RunStore::filters() {
  const SqlConnection& sql = *m_state->connection;
  auto rows = sql.query(QStringLiteral("SELECT name, query FROM named_filters"));
  if (!rows) return fail(std::move(rows.error()));
  std::vector<NamedFilter> filters;
  while (rows->next()) {
    filters.push_back(
        {rows->value(0).toString().toStdString(), rows->value(1).toString().toStdString()});
  }
  if (auto good = sql.finished(*rows); !good) return fail(std::move(good.error()));
  // Here and not in the database: every server sorts by rules of its own.
  std::ranges::sort(filters, {}, &NamedFilter::name);
  return filters;
}

Status RunStore::saveFilter(const NamedFilter& filter) {
  return m_state->connection->exec(
      QStringLiteral(
          "INSERT INTO named_filters (name, query, changed) VALUES (?, ?, ?) ON CONFLICT "
          "(name) DO UPDATE SET query = excluded.query, changed = excluded.changed"),
      {text(filter.name), text(filter.query), now()});
}

Status RunStore::removeFilter(const std::string& name) {
  return m_state->connection->exec(QStringLiteral("DELETE FROM named_filters WHERE name = ?"),
                                   {text(name)});
}

}  // namespace scenelens
