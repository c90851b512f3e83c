// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/contrast.h"
#include "tests/widgets/gui_test.h"
#include "widgets/plot/colour_maps.h"

#include <algorithm>
#include <set>

using namespace scenelens;
using namespace scenelens::test;

namespace {

std::vector<double> luminances(std::span<const QRgb> stops) {
  std::vector<double> values;
  for (const QRgb stop : stops) values.push_back(luminance(QColor::fromRgb(stop)));
  return values;
}

}  // namespace

class TestColourMaps final : public QObject {
  Q_OBJECT

 private slots:
  void namesAndMapsBelongTogether() {
    std::set<QString> names;
    for (const auto map : allColourMaps()) {
      const QString name = colourMapName(map);
      QVERIFY(!name.isEmpty());
      QCOMPARE(colourMapFromName(name), map);
      names.insert(name);
    }
    QCOMPARE(names.size(), allColourMaps().size());
    QCOMPARE(colourMapFromName(u"Jet"_s), ColourMap::Viridis);
    QCOMPARE(colourMapFromName(QString()), ColourMap::Viridis);
  }

  void endsAreThoseOfThePublishedMaps_data() {
    // matplotlib 3.5, _cm_listed.py, first and last entry rounded to 8 bits.
    QTest::addColumn<int>("map");
    QTest::addColumn<QRgb>("first");
    QTest::addColumn<QRgb>("last");
    QTest::newRow("viridis") << int(ColourMap::Viridis) << QRgb{0xff440154} << QRgb{0xfffde725};
    QTest::newRow("magma") << int(ColourMap::Magma) << QRgb{0xff000004} << QRgb{0xfffcfdbf};
    QTest::newRow("cividis") << int(ColourMap::Cividis) << QRgb{0xff00224e} << QRgb{0xfffee838};
    QTest::newRow("grey") << int(ColourMap::Grey) << QRgb{0xff000000} << QRgb{0xffffffff};
    QTest::newRow("inverted") << int(ColourMap::InvertedGrey) << QRgb{0xffffffff}
                              << QRgb{0xff000000};
  }
  void endsAreThoseOfThePublishedMaps() {
    QFETCH(int, map);
    const auto stops = colourStops(ColourMap(map));
    QTEST(stops.front(), "first");
    QTEST(stops.back(), "last");
  }

  void luminanceRisesWithTheLevel() {
    for (const auto map : allColourMaps()) {
      auto values = luminances(colourStops(map));
      if (map == ColourMap::InvertedGrey) std::reverse(values.begin(), values.end());
      for (std::size_t i = 1; i < values.size(); ++i) {
        QVERIFY2(values[i] > values[i - 1], qPrintable(colourMapName(map)));
      }
    }
  }

  void signedMapsAreEvenAroundANeutralMiddle() {
    for (const bool dark : {false, true}) {
      const auto stops = divergingStops(dark);
      QVERIFY(stops.size() % 2 == 1);
      const QColor middle = QColor::fromRgb(stops[stops.size() / 2]);
      QVERIFY(middle.saturation() < 64);
      const auto values = luminances(stops);
      const std::size_t half = stops.size() / 2;
      // Away from zero on both sides: darker on light, lighter on dark.
      for (std::size_t i = 1; i <= half; ++i) {
        for (const auto& [outer, inner] :
             {std::pair{half - i, half - i + 1}, std::pair{half + i, half + i - 1}}) {
          QVERIFY(dark ? values[outer] > values[inner] : values[outer] < values[inner]);
        }
      }
      QVERIFY(QColor::fromRgb(stops.front()).blue() > QColor::fromRgb(stops.front()).red());
      QVERIFY(QColor::fromRgb(stops.back()).red() > QColor::fromRgb(stops.back()).blue());
    }
  }

  void allColoursAreOpaque() {
    for (const auto map : allColourMaps()) {
      for (const QRgb stop : colourStops(map)) QCOMPARE(qAlpha(stop), 255);
    }
  }
};

SCENELENS_GUI_TEST_MAIN(TestColourMaps)
#include "tst_colour_maps.moc"
