// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_address.h"

#include "core/base/in_quotes.h"

#include <QUrl>
#include <QUrlQuery>

namespace scenelens {

namespace {

constexpr const char* kForm = "Write postgresql://user@host:port/database or the name of a file";

std::string decoded(const QString& text) {
  return text.toStdString();
}

Result<StoreAddress> parseUrl(std::string_view text) {
  const QUrl url(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())),
                 QUrl::StrictMode);
  // The text is not repeated: it may hold a password.
  if (!url.isValid()) return fail({"the address of the store is no valid URL", {}, 0, kForm});
  StoreAddress address;
  address.kind = StoreAddress::Kind::Postgres;
  address.host = decoded(url.host(QUrl::FullyDecoded));
  address.port = url.port(0);
  address.user = decoded(url.userName(QUrl::FullyDecoded));
  address.password = decoded(url.password(QUrl::FullyDecoded));
  address.database = decoded(url.path(QUrl::FullyDecoded).mid(1));
  const QUrlQuery query(url);
  for (const auto& [key, value] : query.queryItems(QUrl::FullyDecoded)) {
    bool isNumber = true;
    if (key == QStringLiteral("host")) {
      address.host = decoded(value);
    } else if (key == QStringLiteral("port")) {
      address.port = value.toInt(&isNumber);
    } else {
      return fail({"the address of the store has an unknown option " + inQuotes(decoded(key)),
                   {},
                   0,
                   "Known are host and port"});
    }
    if (!isNumber) {
      return fail(
          {"the port of the store is no number: " + inQuotes(decoded(value)), {}, 0, kForm});
    }
  }
  if (address.database.empty()) {
    return fail({"the address names no database", address.name(), 0, kForm});
  }
  return address;
}

}  // namespace

std::filesystem::path StoreAddress::name() const {
  if (kind == Kind::Sqlite) return file;
  std::string text = "postgresql://";
  if (!user.empty()) text += user + '@';
  const bool isFolder = host.starts_with('/');
  if (!isFolder) text += host;
  if (port > 0) text += ':' + std::to_string(port);
  text += '/' + database;
  if (isFolder) text += "?host=" + host;
  return text;
}

Result<StoreAddress> parseStoreAddress(std::string_view text) {
  if (text.empty()) return fail({"the address of the store is empty", {}, 0, kForm});
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) return parseUrl(text);
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
    return fail({"there is no kind of store " + inQuotes(text.substr(0, scheme)), {}, 0, kForm});
  }
  StoreAddress address;
  address.file = text;
  return address;
}

}  // namespace scenelens
