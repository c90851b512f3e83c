// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/file_hash.h"

#include "core/base/file_io.h"

#include <QCryptographicHash>

namespace scenelens {

Result<std::string> sha256OfFile(const std::filesystem::path& path) {
  const auto bytes = readWholeFile(path);
  if (!bytes) return fail(bytes.error());
  const auto view = QByteArrayView(bytes->data(), static_cast<qsizetype>(bytes->size()));
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(view);
  return hash.result().toHex().toStdString();
}

}  // namespace scenelens
