"""TapeDeck: any recording as a computation graph and as a tape, to play forwards and backwards, frame by frame."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.live.kit import rules
from gradlab.live.kit.error_instrument import Range, variables_of
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.knobs import DEFAULT_RANGE, Knob, knobs_for
from gradlab.live.kit.words import counted
from gradlab.live.player.recording import KERNEL_ONLY, Step
from gradlab.live.static import STATIC
from gradlab.live.tape_deck.film import Film
from gradlab.live.tape_deck.film_of_function import Take, film_of, names_on
from gradlab.live.tape_deck.film_of_objects import film_of_values, looks_like_a_value
from gradlab.live.tape_deck.film_of_tape import film_of_tape
from gradlab.live.tape_deck.folding import chapters
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.tensor import OPERATORS, Tensor
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SPEEDS = [1, 2, 5, 10, 50, 200]
_MOST_TURNED = 8  # knobs that stand there without being asked for
_SIDE = 24  # of the largest picture of an array that is sent to the page


class TapeDeck(Instrument):
    """The graph and the tape of a computation, to record, step, play and scrub in both directions.

    source: one of three.
        A function without arguments that reads Variables and returns a Tensor. It is recorded; its Variables can be turned,
        and all numbers follow.
        A `tf.GradientTape` whose `with` block has ended, as in TapeDeck(tape, target). The tape is looked at and not
        played, so it can still be played afterwards. A tape keeps only what its slopes need; the rest is computed again
        where that is possible, and shown as "not kept" where it is not.
        An object of your own engine, the result of a computation. Read are its `value` (or `data`), `slope` (or `grad`),
        `inputs` (or `parents`, `_prev`), `symbol` (or `op`, `_op`), and where there are any `name` (or `label`) and
        `local_slopes`, one for each input: with those the deck can show each product and each sum.
    variables: for a function, the Variables to follow, all that it reads where none are given. For a tape, the target.
    order: 1 shows the computation; 2 records its playback too and shows how a slope is computed (towards the first
        Variable), to be played back itself: a second derivative. Up to 4.
    turn: the Variables that get knobs; by default the first with up to 8 numbers in all. range, step, log: of the knobs, for
        all or as a dictionary by name.
    persistent: whether it can be played back again and again. False: one play uses the tape up, as it does with
        tf.GradientTape(), and "record again" makes a new one. Taken from a tape, and True for all else.

    Traits to set, observe and `jslink`: `step`, the cursor over all frames, forwards and then backwards; `playing`; `speed`,
    in frames a second; `persistent`; `used_up`; `opened`, which folded chapters are open, by their number.

    `text()` and print(deck) give every frame as a table.
    Raises TypeError or ValueError in words for a source that is none of the three, a function without Variables or whose
    result has no slope, a tape that is empty, used up, still recording or knows nothing of the target.
    """

    _esm = STATIC / "tapedeck.js"
    _css = STATIC / "tapedeck.css"
    step: traitlets.Int = traitlets.Int(0).tag(sync=True)
    playing: traitlets.Bool = traitlets.Bool(False).tag(sync=True)
    speed: traitlets.Enum = traitlets.Enum(_SPEEDS, 1).tag(sync=True)
    persistent: traitlets.Bool = traitlets.Bool(True).tag(sync=True)
    used_up: traitlets.Bool = traitlets.Bool(False).tag(sync=True)
    opened: traitlets.List = traitlets.List(traitlets.Int()).tag(sync=True)
    _steps: traitlets.Int = traitlets.Int().tag(sync=True)
    _speeds: traitlets.List = traitlets.List(_SPEEDS).tag(sync=True)
    _recording: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _constants: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _live: traitlets.Bool = traitlets.Bool().tag(sync=True)
    _names: traitlets.List = traitlets.List().tag(sync=True)
    _cards: traitlets.List = traitlets.List().tag(sync=True)
    _card_of: traitlets.List = traitlets.List().tag(sync=True)
    _settings: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _turned: traitlets.List = traitlets.List().tag(sync=True)
    _chapters: traitlets.List = traitlets.List().tag(sync=True)
    _passes: traitlets.List = traitlets.List().tag(sync=True)
    _numbers: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _missing: traitlets.List = traitlets.List().tag(sync=True)
    _note: traitlets.Unicode = traitlets.Unicode().tag(sync=True)
    _played_from: traitlets.Int = traitlets.Int(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        source: Any,
        variables: Any = None,
        *,
        order: int = 1,
        turn: Sequence[Variable] | None = None,
        range: Range = DEFAULT_RANGE,
        step: float | Mapping[str, float] | None = None,
        log: bool | Mapping[str, bool] = False,
        persistent: bool | None = None,
    ) -> None:
        caller = sys._getframe(1)
        around = {**caller.f_globals, **caller.f_locals}
        self._take: Take | None = None
        knobs: list[Knob] = []
        layers: Mapping[int, tuple[int, str]] = {}
        traits: dict[str, Any] = {"_live": False}
        if isinstance(source, GradientTape):
            self._film, looked_up = film_of_tape(source, variables, around)
            traits["_note"] = _about_the_tape(self._film, looked_up)
            persistent = source._persistent if persistent is None else persistent
        elif isinstance(source, Tensor) or not (callable(source) or looks_like_a_value(source)):
            raise TypeError(
                "TapeDeck shows a function without arguments (give its name without ()), a tape with its target, as "
                "TapeDeck(tape, error), or an object of your own with `value`, `slope`, `inputs` and `symbol`; "
                f"it received {source!r}."
            )
        elif looks_like_a_value(source):
            self._film = film_of_values(source, around)
            if not self._film.slopes:
                traits["_note"] = (
                    "All slopes are 0 or missing, so there is no way back to show yet: run your backward pass first."
                )
        else:
            self._take = Take(source, variables_of(source, variables), _checked_order(order))
            self._called = names_on(self._take, source, order)
            self._film = self._filmed()
            layers = self._take.layers
            traits["_played_from"] = self._take.played_from
            turned = _small_enough(self._take.variables) if turn is None else turn
            knobs = knobs_for(turned, source, range, step, log)
            unknown = sorted({value.name for value in self._take.values if isinstance(value, Step)} - _in_browser())
            if unknown:
                traits["_note"] = (
                    f"The kernel computes this one: the function uses {', '.join(unknown)}, which the page cannot replay."
                )
            if self._take.left_the_library:
                looks = "The function looks at a number with Python; the deck does not look again while a knob turns."
                traits["_note"] = f"{traits.get('_note', '')} {looks}".strip()
            traits["_live"] = not unknown
        found = chapters(self._film, layers)
        cards = list(dict.fromkeys(_card(node) for node in self._film.nodes if node.operator))
        places = {card: i for i, card in enumerate(cards)}
        super().__init__(
            knobs,
            persistent=True if persistent is None else bool(persistent),
            opened=[i for i, chapter in enumerate(found) if chapter.open],
            _chapters=[[chapter.name, chapter.first, chapter.last] for chapter in found],
            _names=[node.name for node in self._film.nodes],
            _cards=cards,
            _card_of=[places[_card(node)] if node.operator else -1 for node in self._film.nodes],
            _turned=[self._place(knob) for knob in knobs],
            _steps=len(self._film.frames),
            **traits,
        )
        self._send_structure()
        self._send_numbers()
        for knob in self.knobs:
            self.observe(lambda _: self._send_numbers(), knob.name)
        for variable in self._variables:
            if self._turned_in_python not in variable.listeners:
                variable.listeners += (self._turned_in_python,)

    @property
    def _variables(self) -> list[Variable]:
        """All Variables on the recording, also those without a knob."""
        return [] if self._take is None else self._take.variables

    def _place(self, knob: Knob) -> list[int]:
        """Which Variable a knob turns, and which of its numbers, counted row by row."""
        owner = next((i for i, v in enumerate(self._variables) if v is knob.variable), None)
        if owner is None:
            raise ValueError(
                f"`turn` names {knob.name}, but the deck follows {', '.join(self._called[: len(self._variables)])}."
            )
        return [owner, int(np.ravel_multi_index(knob.entry, knob.variable.shape)) if knob.entry else 0]

    def _filmed(self) -> Film:
        assert self._take is not None
        return film_of(self._take, self._called, [v._array for v in self._take.variables])

    def film(self) -> Film:
        """The film as the Variables stand now, on float64."""
        if self._take is not None:
            self._film = self._filmed()
        return self._film

    def text(self) -> str:
        """Every frame, forwards and backwards, as a table with aligned columns."""
        return self.film().text()

    __str__ = text

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page: the place on the tape and the knobs."""
        general = {name: rule for name, rule in super().address_rules().items() if name != "used_up"}
        return {**general, "step": rules.whole(0, self._steps)}

    def describe(self) -> str:
        """What the deck shows now, in words: where the cursor is, and the frame there."""
        film = self.film()
        start = f"The graph and the tape of {film.nodes[film.output].name}: {_counted(film)}"
        if self.step == 0:
            return f"{start}, nothing played yet."
        return f"{start}; frame {self.step} of {self._steps}. {film.words(film.frames[self.step - 1])}"

    def draw(self, figure: Figure) -> None:
        """The graph as it stands at the cursor."""
        from gradlab.live.tape_deck.film_still import draw_film

        draw_film(self.film(), self.step, figure)

    @property
    def slopes(self) -> dict[str, Any]:
        """The slope that arrives at each Variable on the way back, by name: a float, or an array."""
        film = self.film()
        found = {film.nodes[p].name: np.asarray(g) for p, g in film.slopes.items() if film.nodes[p].turned}
        return {name: float(g) if g.ndim == 0 else g for name, g in sorted(found.items())}

    def record_again(self) -> None:
        """Begin anew with a fresh tape, as the button does."""
        self.playing = False
        self.step = 0
        self.used_up = False

    def _send_structure(self) -> None:
        """What the page needs once: the recording to replay, or only what is connected with what."""
        film = self._film
        if self._take is not None and self._live:
            self._recording, self._constants = self._take.pack()
            return
        values = [
            {"shape": list(node.shape)}
            | (
                {"operator": node.operator, "inputs": list(node.inputs)}
                if node.operator
                else {"knob": 0}
                if node.turned
                else {}
            )
            for node in film.nodes
        ]
        self._recording = {"values": values, "output": film.output}
        self._missing = [place for place, node in enumerate(film.nodes) if node.value is None]
        self._passes = [[one.place, one.k, one.into] for one in film.passes]

    def _send_numbers(self) -> None:
        """Where the Variables stand; and where the page cannot replay, every value and every pass, of arrays a part."""
        if self._live:
            self._settings = b"".join(np.asarray(v._array, np.float64).tobytes() for v in self._variables)
            return
        film = self.film()
        row = [_part(node.value, node.shape) for node in film.nodes]
        for one in film.passes:
            local = np.nan if one.local is None or np.size(one.local) > 1 else one.local
            row += [_part(one.slope, film.nodes[one.into].shape), np.asarray([local], np.float64).ravel()]
        self._numbers = np.concatenate(row).tobytes()

    def _show_settings(self) -> None:
        super()._show_settings()
        if len(self._turned) < sum(math.prod(v.shape) for v in self._variables):
            self._send_numbers()

    def close(self) -> None:
        """End the deck and let all its Variables go."""
        for variable in self._variables:
            variable.listeners = tuple(f for f in variable.listeners if f != self._turned_in_python)
        super().close()

    @traitlets.validate("step")
    def _validated_step(self, proposal: Any) -> int:
        if self._steps and not 0 <= proposal["value"] <= self._steps:
            raise ValueError(f"`step` should be from 0 to {self._steps}, and is {proposal['value']}.")
        return proposal["value"]

    @traitlets.observe("step")
    def _played_to(self, change: Any) -> None:
        if change["new"] == self._steps and self._steps and not self.persistent and self._film.slopes:
            self.used_up = True

    @traitlets.observe("persistent")
    def _made_persistent(self, change: Any) -> None:
        if change["new"]:
            self.used_up = False

    def __repr__(self) -> str:
        name, count = self._film.nodes[self._film.output].name, _counted(self._film)
        return f"TapeDeck({name}, {count}, frame {self.step} of {self._steps})"


