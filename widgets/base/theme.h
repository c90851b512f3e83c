// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QString>

#include <cstddef>

class QApplication;
class QPalette;
class QWidget;

namespace scenelens {

/// What the user chose; System follows the desktop's palette at start.
enum class ThemeChoice { System, Light, Dark };

/// The colours beyond QPalette that custom-painted views need, chosen so that text on its
/// background meets WCAG AA. The one place where colours are defined.
struct ThemeColours {
  QColor window, base, text, mutedText, border;
  QColor accent;           ///< selection, the decision's bar
  QColor accentMuted;      ///< the other bars
  QColor int8, int8Muted;  ///< the same for Int8 beside Float32
  QColor right;            ///< the true class, correct decisions
  QColor wrong;            ///< wrong decisions, problems
  QColor badge, badgeText;
  QColor waveform, grid;
  QColor cursor, cursorHalo;  ///< a double line that stands out on every colour map
};

/// Spacing in device-independent pixels, multiples of 4.
namespace spacing {
inline constexpr int kSmall = 4;
inline constexpr int kMedium = 8;
inline constexpr int kLarge = 12;
}  // namespace spacing

/// Colours for a palette: the dark set where its window is dark.
[[nodiscard]] const ThemeColours& themeColours(const QPalette& palette);
[[nodiscard]] bool isDark(const QPalette& palette);

/// A colour for each of the ten scenes, in label order; the three groups have families of their
/// own: indoor blue and violet, outdoor green and yellow, transport red and orange. For areas,
/// beside a name: they are too many to be told apart by everybody.
[[nodiscard]] QColor sceneColour(std::size_t scene);
/// Ten colours that tell categories apart on the palette's base; a number beyond begins again.
[[nodiscard]] QColor categoryColour(const QPalette& palette, std::size_t category);

/// Sets style, palette and style sheet of the whole program; may be called again at any time, every
/// widget hears of it as a PaletteChange.
void applyTheme(QApplication& application, ThemeChoice choice);

/// A font for titles (+15 %, semi-bold) and one for side information (-8 %), from the widget's own.
[[nodiscard]] QFont titleFont(const QWidget& widget);
[[nodiscard]] QFont smallFont(const QWidget& widget);

}  // namespace scenelens
