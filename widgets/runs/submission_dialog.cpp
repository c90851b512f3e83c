// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/submission_dialog.h"

#include "core/eval/submission_folder.h"
#include "widgets/base/theme.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace scenelens {

namespace {

constexpr int kWidth = 560;

}  // namespace

SubmissionDialog::SubmissionDialog(const QString& run, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("submissionDialog"));
  setWindowTitle(tr("DCASE submission"));
  setMinimumWidth(kWidth);
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(spacing::kLarge);
  form->addRow(tr("Run"), new QLabel(run));
  m_label = new QLineEdit;
  m_label->setObjectName(QStringLiteral("submissionLabel"));
  m_label->setPlaceholderText(QStringLiteral("Lastname_Institute_task1_1"));
  connect(m_label, &QLineEdit::textChanged, this, &SubmissionDialog::check);
  form->addRow(tr("&Label"), m_label);
  m_folder = addPathLine(QStringLiteral("submissionFolder"), form, tr("&Folder"),
                         tr("task1/LABEL/ is made in it"), true);
  m_meta = addPathLine(QStringLiteral("submissionMeta"), form, tr("&meta.yaml"),
                       tr("optional: its words are kept, the figures replaced"), false);
  m_hint = new QLabel;
  m_hint->setObjectName(QStringLiteral("submissionHint"));
  m_hint->setForegroundRole(QPalette::PlaceholderText);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  m_write = buttons->addButton(tr("Write and check"), QDialogButtonBox::AcceptRole);
  m_write->setObjectName(QStringLiteral("submissionWrite"));
  m_write->setDefault(true);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    emit chosen(m_folder->text(), m_label->text(), m_meta->text());
    accept();
  });
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing::kLarge);
  layout->addLayout(form);
  layout->addWidget(m_hint);
  layout->addWidget(buttons);
  check();
}

QLineEdit* SubmissionDialog::addPathLine(const QString& name, QFormLayout* form,
                                         const QString& title, const QString& hint, bool folder) {
  auto* line = new QLineEdit;
  line->setObjectName(name);
  line->setPlaceholderText(hint);
  connect(line, &QLineEdit::textChanged, this, &SubmissionDialog::check);
  auto* browse = new QToolButton;
  browse->setText(tr("…"));
  browse->setToolTip(folder ? tr("Choose a folder") : tr("Choose a file"));
  connect(browse, &QToolButton::clicked, this, [this, line, folder] {
    auto* dialog = new QFileDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (folder) dialog->setOption(QFileDialog::ShowDirsOnly);
    if (!folder) dialog->setNameFilters({tr("YAML (*.yaml *.yml)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
    dialog->open();
  });
  auto* row = new QHBoxLayout;
  row->addWidget(line, 1);
  row->addWidget(browse);
  auto* label = new QLabel(title);
  label->setBuddy(line);
  form->addRow(label, row);
  return line;
}

void SubmissionDialog::check() {
  const bool named = isSubmissionLabel(m_label->text().toStdString());
  const bool placed = QFileInfo(m_folder->text()).isDir();
  const bool kept = m_meta->text().isEmpty() || QFileInfo(m_meta->text()).isFile();
  m_hint->setText(!named    ? tr("A label is Lastname_Institute_task1_N with N from 1 to 4.")
                  : !placed ? tr("Choose a folder that exists.")
                  : !kept   ? tr("There is no such meta.yaml.")
                            : tr("What the official validator would refuse is listed afterwards."));
  m_write->setEnabled(named && placed && kept);
}

}  // namespace scenelens
