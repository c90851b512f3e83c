// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/workspace_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>

using namespace scenelens;

namespace {

/// A state with something in every field.
WorkspaceState fullState() {
  WorkspaceState state;
  state.data = {DataSource::Kind::Paths, {"/data/tau", "/home/eve/own \"clips\".wav"}};
  state.dataset = "tau";
  state.runs = {{"Model1 · Int8", "Model1", "ab12", "native", "int8", "2026-01-02", {}, 17},
                {"baseline", "", "", "", "", "", "/data/tables/baseline.output.csv", 0}};
  state.current = RunChoice{1, {}, Precision::Float32};
  state.other = RunChoice{std::nullopt, "model3", Precision::Int8};
  state.chips = {"scene:tram", "note:\"far away\"", "\xff\xfe"};
  state.draft = "loss>";
  state.history = {{{}, {"scene:tram"}, {}},
                   {{}, {}, {{{"a\nb.wav", 3}, {}, {"heard a sirén", {"check", "x"}}}}},
                   {{"scene:tram"}, {}, {}}};
  state.step = 2;
  state.savedFilters = {{"ärger", "is:wrong"}, {"", "a"}};
  state.rule = DecisionRule::Combined;
  state.notes = {{{"audio/x.wav", 0}, {"text", {"t"}}}, {{"audio/\xf0x.wav", 1}, {"", {"u"}}}};
  state.picked = {{"audio/x.wav", 4}};
  state.rank = {{"accuracy", 55.125}, {"ticked", std::vector<std::string>{"a", "b"}}};
  state.rankTables = {"/data/tables/mine.csv"};
  state.clip = ClipName{"audio/x.wav", 2};
  state.page = "results";
  state.pages = {{"preview", {{"seed", 12.0}, {"on", true}, {"text", std::string("q")}}},
                 {"empty", {}}};
  state.layout = {{"window", "AdnQywAD"}};
  state.file = "/home/eve/study.scenelens";
  return state;
}

Error errorOf(const QByteArray& text) {
  const auto state = parseWorkspace(text.toStdString(), "study.scenelens", "/home/eve");
  return state ? Error{"was read"} : state.error();
}

QByteArray with(const QByteArray& members) {
  return R"({"format":"scenelens-workspace","version":1,)" + members + "}";
}

}  // namespace

/// Workspace files: what is written is read back, and nothing else is believed.
class TestWorkspaceFile final : public QObject {
  Q_OBJECT

 private slots:
  void everyFieldSurvivesTheWayThroughTheFile_data() {
    QTest::addColumn<QString>("folder");
    QTest::newRow("as autosave, absolute") << "";
    QTest::newRow("near the data") << "/data/studies";
    QTest::newRow("elsewhere") << "/mnt/else";
  }
  void everyFieldSurvivesTheWayThroughTheFile() {
    QFETCH(QString, folder);
    const std::filesystem::path base = folder.toStdString();
    const auto text = workspaceText(fullState(), base);
    const auto state = parseWorkspace(text, "x", base);
    QVERIFY2(state.has_value(), state ? "" : state.error().text().c_str());
    QVERIFY(*state == fullState());
    QCOMPARE(workspaceText(*state, base), text);
    const auto empty = parseWorkspace(workspaceText({}, base), "x", base);
    QVERIFY(empty.has_value() && *empty == WorkspaceState());
  }

  void onlyWhereOneIsDoesNotCountAsAChange() {
    WorkspaceState moved = fullState();
    moved.clip = ClipName{"other.wav", 0};
    moved.page = "map";
    moved.pages.clear();
    moved.layout.clear();
    QVERIFY(contentOf(moved) == contentOf(fullState()));
    moved.chips.pop_back();
    QVERIFY(!(contentOf(moved) == contentOf(fullState())));
  }

