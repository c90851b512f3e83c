#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the Markdown files of the tree point to, and that every folder has a README.md.

    docs/check_links.py [ROOT]

Checked in every *.md file: relative links and images exist, anchors are headings of the page they
lead to, paths of the tree and names of sources in `backticks` exist (`*`, `{a,b}` and a name
without its extension are understood). Addresses of other sites are not opened. Every folder with
sources, and every one in kMoreFolders, has a README.md. Prints "FILE:LINE: what is wrong" and ends
with 1 when something is. Needs the standard library only.
"""
import fnmatch
import os
import re
import sys

kIgnored = {"build", "scenelens-result", "__pycache__"}
kSourceRoots = ("core", "widgets", "app", "bench", "fuzz")
kMoreFolders = ("cmake", "docs", "docs/guide", "models", "packaging", "resources", "tests")
kSource = (".h", ".cpp")

kLink = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
kReference = re.compile(r"^\s{0,3}\[[^\]^]+\]:\s+(\S+)")
kCode = re.compile(r"(`+)(.+?)\1")
kHeading = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$")


def slug(heading):
    """The anchor that GitHub, and docs/make_site.py, give a heading."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"[`*]", "", text).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def files_below(root):
    """Paths of all files, relative to `root`, with '/'; no build results, no hidden folders but .ci."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in kIgnored and (f[0] != "." or f == ".ci"))
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        found += [prefix + name for name in sorted(names)]
    return found


def prose_lines(text):
    """(number, line) of the lines that are not in a fenced block of code."""
    fence = None
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            if re.match(r"\s*" + fence, line):
                fence = None
            continue
        mark = re.match(r"\s*(?:(?:[-*+]|\d+[.)])\s+)?(```+|~~~+)", line)
        if mark:
            fence = mark.group(1)
        else:
            yield number, line


def anchors_of(text):
    """The anchors of a page; equal headings get -1, -2 … as on GitHub."""
    found = set()
    for _, line in prose_lines(text):
        heading = kHeading.match(line)
        if heading:
            base = name = slug(heading.group(1))
            count = 0
            while name in found:
                count += 1
                name = f"{base}-{count}"
            found.add(name)
    return found


def expand(pattern):
    """`a.{h,cpp}` to `a.h` and `a.cpp`."""
    braces = re.search(r"\{([^{}]*)\}", pattern)
    if not braces:
        return [pattern]
    return [one for part in braces.group(1).split(",")
            for one in expand(pattern[:braces.start()] + part.strip() + pattern[braces.end():])]


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = files_below(root)
        self.paths = set(self.files)
        for path in self.files:
            while "/" in path:
                path = path.rsplit("/", 1)[0]
                self.paths.add(path)
        self.stems = {os.path.splitext(path)[0] for path in self.files}
        self.names = {path.rsplit("/", 1)[-1] for path in self.files}
        self.top = {path.split("/")[0] for path in self.files if "/" in path}
        self.texts = {}
        self.page_anchors = {}

    def text(self, path):
        if path not in self.texts:
            with open(os.path.join(self.root, path), encoding="utf-8") as file:
                self.texts[path] = file.read()
        return self.texts[path]

    def anchors(self, path):
        if path not in self.page_anchors:
            self.page_anchors[path] = anchors_of(self.text(path))
        return self.page_anchors[path]

    def has(self, path):
        return path in self.paths or path in self.stems or (
            "*" in path and any(fnmatch.fnmatchcase(one, path) for one in self.paths))


def link_problem(tree, page, target):
    """What is wrong with a link of `page`, or None."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None
    path, _, anchor = target.partition("#")
    where = page
    if path:
        where = os.path.normpath(os.path.join(os.path.dirname(page), path)).replace(os.sep, "/")
        if where not in tree.paths:
            return f"the link {target} leads nowhere: there is no {where}"
    if anchor and where.endswith(".md") and anchor not in tree.anchors(where):
        return f"the link {target} leads to a heading that {where} does not have"
    return None


def code_problem(tree, page, code):
    """What is wrong with a word in backticks, or None when it is right or no path."""
    word = code.rstrip("/")
    if re.fullmatch(r"tst_\w+", word):
        return None if word + ".cpp" in tree.names else f"there is no test {word}"
    if re.fullmatch(r"\w+\.(h|cpp|py)", word):
        return None if word in tree.names else f"there is no file {word} in the tree"
    if not re.fullmatch(r"[\w.*{},/-]+", word) or "/" not in word:
        return None
    if word.split("/")[0] not in tree.top:
        return None  # not a path of this tree
    near = os.path.dirname(page)
    for one in expand(word):
        if not tree.has(one) and not (near and tree.has(f"{near}/{one}")):
            return f"there is no {one} in the tree"
    return None


def page_problems(tree, page):
    for number, line in prose_lines(tree.text(page)):
        without_code = kCode.sub("", line)  # an example in backticks is no link
        targets = kLink.findall(without_code) + kReference.findall(without_code)
        for target in targets:
            problem = link_problem(tree, page, target)
            if problem:
                yield f"{page}:{number}: {problem}"
        for _, code in kCode.findall(line):
            problem = code_problem(tree, page, code.strip())
            if problem:
                yield f"{page}:{number}: {problem}"


def folders_to_describe(tree):
    """Folders that need a README.md: those with sources, the ones above them, and kMoreFolders."""
    wanted = {folder for folder in kMoreFolders if folder in tree.paths}
    for path in tree.files:
        if path.split("/")[0] in kSourceRoots and path.endswith(kSource):
            folder = os.path.dirname(path)
            while folder:
                wanted.add(folder)
                folder = os.path.dirname(folder)
    return sorted(wanted)


def problems(root):
    """Everything that is wrong, as lines."""
    tree = Tree(root)
    pages = [path for path in tree.files if path.endswith(".md")]
    found = [line for page in pages for line in page_problems(tree, page)]
    for folder in folders_to_describe(tree):
        if f"{folder}/README.md" not in tree.paths:
            found.append(f"{folder}: has no README.md that says what it is for")
    return found, len(pages)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")
    found, pages = problems(os.path.abspath(root))
    for line in found:
        print(line)
    if pages == 0:
        print(f"there are no Markdown files below {root}")
        return 1
    if not found:
        print(f"{pages} pages, every link and path leads somewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
