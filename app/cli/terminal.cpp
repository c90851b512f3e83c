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

void onInterrupt(int signal) {
  if (JobControl* control = interruptTarget.load()) control->cancel();
  std::signal(signal, SIG_DFL);
}

}  // namespace

int reportError(const Error& error) {
  fmt::print(stderr, "scenelens-cli: {}\n", error.text());
  return 1;
}

void printNote(const std::string& text) {
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

JobControl::Listener progressLine(std::string what) {
  if (!isatty(STDERR_FILENO)) return {};
  struct State {
    std::mutex mutex;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last;
  };
  auto state = std::make_shared<State>();
  return [what = std::move(what), state](std::size_t done, std::size_t total) {
    const std::lock_guard lock(state->mutex);
    const auto now = std::chrono::steady_clock::now();
    const bool finished = total > 0 && done >= total;
    if (!finished && now - state->last < std::chrono::milliseconds(100)) return;
    state->last = now;
    const double seconds = std::chrono::duration<double>(now - state->start).count();
    const double remaining =
        done > 0 ? seconds * static_cast<double>(total - done) / static_cast<double>(done) : 0.0;
    fmt::print(stderr, "\r{} {}/{}  {:.0f} s left   {}", what, done, total, remaining,
               finished ? "\r\033[K" : "");
    std::fflush(stderr);
  };
}

}  // namespace scenelens
