// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace scenelens {

/// Asks what a DCASE submission is called, where it goes, and for a meta.yaml whose words it keeps.
/// Only what has the right form can be accepted. Owned by its parent.
class SubmissionDialog final : public QDialog {
  Q_OBJECT

 public:
  /// `run` is the name of the run that is submitted.
  explicit SubmissionDialog(const QString& run, QWidget* parent = nullptr);

 signals:
  /// `meta` is empty where none was chosen.
  void chosen(const QString& folder, const QString& label, const QString& meta);

 private:
  QLineEdit* addPathLine(const QString& name, QFormLayout* form, const QString& title,
                         const QString& hint, bool folder);
  void check();

  QLineEdit* m_label = nullptr;
  QLineEdit* m_folder = nullptr;
  QLineEdit* m_meta = nullptr;
  QLabel* m_hint = nullptr;
  QPushButton* m_write = nullptr;
};

}  // namespace scenelens
