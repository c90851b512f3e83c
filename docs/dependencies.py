#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws which folder uses which, from the #includes, and checks that the layers hold.

    docs/dependencies.py            writes docs/dependencies.svg
    docs/dependencies.py --check    only checks; says what is wrong and ends with 1

The rules are those of docs/architecture.md: core includes neither widgets nor app, nor Qt (but
core/store); LibTorch's headers stay under core/torch; widgets do not include app; no folders
include each other in a circle, except as kUpward lists with a reason; every folder stands in
the table of docs/architecture.md below those that it uses; the picture is up to date.
Needs the standard library only.
"""
import collections
import html
import os
import re
import sys

kDrawn = ("core", "widgets", "app")
kChecked = kDrawn + ("bench", "fuzz")
kInclude = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
kTorch = ("torch/", "ATen/", "c10/", "caffe2/")

# (from, to): (the headers, why). Everything else points downwards.
kUpward = {
    ("core/audio", "core/features"): (
        {"feature_shape.h"}, "the constants of a clip: rate, samples, bands, frames"),
    ("core/dataset", "core/features"): ({"feature_shape.h"}, "the same constants"),
    ("core/dataset/synth", "core/features"): ({"feature_shape.h"}, "the same constants"),
    ("core/dataset/synth", "core/dataset"): (
        {"scene.h"}, "synth is a part of dataset in a folder of its own"),
    ("core/nn", "core/nn/native"): (
        {"float_engine.h", "int8_engine.h", "quantized_network.h", "activation_points.h",
         "activation_trace.h"},
        "makeClassifier() makes every engine, and a Model may hold Int8 weights"),
    ("widgets/base", "widgets/plot"): ({"colour_maps.h"}, "settings remember the colour map"),
    ("widgets/workspace", "widgets/clips"): (
        {"filter_stack.h"}, "the workspace owns the filter, a value without a widget"),
    ("widgets/clips", "widgets/models"): (
        {"noise_panel.h"}, "the clips page has a tab about quantization noise"),
    ("widgets/sound", "widgets/live"): (
        {"live_page.h", "live_plot.h"}, "the sound desk wires the live page"),
}


def node_of(path):
    """The node of the picture that a file belongs to: its folder, but the workspace is one itself."""
    folder = os.path.dirname(path)
    if folder == "widgets" and os.path.basename(path).startswith("workspace."):
        return "widgets/workspace"
    return folder


def sources(root, tops):
    for top in tops:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".h", ".cpp", ".cpp.in")):
                    yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def includes_of(root, path):
    """('"' or '<', name) of every include of a file."""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return kInclude.findall(file.read())


def read_edges(root):
    """{(from, to): {headers}} between the nodes of kDrawn."""
    edges = collections.defaultdict(set)
    for path in sources(root, kDrawn):
        for kind, name in includes_of(root, path):
            if kind == '"' and name.startswith(tuple(top + "/" for top in kDrawn)):
                if node_of(name) != node_of(path):
                    edges[node_of(path), node_of(name)].add(os.path.basename(name))
    return dict(edges)


def layer_problems(root):
    """Includes that a folder must not have."""
    for path in sources(root, kChecked):
        folder = os.path.dirname(path)
        for kind, name in includes_of(root, path):
            wrong = None
            if path.startswith("core/") and name.startswith(("widgets/", "app/")):
                wrong = "core knows neither widgets nor programs"
            elif path.startswith("widgets/") and name.startswith("app/"):
                wrong = "widgets do not know the programs"
            elif name.startswith(kTorch) and folder != "core/torch":
                wrong = "LibTorch's headers stay under core/torch"
            elif name.startswith("core/torch/") and folder != "core/torch" and path.startswith(
                    tuple(top + "/" for top in kDrawn)):
                wrong = "core/torch is a module that is opened while the program runs"
            elif kind == "<" and re.match(r"Q[A-Z]|Qt", name) and path.startswith(
                    "core/") and folder != "core/store":
                wrong = "core is without Qt, but for core/store"
            if wrong:
                yield f"{path}: includes {name}: {wrong}"


def split_upward(edges):
    """The edges that point downwards, and what is wrong with those that are listed as upward."""
    down = set(edges)
    wrong = []
    for edge, (headers, _) in kUpward.items():
        if edge not in edges:
            wrong.append(f"docs/dependencies.py: {edge[0]} no longer includes {edge[1]}: "
                         "take it out of kUpward")
        elif edges[edge] - headers:
            wrong.append(f"{edge[0]}: includes {', '.join(sorted(edges[edge] - headers))} of "
                         f"{edge[1]}, which lies above it")
        down.discard(edge)
    return down, wrong


def circle(edges):
    """Nodes that include each other in a circle, or an empty list."""
    below = collections.defaultdict(list)
    for source, target in sorted(edges):
        below[source].append(target)
    done, way = set(), []

    def visit(node):
        if node in way:
            return way[way.index(node):]
        if node in done:
            return []
        way.append(node)
        for target in below[node]:
            found = visit(target)
            if found:
                return found
        way.pop()
        done.add(node)
        return []

    for node in sorted(below):
        found = visit(node)
        if found:
            return found
    return []


def table_problems(root, down):
    """The table of docs/architecture.md has every folder, below those that it uses."""
    page = "docs/architecture.md"
    with open(os.path.join(root, page), encoding="utf-8") as file:
        rows = re.findall(r"^\| \[?`([\w/]+)`", file.read(), re.M)
    place = {folder: number for number, folder in enumerate(rows)}
    nodes = sorted({node for edge in down for node in edge})
    for node in nodes:
        if node not in place:
            yield f"{page}: the table of folders lacks {node}"
    for source, target in sorted(down):
        if source in place and target in place and place[source] < place[target]:
            yield f"{page}: {source} uses {target} and stands above it in the table of folders"


def reduced(edges):
    """Without the edges that follow from others (transitive reduction of a graph without circles)."""
    below = collections.defaultdict(set)
    for source, target in edges:
        below[source].add(target)
    memory = {}

    def reach(node):
        if node not in memory:
            memory[node] = set(below[node]).union(*(reach(one) for one in below[node]))
        return memory[node]

    return {(source, target) for source, target in edges
            if not any(target in reach(other) for other in below[source] if other != target)}


# --- the picture -------------------------------------------------------------------------------

kRow, kBoxHeight, kMargin, kGap = 70, 30, 24, 14


def ranks_of(edges):
    """Nodes by their longest way down, widgets above all of core."""
    below = collections.defaultdict(set)
    for source, target in edges:
        below[source].add(target)
        below.setdefault(target, set())
    memory = {}

    def rank(node, floor):
        if node not in memory:
            memory[node] = max([floor] + [1 + rank(one, floor) for one in below[node]])
        return memory[node]

    core = [rank(node, 0) for node in sorted(below) if node.startswith("core")]
    for node in sorted(below):
        rank(node, max(core, default=-1) + 1)
    return memory


def routes_of(edges, rank):
    """Each edge as a way through the rows: a node, then bends (from, to, row), then a node."""
    ways = {}
    for source, target in sorted(edges):
        bends = [(source, target, row) for row in range(rank[source] - 1, rank[target], -1)]
        ways[source, target] = [source, *bends, target]
    return ways


def ordered_rows(rank, ways):
    """Rows from the lowest up; nodes and bends ordered so that few edges cross (barycentres)."""
    rows = collections.defaultdict(list)
    for node in sorted(rank):
        rows[rank[node]].append(node)
    neighbours = collections.defaultdict(list)
    for way in ways.values():
        for upper, lower in zip(way, way[1:]):
            neighbours[upper].append(lower)
            neighbours[lower].append(upper)
        for bend in way[1:-1]:
            rows[bend[2]].append(bend)
    rows = [rows[number] for number in range(max(rows) + 1)]
    place = {}

    def number(row):
        for index, one in enumerate(row):
            place[one] = (index + 0.5) / len(row)

    for row in rows:
        number(row)
    for _ in range(40):
        for row in [*rows, *reversed(rows)]:
            mean = {one: sum(place[other] for other in neighbours[one]) / len(neighbours[one])
                    if neighbours[one] else place[one] for one in row}
            row.sort(key=lambda one: (mean[one], str(one)))
            number(row)
    return rows


def text_width(text):
    return 7.3 * len(text) + 20


def spread(wanted, widths, weights):
    """Middles as near to the wanted ones as can be (least squares) that keep order and distance."""
    offsets = [0.0]
    for left, right in zip(widths, widths[1:]):
        offsets.append(offsets[-1] + (left + right) / 2 + kGap)
    blocks = []  # [weighted mean, weight, how many]: pooled where neighbours would overlap
    for want, offset, weight in zip(wanted, offsets, weights):
        blocks.append([want - offset, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight, count = blocks.pop()
            last = blocks[-1]
            last[0] = (last[0] * last[1] + mean * weight) / (last[1] + weight)
            last[1] += weight
            last[2] += count
    starts = [block[0] for block in blocks for _ in range(block[2])]
    return [start + offset for start, offset in zip(starts, offsets)]


def placed(rows, ways):
    """{node or bend: (x of its middle, y of its middle)} and the width of all."""
    near = collections.defaultdict(list)
    for way in ways.values():
        for upper, lower in zip(way, way[1:]):
            # Bends pull harder than nodes, so that long ways become straight.
            weight = 1 + isinstance(upper, tuple) + 2 * isinstance(lower, tuple)
            near[upper].append((lower, weight))
            near[lower].append((upper, weight))
    width = {one: 8 if isinstance(one, tuple) else text_width(one) for row in rows for one in row}
    x = {}
    for row in rows:
        middles = spread([0.0] * len(row), [width[one] for one in row], [1] * len(row))
        x.update(zip(row, middles))
    for _ in range(60):
        for row in [*rows, *reversed(rows)]:
            pull = [sum(w for _, w in near[one]) or 1 for one in row]
            wanted = [sum(x[other] * w for other, w in near[one]) / total if near[one] else x[one]
                      for one, total in zip(row, pull)]
            x.update(zip(row, spread(wanted, [width[one] for one in row], pull)))
    left = min(x[one] - width[one] / 2 for one in x) - kMargin
    right = max(x[one] + width[one] / 2 for one in x) + kMargin
    where = {}
    for index, row in enumerate(rows):
        y = kMargin + (len(rows) - 1 - index) * kRow + kBoxHeight / 2
        for one in row:
            where[one] = (x[one] - left, y)
    return where, round(right - left)


def curve(points):
    """A smooth way downwards through points, as an SVG path."""
    path = f"M{points[0][0]:.0f},{points[0][1]:.0f}"
    for (x1, y1), (x2, y2) in zip(points, points[1:]):
        middle = (y1 + y2) / 2
        path += f" C{x1:.0f},{middle:.0f} {x2:.0f},{middle:.0f} {x2:.0f},{y2:.0f}"
    return path


kStyle = """
  .core rect { fill: #ffffff; stroke: #2360c5 } .widgets rect { fill: #ffffff; stroke: #9a6700 }
  .app rect { fill: #ffffff; stroke: #1a7a43 } text { fill: #1c2229; font: 12px monospace }
  path { fill: none; stroke: #8a95a3; stroke-width: 1 } .head { fill: #8a95a3; stroke: none }
  .page { fill: #f4f5f7 }
  @media (prefers-color-scheme: dark) {
    .core rect { fill: #171a1e; stroke: #78aeff } .widgets rect { fill: #171a1e; stroke: #e2b55a }
    .app rect { fill: #171a1e; stroke: #56c98f } text { fill: #e3e7ec }
    path { stroke: #6d7885 } .head { fill: #6d7885 } .page { fill: #1e2227 }
  }
"""


def picture(edges):
    """The picture as SVG text, the same for the same edges."""
    shown = reduced(edges)
    rank = ranks_of(shown)
    ways = routes_of(shown, rank)
    rows = ordered_rows(rank, ways)
    where, width = placed(rows, ways)
    height = 2 * kMargin + (len(rows) - 1) * kRow + kBoxHeight
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
           f'height="{height}" role="img">',
           "<title>Which folder uses which</title>",
           "<desc>Made by docs/dependencies.py from the includes. An arrow that follows from others "
           "is left out.</desc>",
           f"<style>{kStyle}</style>",
           '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
           'orient="auto"><path class="head" d="M0,0 L8,4 L0,8 Z"/></marker>',
           f'<rect class="page" width="{width}" height="{height}"/>']
    for (source, target), way in ways.items():
        points = [where[one] for one in way]
        points[0] = (points[0][0], points[0][1] + kBoxHeight / 2)
        points[-1] = (points[-1][0], points[-1][1] - kBoxHeight / 2 - 1)
        out.append(f'<path d="{curve(points)}" marker-end="url(#head)">'
                   f"<title>{html.escape(source)} uses {html.escape(target)}</title></path>")
    for node in sorted(rank):
        x, y = where[node]
        box = text_width(node)
        out.append(f'<g class="{node.split("/")[0]}"><rect x="{x - box / 2:.0f}" '
                   f'y="{y - kBoxHeight / 2:.0f}" width="{box:.0f}" height="{kBoxHeight}" rx="5"/>'
                   f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">{node}</text></g>')
    return "\n".join(out) + "\n</svg>\n"


def main():
    check = "--check" in sys.argv[1:]
    others = [argument for argument in sys.argv[1:] if argument != "--check"]
    root = os.path.abspath(others[0] if others else os.path.join(os.path.dirname(__file__), ".."))
    edges = read_edges(root)
    down, found = split_upward(edges)
    found += layer_problems(root)
    around = circle(down)
    if around:
        found.append("these folders include each other in a circle: " + " → ".join(around + around[:1]))
    else:
        found += table_problems(root, down)
        drawing = picture(down)
        file_name = os.path.join(root, "docs", "dependencies.svg")
        if not check:
            with open(file_name, "w", encoding="utf-8") as file:
                file.write(drawing)
        elif not os.path.exists(file_name) or open(file_name, encoding="utf-8").read() != drawing:
            found.append("docs/dependencies.svg: is not what the includes say; "
                         "run docs/dependencies.py")
    for line in found:
        print(line)
    if not edges:
        print(f"there are no sources below {root}")
        return 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
