#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the documents as plain HTML pages: no JavaScript, nothing fetched from elsewhere.

    docs/make_site.py FOLDER

Every *.md file of the tree becomes a page (README.md an index.html) in docs/site.html with
docs/site.css; pictures and other files that pages link to are copied. Ends with 1 and says why
when a link of a page would lead nowhere. Needs cmark-gfm, which turns Markdown into HTML as
GitHub does, and check_links.py for anchors.
"""
import html
import os
import re
import shutil
import subprocess
import sys

import check_links

# The side navigation; every other page is reached from these.
kNavigation = (
    ("SceneLens", ("README.md", "CHANGELOG.md")),
    ("Guide", ("docs/guide/README.md", "docs/guide/misclassifications.md", "docs/guide/live.md",
               "docs/guide/compare-models.md", "docs/guide/train-on-tau.md",
               "docs/guide/own-predictions.md", "docs/guide/reproduce.md")),
    ("Reference", ("docs/guide/window.md", "docs/user-guide.md", "docs/formats.md",
                   "docs/formulas.md", "docs/training.md", "docs/native-engine.md",
                   "models/README.md", "packaging/README.md")),
    ("For developers", ("CONTRIBUTING.md", "HACKING.md", "docs/architecture.md",
                        "docs/conventions.md")),
)
kSkipped = 77  # what ctest takes for a test that could not be run


def page_of(path):
    """docs/a.md → docs/a.html, docs/README.md → docs/index.html."""
    folder, name = os.path.split(path)
    name = "index.html" if name == "README.md" else name[:-3] + ".html"
    return f"{folder}/{name}" if folder else name


def relative(target, page):
    """The way from one page of the site to another."""
    return os.path.relpath(target, os.path.dirname(page) or ".").replace(os.sep, "/")


def headings_of(text):
    """(level, anchor, title) of each heading, the anchors as check_links has them."""
    found, taken = [], set()
    for _, line in check_links.prose_lines(text):
        heading = check_links.kHeading.match(line)
        if heading:
            base = anchor = check_links.slug(heading.group(1))
            count = 0
            while anchor in taken:
                count += 1
                anchor = f"{base}-{count}"
            taken.add(anchor)
            title = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))
            found.append((len(line) - len(line.lstrip("#")), anchor, title.replace("`", "")))
    return found


class Site:
    def __init__(self, root, folder):
        self.tree = check_links.Tree(root)
        self.root, self.folder = root, folder
        self.pages = [path for path in self.tree.files if path.endswith(".md")]
        self.titles = {path: self.title_of(path) for path in self.pages}
        self.copied = set()
        self.problems = []
        with open(os.path.join(root, "docs", "site.html"), encoding="utf-8") as file:
            self.template = file.read()

    def title_of(self, path):
        headings = headings_of(self.tree.text(path))
        return headings[0][2] if headings else path

    def link(self, page, target):
        """Where a link of the Markdown page leads on the site; None: nowhere, show the words alone."""
        if re.match(r"[a-z][a-z0-9+.-]*:", target) or target.startswith("#"):
            return target
        path, mark, anchor = target.partition("#")
        where = os.path.normpath(os.path.join(os.path.dirname(page), path)).replace(os.sep, "/")
        if where not in self.tree.paths:
            self.problems.append(f"{page}: the link {target} leads nowhere")
            return None
        if where + "/README.md" in self.tree.paths:
            where += "/README.md"
        if where.endswith(".md"):
            return relative(page_of(where), page_of(page)) + mark + anchor
        if os.path.isdir(os.path.join(self.root, where)):
            return None
        self.copied.add(where)
        return relative(where, page_of(page))

    def body(self, page):
        """The page's HTML with links of the site and anchors."""
        made = subprocess.run(["cmark-gfm", "-e", "table", "-e", "autolink"], check=True,
                              input=self.tree.text(page).encode(), capture_output=True)
        text = made.stdout.decode()
        anchors = iter(headings_of(self.tree.text(page)))

        def heading(match):
            _, anchor, _ = next(anchors)
            words = re.sub(r"</?a\b[^>]*>", "", match[2])  # links cannot lie in links
            return f'<h{match[1]} id="{anchor}"><a class="anchor" href="#{anchor}">{words}</a></h{match[1]}>'

        def anchor(match):
            target = self.link(page, html.unescape(match[1]))
            return match[2] if target is None else f'<a href="{html.escape(target)}">{match[2]}</a>'

        def image(match):
            target = self.link(page, html.unescape(match[1])) or ""
            whole = f'<img src="{html.escape(target)}" alt="{match[2]}" loading="lazy">'
            dark = os.path.normpath(os.path.join(os.path.dirname(page), match[1].replace("-light.", "-dark.")))
            if "-light." in match[1] and dark in self.tree.paths:
                self.copied.add(dark)
                whole = (f'<picture><source media="(prefers-color-scheme: dark)" '
                         f'srcset="{relative(dark, page_of(page))}">{whole}</picture>')
            return f'<a href="{html.escape(target)}">{whole}</a>'

        # Links first: headings and pictures become links of their own.
        text = re.sub(r'<a href="([^"]*)">(.*?)</a>', anchor, text, flags=re.S)
        text = re.sub(r'<img src="([^"]*)" alt="([^"]*)"[^>]*/>', image, text)
        text = re.sub(r"<h([1-6])>(.*?)</h\1>", heading, text, flags=re.S)
        return re.sub(r"<table>(.*?)</table>", r'<div class="wide"><table>\1</table></div>', text,
                      flags=re.S)

    def navigation(self, page):
        parts = []
        for title, paths in kNavigation:
            parts.append(f"<h2>{title}</h2>\n<ul>")
            for path in paths:
                if path not in self.titles:
                    self.problems.append(f"docs/make_site.py: the navigation names {path}, which is not there")
                    continue
                here = ' aria-current="page"' if path == page else ""
                parts.append(f'<li><a href="{relative(page_of(path), page_of(page))}"{here}>'
                             f"{html.escape(self.titles[path])}</a>{self.sections(page) if here else ''}</li>")
            parts.append("</ul>")
        return "\n".join(parts)

    def sections(self, page):
        items = [f'<li><a href="#{anchor}">{html.escape(title)}</a></li>'
                 for level, anchor, title in headings_of(self.tree.text(page)) if level == 2]
        return "<ul>" + "".join(items) + "</ul>" if items else ""

    def write(self):
        self.copy("docs/site.css")  # first: it marks the folder as one that may be written anew
        for page in self.pages:
            target = os.path.join(self.folder, page_of(page))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            title = self.titles[page]
            values = {
                "title": html.escape(title if page == "README.md" else f"{title} – SceneLens"),
                "home": relative("index.html", page_of(page)),
                "style": relative("docs/site.css", page_of(page)),
                "navigation": self.navigation(page),
                "body": self.body(page),
            }
            with open(target, "w", encoding="utf-8") as file:
                file.write(re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], self.template))
        for path in sorted(self.copied):
            self.copy(path)

    def copy(self, path):
        target = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(os.path.join(self.root, path), target)


