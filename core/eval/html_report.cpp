// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/html_report.h"

#include "core/base/file_io.h"
#include "core/base/text.h"
#include "core/eval/html_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>

namespace scenelens {

namespace {

constexpr double kPercent = 100.0;

constexpr std::string_view kStyle = R"(
body { font: 14px/1.45 Inter, "Segoe UI", "DejaVu Sans", sans-serif; color: #1c2024;
       background: #fff; max-width: 960px; margin: 2em auto; padding: 0 1.5em; }
h1 { font-size: 1.7em; margin: 0 0 .2em; } h2 { font-size: 1.15em; margin: 2em 0 .5em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .22em .7em; text-align: right; border-bottom: 1px solid #e2e5e9; }
th { font-weight: 600; border-bottom: 1px solid #8b939c; }
td { white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
table.facts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.note { border-left: 4px solid #b26a00; padding: .4em .9em; background: #fff6e8; margin: 1em 0; }
.soft { color: #59626b; } .matrix svg { width: 100%; max-width: 690px; }
.curve svg { width: 100%; max-width: 420px; }
svg text { font: 11px Inter, "DejaVu Sans", sans-serif; fill: #1c2024; }
svg .mid { text-anchor: middle; fill: #000; } svg .end { text-anchor: end; }
svg .light { fill: #fff; }
svg .right { fill: #5b8fc7; } svg .wrong { fill: #d9893b; } svg .dot { fill: #1c2024; }
svg .ideal { stroke: #59626b; stroke-dasharray: 5 4; fill: none; }
svg .axis { stroke: #8b939c; fill: none; }
h2, h3 { break-after: avoid; } table, svg, .note { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
)";

std::string count(std::size_t value) {
  return groupDigits(static_cast<std::int64_t>(value));
}

std::string interval(const Interval& known, double factor, int digits) {
  if (!known.isKnown()) return "–";
  return fmt::format("{:.{}f} – {:.{}f}", factor * known.low, digits, factor * known.high, digits);
}

/// Rows of the page's head; what is unknown says so.
std::string factsTable(const HtmlReport& report) {
  const RunInfo& info = report.info;
  std::string html = "<table class=\"facts\">\n";
  const auto row = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(html), "<tr><td>{}</td><td>{}</td></tr>\n", name,
                   value.empty() ? "<span class=\"soft\">unknown</span>" : htmlEscaped(value));
  };
  const auto number = [](const std::optional<std::uint64_t>& value) {
    return value ? count(*value) : std::string();
  };
  row("Data set", info.dataset);
  row("Clips",
      fmt::format("{} with truth and prediction{}", count(report.figures.parts.overall.clips),
                  info.selection.empty() ? "" : ", of: " + info.selection));
  row("Model", info.model);
  row("Precision", info.precision);
  row("Engine", info.engine);
  row("Parameters", number(info.parameters));
  row("Bytes of the parameters", number(info.bytes));
  row("MACs per second of sound", number(info.macs));
  row("Weights, SHA-256", info.modelHash);
  row("Predicted", info.date);
  row("By SceneLens", info.version);
  if (!info.source.empty()) row("Imported from", info.source);
  row("Report made", fmt::format("{}, SceneLens {}", report.made, report.version));
  return html + "</table>\n";
}

std::string overallTable(const RunFigures& figures) {
  const RunPart& all = figures.parts.overall;
  const PartIntervals& known = figures.intervals.overall;
  std::string html = "<table>\n<tr><th>Figure</th><th>Value</th><th>95 % interval</th></tr>\n";
  const auto row = [&](std::string_view name, const std::string& value, const std::string& range) {
    fmt::format_to(std::back_inserter(html), "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", name,
                   value, range);
  };
  row("Accuracy", fmt::format("{:.2f} %", kPercent * all.accuracy()),
      interval(known.accuracy, kPercent, 2));
  row("Macro accuracy", fmt::format("{:.2f} %", kPercent * all.macroAccuracy),
      interval(known.macroAccuracy, kPercent, 2));
  row("Log loss", fmt::format("{:.4f}", all.logLoss), interval(known.logLoss, 1.0, 4));
  row("Brier score", fmt::format("{:.4f}", figures.brier), "–");
  row(fmt::format("Calibration error (ECE, {} bins)", figures.calibration.bins.size()),
      fmt::format("{:.4f}", figures.calibration.ece), "–");
  return html + "</table>\n";
}

constexpr std::string_view kPartHead =
    "<tr><th>{}</th><th>Clips</th><th>Accuracy, %</th><th>95 %</th><th>Log loss</th>"
    "<th>95 %</th></tr>\n";

std::string partRow(std::string_view name, const RunPart& part, const PartIntervals* known) {
  if (part.clips == 0)
    return fmt::format("<tr><td>{}</td><td>0</td><td>–</td><td>–</td><td>–</td><td>–</td></tr>\n",
                       htmlEscaped(name));
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td>{:.2f}</td><td>{}</td><td>{:.4f}</td><td>{}</td></tr>\n",
      htmlEscaped(name), count(part.clips), kPercent * part.accuracy(),
      known ? interval(known->accuracy, kPercent, 2) : "–", part.logLoss,
      known ? interval(known->logLoss, 1.0, 4) : "–");
}

std::string_view shownDevice(const std::string& name) {
  return name.empty() ? std::string_view("unknown") : std::string_view(name);
}

std::string scenesTable(const RunFigures& figures) {
  std::string html = "<table>\n" + fmt::format(fmt::runtime(kPartHead), "Scene");
  for (std::size_t c = 0; c < kSceneCount; ++c)
    html += partRow(sceneTitle(allScenes()[c]), figures.parts.scenes[c],
                    figures.intervals.resamples > 0 ? &figures.intervals.scenes[c] : nullptr);
  return html + "</table>\n";
}

std::string devicesTable(const RunFigures& figures) {
  std::string html = "<table>\n" + fmt::format(fmt::runtime(kPartHead), "Device");
  const auto knownOf = [](const std::vector<PartIntervals>& all, const std::string& name) {
    const auto known = std::ranges::find(all, name, &PartIntervals::name);
    return known == all.end() ? nullptr : &*known;
  };
  for (const auto& device : figures.parts.devices)
    html += partRow(shownDevice(device.all.name), device.all,
                    knownOf(figures.intervals.devices, device.all.name));
  for (const auto& group : figures.parts.groups)
    html += partRow(group.all.name + " devices", group.all,
                    knownOf(figures.intervals.groups, group.all.name));
  return html + "</table>\n";
}

std::string crossTable(const RunFigures& figures) {
  std::string html = "<table>\n<tr><th>Scene</th>";
  auto out = std::back_inserter(html);
  for (const auto& device : figures.parts.devices)
    fmt::format_to(out, "<th>{}</th>", htmlEscaped(shownDevice(device.all.name)));
  html += "</tr>\n";
  for (std::size_t c = 0; c < kSceneCount; ++c) {
    fmt::format_to(out, "<tr><td>{}</td>", sceneTitle(allScenes()[c]));
    for (const auto& device : figures.parts.devices) {
      const RunPart& cell = device.scenes[c];
      if (cell.clips > 0)
        fmt::format_to(out, "<td title=\"{} clips, {:.1f} % right\">{:.3f}</td>", cell.clips,
                       kPercent * cell.accuracy(), cell.logLoss);
      else
        html += "<td>–</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

std::string binsTable(const CalibrationCurve& curve) {
  std::string html =
      "<table>\n<tr><th>Confidence</th><th>Right</th><th>Wrong</th><th>Mean confidence</th>"
      "<th>Accuracy</th></tr>\n";
  for (const auto& bin : curve.bins) {
    const bool filled = bin.clips() > 0;
    fmt::format_to(std::back_inserter(html),
                   "<tr><td>{:.3f} – {:.3f}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
                   "</tr>\n",
                   bin.low, bin.high, count(bin.correct), count(bin.wrong),
                   filled ? fmt::format("{:.4f}", bin.confidence) : "–",
                   filled ? fmt::format("{:.4f}", bin.accuracy()) : "–");
  }
  return html + "</table>\n";
}

std::string notes(const HtmlReport& report) {
  std::string html;
  if (report.synthetic)
    html +=
        "<p class=\"note\">The clips are synthetic: these figures are no result on real "
        "recordings.</p>\n";
  if (!report.info.note.empty())
    html += "<p class=\"note\">" + htmlEscaped(report.info.note) + "</p>\n";
  return html;
}

std::string definitions(const RunFigures& figures) {
  std::string html =
      "<p class=\"soft\">Accuracy: share of clips decided right. Macro accuracy: mean of the "
      "scenes' accuracies, which DCASE ranks by. Log loss: mean of −ln p(true scene), natural "
      "logarithm. Brier score: mean of Σ (p − truth)² over the ten scenes, from 0 to 2. "
      "Calibration error: mean distance of accuracy and confidence over equally wide bins.";
  if (figures.intervals.resamples > 0)
    html += fmt::format(
        " Intervals: 2.5 % and 97.5 % quantiles of {} resamples of whole recordings ({} in all), "
        "since clips of one recording are not independent.",
        count(figures.intervals.resamples), count(figures.intervals.overall.recordings));
  return html + "</p>\n";
}

}  // namespace

std::string htmlReport(const HtmlReport& report) {
  const RunFigures& figures = report.figures;
  const std::string name = htmlEscaped(report.info.name.empty() ? "Run" : report.info.name);
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>{} – SceneLens</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      name, kStyle, name);
  html += notes(report);
  html += factsTable(report);
  if (figures.parts.overall.clips == 0)
    return html +
           "<p class=\"note\">No clip has both a true scene and a prediction: there are no "
           "figures.</p>\n</body>\n</html>\n";
  html += "<h2>Figures</h2>\n" + overallTable(figures) + definitions(figures);
  html +=
      "<h2>Confusion matrix</h2>\n<p class=\"soft\">Rows: true scene, columns: decided scene; "
      "counts, tinted by their share of the row.</p>\n<div class=\"matrix\">\n" +
      confusionSvg(figures.confusion) + "</div>\n";
  html += "<h2>Scenes</h2>\n" + scenesTable(figures);
  html += "<h2>Devices</h2>\n" + devicesTable(figures);
  html += "<h2>Log loss of each scene on each device</h2>\n" + crossTable(figures);
  html += "<h2>Calibration</h2>\n<div class=\"curve\">\n" + reliabilitySvg(figures.calibration) +
          "</div>\n" + binsTable(figures.calibration);
  return html + "</body>\n</html>\n";
}

Status writeHtmlReport(const std::filesystem::path& path, const HtmlReport& report) {
  const std::string html = htmlReport(report);
  const std::array parts{std::as_bytes(std::span(html))};
  return writeFileAtomically(path, parts);
}

}  // namespace scenelens
