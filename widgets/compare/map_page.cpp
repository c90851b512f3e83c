// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/map_page.h"

#include "widgets/base/dataset_text.h"
#include "widgets/base/figure_table.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/table_export.h"
#include "widgets/base/theme.h"
#include "widgets/clips/clip_list.h"
#include "widgets/plot/scatter_view.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kDelayMs = 300;
constexpr int kClipRole = Qt::UserRole + 1;

ScatterView::Group categoryGroup(const QString& name, std::size_t category) {
  return {name, [category](const QPalette& p) { return categoryColour(p, category); }};
}

ScatterView::Group unknownGroup() {
  return {MapPage::tr("unknown"), [](const QPalette& p) { return themeColours(p).mutedText; }};
}

/// The number of a clip's colour; what is unknown has the last one.
std::uint8_t groupOf(const Clip& clip, std::uint32_t index, const JudgedRun& judged,
                     MapPage::Colouring colouring, std::size_t groups) {
  const auto unknown = std::uint8_t(groups - 1);
  const bool isKnown = index < judged.size();
  switch (colouring) {
    case MapPage::TrueScene:
      return clip.scene ? std::uint8_t(*clip.scene) : unknown;
    case MapPage::PredictedScene:
      return isKnown && judged.isPredicted(index) ? judged.decision[index] : unknown;
    case MapPage::RightOrWrong:
      if (!isKnown || !judged.isJudged(index)) return unknown;
      return judged.isCorrect(index) ? 0 : 1;
    case MapPage::Device:
      break;
  }
  return clip.device >= 0 ? std::uint8_t(std::min<std::size_t>(std::size_t(clip.device), unknown))
                          : unknown;
}

std::vector<ScatterView::Group> groupsOf(const Dataset& dataset, MapPage::Colouring colouring) {
  std::vector<ScatterView::Group> groups;
  if (colouring == MapPage::RightOrWrong) {
    groups.push_back(
        {MapPage::tr("right"), [](const QPalette& p) { return themeColours(p).right; }});
    groups.push_back(
        {MapPage::tr("wrong"), [](const QPalette& p) { return themeColours(p).wrong; }});
  } else if (colouring == MapPage::Device) {
    constexpr std::size_t kMostDevices = 100;
    for (std::size_t i = 0; i < std::min(dataset.devices.size(), kMostDevices); ++i)
      groups.push_back(categoryGroup(toQString(dataset.devices[i]), i));
  } else {
    for (const Scene scene : allScenes())
      groups.push_back(categoryGroup(sceneText(scene), std::size_t(scene)));
  }
  groups.push_back(unknownGroup());
  return groups;
}

}  // namespace

MapPage::MapPage(Workspace& workspace, ClipTableModel& clips, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_maker(workspace) {
  m_list = new ClipList(workspace, clips);
  auto* splitter = new QSplitter;
  splitter->addWidget(makePlotSide());
  splitter->addWidget(makeListSide());
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({960, 380});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);

  m_delay.setSingleShot(true);
  m_delay.setInterval(kDelayMs);
  connect(&m_delay, &QTimer::timeout, this, [this] { showMap(true); });
  const auto recolour = [this] {
    if (m_maker.map() && !m_delay.isActive()) m_delay.start();
  };
  connect(&m_maker, &MapMaker::mapChanged, this, [this] { showMap(false); });
  connect(&m_maker, &MapMaker::found, this, &MapPage::showSimilar);
  connect(&m_maker, &MapMaker::started, this, [this](Job* job) {
    showState();
    connect(job, &Job::finished, this, &MapPage::showState);
  });
  connect(&workspace, &Workspace::currentRunChanged, this, recolour);
  connect(&workspace, &Workspace::ruleChanged, this, recolour);
  connect(&workspace, &Workspace::predictionsAdded, this, recolour);
  for (const auto signal :
       {&Workspace::shownClipsChanged, &Workspace::modelsChanged, &Workspace::currentModelChanged})
    connect(&workspace, signal, this, &MapPage::showState);
  connect(&workspace, &Workspace::currentClipChanged, this,
          [this] { m_scatter->setCurrentClip(m_workspace.currentClip()); });
  const auto onProblem = [this](const Error& problem) { m_workspace.addProblem(problem); };
  offerTableMenu(*m_similar, tr("similar-clips"), onProblem);
  offerPictureMenu(
      *m_scatter->plot(), [this] { return pictureOf(*m_scatter->plot(), tr("map")); }, onProblem);
  showMap(false);
  showSimilar({});
}

