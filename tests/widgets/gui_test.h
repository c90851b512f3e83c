// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_file.h"
#include "core/dataset/dataset.h"
#include "core/features/feature_shape.h"
#include "core/nn/model.h"
#include "core/nn/prediction.h"
#include "widgets/base/language.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QApplication>
#include <QImage>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <vector>

/// What the tests of the workbench share: one main function, and small data to show.
namespace scenelens::test {

using namespace Qt::StringLiterals;

/// The same names, locale and look everywhere, and no settings of the user.
template <typename Test>
int runGuiTest(int argc, char** argv) {
  QStandardPaths::setTestModeEnabled(true);
  QLocale::setDefault(QLocale::c());
  QApplication application(argc, argv);
  QApplication::setApplicationName(u"SceneLensTest"_s);
  QApplication::setOrganizationName(u"SceneLensTest"_s);
  installTexts(application, u"en"_s);  // the plurals
  QFont font(QStringList{u"DejaVu Sans"_s});
  font.setPointSizeF(10.0);
  QApplication::setFont(font);
  applyTheme(application, ThemeChoice::Light);
  Test test;
  return QTest::qExec(&test, argc, argv);
}

/// `count` clips that exist in memory only; every attribute repeats with a period of its own, and
/// each is unknown now and then.
inline Dataset memoryDataset(std::size_t count) {
  Dataset dataset;
  dataset.name = "memory";
  dataset.root = "/nowhere";
  dataset.cities = {"lisbon", "lyon", "prague"};
  dataset.devices = {"a", "b", "s1", "s10"};
  dataset.locations = {"lisbon-1000", "lyon-1001", "prague-7"};
  dataset.clips.resize(count);
  const auto cycle = [](std::size_t i, std::size_t period) { return int(i % period) - 1; };
  for (std::size_t i = 0; i < count; ++i) {
    auto& clip = dataset.clips[i];
    // Numbers from the back, so that file names and the data set's order differ.
    clip.file = "audio/clip-" + std::to_string(10'000'000 + (count - i) / 2) + ".wav";
    clip.window = int(i % 2);
    if (const int scene = cycle(i * 7, 11); scene >= 0) clip.scene = Scene(scene);
    clip.city = std::int16_t(cycle(i, 4));
    clip.location = clip.city;
    clip.device = std::int16_t(cycle(i * 3, 5));
    clip.fold = Fold(i % 3);
    clip.missing = i % 13 == 5;
  }
  return dataset;
}

/// `probability` for one scene, the rest shared; the combined head may decide otherwise.
inline Prediction predictionOf(Scene scene, float probability, Scene combined) {
  Prediction prediction;
  prediction.scenes.fill((1.0F - probability) / float(kSceneCount - 1));
  prediction.scenes[std::size_t(scene)] = probability;
  prediction.combined.fill((1.0F - probability) / float(kSceneCount - 1));
  prediction.combined[std::size_t(combined)] = probability;
  prediction.groups[std::size_t(groupOf(scene))] = 1.0F;
  return prediction;
}
inline Prediction predictionOf(Scene scene, float probability) {
  return predictionOf(scene, probability, scene);
}

/// Model1-4 without weights, for what only needs their names.
inline std::vector<Model> bareModels() {
  std::vector<Model> models;
  for (const auto& architecture : dsmnModels()) {
    Model model;
    model.architecture = architecture;
    model.data = "nothing";
    models.push_back(std::move(model));
  }
  return models;
}

/// Model1-4 with random weights that are the same on every machine.
inline std::vector<Model> runnableModels() {
  auto models = bareModels();
  for (auto& model : models) model.weights = untrainedWeights(model.architecture, 3);
  return models;
}

/// Writes a second of a tone; true when that went well.
inline bool writeTone(const std::filesystem::path& file, double hz, float amplitude = 0.25F) {
  std::vector<float> samples(kClipSamples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = amplitude * float(std::sin(2.0 * std::numbers::pi * hz * double(i) / kSampleRate));
  }
  return writeWav24(file, samples).has_value();
}

/// `count` tones in a folder, opened; empty when that went wrong.
inline Dataset toneDataset(const QTemporaryDir& folder, int count) {
  const auto root = toPath(folder.path());
  for (int i = 0; i < count; ++i) {
    const auto name = "tone-" + std::to_string(100 + i) + ".wav";
    if (!writeTone(root / name, 200.0 + 150.0 * i)) return {};
  }
  const std::filesystem::path paths[] = {root};
  auto dataset = openDataset(paths, JobControl());
  return dataset ? std::move(*dataset) : Dataset();
}

/// True when every pixel has the same colour: nothing was painted.
inline bool isUniform(const QImage& image) {
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (image.pixel(x, y) != image.pixel(0, 0)) return false;
    }
  }
  return true;
}

/// Core's text as what QVERIFY2 takes.
inline QByteArray bytes(const std::string& text) {
  return QByteArray::fromStdString(text);
}

}  // namespace scenelens::test

/// The main function of a test of the workbench; like QTEST_MAIN, before the moc include.
#define SCENELENS_GUI_TEST_MAIN(TestClass)                     \
  int main(int argc, char** argv) {                            \
    return scenelens::test::runGuiTest<TestClass>(argc, argv); \
  }
