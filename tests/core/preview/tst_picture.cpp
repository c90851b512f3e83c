// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/level_colours.h"
#include "core/preview/picture.h"

#include <QTemporaryDir>
#include <QTest>
#include <png.h>

#include <cmath>
#include <limits>

using namespace scenelens;

namespace {

constexpr std::array<std::uint32_t, 2> kGrey{0xff000000, 0xffffffff};

std::array<int, 3> pixel(const Picture& picture, std::size_t x, std::size_t y) {
  const auto* at = picture.rgb.data() + (y * picture.width + x) * 3;
  return {at[0], at[1], at[2]};
}

}  // namespace

class TestPicture final : public QObject {
  Q_OBJECT

 private slots:
  void theFirstRowLiesAtTheBottom() {
    const std::vector<float> values{0, 1, 2, 3, 4, 5};
    const auto picture = heatMap(values, 3, 4, 2, {kGrey, 0.0, 5.0});
    QCOMPARE(picture.width, std::size_t{12});
    QCOMPARE(picture.height, std::size_t{4});
    QCOMPARE(pixel(picture, 0, 3)[0], 0);
    QCOMPARE(pixel(picture, 3, 2)[0], 0);
    QCOMPARE(pixel(picture, 4, 3)[0], 51);
    QCOMPARE(pixel(picture, 0, 0)[0], 153);
    QCOMPARE(pixel(picture, 11, 1)[0], 255);
  }

  void valuesBeyondTheScaleGetItsEnds() {
    const float nothing = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> values{-9.0F, 9.0F, nothing};
    const auto picture = heatMap(values, 3, 1, 1, {level_colours::kViridis, -1.0, 1.0});
    QVERIFY((pixel(picture, 0, 0) == std::array{0x44, 0x01, 0x54}));
    QVERIFY((pixel(picture, 1, 0) == std::array{0xfd, 0xe7, 0x25}));
    QVERIFY((pixel(picture, 2, 0) == std::array{0x44, 0x01, 0x54}));
  }

  void aPngReadsBackPixelForPixel() {
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "map.png";
    std::vector<float> values(256 * 44);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(float(i));
    const auto picture = heatMap(values, 44, 3, 2, {level_colours::kDiverging, -1.0, 1.0});
    const auto written = writePng(path, picture);
    QVERIFY2(written.has_value(), written ? "" : written.error().text().c_str());

    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    QVERIFY(png_image_begin_read_from_file(&image, path.c_str()) != 0);
    QCOMPARE(std::size_t(image.width), picture.width);
    QCOMPARE(std::size_t(image.height), picture.height);
    image.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> rgb(PNG_IMAGE_SIZE(image));
    QVERIFY(png_image_finish_read(&image, nullptr, rgb.data(), 0, nullptr) != 0);
    QCOMPARE(rgb, picture.rgb);
  }

  void whatCannotBeWrittenIsAnErrorThatNamesTheFile() {
    const auto nowhere = writePng("/nowhere/at/all.png",
                                  heatMap(std::vector<float>{1.0F}, 1, 1, 1, {kGrey, 0.0, 1.0}));
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().file, std::filesystem::path("/nowhere/at/all.png"));
    const auto empty = writePng("empty.png", {});
    QVERIFY(!empty);
    QVERIFY(empty.error().reason.find("no pixels") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestPicture)
#include "tst_picture.moc"
