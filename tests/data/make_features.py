#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes features_lcg.safetensors: the reference for tests/core/features on a signal that anyone may ship.

Needs Debian's python3-torchaudio (0.13.1). The signal is 0.1-amplitude noise from a linear
congruential generator plus a 440 Hz tone, so the test can make it again bit for bit. `logmel` and
`features` come from torchaudio in float32, as the published system computes them; `logmel_double` and
`features_double` from the same formula in double precision with numpy.
"""
import json
import struct
import sys

import numpy as np
import torch
import torchaudio


def signal():
    u = np.empty(44100)
    state = 1
    for n in range(44100):
        u[n] = (state / 2**32 - 0.5) * 0.2
        state = (1664525 * state + 1013904223) % 2**32
    return (u + 0.3 * np.sin(2 * np.pi * 440 * np.arange(44100) / 44100)).astype(np.float32)


def normalise(x):
    return (x - x.mean()) / x.std(ddof=1)


def double_precision(samples):
    x = np.pad(samples.astype(np.float64), 2048, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(4096) / 4096)
    frames = np.stack([x[t * 1024 : t * 1024 + 4096] * window for t in range(44)])
    power = np.abs(np.fft.rfft(frames)) ** 2
    top = 2595 * np.log10(1 + 22050 / 700)
    corners = 700 * (10 ** (np.linspace(0, top, 258) / 2595) - 1)
    hz = np.linspace(0, 22050, 2049)
    low, centre, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    bank = np.maximum(0, np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre)))
    bank *= 2 / (high - low)
    logmel = np.log10(bank @ power.T + 1e-10)
    level = normalise(logmel)
    p = np.pad(level, ((0, 0), (2, 2)), mode="edge")
    delta = (2 * (p[:, 4:] - p[:, :-4]) + p[:, 3:-1] - p[:, 1:-3]) / 10
    return logmel, np.stack([level, normalise(delta)])


def published(samples):
    mel = torchaudio.transforms.MelSpectrogram(
        sample_rate=44100, n_fft=4096, win_length=4096, hop_length=1024, n_mels=256, norm="slaney", mel_scale="htk"
    )(torch.from_numpy(samples))
    logmel = torch.log10(mel + 1e-10)
    level = (logmel - logmel.mean()) / logmel.std()
    delta = torchaudio.transforms.ComputeDeltas()(level[None])[0]
    delta = (delta - delta.mean()) / delta.std()
    return logmel.numpy(), torch.stack([level, delta]).numpy()


def write(path, tensors, metadata):
    header, blob = {"__metadata__": metadata}, b""
    for name, value in sorted(tensors.items()):
        data = np.ascontiguousarray(value).tobytes()
        kind = {"float32": "F32", "float64": "F64"}[str(value.dtype)]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + blob)


if __name__ == "__main__":
    samples = signal()
    logmel, features = published(samples)
    logmel64, features64 = double_precision(samples)
    write(
        sys.argv[1] if len(sys.argv) > 1 else "features_lcg.safetensors",
        {"logmel": logmel, "features": features, "logmel_double": logmel64, "features_double": features64},
        {"source": "torchaudio 0.13.1 (float32) and numpy (double) on a synthetic signal; see make_features.py"},
    )
    print("torchaudio against double:", np.abs(logmel - logmel64).max(), np.abs(features - features64).max())
