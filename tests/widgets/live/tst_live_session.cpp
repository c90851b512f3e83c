// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_shape.h"
#include "core/nn/model.h"
#include "tests/core/support/device_sound.h"
#include "widgets/live/live_session.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace scenelens;
using namespace scenelens::test;

namespace {

constexpr StreamFormat kStereo{48'000, 2, SampleType::Int16};
constexpr int kPatienceMs = 30'000;

/// A device with a thread of its own, as real ones have, that is much faster than time.
class ThreadedSource final : public CaptureSource {
 public:
  ~ThreadedSource() override {
    silence();
    stop();
  }

  void start(BlockRing& ring) override {
    m_thread = std::thread([this, &ring] {
      const auto bytes = deviceBytes(noise(4801, 1), kStereo);
      while (!m_stop) {
        ring.push(kStereo, bytes, std::chrono::steady_clock::now());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
  }
  void silence() override { m_stop = true; }
  void stop() override {
    if (m_thread.joinable()) m_thread.join();
  }

 private:
  std::thread m_thread;
  std::atomic<bool> m_stop{false};
};

}  // namespace

/// Without the window, so that ThreadSanitizer sees three threads and little else.
class TestLiveSession final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    auto models = std::make_shared<std::vector<Model>>();
    for (const std::uint64_t seed : {1, 2}) {
      Model model;
      model.architecture = dsmnModels().front();
      model.weights = untrainedWeights(model.architecture, seed);
      models->push_back(std::move(model));
    }
    m_setup.models = models;
    m_setup.choices = {{0, Precision::Float32}};
    m_setup.hop = 4410;
  }

  void isHeardInTheThreadOfTheWindow() {
    LiveSession session(std::make_unique<ThreadedSource>(), m_setup);
    int hops = 0;
    const auto* here = QThread::currentThread();
    connect(&session, &LiveSession::heard, this, [&](const std::shared_ptr<const LiveHop>& hop) {
      if (QThread::currentThread() == here && !hop->answers.empty()) ++hops;
    });
    QTRY_VERIFY_WITH_TIMEOUT(hops >= 5, kPatienceMs);
  }

  void everythingCanBeChangedWhileItListens() {
    LiveSession session(std::make_unique<ThreadedSource>(), m_setup);
    std::size_t most = 0;
    connect(&session, &LiveSession::heard, this, [&](const std::shared_ptr<const LiveHop>& hop) {
      most = std::max(most, hop->answers.size());
    });
    for (int i = 0; i < 100; ++i) {
      auto& classifier = session.classifier();
      classifier.setHop(i % 2 ? 4410 : 22'050);
      classifier.setSmoothing(double(i % 3));
      classifier.setChoices(
          i % 2 ? std::vector<LiveChoice>{{1, Precision::Float32}}
                : std::vector<LiveChoice>{{0, Precision::Float32}, {1, Precision::Float32}});
      static_cast<void>(classifier.sound(0, classifier.takeStatus().samples));
      QTest::qWait(2);
    }
    session.classifier().setChoices({{0, Precision::Float32}, {1, Precision::Float32}});
    QTRY_COMPARE_WITH_TIMEOUT(most, std::size_t{2}, kPatienceMs);
  }

  void afterStopNothingIsHeardFiftyTimes() {
    int hops = 0;
    for (int i = 0; i < 50; ++i) {
      auto session = std::make_unique<LiveSession>(std::make_unique<ThreadedSource>(), m_setup);
      connect(session.get(), &LiveSession::heard, this, [&] { ++hops; });
      if (i % 2) QTest::qWait(i);
      session->stop();
      hops = 0;
      QCoreApplication::processEvents();
      QCOMPARE(hops, 0);
      // And without stop(), in the middle of it.
      session = std::make_unique<LiveSession>(std::make_unique<ThreadedSource>(), m_setup);
    }
  }

 private:
  LiveSetup m_setup;
};

QTEST_GUILESS_MAIN(TestLiveSession)
#include "tst_live_session.moc"
