// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "tests/core/mutations.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstring>
#include <fstream>
#include <string>

using namespace scenelens;

namespace {

using Bytes = std::vector<std::byte>;

/// A file with this header and this many bytes of data (0, 1, 2, ...).
Bytes fileWith(const std::string& header, std::size_t dataSize) {
  const std::uint64_t length = header.size();
  Bytes out(8 + header.size() + dataSize);
  std::memcpy(out.data(), &length, 8);
  std::memcpy(out.data() + 8, header.data(), header.size());
  for (std::size_t i = 0; i < dataSize; ++i) out[8 + header.size() + i] = static_cast<std::byte>(i);
  return out;
}

std::string outcome(const Bytes& bytes) {
  const auto file = parseSafetensors(bytes, "weights.safetensors");
  return file ? "read" : file.error().text();
}

TensorFile sample() {
  TensorFile file;
  file.tensors.emplace("b.weight",
                       Tensor::fromFloats({2, 3}, std::array{1.F, -2.F, 3.F, 4.F, 5.F, 6.F}));
  file.tensors.emplace("a",
                       Tensor{DType::I8, {3}, {std::byte{1}, std::byte{0x80}, std::byte{255}}});
  file.tensors.emplace("empty", Tensor{DType::F64, {0, 4}, {}});
  file.tensors.emplace("scalar", Tensor::fromFloats({}, std::array{0.5F}));
  file.tensors.emplace("Ünï", Tensor{DType::Bool, {1}, {std::byte{1}}});
  file.metadata = {{"architecture", "model1"}, {"note", "line\n\"quoted\""}};
  return file;
}

bool same(const TensorFile& a, const TensorFile& b) {
  if (a.metadata != b.metadata || a.tensors.size() != b.tensors.size()) return false;
  for (const auto& [name, tensor] : a.tensors) {
    const Tensor* other = b.find(name);
    if (other == nullptr || other->dtype != tensor.dtype || other->shape != tensor.shape ||
        other->bytes != tensor.bytes) {
      return false;
    }
  }
  return true;
}

}  // namespace

class TestSafetensors : public QObject {
  Q_OBJECT

 private slots:
  void aZipIsSentToTheImport() {
    const std::string zip = std::string("PK\x03\x04\x00\x00\x08\x08", 8) + std::string(100, 'x');
    const auto read = parseSafetensors(std::as_bytes(std::span(zip)), "x.pt");
    QVERIFY(!read.has_value());
    QVERIFY(read.error().reason.find("zip") != std::string::npos);
    QVERIFY(read.error().remedy.find("import-checkpoint") != std::string::npos);
  }

  void whatIsWrittenIsReadBack() {
    const auto path = file("a.safetensors");
    QVERIFY(writeSafetensors(path, sample()).has_value());
    const auto read = readSafetensors(path);
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    QVERIFY(same(*read, sample()));
  }

  void equalInputGivesEqualBytesAndAlignedData() {
    QVERIFY(writeSafetensors(file("a.safetensors"), sample()).has_value());
    QVERIFY(writeSafetensors(file("b.safetensors"), sample()).has_value());
    const QByteArray a = content("a.safetensors");
    QCOMPARE(a, content("b.safetensors"));
    std::uint64_t header = 0;
    std::memcpy(&header, a.constData(), 8);
    QCOMPARE(header % 8, 0U);
    QCOMPARE(a.at(8), '{');
    QVERIFY(a.indexOf("\"a\"") < a.indexOf("\"b.weight\""));
  }

  void aFileWithoutTensorsIsFine() {
    QCOMPARE(outcome(fileWith("{}", 0)), std::string("read"));
    QCOMPARE(outcome(fileWith(R"({"__metadata__":{"a":"b"}}   )", 0)), std::string("read"));
  }

