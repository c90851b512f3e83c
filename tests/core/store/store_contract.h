// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/store/store_fixture.h"

#include <QTest>

#include <set>

/// What every store promises, whatever database it is: run with each of them.
namespace scenelens::contract {

inline void everyFieldComesBack(RunStore& store) {
  const Dataset dataset = namedClips(5);
  const ClipOrder clips(dataset);
  const auto id = store.begin(someRun(), clips);
  QVERIFY2(id, errorOf(id).c_str());
  QVERIFY(id->state == BegunRun::State::New);
  const auto stored = store.run(id->id);
  QVERIFY2(stored, errorOf(stored).c_str());
  const RunInfo expected = someRun();
  QCOMPARE(stored->info.name, expected.name);
  QCOMPARE(stored->info.model, expected.model);
  QCOMPARE(stored->info.modelHash, expected.modelHash);
  QCOMPARE(stored->info.engine, expected.engine);
  QCOMPARE(stored->info.precision, expected.precision);
  QCOMPARE(stored->info.dataset, expected.dataset);
  QCOMPARE(stored->info.selection, expected.selection);
  QCOMPARE(stored->info.date, expected.date);
  QCOMPARE(stored->info.version, expected.version);
  QCOMPARE(stored->info.source, expected.source);
  QCOMPARE(stored->info.note, expected.note);
  QVERIFY(stored->info.parameters == expected.parameters);
  QVERIFY(stored->info.bytes == expected.bytes);
  QVERIFY(!stored->info.macs);
  QVERIFY(stored->info.hasGroups);
  QVERIFY(!stored->complete);
  QCOMPARE(stored->predictions, std::size_t{0});
  QVERIFY(stored->dataset == clips.identity());
}

inline void predictionsComeBackBitForBit(RunStore& store) {
  const Dataset dataset = namedClips(1000);
  const ClipOrder clips(dataset);
  const auto id = store.begin(someRun("bits"), clips);
  QVERIFY(id);
  std::vector<StoredPrediction> rows;
  for (std::uint32_t clip = 0; clip < 999;
       ++clip) {  // no multiple of a batch; the last is left out
    rows.push_back({id->id, clips.numberOf(clip), somePrediction(clip)});
  }
  std::size_t stored = 0;
  while (stored < rows.size()) {
    const auto some = store.append(std::span(rows).subspan(stored));
    QVERIFY2(some, errorOf(some).c_str());
    QVERIFY(*some > 0);
    stored += *some;
  }
  const auto run = store.load(id->id, clips);
  QVERIFY2(run, errorOf(run).c_str());
  QCOMPARE(run->gone + run->damaged, std::size_t{0});
  QCOMPARE(run->stored.predictions, std::size_t{999});
  for (std::uint32_t clip = 0; clip < 999; ++clip) {
    QVERIFY(run->table.find(clip));
    QVERIFY(sameBits(*run->table.find(clip), somePrediction(clip)));
  }
  QVERIFY(!run->table.find(999));
}

inline void aRunWithoutGroupsDecidesByTheScenesAlone(RunStore& store) {
  const Dataset dataset = namedClips(2);
  const ClipOrder clips(dataset);
  RunInfo info = someRun("no groups");
  info.hasGroups = false;
  const auto id = store.begin(info, clips);
  QVERIFY(id);
  Prediction prediction = somePrediction(3);
  QVERIFY(store.append(std::vector<StoredPrediction>{{id->id, 0, prediction}}));
  const auto run = store.load(id->id, clips);
  QVERIFY2(run, errorOf(run).c_str());
  QVERIFY(!run->stored.info.hasGroups);
  prediction.groups = {};
  prediction.combined = prediction.scenes;
  QVERIFY(run->table.find(clips.clipAt(0)));
  QVERIFY(sameBits(*run->table.find(clips.clipAt(0)), prediction));
}

inline void theSameRunIsContinuedAndThenReused(RunStore& store) {
  const Dataset dataset = namedClips(4);
  const ClipOrder clips(dataset);
  const RunInfo info = someRun("same");
  const auto first = store.begin(info, clips);
  QVERIFY(first && first->state == BegunRun::State::New);
  const auto second = store.begin(info, clips);
  QVERIFY(second && second->state == BegunRun::State::Unfinished);
  QCOMPARE(second->id, first->id);
  QVERIFY(store.markComplete(first->id));
  const auto third = store.begin(info, clips);
  QVERIFY(third && third->state == BegunRun::State::Finished);
  QCOMPARE(third->id, first->id);
  // --again makes another, and that is the one to continue from then on.
  const auto again = store.begin(info, clips, true);
  QVERIFY(again && again->state == BegunRun::State::New);
  QVERIFY(again->id != first->id);
  const auto next = store.begin(info, clips);
  QVERIFY(next && next->state == BegunRun::State::Unfinished);
  QCOMPARE(next->id, again->id);
}

inline void whateverDiffersMakesAnotherRun(RunStore& store) {
  const Dataset dataset = namedClips(4);
  const ClipOrder clips(dataset);
  std::set<std::int64_t> ids;
  const auto begin = [&](const RunInfo& info, const ClipOrder& order) {
    const auto run = store.begin(info, order);
    QVERIFY2(run, errorOf(run).c_str());
    QVERIFY(ids.insert(run->id).second);
  };
  const RunInfo info = someRun("differs");
  begin(info, clips);
  RunInfo other = info;
  other.modelHash = "other";
  begin(other, clips);
  other = info;
  other.engine = "Native (AVX2)";
  begin(other, clips);
  other = info;
  other.precision = "float32";
  begin(other, clips);
  other = info;
  other.selection = "all";
  begin(other, clips);
  const Dataset longer = namedClips(5);
  begin(info, ClipOrder(longer));
  // Imported predictions have no weights to be known by.
  begin(someRun(""), clips);
  begin(someRun(""), clips);
}

inline void aChangedDataSetFindsItsClipsByName(RunStore& store) {
  const Dataset before = namedClips(300);
  const ClipOrder clips(before);
  const auto id = store.begin(someRun("changed"), clips);
  QVERIFY(id);
  QVERIFY(appendAll(store, id->id, clips));
  // Every third file is gone, there are new ones before, between and after, and all is turned
  // round.
  Dataset after;
  after.name = before.name;
  std::vector<std::uint32_t> from;
  for (std::uint32_t i = 300; i-- > 0;) {
    if (i % 3 == 1) continue;
    after.clips.push_back(before.clips[i]);
    from.push_back(i);
  }
  for (const char* name : {"a.wav", "audio/bus-1x.wav", "z.wav"}) {
    after.clips.emplace_back().file = name;
  }
  const ClipOrder order(after);
  QVERIFY(!(order.identity() == clips.identity()));
  const auto run = store.load(id->id, order);
  QVERIFY2(run, errorOf(run).c_str());
  QCOMPARE(run->gone, std::size_t{100});
  for (std::uint32_t i = 0; i < after.clips.size(); ++i) {
    const Prediction* found = run->table.find(i);
    QCOMPARE(found != nullptr, i < from.size());
    if (found) QVERIFY(sameBits(*found, somePrediction(from[i])));
  }
}

inline void aRunIsExportedWithoutItsDataSet(RunStore& store) {
  const Dataset dataset = namedClips(50);
  const ClipOrder clips(dataset);
  const auto id = store.begin(someRun("exported"), clips);
  QVERIFY(id);
  QVERIFY(appendAll(store, id->id, clips));
  const auto run = store.loadAlone(id->id);
  QVERIFY2(run, errorOf(run).c_str());
  QCOMPARE(run->dataset.clips.size(), dataset.clips.size());
  for (std::uint32_t number = 0; number < clips.size(); ++number) {
    const Clip& clip = dataset.clips[clips.clipAt(number)];
    QCOMPARE(run->dataset.clips[number].file, clip.file);
    QCOMPARE(run->dataset.clips[number].window, clip.window);
    QVERIFY(run->table.find(number));
    QVERIFY(sameBits(*run->table.find(number), somePrediction(clips.clipAt(number))));
  }
}

inline void runsAreListedRenamedAndDeleted(RunStore& store) {
  const Dataset first = namedClips(3, "first");
  const Dataset second = namedClips(3, "second");
  const ClipOrder order(first);
  const auto a = store.begin(someRun("1"), order);
  const auto b = store.begin(someRun("1"), ClipOrder(second));
  const auto c = store.begin(someRun("2"), order);
  QVERIFY(a && b && c);
  QVERIFY(appendAll(store, a->id, order));
  QVERIFY(appendAll(store, c->id, order));
  QVERIFY(store.rename(a->id, "ours, \"the\" ünique 'best'"));
  auto runs = store.runs("first");
  QVERIFY2(runs, errorOf(runs).c_str());
  QCOMPARE(runs->size(), std::size_t{2});
  QCOMPARE(runs->at(0).id, a->id);
  QCOMPARE(runs->at(0).info.name, std::string("ours, \"the\" ünique 'best'"));
  QCOMPARE(runs->at(1).id, c->id);
  const auto everything = store.runs();
  QVERIFY(everything);
  const auto all = everything->size();
  QVERIFY(store.remove(a->id));
  QVERIFY(!store.run(a->id));
  QVERIFY(errorOf(store.run(a->id)).find("there is no run") != std::string::npos);
  QVERIFY(errorOf(store.remove(a->id)).find("there is no run") != std::string::npos);
  QVERIFY(!store.rename(a->id, "x"));
  const auto left = store.load(c->id, order);
  QVERIFY(left && left->stored.predictions == 3);
  QCOMPARE(store.runs()->size(), all - 1);
  // The number of a deleted run is not given to another.
  QVERIFY(store.remove(c->id));
  const auto d = store.begin(someRun("3"), order);
  QVERIFY(d && d->id > c->id);
  QVERIFY(errorOf(store.append(std::vector<StoredPrediction>{{c->id, 0, {}}}))
              .find("there is no run") != std::string::npos);
}

inline void notesAndFiltersAreKept(RunStore& store) {
  QVERIFY(store.saveNote("set", {"b.wav", 2, "a door\nslams; ''quoted''", {"door", "loud"}, {}}));
  QVERIFY(store.saveNote("set", {"a.wav", 0, "", {"ünicode"}, {}}));
  QVERIFY(store.saveNote("other", {"a.wav", 0, "elsewhere", {}, {}}));
  QVERIFY(store.saveNote("set", {"b.wav", 2, "a door", {"door"}, {}}));
  auto notes = store.notes("set");
  QVERIFY2(notes, errorOf(notes).c_str());
  QCOMPARE(notes->size(), std::size_t{2});
  QCOMPARE(notes->at(0).file, std::string("a.wav"));
  QVERIFY(notes->at(0).tags == std::vector<std::string>{"ünicode"});
  QCOMPARE(notes->at(1).text, std::string("a door"));
  QCOMPARE(notes->at(1).window, 2);
  QVERIFY(notes->at(1).changed.ends_with('Z'));
  QVERIFY(store.saveNote("set", {"b.wav", 2, "", {}, {}}));
  QCOMPARE(store.notes("set")->size(), std::size_t{1});
  QVERIFY(!store.saveNote("set", {"a.wav", 0, "", {"two words"}, {}}));
  QVERIFY(!store.saveNote("set", {"a.wav", 0, "", {""}, {}}));
  QCOMPARE(store.notes("set")->at(0).tags.at(0), std::string("ünicode"));

  QVERIFY(store.saveFilter({"b trams", "scene:tram"}));
  QVERIFY(store.saveFilter({"A buses", "scene:bus"}));
  QVERIFY(store.saveFilter({"b trams", "scene:tram loss>2"}));
  auto filters = store.filters();
  QVERIFY2(filters, errorOf(filters).c_str());
  QCOMPARE(filters->size(), std::size_t{2});
  QCOMPARE(filters->at(0).name, std::string("A buses"));
  QCOMPARE(filters->at(1).query, std::string("scene:tram loss>2"));
  QVERIFY(store.removeFilter("A buses"));
  QCOMPARE(store.filters()->size(), std::size_t{1});
}

}  // namespace scenelens::contract
