// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of core/augment share: the numbers of tests/data/make_augment.py.
#pragma once

#include "core/base/safetensors.h"
#include "core/features/feature_shape.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

inline QJsonObject augmentJson() {
  QFile file(QStringLiteral(SCENELENS_TEST_DATA "/augment.json"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QJsonDocument::fromJson(file.readAll()).object();
}

/// The file keeps every 16th band; here it is in its place, the others are `fill`.
inline std::vector<float> augmentTensor(const std::string& name, float fill = 0.0F) {
  using namespace scenelens;
  constexpr std::size_t kStep = 16;
  const auto file = readSafetensors(SCENELENS_TEST_DATA "/augment.safetensors");
  if (!file || !file->find(name)) return {};
  const auto kept = file->find(name)->floats();
  std::vector<float> full(kept.size() * kStep, fill);
  for (std::size_t row = 0; row < kept.size() / kFrames; ++row) {
    std::ranges::copy(kept.subspan(row * kFrames, kFrames),
                      full.begin() + std::ptrdiff_t(row * kStep * kFrames));
  }
  return full;
}
