// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/store_contract.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace scenelens;

class TestRunStore final : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder.emplace();
    auto opened = RunStore::open(address());
    QVERIFY2(opened, errorOf(opened).c_str());
    m_store.emplace(std::move(*opened));
  }
  void cleanup() {
    m_store.reset();
    m_folder.reset();
  }

  void everyFieldComesBack() { contract::everyFieldComesBack(*m_store); }
  void predictionsComeBackBitForBit() { contract::predictionsComeBackBitForBit(*m_store); }
  void aRunWithoutGroupsDecidesByTheScenesAlone() {
    contract::aRunWithoutGroupsDecidesByTheScenesAlone(*m_store);
  }
  void theSameRunIsContinuedAndThenReused() {
    contract::theSameRunIsContinuedAndThenReused(*m_store);
  }
  void whateverDiffersMakesAnotherRun() { contract::whateverDiffersMakesAnotherRun(*m_store); }
  void aChangedDataSetFindsItsClipsByName() {
    contract::aChangedDataSetFindsItsClipsByName(*m_store);
  }
  void aRunIsExportedWithoutItsDataSet() { contract::aRunIsExportedWithoutItsDataSet(*m_store); }
  void runsAreListedRenamedAndDeleted() { contract::runsAreListedRenamedAndDeleted(*m_store); }
  void notesAndFiltersAreKept() { contract::notesAndFiltersAreKept(*m_store); }

  void aSecondOpeningSeesWhatTheFirstStored() {
    const Dataset dataset = namedClips(200);
    const ClipOrder clips(dataset);
    const auto id = m_store->begin(someRun(), clips);
    QVERIFY(id && appendAll(*m_store, id->id, clips));
    // Beside the first one, as another program would, and after it.
    for (int i = 0; i < 2; ++i) {
      auto other = RunStore::open(address());
      QVERIFY2(other, errorOf(other).c_str());
      const auto run = other->load(id->id, clips);
      QVERIFY2(run, errorOf(run).c_str());
      QCOMPARE(run->stored.predictions, std::size_t{200});
      m_store.reset();
    }
    // A store that nobody has open is one file, fit for copying.
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("runs.db")});
  }

  void theSameDataSetElsewhereAndInAnotherOrderIsTheSame() {
    Dataset dataset = namedClips(100);
    const ClipOrder clips(dataset);
    const auto id = m_store->begin(someRun(), clips);
    QVERIFY(id && appendAll(*m_store, id->id, clips));
    Dataset moved = dataset;
    moved.root = "/elsewhere";
    std::reverse(moved.clips.begin(), moved.clips.end());
    const ClipOrder order(moved);
    const auto same = m_store->begin(someRun(), order);
    QVERIFY(same);
    QCOMPARE(same->id, id->id);
    const auto run = m_store->load(same->id, order);
    QVERIFY(run);
    for (std::uint32_t i = 0; i < 100; ++i) {
      QVERIFY(run->table.find(i) && sameBits(*run->table.find(i), somePrediction(99 - i)));
    }
  }

  void appendingTwiceReplaces() {
    const Dataset dataset = namedClips(3);
    const ClipOrder clips(dataset);
    const auto id = m_store->begin(someRun(), clips);
    QVERIFY(id);
    QVERIFY(m_store->append(std::vector<StoredPrediction>{{id->id, 1, somePrediction(7)}}));
    QVERIFY(m_store->append(std::vector<StoredPrediction>{{id->id, 1, somePrediction(8)}}));
    const auto run = m_store->load(id->id, clips);
    QVERIFY(run && run->stored.predictions == 1);
    QVERIFY(sameBits(*run->table.find(clips.clipAt(1)), somePrediction(8)));
  }

  void aFolderThatIsNotThereIsAnError() {
    const auto opened = RunStore::open(fileAddress(path("none/runs.db")));
    QCOMPARE(errorOf(opened), path("none/runs.db") +
                                  ": cannot be opened: there is no such folder. Make the folder "
                                  "first.");
    QVERIFY(!QDir(m_folder->filePath(QStringLiteral("none"))).exists());
  }

 private:
  std::string path(const char* name) const {
    return m_folder->filePath(QString::fromLatin1(name)).toStdString();
  }
  StoreAddress address() const { return fileAddress(path("runs.db")); }

  std::optional<QTemporaryDir> m_folder;
  std::optional<RunStore> m_store;
};

QTEST_GUILESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
