// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/job_bar.h"

#include "widgets/job.h"
#include "widgets/qt_text.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace scenelens {

namespace {

constexpr int kProgressWidth = 160;

}  // namespace

JobBar::JobBar(QWidget* parent) : QWidget(parent) {
  m_title = new QLabel;
  m_progress = new QProgressBar;
  m_progress->setObjectName(QStringLiteral("progress"));
  m_progress->setFixedWidth(kProgressWidth);
  m_progress->setTextVisible(false);
  m_progress->setAccessibleName(tr("Progress"));
  m_cancel = new QToolButton;
  m_cancel->setObjectName(QStringLiteral("cancelButton"));
  m_cancel->setText(tr("Cancel"));
  m_cancel->setToolTip(tr("Stop; what was computed and what was open are kept"));
  connect(m_cancel, &QToolButton::clicked, this, [this] {
    if (m_shown) m_shown->cancel();
  });
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::kSmall);
  layout->addWidget(m_title);
  layout->addWidget(m_progress);
  layout->addWidget(m_cancel);
  showNewest();
}

void JobBar::add(Job* job) {
  m_jobs.emplace_back(job);
  connect(job, &Job::progress, this, [this, job](qint64 done, qint64 total) {
    if (job == m_shown) showProgress(*job, done, total);
  });
  connect(job, &Job::finished, this, [this, job] {
    std::erase(m_jobs, job);
    if (job == m_shown) showNewest();
  });
  showNewest();
}

void JobBar::showNewest() {
  // One that was replaced is cancelled and ends on its own, out of sight.
  std::erase_if(m_jobs, [](const auto& job) { return !job || job->isCancelled(); });
  m_shown = m_jobs.empty() ? nullptr : m_jobs.back().data();
  for (QWidget* widget : {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_progress),
                          static_cast<QWidget*>(m_cancel)}) {
    widget->setVisible(m_shown != nullptr);
  }
  if (!m_shown) return;
  m_title->setText(m_shown->title());
  m_progress->setRange(0, 0);
}

void JobBar::showProgress(const Job& job, qint64 done, qint64 total) {
  constexpr int kSteps = 1000;
  m_progress->setRange(0, total > 0 ? kSteps : 0);
  m_progress->setValue(total > 0 ? int(done * kSteps / total) : 0);
  m_title->setText(
      total > 0 ? QStringLiteral("%1  %2 / %3").arg(job.title(), countText(done), countText(total))
                : job.title());
}

}  // namespace scenelens
