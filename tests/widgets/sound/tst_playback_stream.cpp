// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_shape.h"
#include "tests/core/support/device_sound.h"
#include "tests/widgets/gui_test.h"
#include "widgets/sound/playback_stream.h"

#include <cmath>
#include <limits>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr std::size_t kRoom = 480;  // frames that a device takes at once

SharedSound shared(std::vector<float> sound) {
  return std::make_shared<const std::vector<float>>(std::move(sound));
}

std::shared_ptr<PlaybackTape> tapeOf(std::vector<float> sound) {
  auto tape = std::make_shared<PlaybackTape>();
  tape->setSounds(shared(std::move(sound)), nullptr);
  return tape;
}

/// All that is left, as a device takes it.
std::vector<std::byte> playedBy(PlaybackStream& stream) {
  std::vector<std::byte> all, part;
  while (!stream.atEnd()) {
    if (!stream.read(kRoom, part)) return {};
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

/// A device that takes these.
auto only(std::vector<StreamFormat> formats) {
  return [formats](const StreamFormat& format) {
    return std::find(formats.begin(), formats.end(), format) != formats.end();
  };
}

}  // namespace

class TestPlaybackStream final : public QObject {
  Q_OBJECT

 private slots:
  void theRateOfTheSoundIsPreferred() {
    const StreamFormat preferred{48'000, 2, SampleType::Float32};
    const auto any = [](const StreamFormat&) { return true; };
    QCOMPARE(*playbackFormat(preferred, any), (StreamFormat{44'100, 1, SampleType::Float32}));
    const StreamFormat old{44'100, 2, SampleType::Int16};
    QCOMPARE(*playbackFormat(preferred, only({preferred, old})), old);
  }

  void anotherRateIsBetterThanSilence() {
    const StreamFormat preferred{192'000, 8, SampleType::Int32};
    QCOMPARE(*playbackFormat(preferred, only({preferred})), preferred);
    const StreamFormat common{48'000, 2, SampleType::Int16};
    QCOMPARE(*playbackFormat(preferred, only({common})), common);
    QCOMPARE(*playbackFormat({}, only({common})), common);
    QVERIFY(!playbackFormat(preferred, [](const StreamFormat&) { return false; }));
  }

  void atItsOwnRateEveryFormatCarriesTheSamplesThemselves_data() {
    QTest::addColumn<int>("type");
    QTest::newRow("8 bit") << int(SampleType::UInt8);
    QTest::newRow("16 bit") << int(SampleType::Int16);
    QTest::newRow("32 bit") << int(SampleType::Int32);
    QTest::newRow("float") << int(SampleType::Float32);
  }
  void atItsOwnRateEveryFormatCarriesTheSamplesThemselves() {
    QFETCH(int, type);
    auto sound = noise(3000, 7);
    // Eighths are exact in 8 bit, and the rest of the noise in none but the widest.
    for (std::size_t i = 0; i < sound.size() && type == int(SampleType::UInt8); ++i)
      sound[i] = float(int(i % 16) - 8) / 8.0F;
    for (float& sample : sound)
      if (type == int(SampleType::Int16)) sample = std::round(sample * 32768.0F) / 32768.0F;
    const StreamFormat format{kSampleRate, 2, SampleType(type)};
    auto stream = PlaybackStream::make(tapeOf(sound), format);
    QVERIFY(stream.has_value());
    QVERIFY(playedBy(*stream) == deviceBytes(sound, format));
    QCOMPARE(stream->waiting(), 0.0);
  }

  void whatIsTooLoudIsClippedAndNoNumberIsSilence() {
    const float none = std::numeric_limits<float>::quiet_NaN();
    auto stream =
        PlaybackStream::make(tapeOf({2.0F, -2.0F, none}), {kSampleRate, 1, SampleType::Int16});
    const std::vector<std::int16_t> expected{32767, -32768, 0};
    const auto bytes = std::as_bytes(std::span(expected));
    QVERIFY(playedBy(*stream) == std::vector(bytes.begin(), bytes.end()));
  }

  void atAnotherRateItIsTheResampledSoundToItsEnd() {
    const auto sound = noise(44'100, 2);
    const StreamFormat format{48'000, 2, SampleType::Float32};
    auto resampler = PlaybackResampler::make(48'000);
    std::vector<float> expected;
    QVERIFY(resampler->convert(sound, expected).has_value());
    QVERIFY(resampler->finish(expected).has_value());
    QCOMPARE(expected.size(), std::size_t{48'000});
    auto stream = PlaybackStream::make(tapeOf(sound), format);
    QVERIFY(playedBy(*stream) == deviceBytes(expected, format));
  }

  void waitingIsWhatWasReadAndNotGiven() {
    auto tape = tapeOf(noise(44'100, 2));
    auto stream = PlaybackStream::make(tape, {96'000, 1, SampleType::Float32});
    std::vector<std::byte> bytes;
    double given = 0.0;
    for (int i = 0; i < 40; ++i) {
      QVERIFY(stream->read(kRoom, bytes).has_value());
      given += stream->samplesOf(bytes.size() / sizeof(float));
      QVERIFY(std::abs(double(tape->position()) - given - stream->waiting()) < 1e-6);
    }
    QVERIFY(stream->waiting() > 0.0);
  }

  void aLoopGoesOnAndMayBeSetAfterTheEnd() {
    auto tape = tapeOf(noise(4410, 2));
    auto stream = PlaybackStream::make(tape, {48'000, 1, SampleType::Int16});
    QCOMPARE(playedBy(*stream).size(), std::size_t{4800 * 2});
    tape->setLoop(0, 1000);
    QVERIFY(!stream->atEnd());
    std::vector<std::byte> bytes;
    for (int i = 0; i < 50; ++i) {
      QVERIFY(stream->read(kRoom, bytes).has_value());
      QCOMPARE(bytes.size(), kRoom * 2);
    }
    tape->setLoop(0, 0);
    QVERIFY(!playedBy(*stream).empty());
    QVERIFY(stream->atEnd());
  }

  void aDeviceWithoutChannelsOrWithAnImpossibleRateIsRefused() {
    QVERIFY(!PlaybackStream::make(tapeOf({0.0F}), {48'000, 0, SampleType::Int16}).has_value());
    QVERIFY(!PlaybackStream::make(tapeOf({0.0F}), {10, 1, SampleType::Int16}).has_value());
  }
};

SCENELENS_GUI_TEST_MAIN(TestPlaybackStream)
#include "tst_playback_stream.moc"
