// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_table.h"

#include "widgets/base/theme.h"
#include "widgets/plot/plot_table_window.h"

#include <QAccessibleWidget>
#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QPainter>
#include <QPointer>
#include <qcustomplot.h>

namespace scenelens {

namespace {

/// A frame around the plot that has the focus, above everything it paints.
class FocusRing final : public QWidget {
 public:
  explicit FocusRing(QWidget& plot) : QWidget(&plot) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
  }

 protected:
  void paintEvent(QPaintEvent* /*event*/) override {
    QPainter painter(this);
    painter.setPen(
        QPen(themeColours(palette()).accent, 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
};

bool byKeyboard(Qt::FocusReason reason) {
  return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
         reason == Qt::ShortcutFocusReason;
}

/// What a plot has to say; a child of it.
class PlotTeller final : public QObject {
  Q_DECLARE_TR_FUNCTIONS(scenelens::PlotTeller)

 public:
  PlotTeller(QWidget& plot, PlotWords words)
      : QObject(&plot), m_plot(plot), m_words(std::move(words)) {
    if (!m_words.tables) return;
    // A widget with a focus of its own shows it; QCustomPlot does not.
    const bool ownFocus = plot.focusPolicy() != Qt::NoFocus && !qobject_cast<QCustomPlot*>(&plot);
    plot.setFocusPolicy(Qt::FocusPolicy(int(plot.focusPolicy()) | int(Qt::TabFocus)));
    if (!ownFocus) {
      m_ring = new FocusRing(plot);
      plot.installEventFilter(this);
    }
    auto* action = new QAction(tr("Show as table"), &plot);
    connect(action, &QAction::triggered, this, &PlotTeller::showTable);
    plot.addAction(action);
    if (plot.contextMenuPolicy() == Qt::DefaultContextMenu)
      plot.setContextMenuPolicy(Qt::ActionsContextMenu);
  }

  static PlotTeller* of(const QObject& plot) {
    for (auto* child : plot.children()) {
      if (auto* teller = dynamic_cast<PlotTeller*>(child)) return teller;
    }
    return nullptr;
  }

  [[nodiscard]] const PlotWords& words() const { return m_words; }

  void showTable() {
    if (!m_words.tables) return;
    if (!m_window) {
      m_window = new PlotTableWindow(m_plot.window());
      m_window->setAttribute(Qt::WA_DeleteOnClose);
      connect(m_window, &PlotTableWindow::refreshed, this, &PlotTeller::fill);
    }
    fill();
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == &m_plot) {
      switch (event->type()) {
        case QEvent::FocusIn:
          // Who points at a plot knows where it is; who comes by keyboard must see it.
          if (!byKeyboard(static_cast<QFocusEvent*>(event)->reason())) break;
          m_ring->setGeometry(m_plot.rect());
          m_ring->raise();
          m_ring->show();
          break;
        case QEvent::FocusOut:
          m_ring->hide();
          break;
        case QEvent::Resize:
          m_ring->setGeometry(m_plot.rect());
          break;
        default:
          break;
      }
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  void fill() {
    m_window->setContent(m_plot.accessibleName(), m_words.summary(), m_words.tables());
  }

  QWidget& m_plot;
  PlotWords m_words;
  FocusRing* m_ring = nullptr;  // owned by the plot; null: none is needed
  QPointer<PlotTableWindow> m_window;
};

class PlotInterface final : public QAccessibleWidget {
 public:
  explicit PlotInterface(QWidget* plot) : QAccessibleWidget(plot, QAccessible::Chart) {}

  QString text(QAccessible::Text kind) const override {
    const auto* teller = kind == QAccessible::Description ? PlotTeller::of(*object()) : nullptr;
    return teller ? teller->words().summary() : QAccessibleWidget::text(kind);
  }
};

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object) {
  if (!object->isWidgetType() || !PlotTeller::of(*object)) return nullptr;
  return new PlotInterface(static_cast<QWidget*>(object));
}

}  // namespace

void explainPlot(QWidget& plot, PlotWords words) {
  static const bool installed = [] {
    QAccessible::installFactory(makeInterface);
    return true;
  }();
  Q_UNUSED(installed)
  new PlotTeller(plot, std::move(words));
  // Whoever listened while the widget was named has an interface that knows nothing of plots.
  auto* face = QAccessible::queryAccessibleInterface(&plot);
  if (face && !dynamic_cast<PlotInterface*>(face))
    QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(face));
}

QString plotSummary(const QWidget& plot) {
  const auto* teller = PlotTeller::of(plot);
  return teller ? teller->words().summary() : QString();
}

bool hasPlotTable(const QWidget& plot) {
  const auto* teller = PlotTeller::of(plot);
  return teller && teller->words().tables;
}

void showPlotTable(QWidget& plot) {
  if (auto* teller = PlotTeller::of(plot)) teller->showTable();
}

QWidget* plotMeant(const QWidget& page) {
  auto* focus = QApplication::focusWidget();
  if (focus && page.isAncestorOf(focus) && hasPlotTable(*focus)) return focus;
  for (auto* widget : page.findChildren<QWidget*>()) {
    if (widget->isVisible() && hasPlotTable(*widget)) return widget;
  }
  return nullptr;
}

}  // namespace scenelens
