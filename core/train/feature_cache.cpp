// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/feature_cache.h"

#include "core/audio/audio_window_reader.h"
#include "core/base/text.h"
#include "core/features/feature_extractor.h"
#include "core/train/logmel_code.h"
#include "core/train/logmel_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace scenelens {

namespace fs = std::filesystem;

/// Where each clip's record is.
struct FeatureCache::State {
  struct Place {
    std::uint32_t store = 0;
    std::uint32_t record = 0;
  };

  Status openStores(const TrainingSet& set, const fs::path& folder, const JobControl& control);

  std::vector<LogMelStore> stores;
  std::vector<std::uint32_t> storeOf;  ///< for each data set; several may share one
  std::vector<Place> places;
  std::size_t computed = 0;
};

namespace {

constexpr auto kCancelled = "cancelled";
/// Changes whenever the log-Mel of a sound or its form on disk would.
constexpr std::uint64_t kFormulaVersion = 1;
/// Where single precision ends: log10 of FLT_MAX is 38.5. NaN is not below it either.
constexpr float kLoudest = 38.0F;
/// Clips a thread takes at a time: neighbours may be windows of one file.
constexpr std::size_t kChunk = 8;
/// Records that become valid together, and how long the first may wait for the others.
constexpr std::size_t kGroup = 512;
constexpr auto kGroupTime = std::chrono::seconds(1);

/// FNV-1a with a final mix.
class Hash {
 public:
  Hash& add(std::string_view bytes) {
    for (const char byte : bytes)
      m_state = (m_state ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
    return add(std::uint64_t{bytes.size()});
  }
  Hash& add(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      m_state = (m_state ^ (number >> shift & 0xFFU)) * 0x100000001B3ULL;
    return *this;
  }
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }

 private:
  std::uint64_t m_state = 0xCBF29CE484222325ULL;
};

/// A name for the files of a data set: for people, and unlike that of any other folder.
std::string stemOf(const Dataset& dataset) {
  std::error_code problem;
  fs::path root = fs::weakly_canonical(dataset.root, problem);
  if (problem) root = dataset.root;
  std::string name;
  for (const char c : dataset.name.substr(0, 40)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += plain || c == '-' || c == '_' ? c : '_';
  }
  return fmt::format("{}-{:016x}", name, Hash().add(root.native()).value());
}

/// Errors: the file is not there.
Result<LogMelKey> keyOf(const Clip& clip, const fs::path& path) {
  struct ::stat info {};
  if (::stat(path.c_str(), &info) != 0)
    return fail({.reason = errno == ENOENT || errno == ENOTDIR
                               ? "there is no such sound file"
                               : "cannot be read: " + std::generic_category().message(errno),
                 .file = path,
                 .remedy = "Complete the data set, or skip broken clips"});
  LogMelKey key;
  key.clip = Hash().add(clip.file).add(static_cast<std::uint64_t>(clip.window)).value();
  key.state = Hash()
                  .add(kFormulaVersion)
                  .add(static_cast<std::uint64_t>(info.st_size))
                  .add(static_cast<std::uint64_t>(info.st_mtim.tv_sec))
                  .add(static_cast<std::uint64_t>(info.st_mtim.tv_nsec))
                  .value();
  return key;
}

/// Computes records with all cores.
class Filling {
 public:
  struct Job {
    std::size_t index = 0;  ///< of the clip in the run
    LogMelKey key;
  };

  /// `storeOf`: index into `stores` for each data set.
  Filling(const TrainingSet& set, std::vector<LogMelStore>& stores,
          const std::vector<std::uint32_t>& storeOf, const JobControl& control)
      : m_set(set),
        m_stores(stores),
        m_storeOf(storeOf),
        m_control(control),
        m_pending(stores.size()) {}

  std::vector<Job> jobs;
  std::map<std::size_t, Error> broken;  ///< by index
  std::size_t done = 0;                 ///< clips that needed nothing
  std::size_t total = 0;

  /// Calls `placed` for each finished record, one call at a time.
  Status run(unsigned threads,
             const std::function<void(std::size_t index, std::uint32_t record)>& placed) {
    m_placed = &placed;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t wanted = threads > 0 ? threads : cores;
    std::vector<std::thread> workers;
    try {
      for (std::size_t i = 1; i < std::min(wanted, jobs.size()); ++i)
        workers.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The system gives no more threads: those there are do all the work.
    }
    work();
    for (auto& worker : workers) worker.join();
    commit();  // also after cancelling: finished clips stay
    if (m_failure) return fail(std::move(*m_failure));
    if (m_control.cancelled()) return fail({.reason = kCancelled});
    return {};
  }

