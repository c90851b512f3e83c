// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/tensor.h"

#include <QTest>

#include <array>

using namespace scenelens;

class TestTensor : public QObject {
  Q_OBJECT

 private slots:
  void everyTypeHasTheSizeAndNameOfTheFormat() {
    struct Row {
      DType type;
      std::size_t size;
      std::string_view name;
    };
    constexpr std::array rows{
        Row{DType::F32, 4, "F32"}, Row{DType::F64, 8, "F64"}, Row{DType::F16, 2, "F16"},
        Row{DType::I8, 1, "I8"},   Row{DType::U8, 1, "U8"},   Row{DType::I16, 2, "I16"},
        Row{DType::I32, 4, "I32"}, Row{DType::I64, 8, "I64"}, Row{DType::Bool, 1, "BOOL"}};
    for (const Row& row : rows) {
      QCOMPARE(dtypeSize(row.type), row.size);
      QCOMPARE(dtypeName(row.type), row.name);
    }
  }

  void shapesReadLikeInThePapers() {
    QCOMPARE(shapeText(std::array<std::int64_t, 3>{2, 256, 44}), std::string("2x256x44"));
    QCOMPARE(shapeText(std::array<std::int64_t, 1>{0}), std::string("0"));
    QCOMPARE(shapeText({}), std::string("scalar"));
  }

  void aTensorOfFloatsHoldsACopyOfThem() {
    std::array values{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F};
    const Tensor tensor = Tensor::fromFloats({2, 3}, values);
    values[0] = 9.0F;
    QCOMPARE(tensor.dtype, DType::F32);
    QCOMPARE(tensor.size(), std::size_t{6});
    QCOMPARE(tensor.shapeText(), std::string("2x3"));
    QCOMPARE(tensor.floats()[0], 1.0F);
    QCOMPARE(tensor.floats()[5], 6.0F);
  }

  void zerosAreZeroAndAScalarHasOneElement() {
    QCOMPARE(Tensor::zeros({}).size(), std::size_t{1});
    QCOMPARE(Tensor::zeros({0, 7}).size(), std::size_t{0});
    const Tensor tensor = Tensor::zeros({3});
    for (const float v : tensor.floats()) QCOMPARE(v, 0.0F);
  }

  void aFileFindsItsTensorsByName() {
    TensorFile file;
    file.tensors.emplace("a", Tensor::zeros({2}));
    QVERIFY(file.find("a") != nullptr);
    QVERIFY(file.find("b") == nullptr);
  }
};

QTEST_GUILESS_MAIN(TestTensor)
#include "tst_tensor.moc"
