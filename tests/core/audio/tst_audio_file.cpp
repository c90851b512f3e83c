// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_file.h"
#include "core/audio/audio_window_reader.h"
#include "core/features/feature_shape.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <sndfile.h>
#include <soxr.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>
#include <random>
#include <thread>

/// For builds with the leak checker: libsndfile 1.2.0 forgets the Vorbis state of an Ogg file that
/// it refuses; not ours to free. The name is what the checker looks for.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions();
const char* __lsan_default_suppressions() {
  return "leak:libsndfile\nleak:libvorbis\nleak:libogg\n";
}
// NOLINTEND(bugprone-reserved-identifier)

using namespace scenelens;

namespace {

using Signal = std::vector<double>;

constexpr int kWav16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int kWav24 = SF_FORMAT_WAV | SF_FORMAT_PCM_24;
constexpr int kWavFloat = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
constexpr int kFlac16 = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
constexpr int kVorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
constexpr int kOpus = SF_FORMAT_OGG | SF_FORMAT_OPUS;
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

Signal sine(double frequency, int rate, std::size_t frames, double amplitude = 0.5) {
  Signal out(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    out[i] = amplitude * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / rate);
  }
  return out;
}

/// White noise: every frequency takes part, so a misplaced sample shows.
Signal noise(std::size_t frames, unsigned seed = 1) {
  std::mt19937 engine(seed);
  Signal out(frames);
  for (auto& x : out) x = static_cast<double>(engine()) / 4294967296.0 - 0.5;
  return out;
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max<double>(worst, std::abs(a[i] - b[i]));
  return worst;
}

bool sameBits(const AudioClip& a, const AudioClip& b) {
  return a.window == b.window && a.validSamples == b.validSamples &&
         std::ranges::equal(a.samples, b.samples, [](float x, float y) {
           return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
         });
}

template <typename T>
Error errorOf(const Result<T>& result) {
  return result ? Error{} : result.error();
}

bool mentions(const Error& error, const char* word) {
  return error.reason.find(word) != std::string::npos;
}

}  // namespace

class TestAudioFile : public QObject {
  Q_OBJECT

 private slots:
  void init();

  void namesAreKnownByExtensionInAnyCase();
  void theHeaderIsReported_data();
  void theHeaderIsReported();

  void mono24BitAt441IsExact();
  void everySampleFormatKeepsItsValues_data();
  void everySampleFormatKeepsItsValues();
  void channelsAreAveraged_data();
  void channelsAreAveraged();
  void loudFloatSamplesAreKept();

  void aSineStaysASine_data();
  void aSineStaysASine();
  void windowsEqualResamplingTheWholeFile_data();
  void windowsEqualResamplingTheWholeFile();
  void theTailIsPaddedAndMarked_data();
  void theTailIsPaddedAndMarked();
  void aWholeNumberOfSecondsHasNoPadding();

  void windowsAloneAndInSequenceAreBitEqual_data();
  void windowsAloneAndInSequenceAreBitEqual();
  void aReaderGivesTheSameBitsInAnyOrder_data();
  void aReaderGivesTheSameBitsInAnyOrder();
  void aReaderGoesOnAfterAnError();
  void allWindowsOfALongFileTakeLinearTime();
  void decodingCanBeCancelled();
  void compressedFilesKeepTheSound_data();
  void compressedFilesKeepTheSound();
  void mp3WithoutLengthHeaderIsReadToItsEnd();
  void flacWithoutLengthIsReadToItsEnd();
  void threadsDoNotDisturbEachOther();

  void whatIsNotASoundFileIsAnErrorThatNamesIt();
  void aFifoAndADeviceAreRefusedWithoutWaiting();
  void anUnreadableFileIsAnError();
  void aTruncatedFileIsAnErrorThatNamesIt_data();
  void aTruncatedFileIsAnErrorThatNamesIt();
  void aTruncatedWavSaysHowMuchIsThere();
  void aDamagedFlacIsAnError();
  void headersOfPipesAreReadToTheEndOfTheFile_data();
  void headersOfPipesAreReadToTheEndOfTheFile();
  void aHeaderThatWasNeverCompletedIsAnError();
  void anEmptyWavWithTagsHasNoSamples();
  void absurdHeadersAreErrors_data();
  void absurdHeadersAreErrors();
  void aTooLongFileIsAnErrorThatSaysTheLength();
  void samplesThatAreNotNumbersAreErrors_data();
  void samplesThatAreNotNumbersAreErrors();
  void aWindowPastTheEndIsAnError();
  void damagedBytesNeverDoHarm_data();
  void damagedBytesNeverDoHarm();

  void written24BitSoundComesBackExactly();
  void writingClipsAndRefusesWhatIsNoSound();
  void writingReplacesWholeFilesOnly();

  void theReferenceWaveformIsReproduced();

 private:
  std::filesystem::path file(const char* name) const {
    return m_folder->filePath(QString::fromUtf8(name)).toStdString();
  }
  static QByteArray bytes(const std::filesystem::path& path);
  static void store(const std::filesystem::path& path, const QByteArray& content);
  /// Interleaved samples as a file of that libsndfile format.
  static void write(const std::filesystem::path& path, int format, int rate, int channels,
                    const Signal& samples);

  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAudioFile::init() {
  // Every path of this test has a space and letters beyond ASCII.
  m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + QStringLiteral("/scène ä XXXXXX"));
  QVERIFY(m_folder->isValid());
}

