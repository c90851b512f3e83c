// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/training_console.h"

#include "app/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

namespace scenelens {

namespace {

/// "1 h 02 min", "3 min 20 s", "12 s".
std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

void showProgress(const TrainProgress& p) {
  if (isatty(STDERR_FILENO) == 0) return;
  constexpr std::size_t kWidth = 20;
  const std::size_t filled = p.batches > 0 ? kWidth * p.batch / p.batches : 0;
  fmt::print(stderr, "\r{} {}/{} [{}{}] {}/{}  loss {:.3f} + {:.3f}  {:.0f} clips/s  {} left\033[K",
             p.phase, p.epoch + 1, p.epochs, std::string(filled, '#'),
             std::string(kWidth - filled, '.'), p.batch, p.batches, p.sceneLoss, p.groupLoss,
             p.clipsPerSecond, duration(p.secondsLeft));
  std::fflush(stderr);
}

void showEpoch(const EpochRecord& r, bool best) {
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
  fmt::print("{} {:>3}  loss {:.4f} + {:.4f}  train {:5.1f} %", r.phase, r.epoch + 1, r.trainLoss,
             r.trainGroupLoss, 100.0 * r.trainAccuracy);
  if (!std::isnan(r.validationLogLoss)) {
    fmt::print("  held out {:5.1f} % {:.4f}{}", 100.0 * r.validationAccuracy, r.validationLogLoss,
               best ? " *" : "");
  }
  fmt::print("  {:.0f} clips/s\n", r.clipsPerSecond);
  std::fflush(stdout);
}

/// A progress line that begins anew whenever something else is being prepared.
struct PreparationLine {
  std::string what;
  JobControl::Listener line;
};

}  // namespace

SessionListener consoleListener(bool talks) {
  SessionListener listener;
  listener.problem = [](const Error& problem) { reportError(problem); };
  if (!talks) return listener;
  listener.training = {showProgress, showEpoch};
  listener.note = [](const std::string& text) { printNote("note: " + text); };
  listener.preparing = [state = std::make_shared<PreparationLine>()](
                           const std::string& what, std::size_t done, std::size_t total) {
    if (what != state->what) state->line = progressLine(what);
    state->what = what;
    if (state->line) state->line(done, total);
  };
  return listener;
}

}  // namespace scenelens
