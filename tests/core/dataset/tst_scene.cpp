// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scene.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace scenelens;

class SceneTest : public QObject {
  Q_OBJECT

 private slots:
  void theOrderIsThatOfTheOfficialSubmissionColumns();
  void labelsAndScenesCorrespond();
  void unknownLabelsHaveNoScene();
  void groupsAreThoseOfTheReport();
  void titlesAreForPeople();
};

// Source: DCASE 2023 Task 1 submission format, class columns.
void SceneTest::theOrderIsThatOfTheOfficialSubmissionColumns() {
  constexpr std::array<std::string_view, kSceneCount> official{
      "airport",        "bus",           "metro",         "metro_station",
      "park",           "public_square", "shopping_mall", "street_pedestrian",
      "street_traffic", "tram"};
  for (std::size_t i = 0; i < kSceneCount; ++i) {
    QCOMPARE(static_cast<std::size_t>(allScenes()[i]), i);
    QVERIFY(sceneLabel(allScenes()[i]) == official[i]);
  }
  QVERIFY(std::is_sorted(official.begin(), official.end()));
}

void SceneTest::labelsAndScenesCorrespond() {
  for (const Scene scene : allScenes()) {
    const auto back = sceneFromLabel(sceneLabel(scene));
    QVERIFY(back);
    QCOMPARE(*back, scene);
  }
}

void SceneTest::unknownLabelsHaveNoScene() {
  for (const std::string_view label : {"", "Airport", "airport ", "metro-station", "indoor"})
    QVERIFY(!sceneFromLabel(label));
}

// Source: DSMN report, Table 1.
void SceneTest::groupsAreThoseOfTheReport() {
  const auto isIn = [](SceneGroup group, std::initializer_list<Scene> scenes) {
    return std::all_of(scenes.begin(), scenes.end(),
                       [group](Scene scene) { return groupOf(scene) == group; });
  };
  QVERIFY(isIn(SceneGroup::Indoor, {Scene::Airport, Scene::MetroStation, Scene::ShoppingMall}));
  QVERIFY(isIn(SceneGroup::Outdoor,
               {Scene::Park, Scene::PublicSquare, Scene::StreetPedestrian, Scene::StreetTraffic}));
  QVERIFY(isIn(SceneGroup::Transport, {Scene::Bus, Scene::Metro, Scene::Tram}));
  QVERIFY(groupTitle(SceneGroup::Indoor) == "Indoor");
  QVERIFY(groupTitle(SceneGroup::Outdoor) == "Outdoor");
  QVERIFY(groupTitle(SceneGroup::Transport) == "Transport");
}

void SceneTest::titlesAreForPeople() {
  QVERIFY(sceneTitle(Scene::MetroStation) == "Metro station");
  for (const Scene scene : allScenes()) {
    std::string title(sceneTitle(scene));
    QVERIFY(title.front() >= 'A' && title.front() <= 'Z');
    title.front() = static_cast<char>(title.front() - 'A' + 'a');
    std::replace(title.begin(), title.end(), ' ', '_');
    QVERIFY(title == sceneLabel(scene));
  }
}

QTEST_APPLESS_MAIN(SceneTest)
#include "tst_scene.moc"
