// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/frequency_ticker.h"

#include "core/features/mel_filterbank.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace scenelens {

namespace {

constexpr double kPixelsPerTick = 20.0;

/// Frequencies worth a tick, the most wanted first; the finer ones only when zoomed in.
std::vector<double> candidates(bool fine) {
  std::vector<double> hz{1000, 10000, 5000, 2000, 20000, 500, 100, 200};
  if (!fine) return hz;
  for (int f = 1000; f <= 22000; f += 1000) hz.push_back(f);
  for (int f = 100; f <= 4900; f += 100) hz.push_back(f);
  for (int f = 50; f <= 1950; f += 50) hz.push_back(f);
  return hz;
}

}  // namespace

double FrequencyTicker::getTickStep(const QCPRange& range) {
  // In bands: what kPixelsPerTick cover now.
  const double pixels = std::max(1, m_rect->height());
  return range.size() * kPixelsPerTick / pixels;
}

QVector<double> FrequencyTicker::createTickVector(double tickStep, const QCPRange& range) {
  QVector<double> ticks;
  constexpr double kZoomedIn = 100.0;  // bands
  for (const double hz : candidates(range.size() < kZoomedIn)) {
    const double band = MelFilterbank::bandAtHz(hz);
    if (!range.contains(band)) continue;
    const bool free = std::none_of(ticks.cbegin(), ticks.cend(),
                                   [&](double taken) { return std::abs(taken - band) < tickStep; });
    if (free) ticks.append(band);
  }
  std::sort(ticks.begin(), ticks.end());
  return ticks;
}

QString FrequencyTicker::getTickLabel(double tick, const QLocale& locale, QChar /*formatChar*/,
                                      int /*precision*/) {
  constexpr double kStepHz = 50.0;
  const double hz = kStepHz * std::round(MelFilterbank::hzAtBand(tick) / kStepHz);
  return hz < 1000.0 ? locale.toString(hz, 'g', 6)
                     : locale.toString(hz / 1000.0, 'g', 6) + QStringLiteral("k");
}

int FrequencyTicker::getSubTickCount(double /*tickStep*/) {
  return 0;
}

}  // namespace scenelens
