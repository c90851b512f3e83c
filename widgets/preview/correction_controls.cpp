// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preview/correction_controls.h"

#include "widgets/preview/preview_text.h"
#include "widgets/preview/spectra_plot.h"
#include "widgets/workspace.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace scenelens {

namespace {

constexpr std::array kForms{CorrectionForm::Report, CorrectionForm::Pairs,
                            CorrectionForm::Kosmider};

}  // namespace

CorrectionControls::CorrectionControls(Workspace& workspace, QWidget* parent)
    : PreviewControls(parent), m_workspace(workspace) {
  makeBoxes();
  m_plot = new SpectraPlot;
  m_note = addNote();
  m_note->setObjectName(QStringLiteral("correctionNote"));
  auto* form = new QFormLayout;
  form->addRow(tr("Form"), m_form);
  form->addRow(tr("From"), m_source);
  form->addRow(tr("To"), m_target);
  m_pairLabel = new QLabel(tr("Pair"));
  form->addRow(m_pairLabel, m_pair);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_measure, 0, Qt::AlignLeft);
  layout->addLayout(form);
  layout->addWidget(m_plot);
  layout->addWidget(m_note);
  connect(&workspace, &Workspace::currentClipChanged, this,
          [this] { chooseSourceOf(m_workspace.currentClip()); });
  setSpectra(nullptr, false);
}

void CorrectionControls::makeBoxes() {
  const auto box = [](const QString& name, const QString& spoken) {
    auto* made = new QComboBox;
    made->setObjectName(name);
    made->setAccessibleName(spoken);
    return made;
  };
  m_form = box(QStringLiteral("correctionForm"), tr("Form of the correction"));
  m_form->addItem(tr("Report: mean spectra"));
  m_form->addItem(tr("Published code: one pair"));
  m_form->addItem(tr("Kośmider: factors of the STFT"));
  m_source = box(QStringLiteral("correctionSource"), tr("Device to correct"));
  m_target = box(QStringLiteral("correctionTarget"), tr("Device to sound like"));
  m_pair = new QSpinBox;
  m_pair->setObjectName(QStringLiteral("correctionPair"));
  m_pair->setAccessibleName(tr("Which pair of clips"));
  m_pair->setMinimum(1);
  m_pair->setMaximum(1);
  m_measure = new QPushButton;
  m_measure->setObjectName(QStringLiteral("measureDevices"));
  connect(m_measure, &QPushButton::clicked, this, &CorrectionControls::measureRequested);
  connect(m_form, &QComboBox::currentIndexChanged, this, &CorrectionControls::followForm);
  connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
    limitPair();
    emit changed();
  });
  connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
    m_wantedTarget = m_target->currentData().toString();
    limitPair();
    emit changed();
  });
  connect(m_pair, &QSpinBox::valueChanged, this, &CorrectionControls::changed);
}

CorrectionForm CorrectionControls::form() const {
  return kForms[std::size_t(m_form->currentIndex())];
}

void CorrectionControls::followForm() {
  showPairRow();
  fillDevices();
  emit changed();
}

void CorrectionControls::showPairRow() {
  for (QWidget* widget : {static_cast<QWidget*>(m_pair), static_cast<QWidget*>(m_pairLabel)})
    widget->setVisible(m_spectra && form() == CorrectionForm::Pairs);
}

void CorrectionControls::fillDevices() {
  const QSignalBlocker quietSource(m_source);
  const QSignalBlocker quietTarget(m_target);
  const QString source = m_source->currentData().toString();
  m_source->clear();
  m_target->clear();
  if (form() != CorrectionForm::Kosmider) m_target->addItem(tr("all others"), QString());
  if (!m_spectra) return;
  for (std::size_t d = 0; d < m_spectra->devices.size(); ++d) {
    const auto count = m_spectra->count(std::int16_t(d));
    if (count == 0) continue;
    const QString name = toQString(m_spectra->devices[d]);
    const QString text = tr("%1 · %Ln clip(s)", nullptr, int(count)).arg(name);
    m_source->addItem(text, name);
    m_target->addItem(text, name);
  }
  m_source->setCurrentIndex(std::max(0, m_source->findData(source)));
  chooseTarget();
}

