// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/checkpoint.h"
#include "core/nn/half.h"

#include <QTest>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

using namespace scenelens;

namespace {

const std::filesystem::path kData = SCENELENS_TEST_DATA "/checkpoints";

const Architecture& model(int number) {
  return dsmnModels()[static_cast<std::size_t>(number - 1)];
}

/// Model 1 with every value different from the last.
TensorFile stateDict() {
  TensorFile file;
  float next = 0.0F;
  for (const ParameterSpec& spec : parameterSpecs(model(1))) {
    Tensor tensor = Tensor::zeros(spec.shape);
    for (float& v : tensor.floats()) v = next += 0.25F;
    file.tensors.emplace(spec.name, std::move(tensor));
  }
  return file;
}

Result<ImportedWeights> fit(TensorFile file, int number = 1) {
  return fitCheckpoint(std::move(file), model(number), "w.pt");
}

std::string outcome(TensorFile file, int number = 1) {
  const auto result = fit(std::move(file), number);
  return result ? "fits" : result.error().text();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Tensor doubles(std::vector<std::int64_t> shape, std::size_t count, double value) {
  Tensor tensor{DType::F64, std::move(shape), {}};
  tensor.bytes.resize(count * sizeof(double));
  for (std::size_t i = 0; i < count; ++i) std::memcpy(tensor.bytes.data() + i * 8, &value, 8);
  return tensor;
}

}  // namespace

class TestCheckpointFit : public QObject {
  Q_OBJECT

 private slots:
  void aMatchingCheckpointStaysAsItIs() {
    const TensorFile original = stateDict();
    const auto result = fit(original);
    QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
    QVERIFY(result->notes.empty());
    QCOMPARE(result->weights.tensors.size(), original.tensors.size());
    for (const auto& [name, tensor] : original.tensors) {
      QVERIFY2(result->weights.find(name)->bytes == tensor.bytes, name.c_str());
    }
  }

  void thePublishedModelsFitWithConv6Dropped_data() {
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("path");
    QTest::newRow("model1") << 1
                            << QString::fromStdString((kData / "model1_state_dict.pt").string());
    for (int i = 2; i <= 4; ++i) {
      QTest::addRow("model%d", i)
          << i << QStringLiteral(SCENELENS_SHARED_DIR "/golden/model%1_state_dict.pt").arg(i);
    }
  }

  void thePublishedModelsFitWithConv6Dropped() {
    QFETCH(const int, number);
    QFETCH(const QString, path);
    if (!std::filesystem::exists(path.toStdString())) QSKIP(qPrintable("missing " + path));
    const auto read = readTorchCheckpoint(path.toStdString());
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    const auto result = fit(*read, number);
    QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
    QCOMPARE(result->notes.size(), std::size_t{2});
    QCOMPARE(result->notes[0], std::string("dropped 36 tensors of conv6, which the published code "
                                           "defines but never uses"));
    QCOMPARE(result->notes[1], std::string("dropped 20 num_batches_tracked counters, which "
                                           "inference does not use"));
    QCOMPARE(result->weights.tensors.size(), std::size_t{222 - 36 - 20});
    for (const auto& [name, tensor] : result->weights.tensors) {
      QVERIFY2(tensor.bytes == read->find(name)->bytes, name.c_str());
    }
  }

  void modulePrefixesAreStrippedOnceOrTwice() {
    TensorFile prefixed;
    for (auto& [name, tensor] : stateDict().tensors) {
      prefixed.tensors.emplace("module.module." + name, tensor);
    }
    const auto result = fit(prefixed);
    QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
    QCOMPARE(result->notes, std::vector<std::string>{fmtNote(prefixed.tensors.size())});
    prefixed.tensors.emplace("l2.bias", Tensor::zeros({13}));
    QVERIFY(contains(outcome(prefixed), "holds 'l2.bias' both with and without the prefix"));
  }

  void whatQuantizationAwareTrainingAddsIsDropped() {
    // The names that prepare_qat of PyTorch 1.13 makes, from a small network.
    const auto qat = readTorchCheckpoint(kData / "qat.pt");
    QVERIFY2(qat.has_value(), qat ? "" : qat.error().text().c_str());
    TensorFile file = stateDict();
    const std::array own{
        "conv.weight",   "conv.bias",         "norm.weight",      "norm.bias",
        "linear.weight", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked",
        "linear.bias"};
    std::size_t added = 0;
    for (const auto& [name, tensor] : qat->tensors) {
      if (std::find(own.begin(), own.end(), name) != own.end()) continue;
      QVERIFY(file.tensors.emplace(name, tensor).second);
      ++added;
    }
    QCOMPARE(added, std::size_t{49});  // 7 entries: 2 weights and 5 activations
    const auto result = fit(file);
    QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
    QCOMPARE(result->notes, std::vector<std::string>{"dropped 49 quantization-observer entries"});
  }

