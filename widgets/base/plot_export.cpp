// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/plot_export.h"

#include "core/base/file_io.h"
#include "widgets/base/job.h"
#include "widgets/base/qt_text.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPainter>
#include <QPdfWriter>
#include <QPointer>
#include <QSvgGenerator>
#include <qcustomplot.h>

#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <utility>

namespace scenelens {

namespace {

constexpr int kDotsPerInch = 96;  // a pixel on the screen is 1/96 inch on paper

/// The texts of this file, as Linguist sees them.
class PictureMenu {
  Q_DECLARE_TR_FUNCTIONS(scenelens::PictureMenu)
};

/// QCustomPlot::toPainter forbids itself to draw long lines piece by piece; draw() does not.
struct PlotDrawing : QCustomPlot {
  using QCustomPlot::draw;
  using QCustomPlot::mBackgroundBrush;

  static void paint(QCustomPlot& plot, QCPPainter& painter) {
    painter.fillRect(plot.rect(), plot.*(&PlotDrawing::mBackgroundBrush));
    (plot.*(&PlotDrawing::draw))(&painter);
  }
};

void paintPlot(QCustomPlot& plot, QPaintDevice& device, double scale, bool vector) {
  QCPPainter painter(&device);
  painter.scale(scale, scale);
  if (vector) {
    painter.setMode(QCPPainter::pmVectorized);
    plot.toPainter(&painter, plot.width(), plot.height());
    return;
  }
  const auto hints = plot.plottingHints();
  // Cached labels have the resolution of the screen.
  plot.setPlottingHints((hints | QCP::phFastPolylines) & ~QCP::PlottingHints(QCP::phCacheLabels));
  if (scale > 1.0) painter.setMode(QCPPainter::pmNonCosmetic);
  PlotDrawing::paint(plot, painter);
  plot.setPlottingHints(hints);
}

Error unknownEnding(const QString& file) {
  return {"pictures are written as PNG, SVG or PDF", toPath(file), 0,
          "Give the file a name that ends in .png, .svg or .pdf"};
}

/// For print; thread-safe, as painting the picture is not.
QByteArray pngBytes(QImage image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.setDotsPerMeterX(qRound(kPngScale * kDotsPerInch / 0.0254));
  image.setDotsPerMeterY(image.dotsPerMeterX());
  image.save(&buffer, "PNG");
  return bytes;
}

QByteArray svgBytes(const Picture& picture) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(kDotsPerInch);
  generator.setSize(picture.size);
  generator.setViewBox(QRect(QPoint(), picture.size));
  generator.setTitle(picture.name);
  picture.paint(generator, 1.0, true);
  return bytes;
}

QByteArray pdfBytes(const Picture& picture) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    const QSizeF inches = QSizeF(picture.size) / kDotsPerInch;
    writer.setPageSize(QPageSize(inches, QPageSize::Inch, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(kDotsPerInch);
    writer.setTitle(picture.name);
    writer.setCreator(QStringLiteral("SceneLens"));
    picture.paint(writer, 1.0, true);
  }
  return bytes;
}

/// Paints a PNG here, as widgets must be, and compresses and writes it in a job.
void writePngInBackground(QWidget& owner, const Picture& picture, const QString& file,
                          const ProblemSink& onProblem) {
  auto status = std::make_shared<Status>();
  auto* job = new Job(
      PictureMenu::tr("Writing %1").arg(QFileInfo(file).fileName()),
      [status, file, image = toImage(picture, kPngScale)](const JobControl& /*control*/) {
        *status = writeBytes(file, pngBytes(image));
      },
      &owner);
  QObject::connect(job, &Job::finished, job, [job, status, onProblem] {
    if (!*status) onProblem(status->error());
    job->deleteLater();
  });
  job->start();
}

bool isPng(const QString& file) {
  return QFileInfo(file).suffix().compare(QLatin1String("png"), Qt::CaseInsensitive) == 0;
}

void savePicture(QWidget& owner, const Picture& picture, ProblemSink onProblem) {
  auto* dialog = new QFileDialog(&owner, PictureMenu::tr("Save picture"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({PictureMenu::tr("PNG picture (*.png)"),
                          PictureMenu::tr("SVG drawing (*.svg)"),
                          PictureMenu::tr("PDF document (*.pdf)")});
  dialog->setDefaultSuffix(QStringLiteral("png"));
  QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).chopped(1));
  });
  dialog->selectFile(fileNameOf(picture.name));
  QObject::connect(dialog, &QFileDialog::fileSelected, dialog,
                   [&owner, picture, onProblem = std::move(onProblem)](const QString& file) {
                     if (isPng(file)) {
                       writePngInBackground(owner, picture, file, onProblem);
                       return;
                     }
                     const auto written = writePicture(picture, file);
                     if (!written) onProblem(written.error());
                   });
  dialog->open();
}

}  // namespace

