// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <functional>

class QCustomPlot;
class QMenu;
class QPaintDevice;
class QWidget;

namespace scenelens {

/// Something drawn on the screen that can be drawn on paper as well. Valid as long as the widget it
/// was taken from; GUI thread only.
struct Picture {
  QString name;  ///< what it shows; also the proposed name of a file
  QSize size;    ///< device-independent pixels
  /// Draws it with its top left corner at the device's. `scale` is device pixels for each of
  /// `size`'s; `vector` is true on devices without pixels.
  std::function<void(QPaintDevice& device, double scale, bool vector)> paint;
};

/// A plot as it is shown, in its size and theme.
[[nodiscard]] Picture pictureOf(QCustomPlot& plot, const QString& name);
/// Any other widget that paints itself, with its children.
[[nodiscard]] Picture pictureOf(QWidget& widget, const QString& name);

/// The picture in pixels, `scale` times as large. Lines are drawn piece by piece, because Qt takes
/// seconds for one long line that is wider than a pixel.
[[nodiscard]] QImage toImage(const Picture& picture, double scale);

/// Device pixels of a PNG file for each pixel on the screen: enough for print at column width.
inline constexpr double kPngScale = 2.0;

/// Writes PNG, SVG or PDF, as the file's ending says; another ending is an error. Replaces the file
/// as a whole or not at all.
[[nodiscard]] Status writePicture(const Picture& picture, const QString& file);

/// Where what went wrong is told: Workspace::addProblem.
using ProblemSink = std::function<void(const Error& problem)>;

/// "Copy picture" and "Save picture…" as entries of a menu. `picture` is asked when one is chosen;
/// dialogs belong to `owner`.
void addPictureActions(QMenu& menu, QWidget& owner, std::function<Picture()> picture,
                       ProblemSink onProblem);

/// Gives a widget a context menu (also by the menu key) of these entries and of its own actions.
void offerPictureMenu(QWidget& widget, std::function<Picture()> picture, ProblemSink onProblem);

/// A file name made of a title: what the file system would not like becomes '-'.
[[nodiscard]] QString fileNameOf(const QString& title);

/// Bytes to a file, replaced as a whole or not at all.
[[nodiscard]] Status writeBytes(const QString& file, const QByteArray& bytes);

}  // namespace scenelens
