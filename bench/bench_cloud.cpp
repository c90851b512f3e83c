// SPDX-License-Identifier: GPL-3.0-or-later
// Scatter plots at full size: drawing every point, and looking at every point to pick one.
#include "bench/application.h"
#include "core/base/random.h"
#include "core/eval/point_cloud.h"
#include "widgets/plot/scatter_view.h"

#include <QCoreApplication>
#include <benchmark/benchmark.h>
#include <qcustomplot.h>

#include <cmath>
#include <memory>
#include <vector>

namespace {

using namespace scenelens;

constexpr std::size_t kPoints = 230'350;
constexpr int kGroups = 10;
constexpr QSize kPlotSize(800, 600);
constexpr double kReach = 8.0;  // pixels, about what hovering uses

/// Two ten-fold sums of chance each, so that the middle is crowded as in a real map.
std::vector<CloudPoint> points() {
  SplitMix64 random(1);
  std::vector<CloudPoint> cloud(kPoints);
  const auto place = [&random] {
    double sum = 0.0;
    for (int i = 0; i < 10; ++i) sum += random.uniform();
    return float(sum);
  };
  for (std::size_t i = 0; i < cloud.size(); ++i) {
    cloud[i] = {place(), place(), std::uint32_t(i), std::uint8_t(i % kGroups)};
  }
  return cloud;
}

void cloudDraw(benchmark::State& state) {
  needApplication();
  ScatterView view;
  view.resize(kPlotSize);
  std::vector<ScatterView::Group> groups;
  for (int i = 0; i < kGroups; ++i) {
    groups.push_back(
        {QString::number(i), [i](const QPalette&) { return QColor::fromHsv(i * 36, 200, 200); }});
  }
  view.setCloud(std::make_shared<const std::vector<CloudPoint>>(points()), groups);
  view.show();  // sizes are given to what is shown
  QCoreApplication::processEvents();
  for ([[maybe_unused]] auto step : state) {
    view.plot()->replot(QCustomPlot::rpImmediateRefresh);
  }
}

/// The same points as QCustomPlot draws them.
void cloudDrawByPlot(benchmark::State& state) {
  needApplication();
  QCustomPlot plot;
  plot.resize(kPlotSize);
  const auto cloud = points();
  for (int group = 0; group < kGroups; ++group) {
    auto* graph = plot.addGraph();
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 2));
    graph->setAdaptiveSampling(false);
    QVector<double> x;
    QVector<double> y;
    for (const auto& point : cloud) {
      if (point.group != group) continue;
      x.append(double(point.x));
      y.append(double(point.y));
    }
    graph->setData(x, y);
  }
  plot.rescaleAxes();
  plot.show();
  QCoreApplication::processEvents();
  for ([[maybe_unused]] auto step : state) plot.replot(QCustomPlot::rpImmediateRefresh);
}

CloudView wholeView() {
  CloudView view;
  view.scaleX = kPlotSize.width() / 10.0;
  view.scaleY = kPlotSize.height() / 10.0;
  return view;
}

void cloudPick(benchmark::State& state, bool logarithmic) {
  const auto cloud = points();
  CloudView view = wholeView();
  view.logarithmic = logarithmic;
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(nearestPoint(cloud, view, {400.0, 300.0}, kReach));
  }
}

/// A lasso of 200 corners round the middle.
void cloudLasso(benchmark::State& state) {
  const auto cloud = points();
  std::vector<Corner> lasso;
  for (int i = 0; i < 200; ++i) {
    const double angle = i * 0.0314159265;
    lasso.push_back({400.0 + 200.0 * std::cos(angle), 300.0 + 150.0 * std::sin(angle)});
  }
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(clipsInside(cloud, wholeView(), lasso));
  }
}

BENCHMARK(cloudDraw)->Name("cloud/230350/draw")->Unit(benchmark::kMillisecond);
BENCHMARK(cloudDrawByPlot)->Name("cloud/230350/draw-by-qcustomplot")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cloudPick, linear, false)
    ->Name("cloud/230350/pick")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cloudPick, logarithmic, true)
    ->Name("cloud/230350/pick-logarithmic")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(cloudLasso)->Name("cloud/230350/lasso")->Unit(benchmark::kMillisecond);

}  // namespace
