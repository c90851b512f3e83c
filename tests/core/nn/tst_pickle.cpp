// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/pickle.h"

#include <QTest>

#include <string>

using namespace scenelens;
using namespace std::string_literals;

namespace {

Result<Pickle> read(const std::string& program) {
  return readPickle(std::as_bytes(std::span(program)));
}

std::string outcome(const std::string& program) {
  const auto pickle = read(program);
  return pickle ? std::string(kindOf(*pickle->root)) : pickle.error().reason;
}

/// The value of a pickled number; -999 when it is none.
std::int64_t integer(const std::string& program) {
  const auto pickle = read(program);
  const auto* value = pickle ? pickle->root->as<std::int64_t>() : nullptr;
  return value == nullptr ? -999 : *value;
}

}  // namespace

/// Expected values are what Python's pickle.loads gives for the same bytes.
class TestPickle : public QObject {
  Q_OBJECT

 private slots:
  void numbersAreRead() {
    QCOMPARE(integer("\x80\x02K\xff."s), 255);
    QCOMPARE(integer("\x80\x02M\x00\x80."s), 32768);
    QCOMPARE(integer("\x80\x02J\xfb\xff\xff\xff."s), -5);
    QCOMPARE(integer("\x80\x02\x8a\x00."s), 0);
    QCOMPARE(integer("\x80\x02\x8a\x01\xff."s), -1);
    QCOMPARE(integer("\x80\x02\x8a\x06\x00\x00\x00\x00\x00\x01."s), std::int64_t{1} << 40);
    QCOMPARE(integer("\x80\x02\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80."s), INT64_MIN);
    QCOMPARE(outcome("\x80\x02\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01."s), "a number"s);
    const auto real = read("\x80\x02G\x3f\xb9\x99\x99\x99\x99\x99\x9a."s);
    QVERIFY(real.has_value());
    QCOMPARE(*real->root->as<double>(), 0.1);
  }

  void containersAreRead() {
    const auto pickle = read(
        "\x80\x02}(X\x01\x00\x00\x00"s
        "aK\x01X\x01\x00\x00\x00"s
        "b](K\x02K\x03\x86Neu."s);
    QVERIFY2(pickle.has_value(), pickle ? "" : pickle.error().reason.c_str());
    const auto* dict = pickle->root->as<PickleDict>();
    QVERIFY(dict != nullptr);
    QCOMPARE(dict->items.size(), std::size_t{2});
    QCOMPARE(*dict->items[1].first->as<std::string>(), "b"s);
    const auto* list = dict->items[1].second->as<PickleList>();
    QVERIFY(list != nullptr);
    QCOMPARE(list->items.size(), std::size_t{2});
    QCOMPARE(list->items[0]->as<PickleTuple>()->items.size(), std::size_t{2});
    QVERIFY(list->items[1]->as<PickleNone>() != nullptr);
  }

  void aListThatContainsItselfIsRead() {
    const auto pickle = read(
        "\x80\x02]q\x00h\x00"s
        "a."s);
    QVERIFY(pickle.has_value());
    QCOMPARE(pickle->root->as<PickleList>()->items[0], const_cast<PickleValue*>(pickle->root));
  }

