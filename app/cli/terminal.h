// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"

#include <filesystem>
#include <string>

namespace scenelens {

/// What the program returns to its caller; the help lists them.
namespace exit_status {
inline constexpr int kFailure = 1;      ///< something could not be read, computed or written
inline constexpr int kUsage = 2;        ///< the arguments make no sense
inline constexpr int kCancelled = 130;  ///< Ctrl-C; what shells report for it, too
}  // namespace exit_status

/// Prints "scenelens-cli: <error>" to standard error and returns the exit status of a failure.
int reportError(const Error& error);
/// The same for an argument that makes no sense, with the status for it.
int reportUsage(const Error& error);
/// Says that the user cancelled the work and returns the exit status for it.
int reportCancelled();
/// Prints a note to standard error, so that standard output stays clean for pipes.
void printNote(const std::string& text);
/// True when people read standard output as it is written.
[[nodiscard]] bool outputIsTerminal();

/// Finds out before the work, and not after it, that a file's folder is not there.
[[nodiscard]] Status checkFolderOf(const std::filesystem::path& output);

/// Cancels `control` when the user presses Ctrl-C; a second Ctrl-C ends the program at once.
class CancelOnInterrupt {
 public:
  explicit CancelOnInterrupt(JobControl& control);
  ~CancelOnInterrupt();
  CancelOnInterrupt(const CancelOnInterrupt&) = delete;
  CancelOnInterrupt& operator=(const CancelOnInterrupt&) = delete;
};

/// A listener that draws a progress line on standard error when that is a terminal, and does
/// nothing otherwise. `what` names the work, e.g. "Predicting"; with `unit`, e.g. "clips", the line
/// says how many a second, too. Errors and notes clear the line.
[[nodiscard]] JobControl::Listener progressLine(std::string what, std::string unit = {});

}  // namespace scenelens
