// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/libraries.h"

#include <fftw3.h>
#include <fmt/format.h>
#include <hwy/highway.h>
#include <nlohmann/json.hpp>
#include <png.h>
#include <sndfile.h>
#include <soxr.h>
#include <zip.h>

#include <string_view>

namespace scenelens {

namespace {

/// "libsndfile-1.2.0" → "1.2.0", "fftw-3.3.10-sse2-avx" → "3.3.10-sse2-avx".
std::string withoutName(std::string_view text) {
  const auto dash = text.find('-');
  return std::string(dash == std::string_view::npos ? text : text.substr(dash + 1));
}

std::string pngVersion() {
  const auto number = png_access_version_number();  // 10639
  return fmt::format("{}.{}.{}", number / 10000, number / 100 % 100, number % 100);
}

}  // namespace

std::vector<Library> coreLibraries() {
  return {
      {"FFTW", withoutName(fftwf_version), "GPL-2.0-or-later", "Fourier transforms"},
      {"fmt",
       fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100),
       "MIT", "text"},
      {"Highway", fmt::format("{}.{}.{}", HWY_MAJOR, HWY_MINOR, HWY_PATCH),
       "Apache-2.0 OR BSD-3-Clause", "vector instructions"},
      {"JSON for Modern C++",
       fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                   NLOHMANN_JSON_VERSION_PATCH),
       "MIT", "JSON"},
      {"libpng", pngVersion(), "libpng-2.0", "pictures"},
      {"libsndfile", withoutName(sf_version_string()), "LGPL-2.1-or-later", "sound files"},
      {"libzip", zip_libzip_version(), "BSD-3-Clause", "PyTorch checkpoints"},
      {"soxr", withoutName(soxr_version()), "LGPL-2.1-or-later", "sample rates"},
  };
}

}  // namespace scenelens
