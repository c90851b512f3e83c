// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sound/qt_capture.h"

#include "widgets/base/qt_text.h"

#include <QAudioDevice>
#include <QAudioSource>
#include <QMediaDevices>
#include <QThread>
#include <QTimer>

#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

namespace scenelens {

namespace {

constexpr int kBlockMs = 10;
/// Qt 6.4 with PulseAudio keeps its list up to date but does not say when it changes.
constexpr int kLookMs = 700;
constexpr int kThreadPatienceMs = 2000;

std::optional<SampleType> sampleTypeOf(QAudioFormat::SampleFormat format) {
  switch (format) {
    case QAudioFormat::UInt8:
      return SampleType::UInt8;
    case QAudioFormat::Int16:
      return SampleType::Int16;
    case QAudioFormat::Int32:
      return SampleType::Int32;
    case QAudioFormat::Float:
      return SampleType::Float32;
    default:
      return std::nullopt;
  }
}

QAudioDevice inputOf(const QByteArray& id) {
  const auto devices = QMediaDevices::audioInputs();
  for (const auto& device : devices) {
    if (device.id() == id) return device;
  }
  return {};
}

/// What the device likes best; where it does not say in which type, the first that it takes.
QAudioFormat formatOf(const QAudioDevice& device) {
  QAudioFormat format = device.preferredFormat();
  if (sampleTypeOf(format.sampleFormat()) && device.isFormatSupported(format)) return format;
  for (const auto type :
       {QAudioFormat::Int16, QAudioFormat::Float, QAudioFormat::Int32, QAudioFormat::UInt8}) {
    format.setSampleFormat(type);
    if (device.isFormatSupported(format)) return format;
  }
  return {};
}

Error deviceGone() {
  return {.reason = "the sound device is gone", .remedy = "Plug it in again or choose another one"};
}

Error cannotStart() {
  return {
      .reason = "the sound device cannot be opened",
      .remedy = "Check that no other program holds it and that you may record, or replay a file"};
}

Error nothingComes() {
  return {.reason = "the sound device delivers nothing",
          .remedy =
              "Check the permission to record and the settings of the sound system, or replay "
              "a file"};
}

}  // namespace

QtCaptureDevices::QtCaptureDevices(QObject* parent)
    : CaptureDevices(parent), m_devices(std::make_unique<QMediaDevices>()) {
  connect(m_devices.get(), &QMediaDevices::audioInputsChanged, this, &QtCaptureDevices::look);
  m_timer.setInterval(kLookMs);
  connect(&m_timer, &QTimer::timeout, this, &QtCaptureDevices::look);
  m_timer.start();
  m_known = QMediaDevices::audioInputs();
}

void QtCaptureDevices::look() {
  auto now = QMediaDevices::audioInputs();
  if (now == m_known) return;
  m_known = std::move(now);
  emit changed();
}

QtCaptureDevices::~QtCaptureDevices() = default;

QList<CaptureDevice> QtCaptureDevices::list() const {
  const QByteArray chosen = QMediaDevices::defaultAudioInput().id();
  QList<CaptureDevice> devices;
  const auto inputs = QMediaDevices::audioInputs();
  for (const auto& device : inputs) {
    devices.append({device.id(), device.description(), device.id() == chosen});
  }
  return devices;
}

std::unique_ptr<CaptureSource> QtCaptureDevices::open(const QByteArray& id) const {
  return std::make_unique<QtCaptureSource>(id);
}

/// What lets blocks and messages through until the source is stopped.
class QtCaptureSource::Gate {
 public:
  Gate(QtCaptureSource* source, BlockRing* ring) : m_source(source), m_ring(ring) {}

  void push(const StreamFormat& format, std::span<const std::byte> bytes) {
    const auto arrived = std::chrono::steady_clock::now();
    const std::lock_guard lock(m_mutex);
    if (m_ring) m_ring->push(format, bytes, arrived);
  }
  void fail(const Error& error) {
    const std::lock_guard lock(m_mutex);
    if (!m_source) return;
    const auto tell = [source = m_source, error] {
      if (source->m_gate) emit source->failed(error);
    };
    QMetaObject::invokeMethod(m_source, tell, Qt::QueuedConnection);
    m_ring = nullptr;
  }
  void close() {
    const std::lock_guard lock(m_mutex);
    m_source = nullptr;
    m_ring = nullptr;
  }

