// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/clip_name.h"

#include <QTest>

using namespace scenelens;

class ClipNameTest : public QObject {
  Q_OBJECT

 private slots:
  void theOneSecondFormHasSixParts();
  void theTenSecondFormHasNoSecond();
  void foldersAndExtensionDoNotMatter_data();
  void foldersAndExtensionDoNotMatter();
  void everySceneIsRecognised();
  void otherNamesAreNotOfficial_data();
  void otherNamesAreNotOfficial();
};

void ClipNameTest::theOneSecondFormHasSixParts() {
  const auto name = parseClipName("audio/metro_station-lisbon-1000-40000-7-s4.wav");
  QVERIFY(name);
  QCOMPARE(name->scene, Scene::MetroStation);
  QVERIFY(name->city == "lisbon");
  QVERIFY(name->location == "1000");
  QVERIFY(name->segment == "40000");
  QCOMPARE(name->second, 7);
  QVERIFY(name->device == "s4");
}

void ClipNameTest::theTenSecondFormHasNoSecond() {
  const auto name = parseClipName("airport-barcelona-0-12-a.wav");
  QVERIFY(name);
  QCOMPARE(name->scene, Scene::Airport);
  QVERIFY(name->city == "barcelona");
  QVERIFY(name->location == "0");
  QVERIFY(name->segment == "12");
  QCOMPARE(name->second, -1);
  QVERIFY(name->device == "a");
}

void ClipNameTest::foldersAndExtensionDoNotMatter_data() {
  QTest::addColumn<QByteArray>("path");
  QTest::newRow("plain") << QByteArray("tram-vienna-1-2-3-b");
  QTest::newRow("upper extension") << QByteArray("tram-vienna-1-2-3-b.WAV");
  QTest::newRow("flac") << QByteArray("/x/y-z-1/tram-vienna-1-2-3-b.flac");
  QTest::newRow("dot in a folder") << QByteArray("v1.0/tram-vienna-1-2-3-b.wav");
}

void ClipNameTest::foldersAndExtensionDoNotMatter() {
  QFETCH(QByteArray, path);
  const auto name = parseClipName({path.constData(), static_cast<std::size_t>(path.size())});
  QVERIFY(name);
  QCOMPARE(name->scene, Scene::Tram);
  QCOMPARE(name->second, 3);
  QVERIFY(name->device == "b");
}

void ClipNameTest::everySceneIsRecognised() {
  for (const Scene scene : allScenes()) {
    const std::string file = std::string(sceneLabel(scene)) + "-paris-10-20-0-c.wav";
    const auto name = parseClipName(file);
    QVERIFY(name);
    QCOMPARE(name->scene, scene);
  }
}

void ClipNameTest::otherNamesAreNotOfficial_data() {
  QTest::addColumn<QByteArray>("path");
  for (const char* path : {"",
                           ".",
                           "/",
                           ".wav",
                           "12345.wav",
                           "airport.wav",
                           "airport-lisbon-1-2.wav",
                           "beach-lisbon-1-2-3-a.wav",
                           "Airport-lisbon-1-2-3-a.wav",
                           "airport-lisbon-1-2-10-a.wav",
                           "airport-lisbon-1-2-x-a.wav",
                           "airport-lisbon-1-2--a.wav",
                           "airport--1-2-3-a.wav",
                           "airport-lisbon-x-2-3-a.wav",
                           "airport-lisbon-1-x-3-a.wav",
                           "airport-lisbon-1-2-3-.wav",
                           "airport-lisbon-1-2-3-a-b.wav",
                           "bus-stop-in-the-rain.wav",
                           "airport-lisbon-1-2-3.wav",
                           "airport-lisbon-1-2-3-a.wav/",
                           "-----",
                           "airport-----",
                           "airport-l\xC3\xA9on-1-2-3-a.wav"})
    QTest::newRow(path) << QByteArray(path);
}

void ClipNameTest::otherNamesAreNotOfficial() {
  QFETCH(QByteArray, path);
  QVERIFY(!parseClipName({path.constData(), static_cast<std::size_t>(path.size())}));
}

QTEST_APPLESS_MAIN(ClipNameTest)
#include "tst_clip_name.moc"
