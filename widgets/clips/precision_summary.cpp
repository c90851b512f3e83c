// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clips/precision_summary.h"

#include "core/nn/complexity.h"
#include "widgets/base/elided_label.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace scenelens {

namespace {

constexpr int kSwatch = 10;

QString bytesToolTip(const Model& model) {
  const auto cost = complexityOf(model.architecture);
  const bool int8 = model.precision == Precision::Int8;
  return PrecisionSummary::tr(
             "All tensors of %1\nWith BatchNorm folded the weights and biases alone are "
             "%2 bytes\nData: %3")
      .arg(fromPath(model.path.filename()),
           countText(int8 ? cost.bytesInt8Folded() : cost.bytesFloat32Folded()),
           toQString(model.data));
}

}  // namespace

PrecisionSummary::PrecisionSummary(QWidget* parent) : QWidget(parent) {
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(spacing::kMedium);
  grid->setVerticalSpacing(2);
  grid->setColumnStretch(2, 1);
  addLine(*grid, Precision::Float32);
  addLine(*grid, Precision::Int8);
  m_caption = new QLabel;
  m_caption->setObjectName(QStringLiteral("latencyCaption"));
  m_caption->setFont(smallFont(*this));
  m_caption->setForegroundRole(QPalette::PlaceholderText);
  m_caption->setWordWrap(true);
  m_missing = new QLabel;
  m_missing->setObjectName(QStringLiteral("noInt8"));
  m_missing->setFont(smallFont(*this));
  m_missing->setWordWrap(true);
  m_missing->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  layout->addLayout(grid);
  layout->addWidget(m_caption);
  layout->addWidget(m_missing);
  applyColours();
}

void PrecisionSummary::addLine(QGridLayout& grid, Precision precision) {
  const int row = int(precision);
  const QString name = toQString(precisionName(precision));
  Line& line = m_lines[std::size_t(precision)];
  line.swatch = new QLabel;
  line.swatch->setFixedSize(kSwatch, kSwatch);
  line.name = new QLabel(name);
  line.engine = new ElidedLabel;
  line.engine->setObjectName(QStringLiteral("engine") + name);
  line.engine->setForegroundRole(QPalette::PlaceholderText);
  line.latency = new QLabel;
  line.latency->setObjectName(QStringLiteral("latency") + name);
  line.bytes = new QLabel;
  line.bytes->setObjectName(QStringLiteral("bytes") + name);
  grid.addWidget(line.swatch, row, 0);
  grid.addWidget(line.name, row, 1);
  grid.addWidget(line.engine, row, 2);
  grid.addWidget(line.latency, row, 3, Qt::AlignRight);
  grid.addWidget(line.bytes, row, 4, Qt::AlignRight);
}

void PrecisionSummary::setModel(const Model* floats, const Int8Twin* int8,
                                const ModelAnswers& answers, bool engineFailed) {
  const QString waiting = engineFailed ? tr("no engine: see the problems") : QString();
  showLine(Precision::Float32, floats, answers.floats, waiting);
  const bool twin = int8 && int8->has_value();
  showLine(Precision::Int8, twin ? &**int8 : nullptr, answers.int8,
           twin || !floats ? waiting : tr("no weights"));
  const auto& latency = answers.floats.latency;
  m_caption->setText(
      latency ? tr("Processor time of a clip, median of %Ln run(s)", nullptr, int(latency->runs))
              : tr("Processor time of a clip is being measured"));
  m_caption->setVisible(floats && !engineFailed);
  m_missing->setVisible(floats && int8 && !twin);
  m_missing->setText(m_missing->isHidden() ? QString() : toQString(int8->error().text()));
}

void PrecisionSummary::showLine(Precision precision, const Model* model,
                                const PrecisionAnswer& answer, const QString& instead) {
  const Line& line = m_lines[std::size_t(precision)];
  line.engine->setText(answer.engine.isEmpty() || !model ? instead : answer.engine);
  line.latency->setText(model && answer.latency ? tr("%1 ms").arg(latencyNumber(*answer.latency))
                                                : QString());
  line.bytes->setText(model ? tr("%1 B").arg(countText(tensorBytes(model->weights))) : QString());
  line.bytes->setToolTip(model ? bytesToolTip(*model) : QString());
  line.bytes->setAccessibleName(tr("%1 weights in bytes").arg(toQString(precisionName(precision))));
}

void PrecisionSummary::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_missing) applyColours();
}

void PrecisionSummary::applyColours() {
  const auto& colours = themeColours(palette());
  for (const auto precision : {Precision::Float32, Precision::Int8}) {
    auto* swatch = m_lines[std::size_t(precision)].swatch;
    QPixmap pixmap(swatch->size());
    pixmap.fill(precision == Precision::Int8 ? colours.int8 : colours.accent);
    swatch->setPixmap(pixmap);
  }
}

}  // namespace scenelens