QByteArray TestAudioFile::bytes(const std::filesystem::path& path) {
  QFile in(QString::fromStdString(path.string()));
  return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

void TestAudioFile::store(const std::filesystem::path& path, const QByteArray& content) {
  QFile out(QString::fromStdString(path.string()));
  QVERIFY(out.open(QIODevice::WriteOnly));
  QCOMPARE(out.write(content), content.size());
}

void TestAudioFile::write(const std::filesystem::path& path, int format, int rate, int channels,
                          const Signal& samples) {
  SF_INFO info = {};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* out = sf_open(path.c_str(), SFM_WRITE, &info);
  QVERIFY2(out != nullptr, sf_strerror(nullptr));
  // In small blocks: libsndfile overflows the stack when a whole song goes to Vorbis at once.
  const auto frames = static_cast<sf_count_t>(samples.size()) / channels;
  for (sf_count_t at = 0; at < frames; at += 4096) {
    const auto count = std::min<sf_count_t>(4096, frames - at);
    QCOMPARE(sf_writef_double(out, samples.data() + at * channels, count), count);
  }
  QCOMPARE(sf_close(out), 0);
}

void TestAudioFile::namesAreKnownByExtensionInAnyCase() {
  for (const auto* name : {"a.wav", "/x y/B.WAV", "c.Flac", "d.ogg", "e.MP3", "f.aiff", "g.opus"}) {
    QVERIFY2(isAudioFileName(name), name);
  }
  for (const auto* name : {"a.txt", "wav", ".wav", "a.wav.bak", "", "a.wav/b"}) {
    QVERIFY2(!isAudioFileName(name), name);
  }
}

void TestAudioFile::theHeaderIsReported_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<QString>("text");
  QTest::newRow("wav 16") << kWav16 << "WAV, 16 bit";
  QTest::newRow("wav 24") << kWav24 << "WAV, 24 bit";
  QTest::newRow("wavex 32") << (SF_FORMAT_WAVEX | SF_FORMAT_PCM_32) << "WAV, 32 bit";
  QTest::newRow("wav float") << kWavFloat << "WAV, 32 bit float";
  QTest::newRow("flac") << kFlac16 << "FLAC, 16 bit";
  QTest::newRow("vorbis") << kVorbis << "Ogg, Vorbis";
  QTest::newRow("mp3") << kMp3 << "MP3";
}

void TestAudioFile::theHeaderIsReported() {
  QFETCH(int, format);
  QFETCH(QString, text);
  const auto path = file("clip");
  write(path, format, 32000, 2, noise(2 * 70000));
  const auto info = probeAudioFile(path);
  QVERIFY2(info.has_value(), info ? "" : info.error().text().c_str());
  QCOMPARE(info->sampleRate, 32000);
  QCOMPARE(info->channels, 2);
  QCOMPARE(info->frames, 70000);
  QCOMPARE(info->windows, std::size_t{3});
  QCOMPARE(info->seconds(), 70000 / 32000.0);
  QCOMPARE(QString::fromStdString(info->format), text);
}

void TestAudioFile::mono24BitAt441IsExact() {
  std::mt19937 engine(7);
  std::vector<std::int32_t> values(kClipSamples);
  for (auto& v : values) v = static_cast<std::int32_t>(engine()) >> 8;
  values[0] = -(1 << 23);
  values[1] = (1 << 23) - 1;
  SF_INFO info = {};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = kWav24;
  const auto path = file("24.wav");
  SNDFILE* out = sf_open(path.c_str(), SFM_WRITE, &info);
  QVERIFY(out != nullptr);
  std::vector<int> shifted(values.size());
  std::ranges::transform(values, shifted.begin(), [](std::int32_t v) { return v * 256; });
  sf_write_int(out, shifted.data(), static_cast<sf_count_t>(shifted.size()));
  sf_close(out);

  const auto clip = readAudioWindow(path);
  QVERIFY(clip.has_value());
  QCOMPARE(clip->samples.size(), kClipSamples);
  for (std::size_t i = 0; i < values.size(); ++i) {
    QCOMPARE(clip->samples[i], static_cast<float>(values[i] / 8388608.0));
  }
}

void TestAudioFile::everySampleFormatKeepsItsValues_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<double>("tolerance");  // one step of the format
  QTest::newRow("wav 16") << kWav16 << 1.0 / 32768;
  QTest::newRow("wav 32") << (SF_FORMAT_WAV | SF_FORMAT_PCM_32) << 6e-8;
  QTest::newRow("wav float") << kWavFloat << 6e-8;
  QTest::newRow("wav double") << (SF_FORMAT_WAV | SF_FORMAT_DOUBLE) << 6e-8;
  QTest::newRow("wav u8") << (SF_FORMAT_WAV | SF_FORMAT_PCM_U8) << 1.0 / 127;
  QTest::newRow("rf64") << (SF_FORMAT_RF64 | SF_FORMAT_PCM_24) << 2.4e-7;
  QTest::newRow("w64") << (SF_FORMAT_W64 | SF_FORMAT_PCM_24) << 2.4e-7;
  QTest::newRow("aiff") << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16) << 1.0 / 32768;
  QTest::newRow("au") << (SF_FORMAT_AU | SF_FORMAT_PCM_16) << 1.0 / 32768;
  QTest::newRow("au little") << (SF_FORMAT_AU | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE) << 1.0 / 32768;
  QTest::newRow("rifx") << (SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG) << 1.0 / 32768;
  QTest::newRow("caf") << (SF_FORMAT_CAF | SF_FORMAT_PCM_16) << 1.0 / 32768;
  QTest::newRow("alac") << (SF_FORMAT_CAF | SF_FORMAT_ALAC_16) << 1.0 / 32768;
  QTest::newRow("flac 16") << kFlac16 << 1.0 / 32768;
  QTest::newRow("flac 24") << (SF_FORMAT_FLAC | SF_FORMAT_PCM_24) << 2.4e-7;
}

void TestAudioFile::everySampleFormatKeepsItsValues() {
  QFETCH(int, format);
  QFETCH(double, tolerance);
  const auto path = file("clip");
  const auto signal = noise(2 * kClipSamples);
  write(path, format, kSampleRate, 1, signal);
  const auto clip = readAudioWindow(path, 1);
  QVERIFY2(clip.has_value(), clip ? "" : clip.error().text().c_str());
  QCOMPARE(clip->window, std::size_t{1});
  const std::vector<float> expected(signal.begin() + kClipSamples, signal.end());
  QVERIFY(largestDifference(clip->samples, expected) <= tolerance);
}

void TestAudioFile::channelsAreAveraged_data() {
  QTest::addColumn<int>("channels");
  QTest::newRow("stereo") << 2;
  QTest::newRow("5.1") << 6;
  QTest::newRow("64") << 64;
}

