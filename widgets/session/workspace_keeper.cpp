// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/session/workspace_keeper.h"

#include "core/base/file_io.h"
#include "core/session/workspace_file.h"
#include "widgets/actions/action_registry.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/settings.h"
#include "widgets/session/message_bar.h"

#include <QAction>
#include <QApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

#include <chrono>
#include <utility>

namespace scenelens {

namespace {

/// After a change; writing takes what is left of two seconds.
constexpr int kLookMs = 1000;
const QLatin1String kSuffix("scenelens");
const QLatin1String kLeftKey("left");
const QLatin1String kMissingKey("missing");
const QLatin1String kSaveKey("save");

QString nameFilter() {
  return WorkspaceKeeper::tr("Workspaces (*.scenelens)");
}

/// Of a file's bytes; empty where it cannot be read. For workers.
QByteArray hashOf(const QString& file) {
  const auto bytes = readWholeFile(toPath(file), kMaxWorkspaceBytes);
  if (!bytes) return {};
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(QByteArrayView(bytes->data(), qsizetype(bytes->size())));
  return hash.result();
}

QString timeOf(std::filesystem::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(system.time_since_epoch());
  return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms.count()), QLocale::ShortFormat);
}

}  // namespace

WorkspaceKeeper::WorkspaceKeeper(Workspace& workspace, Settings& settings, WindowState state,
                                 RunKeeper* store, MessageBar& bar, QWidget& window)
    : QObject(&window),
      m_workspace(workspace),
      m_settings(settings),
      m_bar(bar),
      m_window(window),
      m_opener(workspace, settings, std::move(state), store) {
  m_look.setSingleShot(true);
  m_look.setInterval(kLookMs);
  connect(&m_look, &QTimer::timeout, this, &WorkspaceKeeper::look);
  connect(&m_opener, &WorkspaceOpener::started, this, &WorkspaceKeeper::started);
  connect(&m_opener, &WorkspaceOpener::opened, this, &WorkspaceKeeper::onOpened);
  connect(&m_opener, &WorkspaceOpener::settled, this, [this] {
    // A file saved without models names no run; that one is chosen now is no change.
    if (!m_file.isEmpty() && !m_modified) m_saved = contentOf(m_opener.collect());
    touch();
  });
  connect(&m_opener, &WorkspaceOpener::missing, this, &WorkspaceKeeper::askWhereItIs);
  followChanges();
}

WorkspaceKeeper::~WorkspaceKeeper() {
  delete m_fileJob;
}

void WorkspaceKeeper::followChanges() {
  for (const auto signal :
       {&Workspace::datasetChanged, &Workspace::modelsChanged, &Workspace::currentClipChanged,
        &Workspace::currentRunChanged, &Workspace::otherRunChanged, &Workspace::runsChanged,
        &Workspace::ruleChanged, &Workspace::notesChanged}) {
    connect(&m_workspace, signal, this, &WorkspaceKeeper::touch);
  }
  connect(&m_workspace, &Workspace::noteChanged, this, &WorkspaceKeeper::touch);
  connect(&m_workspace.filter(), &FilterStack::changed, this, &WorkspaceKeeper::touch);
  connect(&m_workspace.history(), &UndoHistory::changed, this, &WorkspaceKeeper::touch);
  connect(&m_workspace, &Workspace::datasetAboutToChange, this,
          [this] { m_bar.hideMessage(kMissingKey); });
  // Everything else that is remembered is changed by a hand, in this window or a dialog of it.
  qApp->installEventFilter(this);
}

bool WorkspaceKeeper::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::KeyRelease:
    case QEvent::MouseButtonRelease:
    case QEvent::Wheel:
    case QEvent::Resize:
      if (watched->isWidgetType()) touch();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

void WorkspaceKeeper::touch() {
  // Not started anew by every change, so that who never pauses is saved, too.
  if (!m_look.isActive()) m_look.start();
}

