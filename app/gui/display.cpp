// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/display.h"

#include <QDir>
#include <QString>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace scenelens {

namespace {

/// Whether somebody listens on a local socket; an abstract one when `abstract`.
bool answers(const QByteArray& path, bool abstract) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t offset = abstract ? 1 : 0;
  if (offset + std::size_t(path.size()) >= sizeof(address.sun_path)) return false;
  std::memcpy(address.sun_path + offset, path.constData(), std::size_t(path.size()));
  const int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (handle < 0) return false;
  const auto length =
      socklen_t(offsetof(sockaddr_un, sun_path) + offset + std::size_t(path.size()));
  const bool connected = connect(handle, reinterpret_cast<const sockaddr*>(&address), length) == 0;
  close(handle);
  return connected;
}

bool waylandAnswers() {
  const QByteArray name = qgetenv("WAYLAND_DISPLAY");
  if (name.isEmpty()) return false;
  const QDir runtime(qEnvironmentVariable("XDG_RUNTIME_DIR"));
  return answers(QFile::encodeName(runtime.absoluteFilePath(QFile::decodeName(name))), false);
}

bool x11Answers() {
  const QByteArray display = qgetenv("DISPLAY");
  const qsizetype colon = display.lastIndexOf(':');
  if (colon < 0) return false;
  const QByteArray host = display.left(colon);
  // Another machine, or a forwarded connection: only trying for real would tell.
  if (!host.isEmpty() && host != "unix") return true;
  const QByteArray number = display.mid(colon + 1).split('.').front();
  const QByteArray path = "/tmp/.X11-unix/X" + number;
  return answers(path, false) || answers(path, true);
}

}  // namespace

bool displayIsReachable() {
  return !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") || waylandAnswers() || x11Answers();
}

}  // namespace scenelens
