// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>
#include <QStringList>

class QCoreApplication;

namespace scenelens {

/// The languages of the window, as the codes in the names of translations/scenelens_CODE.ts;
/// English, in which the sources are written, first.
[[nodiscard]] QStringList languageCodes();

/// What a language is called by those who speak it: "English", "简体中文".
[[nodiscard]] QString languageName(const QString& code);

/// The language of ours that suits a list of wishes such as QLocale::uiLanguages(), best first;
/// English where none does.
[[nodiscard]] QString bestLanguage(const QStringList& wishes);

/// The locale that writes numbers and dates beside texts of a language: the system's own where it
/// is in that language or where nothing (an empty `code`) was chosen, else the language's.
[[nodiscard]] QLocale localeFor(const QString& code, const QLocale& system);

/// Replaces the texts of the program, and Qt's own where they are installed, by those of a
/// language; `code` is one of languageCodes(), anything else is English. English is always below,
/// since it has the plurals. Widgets that exist keep their texts: call it before they are made.
/// GUI thread only.
void installTexts(QCoreApplication& application, const QString& code);

/// What a start does: texts and the default locale. `code`: as above, or empty to follow the
/// system.
void installLanguage(QCoreApplication& application, const QString& code);

}  // namespace scenelens