 private:
  void work() {
    FeatureExtractor extractor;
    std::optional<AudioWindowReader> reader;
    std::array<std::byte, kLogMelRecord> record{};
    while (!stopped()) {
      const std::size_t begin = m_next.fetch_add(kChunk);
      if (begin >= jobs.size()) return;
      for (std::size_t i = begin; i < std::min(begin + kChunk, jobs.size()) && !stopped(); ++i)
        finish(jobs[i], compute(m_set.at(jobs[i].index), extractor, reader, record), record);
    }
  }

  Status compute(const TrainingClip& clip, FeatureExtractor& extractor,
                 std::optional<AudioWindowReader>& reader,
                 std::span<std::byte, kLogMelRecord> record) const {
    const auto path = m_set.path(clip);
    if (!reader || reader->path() != path) {
      reader.reset();
      auto opened = AudioWindowReader::open(path);
      if (!opened) return fail(std::move(opened).error());
      reader.emplace(std::move(*opened));
    }
    const auto sound = reader->read(static_cast<std::size_t>(m_set.clip(clip).window), &m_control);
    if (!sound) return fail(sound.error());
    std::array<float, kMapSize> logmel{};
    extractor.logMel(sound->samples, logmel);
    if (!std::ranges::all_of(logmel, [](float value) { return value < kLoudest; }))
      return fail({.reason = "is too loud to be sound: its power is beyond single precision",
                   .file = path});
    encodeLogMel(logmel, record);
    return {};
  }

  void finish(const Job& job, Status status, std::span<const std::byte, kLogMelRecord> record) {
    if (!status && m_control.cancelled()) return;  // abandoned, not broken
    const std::uint32_t store = m_storeOf[m_set.at(job.index).dataset];
    std::uint32_t number = 0;
    if (status) {
      {
        const std::lock_guard lock(m_mutex);
        number = m_stores[store].reserve();
      }
      if (auto written = m_stores[store].write(number, record); !written) {
        giveUp(std::move(written).error());
        return;
      }
    }
    const std::lock_guard lock(m_mutex);
    if (status) {
      m_pending[store].push_back({job.key, number});
      if (++m_pendingCount == 1) m_firstPending = Clock::now();
      (*m_placed)(job.index, number);
      if (m_pendingCount >= kGroup || Clock::now() - m_firstPending > kGroupTime) commit();
    } else {
      broken.emplace(job.index, std::move(status).error());
    }
    m_control.report(++done, total);
  }

  /// Precondition: the lock is held, or no other thread is left.
  void commit() {
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
      auto status = m_stores[i].commit(m_pending[i]);
      if (!status && !m_failed.exchange(true)) m_failure = std::move(status).error();
      m_pending[i].clear();
    }
    m_pendingCount = 0;
  }

  void giveUp(Error error) {
    const std::lock_guard lock(m_mutex);
    if (!m_failed.exchange(true)) m_failure = std::move(error);
  }

  [[nodiscard]] bool stopped() const { return m_failed || m_control.cancelled(); }

  using Clock = std::chrono::steady_clock;

  const TrainingSet& m_set;
  std::vector<LogMelStore>& m_stores;
  const std::vector<std::uint32_t>& m_storeOf;
  const JobControl& m_control;
  const std::function<void(std::size_t, std::uint32_t)>* m_placed = nullptr;
  std::atomic<std::size_t> m_next{0};
  std::atomic<bool> m_failed{false};
  std::mutex m_mutex;  // guards what follows, `broken`, `done` and the stores' bookkeeping
  std::vector<std::vector<LogMelStore::Entry>> m_pending;  // by store
  std::size_t m_pendingCount = 0;
  Clock::time_point m_firstPending;
  std::optional<Error> m_failure;
};

/// Hands over what is wrong with the clips; an error unless they may be skipped.
Status report(const std::map<std::size_t, Error>& found, std::size_t total, bool skip,
              std::vector<Error>& broken) {
  broken.clear();
  for (const auto& entry : found) broken.push_back(entry.second);
  if (found.empty() || skip) return {};
  return fail({.reason = fmt::format("{} of {} clips cannot be used",
                                     groupDigits(static_cast<std::int64_t>(found.size())),
                                     groupDigits(static_cast<std::int64_t>(total))),
               .remedy = "Complete the data set, or skip broken clips. The first: " +
                         broken.front().text()});
}

