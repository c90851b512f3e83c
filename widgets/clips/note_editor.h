// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/workspace.h"

#include <QTimer>
#include <QWidget>

class QCompleter;
class QLineEdit;
class QStringListModel;

namespace scenelens {

/// Tags and a note for the current clip, in one line. What is typed goes to the workspace after a
/// moment, or at once when the field is left or another clip becomes the current one; the tags that
/// exist are offered. Ctrl+Z undoes typing within a field, as long as the clip stays, then the
/// steps of the history.
class NoteEditor final : public QWidget {
  Q_OBJECT

 public:
  explicit NoteEditor(Workspace& workspace, QWidget* parent = nullptr);
  ~NoteEditor() override;

  [[nodiscard]] QLineEdit* tags() const { return m_tags; }
  [[nodiscard]] QLineEdit* note() const { return m_note; }
  /// True while something typed is not in the workspace yet.
  [[nodiscard]] bool isBusy() const { return m_edited; }
  /// What was typed goes to the workspace now.
  void keep();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void showClip();
  void showStoredNote();
  void offerTags();

  Workspace& m_workspace;
  QLineEdit* m_tags = nullptr;
  QLineEdit* m_note = nullptr;
  QCompleter* m_completer = nullptr;
  QStringListModel* m_known = nullptr;
  QTimer m_timer;
  bool m_keeping = false;
  bool m_edited = false;                     // typed, but not in the workspace yet
  std::optional<std::size_t> m_clip;         // whose fields are shown
  std::shared_ptr<const Dataset> m_dataset;  // that it belongs to
};

/// Tags as one types them: words between blanks or commas, each once.
[[nodiscard]] std::vector<std::string> tagsFromText(const QString& text);

}  // namespace scenelens
