#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes preview.json: the reference for tests/core/preview.

Needs Debian's python3-torchaudio (0.13.1) and make_features.py beside it. Two synthetic signals, mixed by
torchaudio in float32 as the published code mixes; equalised by numpy in double precision; filtered by
torch's stft and istft in double precision.
"""
import json
import sys

import numpy as np
import torch
import torchaudio

from make_features import double_precision, normalise, published, signal

BANDS = list(range(0, 256, 16)) + [255]
FRAMES = [0, 1, 20, 43]


def other_signal():
    """0.5-amplitude noise of the same generator, seed 7."""
    u = np.empty(44100)
    state = 7
    for n in range(44100):
        u[n] = state / 2**32 - 0.5
        state = (1664525 * state + 1013904223) % 2**32
    return u.astype(np.float32)


def some(x):
    """The few numbers that the test looks at."""
    return np.asarray(x, dtype=np.float64)[..., BANDS, :][..., FRAMES].ravel().round(7).tolist()


def features_of(logmel):
    """torchaudio's normalisation and deltas of a log-Mel, float32."""
    level = (logmel - logmel.mean()) / logmel.std()
    delta = torchaudio.transforms.ComputeDeltas()(level[None])[0]
    return torch.stack([level, (delta - delta.mean()) / delta.std()]).numpy()


def mixup(a, b, share):
    mixed = share * torch.from_numpy(published(a)[0]) + (1 - share) * torch.from_numpy(published(b)[0])
    return {"lambda": share, "logmel": some(mixed.numpy()), "features": some(features_of(mixed))}


def mel_power(samples):
    return 10 ** double_precision(samples)[0] - 1e-10


def filterbank():
    top = 2595 * np.log10(1 + 22050 / 700)
    corners = 700 * (10 ** (np.linspace(0, top, 258) / 2595) - 1)
    hz = np.linspace(0, 22050, 2049)
    low, centre, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.maximum(0, np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre))), corners[1:-1]


def equaliser_gains(gains, hz):
    centres = 31.25 * 2.0 ** np.arange(10)
    return np.interp(np.log2(np.maximum(hz, 1e-3)), np.log2(centres), gains)


def equalised(samples, gains):
    """The gain on the 1025 bins, its logarithm linear in between, weighted by each band's filter."""
    gain = equaliser_gains(gains, np.linspace(0, 22050, 1025))
    power = 10 ** (np.interp(np.arange(2049), np.arange(0, 2049, 2), gain) / 10)
    bank, _ = filterbank()
    in_band = bank @ power / bank.sum(axis=1)
    logmel = np.log10(mel_power(samples) * in_band[:, None] + 1e-10)
    level = normalise(logmel)
    p = np.pad(level, ((0, 0), (2, 2)), mode="edge")
    delta = (2 * (p[:, 4:] - p[:, :-4]) + p[:, 3:-1] - p[:, 1:-3]) / 10
    return {"gains": gains, "logmel": some(logmel), "features": some(np.stack([level, normalise(delta)]))}


def filtered(samples, factors):
    window = torch.hann_window(2048, periodic=True, dtype=torch.float64)
    x = torch.from_numpy(samples.astype(np.float64))
    spectrum = torch.stft(x, 2048, 512, window=window, center=True, pad_mode="reflect", return_complex=True)
    y = torch.istft(spectrum * torch.from_numpy(factors)[:, None], 2048, 512, window=window, center=True, length=44100)
    return y.numpy()[::441].round(8).tolist()


def shift_factors(shift):
    """A log-Mel shift as factors of |STFT|: the exponent linear on the mel scale."""
    mel = lambda hz: 2595 * np.log10(1 + hz / 700)
    _, centres = filterbank()
    return 10 ** (np.interp(mel(np.linspace(0, 22050, 1025)), mel(centres), shift) / 2)


if __name__ == "__main__":
    a, b = signal(), other_signal()
    gains = [6.0, -12.0, 0.0, 3.5, -24.0, 10.0, 0.0, -6.0, 18.0, -3.0]
    shift = 0.8 * np.sin(np.arange(256) / 40)
    factors = shift_factors(shift)
    json.dump(
        {
            "source": "torchaudio 0.13.1, torch 1.13 and numpy; see make_preview.py",
            "bands": BANDS,
            "frames": FRAMES,
            "mixup": mixup(a, b, 0.3),
            "equaliser": equalised(a, gains),
            "equalised_sound": filtered(a, 10 ** (equaliser_gains(gains, np.linspace(0, 22050, 1025)) / 20)),
            "shift_factors": factors[::32].round(8).tolist(),
            "shifted_sound": filtered(b, factors),
        },
        open(sys.argv[1] if len(sys.argv) > 1 else "preview.json", "w"),
    )
