#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether docs/check_links.py and docs/dependencies.py find what they are there to find."""
import os
import sys
import tempfile
import unittest

kRoot = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(kRoot, "docs"))
sys.dont_write_bytecode = True

import check_links  # noqa: E402
import dependencies  # noqa: E402


class Tree(unittest.TestCase):
    """A small tree of files in a temporary folder."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, path, text):
        whole = os.path.join(self.folder.name, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)


class Links(Tree):
    def found(self, page):
        self.write("README.md", page)
        return check_links.problems(self.folder.name)[0]

    def test_a_page_whose_links_lead_somewhere_is_right(self):
        self.write("docs/a.md", "# One heading, two\n\n## Same\n\n## Same\n")
        self.write("docs/README.md", "")
        self.write("docs/shot.png", "")
        self.assertEqual(self.found("# Top\n[a](docs/a.md#one-heading-two) [b](docs/a.md#same-1) "
                                    "![c](docs/shot.png) [d](#top) [`e`](docs) <x> [f](https://a.b/c)\n"), [])

    def test_a_link_to_nothing_is_named_with_its_line(self):
        self.assertEqual(self.found("text\n[a](docs/b.md)\n"), [
            "README.md:2: the link docs/b.md leads nowhere: there is no docs/b.md"])

    def test_a_missing_image_and_a_missing_heading_are_found(self):
        found = self.found("# Top\n![a](b.png)\n[c](#bottom)\n[d]: e.md\n")
        self.assertEqual([line.split(":")[1] for line in found], ["2", "3", "4"])

    def test_links_in_code_are_examples(self):
        self.assertEqual(self.found("`[a](b.md)`\n```sh\n[c](d.md)\n```\n"), [])
        self.assertEqual(len(self.found("1. ```sh\n   [c](d.md)\n   ```\n2. [e](f.md)\n")), 1)

    def test_paths_in_backticks_must_exist(self):
        self.write("docs/README.md", "")
        self.write("docs/a.py", "")
        self.assertEqual(self.found("`docs/a.py` `docs/a` `docs/*.py` `docs/{a,a}.py` `s/m` `a.py`"), [])
        self.assertEqual(len(self.found("`docs/b.py`\n`docs/*.h`\n`docs/{a,b}.py`\n`b.h`\n`tst_b`\n")), 5)

    def test_a_folder_with_sources_needs_a_readme(self):
        self.write("core/base/error.h", "")
        self.write("core/README.md", "")
        self.assertEqual(self.found(""), ["core/base: has no README.md that says what it is for"])


class Layers(Tree):
    def found(self):
        return list(dependencies.layer_problems(self.folder.name))

    def test_what_the_rules_allow_is_allowed(self):
        self.write("core/store/a.cpp", "#include <QString>\n")
        self.write("core/torch/a.cpp", '#include "core/torch/a.h"\n#include <torch/torch.h>\n')
        self.write("widgets/a.cpp", '#include "core/base/error.h"\n#include <QWidget>\n')
        self.write("app/a.cpp", '#include "widgets/a.h"\n')
        self.assertEqual(self.found(), [])

    def test_each_rule_is_kept(self):
        self.write("core/base/a.h", '#include "widgets/a.h"\n')
        self.write("core/base/b.h", "#include <QString>\n")
        self.write("core/nn/a.cpp", "#include <ATen/ATen.h>\n")
        self.write("app/a.cpp", '#include "core/torch/a.h"\n')
        self.write("widgets/a.cpp", '#include "app/gui/a.h"\n')
        self.assertEqual(len(self.found()), 5)

    def test_a_circle_is_found(self):
        self.assertEqual(dependencies.circle({("a", "b"), ("b", "c")}), [])
        self.assertEqual(dependencies.circle({("a", "b"), ("b", "c"), ("c", "b")}), ["b", "c"])

    def test_an_upward_include_that_is_not_listed_is_found(self):
        edges = {edge: set(headers) for edge, (headers, _) in dependencies.kUpward.items()}
        self.assertEqual(dependencies.split_upward(edges), (set(), []))
        edges["core/audio", "core/features"] = {"feature_extractor.h"}
        self.assertEqual(len(dependencies.split_upward(edges)[1]), 1)
        del edges["core/audio", "core/features"]
        self.assertEqual(len(dependencies.split_upward(edges)[1]), 1)

    def test_the_table_of_folders_is_compared(self):
        down = {("core/b", "core/a")}
        self.write("docs/architecture.md", "| `core/a` | x |\n| [`core/b`](x) | y |\n")
        self.assertEqual(list(dependencies.table_problems(self.folder.name, down)), [])
        self.write("docs/architecture.md", "| `core/b` | x |\n| `core/a` | y |\n")
        self.assertEqual(len(list(dependencies.table_problems(self.folder.name, down))), 1)
        self.write("docs/architecture.md", "| `core/a` | x |\n")
        self.assertEqual(len(list(dependencies.table_problems(self.folder.name, down))), 1)

    def test_arrows_that_follow_from_others_are_left_out(self):
        self.assertEqual(dependencies.reduced({("a", "b"), ("b", "c"), ("a", "c")}),
                         {("a", "b"), ("b", "c")})

    def test_the_picture_is_the_same_for_the_same_includes(self):
        edges = {("widgets", "core/b"), ("core/b", "core/a"), ("app/gui", "widgets")}
        self.assertEqual(dependencies.picture(edges), dependencies.picture(set(sorted(edges))))
        self.assertIn(">core/b uses core/a<", dependencies.picture(edges))


if __name__ == "__main__":
    unittest.main()
