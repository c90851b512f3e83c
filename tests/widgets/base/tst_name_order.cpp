// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "widgets/base/name_order.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <string>

using namespace scenelens;

class TestNameOrder final : public QObject {
  Q_OBJECT

 private slots:
  void equalsAStableSortOfTheStrings_data() {
    QTest::addColumn<int>("longest");
    QTest::newRow("short") << 3;
    QTest::newRow("up to one chunk") << 8;
    QTest::newRow("over several chunks") << 40;
  }
  void equalsAStableSortOfTheStrings() {
    QFETCH(int, longest);
    SplitMix64 random(11);
    std::vector<std::string> strings(3000);
    for (auto& text : strings) {
      // Few letters, also beyond ASCII, so that long beginnings are shared and some are equal.
      text.resize(std::size_t(random.uniform(0, longest + 1)));
      for (auto& letter : text) letter = "ab\xc3\xa9"[random.next() % 4];
    }
    const std::vector<std::string_view> names(strings.begin(), strings.end());
    std::vector<std::uint32_t> expected(names.size());
    std::iota(expected.begin(), expected.end(), 0U);
    std::stable_sort(expected.begin(), expected.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return names[a] < names[b]; });
    QVERIFY(orderByName(names) == expected);
  }

  void nothingAndOneNameAreInOrder() {
    QVERIFY(orderByName({}).empty());
    const std::vector<std::string_view> one{"tram"};
    QVERIFY(orderByName(one) == std::vector<std::uint32_t>{0});
  }
};

QTEST_GUILESS_MAIN(TestNameOrder)
#include "tst_name_order.moc"
