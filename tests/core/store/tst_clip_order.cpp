// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/clip_order.h"
#include "tests/core/store/store_fixture.h"

#include <QCryptographicHash>
#include <QTest>

#include <algorithm>

using namespace scenelens;

class TestClipOrder final : public QObject {
  Q_OBJECT

 private slots:
  void clipsAreSortedByFileAndWindow() {
    Dataset dataset;
    dataset.name = "three";
    dataset.clips.resize(4);
    dataset.clips[0].file = "b.wav";
    dataset.clips[1].file = dataset.clips[2].file = "a.wav";
    dataset.clips[1].window = 10;
    dataset.clips[2].window = 9;
    dataset.clips[3].file = "B.wav";
    const ClipOrder order(dataset);
    QCOMPARE(order.clipAt(0), 3U);  // bytes, not letters
    QCOMPARE(order.clipAt(1), 2U);
    QCOMPARE(order.clipAt(2), 1U);
    QCOMPARE(order.clipAt(3), 0U);
    for (std::uint32_t clip = 0; clip < 4; ++clip)
      QCOMPARE(order.clipAt(order.numberOf(clip)), clip);
    QCOMPARE(order.identity().name, std::string("three"));
    QCOMPARE(order.identity().clips, std::size_t{4});
    const QByteArray keys("B.wav\0000\na.wav\0009\na.wav\00010\nb.wav\0000\n", 33);
    QCOMPARE(order.identity().hash,
             QCryptographicHash::hash(keys, QCryptographicHash::Sha256).toHex().toStdString());
  }

  void theOrderOfTheListDoesNotMatter() {
    Dataset dataset = namedClips(3000);
    const auto identity = ClipOrder(dataset).identity();
    std::reverse(dataset.clips.begin(), dataset.clips.end());
    QVERIFY(ClipOrder(dataset).identity() == identity);
  }

  void everyChangeOfAKeyMatters() {
    const Dataset dataset = namedClips(100);
    const auto hash = ClipOrder(dataset).identity().hash;
    Dataset other = dataset;
    other.clips[40].window += 100;
    QVERIFY(ClipOrder(other).identity().hash != hash);
    other = dataset;
    other.clips[40].file += "x";
    QVERIFY(ClipOrder(other).identity().hash != hash);
    other = dataset;
    other.clips.pop_back();
    QVERIFY(ClipOrder(other).identity().hash != hash);
    // Labels are not part of it.
    other = dataset;
    other.clips[40].scene = Scene::Tram;
    QCOMPARE(ClipOrder(other).identity().hash, hash);
  }

  void noClipsAreADataSetToo() {
    const Dataset nothing;
    QCOMPARE(ClipOrder(nothing).size(), std::size_t{0});
    QCOMPARE(ClipOrder(nothing).identity().hash.size(), std::size_t{64});
  }
};

QTEST_GUILESS_MAIN(TestClipOrder)
#include "tst_clip_order.moc"
