// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/audio/stream_converter.h"
#include "core/base/random.h"
#include "core/features/feature_shape.h"
#include "tests/core/support/device_sound.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace scenelens;
using namespace scenelens::test;

namespace {

std::vector<float> converted(const StreamFormat& format, const std::vector<std::byte>& bytes,
                             std::size_t block) {
  auto converter = StreamConverter::make(format);
  std::vector<float> mono;
  if (!converter) return mono;
  for (std::size_t at = 0; at < bytes.size(); at += block) {
    const auto part = std::span(bytes).subspan(at, std::min(block, bytes.size() - at));
    if (!converter->convert(part, mono)) return {};
  }
  if (!converter->finish(mono)) return {};
  return mono;
}

}  // namespace

class TestStreamConverter final : public QObject {
  Q_OBJECT

 private slots:
  void everySampleTypeGivesItsValue() {
    const auto one = [](SampleType type, auto value) {
      const auto bytes = std::as_bytes(std::span(&value, 1));
      return converted({kSampleRate, 1, type}, {bytes.begin(), bytes.end()}, 1);
    };
    QCOMPARE(one(SampleType::UInt8, std::uint8_t{0}), std::vector{-1.0F});
    QCOMPARE(one(SampleType::UInt8, std::uint8_t{192}), std::vector{0.5F});
    QCOMPARE(one(SampleType::Int16, std::int16_t{-32768}), std::vector{-1.0F});
    QCOMPARE(one(SampleType::Int16, std::int16_t{8192}), std::vector{0.25F});
    QCOMPARE(one(SampleType::Int32, std::int32_t{1 << 30}), std::vector{0.5F});
    QCOMPARE(one(SampleType::Float32, 1.5F), std::vector{1.5F});
  }

  void channelsAreAveraged() {
    const std::vector<float> frames{0.5F, -0.25F, 0.25F, 0.0F, 0.5F, 0.5F};
    const auto bytes = std::as_bytes(std::span(frames));
    const auto mono =
        converted({kSampleRate, 6, SampleType::Float32}, {bytes.begin(), bytes.end()}, 7);
    QCOMPARE(mono, std::vector{0.25F});
  }

  void isEqualToReadingAFileBitForBit() {
    // 24-bit samples as a device with 32-bit frames delivers them.
    const auto sound = noise(kClipSamples, 5);
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "noise.wav";
    QVERIFY(writeWav24(path, sound).has_value());
    const auto file = readAudioWindow(path);
    QVERIFY(file.has_value());
    const StreamFormat format{kSampleRate, 1, SampleType::Int32};
    QCOMPARE(converted(format, deviceBytes(file->samples, format), 4097), file->samples);
  }

  void otherRatesMatchResamplingTheFile_data() {
    QTest::addColumn<int>("rate");
    QTest::addColumn<int>("channels");
    for (const int rate : {8000, 16000, 22050, 48000, 96000}) {
      for (const int channels : {1, 2, 6}) {
        QTest::addRow("%d Hz, %d channels", rate, channels) << rate << channels;
      }
    }
  }
  void otherRatesMatchResamplingTheFile() {
    QFETCH(int, rate);
    QFETCH(int, channels);
    // Two seconds; the file reader is checked against soxr and scipy in its own test.
    auto sound = noise(2 * std::size_t(rate), 9);
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "noise.wav";
    const StreamFormat format{rate, channels, SampleType::Int16};
    const auto bytes = deviceBytes(sound, format);
    QVERIFY(writePcm16(path, bytes, format));
    const auto windows = readAudioFile(path);
    QVERIFY2(windows.has_value(), windows ? "" : windows.error().text().c_str());
    const auto mono = converted(format, bytes, 960 * format.bytesPerFrame());
    QVERIFY(mono.size() >= 2 * kClipSamples - 1);
    double largest = 0.0;
    // The stream's first and last samples have silence around them, as a whole file's have.
    for (std::size_t i = 0; i < 2 * kClipSamples - 1; ++i) {
      const double there = double((*windows)[i / kClipSamples].samples[i % kClipSamples]);
      largest = std::max(largest, std::abs(there - double(mono[i])));
    }
    QVERIFY2(largest < 1e-6, qPrintable(QString::number(largest)));
  }

