// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/self_test.h"

#include "core/eval/self_test.h"
#include "core/store/store_self_test.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <fmt/format.h>

#include <clocale>
#include <cstdio>

namespace scenelens {

namespace {

/// Without any font a window opens and shows nothing to read.
SelfCheck checkFonts() {
  if (QFontDatabase::families().isEmpty()) {
    return {"Fonts", "none is installed. Install the package fonts-dejavu-core.", false};
  }
  return {"Fonts", QFontInfo(QGuiApplication::font()).family().toStdString(), true};
}

}  // namespace

int runSelfTest() {
  // Qt follows the user's locale; these numbers are for reports of errors.
  std::setlocale(LC_NUMERIC, "C");
  auto checks = selfTest(modelsFolder());
  checks.push_back(checkStore());
  checks.push_back(checkFonts());
  checks.push_back({"Window system", QGuiApplication::platformName().toStdString(), true});
  fmt::print("{}", selfTestText("scenelens " SCENELENS_VERSION, checks));
  if (std::fflush(stdout) != 0) return 1;
  return allPassed(checks) ? 0 : 1;
}

}  // namespace scenelens
