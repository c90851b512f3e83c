// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_control.h"

#include <string>

namespace scenelens {

/// Prints "scenelens-cli: <error>" to standard error and returns the exit status 1.
int reportError(const Error& error);
/// Prints a note to standard error, so that standard output stays clean for pipes.
void printNote(const std::string& text);

/// Cancels `control` when the user presses Ctrl-C; a second Ctrl-C ends the program at once.
class CancelOnInterrupt {
 public:
  explicit CancelOnInterrupt(JobControl& control);
  ~CancelOnInterrupt();
  CancelOnInterrupt(const CancelOnInterrupt&) = delete;
  CancelOnInterrupt& operator=(const CancelOnInterrupt&) = delete;
};

/// A listener that draws a progress line on standard error when that is a terminal, and does
/// nothing otherwise. `what` names the work, e.g. "Predicting".
[[nodiscard]] JobControl::Listener progressLine(std::string what);

}  // namespace scenelens
