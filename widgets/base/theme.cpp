// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>
#include <QWidget>

#include <array>

namespace scenelens {

namespace {

const ThemeColours& lightColours() {
  static const ThemeColours colours{
      QColor(0xf4f5f7), QColor(0xffffff), QColor(0x1c2229), QColor(0x566170), QColor(0xd3d8df),
      QColor(0x2360c5), QColor(0x5f8bd0), QColor(0x7d5300), QColor(0xa98434), QColor(0x1a7a43),
      QColor(0xb93d0b), QColor(0xfcefd2), QColor(0x714500), QColor(0x2f6fb5), QColor(0xe6e9ed),
      QColor(0xffffff), QColor(Qt::black)};
  return colours;
}

const ThemeColours& darkColours() {
  static const ThemeColours colours{
      QColor(0x1e2227), QColor(0x171a1e), QColor(0xe3e7ec), QColor(0x9ba6b3), QColor(0x363d46),
      QColor(0x78aeff), QColor(0x5476a6), QColor(0xe2b55a), QColor(0x826a3a), QColor(0x56c98f),
      QColor(0xff9a6a), QColor(0x3c3014), QColor(0xf2cb70), QColor(0x7fb2ec), QColor(0x2b3138),
      QColor(0xffffff), QColor(Qt::black)};
  return colours;
}

QPalette paletteFor(const ThemeColours& c) {
  const bool dark = c.window.lightness() < 128;
  QPalette palette(c.window);
  palette.setColor(QPalette::Window, c.window);
  palette.setColor(QPalette::WindowText, c.text);
  palette.setColor(QPalette::Base, c.base);
  palette.setColor(QPalette::AlternateBase, dark ? c.base.lighter(112) : QColor(0xf8f9fb));
  palette.setColor(QPalette::Text, c.text);
  palette.setColor(QPalette::PlaceholderText, c.mutedText);
  palette.setColor(QPalette::Button, dark ? QColor(0x2a2f36) : QColor(0xffffff));
  palette.setColor(QPalette::ButtonText, c.text);
  palette.setColor(QPalette::BrightText, c.wrong);
  palette.setColor(QPalette::Highlight, dark ? QColor(0x3f70bd) : c.accent);
  palette.setColor(QPalette::HighlightedText, QColor(0xffffff));
  palette.setColor(QPalette::Link, c.accent);
  palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x2a2f36) : QColor(0xffffff));
  palette.setColor(QPalette::ToolTipText, c.text);
  palette.setColor(QPalette::Mid, c.border);
  palette.setColor(QPalette::Midlight, c.border);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, dark ? QColor(0x6f7883) : QColor(0x98a1ab));
  }
  return palette;
}

QString styleSheetFor(const ThemeColours& c) {
  return QStringLiteral(
             "QToolBar { border: none; border-bottom: 1px solid %1; padding: 4px; spacing: 6px; }"
             "QStatusBar { border-top: 1px solid %1; }"
             "QStatusBar::item { border: none; }"
             "QTableView, QTreeView, QListView { border: 1px solid %1; outline: 0; }"
             "QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid "
             "palette(link); }"
             "QHeaderView::section { background: %2; color: %3; border: none;"
             " border-bottom: 1px solid %1; padding: 4px 9px; }"
             "QSplitter::handle { background: %2; }"
             "QTableView::item, QTreeView::item { padding: 3px 6px; border: none; }"
             "QTableView::item:selected, QTreeView::item:selected {"
             " background: palette(highlight); color: palette(highlighted-text); }"
             "QTreeView::indicator:unchecked { border: 1px solid %3; border-radius: 2px;"
             " width: 11px; height: 11px; }"
             "QStatusBar QLabel, QStatusBar QToolButton { padding: 2px 6px; }"
             "#commandPalette { border: 1px solid %3; }"
             "#modelDecisions::item { padding: 3px 3px; }"
             "#modelDecisions QHeaderView::section { padding: 4px 5px; }"
             "QPushButton { padding: 4px 10px; }"
             "QLineEdit, QComboBox { padding: 2px 6px; min-height: 20px; }"
             "QToolTip { border: 1px solid %1; padding: 4px; color: %4; background: %5; }"
             "#badge, #decisionMark[changes=\"true\"] { background: %6; color: %7;"
             " border-radius: 4px; padding: 3px 8px; }"
             "#decisionMark { color: %3; padding: 3px 0px; }")
      .arg(c.border.name(), c.window.name(), c.mutedText.name(), c.text.name(), c.base.name(),
           c.badge.name(), c.badgeText.name());
}

QFont scaled(QFont font, double factor) {
  if (font.pointSizeF() > 0) {
    font.setPointSizeF(font.pointSizeF() * factor);
  } else {
    font.setPixelSize(qRound(font.pixelSize() * factor));
  }
  return font;
}

}  // namespace

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < 128;
}

const ThemeColours& themeColours(const QPalette& palette) {
  return isDark(palette) ? darkColours() : lightColours();
}

QColor sceneColour(std::size_t scene) {
  static constexpr std::array<QRgb, 10> kColours{0x4c78c8, 0xe8743b, 0xc2394e, 0x62b5e5, 0x2e9e5b,
                                                 0xa9c93a, 0x8e6fc3, 0xe8c547, 0x8f8a5c, 0xf2a08a};
  return QColor::fromRgb(kColours[scene % kColours.size()]);
}

QColor categoryColour(const QPalette& palette, std::size_t category) {
  static constexpr QRgb kLight[] = {0x2360c5, 0xd9730d, 0x1a7a43, 0xb1338a, 0x8a6d00,
                                    0x0e8c96, 0x7a4fd0, 0xc02b2b, 0x5f9a1f, 0x5b6572};
  static constexpr QRgb kDark[] = {0x78aeff, 0xffa14d, 0x56c98f, 0xf08ad0, 0xe2c95a,
                                   0x4fd0d8, 0xb79bff, 0xff7d7d, 0xa6d65a, 0xb4bdc8};
  return QColor(isDark(palette) ? kDark[category % 10] : kLight[category % 10]);
}

void applyTheme(QApplication& application, ThemeChoice choice) {
  // The desktop's own palette, before the first theme replaced it.
  static const bool systemIsDark = isDark(QApplication::palette());
  const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark);
  const auto& colours = dark ? darkColours() : lightColours();
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setPalette(paletteFor(colours));
  application.setStyleSheet(styleSheetFor(colours));
}

QFont titleFont(const QWidget& widget) {
  QFont font = scaled(widget.font(), 1.15);
  font.setWeight(QFont::DemiBold);
  return font;
}

QFont smallFont(const QWidget& widget) {
  return scaled(widget.font(), 0.92);
}

}  // namespace scenelens
