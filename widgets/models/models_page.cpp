// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/models_page.h"

#include "core/nn/complexity.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStyle>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace scenelens {

namespace {

QTreeWidget* makeTable(const QStringList& headers, int firstNumber, int lastNumber) {
  auto* table = new QTreeWidget;
  table->setRootIsDecorated(false);
  table->setUniformRowHeights(true);
  table->setAlternatingRowColors(true);
  table->setHeaderLabels(headers);
  table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->header()->setStretchLastSection(true);
  for (int column = firstNumber; column <= lastNumber; ++column) {
    table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  return table;
}

QTreeWidgetItem* makeRow(const QStringList& texts, int firstNumber, int lastNumber) {
  auto* item = new QTreeWidgetItem(texts);
  for (int column = firstNumber; column <= lastNumber; ++column) {
    item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  return item;
}

}  // namespace

ModelsPage::ModelsPage(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace) {
  auto* title = new QLabel(tr("Models"));
  title->setFont(titleFont(*this));
  auto* limits = new QLabel(
      tr("DCASE 2023 Task 1 allows %1 bytes and %2 M MACs a clip. Int8 bytes count 8-bit "
         "weights and 32-bit biases, Float32 bytes the same numbers at 32 bit, both with "
         "BatchNorm folded; MACs by the rule of NeSsi.")
          .arg(countText(kLimitBytes))
          .arg(kLimitMacs / 1'000'000));
  limits->setWordWrap(true);
  limits->setFont(smallFont(*this));
  limits->setForegroundRole(QPalette::PlaceholderText);

  m_models = makeTable(
      {tr("Model"), tr("Architecture"), tr("Parameters"), tr("MACs"), tr("of limit"),
       tr("Int8 bytes"), tr("of limit"), tr("Float32 bytes"), tr("of limit"), tr("Weights")},
      2, 8);
  m_models->setObjectName(QStringLiteral("modelTable"));
  m_models->setAccessibleName(tr("Models"));
  connect(m_models, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    if (!item) return;
    m_workspace.setCurrentModel(std::size_t(m_models->indexOfTopLevelItem(item)));
  });

  m_note = new QLabel;
  m_note->setWordWrap(true);
  m_layersTitle = new QLabel;
  m_layersTitle->setFont(titleFont(*this));
  m_layers = makeTable({tr("Layer"), tr("Kind"), tr("Kernel"), tr("Groups"), tr("Input"),
                        tr("Output"), tr("Parameters"), tr("MACs"), QString()},
                       2, 7);
  m_layers->setObjectName(QStringLiteral("layerTable"));
  m_layers->setAccessibleName(tr("Layers of the chosen model"));

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kLarge, spacing::kLarge, spacing::kLarge);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(title);
  layout->addWidget(limits);
  layout->addWidget(m_models);
  layout->addWidget(m_note);
  layout->addSpacing(spacing::kMedium);
  layout->addWidget(m_layersTitle);
  layout->addWidget(m_layers, 1);

  connect(&workspace, &Workspace::modelsChanged, this, &ModelsPage::rebuild);
  connect(&workspace, &Workspace::currentModelChanged, this, &ModelsPage::showLayers);
  rebuild();
}

void ModelsPage::rebuild() {
  {
    const QSignalBlocker blocker(m_models);
    m_models->clear();
    for (const auto& model : *m_workspace.models()) {
      const Complexity cost = complexityOf(model.architecture);
      const auto share = [](std::int64_t value, std::int64_t limit) {
        return percentText(double(value) / double(limit), 0);
      };
      QString origin =
          model.trained ? toQString(model.data) : tr("untrained (%1)").arg(toQString(model.data));
      if (!model.note.empty()) origin.prepend(toQString(model.note) + QStringLiteral(": "));
      m_models->addTopLevelItem(
          makeRow({toQString(model.title()), toQString(model.architecture.summary),
                   countText(cost.parameters), countText(cost.macs), share(cost.macs, kLimitMacs),
                   countText(cost.bytesInt8Folded()), share(cost.bytesInt8Folded(), kLimitBytes),
                   countText(cost.bytesFloat32Folded()),
                   share(cost.bytesFloat32Folded(), kLimitBytes), origin},
                  2, 8));
    }
    const int row = m_models->topLevelItemCount() > 0 ? m_models->sizeHintForRow(0) : 0;
    m_models->setFixedHeight(m_models->header()->sizeHint().height() +
                             m_models->topLevelItemCount() * row + 2 * m_models->frameWidth() + 4 +
                             style()->pixelMetric(QStyle::PM_ScrollBarExtent));
  }
  showLayers();
}

void ModelsPage::showLayers() {
  m_layers->clear();
  const auto& models = *m_workspace.models();
  const std::size_t current = m_workspace.currentModel();
  if (current >= models.size()) {
    m_layersTitle->setText(tr("No model"));
    m_note->hide();
    return;
  }
  {
    const QSignalBlocker blocker(m_models);
    m_models->setCurrentItem(m_models->topLevelItem(int(current)));
  }
  const auto& architecture = models[current].architecture;
  m_layersTitle->setText(tr("Layers of %1").arg(toQString(architecture.title)));
  const QString note = toQString(reportNote(architecture));
  m_note->setText(note);
  m_note->setVisible(!note.isEmpty());
  QList<QTreeWidgetItem*> rows;
  for (const auto& layer : layersOf(architecture)) {
    QString kernel;
    if (layer.kind == LayerKind::Conv1d) {
      kernel = QString::number(layer.kernel[0]);
    } else if (layer.kind != LayerKind::BatchNorm2d && layer.kind != LayerKind::Linear) {
      kernel = QStringLiteral("%1×%2").arg(layer.kernel[0]).arg(layer.kernel[1]);
    }
    const auto shape = [](const MapShape& s) { return toQString(s.text()).replace(u'x', u'×'); };
    rows.append(makeRow(
        {toQString(layer.module), toQString(layerKindName(layer.kind)), kernel,
         layer.groups > 1 ? QString::number(layer.groups) : QString(), shape(layer.input),
         shape(layer.output), countText(layer.parameters), countText(layer.macs), QString()},
        2, 7));
  }
  m_layers->addTopLevelItems(rows);
}

}  // namespace scenelens
