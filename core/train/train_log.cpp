// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_log.h"

#include "core/base/file_io.h"
#include "core/base/in_quotes.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>
#include <utility>

namespace scenelens {

namespace {

constexpr std::string_view kHeader =
    "epoch,phase,learning_rate,train_loss,train_group_loss,train_accuracy,validation_log_loss,"
    "validation_accuracy,validation_group_log_loss,validation_group_accuracy,conflict_share,"
    "mean_cosine,clips_per_second,seconds\n";
constexpr std::size_t kTexts = 2;     // fields before the numbers
constexpr std::size_t kNumbers = 12;  // fields with a number or nothing
constexpr std::uint64_t kMaxLog = 64U << 20U;

/// The numbers of a record in the order of the columns; `Record` is EpochRecord, const or not.
template <typename Record>
auto numbersOf(Record& r) {
  return std::array{&r.learningRate,           &r.trainLoss,
                    &r.trainGroupLoss,         &r.trainAccuracy,
                    &r.validationLogLoss,      &r.validationAccuracy,
                    &r.validationGroupLogLoss, &r.validationGroupAccuracy,
                    &r.conflictShare,          &r.meanCosine,
                    &r.clipsPerSecond,         &r.seconds};
}

std::string lineOf(const EpochRecord& record) {
  std::string line = fmt::format("{},{}", record.epoch, record.phase);
  for (const double* number : numbersOf(record)) {
    line += ',';
    if (!std::isnan(*number)) line += fmt::format("{}", *number);
  }
  line += '\n';
  return line;
}

template <typename Number>
bool parse(std::string_view text, Number& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size();
}

bool parseLine(std::string_view line, EpochRecord& record) {
  std::array<std::string_view, kTexts + kNumbers> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto comma = line.find(',');
    const bool last = i + 1 == fields.size();
    if ((comma == std::string_view::npos) != last) return false;
    fields[i] = line.substr(0, comma);
    if (!last) line.remove_prefix(comma + 1);
  }
  if (!parse(fields[0], record.epoch) || record.epoch < 0) return false;
  if (fields[1] != "float" && fields[1] != "qat") return false;
  record.phase = fields[1];
  const auto numbers = numbersOf(record);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!fields[kTexts + i].empty() && !parse(fields[kTexts + i], *numbers[i])) return false;
  }
  return true;
}

Error cannotWrite(const std::filesystem::path& path, int code) {
  return {.reason = "cannot be written: " + std::generic_category().message(code), .file = path};
}

}  // namespace

Result<TrainLog> TrainLog::open(const std::filesystem::path& path,
                                std::span<const EpochRecord> kept) {
  std::string text(kHeader);
  for (const auto& record : kept) text += lineOf(record);
  const std::array parts = {std::as_bytes(std::span(text))};
  if (auto status = writeFileAtomically(path, parts); !status)
    return fail(std::move(status).error());
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));  // NOLINT
  if (!file.isOpen()) return fail(cannotWrite(path, errno));
  return TrainLog(std::move(file), path);
}

Status TrainLog::append(const EpochRecord& record) {
  const std::string line = lineOf(record);
  ::ssize_t written = -1;
  do {
    written = ::write(m_file.get(), line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  if (written < 0) return fail(cannotWrite(m_path, errno));
  if (static_cast<std::size_t>(written) != line.size()) return fail(cannotWrite(m_path, ENOSPC));
  if (::fdatasync(m_file.get()) != 0) return fail(cannotWrite(m_path, errno));
  return {};
}

Result<std::vector<EpochRecord>> readTrainLog(const std::filesystem::path& path) {
  const auto bytes = readWholeFile(path, kMaxLog);
  if (!bytes) return fail(bytes.error());
  std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());  // NOLINT
  if (!text.starts_with(kHeader))
    return fail({.reason = "is not a training log: its first line is another one",
                 .file = path,
                 .line = 1});
  text.remove_prefix(kHeader.size());
  std::vector<EpochRecord> records;
  for (std::int64_t line = 2;; ++line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return records;  // what is left is torn or nothing
    EpochRecord record;
    if (!parseLine(text.substr(0, end), record))
      return fail({.reason = "is not a line of a training log: " + inQuotes(text.substr(0, end)),
                   .file = path,
                   .line = line});
    records.push_back(std::move(record));
    text.remove_prefix(end + 1);
  }
}

}  // namespace scenelens
