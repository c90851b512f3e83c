#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes principal_plane.json: random rows, their PCA by scikit-learn, and cosine neighbours.

Of the two signs of an axis the one whose largest component by magnitude is positive.
usage: make_principal_plane.py > principal_plane.json
"""
import json

import numpy as np
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity

random = np.random.default_rng(20230501)
mixing = random.normal(size=(7, 7))
rows = np.round(random.normal(size=(60, 7)) @ mixing + 3.0, 4).astype(np.float32)
pca = PCA(n_components=2, svd_solver="full").fit(rows.astype(np.float64))
signs = np.sign(pca.components_[np.arange(2), np.argmax(np.abs(pca.components_), axis=1)])
points = pca.transform(rows.astype(np.float64)) * signs
cosines = cosine_similarity(rows.astype(np.float64))
order = [j for j in np.argsort(-cosines[5], kind="stable") if j != 5][:8]
print(json.dumps({
    "width": 7,
    "rows": [float(v) for v in rows.ravel()],
    "points": [[float(v) for v in p] for p in points],
    "explained": [float(v) for v in pca.explained_variance_ratio_],
    "query": 5,
    "neighbours": [int(j) for j in order],
    "cosines": [float(cosines[5, j]) for j in order],
}))
