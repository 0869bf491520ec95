"""The site's own pages as files: nothing fetched from elsewhere, nothing twice, every link with an end, and small."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from gradlab.course import notes
from gradlab.course.contents import BY_DIGITS
from gradlab.site import course_pages
from gradlab.site.build import build_site
from gradlab.site.files import Files
from gradlab.site.links import RUN_HERE, on_the_site, with_named_headings
from gradlab.site.texts import words_of

pytest.importorskip("pdoc", reason="the site needs gradlab[site]")
ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000
BUILT = ["01", "02", "07"]


class Page(HTMLParser):
    """Of a page: what it loads, where it links to, what can be linked to, and its head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.fragments: set[str] = set()
        self.said: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, given):
        has = dict(given)
        self.fragments.add(has.get("id"))
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        if tag in ("script", "img", "iframe") and "src" in has:
            self.loads.append(has["src"])
        if tag == "link" and has["rel"] != "canonical":
            self.loads.append(has["href"])
        if tag == "meta":
            self.said[has.get("name") or has.get("property") or "charset"] = has.get("content", "")


@pytest.fixture(scope="module")
def pages(site_folder) -> dict[str, Page]:
    return {path.name: Page(path.read_text()) for path in site_folder.glob("*.html")}


def test_nothing_is_loaded_from_elsewhere_or_by_a_path_from_the_hosts_root(pages, site_folder):
    for name, page in pages.items():
        for address in page.loads:
            assert address == "data:," or re.match(r"static/[\w.-]+$", address), f"{name} loads {address}"
            assert address == "data:," or (site_folder / address).is_file()
    for style in site_folder.glob("static/*.css"):
        assert not re.search(r"@import|url\(", style.read_text()), style.name


def test_every_link_within_the_site_has_an_end(pages, site_folder):
    for name, page in pages.items():
        for link in page.links:
            address, fragment = urldefrag(link)
            if re.match(r"https?:", address) or link == "/" or name == "404.html":
                continue
            target = address or name
            if re.match(r"\d\d_", target) and target[:2] not in BUILT:  # not every notebook is built here
                assert any(each.file.startswith(target.removesuffix("html")) for each in BY_DIGITS.values())
                continue
            assert (site_folder / target).is_file(), f"{name} links to {link}"
            if fragment and target in pages:
                assert unquote(fragment) in pages[target].fragments, f"{name} links to {link}"


def test_every_page_says_what_it_is(pages):
    for name, page in pages.items():
        if name == "404.html":
            continue
        assert 20 < len(page.said["description"]) < 220, name
        assert page.said["og:title"]
        assert page.said["og:image"].startswith("static/link.")
        assert "favicon" in " ".join(page.loads)
    assert len({page.said["description"] for name, page in pages.items() if name != "404.html"}) == len(pages) - 1


def test_what_instruments_share_is_there_once(site_folder):
    hill = site_folder / "02_error_landscape.html"
    assert hill.read_text().count("gradlab.live.loss_surface") > 3
    assert len(list(site_folder.glob("static/losssurface.*.js"))) == 1
    assert "makeStage" not in hill.read_text()
    assert "data:image" not in hill.read_text()


def test_what_the_builder_has_noted_is_in_no_page(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path))
    notes.keep("01", "predictions", "01_error_at_16", 76543.5)
    content = course_pages.run(ROOT / "notebooks" / "01_potentiometers.ipynb")
    assert "76543" not in nbformat.writes(content)
    assert [file.name for file in tmp_path.glob("*.json")] == ["01.json"], "and nothing is added to the notes"
    assert list(notes.read("01", "predictions")) == ["01_error_at_16"]


def test_a_page_is_small(site_folder):
    for digits in BUILT:
        (path,) = site_folder.glob(f"{digits}_*.html")
        assert path.stat().st_size < MEGABYTE / 4, path.name


def test_an_exercise_says_where_it_can_be_done(site_folder):
    html = (site_folder / "07_training_a_line.html").read_text()
    boxes = re.findall(r'<aside class="exercise">.*?</aside>', html, re.DOTALL)
    notebook = (ROOT / "notebooks/07_training_a_line.ipynb").read_text()
    assert len(boxes) == len(re.findall(r'(?:check|predict)\(\\"07_', notebook)) > 3
    for box in boxes:
        assert "do it here" in box
        assert re.search(r'href="[^"]*07_training_a_line\.ipynb"', box)
        assert "one solution" in box
    assert "gl-card" not in html, "no card on an answer that nobody gave"
    assert "is ready · notebook" not in html


def test_the_glossarys_words_are_explained_where_they_are_met(site_folder):
    html = (site_folder / "07_training_a_line.html").read_text()
    assert re.search(r'<a class="term" data-said="[^"]{20,}" href="glossary\.html#mean-squared-error">', html)
    assert 'id="words-met"' in html


