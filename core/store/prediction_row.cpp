// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/prediction_row.h"

#include <QtEndian>

#include <array>
#include <span>

namespace scenelens {

namespace {

/// The usual CRC-32 (IEEE 802.3, reflected, as zlib's crc32).
constexpr std::array<std::uint32_t, 256> makeTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
    }
    table[i] = value;
  }
  return table;
}

class Crc32 {
 public:
  void add(QByteArrayView bytes) {
    static constexpr auto kTable = makeTable();
    for (const char byte : bytes) {
      m_state = kTable[(m_state ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (m_state >> 8U);
    }
  }
  [[nodiscard]] std::uint32_t value() const { return ~m_state; }

 private:
  std::uint32_t m_state = 0xFFFFFFFFU;
};

std::uint32_t checkSumOf(const PredictionKey& key, const QByteArray& scenes,
                         const QByteArray& groups) {
  std::array<char, 12> bytes{};
  qToLittleEndian(static_cast<quint64>(key.run), bytes.data());
  qToLittleEndian(static_cast<quint32>(key.clip), bytes.data() + 8);
  Crc32 crc;
  crc.add(QByteArrayView(bytes.data(), bytes.size()));
  crc.add(scenes);
  crc.add(groups);
  return crc.value();
}

QByteArray packFloats(std::span<const float> values) {
  QByteArray bytes(static_cast<qsizetype>(values.size() * sizeof(float)), Qt::Uninitialized);
  qToLittleEndian<float>(values.data(), static_cast<qsizetype>(values.size()), bytes.data());
  return bytes;
}

bool unpackFloats(const QByteArray& bytes, std::span<float> values) {
  if (bytes.size() != static_cast<qsizetype>(values.size() * sizeof(float))) return false;
  qFromLittleEndian<float>(bytes.constData(), static_cast<qsizetype>(values.size()), values.data());
  return true;
}

}  // namespace

PredictionRow packPrediction(const PredictionKey& key, const Prediction& prediction,
                             bool hasGroups) {
  PredictionRow row;
  row.scenes = packFloats(prediction.scenes);
  if (hasGroups) row.groups = packFloats(prediction.groups);
  row.checkSum = checkSumOf(key, row.scenes, row.groups);
  return row;
}

std::optional<Prediction> unpackPrediction(const PredictionKey& key, const PredictionRow& row,
                                           bool hasGroups) {
  Prediction prediction;
  if (row.checkSum != checkSumOf(key, row.scenes, row.groups)) return std::nullopt;
  if (!unpackFloats(row.scenes, prediction.scenes)) return std::nullopt;
  if (!hasGroups) {
    if (!row.groups.isEmpty()) return std::nullopt;
    prediction.combined = prediction.scenes;
    return prediction;
  }
  if (!unpackFloats(row.groups, prediction.groups)) return std::nullopt;
  prediction.combined = combineHeads(prediction.scenes, prediction.groups);
  return prediction;
}

}  // namespace scenelens
