// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/display.h"
#include "app/gui/headless.h"
#include "app/gui/measure_ui.h"
#include "app/gui/screenshots.h"
#include "app/gui/self_test.h"
#include "app/gui/store_option.h"
#include "widgets/base/language.h"
#include "widgets/main_window.h"
#include "widgets/session/autosave.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <functional>
#include <optional>
#include <utility>

namespace {

using namespace scenelens;

/// Told apart by `./dev run`, which then does the work without a window.
constexpr int kNoDisplay = 3;

/// True when the arguments ask for something that shows no window.
bool needsNoWindow(int argc, char** argv) {
  return std::any_of(argv + 1, argv + argc, [](const char* argument) {
    const QByteArrayView text(argument);
    return text.startsWith("-") && !text.startsWith("--store") && !text.startsWith("--language");
  });
}

/// Without a desktop there is no system font to follow; take the best-looking of those installed.
void chooseFont() {
  if (QGuiApplication::platformName() != QLatin1String("offscreen")) return;
  QFont font(QStringList{QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                         QStringLiteral("DejaVu Sans")});
  font.setPointSizeF(10.0);
  QApplication::setFont(font);
}

/// Starts something once the window was painted for the first time, so that nothing delays it.
class AfterFirstPaint final : public QObject {
 public:
  AfterFirstPaint(QWidget& window, std::function<void()> start)
      : QObject(&window), m_start(std::move(start)) {
    window.installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint) {
      watched->removeEventFilter(this);
      QMetaObject::invokeMethod(this, m_start, Qt::QueuedConnection);
    }
    return false;
  }

 private:
  std::function<void()> m_start;
};

/// Texts and locale, before any widget is made; false when there is no such language. Pictures and
/// measurements do not depend on the user's settings.
bool chooseLanguage(QApplication& application, const QString& code, bool forUser) {
  if (!code.isEmpty() && !languageCodes().contains(code)) {
    std::fprintf(stderr, "scenelens: there is no language '%s'; there are: %s\n", qPrintable(code),
                 qPrintable(languageCodes().join(u' ')));
    return false;
  }
  if (forUser) {
    installLanguage(application, code.isEmpty() ? Settings().language() : code);
    return true;
  }
  installTexts(application, code);
  if (!code.isEmpty()) QLocale::setDefault(QLocale(code));
  return true;
}

int showWindow(const QStringList& paths, const std::optional<StoreAddress>& store) {
  Settings settings;
  applyTheme(*qApp, settings.theme());
  Workspace workspace;
  MainWindow window(workspace, settings, store);
  window.startAutosave(autosaveFolder());
  const AfterFirstPaint starter(window, [&window, &paths] {
    window.loadModels();
    if (paths.isEmpty()) {
      window.openDemoSet();
    } else {
      window.openPaths(paths);
    }
  });
  window.show();
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  if (!displayIsReachable()) {
    if (!needsNoWindow(argc, argv)) {
      std::fputs(
          "scenelens: no display can be reached. Start it in a desktop session, over 'ssh -X' or "
          "with 'xvfb-run', or use --headless DIR.\n",
          stderr);
      return kNoDisplay;
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }
  QApplication application(argc, argv);
  // Qt follows the user's locale; numbers in files do not.
  std::setlocale(LC_NUMERIC, "C");
  QApplication::setApplicationName(QStringLiteral("SceneLens"));
  QApplication::setOrganizationName(QStringLiteral("SceneLens"));
  QApplication::setApplicationVersion(QStringLiteral(SCENELENS_VERSION));
  // How desktops find the window's icon and name, where the program is installed.
  QGuiApplication::setDesktopFileName(QStringLiteral("org.scenelens.SceneLens"));
  QGuiApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("org.scenelens.SceneLens")));
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
      QStringLiteral("Predict every clip with every model, write tables and pictures to DIR, print "
                     "a summary and exit."),
      QStringLiteral("DIR"));
  const QCommandLineOption store(
      QStringLiteral("store"),
      QStringLiteral("SQLite file or postgresql://user@host:port/database that keeps runs and "
                     "notes; default: the user's own."),
      QStringLiteral("STORE"));
  const QCommandLineOption selfTest(
      QStringLiteral("self-test"),
      QStringLiteral(
          "Check this installation: features, all models, store, fonts; exit with 0 when "
          "everything works."));
  const QCommandLineOption measure(
      QStringLiteral("measure-ui"),
      QStringLiteral("Measure how long starting, opening, filtering, sorting and stepping take, "
                     "print it as JSON and exit; without PATH on 230,350 made-up clips."));
  const QCommandLineOption language(
      QStringLiteral("language"),
      QStringLiteral("Language of the window: %1; default: what the settings say.")
          .arg(languageCodes().join(QStringLiteral(" or "))),
      QStringLiteral("LANGUAGE"));
  parser.addOption(language);
  parser.addOption(selfTest);
  parser.addOption(measure);
  parser.addOption(store);
  parser.addOption(screenshots);
  parser.addOption(headless);
  parser.addPositionalArgument(
      QStringLiteral("paths"),
      QStringLiteral(
          "A workspace, or sound files, folders or data set roots; default: the demo set."),
      QStringLiteral("[PATH...]"));
  parser.process(application);

  const bool forUser = !parser.isSet(screenshots) && !parser.isSet(headless) &&
                       !parser.isSet(selfTest) && !parser.isSet(measure);
  if (!chooseLanguage(application, parser.value(language), forUser)) return 2;
  const QStringList paths = parser.positionalArguments();
  if (parser.isSet(selfTest)) return runSelfTest();
  if (parser.isSet(measure)) return measureUi(paths);
  if (parser.isSet(screenshots)) {
    return writeScreenshots(parser.value(screenshots), paths, PictureSet::All);
  }
  if (parser.isSet(headless)) return runHeadless(parser.value(headless), paths);
  const auto address = storeAddress(parser.isSet(store) ? parser.value(store) : QString());
  if (!address) {
    std::fprintf(stderr, "scenelens: %s\n", address.error().text().c_str());
    return 2;
  }
  return showWindow(paths, *address);
}
