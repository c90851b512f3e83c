#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes run_summary.json: the reference for tests/core/eval/tst_run_summary.cpp.

Needs Debian's python3-sklearn (1.2.1). Two made runs over clips of eight of the ten scenes, with the
probabilities of both decision rules: "ordinary", and "certain" with probabilities of exactly 0 and 1,
which log_loss clips at the epsilon of the array's type. The arrays are float32, as SceneLens keeps
predictions; "log_loss_float64" is what the same numbers give as float64, where that epsilon differs.
"""
import json
import os
import re

import numpy as np
from sklearn.metrics import accuracy_score, balanced_accuracy_score, log_loss

SCENES = 10
ABSENT = (2, 9)  # scenes without a clip: they must not count in the macro accuracy


def ordinary(random, truth):
    logits = random.normal(size=(len(truth), SCENES))
    logits[np.arange(len(truth)), truth] += 1.0
    p = np.exp(logits)
    return (p / p.sum(axis=1, keepdims=True)).astype(np.float32)


def certain(random, truth):
    p = ordinary(random, truth)
    for i in range(0, len(truth), 3):  # every third clip: all in one class, right or wrong
        p[i] = 0
        p[i, truth[i] if i % 2 else (truth[i] + 1) % SCENES] = 1
    for i in range(1, len(truth), 3):  # and some with only the true class at zero, or near it
        p[i, truth[i]] = 0 if i % 2 else np.float32(1e-9)
        p[i] /= p[i].sum()
    return p


def expected(truth, p):
    decision = p.argmax(axis=1)
    labels = list(range(SCENES))
    return {
        "accuracy": accuracy_score(truth, decision),
        "macro_accuracy": balanced_accuracy_score(truth, decision),
        "log_loss": log_loss(truth, p, labels=labels),
        "log_loss_float64": log_loss(truth, p.astype(np.float64), labels=labels),
        "clips": [int((truth == c).sum()) for c in labels],
        "correct": [int(((truth == c) & (decision == c)).sum()) for c in labels],
    }


def rows(p):
    # str() of a float32 is the shortest text that reads back as the same float32.
    return [[float(str(x)) for x in row] for row in p]


def main():
    random = np.random.default_rng(2023)
    out = {}
    for name, make in (("ordinary", ordinary), ("certain", certain)):
        truth = random.choice([c for c in range(SCENES) if c not in ABSENT], size=40)
        ten_class, combined = make(random, truth), make(random, truth)
        out[name] = {
            "truth": truth.tolist(),
            "ten_class": {"p": rows(ten_class), "expected": expected(truth, ten_class)},
            "combined": {"p": rows(combined), "expected": expected(truth, combined)},
        }
    text = json.dumps(out, indent=1)
    # A row of numbers on one line.
    text = re.sub(r"\[\s+([-0-9.e,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "run_summary.json"), "w", encoding="utf-8") as file:
        file.write(text + "\n")


main()
