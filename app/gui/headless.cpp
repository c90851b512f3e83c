// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/headless.h"

#include "app/gui/screenshots.h"
#include "core/eval/predict_all.h"
#include "core/eval/run_summary.h"
#include "core/eval/submission_table.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"
#include "widgets/base/demo_folder.h"
#include "widgets/base/qt_text.h"

#include <QDir>
#include <QSaveFile>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>

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

/// Removes what an earlier run left in the folder, so that old and new results never mix.
void removeOldResults(const QDir& folder) {
  for (const auto& name : folder.entryList(
           {QStringLiteral("predictions-*.csv"), QStringLiteral("summary.txt")}, QDir::Files)) {
    QFile::remove(folder.filePath(name));
  }
  const QDir pictures(folder.filePath(QStringLiteral("pictures")));
  for (const auto& name : pictures.entryList({QStringLiteral("*.png")}, QDir::Files)) {
    QFile::remove(pictures.filePath(name));
  }
}

/// Predicts all clips that have sound with one model. Errors of clips are reported once for all
/// models, which is what `reported` remembers.
Result<RunTable> predictWith(const Model& model, const Dataset& dataset,
                             std::set<std::string>& reported) {
  std::vector<std::uint32_t> clips;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    if (!dataset.clips[i].missing) clips.push_back(static_cast<std::uint32_t>(i));
  }
  RunTable run(dataset.clips.size());
  const auto onResult = [&](std::uint32_t clip, const Result<Prediction>& result) {
    if (result) {
      run.set(clip, *result);
    } else if (reported.insert(result.error().text()).second) {
      report(result.error());
    }
  };
  const auto done = predictAll(
      dataset, clips, [&] { return makeClassifier(model, Engine::Native); }, onResult,
      JobControl());
  if (!done) return fail(done.error());
  return run;
}

bool writeSummary(const QString& file, const std::string& text) {
  QSaveFile out(file);
  return out.open(QIODevice::WriteOnly) && out.write(QByteArray::fromStdString(text)) >= 0 &&
         out.commit();
}

}  // namespace

int runHeadless(const QString& folderName, const QStringList& paths) {
  const QDir folder(folderName);
  if (!folder.mkpath(QStringLiteral("."))) {
    return report({"the folder cannot be made", toPath(folderName), 0, "Choose another place"});
  }
  removeOldResults(folder);
  const auto dataset = open(paths, JobControl());
  if (!dataset) return report(dataset.error());
  std::vector<Error> problems = dataset->problems;
  const auto models = loadModels(modelsFolder(), problems);
  for (const auto& problem : problems) report(problem);

  std::string text = headline(*dataset);
  fmt::print("{}", text);
  std::set<std::string> reported;
  bool ok = problems.empty();
  for (const auto& model : models) {
    std::fflush(stdout);
    const auto run = predictWith(model, *dataset, reported);
    if (!run) return report(run.error());
    const auto table = folder.filePath(
        QStringLiteral("predictions-%1.csv").arg(toQString(model.architecture.name)));
    if (const auto written = writeSubmissionTable(toPath(table), *dataset, *run); !written) {
      ok = report(written.error()) == 0;
    }
    const auto predicted = std::count(run->done.begin(), run->done.end(), 1);
    const std::string line =
        resultLine(model, summarise(*dataset, *run), static_cast<std::size_t>(predicted));
    text += line;
    fmt::print("{}", line);
  }
  std::fflush(stdout);
  ok = writeSummary(folder.filePath(QStringLiteral("summary.txt")), text) && reported.empty() && ok;
  ok = writeScreenshots(folder.filePath(QStringLiteral("pictures")), paths, PictureSet::Results) ==
           0 &&
       ok;
  fmt::print(
      "\nTables, summary and pictures are in {}\n"
      "To see the window, run this where a display is: in a desktop session, over `ssh -X`, or "
      "with `xvfb-run`.\n",
      folder.absolutePath().toStdString());
  return ok ? 0 : 1;
}

}  // namespace scenelens
