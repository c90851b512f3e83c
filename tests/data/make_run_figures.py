#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes run_figures.json: the reference for the tests of confusion, breakdown, calibration_curve,
paired, bootstrap and rank_score in tests/core/eval.

Needs Debian's python3-sklearn (1.2.1) and python3-scipy (1.10.1). Two made runs over 116 one-second
clips of 40 recordings by eight devices; two scenes have no clip, one device occurs once. The
bootstrap draws with the same generator as SceneLens, so its intervals are the same numbers.
"""
import json
import os
import re
import warnings

import numpy as np
from scipy.stats import binomtest, bootstrap, chi2, rankdata
from sklearn.calibration import calibration_curve
from sklearn.metrics import (accuracy_score, balanced_accuracy_score, brier_score_loss,
                             confusion_matrix, log_loss)

SCENES = 10
LABELS = list(range(SCENES))
NAMES = ["airport", "bus", "metro", "metro_station", "park", "public_square", "shopping_mall",
         "street_pedestrian", "street_traffic", "tram"]
DEVICES = ["a", "b", "c", "s1", "s2", "s3", "s5", "x9"]
GROUP_OF = {"a": "real", "b": "real", "c": "real", "s1": "seen", "s2": "seen", "s3": "seen",
            "s4": "unseen", "s5": "unseen", "s6": "unseen"}
BINS = 15
MASK = (1 << 64) - 1

warnings.filterwarnings("ignore", message="y_pred contains classes not in y_true")


class SplitMix64:
    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self):
        return (self.next() >> 11) * 2.0 ** -53


def generator(seed, part, resample):
    mixed = SplitMix64(SplitMix64(seed).next() ^ part).next()
    return SplitMix64(SplitMix64(mixed ^ resample).next())


def probabilities(random, truth, sharpness, hardness):
    logits = random.normal(size=(len(truth), SCENES)) * sharpness
    logits[np.arange(len(truth)), truth] += sharpness * (2.5 - hardness)
    p = np.exp(logits)
    return (p / p.sum(axis=1, keepdims=True)).astype(np.float32)


def figures(truth, p):
    decision = p.argmax(axis=1)
    return {"clips": len(truth), "correct": int((truth == decision).sum()),
            "accuracy": accuracy_score(truth, decision),
            "macro_accuracy": balanced_accuracy_score(truth, decision),
            "log_loss": log_loss(truth, p, labels=LABELS)}


def parts(truth, p, device):
    by_device = {d: figures(truth[device == d], p[device == d]) for d in DEVICES}
    group = np.array([GROUP_OF.get(d, "other") for d in device])
    return {
        "overall": figures(truth, p),
        "scenes": {NAMES[c]: figures(truth[truth == c], p[truth == c])
                   for c in LABELS if (truth == c).any()},
        "devices": by_device,
        "groups": {g: figures(truth[group == g], p[group == g])
                   for g in ("real", "seen", "unseen", "other")},
        "cells": {d: {NAMES[c]: figures(truth[(device == d) & (truth == c)],
                                        p[(device == d) & (truth == c)])
                      for c in LABELS if ((device == d) & (truth == c)).any()} for d in DEVICES},
    }


def calibration(truth, p):
    right = p.argmax(axis=1) == truth
    confidence = p.max(axis=1).astype(np.float64)
    accuracy, mean = calibration_curve(right, confidence, n_bins=BINS, strategy="uniform")
    where = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], confidence)
    counts = np.bincount(where, minlength=BINS)
    filled = counts[counts > 0]
    one_hot = np.eye(SCENES)[truth]
    return {
        "correct": [int(right[where == b].sum()) for b in range(BINS)],
        "wrong": [int((~right[where == b]).sum()) for b in range(BINS)],
        "accuracy": accuracy.tolist(), "confidence": mean.tolist(),  # of the bins with clips
        "ece": float((filled / len(truth) * np.abs(accuracy - mean)).sum()),
        # The sum over classes of scikit-learn's two-class score, one class against the rest.
        "brier": float(sum(brier_score_loss(one_hot[:, c], p[:, c].astype(np.float64), pos_label=1)
                           for c in LABELS)),
    }


def resampled(truth, p, recording, part, resamples, seed):
    """Percentile intervals over whole recordings, numbered as they first occur."""
    decision = p.argmax(axis=1)
    losses = np.array([log_loss([t], [row], labels=LABELS) for t, row in zip(truth, p)])
    members = [np.flatnonzero(recording == r) for r in sorted(set(recording))]
    figures_of = []
    for b in range(resamples):
        random = generator(seed, part, b)
        drawn = [members[int(random.uniform() * len(members))] for _ in members]
        clips = np.concatenate(drawn)
        figures_of.append((accuracy_score(truth[clips], decision[clips]),
                           balanced_accuracy_score(truth[clips], decision[clips]),
                           losses[clips].mean()))
    low, high = np.percentile(np.array(figures_of), [2.5, 97.5], axis=0)
    return {"recordings": len(members), "accuracy": [low[0], high[0]],
            "macro_accuracy": [low[1], high[1]], "log_loss": [low[2], high[2]]}


def resampled_cells(truth, p, recording, part, resamples, seed):
    """Scene by scene, from the resamples of a device; those without the scene do not count."""
    decision = p.argmax(axis=1)
    losses = np.array([log_loss([t], [row], labels=LABELS) for t, row in zip(truth, p)])
    members = [np.flatnonzero(recording == r) for r in sorted(set(recording))]
    figures_of = np.full((SCENES, resamples, 2), np.nan)
    for b in range(resamples):
        random = generator(seed, part, b)
        clips = np.concatenate([members[int(random.uniform() * len(members))] for _ in members])
        for c in set(truth[clips]):
            ours = clips[truth[clips] == c]
            figures_of[c, b] = (accuracy_score(truth[ours], decision[ours]), losses[ours].mean())
    cells = {}
    for c in sorted(set(truth)):
        recordings = len(set(recording[truth == c]))
        low, high = np.nanpercentile(figures_of[c], [2.5, 97.5], axis=0)
        cells[NAMES[c]] = {
            "recordings": recordings, "clips": int((truth == c).sum()),
            "left_out": int(np.isnan(figures_of[c, :, 0]).sum()),
            "accuracy": [low[0], high[0]] if recordings > 1 else None,
            "log_loss": [low[1], high[1]] if recordings > 1 else None}
    return cells


def scipy_interval(truth, p, recording):
    """scipy's own percentile bootstrap of the accuracy, with its own random numbers."""
    right = (p.argmax(axis=1) == truth).astype(float)
    members = [np.flatnonzero(recording == r) for r in sorted(set(recording))]
    sums = np.array([right[m].sum() for m in members])
    sizes = np.array([float(len(m)) for m in members])
    result = bootstrap((sums, sizes), lambda s, n, axis: s.sum(axis=axis) / n.sum(axis=axis),
                       paired=True, vectorized=True, n_resamples=20000, method="percentile",
                       random_state=np.random.default_rng(5))
    return [result.confidence_interval.low, result.confidence_interval.high]


