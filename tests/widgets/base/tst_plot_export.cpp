// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/gui_test.h"
#include "widgets/base/plot_export.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QMenu>
#include <QPainter>
#include <QSvgRenderer>
#include <qcustomplot.h>

using namespace scenelens;
using namespace scenelens::test;

namespace {

/// Red on the left, blue on the right.
class Flag final : public QWidget {
 protected:
  void paintEvent(QPaintEvent* /*event*/) override {
    QPainter painter(this);
    painter.fillRect(0, 0, width() / 2, height(), Qt::red);
    painter.fillRect(width() / 2, 0, width() - width() / 2, height(), Qt::blue);
  }
};

bool isFlag(const QImage& image) {
  const int y = image.height() / 2;
  return image.pixelColor(image.width() / 4, y) == QColor(Qt::red) &&
         image.pixelColor(3 * image.width() / 4, y) == QColor(Qt::blue);
}

QByteArray contentOf(const QString& file) {
  QFile stream(file);
  return stream.open(QIODevice::ReadOnly) ? stream.readAll() : QByteArray();
}

/// A plot of a long line that is two pixels wide, zoomed so that most of it lies outside.
void fill(QCustomPlot& plot, int points) {
  plot.resize(600, 300);
  QVector<double> x(points);
  QVector<double> y(points);
  for (int i = 0; i < points; ++i) {
    x[i] = double(i) / points;
    y[i] = std::sin(i * 1.7) * std::sin(i * 0.0001);
  }
  plot.addGraph();
  plot.graph(0)->setData(x, y, true);
  plot.graph(0)->setPen(QPen(Qt::darkGreen, 2.0));
  plot.xAxis->setRange(0.0, 1.0);
  plot.yAxis->setRange(-1.0, 1.0);
  plot.replot();
}

int countOf(const QImage& image, const QColor& colour) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y) == colour;
  }
  return count;
}

}  // namespace

/// Pictures of plots and widgets.
class TestPlotExport final : public QObject {
  Q_OBJECT

 private slots:
  void aWidgetIsWrittenInThreeFormats() {
    Flag flag;
    flag.resize(120, 60);
    const auto picture = pictureOf(flag, u"Flag"_s);
    const QString png = m_folder.filePath(u"flag.png"_s);
    QVERIFY(writePicture(picture, png));
    const QImage image(png);
    QCOMPARE(image.size(), QSize(240, 120));
    QVERIFY(isFlag(image));

    const QString svg = m_folder.filePath(u"flag.SVG"_s);
    QVERIFY(writePicture(picture, svg));
    QSvgRenderer renderer(svg);
    QVERIFY(renderer.isValid());
    QCOMPARE(renderer.viewBox(), QRect(0, 0, 120, 60));
    QImage drawn(240, 120, QImage::Format_RGB32);
    QPainter painter(&drawn);
    renderer.render(&painter);
    painter.end();
    QVERIFY(isFlag(drawn));

    const QString pdf = m_folder.filePath(u"flag.pdf"_s);
    QVERIFY(writePicture(picture, pdf));
    const QByteArray document = contentOf(pdf);
    QVERIFY(document.startsWith("%PDF-"));
    QVERIFY(document.trimmed().endsWith("%%EOF"));
    QVERIFY2(document.contains("/MediaBox [0 0 90"), "120 pixels are 90 points");
  }

  void aPlotLooksTheSameInPixelsAndAsADrawing() {
    QCustomPlot plot;
    fill(plot, 500);
    const QImage image = toImage(pictureOf(plot, u"Plot"_s), 1.0);
    QCOMPARE(image.size(), plot.size());
    QVERIFY(countOf(image, QColor(Qt::darkGreen)) > 500);
    const QString svg = m_folder.filePath(u"plot.svg"_s);
    QVERIFY(writePicture(pictureOf(plot, u"Plot"_s), svg));
    QSvgRenderer renderer(svg);
    QVERIFY(renderer.isValid());
    QImage drawn(image.size(), QImage::Format_RGB32);
    drawn.fill(Qt::white);
    QPainter painter(&drawn);
    renderer.render(&painter);
    painter.end();
    const int pixels = countOf(drawn, QColor(Qt::darkGreen));
    QVERIFY2(pixels > 500, qPrintable(QString::number(pixels)));
  }

  void aPlotOfALongThickLineDoesNotTakeSeconds() {
    QCustomPlot plot;
    fill(plot, 441'000);
    const auto hints = plot.plottingHints();
    QElapsedTimer clock;
    clock.start();
    QVERIFY(writePicture(pictureOf(plot, u"Wave"_s), m_folder.filePath(u"wave.png"_s)));
    // QCustomPlot's own savePng takes 8 s for this, so there is room for slow machines.
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(plot.plottingHints(), hints);
  }

  void anotherEndingIsAnErrorThatSaysWhichThereAre() {
    Flag flag;
    const QString file = m_folder.filePath(u"flag.jpeg"_s);
    const auto status = writePicture(pictureOf(flag, u"Flag"_s), file);
    QVERIFY(!status);
    QVERIFY(status.error().text().find(".svg") != std::string::npos);
    QVERIFY(!QFile::exists(file));
  }

  void aFolderThatIsNotThereIsAnErrorThatNamesTheFile() {
    Flag flag;
    flag.resize(10, 10);
    const auto status = writePicture(pictureOf(flag, u"Flag"_s), u"/nowhere/at/all.png"_s);
    QVERIFY(!status);
    QVERIFY(status.error().text().find("/nowhere/at/all.png") != std::string::npos);
  }

  void titlesBecomeFileNames() {
    QCOMPARE(fileNameOf(u"Confusion: Model1 · Int8 / test"_s),
             u"Confusion- Model1 · Int8 - test"_s);
    QCOMPARE(fileNameOf(QString()), u"picture"_s);
  }

  void theMenuCopiesAndSaves() {
    Flag flag;
    flag.resize(40, 20);
    flag.show();
    QString problem;
    offerPictureMenu(
        flag, [&flag] { return pictureOf(flag, u"Flag"_s); },
        [&problem](const Error& error) { problem = toQString(error.text()); });
    emit flag.customContextMenuRequested(QPoint(1, 1));
    auto* menu = flag.findChild<QMenu*>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 2);
    menu->actions().at(0)->trigger();
    QVERIFY(isFlag(QApplication::clipboard()->image()));
    menu->actions().at(1)->trigger();
    auto* dialog = flag.findChild<QFileDialog*>();
    QVERIFY(dialog);
    const QString file = m_folder.filePath(u"menu.png"_s);
    dialog->setDirectory(m_folder.path());
    emit dialog->fileSelected(file);
    // Encoded and written in the background.
    QTRY_VERIFY(QFile::exists(file));
    QVERIFY(isFlag(QImage(file)));
    emit dialog->fileSelected(u"/nowhere/menu.png"_s);
    QTRY_VERIFY(problem.contains(u"/nowhere/menu.png"_s));
    emit dialog->fileSelected(u"/nowhere/menu.svg"_s);
    QVERIFY(problem.contains(u"/nowhere/menu.svg"_s));
  }

 private:
  QTemporaryDir m_folder;
};

SCENELENS_GUI_TEST_MAIN(TestPlotExport)
#include "tst_plot_export.moc"
