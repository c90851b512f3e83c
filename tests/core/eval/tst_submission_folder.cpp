// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/predictions_file.h"
#include "core/eval/submission_folder.h"
#include "run_figures_fixture.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace scenelens;

namespace {

const std::string kLabel = "Wang_SCUT_task1_1";

/// A meta.yaml with everything that is the author's to say.
const std::string kWords = R"(
submission:
  name: Deep space separable distillation
  abbreviation: DSMN
  authors:
    - {lastname: Wang, firstname: K, email: a@b.cn, affiliation: {institute: SCUT}, corresponding: true}
    - {lastname: Wu, firstname: Y, email: c@b.cn, affiliation: {institute: SCUT}}
system:
  description: {input_sampling_rate: 44.1kHz, embeddings: null}
  complexity: {total_parameters_non_zero: 45000, memory_use: 400 kB}
  energy_consumption: {training: 1.2, inference: 0.1, baseline_inference: 0.2}
)";

std::string allFaults(const std::vector<Error>& faults) {
  std::string text;
  for (const auto& fault : faults) text += fault.text() + "\n";
  return text;
}

bool has(const std::vector<Error>& faults, std::string_view words, std::int64_t line = -1) {
  const bool found = std::ranges::any_of(faults, [&](const Error& fault) {
    return fault.text().find(words) != std::string::npos && (line < 0 || fault.line == line);
  });
  if (!found) qWarning("%s", allFaults(faults).c_str());
  return found;
}

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeBytes(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

}  // namespace

