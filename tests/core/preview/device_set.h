// SPDX-License-Identifier: GPL-3.0-or-later
// A small data set of several devices for the tests of core/preview.
#pragma once

#include "core/audio/audio_file.h"
#include "core/dataset/dataset.h"
#include "tests/core/preview/preview_reference.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

namespace scenelens::test {

/// Clips "park-paris-1-SEGMENT-0-DEVICE" that exist as files; the table is made by hand.
class DeviceSet {
 public:
  DeviceSet() {
    dataset.name = "devices";
    dataset.root = m_folder.path().toStdString();
    dataset.devices = {"a", "b", "c"};
  }

  /// `device` is an index into dataset.devices. The sound depends on the segment, and every device
  /// has a gain and a one-zero filter of its own.
  void add(int segment, std::int16_t device, Fold fold = Fold::Train) {
    const auto source = noise(std::uint32_t(segment) * 77U + 1U, 0.4);
    const float gain = 1.0F - 0.25F * float(device);
    const float zero = 0.3F * float(device);
    std::vector<float> sound(source.size());
    for (std::size_t n = 0; n < sound.size(); ++n)
      sound[n] = gain * (source[n] + (n > 0 ? zero * source[n - 1] : 0.0F));
    Clip clip;
    clip.file = "park-paris-1-" + std::to_string(segment) + "-0-" +
                dataset.devices[std::size_t(device)] + ".wav";
    clip.device = device;
    clip.fold = fold;
    if (!writeWav24(dataset.path(clip), sound)) clip.missing = true;
    dataset.clips.push_back(clip);
  }

  Dataset dataset;

 private:
  QTemporaryDir m_folder;
};

}  // namespace scenelens::test