  void theSizeOfBlocksChangesNothing() {
    for (const int rate : {8000, kSampleRate, 48000}) {
      const StreamFormat format{rate, 2, SampleType::Int16};
      const auto bytes = deviceBytes(noise(std::size_t(rate) / 4, 3), format);
      const auto whole = converted(format, bytes, bytes.size());
      QVERIFY(whole.size() >= kClipSamples / 4 - 1);
      for (const std::size_t block : {1, 3, 7, 250, 4093}) {
        QCOMPARE(converted(format, bytes, block), whole);
      }
    }
  }

  void littleSoundWaitsInTheResampler() {
    for (const auto& [rate, limit] : {std::pair{8000, 0.06}, std::pair{16000, 0.03},
                                      std::pair{48000, 0.02}, std::pair{96000, 0.02}}) {
      const StreamFormat format{rate, 1, SampleType::Int16};
      auto converter = StreamConverter::make(format);
      QVERIFY(converter.has_value());
      std::vector<float> mono;
      const auto block = deviceBytes(noise(std::size_t(rate) / 100, 1), format);
      double longest = 0.0;
      for (int i = 1; i <= 300; ++i) {
        QVERIFY(converter->convert(block, mono).has_value());
        longest = std::max(longest, 0.01 * i - double(mono.size()) / kSampleRate);
      }
      QVERIFY2(longest < limit, qPrintable(QStringLiteral("%1 Hz: %2").arg(rate).arg(longest)));
    }
  }

  void measuresLevelAndClipping() {
    auto converter = StreamConverter::make({kSampleRate, 2, SampleType::Int16});
    QVERIFY(converter.has_value());
    const std::vector<std::int16_t> frames{16384, -16384, 32767, 0, -32768, 16384};
    std::vector<float> mono;
    QVERIFY(converter->convert(std::as_bytes(std::span(frames)), mono).has_value());
    const auto level = converter->takeLevel();
    QCOMPARE(level.samples, 6);
    QCOMPARE(level.clipped, 2);
    QCOMPARE(level.peak, 1.0F);
    // sqrt((3 * 0.25 + 1 + (32767/32768)^2) / 6)
    QVERIFY(std::abs(level.rms() - std::sqrt((0.75 + 1.0 + 0.99993896578) / 6.0)) < 1e-9);
    QCOMPARE(converter->takeLevel().samples, 0);
    QVERIFY(std::abs(toDbfs(0.5) + 6.0205999) < 1e-6);
    QCOMPARE(toDbfs(0.0), -120.0);
  }

  void aFullScaleSineHasTheRmsOfTheTextbook() {
    auto converter = StreamConverter::make({kSampleRate, 1, SampleType::Float32});
    std::vector<float> sine(kClipSamples);
    for (std::size_t i = 0; i < sine.size(); ++i) {
      sine[i] = float(std::sin(2.0 * std::numbers::pi * 441.0 * double(i) / kSampleRate));
    }
    std::vector<float> mono;
    QVERIFY(converter->convert(std::as_bytes(std::span(sine)), mono).has_value());
    QVERIFY(std::abs(toDbfs(converter->takeLevel().rms()) + 3.0103) < 1e-3);
  }

  void numbersThatAreNoneBecomeSilenceAndAreCounted() {
    auto converter = StreamConverter::make({kSampleRate, 1, SampleType::Float32});
    const std::vector<float> broken{std::numeric_limits<float>::quiet_NaN(), 0.5F,
                                    std::numeric_limits<float>::infinity()};
    std::vector<float> mono;
    QVERIFY(converter->convert(std::as_bytes(std::span(broken)), mono).has_value());
    QCOMPARE(mono, (std::vector{0.0F, 0.5F, 0.0F}));
    QCOMPARE(converter->takeLevel().broken, 2);
  }

  void formatsBeyondReasonAreRefusedInWords() {
    for (const auto& format : {StreamFormat{0, 1}, StreamFormat{999, 1}, StreamFormat{800'000, 1},
                               StreamFormat{44100, 0}, StreamFormat{44100, 65}}) {
      const auto made = StreamConverter::make(format);
      QVERIFY(!made.has_value());
      QVERIFY(QString::fromStdString(made.error().text()).contains(QStringLiteral("accepted")));
      QVERIFY(!made.error().remedy.empty());
    }
  }
};

QTEST_GUILESS_MAIN(TestStreamConverter)
#include "tst_stream_converter.moc"