void TestAudioFile::channelsAreAveraged() {
  QFETCH(int, channels);
  const auto path = file("clip.wav");
  const auto width = static_cast<std::size_t>(channels);
  const auto signal = noise(kClipSamples * width);
  write(path, SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, kSampleRate, channels, signal);
  const auto clip = readAudioWindow(path);
  QVERIFY2(clip.has_value(), clip ? "" : clip.error().text().c_str());
  std::vector<float> expected(kClipSamples);
  for (std::size_t i = 0; i < kClipSamples; ++i) {
    const auto first = signal.begin() + static_cast<std::ptrdiff_t>(i * width);
    expected[i] = static_cast<float>(std::accumulate(first, first + channels, 0.0) / channels);
  }
  QVERIFY(largestDifference(clip->samples, expected) < 1e-7);
}

void TestAudioFile::loudFloatSamplesAreKept() {
  const auto path = file("loud.wav");
  write(path, kWavFloat, kSampleRate, 1, Signal(1000, 7.5));
  const auto clip = readAudioWindow(path);
  QVERIFY(clip.has_value());
  QCOMPARE(clip->samples[999], 7.5F);
}

void TestAudioFile::aSineStaysASine_data() {
  QTest::addColumn<int>("rate");
  for (const int rate : {48000, 16000, 96000, 8000, 22050, 44101, 192000, 44099, 11025}) {
    QTest::addRow("%d Hz", rate) << rate;
  }
}

void TestAudioFile::aSineStaysASine() {
  QFETCH(int, rate);
  const auto path = file("sine.wav");
  write(path, kWavFloat, rate, 1, sine(1000, rate, static_cast<std::size_t>(rate) * 3));
  const auto clips = readAudioFile(path);
  QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
  QCOMPARE(clips->size(), std::size_t{3});
  const auto expected = sine(1000, kSampleRate, 3 * kClipSamples);
  double worst = 0;
  // 0.05 s at both ends belong to the sudden start and stop.
  for (std::size_t i = 2205; i < 3 * kClipSamples - 2205; ++i) {
    const auto got = (*clips)[i / kClipSamples].samples[i % kClipSamples];
    worst = std::max(worst, std::abs(got - expected[i]));
  }
  QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
}

void TestAudioFile::windowsEqualResamplingTheWholeFile_data() {
  QTest::addColumn<int>("rate");
  for (const int rate : {1000, 4567, 8000, 16000, 22050, 44099, 44101, 48000, 96000, 768000}) {
    QTest::addRow("%d Hz", rate) << rate;
  }
}

void TestAudioFile::windowsEqualResamplingTheWholeFile() {
  QFETCH(int, rate);
  const auto frames = static_cast<std::size_t>(rate) * 3 + static_cast<std::size_t>(rate) / 3;
  auto signal = noise(frames);
  for (auto& x : signal) x = static_cast<float>(x);  // what the file will hold
  const auto path = file("noise.wav");
  write(path, kWavFloat, rate, 1, signal);
  const auto clips = readAudioFile(path);
  QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
  QCOMPARE(clips->size(), std::size_t{4});

  Signal whole(4 * kClipSamples);
  const auto io = soxr_io_spec(SOXR_FLOAT64_I, SOXR_FLOAT64_I);
  const auto quality = soxr_quality_spec(SOXR_VHQ, SOXR_HI_PREC_CLOCK);
  std::size_t done = 0;
  QVERIFY(soxr_oneshot(rate, kSampleRate, 1, signal.data(), signal.size(), nullptr, whole.data(),
                       whole.size(), &done, &io, &quality, nullptr) == nullptr);
  double worst = 0;
  std::size_t compared = 0;
  for (const auto& clip : *clips) {
    for (std::size_t i = 0; i < clip.validSamples; ++i) {
      const auto at = clip.window * kClipSamples + i;
      QVERIFY(at < done + 1);
      worst = std::max(worst, std::abs(whole[at] - clip.samples[i]));
      ++compared;
    }
  }
  QVERIFY(compared > 3 * kClipSamples);
  // Half a step of a float near 0.5 is 3e-8.
  QVERIFY2(worst < 1e-7, qPrintable(QString::number(worst)));
}

void TestAudioFile::theTailIsPaddedAndMarked_data() {
  QTest::addColumn<int>("rate");
  QTest::addColumn<int>("frames");
  QTest::addColumn<int>("windows");
  QTest::addColumn<int>("valid");
  QTest::newRow("44.1k") << 44100 << 44100 + 100 << 2 << 100;
  QTest::newRow("one sample") << 44100 << 1 << 1 << 1;
  QTest::newRow("48k") << 48000 << 2 * 48000 + 4801 << 3 << 4411;  // 4410.92
  QTest::newRow("8k") << 8000 << 8001 << 2 << 6;                   // 5.51
  QTest::newRow("768k, less than half a sample") << 768000 << 768001 << 2 << 1;
  QTest::newRow("48k, almost full") << 48000 << 47999 << 1 << 44099;  // 44099.08
}

void TestAudioFile::theTailIsPaddedAndMarked() {
  QFETCH(int, rate);
  QFETCH(int, frames);
  QFETCH(int, windows);
  QFETCH(int, valid);
  const auto path = file("tail.wav");
  write(path, kWavFloat, rate, 1, noise(static_cast<std::size_t>(frames)));
  const auto last = static_cast<std::size_t>(windows) - 1;
  const auto info = probeAudioFile(path);
  QVERIFY(info.has_value());
  QCOMPARE(info->windows, last + 1);
  const auto clip = readAudioWindow(path, last);
  QVERIFY2(clip.has_value(), clip ? "" : clip.error().text().c_str());
  QVERIFY(clip->padded());
  QCOMPARE(clip->samples.size(), kClipSamples);
  QCOMPARE(clip->validSamples, static_cast<std::size_t>(valid));
  QVERIFY(std::all_of(clip->samples.begin() + valid, clip->samples.end(),
                      [](float x) { return x == 0.0F; }));
  for (std::size_t k = 0; k < last; ++k) QVERIFY(!readAudioWindow(path, k)->padded());
}

