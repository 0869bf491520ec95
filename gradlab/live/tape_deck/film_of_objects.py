"""A film of a learner's own engine: objects that know their value, their slope and what they were computed from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gradlab.live.tape_deck.film import Film, Node, Pass
from gradlab.live.tape_deck.film_of_function import numbered, plain_name

# What is read of a learner's own objects: the first of these attributes that there is.
VALUE, SLOPE, INPUTS = ("value", "data"), ("slope", "grad"), ("inputs", "parents", "_prev")
SYMBOL, NAME, LOCAL = ("symbol", "op", "_op"), ("name", "label"), ("local_slopes",)


def film_of_values(result: Any, around: Mapping[str, Any]) -> Film:
    """The film of a learner's own objects that lead to `result`, each in the order in which it had to be computed.

    Raises TypeError for an object without a value or inputs, or whose value is no number; ValueError for a circle.
    """
    called = {id(value): name for name, value in around.items() if not name.startswith("_")}
    order = _sorted(result)
    places = {id(x): place for place, x in enumerate(order)}
    names = [str(_read(x, NAME) or called.get(id(x)) or "") for x in order]
    values = [_value(x) for x in order]
    for place, x in enumerate(order):
        if not names[place] and not _inputs(x):
            names[place] = plain_name(values[place])
    names = numbered(names, set(names))
    nodes = []
    for x, name, value in zip(order, names, values):
        inputs = tuple(places[id(i)] for i in _inputs(x))
        if not inputs:
            nodes.append(Node(name, (), value, turned=True))
            continue
        sign = str(_read(x, SYMBOL) or "?")
        own = tuple("xy"[: len(inputs)]) if len(inputs) <= 2 else tuple("abcdefgh"[: len(inputs)])
        nodes.append(
            Node(
                name,
                (),
                value,
                operator=sign,
                inputs=inputs,
                symbol=_infix(sign, own),
                letters=own,
                rules=tuple(f"∂z/∂{x}" for x in own),
            )
        )
    slopes = {place: _slope(x) for place, x in enumerate(order)}
    if not any(slopes.values()):
        return Film(nodes, len(order) - 1, [], {})
    return Film(nodes, len(order) - 1, _own_passes(order, nodes, slopes), slopes)


def _own_passes(order: Sequence[Any], nodes: Sequence[Node], slopes: Mapping[int, float]) -> list[Pass]:
    passes: list[Pass] = []
    arrived: dict[int, float] = {}
    for place in range(len(order) - 1, -1, -1):
        local = list(_read(order[place], LOCAL) or [None] * len(nodes[place].inputs))
        for k, (into, factor) in enumerate(zip(nodes[place].inputs, local)):
            slope = None if factor is None else float(factor) * slopes[place]
            before = arrived.get(into)
            total = slopes[into] if slope is None else slope + (before or 0.0)
            arrived[into] = total
            passes.append(
                Pass(place, k, into, factor, total if slope is None else slope, None if slope is None else before, total)
            )
    return passes


def _infix(sign: str, own: Sequence[str]) -> str:
    sign = {"*": "·"}.get(sign, sign)
    if len(own) == 2 and not sign.isalpha():
        return f"{own[0]} {sign} {own[1]}"
    return f"{sign}({', '.join(own)})"


def _read(x: Any, names: Sequence[str]) -> Any:
    for name in names:
        found = getattr(x, name, None)
        if found is not None and not callable(found):
            return found
    return None


def looks_like_a_value(x: Any) -> bool:
    """Whether an object has what is read of a learner's own: a value and inputs."""
    return _read(x, VALUE) is not None and _read(x, INPUTS) is not None


def _inputs(x: Any) -> list[Any]:
    found = _read(x, INPUTS)
    if found is None or isinstance(found, str):
        raise TypeError(
            f"TapeDeck reads {' or '.join(VALUE)}, {' or '.join(SLOPE)}, {' or '.join(INPUTS)} and {' or '.join(SYMBOL)} of "
            f"your own objects, and {x!r} has no {' or '.join(INPUTS)}: make it a list of what it was computed from."
        )
    return list(found)


def _value(x: Any) -> float:
    try:
        return float(_read(x, VALUE))
    except (TypeError, ValueError):
        raise TypeError(f"The {' or '.join(VALUE)} of {x!r} should be a number, and is {_read(x, VALUE)!r}.") from None


def _slope(x: Any) -> float:
    found = _read(x, SLOPE)
    return 0.0 if found is None else float(found)


def _sorted(result: Any) -> list[Any]:
    """All objects that lead to the result, inputs before what is computed from them."""
    order: list[Any] = []
    state: dict[int, str] = {}
    ahead: list[tuple[Any, Iterator[Any]]] = [(result, iter(_inputs(result)))]
    state[id(result)] = "open"
    while ahead:
        x, inputs = ahead[-1]
        for i in inputs:
            if state.get(id(i)) == "open":
                raise ValueError(f"The graph goes in a circle: {i!r} is computed from itself.")
            if id(i) not in state:
                state[id(i)] = "open"
                ahead.append((i, iter(_inputs(i))))
                break
        else:
            state[id(x)] = "done"
            order.append(x)
            ahead.pop()
    return order
