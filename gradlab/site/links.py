"""Where things are on the site: what the course's texts link to as files is a page there, or the source on its own host."""

from __future__ import annotations

import re
from html import escape, unescape

from gradlab import __version__

SOURCE = "https://github.com/gradlab/gradlab"
BINDER = f"https://mybinder.org/v2/gh/gradlab/gradlab/v{__version__}?urlpath=lab/tree/notebooks/"  # made once per release
RUN_HERE = "lab/lab/index.html?path="

_PAGES = {
    "README.md": "index.html",
    "TEACHING.md": "teachers.html",
    "CONTRIBUTING.md": "contributing.html",
    "CHANGELOG.md": f"{SOURCE}/blob/HEAD/CHANGELOG.md",
    "glossary.md": "glossary.html",
    "notebooks/glossary.md": "glossary.html",
    "summaries": "summaries.html",
    "notebooks/summaries": "summaries.html",
}
_RULES = [
    (re.compile(r"(?:notebooks/)?(\d\d_\w+)\.ipynb"), r"\1.html"),
    (re.compile(r"(?:notebooks/)?summaries/(\d\d)\.md"), r"summaries.html#page-\1"),
]


def page_of(file: str) -> str:
    """The page of a notebook, by its file's name."""
    return file.removesuffix(".ipynb") + ".html"


def with_named_headings(html: str) -> str:
    """The HTML with a fragment for each heading, as texts that link to it write it: in small letters, with dashes."""
    known: dict[str, int] = {}

    def named(found: re.Match[str]) -> str:
        words = unescape(re.sub(r"<[^>]+>", "", found[3]))
        name = re.sub(r"[^\w-]", "", words.strip().lower().replace(" ", "-"))
        known[name] = known.get(name, 0) + 1
        return f'<h{found[1]} id="{name}{f"-{known[name]}" if known[name] > 1 else ""}"{found[2]}>{found[3]}</h{found[1]}>'

    return re.sub(r"<h([1-6])((?: (?!id=)[^>]*)?)>(.*?)</h\1>", named, html, flags=re.DOTALL)


def on_the_site(html: str, words: dict[str, str] | None = None) -> str:
    """The HTML with its links as the site has them. words: the glossary, whose sentences go with the links to its terms."""

    def link(found: re.Match[str]) -> str:
        address, fragment = found["address"], found["fragment"] or ""
        target = _target(address)
        said = (words or {}).get(fragment.removeprefix("#")) if target == "glossary.html" else None
        more = f' class="term" data-said="{escape(said)}"' if said else ""
        return f'<a{more} href="{target}{"" if "#" in target else fragment}"'

    return re.sub(r'<a href="(?P<address>[^"#:]+)(?P<fragment>#[^"]*)?"', link, html)


def _target(address: str) -> str:
    if address.startswith(RUN_HERE):  # on the site already, and no file of the course
        return address
    path = re.sub(r"^(?:\.\./)+", "", address)
    for pattern, page in _RULES:
        if pattern.fullmatch(path):
            return pattern.sub(page, path)
    return _PAGES.get(path.rstrip("/"), f"{SOURCE}/tree/HEAD/{path}")