void TestAudioFile::aWholeNumberOfSecondsHasNoPadding() {
  for (const int rate : {44100, 48000, 22050}) {
    const auto path = file("whole.wav");
    write(path, kWavFloat, rate, 1, noise(static_cast<std::size_t>(rate) * 2));
    const auto clips = readAudioFile(path);
    QVERIFY(clips.has_value());
    QCOMPARE(clips->size(), std::size_t{2});
    QVERIFY(!clips->back().padded());
  }
}

void TestAudioFile::windowsAloneAndInSequenceAreBitEqual_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<int>("rate");
  QTest::newRow("wav 44.1k") << kWav16 << 44100;
  QTest::newRow("wav 48k") << kWav24 << 48000;
  QTest::newRow("wav 44101") << kWavFloat << 44101;
  QTest::newRow("flac 48k") << kFlac16 << 48000;
  QTest::newRow("vorbis 48k") << kVorbis << 48000;
  QTest::newRow("opus 48k") << kOpus << 48000;
  QTest::newRow("mp3 44.1k") << kMp3 << 44100;
  QTest::newRow("mp3 32k") << kMp3 << 32000;
  QTest::newRow("adpcm 22.05k") << (SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM) << 22050;
  QTest::newRow("gsm 8k") << (SF_FORMAT_WAV | SF_FORMAT_GSM610) << 8000;
}

void TestAudioFile::windowsAloneAndInSequenceAreBitEqual() {
  QFETCH(int, format);
  QFETCH(int, rate);
  const auto path = file("clip");
  write(path, format, rate, 1, noise(static_cast<std::size_t>(rate) * 5 + 1234));
  const auto clips = readAudioFile(path);
  QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
  QCOMPARE(clips->size(), std::size_t{6});
  QCOMPARE(probeAudioFile(path)->windows, std::size_t{6});
  for (const std::size_t k : {5U, 2U, 0U, 3U, 1U, 4U}) {
    const auto alone = readAudioWindow(path, k);
    QVERIFY(alone.has_value());
    QCOMPARE(alone->window, k);
    QVERIFY(sameBits(*alone, (*clips)[k]));
  }
}

void TestAudioFile::aReaderGivesTheSameBitsInAnyOrder_data() {
  windowsAloneAndInSequenceAreBitEqual_data();
}

void TestAudioFile::aReaderGivesTheSameBitsInAnyOrder() {
  QFETCH(int, format);
  QFETCH(int, rate);
  const auto path = file("clip");
  write(path, format, rate, 1, noise(static_cast<std::size_t>(rate) * 5 + 1234));
  auto opened = AudioWindowReader::open(path);
  QVERIFY2(opened.has_value(), errorOf(opened).text().c_str());
  AudioWindowReader reader = std::move(*opened);
  QVERIFY(reader.path() == path);
  for (const std::size_t k : {0U, 1U, 1U, 3U, 4U, 2U, 5U, 5U, 0U, 5U}) {
    const auto alone = readAudioWindow(path, k);
    const auto read = reader.read(k);
    QVERIFY(alone.has_value());
    QVERIFY2(read.has_value(), errorOf(read).text().c_str());
    QVERIFY2(sameBits(*alone, *read), std::to_string(k).c_str());
  }
}

void TestAudioFile::aReaderGoesOnAfterAnError() {
  const auto path = file("clip.ogg");
  write(path, kVorbis, 44100, 1, noise(44100 * 3));
  auto reader = AudioWindowReader::open(path);
  QVERIFY(reader.has_value());
  for (const std::size_t past : {std::size_t{3}, std::size_t{1} << 62U}) {
    QCOMPARE(errorOf(reader->read(past)).text(), errorOf(readAudioWindow(path, past)).text());
    QVERIFY(sameBits(reader->read(1).value(), readAudioWindow(path, 1).value()));
  }
  QVERIFY(!AudioWindowReader::open(file("none.ogg")).has_value());
}

void TestAudioFile::allWindowsOfALongFileTakeLinearTime() {
  const auto path = file("long.opus");
  write(path, kOpus, 48000, 1, noise(48000 * 60));
  QElapsedTimer timer;
  timer.start();
  const auto clips = readAudioFile(path);
  const auto inOnePass = timer.restart();
  auto reader = AudioWindowReader::open(path);
  QVERIFY(clips.has_value() && reader.has_value());
  for (std::size_t k = 0; k < clips->size(); ++k) {
    QVERIFY(sameBits(reader->read(k).value(), (*clips)[k]));
  }
  // Opening anew for each window takes some 15 times as long.
  QVERIFY2(timer.elapsed() < 5 * inOnePass, std::to_string(timer.elapsed()).c_str());
}

void TestAudioFile::decodingCanBeCancelled() {
  const auto path = file("long.opus");
  write(path, kOpus, 48000, 1, noise(48000 * 60));
  QElapsedTimer timer;
  timer.start();
  const auto last = readAudioWindow(path, 59);
  const auto whole = timer.elapsed();
  QVERIFY(last.has_value());

  JobControl control;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(whole / 10));
    control.cancel();
  });
  timer.restart();
  const auto cancelled = readAudioWindow(path, 59, &control);
  QVERIFY(!cancelled.has_value());
  QCOMPARE(cancelled.error().reason, std::string("cancelled"));
  QVERIFY(cancelled.error().file == path);
  QVERIFY2(timer.elapsed() < whole * 3 / 4 + 20, std::to_string(timer.elapsed()).c_str());

  auto reader = AudioWindowReader::open(path);
  QVERIFY(reader.has_value());
  QCOMPARE(errorOf(reader->read(59, &control)).reason, std::string("cancelled"));
  QVERIFY(sameBits(reader->read(59).value(), *last));
}

void TestAudioFile::compressedFilesKeepTheSound_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<int>("rate");
  QTest::newRow("vorbis") << kVorbis << 44100;
  QTest::newRow("opus") << kOpus << 48000;
  QTest::newRow("mp3") << kMp3 << 44100;
}

