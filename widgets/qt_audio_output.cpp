// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/qt_audio_output.h"

#include "core/features/feature_shape.h"

#include <QAudioDevice>
#include <QAudioSink>
#include <QIODevice>
#include <QMediaDevices>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

namespace scenelens {

namespace {

constexpr int kBufferMs = 60;
constexpr int kThreadPatienceMs = 2000;

QAudioFormat formatOf(const QAudioDevice& device) {
  QAudioFormat format;
  format.setSampleRate(kSampleRate);
  for (const int channels : {1, 2, device.preferredFormat().channelCount()}) {
    for (const auto type : {QAudioFormat::Float, QAudioFormat::Int16}) {
      format.setChannelCount(channels);
      format.setSampleFormat(type);
      if (device.isFormatSupported(format)) return format;
    }
  }
  return {};
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
    m_format = formatOf(m_device);
    if (!m_format.isValid()) {
      fail();
      return;
    }
    m_sink = std::make_unique<QAudioSink>(m_device, m_format);
    m_sink->setBufferSize(m_format.bytesForDuration(qint64(kBufferMs) * 1000));
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
    const auto frame = std::size_t(m_format.bytesPerFrame());
    const std::size_t room = std::size_t(std::max<qsizetype>(0, m_sink->bytesFree())) / frame;
    const std::size_t size = std::size_t(m_sink->bufferSize()) / frame;
    if (room > 0 && !m_tape->atEnd()) {
      m_mono.resize(room);
      const std::size_t made = m_tape->read(m_mono);
      encode(made);
      m_io->write(m_bytes);
    } else if (m_tape->atEnd() && room >= size) {
      m_timer->stop();
      m_line->waiting = 0;
      m_line->post([line = m_line] {
        if (line->output) emit line->output->finished();
      });
      return;
    }
    const auto free = std::size_t(std::max<qsizetype>(0, m_sink->bytesFree())) / frame;
    m_line->waiting = size - std::min(size, free);
  }

  void encode(std::size_t count) {
    m_bytes.resize(qsizetype(count) * m_format.bytesPerFrame());
    char* out = m_bytes.data();
    for (std::size_t i = 0; i < count; ++i) {
      for (int c = 0; c < m_format.channelCount(); ++c) {
        if (m_format.sampleFormat() == QAudioFormat::Float) {
          std::memcpy(out, &m_mono[i], sizeof(float));
          out += sizeof(float);
        } else {
          const auto value = std::int16_t(std::clamp(m_mono[i], -1.0F, 1.0F) * 32767.0F);
          std::memcpy(out, &value, sizeof value);
          out += sizeof value;
        }
      }
    }
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
  QAudioFormat m_format;
  std::unique_ptr<QAudioSink> m_sink;
  std::unique_ptr<QTimer> m_timer;
  QIODevice* m_io = nullptr;
  std::vector<float> m_mono;
  QByteArray m_bytes;
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
