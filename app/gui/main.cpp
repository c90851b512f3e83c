// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/headless.h"
#include "app/gui/screenshots.h"
#include "widgets/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTemporaryDir>
#include <QTimer>

namespace {

using namespace scenelens;

/// Pictures and headless runs need no display; a program that finds none anyway should not abort.
void chooseDisplay(int argc, char** argv) {
  const bool noWindow = std::any_of(argv + 1, argv + argc, [](const char* argument) {
    const QByteArrayView text(argument);
    return text.startsWith("--screenshots") || text.startsWith("--headless");
  });
  if (noWindow && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }
}

/// Without a desktop there is no system font to follow; take the best-looking of those installed.
void chooseFont() {
  if (QGuiApplication::platformName() != QLatin1String("offscreen")) return;
  QFont font(QStringList{QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                         QStringLiteral("DejaVu Sans")});
  font.setPointSizeF(10.0);
  QApplication::setFont(font);
}

int showWindow(const QStringList& paths) {
  Settings settings;
  applyTheme(*qApp, settings.theme());
  Workspace workspace;
  MainWindow window(workspace, settings);
  window.show();
  // After the first paint: nothing heavy delays the window.
  QTimer::singleShot(0, &window, [&window, &paths] {
    window.loadModels();
    if (paths.isEmpty()) {
      window.openDemoSet();
    } else {
      window.openPaths(paths);
    }
  });
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  chooseDisplay(argc, argv);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("SceneLens"));
  QApplication::setOrganizationName(QStringLiteral("SceneLens"));
  QApplication::setApplicationVersion(QStringLiteral(SCENELENS_VERSION));
  chooseFont();

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("A workbench for low-complexity acoustic scene classification."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption screenshots(
      QStringLiteral("screenshots"),
      QStringLiteral("Write a picture of every page, light and dark, to DIR and exit."),
      QStringLiteral("DIR"));
  const QCommandLineOption headless(
      QStringLiteral("headless"),
      QStringLiteral(
          "Predict every clip with every model, write tables and pictures to DIR, print a "
          "summary and exit."),
      QStringLiteral("DIR"));
  parser.addOption(screenshots);
  parser.addOption(headless);
  parser.addPositionalArgument(
      QStringLiteral("paths"),
      QStringLiteral("Sound files, folders or data set roots; default: the demo set."),
      QStringLiteral("[PATH...]"));
  parser.process(application);

  const QStringList paths = parser.positionalArguments();
  if (parser.isSet(screenshots))
    return writeScreenshots(parser.value(screenshots), paths, PictureSet::All);
  if (parser.isSet(headless)) return runHeadless(parser.value(headless), paths);
  return showWindow(paths);
}