  void deepNestingCostsNoStack() {
    std::string program = "\x80\x02"s;
    program += std::string(300'000, ']') + std::string(299'999, 'a') + '.';
    QCOMPARE(outcome(program), "a list"s);
  }

  void classesOffTheListAreNamed() {
    QCOMPARE(outcome("\x80\x02"s
                     "cos\nsystem\nX\x02\x00\x00\x00ls\x85R."s),
             "holds an object of Python class 'os.system', not just tensors"s);
    QCOMPARE(outcome("\x80\x04\x8c\x08"
                     "builtins\x8c\x04"
                     "eval\x93."s),
             "holds an object of Python class 'builtins.eval', not just tensors"s);
    QVERIFY(outcome("\x80\x02"s
                    "ctorch\nBFloat16Storage\n."s)
                .starts_with("holds a tensor of an element type that is not supported"));
    // Neither the module nor the name alone opens the door.
    QVERIFY(outcome("\x80\x02"s
                    "ccollections\nsystem\n."s)
                .starts_with("holds an object of Python class 'collections.system'"));
  }

  void instructionsThatMakeObjectsAreRefused() {
    // OBJ, INST, NEWOBJ, NEWOBJ_EX, EXT1, REDUCE's kin, and protocols 0, 1 and 5.
    for (const char code : {'o', 'i', '\x81', '\x92', '\x82', 'P', '\x96', 'I', 'S', '2'}) {
      const std::string text = outcome("\x80\x02"s + code + "."s);
      QVERIFY2(text.starts_with("uses the pickle instruction 0x"), text.c_str());
    }
    QCOMPARE(outcome("\x80\x02\x81."s),
             "uses the pickle instruction 0x81 at byte 2, which tensors do not need"s);
    QVERIFY(outcome("\x80\x01N."s).starts_with("uses the pickle protocol 1"));
  }

  void onlyClassesAreCalledAndOnlyDictionariesGetAttributes() {
    QCOMPARE(outcome("\x80\x02N)R."s), "calls something that is not a class"s);
    QCOMPARE(outcome("\x80\x02"s
                     "ctorch\nFloatStorage\n)R."s),
             "calls a storage class, which torch.save does not write"s);
    QCOMPARE(outcome("\x80\x02"s
                     "ccollections\nOrderedDict\nK\x01\x85R."s),
             "builds a dictionary in an unknown way"s);
    QCOMPARE(outcome("\x80\x02"s
                     "ccollections\nOrderedDict\n)R}b."s),
             "a dictionary"s);
    QCOMPARE(outcome("\x80\x02]}b."s), "has a pickle that fills something of the wrong kind"s);
  }

  void tensorsAndStoragesMustBeDescribedInFull() {
    const std::string tensor =
        "\x80\x02"s
        "ctorch._utils\n_rebuild_tensor_v2\n"s;
    QVERIFY(outcome(tensor + ")R."s).find("wrong number of arguments") != std::string::npos);
    QVERIFY(outcome(tensor + "(NK\x00)) \x89Nt"s).find("0x20") != std::string::npos);
    QVERIFY(outcome(tensor + "(NK\x00))\x89NtR."s).find("malformed storage") != std::string::npos);
    QVERIFY(outcome("\x80\x02NQ."s).find("outside the pickle") != std::string::npos);
    const std::string open = "\x80\x02(X\x07\x00\x00\x00storagectorch\nFloatStorage\n"s;
    QCOMPARE(outcome(open + "X\x01\x00\x00\x00"s + "0NK\x04tQ."s), "a storage"s);
    QVERIFY(outcome(open + "X\x03\x00\x00\x00../NK\x04tQ."s).find("not a number") !=
            std::string::npos);
    QVERIFY(outcome(open + "X\x01\x00\x00\x00"s + "0NJ\xff\xff\xff\xfftQ."s).find("outside") !=
            std::string::npos);
    const std::string storage = open + "X\x01\x00\x00\x00"s + "0NK\x04tQ"s;
    const std::string call =
        "\x80\x02"s
        "ctorch._utils\n_rebuild_tensor_v2\n("s +
        storage.substr(2);
    QCOMPARE(outcome(call + "K\x00K\x04\x85K\x01\x85\x89NtR."s), "a tensor"s);
    QVERIFY(outcome(call + "K\x00K\x04\x85)\x89NtR."s).find("malformed") != std::string::npos);
    QVERIFY(outcome(call + "K\x00J\xff\xff\xff\xff\x85K\x01\x85\x89NtR."s).find("malformed") !=
            std::string::npos);
    QVERIFY(outcome(call + "J\xff\xff\xff\xffK\x04\x85K\x01\x85\x89NtR."s).find("malformed") !=
            std::string::npos);
  }

  void programsThatUnderflowOrEndEarlyAreErrors() {
    for (const std::string& program : {""s,
                                       "\x80"s,
                                       "\x80\x02"s,
                                       "\x80\x02."s,
                                       "\x80\x02NN."s,
                                       "\x80\x02(."s,
                                       "\x80\x02N(."s,
                                       "\x80\x02t."s,
                                       "\x80\x02u."s,
                                       "\x80\x02"s + "e."s,
                                       "\x80\x02"s + "a."s,
                                       "\x80\x02s."s,
                                       "\x80\x02\x85."s,
                                       "\x80\x02N\x86."s,
                                       "\x80\x02"s + "0."s,
                                       "\x80\x02"s + "1."s,
                                       "\x80\x02h\x00."s,
                                       "\x80\x02j\x00\x00\x00\x01."s,
                                       "\x80\x02q\x00."s,
                                       "\x80\x02R."s,
                                       "\x80\x02"s + "b."s,
                                       "\x80\x02Q."s,
                                       "\x80\x04\x93."s,
                                       "\x80\x02}(Nu."s,
                                       "\x80\x02]N(a."s,
                                       "\x80\x02N(0."s,
                                       "\x80\x02X\xff\xff\xff\xff."s,
                                       "\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff."s,
                                       "\x80\x02\x8b\xff\xff\xff\xff."s,
                                       "\x80\x02"s + "cos"s,
                                       "\x80\x02"s + "c"s + std::string(5000, 'x')}) {
      QVERIFY2(!read(program).has_value(), program.c_str());
    }
  }

  void tooManyObjectsAreAnError() {
    QCOMPARE(outcome("\x80\x02"s + std::string(1'000'001, ')') + "."s), "holds too many objects"s);
    QVERIFY(outcome(std::string(kMaxPickle + 1, ')')).find("at most") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestPickle)
#include "tst_pickle.moc"
