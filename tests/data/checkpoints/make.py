#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the checkpoints of this folder with PyTorch (1.13), and what PyTorch reads from them.

    ./make.py                    the small checkpoints NAME.pt and their values NAME.safetensors
    ./make.py digests FILE.pt... digests.json: shape, type and SHA-256 of every tensor

All numbers are random. The bytes of a .pt file depend on the version of PyTorch; the values do not.
"""
import collections
import hashlib
import json
import os
import pathlib
import struct
import sys
import zipfile

import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {
    torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.int8: "I8",
    torch.uint8: "U8", torch.int16: "I16", torch.int32: "I32", torch.int64: "I64",
    torch.bool: "BOOL",
}


def raw(tensor):
    return tensor.detach().contiguous().numpy().tobytes()


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name in sorted(tensors):
        part = raw(tensors[name])
        header[name] = {"dtype": NAMES[tensors[name].dtype], "shape": list(tensors[name].shape),
                        "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant = torch.quantization.QuantStub()
        self.conv = nn.Conv2d(2, 3, 1)
        self.norm = nn.BatchNorm2d(3)
        self.add = nn.quantized.FloatFunctional()
        self.linear = nn.Linear(3, 2)
        self.dequant = torch.quantization.DeQuantStub()

    def forward(self, x):
        x = self.norm(self.conv(self.quant(x)))
        return self.dequant(self.linear(self.add.add(x, x).mean((2, 3))))


def trained_net():
    net = Net().train()
    net(torch.randn(4, 2, 3, 3))
    return net


def qat_net():
    net = Net().train()
    net.qconfig = torch.quantization.get_default_qat_qconfig("qnnpack")
    torch.quantization.prepare_qat(net, inplace=True)
    net(torch.randn(4, 2, 3, 3))
    return net


class Harmful:
    def __reduce__(self):
        return os.system, ("true",)


def small_checkpoints():
    torch.manual_seed(2023)
    plain = trained_net().state_dict()
    base = torch.randn(4, 6)
    dtypes = {
        "double": torch.randn(5, dtype=torch.float64), "half": torch.randn(7).half(),
        "half_edges": torch.tensor([0.0, -0.0, 6e-8, -6.1e-5, 6.2e-5, 65504.0, 1.0]).half(),
        "int": torch.tensor([-1, 2**31 - 1], dtype=torch.int32),
        "long": torch.tensor([-1, 2**40]), "short": torch.tensor([-300], dtype=torch.int16),
        "char": torch.tensor([-128, 127], dtype=torch.int8),
        "byte": torch.tensor([255], dtype=torch.uint8), "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(1.5), "empty": torch.zeros(0, 3),
    }
    views = {
        "transposed": base.t(), "column": base[:, 2], "strided": base[1:, ::2], "base": base,
        "row": base[3], "expanded": torch.randn(1, 3).expand(4, 3),
        "permuted": torch.randn(2, 3, 4).permute(2, 0, 1),
    }
    net = trained_net()
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.randn(4, 2, 3, 3)).sum().backward()
    optimizer.step()
    wrapped = {"epoch": 3, "best": 0.5, "note": "tiny", "flags": [True, None, (1, 2**80)],
               "optimizer": optimizer.state_dict(), "state_dict": net.state_dict()}

    good = {  # name: what is saved, what should be read
        "plain": (plain, plain),
        "module": (collections.OrderedDict(("module." + k, v) for k, v in plain.items()), None),
        "qat": (qat_net().state_dict(), None),
        "wrapped": (wrapped, wrapped["state_dict"]),
        "dtypes": (dtypes, dtypes),
        "views": (views, views),
        "parameter": ({"weight": nn.Parameter(torch.randn(2, 3)), "tied": plain["conv.weight"],
                       "tied2": plain["conv.weight"]}, None),
    }
    for name, (saved, expected) in good.items():
        torch.save(saved, HERE / f"{name}.pt")
        write_safetensors(HERE / f"{name}.safetensors", expected or saved)
    torch.save(plain, HERE / "protocol4.pt", pickle_protocol=4)  # values: plain.safetensors

    bad = {
        "bad_system": {"weight": plain["conv.weight"], "x": Harmful()},
        "bad_module": nn.Linear(2, 2),
        "bad_bfloat16": {"weight": torch.randn(2).bfloat16()},
        "bad_number": collections.OrderedDict(weight=plain["conv.weight"], epoch=3),
        "bad_nested": {"net": plain},
        "bad_list": [plain["conv.weight"]],
        "bad_empty": {},
    }
    for name, value in bad.items():
        torch.save(value, HERE / f"{name}.pt")
    torch.save(plain, HERE / "bad_legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(nn.Linear(2, 2)).save(str(HERE / "bad_torchscript.pt"))

    records = {}
    with zipfile.ZipFile(HERE / "plain.pt") as archive:
        for name in archive.namelist():
            records[name] = archive.read(name)

    def rewrite(name, change, method=zipfile.ZIP_STORED):
        changed = change(dict(records))
        with zipfile.ZipFile(HERE / f"{name}.pt", "w", method) as archive:
            for key, value in changed.items():
                archive.writestr(zipfile.ZipInfo(key), value, method)

    rewrite("byteorder", lambda r: {**r, "plain/byteorder": b"little"})
    rewrite("bad_big_endian", lambda r: {**r, "plain/byteorder": b"big"})
    rewrite("bad_deflated", lambda r: r, zipfile.ZIP_DEFLATED)
    rewrite("bad_short_storage", lambda r: {**r, "plain/data/0": r["plain/data/0"][:-1]})
    rewrite("bad_no_storage", lambda r: {k: v for k, v in r.items() if k != "plain/data/0"})
    rewrite("bad_no_pickle", lambda r: {k: v for k, v in r.items() if "data.pkl" not in k})
    rewrite("bad_empty_zip", lambda r: {})


def digests(paths):
    out = {}
    for path in map(pathlib.Path, paths):
        out[path.name] = {
            name: [NAMES[t.dtype], list(t.shape), hashlib.sha256(raw(t)).hexdigest()[:16]]
            for name, t in torch.load(path, map_location="cpu").items()}
    lines = json.dumps(out, separators=(",", ":")).replace('"],', '"],\n').replace(":{", ":{\n")
    (HERE / "digests.json").write_text(lines + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["digests"]:
        digests(sys.argv[2:])
    else:
        small_checkpoints()
