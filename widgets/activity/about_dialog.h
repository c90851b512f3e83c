// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace scenelens {

/// What this program is, what it is made of, and under which licences; all of it can be copied.
class AboutDialog final : public QDialog {
  Q_OBJECT

 public:
  explicit AboutDialog(QWidget* parent = nullptr);
};

}  // namespace scenelens
