// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/job_bar.h"

#include "widgets/base/job.h"
#include "widgets/base/qt_text.h"
#include "widgets/base/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace scenelens {

namespace {

constexpr int kProgressWidth = 160;
constexpr int kPauseMs = 1000;
/// Before that a rate says little.
constexpr qint64 kShortestMs = 3000;

}  // namespace

QString timeLeft(double seconds) {
  constexpr double kMinute = 60.0;
  if (seconds < 10.0) return JobBar::tr("a few seconds left");
  if (seconds < kMinute) return JobBar::tr("less than a minute left");
  const auto minutes = qint64(std::lround(seconds / kMinute));
  if (minutes < 90) return JobBar::tr("%1 min left").arg(minutes);
  return JobBar::tr("%1 h %2 min left").arg(minutes / 60).arg(minutes % 60);
}

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
  m_pause.setSingleShot(true);
  m_pause.setInterval(kPauseMs);
  connect(&m_pause, &QTimer::timeout, this, &JobBar::showWords);
  showNewest();
}

void JobBar::add(Job* job) {
  m_jobs.emplace_back(job);
  connect(job, &Job::progress, this, [this, job](qint64 done, qint64 total) {
    if (job == m_shown) showProgress(done, total);
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
  m_pause.stop();
  m_clock.invalidate();
  m_done = m_total = 0;
  m_title->setText(m_shown->title());
  m_title->setToolTip({});
  m_progress->setRange(0, 0);
}

void JobBar::showProgress(qint64 done, qint64 total) {
  constexpr int kSteps = 1000;
  m_progress->setRange(0, total > 0 ? kSteps : 0);
  m_progress->setValue(total > 0 ? int(done * kSteps / total) : 0);
  if (!m_clock.isValid() || done < m_done || total != m_total) {
    m_clock.start();  // another stretch of work
    m_first = done;
  }
  m_done = done;
  m_total = total;
  if (!m_pause.isActive()) showWords();
}

void JobBar::showWords() {
  if (!m_shown || m_total <= 0) return;
  QString text = tr("%1  %2 of %3").arg(m_shown->title(), countText(m_done), countText(m_total));
  const qint64 elapsed = m_clock.elapsed();
  if (elapsed >= kShortestMs && m_done > m_first) {
    const double rate = double(m_done - m_first) * 1000.0 / double(elapsed);
    text += QStringLiteral(" \u00B7 ") + timeLeft(double(m_total - m_done) / rate);
    m_title->setToolTip(tr("%1 per second").arg(QLocale().toString(rate, 'f', rate < 10 ? 1 : 0)));
  }
  if (text == m_title->text()) return;
  m_title->setText(text);
  m_pause.start();
}

}  // namespace scenelens
