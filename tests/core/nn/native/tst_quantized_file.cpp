// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/nn/engines.h"
#include "core/nn/model.h"
#include "core/nn/native/int8_arithmetic.h"
#include "core/nn/native/quantized_network.h"
#include "tests/core/nn/native/test_weights.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <functional>
#include <limits>

using namespace scenelens;

namespace {

QuantizedNetwork networkOf(const char* name) {
  const Model model = modelWithRandomNorms(*findArchitecture(name), 51);
  ActivationRanges ranges;
  for (const auto& point : activationPoints(model.architecture)) ranges[point.name] = 3.0F;
  return *quantize(model.architecture, model.weights, ranges);
}

TensorFile fileOf(const char* name) {
  return quantizedFile(networkOf(name), {{weights_key::kTrained, "yes"},
                                         {weights_key::kData, "nothing"},
                                         {weights_key::kQuantization, "by hand"}});
}

template <typename T>
void setValue(Tensor& tensor, std::size_t index, T value) {
  std::memcpy(tensor.bytes.data() + index * sizeof(T), &value, sizeof(T));
}

using Change = std::function<void(TensorFile&)>;

}  // namespace

Q_DECLARE_METATYPE(Change)

class TestQuantizedFile final : public QObject {
  Q_OBJECT

 private slots:
  void whatIsWrittenIsReadAgain_data() {
    QTest::addColumn<QString>("name");
    for (const auto& model : dsmnModels()) {
      QTest::newRow(model.name.c_str()) << QString::fromStdString(model.name);
    }
  }
  void whatIsWrittenIsReadAgain() {
    QFETCH(QString, name);
    const auto network = networkOf(name.toStdString().c_str());
    const auto read = readQuantized(fileOf(name.toStdString().c_str()), "some.safetensors");
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    QCOMPARE(read->architecture.name, name.toStdString());
    QVERIFY(read->stem == network.stem && read->blocks == network.blocks);
    QVERIFY(read->hidden == network.hidden && read->output == network.output);
    QVERIFY(read->scales == network.scales && read->points == network.points);
  }

  void loadsAsAModelOfItsPrecision() {
    QTemporaryDir folder;
    const auto path = folder.filePath("model2.int8.safetensors").toStdString();
    QVERIFY(writeSafetensors(path, fileOf("model2")).has_value());
    const auto model = loadModel(path);
    QVERIFY2(model.has_value(), model ? "" : model.error().text().c_str());
    QCOMPARE(int(model->precision), int(Precision::Int8));
    QCOMPARE(model->title(), std::string("Model2"));
    QVERIFY(model->trained);
    QCOMPARE(model->data, std::string("nothing"));
    QVERIFY(makeClassifier(*model, engineFor(*model)).has_value());
  }

  void anInt8TwinIsNoSecondModelOfAFolder() {
    QTemporaryDir folder;
    const std::filesystem::path floats = folder.filePath("model1.safetensors").toStdString();
    QVERIFY(writeSafetensors(floats, untrainedWeights(dsmnModels()[0], 1)).has_value());
    QCOMPARE(int8Twin(floats).filename().string(), std::string("model1.int8.safetensors"));
    QVERIFY(writeSafetensors(int8Twin(floats), fileOf("model1")).has_value());
    std::vector<Error> problems;
    const auto shown = loadModels(floats.parent_path(), problems);
    QCOMPARE(shown.size(), std::size_t{1});
    QCOMPARE(int(shown[0].precision), int(Precision::Float32));
    const auto twins = loadModels(floats.parent_path(), problems, Precision::Int8);
    QCOMPARE(twins.size(), std::size_t{1});
    QCOMPARE(int(twins[0].precision), int(Precision::Int8));
    QVERIFY(problems.empty());
  }

  void anEngineRefusesTheOtherPrecision() {
    QTemporaryDir folder;
    const auto path = folder.filePath("m.safetensors").toStdString();
    QVERIFY(writeSafetensors(path, fileOf("model1")).has_value());
    const auto int8 = loadModel(path);
    QVERIFY(int8.has_value());
    for (const Engine engine : {Engine::Native, Engine::Torch}) {
      const auto refused = makeClassifier(*int8, engine);
      QVERIFY(!refused.has_value());
      QVERIFY(QString::fromStdString(refused.error().text()).contains("Int8"));
      QVERIFY(!makeClassifierFactory(*int8, engine).has_value());
    }
    const auto refused = makeClassifier(modelWithRandomNorms(dsmnModels()[0], 1), Engine::Int8);
    QVERIFY(!refused.has_value());
    QVERIFY(QString::fromStdString(refused.error().text()).contains("Float32"));
  }