 private:
  std::mutex m_mutex;
  QtCaptureSource* m_source;
  BlockRing* m_ring;
};

/// Reads the device; made, used and destroyed in the thread.
class QtCaptureSource::Reader final : public QObject {
 public:
  Reader(QAudioDevice device, std::shared_ptr<Gate> gate)
      : m_device(std::move(device)), m_gate(std::move(gate)) {}

  void begin() {
    // Some devices take one program's one stream only. The stream before may still be letting go;
    // one that hangs has had its time.
    static_cast<void>(m_turn.try_lock_for(std::chrono::milliseconds(kThreadPatienceMs)));
    const QAudioFormat format = formatOf(m_device);
    const auto type = sampleTypeOf(format.sampleFormat());
    if (!format.isValid() || !type) {
      m_gate->fail(cannotStart());
      return;
    }
    m_format = {format.sampleRate(), format.channelCount(), *type};
    m_source = std::make_unique<QAudioSource>(m_device, format);
    m_source->setBufferSize(format.bytesForDuration(qint64(kBlockMs) * 1000));
    connect(m_source.get(), &QAudioSource::stateChanged, this, [this](QAudio::State state) {
      if (state == QAudio::StoppedState) m_gate->fail(deviceGone());
    });
    m_io = m_source->start();
    if (!m_io || m_source->error() == QAudio::OpenError) {
      m_gate->fail(cannotStart());
      return;
    }
    connect(m_io, &QIODevice::readyRead, this, [this] { read(); });
    m_silence = std::make_unique<QTimer>();
    m_silence->setSingleShot(true);
    m_silence->setInterval(kSilentDeviceMs);
    connect(m_silence.get(), &QTimer::timeout, this, [this] { m_gate->fail(nothingComes()); });
    m_silence->start();
  }

  ~Reader() override {
    if (!m_source) return;
    m_source->disconnect(this);
    m_source->stop();
  }

 private:
  void read() {
    const QByteArray bytes = m_io->readAll();
    if (bytes.isEmpty()) return;
    m_gate->push(m_format, std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size()))));
    m_silence->start();
  }

  /// Held by the stream that is open.
  static std::timed_mutex& turn() {
    static std::timed_mutex mutex;
    return mutex;
  }

  std::unique_lock<std::timed_mutex> m_turn{turn(), std::defer_lock};  // given back last
  QAudioDevice m_device;
  std::shared_ptr<Gate> m_gate;
  StreamFormat m_format;
  std::unique_ptr<QAudioSource> m_source;
  QIODevice* m_io = nullptr;
  std::unique_ptr<QTimer> m_silence;
};

QtCaptureSource::QtCaptureSource(QByteArray id, QObject* parent)
    : CaptureSource(parent), m_id(std::move(id)) {}

QtCaptureSource::~QtCaptureSource() {
  silence();
  stop();
  if (!m_thread) return;
  // The thread of a sound server that hangs is left to itself.
  if (m_thread->isFinished()) {
    delete m_thread;
  } else {
    connect(m_thread, &QThread::finished, m_thread, &QObject::deleteLater);
  }
}

void QtCaptureSource::start(BlockRing& ring) {
  m_gate = std::make_shared<Gate>(this, &ring);
  const QAudioDevice device = inputOf(m_id);
  if (device.isNull()) {
    m_gate->fail(deviceGone());
    return;
  }
  m_thread = new QThread;
  m_thread->setObjectName(QStringLiteral("capture"));
  auto* reader = new Reader(device, m_gate);
  reader->moveToThread(m_thread);
  connect(m_thread, &QThread::started, reader, [reader] { reader->begin(); });
  connect(m_thread, &QThread::finished, reader, &QObject::deleteLater);
  m_thread->start(QThread::HighPriority);
  // Some backends go on with silence when a device is unplugged.
  m_look.setInterval(kLookMs);
  connect(&m_look, &QTimer::timeout, this, [this] {
    if (m_gate && inputOf(m_id).isNull()) m_gate->fail(deviceGone());
  });
  m_look.start();
}

void QtCaptureSource::silence() {
  m_look.stop();
  if (m_gate) m_gate->close();
  m_gate.reset();
  if (m_thread) m_thread->quit();
}

void QtCaptureSource::stop() {
  if (!m_thread || std::exchange(m_waited, true)) return;
  m_thread->wait(kThreadPatienceMs);
}

}  // namespace scenelens
