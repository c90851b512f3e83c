// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/dataset_builder.h"
#include "core/eval/breakdown.h"
#include "core/eval/judged_run.h"
#include "core/eval/run_table.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace scenelens {

/// The made runs of run_figures.json, with what scikit-learn, scipy and numpy say about them.
struct RunFiguresFixture {
  QJsonObject expected;
  Dataset dataset;
  std::array<RunTable, 2> runs;
  std::array<JudgedRun, 2> judged;
  std::vector<std::uint32_t> clips;
};

inline QJsonObject readJsonObject(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                        : QJsonObject();
}

inline RunFiguresFixture readRunFigures() {
  RunFiguresFixture fixture;
  fixture.expected = readJsonObject(QStringLiteral(SCENELENS_TEST_DATA "/run_figures.json"));
  DatasetBuilder builder;
  std::string buffer;
  for (const auto& file : fixture.expected[QStringLiteral("files")].toArray()) {
    const std::string name = file.toString().toStdString();
    builder.add(name, 0, DatasetBuilder::factsFromName(name, buffer));
  }
  fixture.dataset = builder.finish();
  const std::size_t count = fixture.dataset.clips.size();
  fixture.clips = everyClip(count);
  for (std::size_t r = 0; r < 2; ++r) {
    fixture.runs[r] = RunTable(count);
    const auto rows = fixture.expected[QStringLiteral("runs")].toArray()[qsizetype(r)].toArray();
    for (std::size_t i = 0; i < count; ++i) {
      Prediction prediction;
      for (std::size_t c = 0; c < kSceneCount; ++c)
        prediction.scenes[c] = float(rows[qsizetype(i)].toArray()[qsizetype(c)].toDouble());
      fixture.runs[r].set(i, prediction);
    }
    fixture.judged[r] = judge(fixture.dataset, fixture.runs[r], DecisionRule::TenClass);
  }
  return fixture;
}

/// Whether a number is its reference; says so when it is not.
inline bool isNear(double actual, double expected, double tolerance = 1e-6) {
  if (std::abs(actual - expected) <= tolerance) return true;
  qWarning("%.12f instead of %.12f", actual, expected);
  return false;
}

}  // namespace scenelens
