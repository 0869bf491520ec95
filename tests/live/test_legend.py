"""The legend says each idea once, with its colour in words, a sign, and the colours of the palette."""

import json
import re
from pathlib import Path

import pytest

from gradlab import live

HOUSE = Path(live.__file__).parents[1]
PALETTE = json.loads((HOUSE / "landscape" / "palette.json").read_text())
NAMES = ["W", "b", "error", "slope", "data", "model"]


def test_each_idea_has_its_name_colour_and_meaning_in_words():
    lines = repr(live.legend()).splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert lines[0].split()[1:3] == ["blue,", "knob:"]
    assert "the weight W" in lines[0]
    assert all(len(line) > 30 for line in lines)


@pytest.mark.parametrize(("theme", "selector"), [("light", "body"), ("dark", "body[data-jp-theme-light='false']")])
def test_the_colours_are_those_of_the_palette_in_both_themes(theme, selector):
    rules = dict(re.findall(r"(body\S*) \.gradlab-legend {(.*?)}", live.legend()._repr_html_()))
    for idea in ("W", "b", "error", "slope", "points", "text"):
        assert f"--{idea}:{PALETTE[theme][idea]};" in rules[selector]


def test_every_row_has_a_sign_besides_its_colour():
    html = live.legend()._repr_html_()
    signs = re.findall(r"<svg.*?>(.*?)</svg>", html)
    assert len(signs) == len(NAMES)
    assert len(set(signs)) == len(NAMES) - 1  # W and b are both knobs, told apart by their names


def test_the_browser_draws_the_same_signs():
    source = (HOUSE / "live" / "kit" / "legend.js").read_text()
    for sign in set(re.findall(r"<svg.*?>(.*?)</svg>", live.legend()._repr_html_())):
        assert sign in source


def test_no_optimizer_of_a_race_wears_the_colour_of_an_idea():
    source = (HOUSE / "live" / "race" / "runners.js").read_text()
    worn = re.findall(r"colour: (\S+?),", source)
    assert len(worn) == len(set(worn)) == 6
    for theme in PALETTE.values():
        colours = [theme[c.strip('"')] if c.startswith('"') else theme["more"][int(c)] for c in worn]
        assert not set(colours) & {theme[idea] for idea in ("W", "b", "error", "slope")}
