// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <c10/util/Exception.h>

#include <exception>
#include <filesystem>
#include <string>

namespace scenelens {

/// Thrown where LibTorch calls us back and a process of the group is gone.
struct LostProcess {
  Error error;
};

/// Runs a function that returns a Result and turns what LibTorch throws into its error.
template <typename Function>
auto guardTorch(const std::filesystem::path& path, Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const LostProcess& lost) {
    return fail(lost.error);
  } catch (const c10::Error& error) {
    return fail({std::string("LibTorch: ") + error.what_without_backtrace(), path, 0, {}});
  } catch (const std::exception& error) {
    return fail({std::string("LibTorch: ") + error.what(), path, 0, {}});
  }
}

}  // namespace scenelens