void WorkspaceKeeper::look() {
  WorkspaceState state = m_opener.collect();
  const bool modified = !m_file.isEmpty() && !(contentOf(state) == m_saved);
  if (modified != std::exchange(m_modified, modified)) emit titleChanged();
  state.file = toPath(m_file);
  if (m_autosave) m_autosave->save(std::move(state));
}

void WorkspaceKeeper::declareActions(ActionRegistry& registry) {
  const auto declare = [this, &registry](ActionInfo info, auto slot) {
    info.category = ActionCategory::File;
    connect(registry.declare(std::move(info)), &QAction::triggered, this, slot);
  };
  declare({.id = QStringLiteral("file.newWorkspace"),
           .text = tr("&New workspace"),
           .keys = {QKeySequence(Qt::CTRL | Qt::Key_N)},
           .tip = tr("No data set, no filter, no file"),
           .startsGroup = true},
          &WorkspaceKeeper::startNew);
  declare({.id = QStringLiteral("file.openWorkspace"),
           .text = tr("Open &workspace…"),
           .keys = {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O)}},
          &WorkspaceKeeper::choose);
  declare({.id = QStringLiteral("file.saveWorkspace"),
           .text = tr("&Save workspace"),
           .keys = {QKeySequence(Qt::CTRL | Qt::Key_S)},
           .tip = tr("Data set, runs, filter, notes and what is chosen, as one small file")},
          &WorkspaceKeeper::save);
  declare({.id = QStringLiteral("file.saveWorkspaceAs"),
           .text = tr("Save workspace &as…"),
           .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}},
          &WorkspaceKeeper::saveAs);
  declareHistory(registry);
}

void WorkspaceKeeper::declareHistory(ActionRegistry& registry) {
  auto& history = m_workspace.history();
  auto* undo = registry.declare({.id = QStringLiteral("edit.undo"),
                                 .text = tr("&Undo"),
                                 .category = ActionCategory::Edit,
                                 .keys = {QKeySequence(Qt::CTRL | Qt::Key_Z)},
                                 .tip = tr("The last change of the filter, of notes or tags")});
  auto* redo = registry.declare({.id = QStringLiteral("edit.redo"),
                                 .text = tr("&Redo"),
                                 .category = ActionCategory::Edit,
                                 .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)}});
  connect(undo, &QAction::triggered, &history, &UndoHistory::undo);
  connect(redo, &QAction::triggered, &history, &UndoHistory::redo);
  const auto show = [&history, undo, redo] {
    auto* stack = history.stack();
    undo->setText(stack->canUndo() ? tr("&Undo %1").arg(stack->undoText()) : tr("&Undo"));
    redo->setText(stack->canRedo() ? tr("&Redo %1").arg(stack->redoText()) : tr("&Redo"));
    setUsable(*undo, stack->canUndo(), tr("Nothing was changed yet"));
    setUsable(*redo, stack->canRedo(), tr("Nothing was undone"));
  };
  for (const auto signal : {&QUndoStack::undoTextChanged, &QUndoStack::redoTextChanged}) {
    connect(history.stack(), signal, this, show);
  }
  connect(&history, &UndoHistory::changed, this, show);
  show();
}

