// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QPointer>
#include <QTranslator>

#include <vector>

/// Global, as Q_INIT_RESOURCE demands. The linker leaves out of a static library what nobody calls.
static void initTranslations() {
  Q_INIT_RESOURCE(i18n);
}

namespace scenelens {

namespace {

const QString kEnglish = QStringLiteral("en");
const QString kChinese = QStringLiteral("zh_CN");

/// Those that are installed, so that they can be taken away again; an application takes its own
/// with it.
std::vector<QPointer<QTranslator>>& translators() {
  static std::vector<QPointer<QTranslator>> installed;
  return installed;
}

void install(QCoreApplication& application, const QString& file, const QString& folder) {
  auto* translator = new QTranslator(&application);
  if (!translator->load(file, folder) || !QCoreApplication::installTranslator(translator)) {
    delete translator;
    return;
  }
  translators().push_back(translator);
}

}  // namespace

QStringList languageCodes() {
  return {kEnglish, kChinese};
}

QString languageName(const QString& code) {
  // Qt has "American English" and leaves out which Chinese it is.
  return code == kChinese ? QStringLiteral("简体中文") : QStringLiteral("English");
}

QString bestLanguage(const QStringList& wishes) {
  for (const auto& wish : wishes) {
    const QLocale locale(wish);
    if (locale.language() == QLocale::English) return kEnglish;
    // Traditional characters are another script: its readers say which language they prefer next.
    if (locale.language() == QLocale::Chinese && locale.script() == QLocale::SimplifiedHanScript) {
      return kChinese;
    }
  }
  return kEnglish;
}

QLocale localeFor(const QString& code, const QLocale& system) {
  if (code.isEmpty()) return system;
  const QLocale wanted(code);
  return system.language() == wanted.language() ? system : wanted;
}

void installTexts(QCoreApplication& application, const QString& code) {
  initTranslations();
  // Deleting one takes it out of the application.
  for (const auto& translator : translators()) delete translator;
  translators().clear();
  const QString ours = QStringLiteral(":/i18n");
  install(application, QStringLiteral("scenelens_en"), ours);
  if (code == kEnglish || !languageCodes().contains(code)) return;
  install(application, QStringLiteral("qtbase_") + code,
          QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  install(application, QStringLiteral("scenelens_") + code, ours);
}

void installLanguage(QCoreApplication& application, const QString& code) {
  const auto system = QLocale::system();
  installTexts(application, code.isEmpty() ? bestLanguage(system.uiLanguages()) : code);
  QLocale::setDefault(localeFor(code, system));
}

}  // namespace scenelens
