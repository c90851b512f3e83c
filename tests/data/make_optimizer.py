#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes optimizer.json: what PyTorch's optimizers do to six parameters in twelve steps, the reference
for tests/core/train/tst_optimizer.cpp.

Needs Debian's python3-torch (1.13). Gradients and learning rates change from step to step; one gradient
is zero throughout and one is tiny. All numbers are single precision, written so that they come back bit
for bit.
"""
import json
import pathlib

import numpy as np
import torch

STEPS = 12
RUNS = {
    "sgd": (torch.optim.SGD, {}),
    "sgd_momentum_decay": (torch.optim.SGD, {"momentum": 0.9, "weight_decay": 0.01}),
    "radam": (torch.optim.RAdam, {}),
    "radam_decay": (torch.optim.RAdam, {"weight_decay": 0.05}),
    "radam_betas": (torch.optim.RAdam, {"betas": (0.8, 0.98), "eps": 1e-4}),
}


def main():
    random = np.random.default_rng(2023)
    start = np.array([1.0, -2.0, 0.5, 0.0, 3.0, -0.25], np.float32)
    gradients = random.normal(0, 1, (STEPS, 6)).astype(np.float32)
    gradients[:, 3] = 0
    gradients[:, 4] *= 1e-5
    rates = [0.1 / (1 + step) for step in range(STEPS)]
    runs = {}
    for name, (kind, options) in RUNS.items():
        parameter = torch.nn.Parameter(torch.from_numpy(start.copy()))
        optimizer = kind([parameter], lr=1.0, **options)
        values = []
        for gradient, rate in zip(gradients, rates):
            optimizer.param_groups[0]["lr"] = rate
            parameter.grad = torch.from_numpy(gradient.copy())
            optimizer.step()
            values.append(parameter.detach().tolist())
        runs[name] = {"options": options, "parameters": values}
    result = {
        "origin": "make_optimizer.py",
        "torch": torch.__version__,
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "rates": rates,
        "runs": runs,
    }
    path = pathlib.Path(__file__).with_name("optimizer.json")
    path.write_text(json.dumps(result).replace("]], ", "]],\n").replace("], [", "],\n[") + "\n")


if __name__ == "__main__":
    main()
