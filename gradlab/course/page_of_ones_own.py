"""A page of the learner's own, to print or to keep: claims, predictions, exercises, minutes. Nothing of it is sent anywhere.

    my_page()                 # writes my_page.html beside the notebooks

One HTML file without a script and without anything to fetch, made of the notes on this machine. It asks for no name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

from gradlab.course import clock
from gradlab.course.card import ICONS, Card
from gradlab.course.claims import CLAIMS
from gradlab.course.commands import said_and_came_out
from gradlab.course.contents import BY_DIGITS, NOTEBOOKS
from gradlab.course.memory.schedule import REMEMBERED, remembered
from gradlab.course.progress_map import score, states, tally
from gradlab.course.verdict import NOT_TRIED, RIGHT

FILE = "my_page.html"
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1f2430;background:#fff;max-width:48em;margin:2em auto;padding:0 1em}
h1{font-size:1.7em} h2{font-size:1.2em;margin-top:1.6em;break-after:avoid} table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:3px 12px 3px 0;border-bottom:1px solid #e3e6eb} tr{break-inside:avoid}
.small{color:#5b6270;font-size:.9em} @media print{body{margin:0;max-width:none}}
"""


def my_page(file: str = FILE) -> Card:
    """Write the page from the notes on this machine, and say where it is."""
    states_now = score()
    known = sum(states_now.get(name) == RIGHT for name in CLAIMS)
    try:
        Path(file).write_text(_page(states_now, known), encoding="utf-8")
    except OSError as error:
        return Card(NOT_TRIED, "not written", f"`{file}` cannot be written: {error.strerror or error}. Name another file.")
    return Card(
        "note",
        f"Your page: {known} of {len(CLAIMS)} claims known in a new situation",
        "Open it, and print it with your browser; or find it in the list of files on the left, where a right click offers "
        "Download.",
        link=(file, file),
        small="It was made from the notes on this computer and lies nowhere else.",
    )


def _page(states_now: dict[str, str], known: int) -> str:
    right = list(states_now.values()).count(RIGHT)
    minutes = sum(taken.minutes for each in NOTEBOOKS if (taken := clock.taken(each.digits)))
    time = f" · about {round(minutes)} minutes at work" if minutes >= 1 else ""
    claims = [
        (str(i), claim, BY_DIGITS[first].title, _state(states_now, name))
        for i, (name, (claim, first)) in enumerate(CLAIMS.items(), 1)
    ]
    return (
        "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>What I learned with gradlab</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>"
        f"<h1>How neural networks learn</h1><p>{date.today().isoformat()} · {right} exercises right{time} · "
        f"{known} of {len(CLAIMS)} claims known in a new situation</p>"
        f"<h2>The sixteen claims, met again</h2>{_table(('', 'claim', 'first met in', 'in a new situation'), claims)}"
        f"<h2>What I predicted, and what came out</h2>{_predictions()}"
        f"<h2>The notebooks</h2>{_notebooks()}"
        "<p class='small'>Made by the reader's own computer from the notes that lie there.</p></body></html>\n"
    )


def _state(states_now: dict[str, str], name: str) -> str:
    state = states_now.get(name, NOT_TRIED)
    return f"{ICONS[state]} {state}"


def _predictions() -> str:
    rows = [
        (each.digits, question, said, now, came_out)
        for each in NOTEBOOKS
        for question, said, now, came_out in said_and_came_out(each.digits)
        if said
    ]
    if not rows:
        return "<p>No prediction was kept on this computer.</p>"
    return _table(("no.", "question", "I said then", "and now", "what came out"), rows)


def _notebooks() -> str:
    rows = []
    for each in NOTEBOOKS:
        right, count = tally(each.digits)
        kept = remembered(each.digits)
        rows.append(
            (
                each.digits,
                each.title,
                f"{right} of {count}" if states(each.digits) else "–",
                clock.said(each.digits) or "–",
                f"{kept.count(REMEMBERED)} of {len(kept)}" if kept else "–",
            )
        )
    return _table(("no.", "notebook", "exercises right", "minutes", "remembered"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    above = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in head)
    below = "".join("<tr>" + "".join(f"<td>{escape(cell).replace('`', '')}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{above}</tr></thead><tbody>{below}</tbody></table>"
