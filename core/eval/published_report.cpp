// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/published_report.h"

namespace scenelens {

std::span<const PublishedModel> publishedModels() {
  static constexpr std::array<PublishedModel, 4> models{{
      {"Model1",
       "model1",
       "45.1k",
       "8.64M",
       53.4,
       53.3,
       {1.060, 1.400, 1.257, 1.299, 1.247, 1.253, 1.373, 1.326, 1.368}},
      {"Model2",
       "model3",
       "56.1k",
       "16.74M",
       59.2,
       56.4,
       {0.974, 1.283, 1.135, 1.166, 1.104, 1.053, 1.327, 1.292, 1.389}},
      {"Model3",
       "model2",
       "56.5k",
       "25.44M",
       53.4,
       50.8,
       {1.022, 1.354, 1.234, 1.487, 1.310, 1.349, 1.865, 1.894, 1.776}},
      {"Model4",
       "model4",
       "121.8k",
       "20.92M",
       54.7,
       52.4,
       {1.100, 1.449, 1.365, 1.383, 1.317, 1.344, 1.476, 1.403, 1.474}},
  }};
  return models;
}

std::span<const std::string_view> publishedDevices() {
  static constexpr std::array<std::string_view, 9> devices{"a",  "b",  "c",  "s1", "s2",
                                                           "s3", "s4", "s5", "s6"};
  return devices;
}

}  // namespace scenelens
