// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/clip_filter.h"

using namespace scenelens;
using namespace scenelens::test;

namespace {

Dataset smallDataset() {
  Dataset dataset;
  dataset.cities = {"lisbon", "lyon"};
  dataset.devices = {"a", "s1", "s10"};
  dataset.locations = {"lisbon-1000", "lyon-1001"};
  dataset.clips = {
      {"audio/tram-lisbon-1.wav", Scene::Tram, Fold::Test, 0, 1, 0, 0, false, false},
      {"audio/metro-lyon-2.wav", Scene::Metro, Fold::Train, 1, 2, 1, 0, false, false},
      {"audio/station-lyon-3.wav", Scene::MetroStation, Fold::Train, 1, 0, 1, 0, false, false},
      {"audio/\xC3\x89glise-trainspotting.flac", {}, Fold::None, -1, -1, -1, 0, false, false},
  };
  return dataset;
}

/// Which clips match, as "023".
QString matching(const QString& text, const std::vector<std::optional<Scene>>& predicted = {}) {
  const Dataset dataset = smallDataset();
  const ClipFilter filter(text, dataset);
  QString found;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const auto prediction = i < predicted.size() ? predicted[i] : std::nullopt;
    if (filter.matches(dataset.clips[i], prediction)) found += QString::number(i);
  }
  return found;
}

}  // namespace

class TestClipFilter final : public QObject {
  Q_OBJECT

 private slots:
  void findsWordsInEveryColumn_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clips");
    const auto row = [](const char* name, const char16_t* text, const char* clips) {
      QTest::newRow(name) << QString::fromUtf16(text) << QString::fromLatin1(clips);
    };
    row("nothing", u"", "0123");
    row("blanks", u" \t ", "0123");
    row("scene label", u"tram", "0");
    row("scene title", u"station", "2");
    row("part of a word", u"metro", "12");
    row("label with underscore", u"metro_station", "2");
    row("city", u"lyon", "12");
    row("location", u"1000", "0");
    row("device as part", u"s1", "01");
    row("file", u".flac", "3");
    row("no such word", u"helsinki", "");
    row("all words must match", u"lyon metro_", "2");
    row("words in any order", u"metro_ lyon", "2");
    row("contradicting words", u"lyon lisbon", "");
    row("upper case", u"LYON Metro_STATION", "2");
    row("a capital beyond ASCII as in the name", u"Église", "3");
    row("the same in lower case", u"église", "3");
    row("several blanks", u"  lyon    metro_ ", "2");
  }
  void findsWordsInEveryColumn() {
    QFETCH(QString, text);
    QTEST(matching(text), "clips");
  }

  void keysLookAtOnePlaceOnly_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clips");
    const auto row = [](const char* text, const char* clips) {
      QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(clips);
    };
    row("scene:metro", "12");
    row("scene:lyon", "");
    row("city:lis", "0");
    row("location:1001", "12");
    row("location:lyon", "12");
    row("device:a", "2");
    row("device:s1", "0");  // not s10
    row("device:s10", "1");
    row("device:s", "");  // no device of that name
    row("fold:train", "12");
    row("fold:tra", "");  // a fold is meant exactly
    row("fold:test", "0");
    row("file:train", "3");  // the fold is no file
    row("file:audio/", "0123");
    row("SCENE:Tram", "0");
    row("scene:metro device:a", "2");
    row("scene:metro scene:tram", "");
  }
  void keysLookAtOnePlaceOnly() {
    QFETCH(QString, text);
    QTEST(matching(text), "clips");
  }

  void aKeyWithoutAWordYetMatchesEverything() {
    for (const auto& key : {u"scene:"_s, u"pred:"_s, u"city:"_s, u"location:"_s, u"device:"_s,
                            u"fold:"_s, u"file:"_s}) {
      QCOMPARE(matching(key), u"0123"_s);
      QVERIFY(ClipFilter(key, smallDataset()).isEmpty());
      QVERIFY(ClipFilter(key, smallDataset()).unknownKeys().isEmpty());
    }
    QCOMPARE(matching(u"lyon scene:"_s), u"12"_s);
  }

  void unknownKeysAreToldAndHideNothing() {
    const ClipFilter filter(u"colour:red lyon Size:3"_s, smallDataset());
    QCOMPARE(filter.unknownKeys(), (QStringList{u"colour"_s, u"size"_s}));
    QCOMPARE(matching(u"colour:red lyon"_s), u"12"_s);
    QVERIFY(ClipFilter(u"lyon fold:test"_s, smallDataset()).unknownKeys().isEmpty());
  }

  void predictionsAreFoundOnceTheyAreThere() {
    QCOMPARE(matching(u"pred:bus"_s), QString());
    QCOMPARE(matching(u"pred:bus"_s, {Scene::Bus, Scene::Tram, {}, Scene::Bus}), u"03"_s);
    // A plain word looks at the prediction too, a scene: word does not.
    QCOMPARE(matching(u"bus"_s, {Scene::Bus, {}, {}, {}}), u"0"_s);
    QCOMPARE(matching(u"scene:bus"_s, {Scene::Bus, {}, {}, {}}), QString());
    QCOMPARE(matching(u"scene:metro pred:metro_s"_s, {{}, Scene::MetroStation, Scene::Metro, {}}),
             u"1"_s);
  }

  void anUnknownAttributeMatchesNoKey() {
    Dataset dataset = smallDataset();
    const Clip& clip = dataset.clips[3];
    for (const auto& text : {u"scene:tram"_s, u"city:lisbon"_s, u"device:a"_s, u"fold:train"_s,
                             u"location:1000"_s, u"pred:tram"_s}) {
      QVERIFY2(!ClipFilter(text, dataset).matches(clip, {}), qPrintable(text));
    }
  }

  void nothingToTestIsEmpty() {
    QVERIFY(ClipFilter().isEmpty());
    QVERIFY(ClipFilter(u"  "_s, smallDataset()).isEmpty());
    QVERIFY(!ClipFilter(u"x"_s, smallDataset()).isEmpty());
    QVERIFY(!ClipFilter(u":x"_s, smallDataset()).isEmpty());
  }
};

SCENELENS_GUI_TEST_MAIN(TestClipFilter)
#include "tst_clip_filter.moc"
