// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/settings.h"

using namespace scenelens;
using namespace scenelens::test;

class TestSettings final : public QObject {
  Q_OBJECT

 private slots:
  void init() { QVERIFY(m_folder.isValid()); }

  void anEmptyFileGivesTheDefaults() {
    const Settings settings(file(u"empty"_s));
    QCOMPARE(settings.theme(), ThemeChoice::System);
    QCOMPARE(settings.colourMap(), ColourMap::Viridis);
    QVERIFY(settings.recentPaths().isEmpty());
    QVERIFY(settings.windowGeometry().isEmpty());
    QVERIFY(settings.splitterState().isEmpty());
  }

  void everythingComesBackAfterARestart() {
    for (const auto theme : {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::System}) {
      for (const auto map : allColourMaps()) {
        {
          Settings settings(file(u"all"_s));
          settings.setTheme(theme);
          settings.setLanguage(u"zh_CN"_s);
          settings.setColourMap(map);
          settings.setWindowGeometry("geo\0metry"_ba);
          settings.setSplitterState("split"_ba);
          settings.addRecentPath(u"/data/tau Ünïcode, with comma"_s);
          settings.setListenChoice({4410, 0.5, false, false, {u"DSMN, Model2"_s, u"Model3"_s}});
        }
        const Settings settings(file(u"all"_s));
        QCOMPARE(settings.theme(), theme);
        QCOMPARE(settings.language(), u"zh_CN"_s);
        QCOMPARE(settings.colourMap(), map);
        QCOMPARE(settings.windowGeometry(), "geo\0metry"_ba);
        QCOMPARE(settings.splitterState(), "split"_ba);
        QCOMPARE(settings.recentPaths(), QStringList{u"/data/tau Ünïcode, with comma"_s});
        const auto listen = settings.listenChoice();
        QCOMPARE(listen.hop, 4410);
        QCOMPARE(listen.smoothing, 0.5);
        QVERIFY(!listen.smoothed && !listen.rawMarks);
        QCOMPARE(listen.models, (QStringList{u"DSMN, Model2"_s, u"Model3"_s}));
      }
    }
  }

  void recentPathsAreTheLastTenMostRecentFirst() {
    Settings settings(file(u"recent"_s));
    for (int i = 1; i <= 12; ++i) settings.addRecentPath(u"/data/%1"_s.arg(i));
    QCOMPARE(settings.recentPaths().size(), 10);
    QCOMPARE(settings.recentPaths().first(), u"/data/12"_s);
    QCOMPARE(settings.recentPaths().last(), u"/data/3"_s);
    settings.addRecentPath(u"/data/5"_s);
    QCOMPARE(settings.recentPaths().size(), 10);
    QCOMPARE(settings.recentPaths().first(), u"/data/5"_s);
    QCOMPARE(settings.recentPaths().count(u"/data/5"_s), 1);
    settings.clearRecentPaths();
    QVERIFY(settings.recentPaths().isEmpty());
  }

  void savedFiltersKeepNamesOfAnyKind() {
    const QMap<QString, QString> filters{{u"a/b = \"c\""_s, u"is:wrong device:s1,s2"_s},
                                         {u"Große Züge"_s, u"scene:tram"_s}};
    Settings(file(u"filters"_s)).setSavedFilters(filters);
    QCOMPARE(Settings(file(u"filters"_s)).savedFilters(), filters);
  }

  void noHiddenColumnIsNotTheSameAsNoChoice() {
    Settings settings(file(u"columns"_s));
    QCOMPARE(settings.hiddenClipColumns({u"city"_s}), (QStringList{u"city"_s}));
    settings.setHiddenClipColumns({});
    QCOMPARE(Settings(file(u"columns"_s)).hiddenClipColumns({u"city"_s}), QStringList());
    settings.setHiddenClipColumns({u"fold"_s, u"margin"_s});
    QCOMPARE(Settings(file(u"columns"_s)).hiddenClipColumns({}),
             (QStringList{u"fold"_s, u"margin"_s}));
  }

  void nonsenseInTheFileGivesTheDefaults() {
    {
      QSettings raw(file(u"bad"_s), QSettings::IniFormat);
      raw.setValue(u"1/theme"_s, u"pink"_s);
      raw.setValue(u"1/colourMap"_s, 42);
      raw.setValue(u"1/language"_s, u"tlh"_s);
    }
    const Settings settings(file(u"bad"_s));
    QCOMPARE(settings.theme(), ThemeChoice::System);
    QCOMPARE(settings.colourMap(), ColourMap::Viridis);
    QVERIFY(settings.language().isEmpty());  // the system's
  }

 private:
  QString file(const QString& name) const { return m_folder.filePath(name + u".ini"_s); }
  QTemporaryDir m_folder;
};

SCENELENS_GUI_TEST_MAIN(TestSettings)
#include "tst_settings.moc"
