// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/eval/clip_features.h"
#include "core/features/feature_shape.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>

using namespace scenelens;

namespace {

Dataset datasetOf(std::size_t clips, Fold fold) {
  Dataset dataset;
  dataset.clips.resize(clips);
  for (auto& clip : dataset.clips) clip.fold = fold;
  return dataset;
}

}  // namespace

class TestClipFeatures final : public QObject {
  Q_OBJECT

 private slots:
  void clipsAreSpreadEvenly() {
    const Dataset dataset = datasetOf(100, Fold::Test);
    QCOMPARE(spreadClips(dataset, 4, false), (std::vector<std::uint32_t>{0, 25, 50, 75}));
    QCOMPARE(spreadClips(dataset, 1000, false).size(), std::size_t{100});
  }

  void trainingClipsAreChosenWhereThereAreAny() {
    Dataset dataset = datasetOf(6, Fold::Test);
    QCOMPARE(spreadClips(dataset, 6, true).size(), std::size_t{6});
    dataset.clips[2].fold = dataset.clips[4].fold = Fold::Train;
    QCOMPARE(spreadClips(dataset, 6, true), (std::vector<std::uint32_t>{2, 4}));
    dataset.clips[2].missing = true;
    QCOMPARE(spreadClips(dataset, 6, true), (std::vector<std::uint32_t>{4}));
  }

  void everyClipIsReadOnceByItsWorker() {
    QTemporaryDir folder;
    Dataset dataset = datasetOf(5, Fold::None);
    for (std::size_t i = 0; i < 5; ++i) {
      std::vector<float> samples(kClipSamples);
      for (std::size_t n = 0; n < samples.size(); ++n) {
        samples[n] = 0.1F * std::sin(0.01F * float((i + 1) * n % 50'000));
      }
      dataset.clips[i].file = folder.filePath(QString::number(i) + ".wav").toStdString();
      QVERIFY(writeWav24(dataset.clips[i].file, samples).has_value());
    }
    const std::vector<std::uint32_t> clips{0, 1, 2, 3, 4};
    std::array<int, 2> counts{};
    std::atomic<bool> finite{true};
    const auto done = forEachClip(
        dataset, clips, 2,
        [&](std::size_t worker, std::span<const float> features) {
          ++counts[worker];
          if (features.size() != kFeatureSize || !std::isfinite(features[0])) finite = false;
        },
        JobControl());
    QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
    QCOMPARE(counts, (std::array<int, 2>{3, 2}));
    QVERIFY(finite);
    QFile::remove(QString::fromStdString(dataset.clips[3].file));
    const auto failed = forEachClip(
        dataset, clips, 2, [](std::size_t, std::span<const float>) {}, JobControl());
    QVERIFY(!failed.has_value());
    QVERIFY(QString::fromStdString(failed.error().text()).contains("3.wav"));
  }
};

QTEST_GUILESS_MAIN(TestClipFeatures)
#include "tst_clip_features.moc"