QWidget* MapPage::makePlotSide() {
  auto* side = new QWidget;
  m_make = new QPushButton(tr("&Map the shown clips"));
  m_make->setObjectName(QStringLiteral("makeMap"));
  connect(m_make, &QPushButton::clicked, &m_maker, &MapMaker::start);
  m_colouring = new QComboBox;
  m_colouring->setObjectName(QStringLiteral("mapColouring"));
  m_colouring->setAccessibleName(tr("What colours mean"));
  m_colouring->addItems(
      {tr("True scene"), tr("Predicted scene"), tr("Right or wrong"), tr("Device")});
  connect(m_colouring, &QComboBox::currentIndexChanged, this, [this] { showMap(true); });
  m_state = new QLabel;
  m_state->setObjectName(QStringLiteral("mapState"));
  m_state->setWordWrap(true);
  m_state->setFont(smallFont(*this));
  m_state->setForegroundRole(QPalette::PlaceholderText);
  m_scatter = new ScatterView;
  m_scatter->setObjectName(QStringLiteral("mapScatter"));
  m_scatter->plot()->setAccessibleName(tr("Clips by the model's embedding"));
  m_scatter->setDescription([this](const CloudPoint& point) { return describe(point.clip); });
  connect(m_scatter, &ScatterView::clipChosen, &m_workspace, &Workspace::setCurrentClip);
  connect(m_scatter, &ScatterView::lassoed, &m_workspace, &Workspace::filterToPicked);
  auto* bar = new QHBoxLayout;
  bar->addWidget(m_make);
  bar->addWidget(m_colouring);
  bar->addWidget(m_state, 1);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(spacing::kLarge, spacing::kMedium, spacing::kMedium, spacing::kMedium);
  layout->addLayout(bar);
  layout->addWidget(m_scatter, 1);
  return side;
}

QWidget* MapPage::makeListSide() {
  auto* top = new QWidget;
  m_similarTitle = new QLabel(tr("Similar clips"));
  m_similarTitle->setFont(titleFont(*this));
  m_similar = new FigureTable({tr("Cosine"), tr("Scene"), tr("Predicted"), tr("File")}, 0);
  m_similar->setObjectName(QStringLiteral("similarClips"));
  m_similar->setAccessibleName(tr("Clips most similar to the current one"));
  for (int column = 1; column < 4; ++column) {
    m_similar->headerItem()->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
  }
  const auto go = [this](QTreeWidgetItem* item) {
    const QVariant clip = item->data(0, kClipRole);
    if (clip.isValid()) m_workspace.setCurrentClip(clip.toULongLong());
  };
  connect(m_similar, &QTreeWidget::itemClicked, this, go);
  connect(m_similar, &QTreeWidget::itemActivated, this, go);
  auto* layout = new QVBoxLayout(top);
  layout->setContentsMargins(spacing::kMedium, spacing::kMedium, spacing::kSmall, 0);
  layout->addWidget(m_similarTitle);
  layout->addWidget(m_similar, 1);
  auto* side = new QSplitter(Qt::Vertical);
  side->addWidget(top);
  side->addWidget(m_list);
  side->setChildrenCollapsible(false);
  return side;
}

void MapPage::setColouring(Colouring colouring) {
  m_colouring->setCurrentIndex(colouring);
}

QString MapPage::describe(std::uint32_t clip) const {
  const auto& row = m_workspace.dataset()->clips[clip];
  const auto* prediction = m_workspace.prediction(clip);
  return tr("%1\ntrue: %2\npredicted: %3")
      .arg(toQString(row.file), row.scene ? sceneText(*row.scene) : tr("unknown"),
           prediction ? sceneText(prediction->decision(m_workspace.rule())) : tr("not yet"));
}

