// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_io.h"
#include "core/base/safetensors.h"
#include "core/nn/checkpoint.h"
#include "tests/core/mutations.h"
#include "tests/core/zip_writer.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <string>

using namespace scenelens;
using scenelens::test::ZipWriter;

namespace {

const std::filesystem::path kData = SCENELENS_TEST_DATA "/checkpoints";

std::string outcome(const std::filesystem::path& path) {
  const auto file = readTorchCheckpoint(path);
  return file ? "read" : file.error().text();
}

/// A pickle of {"x": tensor} over storage 0 with `elements` floats.
std::string pickleOf(std::uint32_t elements, std::uint32_t offset, const std::string& shape,
                     const std::string& strides) {
  const auto number = [](std::uint32_t value) {
    std::string out = "J";
    for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(value >> 8U * i);
    return out;
  };
  return std::string("\x80\x02}X\1\0\0\0x", 9) + "ctorch._utils\n_rebuild_tensor_v2\n((" +
         std::string("X\7\0\0\0storage", 12) + "ctorch\nFloatStorage\n" +
         std::string("X\1\0\0\0", 5) + "0" + std::string("X\3\0\0\0cpu", 8) + number(elements) +
         "tQ" + number(offset) + "(" + shape + "t(" + strides + "t\x89NtRs.";
}

std::string parsed(const std::string& bytes) {
  const auto file = parseTorchCheckpoint(std::as_bytes(std::span(bytes)), "w.pt");
  return file ? "read" : file.error().text();
}

std::string parsedView(const std::string& pickle, std::size_t storageBytes) {
  ZipWriter zip;
  zip.add("w/data.pkl", pickle);
  zip.add("w/data/0", std::string(storageBytes, '\1'));
  return parsed(zip.finish());
}

}  // namespace

class TestCheckpoint : public QObject {
  Q_OBJECT

 private slots:
  void valuesEqualWhatPyTorchReads_data() {
    QTest::addColumn<QString>("checkpoint");
    QTest::addColumn<QString>("values");
    for (const char* name : {"plain", "module", "qat", "wrapped", "dtypes", "views", "parameter"}) {
      QTest::newRow(name) << name << name;
    }
    QTest::newRow("pickle protocol 4") << "protocol4"
                                       << "plain";
    QTest::newRow("with a byte order") << "byteorder"
                                       << "plain";
  }

  void valuesEqualWhatPyTorchReads() {
    QFETCH(const QString, checkpoint);
    QFETCH(const QString, values);
    const auto read = readTorchCheckpoint(kData / (checkpoint + ".pt").toStdString());
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    const auto expected = readSafetensors(kData / (values + ".safetensors").toStdString());
    QVERIFY2(expected.has_value(), expected ? "" : expected.error().text().c_str());
    QCOMPARE(read->tensors.size(), expected->tensors.size());
    for (const auto& [name, tensor] : expected->tensors) {
      const Tensor* other = read->find(name);
      QVERIFY2(other != nullptr, name.c_str());
      QVERIFY2(other->dtype == tensor.dtype, name.c_str());
      QVERIFY2(other->shape == tensor.shape, name.c_str());
      QVERIFY2(other->bytes == tensor.bytes, name.c_str());
    }
  }

  void theModelsOfThePublishedCodeAreReadBitForBit_data() {
    QTest::addColumn<QString>("path");
    QTest::newRow("model1") << QString::fromStdString((kData / "model1_state_dict.pt").string());
    for (int i = 2; i <= 4; ++i) {
      const QString name = QStringLiteral("model%1").arg(i);
      QTest::newRow(qPrintable(name))
          << QStringLiteral(SCENELENS_SHARED_DIR) + "/golden/" + name + "_state_dict.pt";
    }
  }

  void theModelsOfThePublishedCodeAreReadBitForBit() {
    QFETCH(const QString, path);
    if (!QFile::exists(path)) QSKIP(qPrintable("missing " + path));
    QFile json(QStringLiteral(SCENELENS_TEST_DATA "/checkpoints/digests.json"));
    QVERIFY(json.open(QIODevice::ReadOnly));
    const QJsonObject expected =
        QJsonDocument::fromJson(json.readAll()).object()[path.section('/', -1)].toObject();
    const auto read = readTorchCheckpoint(path.toStdString());
    QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
    QCOMPARE(static_cast<int>(read->tensors.size()), 222);
    QCOMPARE(expected.size(), 222);
    for (const auto& [name, tensor] : read->tensors) {
      QCryptographicHash hash(QCryptographicHash::Sha256);
      hash.addData(QByteArray(reinterpret_cast<const char*>(tensor.bytes.data()),
                              static_cast<qsizetype>(tensor.bytes.size())));
      QJsonArray shape;
      for (const auto dim : tensor.shape) shape.append(static_cast<double>(dim));
      const QJsonArray actual{QString::fromLatin1(dtypeName(tensor.dtype).data()), shape,
                              QString::fromLatin1(hash.result().toHex().left(16))};
      QVERIFY2(actual == expected[QString::fromStdString(name)].toArray(), name.c_str());
    }
  }

