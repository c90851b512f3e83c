// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/activity/program_info.h"

#include "core/nn/native/float_kernels.h"
#include "core/nn/torch_backend.h"
#include "core/store/store_libraries.h"
#include "widgets/activity/activity_log.h"
#include "widgets/base/qt_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QGuiApplication>
#include <QLocale>
#include <QSysInfo>
#include <QThread>
#include <qcustomplot.h>

#include <algorithm>

namespace scenelens {

std::vector<Library> allLibraries() {
  auto libraries = coreLibraries();
  for (auto& library : storeLibraries()) libraries.push_back(std::move(library));
  libraries.push_back({"QCustomPlot", QCUSTOMPLOT_VERSION_STR, "GPL-3.0-or-later", "plots"});
  libraries.push_back({"LibTorch", torchModuleIsLoaded() ? "loaded" : "not loaded", "BSD-3-Clause",
                       "reference engine"});
  std::ranges::sort(libraries, [](const Library& a, const Library& b) {
    return toQString(a.name).compare(toQString(b.name), Qt::CaseInsensitive) < 0;
  });
  return libraries;
}

QString instructionSet() {
  return QString::fromLatin1(kernels::targetName());
}

QString programText() {
  QString text;
  const auto line = [&text](const QString& name, const QString& value) {
    text += name + QStringLiteral(": ") + value + u'\n';
  };
  line(QStringLiteral("SceneLens"), QCoreApplication::applicationVersion());
  line(QStringLiteral("engine"), QStringLiteral("native, ") + instructionSet());
  line(QStringLiteral("system"),
       QStringLiteral("%1, %2 %3, %4, %5 cores")
           .arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(), QSysInfo::kernelVersion(),
                QSysInfo::currentCpuArchitecture())
           .arg(QThread::idealThreadCount()));
  line(QStringLiteral("window"),
       QStringLiteral("%1, locale %2").arg(QGuiApplication::platformName(), QLocale().name()));
  for (const auto& library : allLibraries()) {
    line(toQString(library.name),
         QStringLiteral("%1 (%2)").arg(toQString(library.version), toQString(library.licence)));
  }
  return text;
}

QString bugReport(const ActivityLog& log) {
  QString text = programText();
  text +=
      QStringLiteral("written: %1\n\n").arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
  text += QStringLiteral("began\toutcome\tseconds\tamount\twhat\tdetails\n");
  text += log.toText();
  const QString home = QDir::homePath();
  if (home.size() > 1) text.replace(home, QStringLiteral("~"));
  return text;
}

}  // namespace scenelens
