// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/qt_audio_output.h"

#include "widgets/sound/playback_stream.h"

#include <QAudioDevice>
#include <QAudioSink>
#include <QIODevice>
#include <QMediaDevices>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

constexpr int kBufferMs = 60;
constexpr int kThreadPatienceMs = 2000;

QAudioFormat qtFormat(const StreamFormat& format) {
  QAudioFormat made;
  made.setSampleRate(format.sampleRate);
  made.setChannelCount(format.channels);
  made.setSampleFormat(format.type == SampleType::UInt8   ? QAudioFormat::UInt8
                       : format.type == SampleType::Int16 ? QAudioFormat::Int16
                       : format.type == SampleType::Int32 ? QAudioFormat::Int32
                                                          : QAudioFormat::Float);
  return made;
}

std::optional<StreamFormat> formatFor(const QAudioDevice& device) {
  const QAudioFormat preferred = device.preferredFormat();
  // The sample type is chosen by what is accepted, not by what is preferred.
  return playbackFormat(
      {preferred.sampleRate(), preferred.channelCount(), SampleType::Float32},
      [&](const StreamFormat& format) { return device.isFormatSupported(qtFormat(format)); });
}

}  // namespace

/// What the thread and the window share.
struct QtAudioOutput::Line {
  std::mutex mutex;
  QtAudioOutput* output = nullptr;  // null once stopped; guarded by mutex
  std::atomic<std::size_t> waiting{0};

  template <typename Call>
  void post(Call call) {
    const std::lock_guard lock(mutex);
    if (output) QMetaObject::invokeMethod(output, std::move(call), Qt::QueuedConnection);
  }
};

/// Feeds the device from a timer; made, used and destroyed in the thread.
class QtAudioOutput::Writer final : public QObject {
 public:
  Writer(QAudioDevice device, std::shared_ptr<PlaybackTape> tape, std::shared_ptr<Line> line)
      : m_device(std::move(device)), m_tape(std::move(tape)), m_line(std::move(line)) {}

  void begin() {
    if (const auto format = formatFor(m_device)) {
      if (auto stream = PlaybackStream::make(m_tape, *format)) m_stream = std::move(*stream);
    }
    if (!m_stream) {
      fail();
      return;
    }
    const QAudioFormat format = qtFormat(m_stream->format());
    m_sink = std::make_unique<QAudioSink>(m_device, format);
    m_sink->setBufferSize(format.bytesForDuration(qint64(kBufferMs) * 1000));
    m_io = m_sink->start();
    if (!m_io || m_sink->error() == QAudio::OpenError) {
      fail();
      return;
    }
    m_timer = std::make_unique<QTimer>();
    m_timer->setInterval(kBufferMs / 6);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer.get(), &QTimer::timeout, this, [this] { write(); });
    m_timer->start();
    write();
  }

  ~Writer() override {
    if (m_sink) m_sink->stop();
  }

 private:
  void write() {
    if (m_sink->error() == QAudio::FatalError || m_sink->error() == QAudio::IOError) {
      fail();
      return;
    }
    const std::size_t frame = m_stream->format().bytesPerFrame();
    const std::size_t room = std::size_t(std::max<qsizetype>(0, m_sink->bytesFree())) / frame;
    const std::size_t size = std::size_t(m_sink->bufferSize()) / frame;
    if (room > 0 && !m_stream->atEnd()) {
      if (!m_stream->read(room, m_bytes)) {
        fail();
        return;
      }
      m_io->write(reinterpret_cast<const char*>(m_bytes.data()), qint64(m_bytes.size()));
    } else if (m_stream->atEnd() && room >= size) {
      m_timer->stop();
      m_line->waiting = 0;
      m_line->post([line = m_line] {
        if (line->output) emit line->output->finished();
      });
      return;
    }
    const auto free = std::size_t(std::max<qsizetype>(0, m_sink->bytesFree())) / frame;
    const double buffered = m_stream->samplesOf(size - std::min(size, free));
    m_line->waiting = std::size_t(std::lround(buffered + m_stream->waiting()));
  }

  void fail() {
    if (m_timer) m_timer->stop();
    m_line->post([line = m_line] {
      if (!line->output) return;
      emit line->output->failed(
          {.reason = "no loudspeaker plays the sound",
           .remedy = "Check the output device in the settings of the sound system"});
    });
  }

  QAudioDevice m_device;
  std::shared_ptr<PlaybackTape> m_tape;
  std::shared_ptr<Line> m_line;
  std::optional<PlaybackStream> m_stream;
  std::unique_ptr<QAudioSink> m_sink;
  std::unique_ptr<QTimer> m_timer;
  QIODevice* m_io = nullptr;
  std::vector<std::byte> m_bytes;
};

QtAudioOutput::QtAudioOutput(QObject* parent) : AudioOutput(parent) {}

QtAudioOutput::~QtAudioOutput() {
  stop();
}

void QtAudioOutput::start(std::shared_ptr<PlaybackTape> tape) {
  stop();
  m_line = std::make_shared<Line>();
  m_line->output = this;
  const QAudioDevice device = QMediaDevices::defaultAudioOutput();
  if (device.isNull()) {
    m_line->post([line = m_line] {
      if (!line->output) return;
      emit line->output->failed(
          {.reason = "there is no loudspeaker",
           .remedy = "Plug one in, or check the settings of the sound system"});
    });
    return;
  }
  m_thread = new QThread;
  m_thread->setObjectName(QStringLiteral("playback"));
  auto* writer = new Writer(device, std::move(tape), m_line);
  writer->moveToThread(m_thread);
  connect(m_thread, &QThread::started, writer, [writer] { writer->begin(); });
  connect(m_thread, &QThread::finished, writer, &QObject::deleteLater);
  m_thread->start(QThread::HighPriority);
}

void QtAudioOutput::stop() {
  if (m_line) {
    const std::lock_guard lock(m_line->mutex);
    m_line->output = nullptr;
  }
  m_line.reset();
  if (!m_thread) return;
  m_thread->quit();
  // As in QtCaptureSource: a sound server that hangs must not hang the window.
  if (m_thread->wait(kThreadPatienceMs)) {
    delete m_thread;
  } else {
    connect(m_thread, &QThread::finished, m_thread, &QObject::deleteLater);
  }
  m_thread = nullptr;
}

std::size_t QtAudioOutput::waiting() const {
  return m_line ? m_line->waiting.load() : 0;
}

}  // namespace scenelens
