"""What all instruments share: knobs that are Variables, a name that stays the same, and a still picture with a sentence.

A knob is a synced trait of the instrument. Turning it in the browser assigns the Variable; assigning the Variable, as
training does, turns the knob, at most ten times a second and once when the cell has ended.

Where no JavaScript runs, an instrument is a sentence and a picture: each says in `describe` what it shows now, and draws it
in `draw`.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import anywidget
import numpy as np
import traitlets

from gradlab.files import write_whole
from gradlab.live.exporting.mime import STILLS
from gradlab.live.kit.knobs import Knob
from gradlab.live.kit.one_number import OneNumber
from gradlab.live.kit.rules import Rule, choice, number, switch
from gradlab.live.kit.still import Still, take
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SECONDS_BETWEEN_PICTURES = 0.1
_LIVING: WeakValueDictionary[str, Instrument] = WeakValueDictionary()  # by the ids of the widgets


class Instrument(anywidget.AnyWidget):
    """A widget with knobs. Subclasses name their bundle in `_esm` and `_css`, and have `describe` and `draw`."""

    knobs: Sequence[Knob] = ()
    _knobs: traitlets.List = traitlets.List().tag(sync=True)
    _began: traitlets.Dict = traitlets.Dict().tag(sync=True)  # the settings with which it was first shown

    def __init__(self, knobs: Sequence[Knob], **traits: Any) -> None:
        self.knobs = list(knobs)
        for knob in self.knobs:
            if self.has_trait(knob.name) or hasattr(type(self), knob.name):
                raise ValueError(
                    f"A knob cannot be called {knob.name!r}, which the instrument needs itself: rename the Variable."
                )
        self.add_traits(**{knob.name: _synced_float(knob.value) for knob in self.knobs})
        self._last_picture = 0.0
        self._due = False
        super().__init__(_knobs=[knob.described() for knob in self.knobs], **traits)
        _LIVING[self.model_id] = self
        for knob in self.knobs:
            self.observe(self._turned_in_browser, knob.name)
            if self._turned_in_python not in knob.variable.listeners:
                knob.variable.listeners += (self._turned_in_python,)

    @property
    def settings(self) -> list[float]:
        """Where the knobs stand, in their order."""
        return [knob.value for knob in self.knobs]

    def address_rules(self) -> dict[str, Rule]:
        """What can travel in the address of a page, {trait: rule}: here the knobs, the switches and the choices."""
        named = {name: trait for name, trait in self.traits(sync=True).items() if not name.startswith("_")}
        own = {name: trait for name, trait in named.items() if name not in anywidget.AnyWidget.class_trait_names()}
        choices = {name: choice(trait.values or []) for name, trait in own.items() if isinstance(trait, traitlets.Enum)}
        switches = {name: switch() for name, trait in own.items() if isinstance(trait, traitlets.Bool)}
        return {**{knob.name: number(knob.low, knob.high) for knob in self.knobs}, **choices, **switches}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self._begin()
        return super()._repr_mimebundle_(**kwargs)

    def _begin(self) -> None:
        """Remember the settings, the first time that somebody sees them: the way back to where the cell began."""
        if not self._began:
            self._began = self.get_state(self._settable())

    def _settable(self) -> list[str]:
        """The traits that a hand sets, to which there is a way back."""
        return [name for name in self.address_rules() if self.has_trait(name)]

    def describe(self) -> str:
        """What the instrument shows now, in a plain sentence or two: the alternative text of its still picture."""
        raise NotImplementedError

    def draw(self, figure: Figure) -> None:
        """Draw what the instrument shows now on an empty Matplotlib figure."""
        raise NotImplementedError

    def still(self) -> Still:
        """What the instrument shows now as a picture with alternative text: to display, or to save as .png or .svg."""
        with np.errstate(all="ignore"):  # what is infinite or no number is said in words, and is no reason for warnings
            return take(self.draw, type(self).__name__, self.describe())

    def save(self, path: str | Path) -> Path:
        """Write the instrument as it stands now to a file: an .html page on which it is alive, or a still .png or .svg.

        The page needs no kernel and no network. Raises ValueError for another ending, and FileExistsError where a page lies
        that gradlab did not make.
        """
        path = Path(path)
        if path.suffix.lower() != ".html":
            return self.still().save(path)
        from gradlab.live.exporting.notebook import page_of, refuse_what_is_not_ours

        refuse_what_is_not_ours(path, "delete it")
        self._begin()
        page = page_of(self, type(self).__name__)
        write_whole(path, lambda file: file.write(page.encode()))
        return path

    def _turned_in_browser(self, change: Any) -> None:
        for knob in self.knobs:
            if knob.name == change["name"] and knob.value != change["new"]:
                knob.turn(change["new"])

    def _turned_in_python(self, variable: Variable) -> None:
        """Show the new value now, or soon: a training loop must not wait for pictures."""
        now = time.monotonic()
        if now - self._last_picture > _SECONDS_BETWEEN_PICTURES:
            self._show_settings()
        elif not self._due:
            try:
                asyncio.get_running_loop().call_later(_SECONDS_BETWEEN_PICTURES, self._show_settings)
                self._due = True
            except RuntimeError:  # no event loop, as in a script: nobody is waiting for a picture either
                self._show_settings()

    def _show_settings(self) -> None:
        self._due = False
        self._last_picture = time.monotonic()
        with self.hold_sync():
            for knob in self.knobs:
                self.set_trait(knob.name, knob.value)

    def close(self) -> None:
        """End the instrument and let its Variables go."""
        for knob in self.knobs:
            knob.variable.listeners = tuple(f for f in knob.variable.listeners if f != self._turned_in_python)
        super().close()

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{knob.name}={value:g}' for knob, value in zip(self.knobs, self.settings))})"
        )


def settle(ids: Sequence[str]) -> None:
    """Have the instruments with these ids show now what they would show soon, as after a training loop."""
    for identity in ids:
        if identity in _LIVING:
            _LIVING[identity]._show_settings()


def display_stills(ids: Sequence[str]) -> None:
    """Display what an export asks for as data: the stills of these instruments, and what their settings may be.

    {id: {"alt", "png" in base64, "html", "rules"}}
    """
    from IPython.display import display

    found: dict[str, dict[str, Any]] = {}
    for identity in ids:
        shown = _LIVING[identity].still()._repr_mimebundle_()
        found[identity] = {"alt": shown["text/plain"], "png": shown["image/png"], "html": shown["text/html"]}
        found[identity]["rules"] = _LIVING[identity].address_rules()
    display({STILLS: found}, raw=True)


def _synced_float(value: float) -> OneNumber:
    """A number that reaches the browser even when it is infinite or nan, for which JSON has no numbers: as a word."""

    def to_json(x: float, _: Any) -> float | str:
        return x if math.isfinite(x) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN")

    return OneNumber(value).tag(sync=True, to_json=to_json, from_json=lambda x, _: float(x))