void TestAudioFile::compressedFilesKeepTheSound() {
  QFETCH(int, format);
  QFETCH(int, rate);
  const auto path = file("clip");
  Signal stereo;
  for (const double x : sine(1000, rate, static_cast<std::size_t>(rate) * 2)) {
    stereo.insert(stereo.end(), {x, x});
  }
  write(path, format, rate, 2, stereo);
  const auto clip = readAudioWindow(path, 1);
  QVERIFY2(clip.has_value(), clip ? "" : clip.error().text().c_str());
  const auto expected = sine(1000, kSampleRate, 2 * kClipSamples);
  double error = 0;
  for (std::size_t i = 2205; i < kClipSamples - 2205; ++i) {
    error += std::pow(clip->samples[i] - expected[kClipSamples + i], 2);
  }
  // Lossy: the difference lies 30 dB below the sine (power 0.125); a shift of two samples would
  // not.
  QVERIFY2(error / kClipSamples < 0.125e-3, qPrintable(QString::number(error / kClipSamples)));
}

void TestAudioFile::mp3WithoutLengthHeaderIsReadToItsEnd() {
  // Silence first: the bit rate of the first frame is no guide to the length of this VBR file.
  Signal signal(44100 * 2, 0.0);
  const auto loud = noise(44100 * 4);
  signal.insert(signal.end(), loud.begin(), loud.end());
  const auto whole = file("whole.mp3");
  write(whole, kMp3, 44100, 1, signal);
  auto content = bytes(whole);
  QVERIFY(content.left(400).contains("Xing") || content.left(400).contains("Info"));
  const auto second = content.indexOf(content.left(2), 40);
  QVERIFY(second > 0);
  const auto path = file("without.mp3");
  store(path, content.mid(second));

  const auto info = probeAudioFile(path);
  QVERIFY2(info.has_value(), info ? "" : info.error().text().c_str());
  // All of the sound plus what the encoder added (its delay and a filled last frame).
  QVERIFY2(info->frames >= 44100 * 6 && info->frames < 44100 * 6 + 4 * 1152,
           qPrintable(QString::number(info->frames)));
  const auto clips = readAudioFile(path);
  QVERIFY(clips.has_value());
  QCOMPARE(clips->size(), info->windows);
  for (std::size_t k = 0; k < info->windows; ++k) {
    const auto alone = readAudioWindow(path, k);
    QVERIFY(alone.has_value());
    QCOMPARE(alone->validSamples, (*clips)[k].validSamples);
    QCOMPARE(alone->samples, (*clips)[k].samples);
  }
  QVERIFY(!readAudioWindow(path, info->windows).has_value());
  QVERIFY(!readAudioWindow(path, std::size_t{1} << 62U).has_value());
}

void TestAudioFile::flacWithoutLengthIsReadToItsEnd() {
  const auto path = file("pipe.flac");
  for (const int frames : {2 * 44100, 2 * 44100 + 17}) {
    write(path, kFlac16, 44100, 1, noise(static_cast<std::size_t>(frames)));
    auto content = bytes(path);
    // STREAMINFO's 36-bit number of samples, at byte 8 + 13, set to "unknown".
    content[21] = static_cast<char>(content[21] & 0xF0);
    for (int i = 22; i < 26; ++i) content[i] = 0;
    store(path, content);
    const auto info = probeAudioFile(path);
    QVERIFY2(info.has_value(), info ? "" : info.error().text().c_str());
    QCOMPARE(info->frames, frames);
    const auto clips = readAudioFile(path);
    QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
    QCOMPARE(clips->size(), info->windows);
    QCOMPARE(clips->back().validSamples, frames == 2 * 44100 ? kClipSamples : std::size_t{17});
  }
}

void TestAudioFile::threadsDoNotDisturbEachOther() {
  const auto good = file("good.wav");
  write(good, kWav16, 48000, 1, noise(48000 * 2));
  const auto bad = file("bad.wav");
  store(bad, "no sound at all, just text");
  const auto expected = readAudioWindow(good, 1);
  QVERIFY(expected.has_value());
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const auto clip = readAudioWindow(good, 1);
        if (!clip || clip->samples != expected->samples) ++wrong;
        const auto none = readAudioWindow(bad);
        if (none || none.error().file != bad) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  QCOMPARE(wrong.load(), 0);
}

void TestAudioFile::whatIsNotASoundFileIsAnErrorThatNamesIt() {
  store(file("empty.wav"), {});
  store(file("text.wav"), "This is no sound, whatever its name says.");
  QByteArray garbage;
  std::mt19937 engine(3);
  for (int i = 0; i < 100000; ++i) garbage.append(static_cast<char>(engine()));
  store(file("garbage.wav"), garbage);
  store(file("header.wav"), QByteArray("RIFF\x10\0\0\0WAVE", 12));
  std::filesystem::create_directory(file("folder.wav"));
  const std::pair<const char*, const char*> cases[] = {
      {"missing.wav", "no such file"},    {"empty.wav", "empty"},
      {"text.wav", "not a sound file"},   {"garbage.wav", "not a sound file"},
      {"header.wav", "not a sound file"}, {"folder.wav", "folder"}};
  for (const auto& [name, word] : cases) {
    for (const auto& error :
         {errorOf(probeAudioFile(file(name))), errorOf(readAudioWindow(file(name))),
          errorOf(readAudioFile(file(name)))}) {
      QCOMPARE(error.file, file(name));
      QVERIFY2(mentions(error, word), error.text().c_str());
      QVERIFY2(!error.remedy.empty(), error.text().c_str());
    }
  }
  QVERIFY(!probeAudioFile({}).has_value());
}

void TestAudioFile::aFifoAndADeviceAreRefusedWithoutWaiting() {
  const auto fifo = file("fifo.wav");
  QCOMPARE(::mkfifo(fifo.c_str(), 0600), 0);
  for (const std::filesystem::path& path : {fifo, std::filesystem::path("/dev/zero")}) {
    const auto clip = readAudioWindow(path);
    QVERIFY(!clip.has_value());
    QVERIFY2(mentions(clip.error(), "not a regular file"), clip.error().text().c_str());
  }
}