/// The target that the user chose; where the form does not know it or it is the source, the first
/// that can be.
void CorrectionControls::chooseTarget() {
  const QSignalBlocker quiet(m_target);
  const QString source = m_source->currentData().toString();
  int index = m_wantedTarget == source ? -1 : m_target->findData(m_wantedTarget);
  for (int i = 0; index < 0 && i < m_target->count(); ++i) {
    if (m_target->itemData(i).toString() != source) index = i;
  }
  m_target->setCurrentIndex(std::max(0, index));
  limitPair();
}

/// Another source or target has another number of pairs.
void CorrectionControls::limitPair() {
  if (!m_spectra || form() != CorrectionForm::Pairs) return;
  const QSignalBlocker quiet(m_pair);
  PreviewParams params;
  fill(params);
  m_pair->setMaximum(int(std::max<std::size_t>(1, sharedSeconds(*m_spectra, params.correction))));
}

void CorrectionControls::chooseSourceOf(std::optional<std::size_t> clip) {
  if (!clip || !m_spectra) return;
  const auto& dataset = *m_workspace.dataset();
  const int index = m_source->findData(toQString(dataset.device(dataset.clips[*clip])));
  if (index < 0 || index == m_source->currentIndex()) return;
  // The page asks anew for the new clip anyway.
  const QSignalBlocker quiet(m_source);
  m_source->setCurrentIndex(index);
  chooseTarget();
}

void CorrectionControls::setSpectra(std::shared_ptr<const DeviceSpectra> spectra, bool running) {
  m_spectra = std::move(spectra);
  m_running = running;
  m_measure->setEnabled(!running && !m_workspace.dataset()->devices.empty());
  m_measure->setText(running     ? tr("Measuring…")
                     : m_spectra ? tr("Measure again")
                                 : tr("&Measure devices"));
  for (auto* box : {m_form, m_source, m_target}) box->setEnabled(m_spectra != nullptr);
  fillDevices();
  chooseSourceOf(m_workspace.currentClip());
  showPairRow();
  m_plot->setVisible(m_spectra != nullptr);
  m_plot->setSpectra(m_spectra);
  m_note->setText(m_workspace.dataset()->devices.empty()
                      ? tr("The clips' names do not tell their devices.")
                      : QString());
  emit changed();
}

void CorrectionControls::fill(PreviewParams& params) const {
  params.spectra = m_spectra;
  params.correction = {form(), m_source->currentData().toString().toStdString(),
                       m_target->currentData().toString().toStdString(),
                       std::size_t(m_pair->value() - 1)};
}

void CorrectionControls::saveState(StateValues& values) const {
  values["wantedTarget"] = m_wantedTarget.toStdString();
}

void CorrectionControls::restoreState(const StateValues& values) {
  const auto found = values.find("wantedTarget");
  if (found == values.end()) return;
  if (const auto* text = std::get_if<std::string>(&found->second))
    m_wantedTarget = toQString(*text);
  if (m_spectra) chooseTarget();
}

QString CorrectionControls::missing() const {
  if (m_workspace.dataset()->devices.empty())
    return tr("Open a data set whose clips have official names: they tell the devices.");
  if (m_spectra) return {};
  return m_running ? tr("Measuring the devices…") : tr("Measure the devices first, on the right.");
}

void CorrectionControls::show(const PreviewAnswer& answer) {
  if (!answer.correction) return;
  const auto& correction = *answer.correction;
  const auto& choice = answer.params.correction;
  m_plot->setCorrection(choice.source, choice.target, correction.shift);
  const auto& dataset = *m_workspace.dataset();
  QString text;
  if (correction.clips) {
    text = tr("%1 and %2")
               .arg(clipTitle(dataset.clips[correction.clips->first].file),
                    clipTitle(dataset.clips[correction.clips->second].file));
  } else if (correction.pairs > 0) {
    text = tr("Estimated from %Ln second(s) that both sides recorded.", nullptr,
              int(correction.pairs));
  } else {
    text = tr("No second was recorded by both: this compares different sounds, not only devices.");
  }
  if (m_spectra && !m_spectra->complete())
    text += tr(" Cancelled after %1 of %Ln clip(s).", nullptr, int(m_spectra->planned))
                .arg(countText(qint64(m_spectra->clips.size())));
  m_note->setText(text);
}

}  // namespace scenelens
