// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/block_ring.h"

#include <QTest>

#include <thread>

using namespace scenelens;

namespace {

constexpr StreamFormat kFormat{8000, 1, SampleType::UInt8};

std::vector<std::byte> blockOf(int number, std::size_t size = 80) {
  return std::vector<std::byte>(size, std::byte(number % 251));
}

}  // namespace

class TestBlockRing final : public QObject {
  Q_OBJECT

 private slots:
  void blocksComeOutInOrderWithTheirTimes() {
    BlockRing ring(3);
    const auto now = std::chrono::steady_clock::now();
    QVERIFY(ring.push(kFormat, blockOf(1), now));
    QVERIFY(ring.push(kFormat, blockOf(2, 160), now + std::chrono::seconds(1)));
    QCOMPARE(ring.waitingSeconds(), 0.03);
    SoundBlock block;
    QVERIFY(ring.pop(block));
    QCOMPARE(block.bytes, blockOf(1));
    QVERIFY(block.arrived == now && block.format == kFormat);
    QVERIFY(ring.pop(block));
    QCOMPARE(block.bytes, blockOf(2, 160));
    QCOMPARE(ring.waitingSeconds(), 0.0);
    ring.finish();
    QVERIFY(!ring.pop(block));
  }

  void whatFindsNoRoomIsDroppedAndCounted() {
    BlockRing ring(2);
    for (int i = 0; i < 5; ++i) QCOMPARE(ring.push(kFormat, blockOf(i), {}), i < 2);
    QCOMPARE(ring.dropped(), 3);
    SoundBlock block;
    QVERIFY(ring.pop(block));
    QCOMPARE(block.bytes, blockOf(0));  // what is there stays; the newest is lost
    QVERIFY(ring.push(kFormat, blockOf(9), {}));
    QCOMPARE(ring.dropped(), 3);
  }

  void aSourceThatCanWaitLosesNothing() {
    BlockRing ring(4);
    constexpr int kBlocks = 2000;
    std::thread source([&ring] {
      const JobControl control;
      for (int i = 0; i < kBlocks; ++i) ring.pushWhenRoom(kFormat, blockOf(i), {}, control);
      ring.finish();
    });
    SoundBlock block;
    int count = 0;
    bool inOrder = true;
    while (ring.pop(block)) inOrder = block.bytes == blockOf(count++) && inOrder;
    source.join();
    QVERIFY(inOrder);
    QCOMPARE(count, kBlocks);
    QCOMPARE(ring.dropped(), 0);
  }

  void aReaderThatWaitsWakesUpOnClose() {
    BlockRing ring(2);
    bool got = true;
    std::thread reader([&] {
      SoundBlock block;
      got = ring.pop(block);
    });
    ring.close();
    reader.join();
    QVERIFY(!got);
    QVERIFY(!ring.push(kFormat, blockOf(1), {}));
    QCOMPARE(ring.dropped(), 0);  // nobody wants it: not a loss
  }

  void aSourceThatWaitsWakesUpOnCloseAndCancel() {
    for (const bool cancel : {true, false}) {
      BlockRing ring(1);
      JobControl control;
      QVERIFY(ring.push(kFormat, blockOf(1), {}));
      bool pushed = true;
      std::thread source([&] { pushed = ring.pushWhenRoom(kFormat, blockOf(2), {}, control); });
      if (cancel) {
        control.cancel();
      } else {
        ring.close();
      }
      source.join();
      QVERIFY(!pushed);
    }
  }
};

QTEST_GUILESS_MAIN(TestBlockRing)
#include "tst_block_ring.moc"
