// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include <utility>

// In the global namespace, as Qt wants it: a static library's resources are not found otherwise.
static void initIcons() {
  Q_INIT_RESOURCE(icons);
}

namespace scenelens {

namespace {

class ThemeIconEngine final : public QIconEngine {
 public:
  explicit ThemeIconEngine(QByteArray svg) : m_svg(std::move(svg)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    const QColor colour = QGuiApplication::palette().color(group, QPalette::ButtonText);
    QByteArray svg = m_svg;
    svg.replace("#000000", colour.name().toLatin1());
    QSvgRenderer(svg).render(painter, rect);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, pixmap.rect(), mode, state);
    return pixmap;
  }

  QIconEngine* clone() const override { return new ThemeIconEngine(m_svg); }

 private:
  QByteArray m_svg;
};

}  // namespace

QIcon themeIcon(const QString& name) {
  initIcons();
  QFile file(QStringLiteral(":/scenelens/icons/%1.svg").arg(name));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QIcon(new ThemeIconEngine(file.readAll()));
}

}  // namespace scenelens
