// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_numbers.h"

#include "core/audio/stream_converter.h"
#include "core/features/feature_shape.h"
#include "core/features/mel_filterbank.h"
#include "widgets/base/qt_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr std::size_t kMostRows = 2000;

/// The texts of this file, as Linguist sees them.
class PlotNumbers {
  Q_DECLARE_TR_FUNCTIONS(scenelens::PlotNumbers)

 public:
  static QString level(double amplitude) {
    if (!(amplitude > 0.0)) return tr("silence");
    return tr("%1 dBFS").arg(QLocale().toString(toDbfs(amplitude), 'f', 1));
  }
  static QString band(std::size_t band) {
    return tr("%1 Hz").arg(QLocale().toString(MelFilterbank::centreHz(band), 'f', 0));
  }
};

}  // namespace

QString waveformWords(std::span<const float> samples, double sampleRate) {
  double peak = 0.0;
  double energy = 0.0;
  for (const float sample : samples) {
    peak = std::max(peak, std::abs(double(sample)));
    energy += double(sample) * double(sample);
  }
  const double rms = samples.empty() ? 0.0 : std::sqrt(energy / double(samples.size()));
  return PlotNumbers::tr("%1 s, peak %2, RMS %3")
      .arg(QLocale().toString(double(samples.size()) / sampleRate, 'f', 2),
           PlotNumbers::level(peak), PlotNumbers::level(rms));
}

PlotTable waveformTable(const QString& name, std::span<const float> samples, double sampleRate) {
  PlotTable table{.name = name,
                  .header = {PlotNumbers::tr("Time (s)"), PlotNumbers::tr("Lowest"),
                             PlotNumbers::tr("Highest")},
                  .decimals = 5};
  const std::size_t step = std::max<std::size_t>(1, (samples.size() + kMostRows - 1) / kMostRows);
  for (std::size_t at = 0; at < samples.size(); at += step) {
    const auto part = samples.subspan(at, std::min(step, samples.size() - at));
    const auto [low, high] = std::minmax_element(part.begin(), part.end());
    table.rows.push_back({double(at) / sampleRate, double(*low), double(*high)});
  }
  if (step > 1) table.note = PlotNumbers::tr("A row stands for %Ln sample(s).", nullptr, int(step));
  return table;
}

PlotTable mapTable(const MapNumbers& map) {
  PlotTable table{.name = map.name, .header = {PlotNumbers::tr("Time (s)")}};
  table.decimals = 3;
  for (std::size_t band = 0; band < kMels; ++band) table.header.append(PlotNumbers::band(band));
  const int shown = std::min(map.frames, int(kFrames));
  for (int frame = map.frames - shown; frame < map.frames; ++frame) {
    std::vector<QVariant> row{map.firstSecond + map.secondsPerFrame * frame};
    for (int band = 0; band < int(kMels); ++band) row.emplace_back(map.cell(frame, band));
    table.rows.push_back(std::move(row));
  }
  table.note = PlotNumbers::tr("In %1. A row is a frame, a column a mel band.").arg(map.unit);
  if (shown < map.frames)
    table.note += QStringLiteral(" ") +
                  PlotNumbers::tr("The newest %1 of %2 frames.").arg(shown).arg(map.frames);
  return table;
}

QString mapWords(const MapNumbers& map) {
  if (map.frames == 0) return {};
  std::size_t strongest = 0;
  double highest = -INFINITY;
  for (std::size_t band = 0; band < kMels; ++band) {
    double sum = 0.0;
    for (int frame = 0; frame < map.frames; ++frame) sum += map.cell(frame, int(band));
    if (sum <= highest) continue;
    highest = sum;
    strongest = band;
  }
  return PlotNumbers::tr("strongest around %1 with %2 %3 on average")
      .arg(PlotNumbers::band(strongest), QLocale().toString(highest / map.frames, 'f', 1),
           map.unit);
}

}  // namespace scenelens