def test_every_word_of_the_glossary_has_its_sentence():
    text = (ROOT / "notebooks/glossary.md").read_text()
    words = words_of(text)
    assert len(words) == text.count("\n### ")
    assert words["bias"] == "The weight that is added and not multiplied: it lifts the output, whatever the input."


def test_of_the_questions_from_memory_a_sentence_stays_that_says_where_they_are_asked():
    cards = new_output("execute_result", {"text/html": '<div class="gl-card">From memory · 1 of 3</div>', "text/plain": "…"})
    cell = new_code_cell('ready("03")', outputs=[cards])
    course_pages._face_the_reader(cell, "lab/index.html")
    (left,) = cell.outputs
    assert 'asked <a href="lab/index.html">where the code runs</a>' in left.data["text/html"]
    assert "gl-card" not in left.data["text/html"]


def test_a_link_to_where_the_code_runs_stays_on_the_site():
    html = f'<a href="{RUN_HERE}03_slope.ipynb">do it here</a>'
    assert on_the_site(html) == html


def test_links_of_the_texts_become_links_of_the_site():
    html = '<a href="glossary.md#bias">b</a> <a href="02_error_landscape.ipynb">n</a> <a href="../README.md">r</a>'
    assert on_the_site(html, {"bias": "A weight."}) == (
        '<a class="term" data-said="A weight." href="glossary.html#bias">b</a> '
        '<a href="02_error_landscape.html">n</a> <a href="index.html">r</a>'
    )
    assert 'href="https://github.com/gradlab/gradlab/tree/HEAD/binder/start"' in on_the_site('<a href="binder/start">')
    assert on_the_site('<a href="https://x.org/a.md">') == '<a href="https://x.org/a.md">'


def test_headings_get_names_of_their_own():
    html = with_named_headings("<h2>Round 1 · The <code>x</code></h2><h2>Round 1 · The x</h2><h3 id='kept'>k</h3>")
    assert re.findall(r"""id=["']([^"']+)""", html) == ["round-1--the-x", "round-1--the-x-2", "kept"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_already_stays(tmp_path, kind):
    folder = tmp_path / "thesis"
    if kind == "file":
        folder.write_text("four years")
    else:
        folder.mkdir()
        (folder / "thesis.txt").write_text("four years")
    with pytest.raises(ValueError, match=r"`folder` should be .* Name another one"):
        build_site(folder, runs_here=False)
    assert (folder if kind == "file" else folder / "thesis.txt").read_text() == "four years"


def test_a_build_that_fails_leaves_the_earlier_one(tmp_path):
    Files(tmp_path / "site").publish()
    before = (tmp_path / "site/gradlab-site.json").read_text()
    draft = Files(tmp_path / "site")
    draft.write("index.html", "half")
    draft.discard()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (tmp_path / "site/gradlab-site.json").read_text() == before
    Files(tmp_path / "site").publish()  # a site of ours is replaced


def test_an_address_that_is_none_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"`address` should be where the site will be, such as https://"):
        build_site(tmp_path / "site", address="gradlab.github.io", runs_here=False)


def test_the_command_says_in_a_sentence_what_is_wrong(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = subprocess.run([sys.executable, "-m", "gradlab", "site", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search(r"holds something else|pip install 'gradlab\[site\]'", done.stderr)


def test_the_service_worker_is_another_one_for_another_site(site_folder):
    worker = (site_folder / "sw.js").read_text()
    edition = re.search(r'"gradlab-(\w+)"', worker)[1]
    assert len(edition) == 12
    assert json.loads((site_folder / "gradlab-site.json").read_text())["edition"]


def test_no_rule_of_the_site_is_for_a_class_of_an_instrument():
    """A live page has both styles: what a rule of the site names, no instrument's own element may be called."""
    rules = re.sub(
        r"/\*.*?\*/|:(is|has|not)\([^{]*?\)(?=[ ,{])", "", (ROOT / "gradlab/site/scripts/site.css").read_text(), flags=re.S
    )
    named = set(re.findall(r"(?:^|[,}])\s*\.([\w-]+)", rules, re.M))
    assert {"ways", "page-turn", "bottom"} <= named
    scripts = [path for path in (ROOT / "gradlab/live").glob("*/*.js") if path.parent.name not in ("static", "exporting")]
    lists = [
        classes for path in scripts for classes in re.findall(r"""class(?:Name)?(?:=|: )["`]([^"`]+)""", path.read_text())
    ]
    used = {name for classes in lists for name in re.split(r"[^\w-]+", classes)}
    assert {"instrument", "way", "sheet"} <= used
    assert not {name for name in named & used if not name.startswith("gradlab-")}