  void pathsAreRelativeToTheFileWhereTheyCanBe_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("expected");
    QTest::newRow("below") << "/a/study/data"
                           << "/a/study"
                           << "data";
    QTest::newRow("the folder itself") << "/a/study/"
                                       << "/a/study"
                                       << ".";
    QTest::newRow("beside") << "/a/data/../tau"
                            << "/a/study"
                            << "../tau";
    QTest::newRow("elsewhere") << "/mnt/tau"
                               << "/home/eve"
                               << "/mnt/tau";
    QTest::newRow("no folder") << "/a/b"
                               << ""
                               << "/a/b";
  }
  void pathsAreRelativeToTheFileWhereTheyCanBe() {
    QFETCH(QString, path);
    QFETCH(QString, folder);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(relativeTo(path.toStdString(), folder.toStdString()).string()),
             expected);
  }

  void aFolderThatMovesWithItsDataIsReadFromItsNewPlace() {
    WorkspaceState state;
    state.data = {DataSource::Kind::Paths, {"/old/project/data"}};
    const auto text = workspaceText(state, "/old/project");
    const auto moved = parseWorkspace(text, "x", "/new/place");
    QVERIFY(moved.has_value());
    QCOMPARE(moved->data.paths.front().string(), std::string("/new/place/data"));
  }

  void everyFaultIsNamed_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("line");
    const auto row = [](const char* name, const QByteArray& text, const char* reason,
                        int line = 0) { QTest::newRow(name) << text << QString(reason) << line; };
    row("empty", "", "not JSON", 1);
    row("cut off", with("\n\"page\":\n\"cl").chopped(1), "not JSON", 3);
    row("other JSON", "[1,2]", "not a workspace");
    row("other format", R"({"format":"geojson"})", "not a workspace");
    row("format is a number", R"({"format":7})", "not a workspace");
    row("no version", R"({"format":"scenelens-workspace"})", "has no version");
    row("newer", R"({"format":"scenelens-workspace","version":2,"data":7})", "newer SceneLens");
    row("far newer", R"({"format":"scenelens-workspace","version":9223372036854775807})", "newer");
    row("negative version", R"({"format":"scenelens-workspace","version":-1})", "version must be");
    row("version is a text", R"({"format":"scenelens-workspace","version":"1"})", "version must");
    row("page is a list", with(R"("page":[])"), "page must be a text");
    row("data is a number", with(R"("data":3)"), "data must be an object");
    row("unknown kind", with(R"("data":{"kind":"cloud"})"), "data.kind is a word");
    row("paths without kind", with(R"("data":{"paths":["a"]})"), "data has paths");
    row("kind without paths", with(R"("data":{"kind":"paths"})"), "data has paths");
    row("empty path", with(R"("data":{"kind":"paths","paths":[""]})"), "data.paths[0] is an empty");
    row("path with a zero", with(R"("data":{"kind":"paths","paths":["a\u0000b"]})"), "is no path");
    row("run without run", with(R"("currentRun":{"opened":0})"), "currentRun is none");
    row("negative run", with(R"("runs":[{}],"currentRun":{"opened":-1})"),
        "currentRun.opened must");
    row("huge number", with(R"("runs":[{"stored":18446744073709551615}])"), "runs[0].stored must");
    row("fraction", with(R"("clip":{"file":"a","second":0.5})"), "clip.second must");
    row("too large a number", with(R"("rank":{"a":1e999})"), "too large");
    row("step beyond", with(R"("historyDone":1)"), "historyDone must");
    row("two kinds of step", with(R"("history":[{"chips":{},"notes":[{}]}])"),
        "history[0] is a step");
    row("tag is a number", with(R"("notes":[{"tags":["a",5]}])"),
        "notes[0].tags[1] must be a text");
    row("odd bytes", with(R"("page":{"bytes":"abc"})"), "two digits");
    row("no bytes", with(R"("page":{"bytes":"zz"})"), "hexadecimal");
    row("rule", with(R"("rule":"best")"), "rule is a word");
    row("too deep", with("\"x\":" + QByteArray(2'000'000, '[')), "nested too deeply");
    row("long text", with("\"page\":\"" + QByteArray(70'000, 'a') + "\""), "page is too long");
    row("many runs", with("\"runs\":[" + QByteArray("{},").repeated(1000) + "{}]"),
        "more than 1000");
    row("bad UTF-8", with("\"page\":\"\xff\""), "not JSON", 1);
  }
  void everyFaultIsNamed() {
    QFETCH(QByteArray, text);
    QFETCH(QString, reason);
    QFETCH(int, line);
    const Error error = errorOf(text);
    QVERIFY2(error.reason.find(reason.toStdString()) != std::string::npos, error.text().c_str());
    QCOMPARE(error.file.string(), std::string("study.scenelens"));
    QCOMPARE(int(error.line), line);
    QVERIFY(!error.text().empty());
  }

  void whatIsNotKnownIsIgnored() {
    const auto state = parseWorkspace(
        with(R"("page":"map","weather":{"rain":true},"data":{"kind":"demo","x":1})").toStdString(),
        "x");
    QVERIFY(state.has_value());
    QCOMPARE(state->page, std::string("map"));
    QVERIFY(state->data.kind == DataSource::Kind::Demo);
  }

  void noByteThatIsCutOrFlippedBreaksTheReader() {
    const std::string text = workspaceText(fullState(), "/data");
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto cut = parseWorkspace(std::string_view(text).substr(0, i), "x", "/data");
      // Only the last line break may be missing.
      QCOMPARE(cut.has_value(), i + 1 >= text.size());
      std::string flipped = text;
      flipped[i] = char(flipped[i] ^ 0x11);
      const auto read = parseWorkspace(flipped, "x", "/data");
      if (read) {
        const auto again = parseWorkspace(workspaceText(*read, "/data"), "x", "/data");
        QVERIFY(again.has_value() && *again == *read);
      } else {
        QVERIFY(!read.error().reason.empty());
      }
    }
  }

  void aFileThatCannotBeWrittenStaysWhatItWas() {
    if (::geteuid() == 0) QSKIP("root may write everywhere");
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("a.scenelens").toStdString();
    WorkspaceState state;
    state.page = "map";
    QVERIFY(writeWorkspace(state, file).has_value());
    QVERIFY(::chmod(folder.path().toUtf8().constData(), 0500) == 0);
    const auto refused = writeWorkspace(fullState(), file);
    ::chmod(folder.path().toUtf8().constData(), 0700);
    QVERIFY(!refused);
    QVERIFY(refused.error().file == file);
    const auto kept = readWorkspace(file);
    QVERIFY(kept.has_value() && *kept == state);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
  }

  void onlyRegularFilesAreRead() {
    const QTemporaryDir folder;
    QVERIFY(!readWorkspace(folder.path().toStdString()));
    QVERIFY(!readWorkspace(folder.filePath("none.scenelens").toStdString()));
    QVERIFY(!readWorkspace("/dev/zero"));
  }
};

QTEST_GUILESS_MAIN(TestWorkspaceFile)
#include "tst_workspace_file.moc"
