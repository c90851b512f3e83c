// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/session/window_state.h"

#include "widgets/base/knobs.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/settings.h"
#include "widgets/clips/clip_table_model.h"
#include "widgets/compare/rank_page.h"
#include "widgets/preview/preview_page.h"

#include <QSplitter>

namespace scenelens {

namespace {

constexpr const char* kWindow = "window";
constexpr const char* kClips = "clips";
constexpr const char* kPreview = "preview";

std::string base64(const QByteArray& bytes) {
  return bytes.toBase64().toStdString();
}

std::string splitterName(const std::string& page, int index) {
  return page + "-" + std::to_string(index);
}

/// Those of the page itself, in the order in which they were made.
QList<QSplitter*> splittersOf(const QWidget& page) {
  return page.findChildren<QSplitter*>();
}

StateValues valuesOf(const RankChoice& choice) {
  const auto texts = [](const QStringList& list) {
    std::vector<std::string> made;
    for (const auto& text : list) made.push_back(text.toStdString());
    return made;
  };
  return {{"ticked", texts(choice.ticked)},
          {"unticked", texts(choice.unticked)},
          {"tieRule", choice.tieRule.toStdString()},
          {"evaluation", choice.evaluation},
          {"accuracy", choice.accuracy},
          {"bytes", choice.bytes},
          {"macs", choice.macs}};
}

RankChoice rankChoiceOf(const StateValues& values) {
  RankChoice choice;
  const auto take = [&values](const char* name, auto use) {
    const auto found = values.find(name);
    if (found != values.end()) use(found->second);
  };
  const auto texts = [&take](const char* name, QStringList& list) {
    take(name, [&list](const StateValue& value) {
      const auto* known = std::get_if<std::vector<std::string>>(&value);
      for (const auto& text : known ? *known : std::vector<std::string>()) {
        list.append(toQString(text));
      }
    });
  };
  const auto number = [&take](const char* name, double& out) {
    take(name, [&out](const StateValue& value) {
      if (const auto* known = std::get_if<double>(&value)) out = *known;
    });
  };
  texts("ticked", choice.ticked);
  texts("unticked", choice.unticked);
  number("accuracy", choice.accuracy);
  number("bytes", choice.bytes);
  number("macs", choice.macs);
  take("tieRule", [&choice](const StateValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) choice.tieRule = toQString(*text);
  });
  take("evaluation", [&choice](const StateValue& value) {
    if (const auto* on = std::get_if<bool>(&value)) choice.evaluation = *on;
  });
  return choice;
}

}  // namespace

void WindowState::save(WorkspaceState& state) const {
  const auto seen = std::size_t(m_parts.page());
  if (seen < m_parts.pages.size()) state.page = m_parts.pages[seen].first;
  for (const auto& [name, page] : m_parts.pages) {
    if (auto values = knobsOf(*page); !values.empty()) state.pages[name] = std::move(values);
    const auto splitters = splittersOf(*page);
    for (int i = 0; i < splitters.size(); ++i) {
      state.layout[splitterName(name, i)] = base64(splitters[i]->saveState());
    }
  }
  state.pages[kPreview] = m_parts.preview->saveState();
  auto& clips = state.pages[kClips];
  clips["sortColumn"] = ClipTableModel::columnKey(m_parts.clips->sortColumn()).toStdString();
  clips["sortDescending"] = m_parts.clips->sortOrder() == Qt::DescendingOrder;
  state.layout[kWindow] = base64(m_parts.window->saveGeometry());
  const RankChoice& rank = m_parts.rank->choice();
  state.rank = valuesOf(rank);
  for (const auto& table : rank.tables) state.rankTables.push_back(toPath(table));
}

void WindowState::restore(const WorkspaceState& state) const {
  const auto layout = [&state](const std::string& name) {
    const auto found = state.layout.find(name);
    return found == state.layout.end()
               ? QByteArray()
               : QByteArray::fromBase64(QByteArray::fromStdString(found->second));
  };
  if (const auto geometry = layout(kWindow); !geometry.isEmpty()) {
    m_parts.window->restoreGeometry(geometry);
  }
  for (const auto& [name, page] : m_parts.pages) {
    const auto splitters = splittersOf(*page);
    for (int i = 0; i < splitters.size(); ++i) {
      const auto saved = layout(splitterName(name, i));
      if (!saved.isEmpty()) splitters[i]->restoreState(saved);
    }
    const auto values = state.pages.find(name);
    if (values != state.pages.end() && name != kPreview) setKnobs(*page, values->second);
  }
  if (const auto values = state.pages.find(kPreview); values != state.pages.end()) {
    m_parts.preview->restoreState(values->second);
  }
  if (const auto values = state.pages.find(kClips); values != state.pages.end()) {
    const auto column = values->second.find("sortColumn");
    const auto order = values->second.find("sortDescending");
    if (column != values->second.end() && order != values->second.end()) {
      const bool down =
          std::holds_alternative<bool>(order->second) && std::get<bool>(order->second);
      const auto* key = std::get_if<std::string>(&column->second);
      m_parts.clips->sort(key ? ClipTableModel::columnOf(toQString(*key)) : -1,
                          down ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
  }
  if (!state.rank.empty()) {
    RankChoice choice = rankChoiceOf(state.rank);
    for (const auto& table : state.rankTables) choice.tables.append(fromPath(table));
    m_parts.rank->setChoice(choice);
  }
  for (std::size_t i = 0; i < m_parts.pages.size(); ++i) {
    if (m_parts.pages[i].first == state.page) m_parts.showPage(int(i));
  }
}

}  // namespace scenelens