def _card(node: Any) -> tuple[Any, ...]:
    """What is known of a node's operator: name, formula, letters, the formulas of its slopes, whether elementwise."""
    return node.operator, node.symbol, node.letters, node.rules, node.elementwise


def _counted(film: Film) -> str:
    return counted(sum(bool(film.nodes[place].operator) for place in film.used), "operator")


def _in_browser() -> set[str]:
    return {name for name in OPERATORS if name not in KERNEL_ONLY}


def _checked_order(order: Any) -> int:
    if isinstance(order, bool) or not isinstance(order, int) or not 1 <= order <= 4:
        raise ValueError(f"`order` should be 1, 2, 3 or 4, and is {order!r}: 2 records the playback, too.")
    return order


def _small_enough(variables: Sequence[Variable]) -> list[Variable]:
    """The first Variables whose numbers all get a knob."""
    found: list[Variable] = []
    room = _MOST_TURNED
    for variable in variables:
        count = math.prod(variable.shape)
        if count <= room and variable.dtype.kind == "f":
            found.append(variable)
            room -= count
    return found


def _about_the_tape(film: Film, looked_up: Sequence[str]) -> str:
    said = []
    if looked_up:
        said.append(f"The tape did not keep {', '.join(looked_up)}: shown is what it holds now.")
    if any(film.nodes[place].value is None for place in film.used):
        said.append("A tape keeps only the values that its slopes need: “not kept” stands where one is missing.")
    return " ".join(said)


def _part(value: Any, shape: Sequence[int]) -> np.ndarray:
    """So much of an array as a small picture shows: rows and columns, at even distances."""
    rows, columns = math.prod(shape[:-1]), shape[-1] if shape else 1
    height, width = min(rows, _SIDE), min(columns, _SIDE)
    if value is None:
        return np.full(height * width, np.nan)
    table = np.broadcast_to(np.asarray(value, np.float64), tuple(shape)).reshape(rows, columns)
    picked: list[Any] = [
        np.arange(count) * length // count if count else [] for count, length in ((height, rows), (width, columns))
    ]
    return table[np.ix_(*picked)].ravel()
