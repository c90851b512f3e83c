// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/dataset_text.h"

namespace scenelens::test {

/// A text of the window, in its own context.
QString translated(const char* context, const char* text, int n = -1) {
  return QCoreApplication::translate(context, text, nullptr, n);
}

class TestLanguage : public QObject {
  Q_OBJECT

 private slots:
  void cleanup() {
    installTexts(*qApp, u"en"_s);
    QLocale::setDefault(QLocale::c());
  }

  void theBestLanguageIsTheFirstWishThatWeHave() {
    QCOMPARE(bestLanguage({u"zh-Hans-CN"_s, u"zh-CN"_s, u"zh"_s}), u"zh_CN"_s);
    QCOMPARE(bestLanguage({u"zh-SG"_s}), u"zh_CN"_s);
    QCOMPARE(bestLanguage({u"de-DE"_s, u"de"_s}), u"en"_s);
    QCOMPARE(bestLanguage({u"de-DE"_s, u"zh-CN"_s, u"en"_s}), u"zh_CN"_s);
    QCOMPARE(bestLanguage({u"en-GB"_s, u"zh-CN"_s}), u"en"_s);
    QCOMPARE(bestLanguage({u"zh-Hant-TW"_s, u"en-US"_s}), u"en"_s);
    QCOMPARE(bestLanguage({u"C"_s}), u"en"_s);
    QCOMPARE(bestLanguage({}), u"en"_s);
  }

  void numbersFollowTheSystemUnlessAnotherLanguageWasChosen() {
    const QLocale german(QLocale::German, QLocale::Germany);
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    QCOMPARE(localeFor({}, german), german);
    QCOMPARE(localeFor(u"en"_s, british), british);  // dates as in Britain
    QCOMPARE(localeFor(u"en"_s, german).language(), QLocale::English);
    QCOMPARE(localeFor(u"zh_CN"_s, german).toString(1234.5), u"1,234.5"_s);
  }

  void everyLanguageIsCompiledInAndHasAName() {
    QCOMPARE(languageCodes().front(), u"en"_s);
    for (const auto& code : languageCodes()) {
      QVERIFY2(QFile::exists(u":/i18n/scenelens_%1.qm"_s.arg(code)), qPrintable(code));
      QVERIFY(!languageName(code).isEmpty());
    }
    QCOMPARE(languageName(u"zh_CN"_s), u"简体中文"_s);
  }

  void englishHasItsPlurals() {
    constexpr auto* kContext = "scenelens::ClipList";
    QCOMPARE(translated(kContext, "%Ln clip(s)", 1), u"1 clip"_s);
    QCOMPARE(translated(kContext, "%Ln clip(s)", 0), u"0 clips"_s);
    QCOMPARE(translated(kContext, "%Ln clip(s)", 2), u"2 clips"_s);
  }

  void countsInsideTextsFollowTheLocale() {
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    QCOMPARE(translated("scenelens::ClipList", "%Ln clip(s)", 230'350), u"230.350 clips"_s);
  }

  void chineseReplacesEnglishAndEnglishReplacesChinese() {
    installTexts(*qApp, u"zh_CN"_s);
    QCOMPARE(translated("scenelens::ClipList", "%Ln clip(s)", 1), u"1 个片段"_s);
    QCOMPARE(sceneText(Scene::Tram), u"有轨电车"_s);
    QCOMPARE(foldText(Fold::Test), u"测试"_s);
    QCOMPARE(foldText(Fold::None), QString());
    // A text that nobody translated stays as it is.
    QCOMPARE(translated("scenelens::Nobody", "Never heard of"), u"Never heard of"_s);
    installTexts(*qApp, u"tlh"_s);
    QCOMPARE(sceneText(Scene::Tram), u"Tram"_s);
    QCOMPARE(translated("scenelens::ClipList", "%Ln clip(s)", 1), u"1 clip"_s);
  }

  void everyNameOfCoreIsTranslated() {
    installTexts(*qApp, u"zh_CN"_s);
    for (const Scene scene : allScenes()) {
      QVERIFY2(sceneText(scene) != toQString(sceneTitle(scene)), sceneTitle(scene).data());
    }
    for (std::size_t i = 0; i < kGroupCount; ++i) {
      const auto group = SceneGroup(i);
      QVERIFY2(groupText(group) != toQString(groupTitle(group)), groupTitle(group).data());
    }
    for (const Fold fold : {Fold::Train, Fold::Test}) {
      QVERIFY2(foldText(fold) != toQString(foldName(fold)), foldName(fold).data());
    }
  }

  void theDefaultLocaleIsThatOfTheLanguage() {
    installLanguage(*qApp, u"zh_CN"_s);
    QCOMPARE(QLocale().language(), QLocale::Chinese);
    QCOMPARE(sceneText(Scene::Bus), u"公交车"_s);
    installLanguage(*qApp, u"en"_s);
    QCOMPARE(sceneText(Scene::Bus), u"Bus"_s);
    QVERIFY(QLocale().language() == QLocale::English || QLocale().language() == QLocale::C);
  }
};

}  // namespace scenelens::test

using scenelens::test::TestLanguage;
SCENELENS_GUI_TEST_MAIN(TestLanguage)
#include "tst_language.moc"
