// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>
#include <QStringList>
#include <QXmlStreamReader>

#include <vector>

namespace scenelens::test {

/// A text and its translation in a file of Qt Linguist.
struct TsEntry {
  QString context;
  QString source;
  QString comment;
  QStringList forms;  ///< one, or as many as the language has plurals
  QString state;      ///< empty: finished
  bool numerus = false;

  /// What the program asks for.
  [[nodiscard]] QString key() const {
    return context + QStringLiteral(" | ") + source + QStringLiteral(" | ") + comment;
  }
};

/// All entries of a .ts file; empty when it cannot be read.
inline std::vector<TsEntry> readTsFile(const QString& name) {
  QFile file(name);
  if (!file.open(QIODevice::ReadOnly)) return {};
  QXmlStreamReader xml(&file);
  std::vector<TsEntry> entries;
  QString context;
  while (!xml.atEnd()) {
    if (!xml.readNextStartElement()) continue;
    const auto element = xml.name();
    if (element == QLatin1String("name")) {
      context = xml.readElementText();
    } else if (element == QLatin1String("message")) {
      entries.push_back({});
      entries.back().context = context;
      entries.back().numerus = xml.attributes().hasAttribute(QLatin1String("numerus"));
    } else if (element == QLatin1String("source")) {
      entries.back().source = xml.readElementText();
    } else if (element == QLatin1String("comment")) {
      entries.back().comment = xml.readElementText();
    } else if (element == QLatin1String("translation")) {
      entries.back().state = xml.attributes().value(QLatin1String("type")).toString();
      if (!entries.back().numerus) entries.back().forms.append(xml.readElementText());
    } else if (element == QLatin1String("numerusform")) {
      entries.back().forms.append(xml.readElementText());
    }
  }
  return xml.hasError() ? std::vector<TsEntry>() : entries;
}

}  // namespace scenelens::test