void TestAudioFile::anUnreadableFileIsAnError() {
  if (::geteuid() == 0) QSKIP("root may read every file, so permissions cannot be tested");
  const auto path = file("secret.wav");
  write(path, kWav16, 8000, 1, noise(8000));
  QCOMPARE(::chmod(path.c_str(), 0), 0);
  const auto clip = readAudioWindow(path);
  QVERIFY(!clip.has_value());
  QVERIFY2(mentions(clip.error(), "cannot be opened"), clip.error().text().c_str());
}

void TestAudioFile::aTruncatedFileIsAnErrorThatNamesIt_data() {
  QTest::addColumn<int>("format");
  QTest::newRow("wav") << kWav16;
  QTest::newRow("wavex") << (SF_FORMAT_WAVEX | SF_FORMAT_PCM_24);
  QTest::newRow("rf64") << (SF_FORMAT_RF64 | SF_FORMAT_PCM_16);
  QTest::newRow("rifx") << (SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG);
  QTest::newRow("w64") << (SF_FORMAT_W64 | SF_FORMAT_PCM_16);
  QTest::newRow("aiff") << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
  QTest::newRow("au") << (SF_FORMAT_AU | SF_FORMAT_PCM_16);
  QTest::newRow("caf") << (SF_FORMAT_CAF | SF_FORMAT_PCM_16);
  QTest::newRow("flac") << kFlac16;
  QTest::newRow("vorbis") << kVorbis;
  QTest::newRow("opus") << kOpus;
  QTest::newRow("mp3") << kMp3;
}

void TestAudioFile::aTruncatedFileIsAnErrorThatNamesIt() {
  QFETCH(int, format);
  const auto whole = file("whole");
  write(whole, format, 48000, 1, noise(48000 * 3));
  const auto content = bytes(whole);
  const auto path = file("cut");
  // A missing last byte, a missing end, a missing half, little more than the header.
  for (const auto size : {content.size() - 1, content.size() - 5000, content.size() / 2,
                          std::min<qsizetype>(content.size() / 4, 6000)}) {
    store(path, content.left(size));
    const auto clips = readAudioFile(path);
    // MP3: a last frame that lacks a byte may be one that the decoder does not need.
    if (format == kMp3 && size == content.size() - 1 && clips) continue;
    QVERIFY2(!clips.has_value(), qPrintable(QString::number(size)));
    QCOMPARE(clips.error().file, path);
    QVERIFY2(mentions(clips.error(), "truncated") || mentions(clips.error(), "damaged"),
             clips.error().text().c_str());
    const auto last = readAudioWindow(path, 2);
    QVERIFY(!last.has_value());
  }
  if (format != kVorbis && format != kOpus) return;
  // Cut exactly between two pages, where nothing but the missing end mark tells.
  store(path, content.left(content.lastIndexOf("OggS")));
  const auto clips = readAudioFile(path);
  QVERIFY(!clips.has_value());
  QVERIFY2(mentions(clips.error(), "truncated"), clips.error().text().c_str());
}

void TestAudioFile::aTruncatedWavSaysHowMuchIsThere() {
  const auto path = file("cut.wav");
  write(path, kWav16, 48000, 2, noise(2 * 48000 * 4));
  store(path, bytes(path).left(44 + 48000 * 4 * 3 / 2));
  const auto info = probeAudioFile(path);
  QVERIFY(!info.has_value());
  QCOMPARE(
      QString::fromStdString(info.error().reason),
      QStringLiteral("the file is truncated: it holds 1.50 s of the 4.00 s its header promises"));
}

void TestAudioFile::aDamagedFlacIsAnError() {
  const auto path = file("damaged.flac");
  write(path, kFlac16, 44100, 1, noise(44100 * 3));
  auto content = bytes(path);
  for (auto i = content.size() / 2; i < content.size() / 2 + 20; ++i) {
    content[i] = static_cast<char>(content[i] ^ 0x55);
  }
  store(path, content);
  const auto clips = readAudioFile(path);
  QVERIFY(!clips.has_value());
  QVERIFY2(mentions(clips.error(), "damaged"), clips.error().text().c_str());
  QVERIFY(readAudioWindow(path, 0).has_value());  // untouched by the damage
}

void TestAudioFile::headersOfPipesAreReadToTheEndOfTheFile_data() {
  QTest::addColumn<quint32>("size");
  QTest::newRow("ffmpeg") << quint32{0xFFFFFFFF};
  QTest::newRow("sox") << quint32{0x7FFFF000};
  QTest::newRow("arecord") << quint32{0x80000000};
}

void TestAudioFile::headersOfPipesAreReadToTheEndOfTheFile() {
  QFETCH(quint32, size);
  const auto path = file("pipe.wav");
  write(path, kWav16, 44100, 1, noise(44100 + 50));
  auto content = bytes(path);
  QCOMPARE(content.mid(36, 4), QByteArray("data"));
  std::memcpy(content.data() + 40, &size, 4);
  std::memcpy(content.data() + 4, &size, 4);
  store(path, content);
  const auto clips = readAudioFile(path);
  QVERIFY2(clips.has_value(), clips ? "" : clips.error().text().c_str());
  QCOMPARE(clips->size(), std::size_t{2});
  QCOMPARE(clips->back().validSamples, std::size_t{50});
}

void TestAudioFile::aHeaderThatWasNeverCompletedIsAnError() {
  const auto path = file("stopped.wav");
  write(path, kWav16, 44100, 1, noise(1000));
  auto content = bytes(path);
  std::memset(content.data() + 40, 0, 4);
  store(path, content);
  const auto info = probeAudioFile(path);
  QVERIFY(!info.has_value());
  QVERIFY2(mentions(info.error(), "but 2000 follow"), info.error().text().c_str());
}

void TestAudioFile::anEmptyWavWithTagsHasNoSamples() {
  const auto path = file("tags.wav");
  write(path, kWav16, 44100, 1, noise(100));
  auto content = bytes(path).left(44);
  std::memset(content.data() + 40, 0, 4);
  for (const auto& tail : {QByteArray(), QByteArray("LIST\x04\0\0\0INFO", 12)}) {
    store(path, content + tail);
    const auto info = probeAudioFile(path);
    QVERIFY(!info.has_value());
    QVERIFY2(mentions(info.error(), "no sound"), info.error().text().c_str());
  }
}