void MapPage::showMap(bool keepRange) {
  const auto& map = m_maker.map();
  showState();
  if (!map) {
    m_scatter->setCloud(nullptr, {});
    return;
  }
  const auto& dataset = *map->dataset;
  const auto colouring = Colouring(m_colouring->currentIndex());
  auto groups = groupsOf(dataset, colouring);
  const auto& judged = m_workspace.judged(m_workspace.currentRun());
  auto cloud = std::make_shared<std::vector<CloudPoint>>();
  cloud->reserve(map->plane.points.size());
  bool anyUnknown = false;
  for (std::size_t row = 0; row < map->plane.points.size(); ++row) {
    const std::uint32_t clip = map->embeddings.clips[row];
    const auto group = groupOf(dataset.clips[clip], clip, judged, colouring, groups.size());
    anyUnknown = anyUnknown || std::size_t(group) + 1 == groups.size();
    cloud->push_back({map->plane.points[row][0], map->plane.points[row][1], clip, group});
  }
  if (!anyUnknown) groups.pop_back();
  m_scatter->setAxisLabels(
      tr("first component, %1 of the variance").arg(percentText(map->plane.explained[0], 0)),
      tr("second, %1").arg(percentText(map->plane.explained[1], 0)));
  m_scatter->setCloud(std::move(cloud), std::move(groups), keepRange);
  m_scatter->setCurrentClip(m_workspace.currentClip());
}

void MapPage::showState() {
  const auto& map = m_maker.map();
  const auto& dataset = *m_workspace.dataset();
  const auto heard = std::ranges::any_of(
      m_workspace.shownClips(), [&](std::uint32_t clip) { return !dataset.clips[clip].missing; });
  const bool model = m_workspace.currentModel() < m_workspace.models()->size();
  m_make->setEnabled(heard && model && !m_maker.isRunning());
  m_scatter->setHint(
      dataset.clips.empty() ? tr("Open a data set to map its clips.")
      : !heard              ? tr("None of the shown clips has sound, so no model can embed them.")
      : !model              ? tr("There is no model to embed clips with.")
      : m_maker.isRunning()
          ? tr("Embedding… the bar below shows how far it is.")
          : tr("“Map the shown clips” lays them out by what %1 hears in them.")
                .arg(toQString((*m_workspace.models())[m_workspace.currentModel()].title())));
  if (!map) {
    m_state->clear();
    return;
  }
  const auto shown = qint64(map->plane.points.size());
  QString text = tr("%Ln clip(s), %1 values of %2", nullptr, int(shown))
                     .arg(countText(qint64(map->embeddings.width)), map->model);
  if (std::size_t(shown) < map->asked) {
    text += tr(" (of %Ln that have sound)", nullptr, int(map->asked));
  }
  m_state->setText(text);
}

void MapPage::showSimilar(const std::vector<Neighbour>& neighbours) {
  const auto& dataset = *m_workspace.dataset();
  m_similar->setRowCount(int(neighbours.size()));
  m_similarTitle->setText(
      neighbours.empty() && !m_maker.map() ? tr("Similar clips: make a map first")
      : neighbours.empty()                 ? tr("Similar clips: the current one is not on the map")
                                           : tr("Similar clips"));
  int row = 0;
  for (const auto& neighbour : neighbours) {
    const auto& clip = dataset.clips[neighbour.clip];
    const auto* prediction = m_workspace.prediction(neighbour.clip);
    m_similar->setCell(row, 0, QLocale().toString(double(neighbour.similarity), 'f', 4),
                       double(neighbour.similarity));
    m_similar->setCell(row, 1, clip.scene ? sceneText(*clip.scene) : QString());
    m_similar->setCell(
        row, 2, prediction ? sceneText(prediction->decision(m_workspace.rule())) : QString());
    m_similar->setCell(row, 3, toQString(clip.file));
    auto* item = m_similar->row(row);
    item->setData(0, kClipRole, qulonglong(neighbour.clip));
    for (int column = 1; column < 4; ++column) {
      item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignVCenter);
    }
    ++row;
  }
}

}  // namespace scenelens