Picture pictureOf(QCustomPlot& plot, const QString& name) {
  return {name, plot.size(),
          [guard = QPointer(&plot)](QPaintDevice& device, double scale, bool vector) {
            if (guard) paintPlot(*guard, device, scale, vector);
          }};
}

Picture pictureOf(QWidget& widget, const QString& name) {
  return {name, widget.size(),
          [guard = QPointer(&widget)](QPaintDevice& device, double scale, bool /*vector*/) {
            if (!guard) return;
            QPainter painter(&device);
            painter.scale(scale, scale);
            painter.fillRect(guard->rect(), guard->palette().color(QPalette::Window));
            guard->render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
          }};
}

QImage toImage(const Picture& picture, double scale) {
  const QSizeF size = QSizeF(picture.size) * scale;
  QImage image(qMax(1, int(std::ceil(size.width()))), qMax(1, int(std::ceil(size.height()))),
               QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  picture.paint(image, scale, false);
  return image;
}

Status writeBytes(const QString& file, const QByteArray& bytes) {
  const std::array parts{std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())))};
  return writeFileAtomically(toPath(file), parts);
}

Status writePicture(const Picture& picture, const QString& file) {
  const QString ending = QFileInfo(file).suffix().toLower();
  if (ending == QLatin1String("png"))
    return writeBytes(file, pngBytes(toImage(picture, kPngScale)));
  if (ending == QLatin1String("svg")) return writeBytes(file, svgBytes(picture));
  if (ending == QLatin1String("pdf")) return writeBytes(file, pdfBytes(picture));
  return fail(unknownEnding(file));
}

QString fileNameOf(const QString& title) {
  QString name = title;
  for (auto& letter : name) {
    if (letter.unicode() < u' ' || QStringLiteral("/\\:*?\"<>|").contains(letter)) letter = u'-';
  }
  name = name.trimmed();
  return name.isEmpty() ? QStringLiteral("picture") : name;
}

void addPictureActions(QMenu& menu, QWidget& owner, std::function<Picture()> picture,
                       ProblemSink onProblem) {
  QObject::connect(
      menu.addAction(PictureMenu::tr("Copy picture")), &QAction::triggered, &owner,
      [picture] { QApplication::clipboard()->setImage(toImage(picture(), kPngScale)); });
  QObject::connect(menu.addAction(PictureMenu::tr("Save picture\u2026")), &QAction::triggered,
                   &owner, [&owner, picture, onProblem = std::move(onProblem)] {
                     savePicture(owner, picture(), onProblem);
                   });
}

void offerPictureMenu(QWidget& widget, std::function<Picture()> picture, ProblemSink onProblem) {
  widget.setContextMenuPolicy(Qt::CustomContextMenu);
  QObject::connect(&widget, &QWidget::customContextMenuRequested, &widget,
                   [&widget, picture = std::move(picture),
                    onProblem = std::move(onProblem)](const QPoint& position) {
                     auto* menu = new QMenu(&widget);
                     menu->setAttribute(Qt::WA_DeleteOnClose);
                     addPictureActions(*menu, widget, picture, onProblem);
                     if (!widget.actions().isEmpty()) menu->addSeparator();
                     menu->addActions(widget.actions());
                     menu->popup(widget.mapToGlobal(position));
                   });
}

}  // namespace scenelens
