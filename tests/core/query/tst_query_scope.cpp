// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/clip_query.h"
#include "core/query/query_scope.h"

#include <QTest>

#include <array>

using namespace scenelens;

namespace {

constexpr std::array<std::string_view, 2> kFields{"scene", "pred"};

}  // namespace

/// Which clips a view counts and which of its parts are chosen.
class TestQueryScope final : public QObject {
  Q_OBJECT

 private slots:
  void termsOfTheViewsFieldsChooseTheOthersCount_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("clips");
    QTest::addColumn<QString>("parts");
    const auto row = [](const char* query, const char* clips, const char* parts) {
      QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(clips)
                           << QString::fromUtf8(parts);
    };
    row("", "", "");
    row("scene:metro pred:tram", "", "scene:metro pred:tram");
    row("device:a scene=bus loss>2", "device:a loss>2", "scene=bus");
    row("-scene:bus pred!=tram", "-scene:bus pred!=tram", "");
    row("b.pred:tram a.pred:bus", "b.pred:tram", "a.pred:bus");
    row("predicted:bus SCENE:tram", "", "predicted:bus SCENE:tram");
    row("scene: scenery", "scene: scenery", "");
    row("note:\"far away\" pred:tram", "note:\"far away\"", "pred:tram");
  }
  void termsOfTheViewsFieldsChooseTheOthersCount() {
    QFETCH(QString, query);
    QFETCH(QString, clips);
    QFETCH(QString, parts);
    const auto scope = scopeOf(query.toStdString(), kFields);
    QCOMPARE(QString::fromStdString(scope.clips), clips);
    QCOMPARE(QString::fromStdString(scope.parts), parts);
  }

  void aQueryTellsWhatItsTermsLeave() {
    Dataset dataset;
    dataset.devices = {"a", "s1", "s10"};
    const ClipQuery query("scene:bus,tram scene:tram,metro pred:park device:s1,a -scene:bus",
                          dataset);
    const auto scenes = query.chosenScenes();
    QVERIFY(scenes.has_value());
    for (std::size_t s = 0; s < kSceneCount; ++s) {
      QCOMPARE(bool((*scenes)[s]), Scene(s) == Scene::Tram);
    }
    const auto decisions = query.chosenDecisions();
    QVERIFY(decisions && (*decisions)[std::size_t(Scene::Park)] && !(*decisions)[0]);
    QCOMPARE(query.chosenDevices(), std::optional(std::vector<bool>{true, true, false}));
    QVERIFY(!ClipQuery("-scene:bus b.pred:tram", dataset).chosenScenes());
    QVERIFY(!ClipQuery("-scene:bus b.pred:tram", dataset).chosenDecisions());
  }
};

QTEST_APPLESS_MAIN(TestQueryScope)
#include "tst_query_scope.moc"
