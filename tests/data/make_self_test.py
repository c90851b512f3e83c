#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes core/eval/self_test_reference.h: what the features of the self test's clip must look like.

Needs what make_features.py needs, whose clip and double-precision formula these are; numpy only, no code of
SceneLens. For each channel and each of 16 neighbouring mel bands: mean and mean square over all 44 frames.
"""
import sys

from make_features import double_precision, published, signal


def figures(features):
    blocks = features.reshape(2, 16, 16 * 44)
    return blocks.mean(axis=2), (blocks**2).mean(axis=2)


def rows(name, values):
    lines = [f"inline constexpr double {name}[2][16] = {{"]
    for channel in values:
        texts = [f"{value:.9f}" for value in channel]
        lines.append("    {" + ",\n     ".join(", ".join(texts[i : i + 6]) for i in range(0, 16, 6)) + "},")
    return "\n".join(lines) + "\n};\n"


if __name__ == "__main__":
    samples = signal()
    mean, square = figures(double_precision(samples)[1])
    torch_mean, torch_square = figures(published(samples)[1].astype("float64"))
    with open(sys.argv[1] if len(sys.argv) > 1 else "../../core/eval/self_test_reference.h", "w") as f:
        f.write("// SPDX-License-Identifier: GPL-3.0-or-later\n")
        f.write("// Made by tests/data/make_self_test.py with numpy in double precision.\n#pragma once\n\n")
        f.write("namespace scenelens::self_test_reference {\n\n// clang-format off\n")
        f.write("/// Means of the features over blocks of 16 mel bands: [channel][block].\n" + rows("kMean", mean))
        f.write("/// Means of their squares.\n" + rows("kMeanSquare", square))
        f.write("// clang-format on\n\n}  // namespace scenelens::self_test_reference\n")
    print("torchaudio against double:", abs(mean - torch_mean).max(), abs(square - torch_square).max())