  void filesThatAreNoCheckpointsSayWhatTheyAre_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* expected) {
      QTest::newRow(name) << name << expected;
    };
    row("bad_system", "Python class 'posix.system', not just tensors");
    row("bad_module", "Python class 'torch.nn.modules.linear.Linear', not just tensors");
    row("bad_bfloat16", "element type that is not supported ('torch.BFloat16Storage')");
    row("bad_number", "holds 'epoch', which is a number, not a tensor");
    row("bad_nested", "holds 'net', which is a dictionary, not a tensor");
    row("bad_list", "holds a list, not a dictionary of tensors");
    row("bad_empty", "holds no tensors");
    row("bad_legacy", "is in the old format of PyTorch before 1.6");
    row("bad_torchscript", "is a TorchScript program, not a checkpoint");
    row("bad_big_endian", "big-endian");
    row("bad_deflated", "is compressed or encrypted");
    row("bad_short_storage", "has a storage that is too short");
    row("bad_no_storage", "refers to the storage 'data/0', which the file lacks");
    row("bad_no_pickle", "is a zip archive, but not one that torch.save wrote");
    row("bad_empty_zip", "is an empty zip archive");
  }

  void filesThatAreNoCheckpointsSayWhatTheyAre() {
    QFETCH(const QString, name);
    QFETCH(const QString, expected);
    const std::filesystem::path path = kData / (name + ".pt").toStdString();
    const std::string text = outcome(path);
    QVERIFY2(text.starts_with(path.string() + ": "), text.c_str());
    QVERIFY2(text.find(expected.toStdString()) != std::string::npos, text.c_str());
  }

  void filesOfOtherKindsAreErrors() {
    QVERIFY(parsed("").find("w.pt: is empty") == 0);
    QVERIFY(parsed("hello").find("is not a PyTorch checkpoint (not a zip archive)") !=
            std::string::npos);
    QVERIFY(parsed("\x80\x03}q.").find("is a plain Python pickle") != std::string::npos);
    QVERIFY(parsed("PK\x03\x04 and nothing else").find("is a damaged or incomplete zip") !=
            std::string::npos);
    QVERIFY(outcome(kData).find("is a folder") != std::string::npos);
    QVERIFY(outcome(kData / "none.pt").find("cannot be opened") != std::string::npos);
  }

  void viewsMustStayInTheirStorage() {
    using namespace std::string_literals;
    QCOMPARE(parsedView(pickleOf(4, 0, "K\2K\2"s, "K\2K\1"s), 16), "read"s);
    QCOMPARE(parsedView(pickleOf(4, 0, "K\2K\2"s, "K\1K\2"s), 16), "read"s);
    QCOMPARE(parsedView(pickleOf(4, 3, ""s, ""s), 16), "read"s);
    const std::string beyond = "tensor 'x' reaches beyond the end of its storage";
    QVERIFY(parsedView(pickleOf(4, 1, "K\2K\2"s, "K\2K\1"s), 16).find(beyond) != std::string::npos);
    QVERIFY(parsedView(pickleOf(4, 4, ""s, ""s), 16).find(beyond) != std::string::npos);
    QVERIFY(parsedView(pickleOf(4, 0, "K\2"s, "K\4"s), 16).find(beyond) != std::string::npos);
    // 2^63 - 1 as a stride: the last index does not fit 63 bits
    const std::string huge = "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f"s;
    QVERIFY(parsedView(pickleOf(4, 0, "K\3"s, huge), 16).find(beyond) != std::string::npos);
    QVERIFY(parsedView(pickleOf(4, 2, "K\2"s, huge), 16).find(beyond) != std::string::npos);
    // ... but the stride of a dimension of size 1 may be anything
    QCOMPARE(parsedView(pickleOf(4, 1, "K\1K\2"s, huge + "K\1"s), 16), "read"s);
    QCOMPARE(parsedView(pickleOf(4, 1, "K\2K\1"s, "K\2"s + huge), 16), "read"s);
    QVERIFY(parsedView(pickleOf(4, 0, huge + huge, "K\0K\0"s), 16).find("impossibly large") !=
            std::string::npos);
    QVERIFY(parsedView(pickleOf(4, 0, "K\0"s + huge + huge, "K\0K\0K\0"s), 16)
                .find("impossibly large") != std::string::npos);
    QVERIFY(parsedView(pickleOf(5, 0, "K\1"s, "K\1"s), 16).find("too short") != std::string::npos);
  }

  void aViewThatRepeatsItsElementsCannotFillTheMemory() {
    using namespace std::string_literals;
    QCOMPARE(parsedView(pickleOf(1, 0, "K\x20"s, "K\0"s), 4), "read"s);
    QVERIFY(parsedView(pickleOf(1, 0, "J\xff\xff\xff\x7f"s, "K\0"s), 4)
                .find("asks for more memory than the size of the file justifies") !=
            std::string::npos);
  }

  void recordsThatDoNotBelongAreErrors() {
    ZipWriter twice;
    twice.add("w/data.pkl", pickleOf(1, 0, "", ""));
    twice.add("w/data/0", "1234");
    twice.add("w/data/0", "5678");
    QVERIFY(parsed(twice.finish()).find("holds the record 'w/data/0' twice") != std::string::npos);
    ZipWriter roots;
    roots.add("a/data.pkl", "");
    roots.add("b/data.pkl", "");
    QVERIFY(parsed(roots.finish()).find("not one that torch.save wrote") != std::string::npos);
    std::string damaged;
    {
      ZipWriter zip;
      zip.add("w/data.pkl", pickleOf(1, 0, "", ""));
      zip.add("w/data/0", "1234");
      damaged = zip.finish();
    }
    damaged[damaged.find("1234")] = '9';
    QVERIFY2(parsed(damaged).find("its checksum does not match") != std::string::npos,
             parsed(damaged).c_str());
  }

  void recordsThatShareTheirBytesCannotFillTheMemory() {
    ZipWriter zip;
    std::string pickle = "\x80\x02}";
    for (char key = '0'; key <= '9'; ++key) {
      std::string entry = pickleOf(250, 0, "", "").substr(3);
      entry[5] = key;  // the tensor's name
      entry[entry.find(std::string("\1\0\0\0"
                                   "0",
                                   5)) +
            4] = key;  // the storage's
      entry.pop_back();
      pickle += entry;
    }
    zip.add("w/data.pkl", pickle + ".");
    zip.add("w/data/0", std::string(1000, '\1'));
    QVERIFY(parsed(zip.finish()).find("refers to the storage 'data/1'") != std::string::npos);
    for (char key = '1'; key <= '9'; ++key) zip.addAlias(std::string("w/data/") + key);
    const std::string text = parsed(zip.finish());
    QVERIFY2(text.find("is larger than the file that holds it") != std::string::npos, text.c_str());
  }

  void aDictionaryThatNamesATensorTwiceIsAnError() {
    std::string pickle = pickleOf(1, 0, "", "");
    pickle.pop_back();
    pickle += pickle.substr(3);
    ZipWriter zip;
    zip.add("w/data.pkl", pickle + ".");
    zip.add("w/data/0", "1234");
    QVERIFY2(parsed(zip.finish()).find("names 'x' twice") != std::string::npos,
             parsed(zip.finish()).c_str());
  }

  void mutatedFilesGiveAValueOrAnError_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"plain", "dtypes", "views", "protocol4", "bad_deflated"}) {
      QTest::newRow(name) << name;
    }
  }

  void mutatedFilesGiveAValueOrAnError() {
    QFETCH(const QString, name);
    const auto bytes = readWholeFile(kData / (name + ".pt").toStdString());
    QVERIFY(bytes.has_value());
    int outcomes = 0;
    test::forEachMutation(*bytes, 4000, [&](std::span<const std::byte> mutated) {
      const auto file = parseTorchCheckpoint(mutated, "f");
      QVERIFY(file.has_value() || !file.error().reason.empty());
      ++outcomes;
    });
    QVERIFY(outcomes > 4000);
  }

  void mutatedPicklesGiveAValueOrAnError() {
    // Inside a zip a flipped byte mostly fails the checksum; here the checksum is right.
    const std::string pickle = pickleOf(4, 0, "K\2K\2", "K\2K\1");
    int read = 0;
    test::forEachMutation(std::as_bytes(std::span(pickle)), 4000, [&](auto mutated) {
      const std::string text(reinterpret_cast<const char*>(mutated.data()), mutated.size());
      if (parsedView(text, 16) == "read") ++read;
    });
    QVERIFY(read > 0);
  }
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