  void offsetsNeedNotFollowTheOrderOfTheHeader() {
    const auto read =
        parseSafetensors(fileWith(R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},)"
                                  R"("y":{"shape":[1,1],"data_offsets":[0,1],"dtype":"U8"},)"
                                  R"("z":{"dtype":"I64","shape":[5,0],"data_offsets":[1,1]}})",
                                  3),
                         "f");
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    QCOMPARE(read->find("x")->bytes, (Bytes{std::byte{1}, std::byte{2}}));
    QCOMPARE(read->find("y")->bytes, Bytes{std::byte{0}});
    QCOMPARE(read->find("z")->size(), std::size_t{0});
  }

  void hostileHeadersAreErrorsThatSayWhat_data() {
    QTest::addColumn<QString>("header");
    QTest::addColumn<int>("dataSize");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QString& header, int size, const char* expected) {
      QTest::newRow(name) << header << size << expected;
    };
    const auto x = [](const char* dtype, const char* shape, const char* offsets) {
      return QStringLiteral(R"({"x":{"dtype":"%1","shape":%2,"data_offsets":%3}})")
          .arg(QLatin1String(dtype), QLatin1String(shape), QLatin1String(offsets));
    };
    row("begin after end", x("U8", "[1]", "[1,0]"), 1, "tensor 'x' ends before it begins");
    row("beyond the end", x("U8", "[2]", "[0,2]"), 1, "tensor 'x' reaches byte 2 of the data");
    row("offset 2^64-1", x("U8", "[1]", "[0,18446744073709551615]"), 1, "tensor 'x' reaches byte");
    row("offset 2^64", x("U8", "[1]", "[0,18446744073709551616]"), 1, "out of range in its data_o");
    row("negative offset", x("U8", "[1]", "[-1,0]"), 1, "a negative number in its data_offsets");
    row("fraction", x("U8", "[1.5]", "[0,1]"), 1, "a fraction or a number out of range in its sh");
    row("negative dimension", x("U8", "[-1]", "[0,1]"), 1,
        "'x' has a negative number in its shape");
    row("huge dimension", x("F32", "[9223372036854775807]", "[0,4]"), 4, "impossibly large shape");
    row("2^63", x("F32", "[9223372036854775808]", "[0,4]"), 4,
        "a number out of range in its shape");
    row("product overflow", x("U8", "[4294967296,4294967296]", "[0,0]"), 0, "impossibly large");
    row("overflow hidden by 0", x("U8", "[0,4294967296,4294967296]", "[0,0]"), 0, "impossibly la");
    row("wrong size", x("F32", "[2]", "[0,4]"), 4,
        "tensor 'x' needs 8 bytes for its shape 2 but has 4");
    row("trailing bytes", x("U8", "[1]", "[0,1]"), 3, "has 2 bytes after the last tensor");
    row("hole at the start", x("U8", "[1]", "[1,2]"), 2, "has unused bytes before tensor 'x'");
    row("overlap",
        R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
        R"("y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
        3, "tensor 'y' overlaps another tensor");
    row("same range",
        R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
        R"("y":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
        1, "overlaps another tensor");
    row("hole",
        R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
        R"("y":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
        3, "has unused bytes before tensor 'y'");
    row("duplicate name",
        R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
        R"("x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
        2, "names 'x' twice");
    row("duplicate property",
        R"({"x":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1,
        "tensor 'x' has its dtype twice");
    row("duplicate metadata", R"({"__metadata__":{"a":"b","a":"c"}})", 0, "metadata 'a' twice");
    row("unknown type", x("BF16", "[1]", "[0,2]"), 2,
        "tensor 'x' has the unsupported element type 'BF16'");
    row("unknown property", R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"z":1}})", 1,
        "unknown property 'z'");
    row("missing property", R"({"x":{"dtype":"U8","shape":[1]}})", 1, "lacks its dtype, shape or");
    row("three offsets", x("U8", "[1]", "[0,1,1]"), 1, "more than two data_offsets");
    row("one offset", x("U8", "[1]", "[0]"), 1, "fewer than two data_offsets");
    row("shape is no list", x("U8", "1", "[0,1]"), 1, "tensor 'x' has a number as shape");
    row("nested shape", x("U8", "[[1]]", "[0,1]"), 1, "tensor 'x' has a list in its shape");
    row("too many dimensions",
        x("U8", ("[1" + QString(",1").repeated(70) + "]").toLatin1(), "[0,1]"), 1,
        "too many dimensions");
    row("tensor is a number", R"({"x":1})", 0, "'x' is described by a number, not by an object");
    row("tensor is null", R"({"x":null})", 0, "'x' is described by null");
    row("metadata is no object", R"({"__metadata__":"x"})", 0, "not by an object");
    row("metadata is a number", R"({"__metadata__":{"a":1}})", 0,
        "metadata 'a' is a number, not a str");
    row("metadata is nested", R"({"__metadata__":{"a":{}}})", 0, "a nested object, not a string");
    row("deep nesting", R"({"x":)" + QString("[").repeated(100'000), 0, "described by a list");
    row("deep objects", R"({"x":)" + QString(R"({"dtype":)").repeated(100'000), 0,
        "tensor 'x' has a nested object as dtype");
    row("cut off JSON", R"({"x":{"dtype":"U8")", 0, "no valid JSON at byte");
    row("text after the header", "{} {}", 0, "no valid JSON at byte");
    row("a list", "[]", 0, "does not start with '{'");
    row("leading space", " {}", 0, "does not start with '{'");
    row("no header", "", 4, "does not start with '{'");
  }

  void hostileHeadersAreErrorsThatSayWhat() {
    QFETCH(const QString, header);
    QFETCH(const int, dataSize);
    QFETCH(const QString, expected);
    const std::string text =
        outcome(fileWith(header.toStdString(), static_cast<std::size_t>(dataSize)));
    QVERIFY2(text.starts_with("weights.safetensors: "), text.c_str());
    QVERIFY2(text.find(expected.toStdString()) != std::string::npos, text.c_str());
    QVERIFY2(text.size() < 300, text.c_str());
  }

  void namesThatAreNotUtf8AreErrors() {
    QVERIFY(outcome(fileWith("{\"\xff\":{}}", 0)).find("no valid JSON") != std::string::npos);
    QVERIFY(outcome(fileWith(R"({"\ud800":{}})", 0)).find("no valid JSON") != std::string::npos);
  }

  void aHeaderLongerThanTheFileOrTheLimitIsAnError() {
    for (const std::uint64_t length :
         {std::uint64_t{3}, std::uint64_t{100'000'001}, ~std::uint64_t{0}, ~std::uint64_t{0} - 7}) {
      Bytes bytes = fileWith("{}", 0);
      std::memcpy(bytes.data(), &length, 8);
      QVERIFY(outcome(bytes).find("is cut off: its header would have") != std::string::npos);
    }
    for (std::size_t size = 0; size < 8; ++size) {
      QVERIFY(outcome(Bytes(size)).find("is too short") != std::string::npos);
    }
  }

  void noPartOfAFileCanBeCutOff() {
    QVERIFY(writeSafetensors(file("a.safetensors"), sample()).has_value());
    const QByteArray all = content("a.safetensors");
    for (qsizetype size = 0; size < all.size(); ++size) {
      const auto cut = std::as_bytes(std::span(all.constData(), static_cast<std::size_t>(size)));
      QVERIFY(!parseSafetensors(Bytes(cut.begin(), cut.end()), "f").has_value());
    }
  }

  void flippedBytesGiveAValueOrAnError() {
    QVERIFY(writeSafetensors(file("a.safetensors"), sample()).has_value());
    const QByteArray all = content("a.safetensors");
    int good = 0;
    int bad = 0;
    test::forEachMutation(
        std::as_bytes(std::span(all.constData(), static_cast<std::size_t>(all.size()))), 20'000,
        [&](std::span<const std::byte> bytes) {
          const auto read = parseSafetensors(bytes, "f");
          (read ? good : bad) += 1;
          if (read) {
            for (const auto& [name, tensor] : read->tensors) {
              QCOMPARE(tensor.bytes.size(), tensor.size() * dtypeSize(tensor.dtype));
            }
          }
        });
    QVERIFY(good > 0);  // flips inside the data do no harm
    QVERIFY(bad > 1000);
  }

  void tensorsThatBreakTheirPromiseAreNotWritten() {
    TensorFile broken;
    broken.tensors.emplace("x", Tensor{DType::F32, {3}, Bytes(8)});
    const Status status = writeSafetensors(file("c.safetensors"), broken);
    QVERIFY(!status.has_value());
    QVERIFY(status.error().text().find("tensor 'x' does not hold as many bytes") !=
            std::string::npos);
    TensorFile named;
    named.tensors.emplace("__metadata__", Tensor::zeros({1}));
    QVERIFY(!writeSafetensors(file("c.safetensors"), named).has_value());
    TensorFile latin;
    latin.tensors.emplace("\xe4", Tensor::zeros({1}));
    QVERIFY(!writeSafetensors(file("c.safetensors"), latin).has_value());
    TensorFile metadata;
    metadata.metadata.emplace("a", "\xe4");
    QVERIFY(!writeSafetensors(file("c.safetensors"), metadata).has_value());
    QVERIFY(!std::filesystem::exists(file("c.safetensors")));
  }

  void aMissingFileIsAnErrorThatNamesIt() {
    const auto read = readSafetensors(file("none.safetensors"));
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().file, file("none.safetensors"));
  }

  void theReferenceFilesAreRead() {
    const std::filesystem::path path =
        std::filesystem::path(SCENELENS_SHARED_DIR) / "golden/forward.safetensors";
    if (!std::filesystem::exists(path)) QSKIP(("missing " + path.string()).c_str());
    const auto read = readSafetensors(path);
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    QVERIFY(read->find("input") != nullptr);
    QCOMPARE(read->find("input")->shapeText(), std::string("4x2x256x44"));
  }

 private:
  [[nodiscard]] std::filesystem::path file(const char* name) const {
    return std::filesystem::path(m_dir.path().toStdString()) / name;
  }
  [[nodiscard]] QByteArray content(const char* name) const {
    QFile in(m_dir.filePath(name));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
  }

  QTemporaryDir m_dir;
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
