#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes native_forward.safetensors: logits that tests/core/nn/native checks the native engine against.

Needs Debian's python3-torch (1.13). Weights and features come from SplitMix64, drawn in the order of
parameterSpecs() as tests/core/nn/native/test_weights.h draws them, so only the logits are stored. The
network is written after the report's blocks with PyTorch's layers and runs in double precision.
"""
import json
import math
import pathlib
import struct

import numpy as np
import torch
from torch import nn

MODELS = {
    "model1": ("SSSSS", (24, 32, 64, 64, 64), 100),
    "model2": ("FFFFF", (24, 32, 64, 64, 64), 100),
    "model3": ("SFFFF", (24, 32, 64, 64, 64), 100),
    "model4": ("SSSSS", (24, 128, 128, 128, 128), 64),
}
SEED = 5
FEATURE_SEED = 9
CLIPS = 2
MASK = 2**64 - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed & MASK

    def uniform(self, low, high):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        return low + (high - low) * ((z >> 11) * 2.0**-53)

    def floats(self, count, low, high):
        return np.array([self.uniform(low, high) for _ in range(count)], dtype=np.float32)


class Dssc(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.ch_conv1 = nn.Conv2d(cin, cout, 1, groups=cout, bias=False)
        self.sp_conv1 = nn.Conv2d(cout, cout, (3, 1), padding=(2, 0), dilation=(2, 1), groups=cout, bias=False)
        self.sp_conv2 = nn.Conv2d(cout, cout, (1, 3), padding=(0, 2), dilation=(1, 2), groups=cout, bias=False)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        x = self.ch_conv1(x)
        return torch.relu(self.norm(self.sp_conv1(x) + self.sp_conv2(x)))


class Eca(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 3, padding=1, bias=False)

    def forward(self, x):
        weights = torch.sigmoid(self.conv(x.mean((2, 3))[:, None, :]))
        return x * weights[:, 0, :, None, None]


class Block(nn.Module):
    def __init__(self, kind, cin, cout):
        super().__init__()
        half = cin // 2
        self.segmented = kind == "S"
        self.dilaconv1 = Dssc(cin, cin)
        self.dilaconv2 = Dssc(cin, cin)
        self.dilaconv3 = Dssc(cin, half)
        self.conv1 = nn.Conv2d(cin, half, 1)
        self.conv2 = nn.Conv2d(cin, half, 1)
        self.att = Eca()
        self.conv3 = nn.Conv2d(half if self.segmented else 3 * half, cout, 1)
        self.norm = nn.BatchNorm2d(cout)
        self.pool = nn.AvgPool2d((2, 1) if self.segmented else (2, 2))

    def forward(self, x):
        if self.segmented:
            low, high = x.chunk(2, 3)
            x3 = self.dilaconv3(self.dilaconv2(self.dilaconv1(low)))
            fused = self.conv1(low) + self.conv2(high) + x3
        else:
            x1 = self.dilaconv1(x)
            fused = torch.cat([self.conv1(x), self.conv2(x1), self.dilaconv3(self.dilaconv2(x1))], 1)
        return self.pool(torch.relu(self.norm(self.conv3(self.att(fused)))))


class Net(nn.Module):
    def __init__(self, kinds, channels, hidden):
        super().__init__()
        self.conv = nn.Conv2d(2, 16, 1)
        cin = 16
        for i, (kind, cout) in enumerate(zip(kinds, channels)):
            self.add_module(f"conv{i + 1}", Block(kind, cin, cout))
            cin = cout
        self.l1 = nn.Linear(sum(channels[1:]), hidden)
        self.l2 = nn.Linear(hidden, 13)

    def forward(self, features):
        x = self.conv(features.transpose(2, 3))
        scales = []
        for i in range(1, 6):
            x = getattr(self, f"conv{i}")(x)
            if i > 1:
                scales.append(x.mean((2, 3)))
        return self.l2(torch.relu(self.l1(torch.cat(scales, 1))))


def fill(net):
    """As untrainedWeights() and modelWithRandomNorms(); modules are registered in forward order."""
    plain, norms = SplitMix64(SEED), SplitMix64(SEED + 1)
    tensors = {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    bound = 1.0
    for name, tensor in tensors.items():
        if "norm." in name:
            spread = name.endswith((".weight", ".running_var"))
            values = norms.floats(tensor.numel(), *((0.4, 1.6) if spread else (-0.3, 0.3)))
        else:
            if tensor.dim() > 1:
                bound = 1.0 / math.sqrt(tensor.numel() / tensor.shape[0])
            values = plain.floats(tensor.numel(), -bound, bound)
        tensor.copy_(torch.from_numpy(values.reshape(tuple(tensor.shape))))


def main():
    source = SplitMix64(FEATURE_SEED)
    features = source.floats(CLIPS * 2 * 256 * 44, -1.7, 1.7).reshape(CLIPS, 2, 256, 44)
    results = {}
    for name, description in MODELS.items():
        net = Net(*description)
        with torch.no_grad():
            fill(net)
            net = net.double().eval()
            logits = net(torch.from_numpy(features).double())
        results[f"{name}.logits"] = logits.numpy().astype(np.float32)
    header, data = {}, b""
    for name, array in results.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    header["__metadata__"] = {"origin": "make_native_forward.py", "torch": torch.__version__}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = pathlib.Path(__file__).with_name("native_forward.safetensors")
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    main()
