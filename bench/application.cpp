// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/application.h"

#ifdef SCENELENS_BENCH_WIDGETS
#include <QApplication>
#else
#include <QCoreApplication>
#endif

namespace scenelens {

void needApplication() {
  static int count = 1;
  static char name[] = "scenelens-bench";
  static char* arguments[] = {name, nullptr};
#ifdef SCENELENS_BENCH_WIDGETS
  qputenv("QT_QPA_PLATFORM", "offscreen");
  static const auto* application = new QApplication(count, arguments);
#else
  static const auto* application = new QCoreApplication(count, arguments);
#endif
  // Never deleted: threads of Qt's may end after all static objects are gone.
  static_cast<void>(application);
}

}  // namespace scenelens