def broken_links(folder):
    """Every href and src of the written pages that leads nowhere, as lines."""
    pages = {}
    for path in check_links.files_below(folder):
        if path.endswith(".html"):
            with open(os.path.join(folder, path), encoding="utf-8") as file:
                pages[path] = file.read()
    anchors = {path: set(re.findall(r' id="([^"]*)"', text)) for path, text in pages.items()}
    for path, text in sorted(pages.items()):
        for target in re.findall(r' (?:href|src|srcset)="([^"]*)"', text):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, anchor = html.unescape(target).partition("#")
            where = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
            if not os.path.isfile(os.path.join(folder, where)):
                yield f"{path}: {target} leads nowhere"
            elif anchor and anchor not in anchors.get(where, {anchor}):
                yield f"{path}: {target} leads to no heading"


def main():
    if len(sys.argv) != 2:
        print("usage: docs/make_site.py FOLDER", file=sys.stderr)
        return 2
    if not shutil.which("cmark-gfm"):
        print("SKIP   : cmark-gfm is not installed; ./dev site installs it")
        return kSkipped
    folder = os.path.abspath(sys.argv[1])
    marker = os.path.join(folder, "docs", "site.css")
    if os.path.isdir(folder) and os.listdir(folder) and not os.path.exists(marker):
        print(f"{folder} has something else in it; name another folder or empty it", file=sys.stderr)
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    site = Site(os.path.abspath(os.path.join(os.path.dirname(__file__), "..")), folder)
    site.write()
    problems = site.problems + list(broken_links(folder))
    for line in problems:
        print(line, file=sys.stderr)
    print(f"{len(site.pages)} pages: {os.path.join(folder, 'index.html')}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