def mcnemar():
    cases = []
    for b, c in ((0, 0), (1, 0), (3, 3), (2, 9), (11, 13), (24, 0), (13, 12), (25, 25), (10, 40),
                 (300, 250), (0, 25)):
        n = b + c
        if n < 25:
            cases.append({"b": b, "c": c, "exact": True, "statistic": 0.0,
                          "p": binomtest(b, n, 0.5).pvalue if n > 0 else 1.0})
        else:
            statistic = max(0, abs(b - c) - 1) ** 2 / n
            cases.append({"b": b, "c": c, "exact": False, "statistic": statistic,
                          "p": float(chi2.sf(statistic, 1))})
    return cases


def ranking(random):
    accuracy = np.round(random.uniform(0.4, 0.6, 12), 2)
    size = random.choice([45164, 61148, 126952, 128000, 128001], 12)
    macs = random.choice([1_440_000, 28_893_268, 30_000_000, 30_000_001], 12)
    rules = {}
    for name, method in (("competition", "min"), ("dense", "dense"), ("average", "average")):
        ranks = [rankdata(-accuracy, method), rankdata(size, method), rankdata(macs, method)]
        score = 0.5 * ranks[0] + 0.25 * ranks[1] + 0.25 * ranks[2]
        rules[name] = {"accuracy": ranks[0].tolist(), "memory": ranks[1].tolist(),
                       "macs": ranks[2].tolist(), "score": score.tolist(),
                       "place": rankdata(score, method).tolist()}
    return {"accuracy": accuracy.tolist(), "bytes": size.tolist(), "macs": macs.tolist(),
            "rules": rules}


def main():
    random = np.random.default_rng(2024)
    files, truth, device, recording, hardness = [], [], [], [], []
    scenes = [c for c in LABELS if c not in (2, 9)]
    for r in range(40):
        scene = scenes[r % len(scenes)]
        name = DEVICES[-1] if r == 39 else DEVICES[r % (len(DEVICES) - 1)]
        difficulty = random.uniform(0, 1.5)
        for second in sorted(random.choice(10, size=1 if r == 39 else random.integers(1, 6),
                                           replace=False)):
            files.append(f"audio/{NAMES[scene]}-lisbon-1-{r}-{second}-{name}.wav")
            truth.append(scene)
            device.append(name)
            recording.append(r)
            hardness.append(difficulty)
    truth, device, recording = np.array(truth), np.array(device), np.array(recording)
    hardness = np.array(hardness)
    first = probabilities(random, truth, 1.6, hardness)
    second = probabilities(random, truth, 1.1, hardness)
    decision = first.argmax(axis=1)
    few = np.where(recording == 39, "x9", np.where(recording // 8 % 2 == 0, "a", "s1"))
    out = {
        "files": files, "truth": truth.tolist(),
        "runs": [[[float(str(x)) for x in row] for row in run] for run in (first, second)],
        "confusion": {
            "counts": confusion_matrix(truth, decision, labels=LABELS).tolist(),
            "second": confusion_matrix(truth, second.argmax(axis=1), labels=LABELS).tolist(),
            **{n: confusion_matrix(truth, decision, labels=LABELS, normalize=n).tolist()
               for n in ("true", "pred", "all")}},
        "parts": parts(truth, first, device),
        "calibration": calibration(truth, first),
        "bootstrap": {
            "seed": 7, "resamples": 200,
            "overall": resampled(truth, first, recording, 0, 200, 7),
            "park": resampled(truth[truth == 4], first[truth == 4], recording[truth == 4], 1 + 4,
                              200, 7),
            "s1": resampled(truth[device == "s1"], first[device == "s1"],
                            recording[device == "s1"], 11 + DEVICES.index("s1"), 200, 7),
            # The eight devices share so few recordings that no scene has two of one; so three.
            "cells": {d: resampled_cells(truth[few == d], first[few == d], recording[few == d],
                                         11 + DEVICES.index(d), 200, 7)
                      for d in ("a", "s1", "x9")},
            "scipy_accuracy": scipy_interval(truth, first, recording)},
        "mcnemar": mcnemar(),
        "ranking": ranking(random),
    }
    text = json.dumps(out, indent=1)
    text = re.sub(r"\[\s+([-0-9.e,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "run_figures.json"), "w", encoding="utf-8") as file:
        file.write(text + "\n")


main()
