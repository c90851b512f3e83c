// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/point_cloud.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace scenelens;

class TestPointCloud final : public QObject {
  Q_OBJECT

 private slots:
  void aPixelFindsItsNearestPointWithinTheRadius() {
    const std::vector<CloudPoint> points{
        {0.0F, 0.0F, 7, 0}, {1.0F, 0.0F, 8, 0}, {1.0F, 0.0F, 9, 0}};
    const CloudView view{100.0, 50.0, 10.0, -10.0, false};
    QCOMPARE(nearestPoint(points, view, {104.0, 50.0}, 6.0), std::optional(std::size_t{0}));
    QCOMPARE(nearestPoint(points, view, {106.0, 50.0}, 6.0), std::optional(std::size_t{1}));
    QCOMPARE(nearestPoint(points, view, {117.0, 50.0}, 6.0), std::optional<std::size_t>());
    QCOMPARE(nearestPoint({}, view, {0.0, 0.0}, 6.0), std::optional<std::size_t>());
  }

  void logarithmicAxesPlacePointsByTheirExponent() {
    const CloudView view{0.0, 0.0, 100.0, -100.0, true};
    const Corner at = view.pixelOf({100.0F, 0.1F, 0, 0});
    QVERIFY(std::abs(at.x - 200.0) < 1e-9 && std::abs(at.y - 100.0) < 1e-4);
  }

  void aConcaveLassoTakesWhatTheEvenOddRuleTakes() {
    // A star that crosses itself: its middle is outside.
    std::vector<Corner> star;
    for (int i = 0; i < 5; ++i) {
      const double angle = 2.0 * M_PI * (2 * i) / 5.0;
      star.push_back({100.0 + 80.0 * std::sin(angle), 100.0 - 80.0 * std::cos(angle)});
    }
    const std::vector<CloudPoint> points{{100.0F, 100.0F, 0, 0},  // the middle
                                         {100.0F, 40.0F, 1, 0},   // the upper tip
                                         {20.0F, 20.0F, 2, 0},
                                         {150.0F, 88.0F, 3, 0}};  // the right tip
    QCOMPARE(clipsInside(points, {}, star), (std::vector<std::uint32_t>{1, 3}));
  }

  void manyPointsInAnyPolygonAgreeWithTheTextbookRule() {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> place(0.0, 500.0);
    std::vector<Corner> polygon(40);
    for (auto& corner : polygon) corner = {place(random), place(random)};
    std::vector<CloudPoint> points(5000);
    for (std::uint32_t i = 0; i < points.size(); ++i)
      points[i] = {float(place(random)), float(place(random)), i, 0};
    std::vector<std::uint32_t> expected;
    for (const auto& point : points) {
      // W. R. Franklin's PNPOLY, over all edges.
      bool inside = false;
      const double x = double(point.x);
      const double y = double(point.y);
      for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        if ((polygon[i].y > y) == (polygon[j].y > y)) continue;
        if (x < (polygon[j].x - polygon[i].x) * (y - polygon[i].y) / (polygon[j].y - polygon[i].y) +
                    polygon[i].x)
          inside = !inside;
      }
      if (inside) expected.push_back(point.clip);
    }
    QVERIFY(expected.size() > 500 && expected.size() < 4500);
    QCOMPARE(clipsInside(points, {}, polygon), expected);
  }

  void twoCornersEncloseNothing() {
    const std::vector<CloudPoint> points{{5.0F, 5.0F, 0, 0}};
    const std::vector<Corner> line{{0.0, 0.0}, {10.0, 10.0}};
    QVERIFY(clipsInside(points, {}, line).empty());
  }
};

QTEST_APPLESS_MAIN(TestPointCloud)
#include "tst_point_cloud.moc"