  void otherFloatsBecomeFloat32() {
    TensorFile file = stateDict();
    file.tensors["l2.bias"] = doubles({13}, 13, 0.1);
    Tensor half{DType::F16, {100}, std::vector<std::byte>(200, std::byte{0x3C})};
    file.tensors["l1.bias"] = half;
    const auto result = fit(file);
    QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
    QCOMPARE(result->weights.find("l2.bias")->dtype, DType::F32);
    QCOMPARE(result->weights.find("l2.bias")->floats()[12], 0.1F);
    QCOMPARE(result->weights.find("l1.bias")->floats()[99], halfToFloat(0x3C3C));
    QCOMPARE(result->notes,
             (std::vector<std::string>{"rounded 1 tensor from float64 to float32",
                                       "converted 1 tensor from float16 to float32"}));
  }

  void halvesAreConvertedExactly() {
    // IEEE 754-2019, binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits.
    QCOMPARE(halfToFloat(0x0000), 0.0F);
    QVERIFY(std::signbit(halfToFloat(0x8000)));
    QCOMPARE(halfToFloat(0x0001), 0x1p-24F);
    QCOMPARE(halfToFloat(0x83FF), -0x1.ff8p-15F);
    QCOMPARE(halfToFloat(0x0400), 0x1p-14F);
    QCOMPARE(halfToFloat(0x3C00), 1.0F);
    QCOMPARE(halfToFloat(0x3555), 0x1.554p-2F);
    QCOMPARE(halfToFloat(0x7BFF), 65504.0F);
    QCOMPARE(halfToFloat(0xFC00), -std::numeric_limits<float>::infinity());
    QVERIFY(std::isnan(halfToFloat(0x7E00)));
  }

  void everyProblemIsNamedInOneMessage() {
    TensorFile file = stateDict();
    file.tensors.erase("l1.weight");
    file.tensors.erase("conv.bias");
    file.tensors["l2.weight"] = Tensor::zeros({10, 100});
    file.tensors["l2.bias"] = Tensor{DType::I64, {13}, std::vector<std::byte>(13 * 8)};
    file.tensors["extra"] = Tensor::zeros({1});
    file.tensors["l1.bias"].floats()[7] = std::numeric_limits<float>::quiet_NaN();
    const std::string text = outcome(file);
    QVERIFY2(contains(text, "w.pt: does not fit Model1: missing: 'conv.bias', 'l1.weight'; "),
             text.c_str());
    QVERIFY2(contains(text, "wrong shape: 'l2.weight' (10x100 instead of 13x100)"), text.c_str());
    QVERIFY2(contains(text, "not floating point: 'l2.bias' (I64)"), text.c_str());
    QVERIFY2(contains(text, "unknown: 'extra'"), text.c_str());
    QVERIFY2(contains(text, "NaN or infinite values: 'l1.bias'"), text.c_str());
  }

  void valuesTooLargeForFloat32AreAnError() {
    TensorFile file = stateDict();
    file.tensors["l2.bias"] = doubles({13}, 13, 1e300);
    QVERIFY(contains(outcome(file), "NaN or infinite values: 'l2.bias'"));
  }

  void weightsOfAnotherModelSuggestThatModel() {
    const std::string text = outcome(stateDict(), 2);
    QVERIFY2(contains(text, "does not fit Model2: wrong shape: "), text.c_str());
    QVERIFY2(contains(text, "The file holds the weights of Model1: choose that architecture"),
             text.c_str());
  }

  void endlessListsOfNamesAreCounted() {
    TensorFile file;
    for (int i = 0; i < 1000; ++i) file.tensors.emplace(fmt::format("x{}", i), Tensor::zeros({}));
    const std::string text = outcome(file);
    QVERIFY(contains(text, "unknown: 'x0', "));
    QVERIFY(contains(text, " and 950 more"));
    QVERIFY(text.size() < 10'000);
  }

 private:
  static std::string fmtNote(std::size_t count) {
    return fmt::format("removed the prefix 'module.' from {} names", count);
  }
};

QTEST_GUILESS_MAIN(TestCheckpointFit)
#include "tst_checkpoint_fit.moc"
