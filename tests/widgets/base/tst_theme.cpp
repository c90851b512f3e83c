// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/contrast.h"
#include "tests/widgets/gui_test.h"
#include "widgets/plot/colour_maps.h"
#include "widgets/plot/plot_style.h"

#include <QLabel>

using namespace scenelens;
using namespace scenelens::test;

class TestTheme final : public QObject {
  Q_OBJECT

 private slots:
  void contrastIsMeasuredAsTheStandardSays() {
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    // #767676 on white: the darkest grey that is known to pass AA by a hair.
    const double known = contrast(QColor(0x76, 0x76, 0x76), Qt::white);
    QVERIFY(known > 4.5 && known < 4.6);
  }

  void textCanBeReadOnItsBackground_data() {
    QTest::addColumn<int>("theme");
    QTest::newRow("light") << int(ThemeChoice::Light);
    QTest::newRow("dark") << int(ThemeChoice::Dark);
  }
  void textCanBeReadOnItsBackground() {
    QFETCH(int, theme);
    applyTheme(*qApp, ThemeChoice(theme));
    const QPalette palette = QApplication::palette();
    const auto& c = themeColours(palette);
    const QColor alternate = palette.color(QPalette::AlternateBase);
    const std::vector<std::tuple<const char*, QColor, QColor>> pairs{
        {"text on window", c.text, c.window},
        {"text on base", c.text, c.base},
        {"text on other rows", c.text, alternate},
        {"muted text on window", c.mutedText, c.window},
        {"muted text on base", c.mutedText, c.base},
        {"muted text on other rows", c.mutedText, alternate},
        {"right on window", c.right, c.window},
        {"right on base", c.right, c.base},
        {"right on other rows", c.right, alternate},
        {"wrong on window", c.wrong, c.window},
        {"wrong on base", c.wrong, c.base},
        {"wrong on other rows", c.wrong, alternate},
        {"badge", c.badgeText, c.badge},
        {"selection", palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)},
        {"button", palette.color(QPalette::ButtonText), palette.color(QPalette::Button)},
        {"tool tip", palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)},
        {"link", palette.color(QPalette::Link), c.window},
        {"placeholder", palette.color(QPalette::PlaceholderText), c.base},
    };
    for (const auto& [name, text, background] : pairs) {
      const double ratio = contrast(text, background);
      QVERIFY2(ratio >= 4.5, qPrintable(u"%1: %2"_s.arg(QLatin1String(name)).arg(ratio)));
    }
  }

  void graphicsStandOut_data() { textCanBeReadOnItsBackground_data(); }
  void graphicsStandOut() {
    QFETCH(int, theme);
    applyTheme(*qApp, ThemeChoice(theme));
    const auto& c = themeColours(QApplication::palette());
    QVERIFY(contrast(c.accent, c.window) >= 3.0);
    QVERIFY(contrast(c.accent, c.grid) >= 3.0);
    QVERIFY(contrast(c.int8, c.window) >= 3.0);
    QVERIFY(contrast(c.int8, c.grid) >= 3.0);
    QVERIFY(contrast(c.waveform, c.base) >= 3.0);
    QVERIFY(contrast(c.right, c.window) >= 3.0);
    // Bars, lines and marks on the window, on plots and where a plot has the focus.
    const QPalette palette = QApplication::palette();
    const std::vector<std::pair<const char*, QColor>> marks{
        {"muted bar", c.accentMuted},
        {"muted Int8 bar", c.int8Muted},
        {"Int8 bar", c.int8},
        {"focus ring", c.accent},
        {"waveform", c.waveform},
        {"wrong", c.wrong},
        {"diagonal", c.mutedText},
        {"quiet mark", quietMark(palette)},
        {"selected row", palette.color(QPalette::Highlight)}};
    for (const auto& [name, mark] : marks) {
      for (const auto& background : {c.window, c.base}) {
        const double ratio = contrast(mark, background);
        QVERIFY2(ratio >= 3.0, qPrintable(u"%1: %2"_s.arg(QLatin1String(name)).arg(ratio)));
      }
    }
    for (std::size_t i = 0; i < 10; ++i)
      QVERIFY2(contrast(categoryColour(palette, i), c.base) >= 3.0, QByteArray::number(int(i)));
    // What decides is told from what does not, by lightness alone.
    QVERIFY(contrast(c.accent, c.accentMuted) >= 1.5);
    QVERIFY(contrast(c.int8, c.int8Muted) >= 1.5);
    // The cross-hair is light on dark, so that one of the two shows on any colour.
    QVERIFY(contrast(c.cursor, c.cursorHalo) >= 10.0);
  }

  void numbersCanBeReadOnEveryHeat_data() { textCanBeReadOnItsBackground_data(); }
  void numbersCanBeReadOnEveryHeat() {
    QFETCH(int, theme);
    applyTheme(*qApp, ThemeChoice(theme));
    const bool dark = isDark(QApplication::palette());
    constexpr int kSteps = 400;
    for (int i = 0; i <= kSteps; ++i) {
      for (const auto& stops : {amountStops(dark), divergingStops(dark)}) {
        const QColor fill = colourAt(stops, double(i) / kSteps);
        const double ratio = contrast(inkOn(fill), fill);
        QVERIFY2(ratio >= 4.5, qPrintable(u"%1: %2"_s.arg(fill.name()).arg(ratio)));
      }
    }
  }

  void theDarkThemeIsDark() {
    applyTheme(*qApp, ThemeChoice::Light);
    QVERIFY(!isDark(QApplication::palette()));
    const auto light = themeColours(QApplication::palette()).window;
    applyTheme(*qApp, ThemeChoice::Dark);
    QVERIFY(isDark(QApplication::palette()));
    QVERIFY(luminance(themeColours(QApplication::palette()).window) < luminance(light));
    QVERIFY(isDark(QPalette(Qt::black)));
    QVERIFY(!isDark(QPalette(Qt::white)));
  }

  void widgetsHearOfAThemeSwitch() {
    applyTheme(*qApp, ThemeChoice::Light);
    QLabel label(u"text"_s);
    label.ensurePolished();
    applyTheme(*qApp, ThemeChoice::Dark);
    QCOMPARE(label.palette().color(QPalette::WindowText),
             themeColours(QApplication::palette()).text);
    QVERIFY(isDark(label.palette()));
  }

  void thereIsAWayBackToTheSystem() {
    applyTheme(*qApp, ThemeChoice::System);
    const bool dark = isDark(QApplication::palette());
    applyTheme(*qApp, dark ? ThemeChoice::Light : ThemeChoice::Dark);
    applyTheme(*qApp, ThemeChoice::System);
    QCOMPARE(isDark(QApplication::palette()), dark);
  }

  void fontsFollowTheWidgetsFont() {
    QLabel label;
    for (const bool pixels : {false, true}) {
      QFont font = label.font();
      if (pixels) {
        font.setPixelSize(20);
      } else {
        font.setPointSizeF(12.0);
      }
      label.setFont(font);
      const double size = QFontInfo(font).pixelSize();
      QVERIFY(QFontInfo(titleFont(label)).pixelSize() > size);
      QVERIFY(QFontInfo(smallFont(label)).pixelSize() < size);
      QVERIFY(titleFont(label).weight() > font.weight());
    }
  }
};

SCENELENS_GUI_TEST_MAIN(TestTheme)
#include "tst_theme.moc"