/// Takes the clips with these indices (of train, then validation) out of the run.
template <typename Place>
void dropClips(const std::map<std::size_t, Error>& broken, TrainingSet& set,
               std::vector<Place>& places) {
  const std::size_t train = set.train.size();
  const auto drop = [&](auto& items, std::size_t firstIndex) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (broken.contains(firstIndex + i)) continue;
      if (kept != i) items[kept] = std::move(items[i]);
      ++kept;
    }
    items.resize(kept);
  };
  drop(places, 0);
  drop(set.validation, train);
  drop(set.train, 0);
}

}  // namespace

fs::path defaultCacheFolder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return fs::path(value != nullptr ? value : "");
  };
  fs::path base = variable("XDG_CACHE_HOME");
  if (!base.is_absolute()) {  // the XDG specification: relative paths are invalid
    base = variable("HOME");
    std::error_code ignored;
    base = base.is_absolute() ? base / ".cache" : fs::temp_directory_path(ignored);
  }
  return base / "scenelens" / "logmel";
}

/// Opens the stores of all data sets and says which is whose. In the order of their names: two
/// processes that waited for each other's stores would wait for ever.
Status FeatureCache::State::openStores(const TrainingSet& set, const fs::path& folder,
                                       const JobControl& control) {
  std::map<std::string, std::uint32_t> numbers;
  for (const Dataset* dataset : set.datasets) numbers.emplace(stemOf(*dataset), 0);
  for (auto& [stem, number] : numbers) {
    auto store = LogMelStore::open(folder, stem, control);
    if (!store) return fail(std::move(store).error());
    number = static_cast<std::uint32_t>(stores.size());
    stores.push_back(std::move(*store));
  }
  for (const Dataset* dataset : set.datasets) storeOf.push_back(numbers[stemOf(*dataset)]);
  return {};
}

Result<FeatureCache> FeatureCache::open(TrainingSet& set, const FeatureCacheOptions& options,
                                        std::vector<Error>& broken, const JobControl& control) {
  auto state = std::make_unique<State>();
  if (auto status = state->openStores(set, options.folder, control); !status)
    return fail(std::move(status).error());
  Filling filling(set, state->stores, state->storeOf, control);
  filling.total = set.size();
  state->places.resize(set.size());
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (control.cancelled()) return fail({.reason = kCancelled});
    const TrainingClip& clip = set.at(i);
    const std::uint32_t store = state->storeOf[clip.dataset];
    auto key = keyOf(set.clip(clip), set.path(clip));
    const auto record = key ? state->stores[store].find(*key) : std::nullopt;
    if (!key) {
      filling.broken.emplace(i, std::move(key).error());
    } else if (record) {
      state->places[i] = {store, *record};
    } else {
      filling.jobs.push_back({i, *key});
    }
  }
  filling.done = filling.total - filling.jobs.size();
  control.report(filling.done, filling.total);
  const auto placed = [&](std::size_t index, std::uint32_t record) {
    state->places[index] = {state->storeOf[set.at(index).dataset], record};
    ++state->computed;
  };
  if (auto status = filling.run(options.threads, placed); !status)
    return fail(std::move(status).error());
  for (auto& store : state->stores) store.release();
  if (auto status = report(filling.broken, filling.total, options.skipBroken, broken); !status)
    return fail(std::move(status).error());
  dropClips(filling.broken, set, state->places);
  if (set.train.empty())
    return fail({.reason = "none of the training clips can be used",
                 .remedy = broken.empty() ? std::string() : "The first: " + broken.front().text()});
  return FeatureCache(std::move(state));
}

FeatureCache::FeatureCache(std::unique_ptr<State> state) : m_state(std::move(state)) {}
FeatureCache::FeatureCache(FeatureCache&&) noexcept = default;
FeatureCache& FeatureCache::operator=(FeatureCache&&) noexcept = default;
FeatureCache::~FeatureCache() = default;

std::size_t FeatureCache::size() const {
  return m_state->places.size();
}

std::size_t FeatureCache::computed() const {
  return m_state->computed;
}

Status FeatureCache::read(std::size_t index, std::span<float, kMapSize> logmel) const {
  const auto& place = m_state->places[index];
  std::array<std::byte, kLogMelRecord> record;  // NOLINT: read fills it
  if (auto status = m_state->stores[place.store].read(place.record, record); !status) return status;
  decodeLogMel(record, logmel);
  return {};
}

}  // namespace scenelens