void TestAudioFile::absurdHeadersAreErrors_data() {
  QTest::addColumn<int>("offset");
  QTest::addColumn<quint32>("value");
  QTest::addColumn<QString>("word");
  QTest::newRow("0 Hz") << 24 << quint32{0} << "0 Hz";
  QTest::newRow("999 Hz") << 24 << quint32{999} << "999 Hz";
  QTest::newRow("800 kHz") << 24 << quint32{800000} << "800000 Hz";
  QTest::newRow("negative rate") << 24 << quint32{0xFFFFFFFF} << "";
  // Channels, then the format tag before them, share a word.
  QTest::newRow("no channels") << 20 << quint32{0x00000001} << "";
  QTest::newRow("65 channels") << 20 << quint32{0x00410001} << "65 channels";
  QTest::newRow("65535 channels") << 20 << quint32{0xFFFF0001} << "";
  QTest::newRow("unknown codec") << 20 << quint32{0x0001ABCD} << "";
  QTest::newRow("0 bits") << 34 << quint32{0x61640000} << "";
}

void TestAudioFile::absurdHeadersAreErrors() {
  QFETCH(int, offset);
  QFETCH(quint32, value);
  QFETCH(QString, word);
  const auto path = file("absurd.wav");
  write(path, kWav16, 8000, 1, noise(65 * 400));
  auto content = bytes(path);
  std::memcpy(content.data() + offset, &value, 4);
  if (word.contains(QStringLiteral("channels"))) {
    const quint16 align = 65 * 2;
    std::memcpy(content.data() + 32, &align, 2);
  }
  store(path, content);
  const auto info = probeAudioFile(path);
  QVERIFY(!info.has_value());
  QCOMPARE(info.error().file, path);
  QVERIFY2(mentions(info.error(), qPrintable(word)), info.error().text().c_str());
  QVERIFY(!readAudioWindow(path).has_value());
}

void TestAudioFile::aTooLongFileIsAnErrorThatSaysTheLength() {
  // Two hours of 8-bit sound at 8 kHz as a sparse file: a header and a hole.
  const auto path = file("long.wav");
  write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8000, 1, noise(100));
  auto content = bytes(path).left(44);
  const quint32 size = 7200 * 8000;
  std::memcpy(content.data() + 40, &size, 4);
  store(path, content);
  std::filesystem::resize_file(path, 44 + size);
  const auto info = probeAudioFile(path);
  QVERIFY(!info.has_value());
  QVERIFY2(mentions(info.error(), "7200 s (2.0 h)"), info.error().text().c_str());

  // The same claim without the bytes.
  store(path, content + QByteArray(8000, '\x80'));
  const auto claim = readAudioFile(path);
  QVERIFY(!claim.has_value());
  QVERIFY2(mentions(claim.error(), "1.00 s of the 7200.00 s"), claim.error().text().c_str());

  // FLAC: the 36-bit number of samples says 2 h.
  const auto flac = file("long.flac");
  write(flac, kFlac16, 8000, 1, noise(8000));
  content = bytes(flac);
  for (int i = 0; i < 4; ++i) content[22 + i] = static_cast<char>(size >> (24 - 8 * i));
  store(flac, content);
  const auto claimed = readAudioFile(flac);
  QVERIFY(!claimed.has_value());
  QVERIFY2(mentions(claimed.error(), "7200 s"), claimed.error().text().c_str());
}

void TestAudioFile::samplesThatAreNotNumbersAreErrors_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<double>("value");
  QTest::newRow("NaN") << kWavFloat << std::numeric_limits<double>::quiet_NaN();
  QTest::newRow("infinity") << kWavFloat << std::numeric_limits<double>::infinity();
  QTest::newRow("-infinity") << kWavFloat << -std::numeric_limits<double>::infinity();
  QTest::newRow("beyond float") << (SF_FORMAT_WAV | SF_FORMAT_DOUBLE) << 1e300;
}

void TestAudioFile::samplesThatAreNotNumbersAreErrors() {
  QFETCH(int, format);
  QFETCH(double, value);
  for (const int rate : {44100, 48000}) {
    auto signal = noise(static_cast<std::size_t>(rate) * 2 * 2);
    signal[static_cast<std::size_t>(rate) * 3 + 1] = value;  // right channel, at 1.5 s
    const auto path = file("nan.wav");
    write(path, format, rate, 2, signal);
    QVERIFY(readAudioWindow(path, 0).has_value());
    const auto clip = readAudioWindow(path, 1);
    QVERIFY(!clip.has_value());
    QCOMPARE(clip.error().file, path);
    QVERIFY2(mentions(clip.error(), "1.5000 s is not a finite"), clip.error().text().c_str());
    QVERIFY(!readAudioFile(path).has_value());
  }
}

void TestAudioFile::aWindowPastTheEndIsAnError() {
  const auto path = file("short.wav");
  write(path, kWav16, 16000, 1, noise(16000 * 2));
  for (const std::size_t k : {std::size_t{2}, std::size_t{5000}, ~std::size_t{0}}) {
    const auto clip = readAudioWindow(path, k);
    QVERIFY(!clip.has_value());
    QVERIFY2(mentions(clip.error(), "2 windows"), clip.error().text().c_str());
  }
}

void TestAudioFile::damagedBytesNeverDoHarm_data() {
  QTest::addColumn<int>("format");
  QTest::addColumn<int>("mutations");
  QTest::newRow("wav") << kWav16 << 400;
  QTest::newRow("float") << kWavFloat << 200;
  QTest::newRow("flac") << kFlac16 << 300;
  QTest::newRow("vorbis") << kVorbis << 100;
  QTest::newRow("mp3") << kMp3 << 100;
}

