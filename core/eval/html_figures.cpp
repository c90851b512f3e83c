// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/html_figures.h"

#include "core/base/in_quotes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace scenelens {

namespace {

constexpr double kPercent = 100.0;

/// White to dark blue.
std::string tint(double share) {
  const auto mix = [&](int full) {
    return static_cast<int>(std::lround(255 + share * (full - 255)));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mix(0x1B), mix(0x4F), mix(0x8F));
}

}  // namespace

std::string htmlEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string confusionSvg(const SceneCounts& counts) {
  constexpr int kCell = 50;
  constexpr int kLeft = 130;
  constexpr int kTop = 118;
  // From here on white text reads better than black; both have a contrast of 4.5 or more (WCAG AA).
  constexpr double kDark = 0.77;
  constexpr int kSide = kCell * static_cast<int>(kSceneCount);
  const auto rows = shares(counts, ConfusionShare::Row);
  const auto& order = scenesInOrder(SceneOrder::Group);
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Confusion matrix\">\n",
                  kLeft + kSide + 60, kTop + kSide + 4);
  auto out = std::back_inserter(svg);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const int at = static_cast<int>(i) * kCell + kCell / 2;
    const auto title = sceneTitle(order[i]);
    fmt::format_to(out, "<text x=\"{}\" y=\"{}\" class=\"end\">{}</text>\n", kLeft - 8,
                   kTop + at + 4, title);
    fmt::format_to(out, "<text transform=\"translate({} {}) rotate(-45)\">{}</text>\n", kLeft + at,
                   kTop - 8, title);
  }
  for (std::size_t row = 0; row < order.size(); ++row) {
    for (std::size_t column = 0; column < order.size(); ++column) {
      const auto truth = static_cast<std::size_t>(order[row]);
      const auto decision = static_cast<std::size_t>(order[column]);
      const auto count = counts[truth][decision];
      const double share = std::isnan(rows[truth][decision]) ? 0.0 : rows[truth][decision];
      const int x = kLeft + static_cast<int>(column) * kCell;
      const int y = kTop + static_cast<int>(row) * kCell;
      fmt::format_to(out,
                     "<g><title>{} decided as {}: {} clips, {:.1f} % of the row</title>"
                     "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
                     sceneTitle(order[row]), sceneTitle(order[column]), count, kPercent * share, x,
                     y, kCell - 1, kCell - 1, tint(share));
      if (count > 0)
        fmt::format_to(out, "<text x=\"{}\" y=\"{}\" class=\"mid{}\">{}</text>", x + kCell / 2,
                       y + kCell / 2 + 4, share > kDark ? " light" : "", count);
      svg += "</g>\n";
    }
  }
  return svg + "</svg>\n";
}

std::string reliabilitySvg(const CalibrationCurve& curve) {
  constexpr int kLeft = 46;
  constexpr int kTop = 10;
  constexpr int kSide = 320;
  constexpr int kGap = 16;
  constexpr int kBars = 70;
  constexpr int kFoot = 40;
  constexpr int kHistogram = kTop + kSide + kGap;
  std::size_t most = 1;
  for (const auto& bin : curve.bins) most = std::max(most, bin.clips());
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Reliability diagram\">\n",
                  kLeft + kSide + 10, kHistogram + kBars + kFoot);
  auto out = std::back_inserter(svg);
  for (const auto& bin : curve.bins) {
    const double x = kLeft + kSide * bin.low;
    const double width = kSide * (bin.high - bin.low) - 1.0;
    const double height = kSide * bin.accuracy();
    const double right = kBars * static_cast<double>(bin.correct) / static_cast<double>(most);
    const double wrong = kBars * static_cast<double>(bin.wrong) / static_cast<double>(most);
    fmt::format_to(out,
                   "<g><title>confidence {:.3f} to {:.3f}: {} right, {} wrong</title>"
                   "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" "
                   "class=\"right\"/>",
                   bin.low, bin.high, bin.correct, bin.wrong, x, kTop + kSide - height, width,
                   height);
    if (bin.clips() > 0)
      fmt::format_to(out, "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"3\" class=\"dot\"/>",
                     kLeft + kSide * bin.confidence, kTop + kSide - height);
    fmt::format_to(out,
                   "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" "
                   "class=\"right\"/><rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" "
                   "height=\"{:.2f}\" class=\"wrong\"/></g>\n",
                   x, kHistogram + kBars - right, width, right, x,
                   kHistogram + kBars - right - wrong, width, wrong);
  }
  fmt::format_to(out,
                 "<path d=\"M{0} {1}L{2} {3}\" class=\"ideal\"/>\n"
                 "<path d=\"M{0} {3}V{1}H{2}M{0} {4}H{2}\" class=\"axis\"/>\n",
                 kLeft, kTop + kSide, kLeft + kSide, kTop, kHistogram + kBars);
  for (int tick = 0; tick <= 5; ++tick) {
    const double value = 0.2 * tick;
    fmt::format_to(out,
                   "<text x=\"{}\" y=\"{:.1f}\" class=\"end\">{:.1f}</text>"
                   "<text x=\"{:.1f}\" y=\"{}\" class=\"mid\">{:.1f}</text>\n",
                   kLeft - 6, kTop + kSide * (1.0 - value) + 4, value, kLeft + kSide * value,
                   kHistogram + kBars + 15, value);
  }
  fmt::format_to(out,
                 "<text x=\"{}\" y=\"{}\" class=\"mid\">confidence (below: clips, right and "
                 "wrong)</text>\n<text transform=\"translate(12 {}) rotate(-90)\" class=\"mid\">"
                 "accuracy</text>\n</svg>\n",
                 kLeft + kSide / 2, kHistogram + kBars + 32, kTop + kSide / 2);
  return svg;
}

}  // namespace scenelens
