// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/gui_test.h"

#include <QFile>

#include <functional>

/// A truth list and prediction tables of foreign systems, small enough to be counted by hand.
namespace scenelens::test {

inline constexpr int kTableClips = 60;

/// Clip i: scene i / 2 % 10; even ones are recorded by device a, the odd one after each by s1 at
/// the same moment.
inline Scene tableScene(int clip) {
  return Scene(clip / 2 % int(kSceneCount));
}
inline QString tableName(int clip) {
  return u"audio/%1-lisbon-1000-%2-0-%3.wav"_s.arg(toQString(sceneLabel(tableScene(clip))))
      .arg(40000 + clip / 2)
      .arg(clip % 2 == 0 ? u"a"_s : u"s1"_s);
}

inline bool writeLines(const QString& path, const QStringList& lines) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write((lines.join(u'\n') + u'\n').toUtf8()) > 0;
}

inline bool writeTruthTable(const QString& path) {
  QStringList lines{u"filename\tscene_label"_s};
  for (int i = 0; i < kTableClips; ++i) {
    lines.append(tableName(i) + u'\t' + toQString(sceneLabel(tableScene(i))));
  }
  return writeLines(path, lines);
}

/// The true scene with `probability(i)` where `right(i)`, the next scene otherwise; the rest is
/// shared by the others.
inline bool writePredictionTable(const QString& path, const std::function<bool(int)>& right,
                                 const std::function<double(int)>& probability) {
  QStringList header{u"filename"_s, u"scene_label"_s};
  for (const Scene scene : allScenes()) header.append(toQString(sceneLabel(scene)));
  QStringList lines{header.join(u'\t')};
  for (int i = 0; i < kTableClips; ++i) {
    const int truth = int(tableScene(i));
    const int decided = right(i) ? truth : (truth + 1) % int(kSceneCount);
    QStringList fields{tableName(i), toQString(sceneLabel(Scene(decided)))};
    for (int scene = 0; scene < int(kSceneCount); ++scene) {
      const double p = scene == decided ? probability(i) : (1.0 - probability(i)) / 9.0;
      fields.append(QString::number(p, 'f', 10));
    }
    lines.append(fields.join(u'\t'));
  }
  return writeLines(path, lines);
}

}  // namespace scenelens::test
