#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times a training step of the report's system in PyTorch, or writes the gradients of one.

A step is what the published training script does with a batch of 32: forward, soft-target
cross-entropy of both heads (summed over the batch), a backward pass for each, PCGrad, RAdam. The
network is written after the report's blocks with PyTorch's layers, unfused as the authors have it;
with --qat it is prepared by torch.ao.quantization (qnnpack) as theirs is.

    /usr/bin/python3 bench/train_step_pytorch.py --model model1 [--qat]     prints JSON
    /usr/bin/python3 bench/train_step_pytorch.py --gradients DIR --golden ../shared/golden

--gradients writes model1.json .. model4.json: both losses, both gradients (norm, sum and first four
values a parameter), what PCGrad makes of them, and the BatchNorm statistics after one forward pass
in training mode without dropout, in double precision. Needs Debian's python3-torch (1.13).
"""
import argparse
import json
import pathlib
import statistics
import struct
import time

import numpy as np
import torch
from torch import nn
from torch.ao import quantization

# Kinds of the five blocks (S: DSSDB_SEG, F: DSSDB), their channels, width of the first linear layer.
MODELS = {
    "model1": ("SSSSS", (24, 32, 64, 64, 64), 100),
    "model2": ("FFFFF", (24, 32, 64, 64, 64), 100),
    "model3": ("SFFFF", (24, 32, 64, 64, 64), 100),
    "model4": ("SSSSS", (24, 128, 128, 128, 128), 64),
}
GROUPS = torch.tensor([0, 2, 2, 0, 1, 1, 0, 1, 1, 2])  # of the ten scenes: Indoor, Outdoor, Transport


class Dssc(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.ch_conv1 = nn.Conv2d(cin, cout, 1, groups=cout, bias=False)
        self.sp_conv1 = nn.Conv2d(cout, cout, (3, 1), padding=(2, 0), dilation=(2, 1), groups=cout, bias=False)
        self.sp_conv2 = nn.Conv2d(cout, cout, (1, 3), padding=(0, 2), dilation=(1, 2), groups=cout, bias=False)
        self.norm = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU()
        self.sum = nn.quantized.FloatFunctional()

    def forward(self, x):
        x = self.ch_conv1(x)
        return self.relu(self.norm(self.sum.add(self.sp_conv1(x), self.sp_conv2(x))))


class Eca(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.conv = nn.Conv1d(1, 1, 3, padding=1, bias=False)
        self.sigmoid = nn.Sigmoid()
        self.product = nn.quantized.FloatFunctional()

    def forward(self, x):
        means = self.pool(x).squeeze(-1).transpose(-1, -2)
        weights = self.sigmoid(self.conv(means)).transpose(-1, -2).unsqueeze(-1)
        return self.product.mul(x, weights.expand_as(x))


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
        self.relu = nn.ReLU()
        self.pool = nn.AvgPool2d((2, 1) if self.segmented else (2, 2))
        self.join1 = nn.quantized.FloatFunctional()
        self.join2 = nn.quantized.FloatFunctional()

    def forward(self, x):
        if self.segmented:
            low, high = x.chunk(2, 3)
            x3 = self.dilaconv3(self.dilaconv2(self.dilaconv1(low)))
            fused = self.join2.add(self.join1.add(self.conv1(low), self.conv2(high)), x3)
        else:
            x1 = self.dilaconv1(x)
            x3 = self.dilaconv3(self.dilaconv2(x1))
            fused = self.join1.cat([self.conv1(x), self.conv2(x1), x3], 1)
        return self.pool(self.relu(self.norm(self.conv3(self.att(fused)))))


class Net(nn.Module):
    def __init__(self, kinds, channels, hidden, dropout=0.3):
        super().__init__()
        self.quant = quantization.QuantStub()
        self.dequant = quantization.DeQuantStub()
        self.conv = nn.Conv2d(2, 16, 1)
        cin = 16
        for i, (kind, cout) in enumerate(zip(kinds, channels)):
            self.add_module(f"conv{i + 1}", Block(kind, cin, cout))
            cin = cout
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.scales = nn.quantized.FloatFunctional()
        self.l1 = nn.Linear(sum(channels[1:]), hidden)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(dropout)
        self.l2 = nn.Linear(hidden, 13)

    def forward(self, features):
        x = self.conv(self.quant(features).transpose(2, 3))
        scales = []
        for i in range(1, 6):
            x = getattr(self, f"conv{i}")(x)
            if i > 1:
                scales.append(self.pool(x).flatten(1))
        x = self.dropout(self.relu(self.l1(self.scales.cat(scales, 1))))
        return self.dequant(self.l2(x))


def losses(logits, targets):
    return (
        nn.functional.cross_entropy(logits[:, :10], targets[:, :10], reduction="sum"),
        nn.functional.cross_entropy(logits[:, 10:], targets[:, 10:], reduction="sum"),
    )


def task_gradients(net, logits, targets):
    """A dictionary of gradients for each loss, by parameter name; the losses."""
    both, values = [], losses(logits, targets)
    for loss in values:
        net.zero_grad(set_to_none=True)
        loss.backward(retain_graph=True)
        both.append({n: p.grad.clone() for n, p in net.named_parameters() if p.grad is not None})
    return both, values


def flat(gradients):
    return torch.cat([g.flatten() for g in gradients.values()])


def pcgrad(g1, g2):
    dot = torch.dot(g1, g2)
    if dot >= 0:
        return g1, g2
    return g1 - dot / g2.norm() ** 2 * g2, g2 - dot / g1.norm() ** 2 * g1


def step(net, optimizer, features, targets):
    (first, second), _ = task_gradients(net, net(features), targets)
    p1, p2 = pcgrad(flat(first), flat(second))
    merged, at = (p1 + p2) / 2, 0
    for name, parameter in net.named_parameters():
        if name in first:
            parameter.grad = merged[at : at + parameter.numel()].view_as(parameter).clone()
            at += parameter.numel()
    optimizer.step()


def soft_targets(clips, dtype):
    """0.7 of one scene and 0.3 of another, and the same of their groups."""
    targets = torch.zeros(clips, 13, dtype=dtype)
    for i in range(clips):
        for scene, share in (((3 * i + 1) % 10, 0.7), ((7 * i + 4) % 10, 0.3)):
            targets[i, scene] += share
            targets[i, 10 + GROUPS[scene]] += share
    return targets


def time_steps(arguments):
    torch.manual_seed(1)
    torch.set_num_threads(arguments.threads)
    net = Net(*MODELS[arguments.model]).train()
    if arguments.qat:
        torch.backends.quantized.engine = "qnnpack"
        net.qconfig = quantization.get_default_qat_qconfig("qnnpack")
        quantization.prepare_qat(net, inplace=True)
    optimizer = torch.optim.RAdam(net.parameters(), lr=1e-3)
    features = torch.randn(arguments.batch, 2, 256, 44)
    targets = soft_targets(arguments.batch, torch.float32)
    seconds = []
    for i in range(arguments.steps + arguments.warm_up):
        began = time.perf_counter()
        step(net, optimizer, features, targets)
        if i >= arguments.warm_up:
            seconds.append(time.perf_counter() - began)
    print(
        json.dumps(
            {
                "name": f"train_step/{arguments.model}/{'qat' if arguments.qat else 'float'}",
                "torch": torch.__version__,
                "threads": arguments.threads,
                "batch": arguments.batch,
                "steps": arguments.steps,
                "seconds_median": statistics.median(seconds),
                "seconds_best": min(seconds),
                "steps_per_second": 1 / statistics.median(seconds),
            },
            indent=2,
        )
    )


def read_safetensors(path, name):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        entry = json.loads(file.read(size))[name]
        begin, end = entry["data_offsets"]
        file.seek(8 + size + begin)
        return np.frombuffer(file.read(end - begin), np.float32).reshape(entry["shape"]).copy()


def rounded(value):
    """Ten significant digits: far beyond single precision, and shorter in the file."""
    return [rounded(v) for v in value] if isinstance(value, list) else float(f"{value:.10g}")


def digest(tensor):
    return {
        "norm": rounded(tensor.norm().item()),
        "sum": rounded(tensor.sum().item()),
        "first": rounded(tensor.flatten()[:4].tolist()),
    }


def gradient_golden(name, golden):
    net = Net(*MODELS[name], dropout=0.0)
    state = torch.load(golden / f"{name}_state_dict.pt", map_location="cpu")
    state = {k: v for k, v in state.items() if not k.startswith("conv6.")}
    missing = net.load_state_dict(state, strict=False)
    assert not missing.missing_keys and not missing.unexpected_keys, missing
    net = net.double().train()
    features = torch.from_numpy(read_safetensors(golden / "forward.safetensors", "input")).double()
    targets = soft_targets(len(features), torch.float64)
    logits = net(features)
    (first, second), values = task_gradients(net, logits, targets)
    g1, g2 = flat(first), flat(second)
    merged, at, pieces = sum(pcgrad(g1, g2)) / 2, 0, {}
    for key, gradient in first.items():
        pieces[key] = merged[at : at + gradient.numel()]
        at += gradient.numel()
    buffers = {k: v for k, v in net.named_buffers() if k.endswith(("running_mean", "running_var"))}
    return {
        "origin": "bench/train_step_pytorch.py --gradients",
        "torch": torch.__version__,
        "checkpoint": f"{name}_state_dict.pt without conv6",
        "input": "forward.safetensors: input",
        "targets": targets.tolist(),
        "logits": rounded(logits.tolist()),
        "loss_scenes_sum": rounded(values[0].item()),
        "loss_groups_sum": rounded(values[1].item()),
        "dot": rounded(torch.dot(g1, g2).item()),
        "cosine": rounded((torch.dot(g1, g2) / g1.norm() / g2.norm()).item()),
        "gradients": {
            key: {"scenes": digest(first[key]), "groups": digest(second[key]), "pcgrad_mean": digest(pieces[key])}
            for key in first
        },
        "running_statistics": {key: digest(value) for key, value in buffers.items()},
    }


def compact(value, depth=0):
    """JSON with a line for each tensor."""
    if isinstance(value, dict) and depth < 2:
        inner = ",\n".join(f"{json.dumps(k)}: {compact(v, depth + 1)}" for k, v in value.items())
        return "{\n" + inner + "\n}"
    return json.dumps(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", choices=MODELS, default="model1")
    parser.add_argument("--qat", action="store_true", help="prepared for quantization-aware training")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--gradients", type=pathlib.Path, metavar="DIR", help="write goldens instead of timing")
    parser.add_argument("--golden", type=pathlib.Path, default=pathlib.Path("../shared/golden"))
    arguments = parser.parse_args()
    if not arguments.gradients:
        time_steps(arguments)
        return
    arguments.gradients.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        text = compact(gradient_golden(name, arguments.golden)) + "\n"
        (arguments.gradients / f"{name}.json").write_text(text)


if __name__ == "__main__":
    main()
