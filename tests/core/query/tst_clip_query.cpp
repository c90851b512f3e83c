// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/clip_query.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <string>

using namespace scenelens;

namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

Dataset smallDataset() {
  Dataset dataset;
  dataset.cities = {"lisbon", "lyon"};
  dataset.devices = {"a", "s1", "s10"};
  dataset.locations = {"lisbon-1000", "lyon-1001"};
  dataset.clips = {
      {"audio/tram-lisbon-1.wav", Scene::Tram, Fold::Test, 0, 1, 0, 0, false, false},
      {"audio/metro-lyon-2.wav", Scene::Metro, Fold::Train, 1, 2, 1, 0, true, false},
      {"audio/station-lyon-3.wav", Scene::MetroStation, Fold::Train, 1, 0, 1, 0, false, true},
      {"audio/\xC3\x89glise-trainspotting.flac", {}, Fold::None, -1, -1, -1, 0, false, false},
  };
  return dataset;
}

/// Decisions of the four clips; kNone: not predicted. Losses and confidences are 0.5, 1.0, 1.5, 2.0
/// and 0.95, 0.75, 0.55, 0.35.
JudgedRun runOf(const std::array<std::uint8_t, 4>& decisions) {
  const Dataset dataset = smallDataset();
  JudgedRun run;
  for (std::size_t clip = 0; clip < 4; ++clip) {
    const auto& scene = dataset.clips[clip].scene;
    const bool predicted = decisions[clip] != JudgedRun::kNone;
    const auto at = static_cast<float>(clip);
    run.truth.push_back(scene ? std::uint8_t(*scene) : JudgedRun::kNone);
    run.decision.push_back(decisions[clip]);
    run.loss.push_back(predicted && scene ? 0.5F + 0.5F * at : kUnknown);
    run.confidence.push_back(predicted ? 0.95F - 0.2F * at : kUnknown);
    run.margin.push_back(predicted ? 0.4F - 0.1F * at : kUnknown);
  }
  return run;
}

constexpr auto kTram = std::uint8_t(Scene::Tram);
constexpr auto kBus = std::uint8_t(Scene::Bus);
constexpr auto kPark = std::uint8_t(Scene::Park);
constexpr auto kStation = std::uint8_t(Scene::MetroStation);
constexpr auto kNone = JudgedRun::kNone;

/// Which clips match, as "023", when run a says tram, bus, metro station, park, run b tram, tram,
/// nothing, park, and Int8 bus, bus, metro station, nothing. Float is run a.
QString matching(std::string_view text) {
  const Dataset dataset = smallDataset();
  const JudgedRun a = runOf({kTram, kBus, kStation, kPark});
  const JudgedRun b = runOf({kTram, kTram, kNone, kPark});
  const JudgedRun int8 = runOf({kBus, kBus, kStation, kNone});
  const ClipNotes notes{{0U, {"far away siren", {"siren", "Check"}}}, {3U, {"", {"music"}}}};
  QueryColumns columns;
  columns.runs = {&a, &b, &a, &int8};
  columns.notes = &notes;
  const std::vector<std::uint8_t> picked{0, 1, 0, 1};
  columns.picked = &picked;
  QString found;
  for (const auto clip : ClipQuery(text, dataset).matching(dataset, columns)) {
    found += QString::number(clip);
  }
  return found;
}

/// The same without runs and notes.
QString matchingAlone(std::string_view text) {
  const Dataset dataset = smallDataset();
  QString found;
  for (const auto clip : ClipQuery(text, dataset).matching(dataset, {})) {
    found += QString::number(clip);
  }
  return found;
}

QStringList completions(std::string_view text) {
  const std::vector<std::string> tags =
      tagsOf({{0, {"", {"siren", "loud"}}}, {1, {"far away", {}}}, {2, {"", {"siren", "silent"}}}});
  QStringList found;
  for (const auto& completion : completeQuery(text, text.size(), smallDataset(), 20, tags)) {
    found.append(
        QString::fromStdString(std::string(text.substr(0, completion.begin)) + completion.text));
  }
  return found;
}

}  // namespace

class TestClipQuery final : public QObject {
  Q_OBJECT