void WorkspaceKeeper::choose() {
  auto* dialog = new QFileDialog(&m_window, tr("Open workspace"), QString(), nameFilter());
  dialog->setObjectName(QStringLiteral("openWorkspaceDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, &WorkspaceKeeper::open);
  dialog->open();
}

void WorkspaceKeeper::stopOpening() {
  m_bar.hideMessage(kMissingKey);
  m_opener.stop();
  if (std::exchange(m_reopening, nullptr)) offerLeft();
}

bool WorkspaceKeeper::isWorkspaceName(const QString& path) {
  return QFileInfo(path).suffix().compare(kSuffix, Qt::CaseInsensitive) == 0;
}

QString WorkspaceKeeper::name() const {
  return m_file.isEmpty() ? QString() : QFileInfo(m_file).completeBaseName();
}

bool WorkspaceKeeper::isBusy() const {
  return m_fileJob || m_opener.isBusy();
}

void WorkspaceKeeper::setFile(const QString& file) {
  m_file = file;
  if (!file.isEmpty()) m_settings.addRecentPath(file);
  emit titleChanged();
}

bool WorkspaceKeeper::fileIsFree(std::function<void()> again) {
  if (!m_fileJob) return true;
  // Behind the job's own reaction, which is queued in front.
  connect(m_fileJob, &QObject::destroyed, this, std::move(again), Qt::QueuedConnection);
  return false;
}

void WorkspaceKeeper::report(const Error& error) {
  m_workspace.addProblem(error);
  emit failed();
}

// Opening

void WorkspaceKeeper::open(const QString& file) {
  const QString absolute = QDir::cleanPath(QFileInfo(file).absoluteFilePath());
  thenOr(tr("Save the changes to ‘%1’ before opening another workspace?").arg(name()),
         [this, absolute] { read(absolute); });
}

void WorkspaceKeeper::read(const QString& file) {
  if (!fileIsFree([this, file] { read(file); })) return;
  struct Read {
    Result<WorkspaceState> state = fail({"was not read"});
    QByteArray hash;
  };
  auto read = std::make_shared<Read>();
  auto* job = new Job(
      tr("Reading %1").arg(QFileInfo(file).fileName()),
      [read, path = toPath(file), file](const JobControl& /*control*/) {
        read->state = readWorkspace(path);
        read->hash = hashOf(file);
      },
      this);
  m_fileJob = job;
  connect(job, &Job::finished, this, [this, job, read, file] {
    job->deleteLater();
    m_fileJob = nullptr;
    if (!read->state) {
      report(read->state.error());
      return;
    }
    m_savedHash = read->hash;
    take(*read->state, file, true);
  });
  emit started(job);
  job->start();
}

void WorkspaceKeeper::take(const WorkspaceState& state, const QString& file, bool fromFile) {
  m_bar.hideMessage(kMissingKey);
  m_bar.hideMessage(kSaveKey);
  emit aboutToOpen();
  m_rebase = fromFile;
  m_modified = false;
  if (fromFile) m_saved = contentOf(state);
  WorkspaceState plain = state;
  plain.file.clear();
  m_opener.open(std::move(plain));
  setFile(file);
}

void WorkspaceKeeper::onOpened() {
  // Compared with what is before oneself and not with the file, which may say the same otherwise.
  if (std::exchange(m_rebase, false)) m_saved = contentOf(m_opener.collect());
  look();
  if (const auto slot = std::exchange(m_reopening, nullptr)) {
    if (m_autosave) m_autosave->discardWhenSaved(slot);
    emit said(tr("Taken up where you were"));
    offerLeft();
  }
  emit opened(m_file);
}

void WorkspaceKeeper::startNew() {
  thenOr(tr("Save the changes to ‘%1’ before starting anew?").arg(name()), [this] {
    emit aboutToOpen();
    m_opener.giveUp();
    m_workspace.setDataset({});
    m_workspace.filter().showChips({});
    m_workspace.filter().setDraft({});
    m_workspace.history().clear();
    m_saved = {};
    m_savedHash.clear();
    m_modified = false;
    setFile({});
  });
}

void WorkspaceKeeper::askWhereItIs(const QStringList& missing, const QString& why) {
  if (missing.isEmpty()) {
    report({why.toStdString()});
    return;
  }
  const QString what =
      missing.size() == 1
          ? missing.front()
          : tr("%1 and %Ln more", nullptr, int(missing.size()) - 1).arg(missing.front());
  const QString gone = why.isEmpty() ? tr("The data set is not at %1 any more.").arg(what)
                                     : tr("The data set cannot be opened: %1").arg(why);
  m_bar.showMessage(kMissingKey, tr("%1 Runs, notes and the current clip wait for it.").arg(gone));
  m_bar.addChoice(tr("&Locate…"), QStringLiteral("locateData"),
                  [this, missing, why] { locate(missing, why); });
  m_bar.addChoice(tr("Open &without"), QStringLiteral("openWithoutData"),
                  [this] { m_opener.openWithoutMissing(); });
}

void WorkspaceKeeper::locate(const QStringList& missing, const QString& why) {
  const QFileInfo gone(missing.front());
  auto* dialog = new QFileDialog(&m_window, tr("Where is %1 now?").arg(gone.fileName()));
  dialog->setObjectName(QStringLiteral("locateDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  // What is gone cannot tell whether it was a file; names of files have a suffix.
  dialog->setFileMode(gone.suffix().isEmpty() ? QFileDialog::Directory : QFileDialog::ExistingFile);
  connect(
      dialog, &QFileDialog::fileSelected, this,
      [this, path = missing.front()](const QString& chosen) { m_opener.relocate(path, chosen); });
  connect(dialog, &QFileDialog::rejected, this, [this, missing, why] {
    if (m_opener.isWaiting()) askWhereItIs(missing, why);
  });
  dialog->open();
}

// Saving

void WorkspaceKeeper::save() {
  if (m_file.isEmpty()) {
    saveAs();
  } else {
    write(m_file, false, [] {});
  }
}

void WorkspaceKeeper::saveTo(const QString& file) {
  write(QDir::cleanPath(QFileInfo(file).absoluteFilePath()), true, [] {});
}

void WorkspaceKeeper::saveAs() {
  auto* dialog = new QFileDialog(&m_window, tr("Save workspace"), QString(), nameFilter());
  dialog->setObjectName(QStringLiteral("saveWorkspaceDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(kSuffix);
  if (!m_file.isEmpty()) dialog->selectFile(m_file);
  connect(dialog, &QFileDialog::fileSelected, this, &WorkspaceKeeper::saveTo);
  dialog->open();
}

void WorkspaceKeeper::write(const QString& file, bool evenIfChanged, std::function<void()> then) {
  if (!fileIsFree([this, file, evenIfChanged, then] { write(file, evenIfChanged, then); })) return;
  struct Written {
    WorkspaceState state;
    bool changedByOthers = false;
    Status status;
    QByteArray hash;
  };
  auto written = std::make_shared<Written>();
  written->state = m_opener.collect();
  auto* job = new Job(
      tr("Saving %1").arg(QFileInfo(file).fileName()),
      [written, file, evenIfChanged, known = m_savedHash](const JobControl& /*control*/) {
        const QByteArray now = evenIfChanged ? known : hashOf(file);
        // A file that is gone is written again: nobody's work is overwritten by that.
        written->changedByOthers = now != known && !now.isEmpty();
        if (written->changedByOthers) return;
        written->status = writeWorkspace(written->state, toPath(file));
        written->hash = hashOf(file);
      },
      this);
  m_fileJob = job;
  connect(job, &Job::finished, this, [this, job, written, file, then = std::move(then)] {
    job->deleteLater();
    m_fileJob = nullptr;
    if (written->changedByOthers) {
      onChangedByOthers(file, then);
      return;
    }
    if (!written->status) {
      onNotSaved(written->status.error(), file);
      return;
    }
    m_bar.hideMessage(kSaveKey);
    m_saved = contentOf(std::move(written->state));
    m_savedHash = written->hash;
    m_modified = false;
    setFile(file);
    look();
    emit said(tr("Saved %1").arg(QFileInfo(file).fileName()));
    then();
  });
  emit started(job);
  job->start();
}

void WorkspaceKeeper::onNotSaved(const Error& error, const QString& file) {
  look();
  m_bar.showMessage(kSaveKey, tr("Not saved: %1").arg(toQString(error.text())));
  m_bar.addChoice(tr("Try &again"), QStringLiteral("saveAgain"),
                  [this, file] { write(file, false, [] {}); });
  m_bar.addChoice(tr("Save &as…"), QStringLiteral("saveElsewhere"), [this] { saveAs(); });
  emit failed();
}

void WorkspaceKeeper::onChangedByOthers(const QString& file, std::function<void()> then) {
  look();
  m_bar.showMessage(kSaveKey,
                    tr("Not saved: %1 was changed by another program since it was opened.")
                        .arg(QFileInfo(file).fileName()));
  m_bar.addChoice(tr("&Overwrite"), QStringLiteral("saveOverwriting"),
                  [this, file, then = std::move(then)] { write(file, true, then); });
  m_bar.addChoice(tr("Save &as…"), QStringLiteral("saveElsewhere"), [this] { saveAs(); });
}

void WorkspaceKeeper::thenOr(const QString& question, std::function<void()> then) {
  look();
  if (!m_modified) {
    then();
    return;
  }
  auto* box =
      new QMessageBox(QMessageBox::Question, tr("Unsaved changes"), question,
                      QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
  box->setObjectName(QStringLiteral("unsavedQuestion"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  connect(box, &QMessageBox::buttonClicked, this,
          [this, box, then = std::move(then)](QAbstractButton* button) {
            const auto chosen = box->standardButton(button);
            if (chosen == QMessageBox::Save) {
              write(m_file, false, then);
            } else if (chosen == QMessageBox::Discard) {
              m_saved = contentOf(m_opener.collect());
              m_modified = false;
              then();
            }
          });
  box->open();
}

bool WorkspaceKeeper::mayClose(std::function<void()> close) {
  look();
  if (!m_modified) return true;
  thenOr(tr("Save the changes to ‘%1’ before closing?").arg(name()), std::move(close));
  return false;
}

// Saving by itself

void WorkspaceKeeper::startAutosave(const std::filesystem::path& folder) {
  m_autosave = std::make_unique<Autosave>(folder);
  connect(m_autosave.get(), &Autosave::looked, this, &WorkspaceKeeper::offerLeft);
  connect(m_autosave.get(), &Autosave::failed, this, [this](const Error& error) {
    Error problem = error;
    problem.reason = "saving by itself: " + problem.reason;
    m_workspace.addProgramProblem(problem);
  });
  touch();
}

void WorkspaceKeeper::offerLeft() {
  if (!m_autosave || m_autosave->left().empty() || m_reopening) return;
  const auto slot = m_autosave->left().front();
  m_bar.showMessage(kLeftKey, tr("SceneLens did not close properly on %1. Take up where you were?")
                                  .arg(timeOf(slot->saved())));
  m_bar.addChoice(tr("&Reopen"), QStringLiteral("reopenLeft"), [this, slot] { reopen(slot); });
  m_bar.addChoice(tr("&Discard"), QStringLiteral("discardLeft"), [this, slot] {
    m_autosave->discard(slot);
    offerLeft();
  });
}

void WorkspaceKeeper::reopen(const std::shared_ptr<AutosaveSlot>& slot) {
  if (!fileIsFree([this, slot] { reopen(slot); })) return;
  struct Left {
    Result<WorkspaceState> state = fail({"was not read"});
    std::optional<WorkspaceState> saved;  // what the named file says
    QByteArray hash;
  };
  auto left = std::make_shared<Left>();
  auto* job = new Job(
      tr("Taking up where you were"),
      [left, file = slot->file()](const JobControl& /*control*/) {
        left->state = readWorkspace(file);
        if (!left->state || left->state->file.empty()) return;
        const auto named = readWorkspace(left->state->file);
        if (named) left->saved = contentOf(*named);
        left->hash = hashOf(fromPath(left->state->file));
      },
      this);
  m_fileJob = job;
  connect(job, &Job::finished, this, [this, job, left, slot] {
    job->deleteLater();
    m_fileJob = nullptr;
    if (!left->state) {
      report(left->state.error());
      offerLeft();
      return;
    }
    m_reopening = slot;
    m_saved = left->saved.value_or(WorkspaceState());
    m_savedHash = left->hash;
    take(*left->state, fromPath(left->state->file), false);
  });
  emit started(job);
  job->start();
}

void WorkspaceKeeper::finish() {
  m_look.stop();
  if (m_autosave) m_autosave->finish();
  m_autosave.reset();
}

}  // namespace scenelens
