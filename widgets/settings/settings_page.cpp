// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/settings_page.h"

#include "core/nn/native/float_kernels.h"
#include "widgets/actions/action_registry.h"
#include "widgets/actions/palette_match.h"
#include "widgets/base/elided_label.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"
#include "widgets/runs/evaluation_runner.h"
#include "widgets/settings/shortcut_editor.h"

#include <QAbstractButton>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileInfo>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace scenelens {

namespace {

constexpr int kLeftWidth = 360;

}  // namespace

SettingsPage::SettingsPage(Settings& settings, ActionRegistry& registry,
                           const std::optional<StoreAddress>& store, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_registry(registry), m_store(store) {
  m_search = new QLineEdit;
  m_search->setObjectName(QStringLiteral("settingsSearch"));
  m_search->setPlaceholderText(tr("Search settings and shortcuts"));
  m_search->setAccessibleName(tr("Search settings"));
  m_search->setClearButtonEnabled(true);
  connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
  m_nothing = new QLabel(tr("Nothing is called so."));
  m_nothing->setForegroundRole(QPalette::PlaceholderText);
  m_nothing->hide();
  m_left = new QWidget;
  m_left->setFixedWidth(kLeftWidth);
  auto* left = new QVBoxLayout(m_left);
  left->setContentsMargins(0, 0, 0, 0);
  makeAppearance();
  makeComputing();
  makeStorage();
  left->addStretch(1);
  m_shortcutGroup = new QGroupBox(tr("Shortcuts"));
  m_shortcuts = new ShortcutEditor(registry);
  auto* inner = new QVBoxLayout(m_shortcutGroup);
  inner->addWidget(m_shortcuts);
  auto* columns = new QHBoxLayout;
  columns->setSpacing(spacing::kLarge);
  columns->addWidget(m_left);
  columns->addWidget(m_shortcutGroup, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::kLarge, spacing::kLarge, spacing::kLarge, spacing::kMedium);
  layout->setSpacing(spacing::kLarge);
  layout->addWidget(m_search);
  layout->addWidget(m_nothing);
  layout->addLayout(columns, 1);
}

QFormLayout* SettingsPage::addGroup(const QString& title) {
  m_group = new QGroupBox(title);
  m_form = new QFormLayout(m_group);
  m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  static_cast<QVBoxLayout*>(m_left->layout())->addWidget(m_group);
  return m_form;
}

void SettingsPage::addRow(const QString& text, QWidget* field, const QString& words) {
  if (text.isEmpty()) {
    m_form->addRow(field);
  } else {
    m_form->addRow(text, field);
  }
  QString plain = text;
  plain.remove(u'&');
  QString name = plain;
  while (name.endsWith(u':') || name.endsWith(u'：')) name.chop(1);
  if (field->accessibleName().isEmpty()) field->setAccessibleName(name);
  if (const auto* button = qobject_cast<QAbstractButton*>(field)) {
    plain += button->text().remove(u'&');
  }
  m_rows.push_back(
      {m_group, m_form, m_form->rowCount() - 1, m_group->title() + u' ' + plain + u' ' + words});
}

QComboBox* SettingsPage::makeActionBox(const QString& prefix, const QString& object) {
  auto* box = new QComboBox;
  box->setObjectName(object);
  for (const auto& [info, action] : m_registry.entries()) {
    if (!info.id.startsWith(prefix)) continue;
    box->addItem(plainText(*action), info.id);
    const int row = box->count() - 1;
    if (action->isChecked()) box->setCurrentIndex(row);
    // The menu changes it, too.
    connect(action, &QAction::toggled, box, [box, row](bool on) {
      if (on) box->setCurrentIndex(row);
    });
  }
  connect(box, &QComboBox::activated, this, [this, box](int row) {
    if (auto* action = m_registry.action(box->itemData(row).toString())) action->trigger();
  });
  return box;
}

void SettingsPage::makeAppearance() {
  addGroup(tr("Appearance"));
  addRow(tr("&Theme:"), makeActionBox(QStringLiteral("view.theme."), QStringLiteral("themeBox")),
         tr("light dark colours"));
  addRow(tr("Colour &map:"),
         makeActionBox(QStringLiteral("view.colourMap."), QStringLiteral("colourMapBox")),
         tr("spectrogram log-Mel colours"));
  auto* language = makeActionBox(QStringLiteral("view.language."), QStringLiteral("languageBox"));
  language->setToolTip(tr("From the next start on"));
  addRow(tr("&Language:"), language, tr("English Chinese translation"));
}

void SettingsPage::makeComputing() {
  addGroup(tr("Computing"));
  auto* threads = new QSpinBox;
  threads->setObjectName(QStringLiteral("threadsBox"));
  threads->setRange(0, std::max(1, QThread::idealThreadCount()));
  threads->setSpecialValueText(tr("all cores but one"));
  threads->setValue(m_settings.evaluationThreads());
  threads->setToolTip(tr("How many threads evaluate; from the next evaluation on"));
  connect(threads, &QSpinBox::valueChanged, this, [this](int value) {
    m_settings.setEvaluationThreads(value);
    emit evaluationChanged();
  });
  addRow(tr("&Evaluate with:"), threads, tr("threads processors speed"));
  auto* byItself = new QCheckBox(tr("Evaluate sets of up to %1 clips &when opened")
                                     .arg(countText(qint64(EvaluationRunner::kAutomaticClips))));
  byItself->setObjectName(QStringLiteral("byItselfBox"));
  byItself->setChecked(m_settings.evaluatesByItself());
  connect(byItself, &QCheckBox::toggled, this, [this](bool on) {
    m_settings.setEvaluatesByItself(on);
    emit evaluationChanged();
  });
  addRow({}, byItself, tr("evaluate automatically by itself opening"));
  addRow(tr("Engine:"),
         new QLabel(tr("native, %1").arg(QString::fromLatin1(kernels::targetName()))),
         tr("instruction set"));
}

void SettingsPage::makeStorage() {
  addGroup(tr("Storage"));
  auto* place = new ElidedLabel;
  place->setObjectName(QStringLiteral("storePlace"));
  const QString name = m_store ? fromPath(m_store->name()) : QString();
  place->setText(m_store ? name : tr("nothing is kept"));
  place->setToolTip(name);
  addRow(tr("Runs and notes:"), place, tr("store database folder sqlite"));
  const bool file = m_store && m_store->kind == StoreAddress::Kind::Sqlite;
  if (file) {
    m_size = new QLabel;
    auto* reveal = new QPushButton(tr("Open &folder"));
    connect(reveal, &QPushButton::clicked, this, [this] {
      QDesktopServices::openUrl(QUrl::fromLocalFile(fromPath(m_store->file.parent_path())));
    });
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_size, 1);
    layout->addWidget(reveal);
    addRow(tr("Size:"), row, tr("store disk reveal"));
  }
  auto* forget = new QPushButton(tr("Forget what was &opened"));
  forget->setObjectName(QStringLiteral("forgetRecent"));
  forget->setToolTip(tr("Empties File ▸ Open recent; nothing is deleted"));
  connect(forget, &QPushButton::clicked, this, [this, forget] {
    m_settings.clearRecentPaths();
    forget->setEnabled(false);
  });
  addRow({}, forget, tr("recent paths history privacy"));
}

