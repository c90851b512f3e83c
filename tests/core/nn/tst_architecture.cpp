// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/architecture.h"
#include "core/nn/complexity.h"
#include "core/nn/layers.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace scenelens;

namespace {

/// A row of tests/data/layers_model*.csv, tables measured with torchinfo 1.7.2 on the authors'
/// code.
struct ReferenceRow {
  QString module, kind, input, output;
  qint64 parameters = 0, macs = 0;
};

/// Splits a CSV line whose quoted fields may hold commas.
QStringList csvFields(const QString& line) {
  QStringList fields{QString()};
  bool quoted = false;
  for (const QChar c : line) {
    if (c == u'"') {
      quoted = !quoted;
    } else if (c == u',' && !quoted) {
      fields.append(QString());
    } else {
      fields.last() += c;
    }
  }
  return fields;
}

QList<ReferenceRow> referenceLayers(const QString& model) {
  QFile file(QStringLiteral(SCENELENS_TEST_DATA "/layers_%1.csv").arg(model));
  if (!file.open(QIODevice::ReadOnly)) return {};
  QList<ReferenceRow> rows;
  const auto lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
  for (qsizetype i = 1; i < lines.size(); ++i) {
    const auto f = csvFields(lines[i].trimmed());
    rows.append({f[0], f[1], f[10], f[11], f[12].toLongLong(), f[13].toLongLong()});
  }
  return rows;
}

}  // namespace

class TestArchitecture final : public QObject {
  Q_OBJECT

 private slots:
  void totalsAreThoseOfTheReport_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<qint64>("macs");
    QTest::newRow("model1") << "model1" << qint64{45164} << qint64{8645641};
    QTest::newRow("model2") << "model2" << qint64{56556} << qint64{25441889};
    QTest::newRow("model3") << "model3" << qint64{56172} << qint64{16746033};
    QTest::newRow("model4") << "model4" << qint64{121812} << qint64{20901505};
  }
  void totalsAreThoseOfTheReport() {
    QFETCH(QString, model);
    const auto* architecture = findArchitecture(model.toStdString());
    QVERIFY(architecture);
    const Complexity total = complexityOf(*architecture);
    QTEST(qint64{total.parameters}, "parameters");
    QTEST(qint64{total.macs}, "macs");
    QVERIFY(total.withinMacLimit());
    QVERIFY(total.withinByteLimit());
  }

  void everyLayerMatchesTheTorchinfoTable_data() {
    QTest::addColumn<QString>("model");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }
  void everyLayerMatchesTheTorchinfoTable() {
    QFETCH(QString, model);
    QList<ReferenceRow> reference = referenceLayers(model);
    QVERIFY2(!reference.isEmpty(), "tests/data/layers_*.csv is missing");
    // The reference also lists layers without weights; the table keeps the poolings of these.
    reference.removeIf([](const ReferenceRow& row) {
      static const QStringList kept{"Conv2d", "Conv1d",    "BatchNorm2d",
                                    "Linear", "AvgPool2d", "AdaptiveAvgPool2d"};
      return !kept.contains(row.kind);
    });
    const auto layers = layersOf(*findArchitecture(model.toStdString()));
    QCOMPARE(qsizetype(layers.size()), reference.size());
    for (qsizetype i = 0; i < reference.size(); ++i) {
      const auto& layer = layers[size_t(i)];
      const auto& row = reference[i];
      QCOMPARE(QString::fromStdString(layer.module), row.module);
      QCOMPARE(QString::fromUtf8(layerKindName(layer.kind).data()), row.kind);
      QCOMPARE(qint64{layer.parameters}, row.parameters);
      QCOMPARE(qint64{layer.macs}, row.macs);
      if (layer.kind == LayerKind::Conv2d || layer.kind == LayerKind::AvgPool2d) {
        QCOMPARE("1x" + QString::fromStdString(layer.input.text()), row.input);
        QCOMPARE("1x" + QString::fromStdString(layer.output.text()), row.output);
      }
    }
  }

  void bytesOfModel1AreTheHonestOnes() {
    // dcase-facts 5.5: 43,091 weights, 577 biases, 748 BatchNorm channels, 1,077 folded biases.
    const Complexity total = complexityOf(*findArchitecture("model1"));
    QCOMPARE(qint64{total.weights}, qint64{43091});
    QCOMPARE(qint64{total.biases}, qint64{577});
    QCOMPARE(qint64{total.normChannels}, qint64{748});
    QCOMPARE(qint64{total.bytesInt8Folded()}, qint64{47399});
    QCOMPARE(qint64{total.bytesAsReported()}, qint64{45164});
  }

  void parameterSpecsAddUpToTheParameterCount() {
    for (const auto& model : dsmnModels()) {
      std::int64_t trained = 0;
      for (const auto& spec : parameterSpecs(model)) {
        std::int64_t count = 1;
        for (const auto dim : spec.shape) count *= dim;
        if (spec.trained) trained += count;
      }
      QCOMPARE(qint64{trained}, qint64{complexityOf(model).parameters});
    }
  }

  void embeddingSizesAreThoseOfTheHead() {
    QCOMPARE(findArchitecture("model1")->embeddingSize(), 224);
    QCOMPARE(findArchitecture("Model4")->embeddingSize(), 512);
    QVERIFY(!findArchitecture("model5"));
  }

  void jsonHoldsAllFourModelsInOrder() {
    std::vector<const Architecture*> all;
    for (const auto& model : dsmnModels()) all.push_back(&model);
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(complexityJson(all)));
    const auto models = document.object()["models"].toArray();
    QCOMPARE(models.size(), 4);
    QCOMPARE(models[1].toObject()["macs"].toInteger(), 25441889);
    QVERIFY(models[1].toObject()["note"].toString().contains("swapped"));
    const auto within = models[3].toObject()["limits"].toObject()["within_bytes"].toObject();
    QVERIFY(within["int8_folded"].toBool());
    QVERIFY(!within["float32_folded"].toBool(true));
  }

  void theTableStatesTotalsAndLimits() {
    const auto text = QString::fromStdString(complexityTable(*findArchitecture("model1")));
    QVERIFY(text.contains("8,645,641"));
    QVERIFY(text.contains("45,164"));
    QVERIFY(text.contains("30,000,000"));
    QVERIFY(text.contains("128,000"));
  }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
