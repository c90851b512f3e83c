// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/eval/embedding.h"
#include "core/features/clip_listener.h"
#include "core/nn/native/float_engine.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace scenelens;

namespace {

constexpr std::size_t kClips = 8;
constexpr std::size_t kMissing = 3;

Model randomModel(std::size_t index) {
  Model model;
  model.architecture = dsmnModels()[index];
  model.weights = untrainedWeights(model.architecture, 7);
  return model;
}

}  // namespace

class TestEmbedding final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    m_dataset.root = m_folder.path().toStdString();
    for (std::size_t i = 0; i < kClips; ++i) {
      Clip clip;
      clip.file = "tone-" + std::to_string(i) + ".wav";
      clip.missing = i == kMissing;
      std::vector<float> samples(kClipSamples);
      for (std::size_t s = 0; s < samples.size(); ++s)
        samples[s] = 0.2F * float(std::sin(0.01 * double((i + 1) * s) + 0.002 * double(s % 977)));
      if (!clip.missing) QVERIFY(writeWav24(m_dataset.path(clip), samples).has_value());
      m_dataset.clips.push_back(clip);
      m_all.push_back(std::uint32_t(i));
    }
  }

  void holdsTheMeansOfTheBlocksOutputs() {
    for (const std::size_t index : {std::size_t{0}, std::size_t{3}}) {
      const Model model = randomModel(index);
      const auto found = embedClips(m_dataset, m_all, model, JobControl());
      QVERIFY(found.has_value());
      QCOMPARE(found->width, std::size_t(index == 3 ? 512 : 224));
      QCOMPARE(found->clips.size(), kClips - 1);
      QVERIFY(!found->rowOf(kMissing) && found->rowOf(4));
      auto network = FoldedNetwork::from(model.architecture, model.weights);
      QVERIFY(network.has_value());
      NativeClassifier classifier(std::make_shared<const FoldedNetwork>(std::move(*network)));
      ClipListener listener;
      const auto map = listener.features(m_dataset, m_dataset.clips[4]);
      QVERIFY(map.has_value());
      std::vector<double> expected;
      const auto blocks = classifier.blockOutputs((*map)->features);
      for (std::size_t block = 1; block < blocks.size(); ++block) {
        const auto channels = std::size_t(blocks[block].shape.channels);
        const std::size_t size = blocks[block].values.size() / channels;
        for (std::size_t c = 0; c < channels; ++c) {
          double sum = 0.0;
          for (std::size_t i = 0; i < size; ++i) sum += double(blocks[block].values[c * size + i]);
          expected.push_back(sum / double(size));
        }
      }
      const auto row = found->of(*found->rowOf(4));
      QCOMPARE(row.size(), expected.size());
      double length = 0.0;
      for (std::size_t i = 0; i < row.size(); ++i) {
        QVERIFY(std::abs(double(row[i]) - expected[i]) < 1e-5 * (1.0 + std::abs(expected[i])));
        length += expected[i] * expected[i];
      }
      QVERIFY(length > 0.0);
      QVERIFY(std::abs(double(found->lengths[*found->rowOf(4)]) - std::sqrt(length)) <
              1e-4 * std::sqrt(length));
    }
  }

  void anyNumberOfThreadsGivesTheSame() {
    const Model model = randomModel(0);
    const auto one = embedClips(m_dataset, m_all, model, JobControl(), 1);
    const auto four = embedClips(m_dataset, m_all, model, JobControl(), 4);
    QVERIFY(one && four);
    QCOMPARE(one->clips, four->clips);
    QCOMPARE(one->values, four->values);
  }

  void aCancelKeepsWhatIsDone() {
    JobControl* line = nullptr;
    JobControl control([&](std::size_t done, std::size_t /*total*/) {
      if (done == 2) line->cancel();
    });
    line = &control;
    const auto found = embedClips(m_dataset, m_all, randomModel(0), control, 1);
    QVERIFY(found.has_value());
    QCOMPARE(found->clips, (std::vector<std::uint32_t>{0, 1}));
    QCOMPARE(found->values.size(), 2 * found->width);
    QCOMPARE(found->lengths.size(), std::size_t{2});
  }

  void clipsThatCannotBeReadAreNamed() {
    Dataset dataset = m_dataset;
    dataset.clips[1].file = "gone.wav";
    const auto found = embedClips(dataset, m_all, randomModel(0), JobControl());
    QVERIFY(found.has_value());
    QCOMPARE(found->failed, std::size_t{1});
    QCOMPARE(found->problems.size(), std::size_t{1});
    QVERIFY(!found->rowOf(1) && found->rowOf(2));
  }

  void wrongWeightsAreAnError() {
    Model model = randomModel(0);
    model.weights.tensors.clear();
    QVERIFY(!embedClips(m_dataset, m_all, model, JobControl()));
  }

  void tooManyClipsAreThinnedOutEvenly() {
    Dataset dataset;
    dataset.clips.resize(300'000);
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < dataset.clips.size(); ++i) all.push_back(i);
    const auto kept = embeddedClips(dataset, all, 512);
    QVERIFY(kept.size() * 512 * sizeof(float) <= kEmbeddingBytes);
    QCOMPARE(kept.size(), std::size_t{100'000});
    QCOMPARE(kept[1], std::uint32_t{3});
  }

 private:
  QTemporaryDir m_folder;
  Dataset m_dataset;
  std::vector<std::uint32_t> m_all;
};

QTEST_APPLESS_MAIN(TestEmbedding)
#include "tst_embedding.moc"