  void hostileFilesAreErrorsThatSayWhatIsWrong_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* said, Change change) {
      QTest::newRow(name) << std::move(change) << QString::fromUtf8(said);
    };
    row("missing", "l2.bias", [](TensorFile& f) { f.tensors.erase("l2.bias"); });
    row("extra", "l3.bias", [](TensorFile& f) { f.tensors["l3.bias"] = Tensor::zeros({1}); });
    row("type", "conv.weight", [](TensorFile& f) { f.tensors["conv.weight"].dtype = DType::U8; });
    row("shape", "conv2.conv3.weight", [](TensorFile& f) {
      std::swap(f.tensors["conv2.conv3.weight"].shape[0], f.tensors["conv2.conv3.weight"].shape[1]);
    });
    row("empty", "conv1.distil.scale",
        [](TensorFile& f) { f.tensors["conv1.distil.scale"] = Tensor::zeros({0}); });
    row("minus 128", "conv1.dilaconv2.weight",
        [](TensorFile& f) { setValue<std::int8_t>(f.tensors["conv1.dilaconv2.weight"], 7, -128); });
    row("overflow", "conv5.distil.bias", [](TensorFile& f) {
      setValue<std::int32_t>(f.tensors["conv5.distil.bias"], 3, int8::kMapBiasLimit + 1);
    });
    row("least integer", "l1.bias", [](TensorFile& f) {
      setValue(f.tensors["l1.bias"], 0, std::numeric_limits<std::int32_t>::min());
    });
    for (const auto& [name, value] :
         {std::pair{"scale nan", std::numeric_limits<float>::quiet_NaN()},
          {"scale zero", 0.0F},
          {"scale negative", -1.0F},
          {"scale infinite", std::numeric_limits<float>::infinity()},
          {"scale denormal", 1e-40F},
          {"scale huge", 1e20F}}) {
      row(name, "conv3.dilaconv1.scale", [value = value](TensorFile& f) {
        setValue(f.tensors["conv3.dilaconv1.scale"], 1, value);
      });
      row((std::string("activation ") + name).c_str(), "activation_scales",
          [value = value](TensorFile& f) { setValue(f.tensors["activation_scales"], 4, value); });
    }
    row("attention nan", "conv4.att.kernel", [](TensorFile& f) {
      setValue(f.tensors["conv4.att.kernel"], 2, std::numeric_limits<float>::quiet_NaN());
    });
    row("zero point", "conv1.sum",
        [](TensorFile& f) { setValue<std::uint8_t>(f.tensors["activation_zero_points"], 5, 127); });
    row("zero points swapped", "input",
        [](TensorFile& f) { setValue<std::uint8_t>(f.tensors["activation_zero_points"], 0, 0); });
    row("architecture unknown", "model9",
        [](TensorFile& f) { f.metadata[weights_key::kArchitecture] = "model9"; });
    row("architecture of another", "Model2",
        [](TensorFile& f) { f.metadata[weights_key::kArchitecture] = "model2"; });
    row("no architecture", "unknown architecture",
        [](TensorFile& f) { f.metadata.erase(weights_key::kArchitecture); });
    row("format of floats", "conv",
        [](TensorFile& f) { f.metadata[weights_key::kFormat] = "scenelens-weights-1"; });
  }
  void hostileFilesAreErrorsThatSayWhatIsWrong() {
    QFETCH(Change, change);
    QFETCH(QString, said);
    auto file = fileOf("model1");
    change(file);
    QTemporaryDir folder;
    const auto path = folder.filePath("hostile.safetensors").toStdString();
    QVERIFY(writeSafetensors(path, file).has_value());
    const auto model = loadModel(path);
    QVERIFY(!model.has_value());
    const auto text = QString::fromStdString(model.error().text());
    QVERIFY2(text.contains(said) && text.contains("hostile.safetensors"), qPrintable(text));
  }

  void aTruncatedFileIsAnErrorWhereverItEnds() {
    QTemporaryDir folder;
    const auto path = folder.filePath("cut.safetensors");
    QVERIFY(writeSafetensors(path.toStdString(), fileOf("model1")).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    for (qint64 size = file.size() - 1; size > 0; size -= size / 3 + 1) {
      QVERIFY(file.resize(size));
      const auto model = loadModel(path.toStdString());
      QVERIFY(!model.has_value());
      QVERIFY(QString::fromStdString(model.error().text()).contains("cut.safetensors"));
    }
  }

  void floatWeightsAreNoInt8File() {
    const auto file = untrainedWeights(dsmnModels()[0], 1);
    const auto read = readQuantized(file, "floats.safetensors");
    QVERIFY(!read.has_value());
    QVERIFY(QString::fromStdString(read.error().text()).contains("quantize"));
  }
};

QTEST_GUILESS_MAIN(TestQuantizedFile)
#include "tst_quantized_file.moc"