void TestAudioFile::damagedBytesNeverDoHarm() {
  QFETCH(int, format);
  QFETCH(int, mutations);
  const auto path = file("mutant");
  write(path, format, 16000, 1, noise(2000));
  const auto original = bytes(path);
  std::mt19937 engine(20240501);  // mt19937 is specified: the same mutants everywhere
  int errors = 0;
  for (int i = 0; i < mutations; ++i) {
    auto content = original;
    for (auto count = 1 + engine() % 4; count > 0; --count) {
      // Every other change hits the header.
      const auto range = static_cast<unsigned>(engine() % 2 == 0 ? 64 : content.size());
      content[static_cast<qsizetype>(engine() % range)] = static_cast<char>(engine());
    }
    if (engine() % 4 == 0) content.truncate(static_cast<qsizetype>(engine() % content.size()));
    store(path, content);
    for (const std::size_t window : {0U, 1U}) {
      const auto clip = readAudioWindow(path, window);
      if (!clip) {
        ++errors;
        QVERIFY(!clip.error().reason.empty());
        QCOMPARE(clip.error().file, path);
        continue;
      }
      QCOMPARE(clip->samples.size(), kClipSamples);
      QVERIFY(clip->validSamples > 0 && clip->validSamples <= kClipSamples);
      QVERIFY(std::ranges::all_of(clip->samples, [](float x) { return std::isfinite(x); }));
    }
  }
  QVERIFY(errors > mutations / 4);
}

void TestAudioFile::written24BitSoundComesBackExactly() {
  std::mt19937 engine(5);
  std::vector<float> samples(kClipSamples + 3);
  for (auto& x : samples)
    x = static_cast<float>(static_cast<std::int32_t>(engine()) >> 8) / 8388608;
  const auto path = file("out.wav");
  const auto status = writeWav24(path, samples);
  QVERIFY2(status.has_value(), status ? "" : status.error().text().c_str());
  const auto info = probeAudioFile(path);
  QVERIFY(info.has_value());
  QCOMPARE(QString::fromStdString(info->format), QStringLiteral("WAV, 24 bit"));
  QCOMPARE(info->frames, static_cast<std::int64_t>(samples.size()));
  const auto clips = readAudioFile(path);
  QVERIFY(clips.has_value());
  QVERIFY(std::equal(samples.begin(), samples.begin() + kClipSamples, (*clips)[0].samples.begin()));
  QVERIFY(std::equal(samples.begin() + kClipSamples, samples.end(), (*clips)[1].samples.begin()));

  const auto first = bytes(path);
  QVERIFY(writeWav24(path, samples).has_value());
  QCOMPARE(bytes(path), first);
}

void TestAudioFile::writingClipsAndRefusesWhatIsNoSound() {
  const auto path = file("out.wav");
  QVERIFY(writeWav24(path, {2.0F, -3.0F, 1.0F, -1.0F, 0.5F}).has_value());
  const auto clip = readAudioWindow(path);
  QVERIFY(clip.has_value());
  const float top = 8388607.0F / 8388608.0F;
  const std::vector<float> expected = {top, -1.0F, top, -1.0F, 0.5F};
  QVERIFY(std::equal(expected.begin(), expected.end(), clip->samples.begin()));

  const auto other = file("none.wav");
  QVERIFY(!writeWav24(other, {}).has_value());
  QVERIFY(!writeWav24(other, {0.0F, std::nanf("")}).has_value());
  QVERIFY(!std::filesystem::exists(other));
}

void TestAudioFile::writingReplacesWholeFilesOnly() {
  const auto missing = file("no folder") / "out.wav";
  const auto status = writeWav24(missing, {0.1F});
  QVERIFY(!status.has_value());
  QCOMPARE(status.error().file, missing);
  QVERIFY2(mentions(status.error(), "cannot be written"), status.error().text().c_str());
  QVERIFY(!status.error().remedy.empty());

  // A folder in the way: the rename fails and nothing is left behind.
  std::filesystem::create_directory(file("folder"));
  QVERIFY(!writeWav24(file("folder"), {0.1F}).has_value());
  QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
           QStringList{QStringLiteral("folder")});

  // A place where nobody, not even root, may create files.
  QVERIFY(!writeWav24("/proc/scenelens.wav", {0.1F}).has_value());
}

void TestAudioFile::theReferenceWaveformIsReproduced() {
  // `waveform` of the golden file: torchaudio 0.13.1's load() of this clip.
  const QString root = QStringLiteral(SCENELENS_SHARED_DIR);
  const QString name = QStringLiteral("airport-lisbon-1000-40000-0-a");
  const QString clipPath =
      root + QStringLiteral("/data/tau-mini/audio/") + name + QStringLiteral(".wav");
  const QString goldenPath =
      root + QStringLiteral("/golden/features_") + name + QStringLiteral(".safetensors");
  for (const auto& path : {clipPath, goldenPath}) {
    if (!QFileInfo::exists(path)) QSKIP(qPrintable(path + QStringLiteral(" is missing")));
  }
  const auto golden = bytes(goldenPath.toStdString());
  QVERIFY(golden.size() > 8);
  quint64 headerSize = 0;
  std::memcpy(&headerSize, golden.constData(), 8);
  const auto header =
      QJsonDocument::fromJson(golden.mid(8, static_cast<qsizetype>(headerSize))).object();
  const auto offsets = header[QStringLiteral("waveform")][QStringLiteral("data_offsets")];
  const auto begin = 8 + static_cast<qsizetype>(headerSize) + offsets[0].toInteger();
  const auto size = offsets[1].toInteger() - offsets[0].toInteger();
  QCOMPARE(size, static_cast<qint64>(kClipSamples * sizeof(float)));
  QVERIFY(begin + size <= golden.size());
  std::vector<float> expected(kClipSamples);
  std::memcpy(expected.data(), golden.constData() + begin, static_cast<std::size_t>(size));

  const auto clip = readAudioWindow(clipPath.toStdString());
  QVERIFY2(clip.has_value(), clip ? "" : clip.error().text().c_str());
  QVERIFY(!clip->padded());
  QCOMPARE(probeAudioFile(clipPath.toStdString())->windows, std::size_t{1});
  QVERIFY(clip->samples == expected);  // bit for bit
}

QTEST_GUILESS_MAIN(TestAudioFile)
#include "tst_audio_file.moc"
