// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset_builder.h"
#include "core/eval/recordings.h"

#include <QTest>

using namespace scenelens;

namespace {

Dataset datasetOf(const std::vector<std::pair<std::string, int>>& clips) {
  DatasetBuilder builder;
  std::string buffer;
  for (const auto& [file, window] : clips)
    builder.add(file, window, DatasetBuilder::factsFromName(file, buffer));
  return builder.finish();
}

}  // namespace

class TestRecordings final : public QObject {
  Q_OBJECT

 private slots:
  void secondsOfOneNameAreOneRecording() {
    const auto index = findRecordings(datasetOf({{"audio/bus-paris-1-10-0-a.wav", 0},
                                                 {"audio/bus-paris-1-10-0-b.wav", 0},
                                                 {"audio/bus-paris-1-10-9-a.wav", 0},
                                                 {"audio/bus-paris-1-11-9-a.wav", 0},
                                                 {"other/bus-paris-1-10-8-a.wav", 0}}));
    QVERIFY(index.of == (std::vector<std::uint32_t>{0, 1, 0, 2, 3}));
    QCOMPARE(index.count, std::size_t{4});
  }

  void windowsOfAFileAreOneRecording() {
    const auto index = findRecordings(datasetOf({{"take.wav", 0},
                                                 {"take.wav", 1},
                                                 {"bus-paris-1-10-a.wav", 0},
                                                 {"bus-paris-1-10-a.wav", 3},
                                                 {"other.wav", 0}}));
    QVERIFY(index.of == (std::vector<std::uint32_t>{0, 0, 1, 1, 2}));
  }

  void partnersAreTheSameSecondOfAnotherDevice() {
    const auto index = findPartners(datasetOf({{"audio/bus-paris-1-10-0-s5.wav", 0},
                                               {"audio/bus-paris-1-10-0-a.wav", 0},
                                               {"audio/bus-paris-1-10-1-b.wav", 0},
                                               {"audio/bus-paris-1-10-a.wav", 4},
                                               {"audio/bus-paris-1-10-b.wav", 4},
                                               {"audio/bus-paris-1-10-b.wav", 5},
                                               {"audio/bus-paris-2-10-0-b.wav", 0},
                                               {"take.wav", 0}}));
    constexpr auto kNone = AlignedIndex::kNoPartner;
    QVERIFY(index.partner ==
            (std::vector<std::uint32_t>{1, kNone, kNone, kNone, 3, kNone, kNone, kNone}));
  }
};

QTEST_GUILESS_MAIN(TestRecordings)
#include "tst_recordings.moc"
