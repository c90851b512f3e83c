// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/demo_folder.h"

#include "core/dataset/demo_set.h"
#include "widgets/base/qt_text.h"

#include <QStandardPaths>

namespace scenelens {

namespace {

/// The number rises when the recipe of the demo set changes.
std::filesystem::path demoFolder() {
  return toPath(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)) / "demo-set-1";
}

}  // namespace

Result<Dataset> openDemoSet(const JobControl& control) {
  const auto folder = demoFolder();
  if (!isWholeDemoSet(folder)) {
    const auto written = writeDemoSet(folder, DemoSetOptions(), control);
    if (!written) return fail(written.error());
  }
  const std::filesystem::path paths[] = {folder};
  auto dataset = openDataset(paths, control);
  if (dataset) dataset->name = "demo set";
  return dataset;
}

}  // namespace scenelens
