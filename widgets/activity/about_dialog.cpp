// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/activity/about_dialog.h"

#include "widgets/activity/program_info.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace scenelens {

namespace {

QTreeWidget* makeLibraryList() {
  auto* list = new QTreeWidget;
  list->setObjectName(QStringLiteral("libraries"));
  list->setAccessibleName(AboutDialog::tr("Libraries"));
  list->setRootIsDecorated(false);
  list->setHeaderLabels({AboutDialog::tr("Library"), AboutDialog::tr("Version"),
                         AboutDialog::tr("Licence"), AboutDialog::tr("For")});
  for (const auto& library : allLibraries()) {
    list->addTopLevelItem(
        new QTreeWidgetItem({toQString(library.name), toQString(library.version),
                             toQString(library.licence), toQString(library.purpose)}));
  }
  for (int column = 0; column < list->columnCount(); ++column) {
    list->resizeColumnToContents(column);
  }
  list->setMinimumHeight(list->sizeHintForRow(0) * (list->topLevelItemCount() + 2));
  return list;
}

}  // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
  constexpr int kWidth = 800;
  setObjectName(QStringLiteral("aboutDialog"));
  setWindowTitle(tr("About SceneLens"));
  auto* title = new QLabel(tr("SceneLens %1").arg(QCoreApplication::applicationVersion()));
  title->setFont(titleFont(*this));
  auto* words = new QLabel(
      tr("A workbench for low-complexity acoustic scene classification. Implements the DSMN system "
         "of Wang, Wu and Li, DCASE 2023 Task 1.\n"
         "Native engine, instruction set %1.\n"
         "Free software under the GNU General Public License, version 3 or later.")
          .arg(instructionSet()));
  words->setWordWrap(true);
  words->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  auto* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
  copy->setObjectName(QStringLiteral("copyAbout"));
  connect(copy, &QPushButton::clicked, this,
          [] { QGuiApplication::clipboard()->setText(programText()); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing::kMedium);
  layout->addWidget(title);
  layout->addWidget(words);
  layout->addWidget(makeLibraryList(), 1);
  layout->addWidget(buttons);
  resize(kWidth, sizeHint().height());
}

}  // namespace scenelens
