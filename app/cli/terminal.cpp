// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>

namespace scenelens {

namespace {

std::atomic<JobControl*> interruptTarget{nullptr};
std::atomic<bool> progressShown{false};

void clearProgress() {
  if (progressShown.exchange(false)) fmt::print(stderr, "\r\033[K");
}

void onInterrupt(int signal) {
  if (JobControl* control = interruptTarget.load()) control->cancel();
  std::signal(signal, SIG_DFL);
}

}  // namespace

int reportError(const Error& error) {
  clearProgress();
  fmt::print(stderr, "scenelens-cli: {}\n", error.text());
  return exit_status::kFailure;
}

int reportUsage(const Error& error) {
  reportError(error);
  return exit_status::kUsage;
}

int reportCancelled() {
  clearProgress();
  fmt::print(stderr, "scenelens-cli: cancelled\n");
  return exit_status::kCancelled;
}

bool outputIsTerminal() {
  return isatty(STDOUT_FILENO) != 0;
}

Status checkFolderOf(const std::filesystem::path& output) {
  const auto folder = output.parent_path();
  std::error_code ignored;
  if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return {};
  return fail({"cannot be written: there is no such folder", output, 0, "Make the folder first"});
}

void printNote(const std::string& text) {
  clearProgress();
  fmt::print(stderr, "{}\n", text);
}

CancelOnInterrupt::CancelOnInterrupt(JobControl& control) {
  interruptTarget = &control;
  std::signal(SIGINT, onInterrupt);
}

CancelOnInterrupt::~CancelOnInterrupt() {
  std::signal(SIGINT, SIG_DFL);
  interruptTarget = nullptr;
}

JobControl::Listener progressLine(std::string what, std::string unit) {
  if (isatty(STDERR_FILENO) == 0) return {};
  struct State {
    std::mutex mutex;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last;
  };
  auto state = std::make_shared<State>();
  return [what = std::move(what), unit = std::move(unit), state](std::size_t done,
                                                                 std::size_t total) {
    const std::lock_guard lock(state->mutex);
    const auto now = std::chrono::steady_clock::now();
    const bool finished = total > 0 && done >= total;
    if (!finished && now - state->last < std::chrono::milliseconds(100)) return;
    state->last = now;
    if (finished) {
      clearProgress();
      return;
    }
    const double seconds = std::chrono::duration<double>(now - state->start).count();
    progressShown = true;
    if (total > 0 && done > 0) {
      const double left = seconds * static_cast<double>(total - done) / static_cast<double>(done);
      std::string speed;
      if (!unit.empty() && seconds > 0.0) {
        speed = fmt::format("  {:.0f} {}/s", static_cast<double>(done) / seconds, unit);
      }
      fmt::print(stderr, "\r{} {}/{}{}  {:.0f} s left\033[K", what, done, total, speed, left);
    } else {
      fmt::print(stderr, "\r{} {}\033[K", what, done);
    }
    std::fflush(stderr);
  };
}

}  // namespace scenelens
