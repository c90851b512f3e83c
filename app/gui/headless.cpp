// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/headless.h"

#include "app/gui/screenshots.h"
#include "core/dataset/demo_set.h"
#include "core/eval/predict_all.h"
#include "core/eval/run_summary.h"
#include "core/eval/submission_table.h"
#include "core/nn/model.h"
#include "core/nn/torch_backend.h"
#include "widgets/demo_folder.h"
#include "widgets/qt_text.h"

#include <QDir>
#include <QSaveFile>
#include <fmt/format.h>

#include <cstdio>
#include <numeric>

namespace scenelens {

namespace {

int report(const Error& error) {
  fmt::print(stderr, "scenelens: {}\n", error.text());
  return 1;
}

Result<Dataset> open(const QStringList& paths, const JobControl& control) {
  if (paths.isEmpty()) return openDemoSet(control);
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) files.push_back(toPath(path));
  return openDataset(files, control);
}

/// The data set's and one line per model, as text for people.
std::string headline(const Dataset& dataset) {
  const auto missing = std::count_if(dataset.clips.begin(), dataset.clips.end(),
                                     [](const Clip& clip) { return clip.missing; });
  std::string text =
      fmt::format("{}: {} clips, {} devices{}\n", dataset.name, dataset.clips.size(),
                  dataset.devices.size(), dataset.synthetic ? ", SYNTHETIC data" : "");
  if (missing > 0) text += fmt::format("{} clips have no sound file and were left out\n", missing);
  return text;
}

std::string resultLine(const Model& model, const RunSummary& summary, std::size_t predicted) {
  std::string line = fmt::format("{:<8}{:<24}", model.title(), model.architecture.summary);
  if (summary.clips > 0) {
    line += fmt::format("accuracy {:5.1f} %  macro {:5.1f} %  log loss {:.3f}  ({} labelled clips)",
                        100.0 * summary.accuracy(), 100.0 * summary.macroAccuracy, summary.logLoss,
                        summary.clips);
  } else {
    line += fmt::format("{} clips predicted, none of them labelled", predicted);
  }
  if (!model.trained) line += "  UNTRAINED weights: means nothing";
  return line + "\n";
}

}  // namespace

int runHeadless(const QString& folder, const QStringList& paths) {
  if (!QDir().mkpath(folder)) {
    return report({"the folder cannot be made", toPath(folder), 0, "Choose another place"});
  }
  const JobControl control;
  const auto dataset = open(paths, control);
  if (!dataset) return report(dataset.error());
  for (const auto& problem : dataset->problems) report(problem);
  std::vector<Error> problems;
  const auto models = loadModels(modelsFolder(), problems);
  for (const auto& problem : problems) report(problem);
  const auto backend = loadTorchBackend();
  if (!backend) return report(backend.error());

  std::string summaryText = headline(*dataset);
  fmt::print("{}", summaryText);
  std::fflush(stdout);
  std::vector<std::uint32_t> clips;
  for (std::size_t i = 0; i < dataset->clips.size(); ++i) {
    if (!dataset->clips[i].missing) clips.push_back(static_cast<std::uint32_t>(i));
  }
  bool ok = true;
  for (const auto& model : models) {
    RunTable run(dataset->clips.size());
    std::size_t predicted = 0;
    const auto done = predictAll(
        *dataset, clips, [&] { return (*backend)->makeClassifier(model); },
        [&](std::uint32_t clip, const Result<Prediction>& result) {
          if (result) {
            run.set(clip, *result);
            ++predicted;
          } else {
            report(result.error());
          }
        },
        control);
    if (!done) return report(done.error());
    const auto table = toPath(QDir(folder).filePath(
        QStringLiteral("predictions-%1.csv").arg(toQString(model.architecture.name))));
    if (const auto written = writeSubmissionTable(table, *dataset, run); !written) {
      ok = report(written.error()) == 0;
    }
    const std::string line = resultLine(model, summarise(*dataset, run), predicted);
    summaryText += line;
    fmt::print("{}", line);
    std::fflush(stdout);
  }

  QSaveFile file(QDir(folder).filePath(QStringLiteral("summary.txt")));
  ok = file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(summaryText)) >= 0 &&
       file.commit() && ok;
  const QString pictures = QDir(folder).filePath(QStringLiteral("pictures"));
  ok = writeScreenshots(pictures, paths, PictureSet::Results) == 0 && ok;
  fmt::print(
      "\nTables, summary and pictures are in {}\n"
      "To see the window, run this where a display is: in a desktop session, over `ssh -X`, or "
      "with "
      "`xvfb-run`.\n",
      QDir(folder).absolutePath().toStdString());
  return ok ? 0 : 1;
}

}  // namespace scenelens
