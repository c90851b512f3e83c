// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/session/autosave.h"

#include "core/base/file_io.h"
#include "core/session/workspace_file.h"
#include "widgets/base/qt_text.h"

#include <QDir>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace scenelens {

struct Autosave::Claimed {
  std::shared_ptr<AutosaveSlot> own;
  std::vector<std::shared_ptr<AutosaveSlot>> left;
  std::optional<Error> error;
};

Autosave::Autosave(std::filesystem::path folder, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)), m_worker(std::make_unique<LatestWorker>()) {
  m_worker->run(
      [folder = m_folder, this](const JobControl& /*control*/, const LatestWorker::Post& post) {
        auto claimed = std::make_shared<Claimed>();
        for (auto& slot : AutosaveSlot::leftIn(folder)) {
          claimed->left.push_back(std::make_shared<AutosaveSlot>(std::move(slot)));
        }
        auto own = AutosaveSlot::claim(folder);
        if (own) {
          claimed->own = std::make_shared<AutosaveSlot>(std::move(*own));
        } else {
          claimed->error = own.error();
        }
        post([this, claimed] {
          m_own = claimed->own;
          m_left = claimed->left;
          if (claimed->error) {
            m_busy = false;
            emit failed(*claimed->error);
          }
          if (m_own && m_last) write();
          emit looked();
        });
      });
}

Autosave::~Autosave() = default;

void Autosave::save(WorkspaceState state) {
  if (!m_worker || (m_last && *m_last == state)) return;
  m_last = std::move(state);
  if (m_own) write();
}

void Autosave::write() {
  m_busy = true;
  m_worker->run([this, state = *m_last, file = m_own->file()](const JobControl& /*control*/,
                                                              const LatestWorker::Post& post) {
    // Without a folder to start from: paths are absolute here.
    const std::string text = workspaceText(state);
    const auto bytes = std::as_bytes(std::span(text));
    const std::array<std::span<const std::byte>, 1> parts{bytes};
    const Status written = writeFileAtomically(file, parts);
    post([this, written] {
      m_busy = false;
      if (!written) {
        // The next change tries again; a full disk is said once, not every two seconds.
        m_last.reset();
        if (!std::exchange(m_told, true)) emit failed(written.error());
        return;
      }
      m_told = false;
      for (const auto& slot : std::exchange(m_discarded, {})) discard(slot);
      emit saved();
    });
  });
}

void Autosave::finish() {
  m_worker.reset();
  if (m_own) m_own->remove();
  m_own.reset();
}

void Autosave::discard(const std::shared_ptr<AutosaveSlot>& slot) {
  slot->remove();
  std::erase(m_left, slot);
}

void Autosave::discardWhenSaved(const std::shared_ptr<AutosaveSlot>& slot) {
  std::erase(m_left, slot);
  m_discarded.push_back(slot);
}

std::filesystem::path autosaveFolder() {
  const QString home = qEnvironmentVariable("XDG_STATE_HOME");
  const QDir state(QDir::isAbsolutePath(home) ? home
                                              : QDir::homePath() + QStringLiteral("/.local/state"));
  return toPath(state.filePath(QStringLiteral("SceneLens/autosave")));
}

}  // namespace scenelens