 private slots:
  void findsWordsInEveryColumn_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("clips");
    const auto row = [](const char* name, const char* text, const char* clips) {
      QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(clips);
    };
    row("nothing", "", "0123");
    row("blanks", " \t ", "0123");
    row("scene label", "tram", "0");
    row("scene title", "station", "2");
    row("part of a word", "metro", "12");
    row("label with underscore", "metro_station", "2");
    row("city", "lyon", "12");
    row("location", "1000", "0");
    row("device as part", "s1", "01");
    row("file", ".flac", "3");
    row("no such word", "helsinki", "");
    row("all words must match", "lyon metro_", "2");
    row("words in any order", "metro_ lyon", "2");
    row("contradicting words", "lyon lisbon", "");
    row("upper case", "LYON Metro_STATION", "2");
    row("a capital beyond ASCII as in the name", "\xC3\x89glise", "3");
    row("the same in lower case", "\xC3\xA9glise", "3");
    row("several blanks", "  lyon    metro_ ", "2");
    row("quotes keep blanks together", "\"metro station\"", "2");
    row("a quote that is never closed", "\"metro stat", "2");
    row("not", "-lyon", "03");
    row("not with an exclamation mark", "!lyon -tram", "3");
    row("a colon first is no key", ":x", "");
  }
  void findsWordsInEveryColumn() {
    QFETCH(QByteArray, text);
    QTEST(matchingAlone(text.toStdString()), "clips");
  }

  void fieldsLookAtOnePlaceOnly_data() {
    QTest::addColumn<QString>("clips");
    const auto row = [](const char* text, const char* clips) {
      QTest::newRow(text) << QString::fromLatin1(clips);
    };
    row("scene:metro", "1");  // the scene of that name, not the station too
    row("scene:met", "12");   // no scene is called so: part of two
    row("scene=met", "");
    row("scene:\"metro station\"", "2");
    row("scene:metro,tram", "01");
    row("scene!=metro", "023");
    row("-scene:metro", "023");
    row("scene:lyon", "");
    row("group:transport", "01");
    row("group:Indoor", "2");
    row("city:lis", "0");
    row("city=lis", "");
    row("location:1001", "12");
    row("location:lyon", "12");
    row("device:a", "2");
    row("device:s1", "0");  // not s10
    row("device:s10,a", "12");
    row("device:s", "");  // no device of that name
    row("fold:train", "12");
    row("fold:tra", "");  // a fold is meant exactly
    row("fold:test", "0");
    row("file:train", "3");  // the fold is no file
    row("file:audio/", "0123");
    row("SCENE:Tram", "0");
    row("scene:met device:a", "2");
    row("scene:metro scene:tram", "");
    row("is:missing", "2");
    row("is:padded", "1");
    row("is:labelled", "012");
    row("-is:labelled", "3");
  }
  void fieldsLookAtOnePlaceOnly() { QTEST(matchingAlone(QTest::currentDataTag()), "clips"); }

  void runsAreLookedAtByName_data() {
    QTest::addColumn<QString>("clips");
    const auto row = [](const char* text, const char* clips) {
      QTest::newRow(text) << QString::fromLatin1(clips);
    };
    row("pred:bus", "1");
    row("pred:bus,tram", "01");
    row("bus", "1");  // a plain word looks at the prediction too
    row("a.pred:bus", "1");
    row("b.pred:tram", "01");
    row("int8.pred:bus", "01");
    row("float.pred:bus", "1");
    row("is:right", "02");
    row("is:wrong", "1");  // the last clip has no true scene
    row("b.is:wrong", "1");
    row("int8.is:right", "2");
    row("is:predicted", "0123");
    row("b.is:predicted", "013");
    row("-b.is:predicted", "2");
    row("loss>1", "2");
    row("loss>=1", "12");
    row("loss<1", "0");
    row("loss<=1.0", "01");
    row("loss:0.5..1", "01");
    row("loss=1", "1");
    row("conf<50%", "3");
    row("p<0.5", "3");
    row("conf>=0.7", "01");
    row("margin<0.25", "23");
    row("b.loss>0", "01");
    row("float!=int8", "0");
    row("float=int8", "12");
    row("int8!=float", "0");
    row("a!=b", "1");
    row("a=b", "03");
    row("-a=b", "12");  // not the same as a!=b: the third clip is not predicted by b
    row("scene:metro pred:bus device:s10 loss>0.9 a!=b", "1");
    row("tag:siren", "0");
    row("tag:check", "0");
    row("tag:sir", "");
    row("music", "3");
    row("note:\"far away\"", "0");
    row("is:noted", "03");
    row("is:picked", "13");
    row("-is:picked", "02");
  }
  void runsAreLookedAtByName() { QTEST(matching(QTest::currentDataTag()), "clips"); }

  void whereThereIsNoRunNothingIsKnown() {
    for (const auto* text : {"pred:tram", "loss>0", "loss<9", "is:right", "is:wrong", "a!=b", "a=b",
                             "is:predicted", "tag:siren", "is:noted", "is:picked"}) {
      QCOMPARE(matchingAlone(text), QString());
    }
    QCOMPARE(matchingAlone("-is:predicted"), QStringLiteral("0123"));
  }

  void aFieldWithoutItsValueYetHidesNothing() {
    for (const auto* text : {"scene:", "pred:", "city:", "location:", "device:", "fold:", "file:",
                             "loss>", "loss>=", "float!=", "is:", "b.pred:", "scene:,", "\"\""}) {
      const ClipQuery query(text, smallDataset());
      QVERIFY2(query.isEmpty(), text);
      QVERIFY2(query.faults().empty(), text);
    }
    QCOMPARE(matching("lyon scene:"), QStringLiteral("12"));
  }

  void whatCannotBeUnderstoodIsSaidAndHidesNothing_data() {
    QTest::addColumn<QString>("words");
    const auto row = [](const char* text, const char* words) {
      QTest::newRow(text) << QString::fromLatin1(words);
    };
    row("lyon colour:red", "unknown word 'colour'");
    row("lyon devcie:a", "did you mean device?");
    row("lyon c.pred:tram", "there is no run 'c'; there are a, b, float, int8");
    row("lyon b.device:a", "belongs to the clip");
    row("lyon loss>much", "loss needs a number or a range");
    row("lyon loss>nan", "loss needs a number or a range");
    row("lyon conf:0.5..", "conf needs a number or a range");
    row("lyon scene>tram", "scene has no order; write scene:");
    row("lyon is:purple", "after is: stands one of right, wrong");
    row("lyon float!=tram", "'float' can be compared with another run");
    row("lyon a=a", "'a' can be compared with another run");
  }
  void whatCannotBeUnderstoodIsSaidAndHidesNothing() {
    QFETCH(QString, words);
    const ClipQuery query(QTest::currentDataTag(), smallDataset());
    QCOMPARE(query.faults().size(), std::size_t{1});
    const auto& fault = query.faults().front();
    QVERIFY2(QString::fromStdString(fault.text).contains(words), fault.text.c_str());
    QVERIFY(fault.ignored);
    QCOMPARE(fault.position, std::size_t{5});
    QCOMPARE(fault.position + fault.length, std::string_view(QTest::currentDataTag()).size());
    QCOMPARE(matching(QTest::currentDataTag()), QStringLiteral("12"));
  }

  void aValueThatIsNotThereIsSaidAndFindsNothing() {
    for (const auto* text : {"device:s7", "scene:beach", "fold:evaluate", "pred:beach"}) {
      const ClipQuery query(text, smallDataset());
      QCOMPARE(query.faults().size(), std::size_t{1});
      QVERIFY(!query.faults().front().ignored);
      QCOMPARE(matching(text), QString());
    }
    QCOMPARE(ClipQuery("device:s7", smallDataset()).faults().front().text,
             "no device is called 's7'");
  }

  void onlyQueriesAboutRunsChangeWithPredictions() {
    const Dataset dataset = smallDataset();
    for (const auto* text : {"pred:tram", "loss>1", "is:wrong", "a!=b", "tram"}) {
      QVERIFY2(ClipQuery(text, dataset).looksAtPredictions(), text);
    }
    for (const auto* text : {"", "scene:tram", "device:a", "is:missing", "lyon"}) {
      QVERIFY2(!ClipQuery(text, dataset).looksAtPredictions(), text);
    }
  }

  void termsAreSplitAtBlanksOutsideQuotes() {
    const std::vector<std::string> expected{"scene:\"metro station\"", "-a", "\"b c\""};
    QCOMPARE(queryTerms("  scene:\"metro station\" -a\t\"b c"), expected);
    QCOMPARE(quotedForQuery("metro station"), "\"metro station\"");
    QCOMPARE(quotedForQuery("tram"), "tram");
  }

  void completesFieldsAndValues() {
    QVERIFY(completions("sc").contains(QStringLiteral("scene:")));
    QVERIFY(completions("tram de").contains(QStringLiteral("tram device:")));
    QCOMPARE(completions("device:s"),
             (QStringList{QStringLiteral("device:s1"), QStringLiteral("device:s10")}));
    QCOMPARE(completions("-scene:me"),
             (QStringList{QStringLiteral("-scene:metro"), QStringLiteral("-scene:metro_station")}));
    QCOMPARE(completions("tag:SI"),
             (QStringList{QStringLiteral("tag:silent"), QStringLiteral("tag:siren")}));
    QCOMPARE(completions("tag:").size(), 3);
    QCOMPARE(completions("b.pred:tr"), QStringList{QStringLiteral("b.pred:tram")});
    QCOMPARE(completions("scene:tram,bu"), QStringList{QStringLiteral("scene:tram,bus")});
    QCOMPARE(completions("-lo"),
             (QStringList{QStringLiteral("-location:"), QStringLiteral("-loss>")}));
    QCOMPARE(completions("loss>1"), QStringList());
    QVERIFY(completions("").size() > 10);
  }
};

QTEST_GUILESS_MAIN(TestClipQuery)
#include "tst_clip_query.moc"
