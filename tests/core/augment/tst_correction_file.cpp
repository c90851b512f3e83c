// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/correction_file.h"
#include "core/base/safetensors.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <functional>

using namespace scenelens;

namespace {

SpectrumCorrection example(CorrectionForm form) {
  SpectrumCorrection c;
  c.form = form;
  c.dataset = "TAU \"mini\"";
  c.others = {"b", "s1"};
  c.pairs = 3;
  const std::size_t rows = form == CorrectionForm::Pairs    ? 3
                           : form == CorrectionForm::Report ? 1
                                                            : 2;
  for (std::size_t i = 0; i < rows * kMels; ++i) c.shifts.push_back(float(i) / 512.0F - 0.5F);
  if (form == CorrectionForm::Pairs) c.rowDevices = {1, 0, 1};
  if (form == CorrectionForm::Kosmider) {
    for (std::size_t i = 0; i < 2 * Stft::kBins; ++i) c.coefficients.push_back(1.0F + float(i));
  }
  return c;
}

using Change = std::function<void(TensorFile&)>;

}  // namespace

class TestCorrectionFile final : public QObject {
  Q_OBJECT

 private slots:
  void whatIsSavedIsLoaded_data() {
    QTest::addColumn<int>("form");
    QTest::newRow("pairs") << 0;
    QTest::newRow("report") << 1;
    QTest::newRow("kosmider") << 2;
  }
  void whatIsSavedIsLoaded() {
    QFETCH(int, form);
    const auto saved = example(CorrectionForm(form));
    const auto path = m_folder.filePath(QStringLiteral("c.safetensors")).toStdString();
    QVERIFY(saveCorrection(path, saved).has_value());
    const auto loaded = loadCorrection(path);
    QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
    QVERIFY(*loaded == saved);
  }

  void namesThatAreNotUtf8AreSavedLegibly() {
    auto correction = example(CorrectionForm::Report);
    correction.others = {"b", "\xff"};
    const auto path = m_folder.filePath(QStringLiteral("u.safetensors")).toStdString();
    QVERIFY(saveCorrection(path, correction).has_value());
    const auto loaded = loadCorrection(path);
    QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
    QCOMPARE(loaded->others[1], std::string("\xef\xbf\xbd"));
  }

  void foreignFilesAreErrorsThatNameThem_data() {
    QTest::addColumn<int>("form");
    QTest::addColumn<Change>("change");
    const auto meta = [](const char* key, const char* value) -> Change {
      return [=](TensorFile& file) { file.metadata[key] = value; };
    };
    const auto value = [](const char* tensor, float x) -> Change {
      return [=](TensorFile& file) { file.tensors[tensor].floats()[7] = x; };
    };
    QTest::newRow("another format") << 0 << meta("format", "scenelens-weights-1");
    QTest::newRow("no metadata") << 0 << Change([](TensorFile& f) { f.metadata.clear(); });
    QTest::newRow("unknown form") << 0 << meta("form", "guess");
    QTest::newRow("another form") << 0 << meta("form", "report");
    QTest::newRow("no device") << 0 << meta("device", "");
    QTest::newRow("devices no JSON") << 0 << meta("other_devices", "b, s1");
    QTest::newRow("devices no list") << 0 << meta("other_devices", "{\"b\": 1}");
    QTest::newRow("no devices") << 0 << meta("other_devices", "[]");
    QTest::newRow("devices no names") << 0 << meta("other_devices", "[1, 2]");
    QTest::newRow("empty device name") << 0 << meta("other_devices", "[\"\", \"b\"]");
    QTest::newRow("device twice") << 0 << meta("other_devices", "[\"b\", \"b\"]");
    QTest::newRow("device corrected by itself") << 0 << meta("other_devices", "[\"a\", \"b\"]");
    QTest::newRow("pairs no number") << 0 << meta("pairs", "3x");
    QTest::newRow("negative pairs") << 1 << meta("pairs", "-1");
    QTest::newRow("too many pairs") << 1 << meta("pairs", "99999999999999999999");
    QTest::newRow("other number of pairs") << 0 << meta("pairs", "4");
    QTest::newRow("NaN") << 0 << value("shift", NAN);
    QTest::newRow("infinite") << 1 << value("shift", INFINITY);
    QTest::newRow("absurd shift") << 1 << value("shift", 41.0F);
    QTest::newRow("factor zero") << 2 << value("factors", 0.0F);
    QTest::newRow("factor negative") << 2 << value("factors", -1.0F);
    QTest::newRow("missing shift") << 1 << Change([](TensorFile& f) { f.tensors.erase("shift"); });
    QTest::newRow("missing row devices")
        << 0 << Change([](TensorFile& f) { f.tensors.erase("row_device"); });
    QTest::newRow("missing factors")
        << 2 << Change([](TensorFile& f) { f.tensors.erase("factors"); });
    QTest::newRow("additional tensor")
        << 1 << Change([](TensorFile& f) { f.tensors["more"] = Tensor::zeros({1}); });
    QTest::newRow("shift of another shape")
        << 1 << Change([](TensorFile& f) { f.tensors["shift"] = Tensor::zeros({256}); });
    QTest::newRow("shift of another type")
        << 1 << Change([](TensorFile& f) { f.tensors["shift"].dtype = DType::I32; });
    QTest::newRow("row device out of range") << 0 << Change([](TensorFile& f) {
      const std::int32_t bad = 2;
      std::memcpy(f.tensors["row_device"].bytes.data(), &bad, sizeof bad);
    });
    QTest::newRow("row device negative") << 0 << Change([](TensorFile& f) {
      const std::int32_t bad = -1;
      std::memcpy(f.tensors["row_device"].bytes.data(), &bad, sizeof bad);
    });
  }
  void foreignFilesAreErrorsThatNameThem() {
    QFETCH(int, form);
    QFETCH(Change, change);
    const auto path = m_folder.filePath(QStringLiteral("foreign.safetensors")).toStdString();
    QVERIFY(saveCorrection(path, example(CorrectionForm(form))).has_value());
    auto file = readSafetensors(path);
    QVERIFY(file.has_value());
    change(*file);
    QVERIFY(writeSafetensors(path, *file).has_value());
    const auto loaded = loadCorrection(path);
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().text().find("foreign.safetensors: this is not a spectrum correction") !=
                 std::string::npos,
             loaded.error().text().c_str());
  }

  void aTruncatedFileIsAnError() {
    const auto name = m_folder.filePath(QStringLiteral("cut.safetensors"));
    QVERIFY(saveCorrection(name.toStdString(), example(CorrectionForm::Pairs)).has_value());
    QFile file(name);
    QVERIFY(file.resize(file.size() / 2));
    QVERIFY(!loadCorrection(name.toStdString()));
    QVERIFY(!loadCorrection(m_folder.filePath(QStringLiteral("none")).toStdString()));
  }

 private:
  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCorrectionFile)
#include "tst_correction_file.moc"
