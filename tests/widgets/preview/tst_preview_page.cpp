// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/engines.h"
#include "core/preview/sound_filter.h"
#include "core/preview/transforms.h"
#include "tests/widgets/int8_bench.h"
#include "widgets/plot/play_overlay.h"
#include "widgets/preview/preview_page.h"
#include "widgets/preview/preview_plot.h"
#include "widgets/sound/clip_player.h"
#include "widgets/sound/sound_desk.h"

#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <qcustomplot.h>

#include <cmath>

using namespace scenelens;
using namespace scenelens::test;

/// Previews of the current clip, in the real window.
class TestPreviewPage final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(makeDemoSet(m_demo.path()));
    QVERIFY(m_models.make());
    m_bench = std::make_unique<Workbench>();
    m_bench->window.loadModels();
    m_bench->window.openPaths({m_demo.path()});
    QVERIFY(m_bench->settle());
  }
  void cleanupTestCase() { m_bench.reset(); }

  void init() {
    m_bench->workspace.setCurrentModel(0);
    m_bench->workspace.setCurrentClip(3);
    m_bench->window.showPage(MainWindow::Preview);
    page()->showKind(PreviewKind::SpecAugment);
    QVERIFY(m_bench->settle());
    QVERIFY2(answer() != nullptr, qPrintable(page()->plot()->hint()));
  }

  void thePageIsReachedByKey() {
    m_bench->window.showPage(MainWindow::Clips);
    QVERIFY(!page()->isVisible());
    QTest::keyClick(&m_bench->window, Qt::Key_6, Qt::ControlModifier);
    QVERIFY(page()->isVisible());
  }

  void stripesAreDrawnAndTheInputIsZeroUnderThem() {
    const auto& plan = answer()->params.plan;
    QCOMPARE(plan.mel.size(), std::size_t{2});
    QCOMPARE(plan.time.size(), std::size_t{2});
    const auto expected = previewSpecAugment(plan, answer()->clip->map);
    QCOMPARE(answer()->after.features, expected.features);
    page()->findChild<QTabBar*>(u"previewChannel"_s)->setCurrentIndex(PreviewPlot::Delta);
    for (const auto& stripe : plan.time) {
      if (stripe.width > 0) QCOMPARE(page()->plot()->cell(1, stripe.start, 100), 0.0);
    }
    page()->findChild<QTabBar*>(u"previewChannel"_s)->setCurrentIndex(PreviewPlot::LogMel);
  }

  void probabilitiesAreThoseOfTheNetworkInBothPrecisions() {
    QVERIFY(answer()->floats && answer()->int8);
    const auto& model = (*m_bench->workspace.models())[0];
    const auto classifier = makeClassifier(model, engineFor(model));
    QVERIFY(classifier.has_value());
    const auto after = (*classifier)->predict(answer()->after.features);
    QVERIFY(after && after->scenes == answer()->floats->after.scenes);
    const auto& twin = *(*m_bench->workspace.twins())[0];
    const auto int8 = makeClassifier(twin, engineFor(twin));
    QVERIFY((*int8)->predict(answer()->after.features)->scenes == answer()->int8->after.scenes);
  }

  void anotherSeedAndARerollDrawOtherStripes() {
    const auto before = answer()->after.features;
    QTest::mouseClick(page()->findChild<QPushButton*>(u"reroll"_s), Qt::LeftButton);
    QVERIFY(m_bench->settle());
    QVERIFY(answer()->after.features != before);
    auto* seed = page()->findChild<QSpinBox*>(u"seed"_s);
    QCOMPARE(seed->value(), 2);
    seed->setValue(1);
    QVERIFY(m_bench->settle());
    QCOMPARE(answer()->after.features, before);
  }

  void stripesCanBeEditedInTheTable() {
    auto* table = page()->findChild<QTableWidget*>(u"stripes"_s);
    QCOMPARE(table->rowCount(), 4);
    table->item(0, 1)->setData(Qt::EditRole, 40);
    table->item(0, 2)->setData(Qt::EditRole, 9);
    QVERIFY(m_bench->settle());
    QCOMPARE(answer()->params.plan.mel[0].start, 40);
    QCOMPARE(answer()->params.plan.mel[0].width, 9);
    for (std::size_t m = 40; m < 49; ++m) QCOMPARE(answer()->after.features[m * kFrames + 5], 0.0F);
    // What does not fit is cut, and the table says so.
    table->item(0, 2)->setData(Qt::EditRole, 999);
    QCOMPARE(table->item(0, 2)->data(Qt::EditRole).toInt(), 216);
  }

  void stripesCanBeDragged() {
    auto* table = page()->findChild<QTableWidget*>(u"stripes"_s);
    // One stripe over frames alone, in the middle.
    page()->findChild<QSpinBox*>(u"melStripes"_s)->setValue(0);
    page()->findChild<QSpinBox*>(u"timeStripes"_s)->setValue(1);
    table->item(0, 1)->setData(Qt::EditRole, 20);
    table->item(0, 2)->setData(Qt::EditRole, 4);
    QVERIFY(m_bench->settle());
    auto* plot = page()->plot()->plot();
    auto* rect = qobject_cast<QCPAxisRect*>(plot->plotLayout()->elementAt(0));
    QVERIFY(rect);
    const auto at = [rect](double frame) {
      return QPoint(int(rect->axis(QCPAxis::atBottom)->coordToPixel(frame * 1024.0 / 44100.0)),
                    rect->center().y());
    };
    const auto range = rect->axis(QCPAxis::atBottom)->range();
    QTest::mousePress(plot, Qt::LeftButton, {}, at(21.5));
    QTest::mouseMove(plot, at(27.5));
    QTest::mouseRelease(plot, Qt::LeftButton, {}, at(27.5));
    QVERIFY(m_bench->settle());
    QCOMPARE(answer()->params.plan.time[0].start, 26);
    QCOMPARE(answer()->params.plan.time[0].width, 4);
    QCOMPARE(table->item(0, 1)->data(Qt::EditRole).toInt(), 26);
    QVERIFY(rect->axis(QCPAxis::atBottom)->range() == range);  // the stripe moved, not the picture
    page()->findChild<QSpinBox*>(u"melStripes"_s)->setValue(2);
    page()->findChild<QSpinBox*>(u"timeStripes"_s)->setValue(2);
  }

  void theDifferenceIsAfterMinusBefore() {
    page()->showKind(PreviewKind::Equaliser);
    gain(6)->setValue(12);
    QVERIFY(m_bench->settle());
    const auto* plot = page()->plot();
    double largest = 0.0;
    for (int band = 0; band < int(kMels); ++band) {
      QCOMPARE(plot->cell(2, 7, band), plot->cell(1, 7, band) - plot->cell(0, 7, band));
      largest = std::max(largest, plot->cell(2, 7, band));
    }
    QVERIFY2(std::abs(largest - 12.0) < 0.2, qPrintable(QString::number(largest)));
    gain(6)->setValue(0);
  }

  void aFlatEqualiserChangesNothing() {
    page()->showKind(PreviewKind::Equaliser);
    gain(2)->setValue(-9);
    QTest::mouseClick(page()->findChild<QPushButton*>(u"flat"_s), Qt::LeftButton);
    QVERIFY(m_bench->settle());
    QCOMPARE(answer()->after.features, answer()->clip->map.features);
    QVERIFY(answer()->floats->before.scenes == answer()->floats->after.scenes);
    QCOMPARE(*answer()->sound, answer()->clip->audio.samples);
  }

  void draggingAnswersTheNewestPlaceOnly() {
    page()->showKind(PreviewKind::Equaliser);
    QVERIFY(m_bench->settle());
    for (int value = 1; value <= 30; ++value) gain(4)->setValue(value);
    QVERIFY(m_bench->settle());
    QCOMPARE(answer()->params.equaliser.gains[4], 30.0);
    gain(4)->setValue(0);
  }

  void mixupAsksForASecondClipAndMixesIt() {
    page()->showKind(PreviewKind::Mixup);
    QVERIFY(m_bench->settle());
    QVERIFY(!answer());
    QVERIFY(page()->plot()->hint().contains(u"second clip"_s));
    auto* search = page()->findChild<QLineEdit*>(u"secondSearch"_s);
    auto* found = page()->findChild<QListWidget*>(u"secondFound"_s);
    QTest::keyClicks(search, u"tram-"_s);
    QVERIFY(found->count() > 0);
    for (int i = 0; i < found->count(); ++i) QVERIFY(found->item(i)->text().contains(u"tram-"_s));
    // The language is the filter's.
    const auto& dataset = *m_bench->workspace.dataset();
    const auto rows = [&](const QString& query) {
      search->setText(query);
      return found->count();
    };
    const auto clips = m_bench->workspace.matching(ClipQuery("scene:tram -device:a", dataset));
    QVERIFY(!clips.empty() && clips.size() < 50);
    QCOMPARE(rows(u"scene:tram -device:a"_s), int(clips.size()));
    QCOMPARE(found->item(0)->data(Qt::UserRole).toULongLong(), qulonglong(clips.front()));
    const auto* fault = page()->findChild<QLabel*>(u"secondFault"_s);
    QVERIFY(!fault->isVisible());
    QVERIFY(rows(u"colour:red"_s) > 0);
    QVERIFY(fault->isVisible() && fault->text().contains(u"hides nothing"_s));
    QVERIFY(rows(u"tram-"_s) > 0);
    found->setCurrentRow(0);
    page()->findChild<QDoubleSpinBox*>(u"lambda"_s)->setValue(0.3);
    QVERIFY(m_bench->settle());
    QVERIFY(answer() != nullptr);
    const auto expected = previewMixup(0.3, answer()->clip->map, answer()->second->map);
    QCOMPARE(answer()->after.features, expected.features);
    QVERIFY(answer()->targets.has_value());
    QCOMPARE((*answer()->targets)[std::size_t(Scene::Tram)], 1.0F - 0.3F);
  }

  void correctionMeasuresTheDevicesFirst() {
    page()->showKind(PreviewKind::Correction);
    QVERIFY(m_bench->settle());
    QVERIFY(!answer());
    QVERIFY(page()->plot()->hint().contains(u"Measure"_s));
    QTest::mouseClick(page()->findChild<QPushButton*>(u"measureDevices"_s), Qt::LeftButton);
    QVERIFY(m_bench->settle());
    QVERIFY2(answer() != nullptr, qPrintable(page()->plot()->hint()));
    QVERIFY(answer()->correction->pairs > 0);
    const auto expected = previewShift(answer()->correction->shift, answer()->clip->map);
    QCOMPARE(answer()->after.features, expected.features);
    QCOMPARE(*answer()->sound,
             correctedSound(*answer()->correction, answer()->clip->audio.samples));
    // Kosmider's form needs one target; the others speak for themselves.
    auto* form = page()->findChild<QComboBox*>(u"correctionForm"_s);
    auto* target = page()->findChild<QComboBox*>(u"correctionTarget"_s);
    form->setCurrentIndex(2);
    QVERIFY(target->findData(QString()) < 0);
    form->setCurrentIndex(1);
    QVERIFY(m_bench->settle());
    QVERIFY(answer() && answer()->correction->clips);
    form->setCurrentIndex(0);
  }

  void kosmidersTargetIsAnotherDeviceAndThePairsAreThoseOfTheChoice() {
    page()->showKind(PreviewKind::Correction);
    QTest::mouseClick(page()->findChild<QPushButton*>(u"measureDevices"_s), Qt::LeftButton);
    QVERIFY(m_bench->settle());
    auto* form = page()->findChild<QComboBox*>(u"correctionForm"_s);
    auto* source = page()->findChild<QComboBox*>(u"correctionSource"_s);
    auto* target = page()->findChild<QComboBox*>(u"correctionTarget"_s);
    auto* pair = page()->findChild<QSpinBox*>(u"correctionPair"_s);
    form->setCurrentIndex(2);
    for (int i = 0; i < source->count(); ++i) {
      const auto clip = clipOf(source->itemData(i).toString());
      QVERIFY(clip);
      m_bench->workspace.setCurrentClip(*clip);
      QCOMPARE(source->currentIndex(), i);
      QVERIFY(target->currentData() != source->currentData());
    }
    form->setCurrentIndex(1);
    target->setCurrentIndex(0);  // all others
    const auto count = [&] {
      return sharedSeconds(*m_bench->window.previewPage()->plot()->answer()->params.spectra,
                           {CorrectionForm::Pairs, source->currentData().toString().toStdString(),
                            target->currentData().toString().toStdString()});
    };
    QVERIFY(m_bench->settle());
    QVERIFY2(answer() != nullptr, qPrintable(page()->plot()->hint()));
    const int all = pair->maximum();
    QCOMPARE(std::size_t(all), count());
    pair->setValue(all);
    QVERIFY(m_bench->settle());
    // The last pair of all is none of one device's pairs: the number follows, there is no error.
    const auto other = target->itemData(1) == source->currentData() ? 2 : 1;
    target->setCurrentIndex(other);
    QVERIFY(pair->maximum() < all);
    QVERIFY(m_bench->settle());
    QVERIFY2(answer() != nullptr, qPrintable(page()->plot()->hint()));
    QCOMPARE(std::size_t(pair->maximum()), count());
    target->setCurrentIndex(0);
    QCOMPARE(pair->maximum(), all);
    form->setCurrentIndex(0);
  }

  void occlusionShowsAnyClassWithoutAskingAgain() {
    page()->showKind(PreviewKind::Occlusion);
    QVERIFY(m_bench->settle());
    QVERIFY(answer() && answer()->occlusion);
    const auto map = answer();
    auto* target = page()->findChild<QComboBox*>(u"occlusionClass"_s);
    for (const int index : {0, 4, 12}) {
      target->setCurrentIndex(index + 1);
      QVERIFY(!page()->isBusy());
      QCOMPARE(answer(), map);
      const auto drop = map->occlusion->drop(std::size_t(index));
      QCOMPARE(page()->plot()->cell(2, 0, 0), 100.0 * double(drop.front()));
      QCOMPARE(page()->plot()->cell(2, 43, 255), 100.0 * double(drop.back()));
    }
    target->setCurrentIndex(0);
  }

  void theAudibleVersionIsHeardAsB() {
    auto* player = m_bench->window.sound()->player();
    auto* version = page()->findChild<QToolButton*>(u"previewVersion"_s);
    QVERIFY(!version->isEnabled());  // masks have no sound
    page()->showKind(PreviewKind::Equaliser);
    QVERIFY(m_bench->settle());
    QVERIFY(version->isEnabled());
    QCOMPARE(player->active(), ClipPlayer::A);
    version->click();
    QCOMPARE(player->active(), ClipPlayer::B);
    m_bench->window.showPage(MainWindow::Clips);
    QCOMPARE(player->active(), ClipPlayer::A);  // the clips page plays the clip as it is
    m_bench->window.showPage(MainWindow::Preview);
    version->click();
  }

  void cursorAndLoopAreSeenOnBothPages() {
    auto* player = m_bench->window.sound()->player();
    auto* here = page()->plot()->playOverlay();
    auto* there = m_bench->plot()->playOverlay();
    m_bench->window.showPage(MainWindow::Clips);
    there->select(std::pair(0.25, 0.5));
    m_bench->window.showPage(MainWindow::Preview);
    QVERIFY(m_bench->settle());
    QCOMPARE(here->selection(), std::optional(std::pair(0.25, 0.5)));
    QCOMPARE(player->position(), 0.25);
    here->select(std::pair(0.5, 0.75));
    QCOMPARE(there->selection(), here->selection());
    QCOMPARE(player->position(), 0.5);
    QCOMPARE(here->position(), std::optional(0.5));
    // Dragging with Shift selects, and Escape forgets, here as there.
    QTest::keyClick(page()->plot()->plot(), Qt::Key_Escape);
    QVERIFY(!here->selection() && !there->selection());
    player->seek(0.0);
    QVERIFY(!here->position());
  }

  void anotherClipAndAnotherModelAreFollowed() {
    const auto before = answer();
    m_bench->workspace.setCurrentClip(9);
    QVERIFY(m_bench->settle());
    QCOMPARE(answer()->clip->clip, std::size_t{9});
    QVERIFY(answer()->floats->before.scenes != before->floats->before.scenes);
    m_bench->workspace.setCurrentModel(3);  // has no Int8 twin
    QVERIFY(m_bench->settle());
    QVERIFY(answer()->floats && !answer()->int8);
    QVERIFY(!page()->findChild<QTabBar*>(u"previewPrecision"_s)->isTabEnabled(1));
  }

  void withoutAClipThePageSaysWhatToDo() {
    m_bench->workspace.setCurrentClip({});
    QVERIFY(m_bench->settle());
    QVERIFY(!answer());
    QVERIFY(!page()->plot()->hint().isEmpty());
  }

  void whileItIsHiddenNothingIsComputed() {
    m_bench->window.showPage(MainWindow::Clips);
    const auto shown = answer();
    m_bench->workspace.setCurrentClip(5);
    QVERIFY(m_bench->settle());
    QCOMPARE(answer(), shown);
  }

  void everyControlCanBeReachedAndHasAName() {
    for (int kind = 0; kind < kPreviewKinds; ++kind) {
      page()->showKind(PreviewKind(kind));
      for (auto* widget : page()->findChildren<QWidget*>()) {
        const bool input = qobject_cast<QAbstractSpinBox*>(widget) ||
                           qobject_cast<QComboBox*>(widget) ||
                           qobject_cast<QAbstractSlider*>(widget) ||
                           qobject_cast<QLineEdit*>(widget) || qobject_cast<QListWidget*>(widget);
        // Parts of other widgets are theirs; scroll bars belong to their areas.
        if (!input || qobject_cast<QScrollBar*>(widget) ||
            qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) || !widget->isVisible())
          continue;
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(widget->objectName()));
      }
    }
  }

 private:
  [[nodiscard]] std::optional<std::size_t> clipOf(const QString& device) const {
    const auto& dataset = *m_bench->workspace.dataset();
    for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
      if (toQString(dataset.device(dataset.clips[i])) == device) return i;
    }
    return std::nullopt;
  }
  [[nodiscard]] PreviewPage* page() const { return m_bench->window.previewPage(); }
  [[nodiscard]] std::shared_ptr<const PreviewAnswer> answer() const {
    return page()->plot()->answer();
  }
  [[nodiscard]] QSlider* gain(int band) const {
    return page()->findChild<QSlider*>(u"gain%1"_s.arg(band));
  }

  QTemporaryDir m_demo;
  Int8Models m_models;
  std::unique_ptr<Workbench> m_bench;
};

QTEST_MAIN(TestPreviewPage)
#include "tst_preview_page.moc"
