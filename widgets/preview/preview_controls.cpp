// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/preview_controls.h"

#include "widgets/base/theme.h"

#include <QLabel>

namespace scenelens {

QLabel* PreviewControls::addNote() {
  auto* note = new QLabel(this);
  note->setFont(smallFont(*this));
  note->setForegroundRole(QPalette::PlaceholderText);
  note->setWordWrap(true);
  return note;
}

}  // namespace scenelens
