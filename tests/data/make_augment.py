#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes augment.safetensors and augment.json: the reference for tests/core/augment.

Needs Debian's python3-torch (1.13). augment.safetensors: a small batch and what Freq-MixStyle, masking
and a time warp make of it, computed in double precision with torch and numpy. augment.json: the rule by
which torchlibrosa's DropStripes draws its stripes, counted over many draws of torch's own generator.
"""
import json
import os
import struct

import numpy as np
import torch

MELS, FRAMES = 256, 44
KEPT = 16  # bands in the file; the test puts them at every 16th band


def freq_mixstyle(x, lambdas, partners):
    x = torch.from_numpy(x.astype(np.float64))
    mean = x.mean(dim=[1, 3], keepdim=True)
    deviation = (x.var(dim=[1, 3], keepdim=True) + 1e-6).sqrt()
    l = torch.tensor(lambdas, dtype=torch.float64).reshape(-1, 1, 1, 1)
    mix = lambda v: v * l + v[partners] * (1 - l)
    return ((x - mean) / deviation * mix(deviation) + mix(mean)).numpy()


def masked(x, mel, time):
    x = torch.from_numpy(x.copy())
    for start, width in mel:
        x[:, start : start + width, :] = 0
    for start, width in time:
        x[:, :, start : start + width] = 0
    return x.numpy()


def warped(x, origin, target):
    at = np.interp(np.arange(FRAMES), [0, target, FRAMES - 1], [0, origin, FRAMES - 1])
    return np.stack([[np.interp(at, np.arange(FRAMES), row) for row in c] for c in x.astype(np.float64)])


def stripe_rule(size, max_width, draws=200_000):
    width = torch.randint(0, max_width, (draws,))
    start = torch.stack([torch.randint(0, size - int(w), (1,))[0] for w in width])
    ends = start + width
    return {
        "size": size,
        "max_width": max_width,
        "width_share": [float((width == w).double().mean()) for w in range(max_width + 1)],
        "start_min": int(start.min()),
        "start_max_by_width": [int(start[width == w].max()) for w in range(max_width)],
        "start_mean": float(start.double().mean()),
        "end_max": int(ends.max()),
    }


def write(path, tensors, metadata):
    header, blob = {"__metadata__": metadata}, b""
    for name, value in sorted(tensors.items()):
        data = np.ascontiguousarray(value, dtype=np.float32).tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + blob)


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    torch.manual_seed(2023)
    random = np.random.default_rng(2023)
    # Sixteenths: short in the file and exact in any precision.
    batch = np.round(random.normal(-3, 2, size=(3, 2, KEPT, FRAMES)) * 16) / 16
    batch = batch.astype(np.float32)
    lambdas, partners = [0.25, 1.0, 0.6], [2, 0, 1]
    mel, time = [(7, 3), (250, 0), (8, 4)], [(0, 2), (42, 1)]
    origin, target = 20.25, 23.75
    write(
        os.path.join(folder, "augment.safetensors"),
        {
            "batch": batch,
            "mixstyle": freq_mixstyle(batch, lambdas, partners),
            "warped": warped(batch[0], origin, target),
        },
        {"source": "torch 1.13 and numpy on made numbers; see make_augment.py"},
    )
    ones = masked(np.ones((2, MELS, FRAMES), dtype=np.float32), mel, time)
    out = {
        "mixstyle": {"lambdas": lambdas, "partners": partners},
        "warp": {"from": origin, "to": target},
        "mask": {
            "mel": mel,
            "time": time,
            "band_sums": ones[0].sum(axis=1).astype(int).tolist(),
            "frame_sums": ones[1].sum(axis=0).astype(int).tolist(),
        },
        "stripes": [stripe_rule(MELS, 2), stripe_rule(FRAMES, 2), stripe_rule(FRAMES, 9)],
    }
    with open(os.path.join(folder, "augment.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(out) + "\n")


main()