class TestSubmissionFolder final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    // The evaluation set, each clip a bus.
    m_evaluation.clips.resize(kEvaluationFiles);
    m_run = RunTable(kEvaluationFiles);
    Prediction bus;
    bus.scenes[std::size_t(Scene::Bus)] = 1.0F;
    for (std::size_t i = 0; i < kEvaluationFiles; ++i) {
      m_evaluation.clips[i].file = "audio/" + std::to_string(i) + ".wav";
      m_run.set(i, bus);
    }
    // A development set with every scene and device: right on one clip of two.
    Dataset dataset;
    dataset.devices = {"a", "b", "c", "s1", "s2", "s3", "s4", "s5", "s6"};
    JudgedRun judged;
    for (std::size_t i = 0; i < 180; ++i) {
      dataset.clips.emplace_back().device = std::int16_t(i % 9);
      judged.truth.push_back(std::uint8_t(i % 10));
      judged.decision.push_back(std::uint8_t(i % 20 < 10 ? i % 10 : (i + 1) % 10));
      judged.loss.push_back(0.5F);
    }
    m_development = partsOf(dataset, judged, everyClip(180));
    QCOMPARE(m_development.overall.accuracy(), 0.5);
  }

  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_pair = m_folder->filePath(QStringLiteral("task1/Wang_SCUT_task1_1/"));
    m_table = m_pair + QStringLiteral("Wang_SCUT_task1_1.output.csv");
    m_meta = m_pair + QStringLiteral("Wang_SCUT_task1_1.meta.yaml");
  }

  void whatIsWrittenHasNoFaults() {
    write(kWords);
    const auto faults = checkSubmission(root());
    QVERIFY(faults.has_value());
    QVERIFY2(faults->empty(), allFaults(*faults).c_str());
    QVERIFY(checkSubmission(m_pair.toStdString())->empty());
    const QByteArray meta = bytesOf(m_meta);
    QVERIFY(meta.contains("label: Wang_SCUT_task1_1\n"));
    QVERIFY(meta.contains("name: Deep space separable distillation\n"));
    QVERIFY(meta.contains("total_parameters: 45164\n"));
    QVERIFY(meta.contains("accuracy: 50.00\n") && meta.contains("logloss: 0.5000\n"));
    QVERIFY(bytesOf(m_table).startsWith("filename\tscene_label\tairport"));
  }

  void whatNobodySaidIsNamed() {
    Submission submission = filled({});
    submission.info = RunInfo();
    submission.development = RunParts();
    QVERIFY(writeSubmission(root(), submission).has_value());
    const auto faults = checkSubmission(root());
    QVERIFY(faults.has_value());
    for (const char* words :
         {"submission.name has no value", "submission.authors[0].email has no value",
          "system.complexity.macs has no value", "system.energy_consumption.training has no value",
          "results.development_dataset.overall.accuracy has no value",
          "results.development_dataset.class_wise.tram.logloss has no value",
          "results.development_dataset.device_wise.s6.accuracy has no value"})
      QVERIFY(has(*faults, words));
    QVERIFY(!allFaults(*faults).empty() &&
            allFaults(*faults).find("output.csv") == std::string::npos);
  }

  void faultsInTheMetaAreNamedByTheirKey_data() {
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("says");
    const auto add = [](const char* from, const char* to, const char* says) {
      QTest::newRow(says) << QByteArray(from) << QByteArray(to) << QByteArray(says);
    };
    add("label: Wang_SCUT_task1_1", "label: Wang_SCUT_task1_2", "submission.label is");
    add("abbreviation: DSMN", "abbreviation: DSMN-DSMN-DSMN", "more than 10 characters");
    add("corresponding: true", "corresponding: false", "0 authors have");
    add("total_parameters: 45164", "total_parameters: 45.1k", "must be a whole number: '45.1k'");
    add("framework:", "frame:", "system.description.framework is missing");
    add("external_datasets: ~", "external_datasets: [{name: AudioSet}]",
        "system.external_datasets[0].url is missing");
    add("source_code:", "code:", "system.source_code is missing");
    add("      s6:\n        accuracy: 50.00", "      s6:\n        accuracy: 150",
        "device_wise.s6.accuracy must be a number from 0 to 100: '150'");
    add("      park:\n        accuracy: 50.00\n        logloss: 0.5000",
        "      park:\n        accuracy: 50.00\n        logloss: nan",
        "class_wise.park.logloss must be a number");
    add("    class_wise:", "    by_class:", "class_wise is missing");
    add("results:", "results: 3\nmore:", "results must hold keys and values");
    add("submission:", "submission: {", "is not YAML");
  }
  void faultsInTheMetaAreNamedByTheirKey() {
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, says);
    writeSmall(kWords);
    QByteArray meta = bytesOf(m_meta);
    const auto at = meta.indexOf(from);
    QVERIFY2(at >= 0, meta.constData());
    writeBytes(m_meta, meta.replace(at, from.size(), to));
    const auto faults = checkSubmission(root());
    QVERIFY(faults.has_value());
    QVERIFY(has(*faults, says.toStdString()));
    for (const auto& fault : *faults)
      QVERIFY2(fault.file.extension() == ".csv" || fault.line > 0, fault.text().c_str());
  }

  void faultsInTheTableAreCountedWithTheirFirstLine() {
    write(kWords);
    QByteArray table = bytesOf(m_table);
    const auto replace = [&](const char* from, const char* to) {
      const auto at = table.indexOf(from);
      QVERIFY(at >= 0);
      table.replace(at, qsizetype(strlen(from)), to);
    };
    replace("\n1.wav\tbus", "\n0.wav\tbus");                 // line 3: a second time
    replace("\n2.wav\tbus", "\n2.wav\tbeach");               // line 4
    replace("\n3.wav\tbus\t0.000000", "\n3.wav\tbus\t0.5");  // line 5: adds up to 1.5
    replace("\n4.wav\tbus\t0.000000", "\n4.wav\tbus\t-1");   // line 6
    replace("\n5.wav", "\n118800.wav");                      // line 7
    replace("\n6.wav", "\nsix.wav");                         // line 8
    writeBytes(m_table, table);
    const auto faults = checkSubmission(root());
    QVERIFY(faults.has_value());
    QVERIFY(has(*faults, "'0.wav' is listed a second time", 3));
    QVERIFY(has(*faults, "unknown scene label 'beach'", 4));
    QVERIFY(has(*faults, "add up to 1.5", 5));
    QVERIFY(has(*faults, "airport is not a number from 0 to 1: '-1'", 6));
    QVERIFY(has(*faults, "'118800.wav' is no file of the evaluation set (2 rows", 7));
    QVERIFY(has(*faults, "118,797 of the evaluation set's 118,800 files"));
    QCOMPARE(faults->size(), std::size_t{6});
  }

  void aTableWithCommasOrWithoutColumnsIsAFault() {
    writeSmall(kWords);
    writeBytes(m_table, "filename,scene_label,airport\n0.wav,bus,1\n");
    auto faults = checkSubmission(root());
    QVERIFY(has(*faults, "Separate the columns with tabs"));
    writeBytes(m_table, bytesOf(m_table).replace(',', '\t'));
    faults = checkSubmission(root());
    QVERIFY(has(*faults, "no column 'bus'", 1) && has(*faults, "no column 'tram'", 1));
  }

  void aMissingFileAndAWrongNameAreFaults() {
    writeSmall(kWords);
    QVERIFY(QFile::remove(m_table));
    auto faults = checkSubmission(root());
    QVERIFY(has(*faults, "output.csv: is missing"));
    QVERIFY(QDir(m_pair).rename(QStringLiteral("Wang_SCUT_task1_1.meta.yaml"),
                                QStringLiteral("Wang_task1_9.meta.yaml")));
    faults = checkSubmission(root());
    QVERIFY(has(*faults, "'Wang_task1_9' is no submission label"));
    QVERIFY(has(*faults, "the folder must be called"));
    QVERIFY(QFile::remove(m_pair + QStringLiteral("Wang_task1_9.meta.yaml")));
    QVERIFY(!checkSubmission(root()).has_value());
    QVERIFY(!checkSubmission("/nonexistent").has_value());
  }

  void labelsHaveFourWords() {
    for (const char* good : {"Wang_SCUT_task1_1", "O-Neil_CP-JKU_task1_4"})
      QVERIFY2(isSubmissionLabel(good), good);
    for (const char* bad : {"", "Wang_SCUT_task1", "Wang_SCUT_task1_5", "Wang_SCUT_task1_0",
                            "Wang_SCUT_task1a_1", "Wang_SCUT_task1_1_2", "_SCUT_task1_1",
                            "Wa/ng_SCUT_task1_1", "Wang_SCUT_task1_11", "___"})
      QVERIFY2(!isSubmissionLabel(bad), bad);
  }

  void nothingIsWrittenFromABrokenMetaOrLabel() {
    Submission broken = filled("submission: [");
    broken.metaPath = "mine.yaml";
    const auto written = writeSubmission(root(), broken);
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().file, std::filesystem::path("mine.yaml"));
    Submission list = filled("- a\n- b\n");
    QVERIFY(!writeSubmission(root(), list).has_value());
    Submission wrong = filled({});
    wrong.label = "../x";
    QVERIFY(!writeSubmission(root(), wrong).has_value());
    QVERIFY(QDir(m_folder->path()).isEmpty());
  }

 private:
  [[nodiscard]] std::filesystem::path root() const { return m_folder->path().toStdString(); }

  [[nodiscard]] Submission filled(const std::string& words) const {
    Submission submission;
    submission.label = kLabel;
    submission.dataset = &m_evaluation;
    submission.run = &m_run;
    submission.info.parameters = 45'164;
    submission.info.bytes = 47'399;
    submission.info.macs = 8'645'641;
    submission.development = m_development;
    submission.meta = words;
    return submission;
  }

  void write(const std::string& words) {
    const auto written = writeSubmission(root(), filled(words));
    QVERIFY2(written.has_value(), written ? "" : written.error().text().c_str());
  }

  /// With a table of one row, for tests of the other file.
  void writeSmall(const std::string& words) {
    Dataset one;
    one.clips.push_back(m_evaluation.clips[0]);
    RunTable run(1);
    run.set(0, m_run.predictions[0]);
    Submission submission = filled(words);
    submission.dataset = &one;
    submission.run = &run;
    QVERIFY(writeSubmission(root(), submission).has_value());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_pair;
  QString m_table;
  QString m_meta;
  Dataset m_evaluation;
  RunTable m_run;
  RunParts m_development;
};

QTEST_GUILESS_MAIN(TestSubmissionFolder)
#include "tst_submission_folder.moc"
