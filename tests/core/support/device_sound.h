// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/stream_converter.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

/// Sound as devices deliver it, for tests.
namespace scenelens::test {

/// Noise between -0.5 and 0.5 that 24 bit hold exactly, low-passed a little, the same for a seed.
inline std::vector<float> noise(std::size_t size, std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<float> sound(size);
  double last = 0.0;
  for (auto& sample : sound) {
    last = 0.7 * last + 0.3 * random.uniform(-0.5, 0.5);
    sample = static_cast<float>(std::lrint(last * (1 << 23))) / float(1 << 23);
  }
  return sound;
}

/// The same sound in every channel.
inline std::vector<std::byte> deviceBytes(std::span<const float> sound,
                                          const StreamFormat& format) {
  std::vector<std::byte> bytes;
  const auto append = [&bytes](auto value) {
    const auto raw = std::as_bytes(std::span(&value, 1));
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  };
  const auto scaled = [](float sample, double scale) {
    return std::llrint(std::clamp(double(sample) * scale, -scale, scale - 1.0));
  };
  for (const float sample : sound) {
    for (int c = 0; c < format.channels; ++c) {
      switch (format.type) {
        case SampleType::UInt8:
          append(static_cast<std::uint8_t>(scaled(sample, 128.0) + 128));
          break;
        case SampleType::Int16:
          append(static_cast<std::int16_t>(scaled(sample, 32768.0)));
          break;
        case SampleType::Int32:
          append(static_cast<std::int32_t>(scaled(sample, 2147483648.0)));
          break;
        case SampleType::Float32:
          append(sample);
          break;
      }
    }
  }
  return bytes;
}

/// A 16-bit WAV file of these bytes; true when that went well.
inline bool writePcm16(const std::filesystem::path& path, std::span<const std::byte> bytes,
                       const StreamFormat& format) {
  std::string file;
  const auto number = [&file](std::size_t value, int size) {
    for (int i = 0; i < size; ++i) file += static_cast<char>(value >> (8 * i));
  };
  const std::size_t frame = format.bytesPerFrame();
  file += "RIFF";
  number(36 + bytes.size(), 4);
  file += "WAVEfmt ";
  number(16, 4);
  number(1, 2);
  number(std::size_t(format.channels), 2);
  number(std::size_t(format.sampleRate), 4);
  number(std::size_t(format.sampleRate) * frame, 4);
  number(frame, 2);
  number(16, 2);
  file += "data";
  number(bytes.size(), 4);
  file.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::ofstream out(path, std::ios::binary);
  out << file;
  return out.good();
}

}  // namespace scenelens::test