void SettingsPage::showStoreSize() {
  if (!m_size) return;
  const QFileInfo info(fromPath(m_store->file));
  m_size->setText(info.exists() ? QLocale().formattedDataSize(info.size()) : tr("not made yet"));
}

void SettingsPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  showStoreSize();
  if (auto* forget = findChild<QPushButton*>(QStringLiteral("forgetRecent"))) {
    forget->setEnabled(!m_settings.recentPaths().isEmpty());
  }
}

void SettingsPage::focusSearch() {
  m_search->setFocus();
  m_search->selectAll();
}

void SettingsPage::search(const QString& text) {
  const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
  std::set<QGroupBox*> used;
  std::set<QGroupBox*> all;
  for (const auto& [group, form, row, found] : m_rows) {
    const bool fits = matchRank(words, found) > 0;
    for (const auto role :
         {QFormLayout::LabelRole, QFormLayout::FieldRole, QFormLayout::SpanningRole}) {
      auto* item = form->itemAt(row, role);
      if (item && item->widget()) item->widget()->setVisible(fits);
    }
    all.insert(group);
    if (fits) used.insert(group);
  }
  for (auto* group : all) group->setVisible(used.contains(group));
  m_left->setVisible(!used.empty());
  // "shortcuts" shows them all.
  QStringList rest = words;
  constexpr qsizetype kEnough = 4;  // letters, so that one alone searches the names
  rest.removeIf([](const QString& word) {
    return word.size() >= kEnough && tr("shortcuts").startsWith(word, Qt::CaseInsensitive);
  });
  const bool shortcuts = m_shortcuts->filter(rest) > 0;
  m_shortcutGroup->setVisible(shortcuts);
  m_nothing->setVisible(used.empty() && !shortcuts);
}

}  // namespace scenelens
