// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QLocale>
#include <QString>

#include <filesystem>
#include <string_view>

namespace scenelens {

/// UTF-8 text of core as a QString.
inline QString toQString(std::string_view text) {
  return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// File names keep their bytes on the way between core and Qt.
inline QString fromPath(const std::filesystem::path& path) {
  return QFile::decodeName(path.c_str());
}
inline std::filesystem::path toPath(const QString& path) {
  return QFile::encodeName(path).toStdString();
}

/// "230,350" in the user's locale.
inline QString countText(qint64 count) {
  return QLocale().toString(count);
}

/// "12.3 %"
inline QString percentText(double fraction, int decimals = 1) {
  return QLocale().toString(100.0 * fraction, 'f', decimals) + QStringLiteral(" %");
}

}  // namespace scenelens
