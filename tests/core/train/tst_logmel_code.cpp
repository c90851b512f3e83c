// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/train/logmel_code.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace scenelens;

namespace {

using Map = std::array<float, kMapSize>;

Map noise(double low, double high) {
  SplitMix64 random(5);
  Map map{};
  for (float& value : map) value = static_cast<float>(random.uniform(low, high));
  map[17] = static_cast<float>(low);
  map[4711] = static_cast<float>(high);
  return map;
}

Map throughCode(const Map& map) {
  std::array<std::byte, kLogMelRecord> record{};
  encodeLogMel(map, record);
  Map back{};
  decodeLogMel(record, back);
  return back;
}

double largestError(const Map& map) {
  const Map back = throughCode(map);
  double largest = 0.0;
  for (std::size_t i = 0; i < kMapSize; ++i)
    largest = std::max(largest, std::abs(double{map[i]} - double{back[i]}));
  return largest;
}

}  // namespace

class TestLogMelCode final : public QObject {
  Q_OBJECT

 private slots:
  void valuesOverTwelveDecadesComeBackWithinHalfAStep() {
    const double error = largestError(noise(-10.0, 2.0));
    QVERIFY2(error <= 12.0 / 65535 / 2 + 1e-6, qPrintable(QString::number(error)));
    QVERIFY(error > 8e-5);  // the steps are what limits it
  }

  void aNarrowRangeIsKeptMoreFinely() { QVERIFY(largestError(noise(-4.0, -3.0)) < 1e-5); }

  void smallestAndLargestValueStay() {
    const Map map = noise(-9.25, 3.5);
    const Map back = throughCode(map);
    QCOMPARE(back[17], -9.25F);
    QVERIFY(std::abs(back[4711] - 3.5F) < 1e-5F);
  }

  void silenceComesBackExactly() {
    Map map{};
    map.fill(-10.0F);
    QCOMPARE(largestError(map), 0.0);
  }

  void aRecordHasTheDocumentedSize() { QCOMPARE(kLogMelRecord, std::size_t(22'536)); }
};

QTEST_APPLESS_MAIN(TestLogMelCode)
#include "tst_logmel_code.moc"
