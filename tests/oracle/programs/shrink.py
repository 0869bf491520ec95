"""Makes a program that shows a disagreement as short as it can be: fewer parts, smaller shapes, simpler numbers.

Each try takes something out; what still disagrees in the same way is kept, until nothing more can go.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from tests.oracle.programs.compare import Disagreement
from tests.oracle.programs.program import Input, Program, Slopes


def shrink(found: Disagreement, disagrees: Callable[[Program], Disagreement | None], tries: int = 600) -> Disagreement:
    """The shortest program that disagrees in the same way. disagrees: a function of a program, such as `disagreement`."""
    again = True
    while again and tries > 0:
        again = False
        for smaller in _smaller(found.program):
            tries -= 1
            try:
                now = disagrees(smaller)
            except (SyntaxError, KeyError):
                continue
            if now is not None and now.kind == found.kind:
                found, again = now, True
                break
            if tries <= 0:
                break
    return found


def _smaller(p: Program) -> Iterator[Program]:
    """Programs that are a little smaller than this one, the boldest cuts first."""
    if p.slopes:
        yield replace(p, slopes=(), second=False)
    if p.second:
        yield replace(p, second=False)
    for flag in ("persistent", "inside"):
        if getattr(p, flag):
            yield replace(p, **{flag: False})
    if not p.accessed:
        yield replace(p, accessed=True)
    for n in (len(p.steps) // 2, 3 * len(p.steps) // 4):
        yield replace(p, steps=p.steps[:n])
    for i, slopes in enumerate(p.slopes):
        if len(p.slopes) > 1:
            yield replace(p, slopes=_without(p.slopes, i))
        for simpler in _simpler_slopes(slopes):
            yield replace(p, slopes=(*p.slopes[:i], simpler, *p.slopes[i + 1 :]))
    for i in reversed(range(len(p.steps))):
        step, rest = p.steps[i], _without(p.steps, i)
        yield replace(p, steps=rest)
        for name in dict.fromkeys(step.uses) if step.name else ():
            yield _renamed(replace(p, steps=rest), step.name, name)
    for i, step in enumerate(p.steps):
        for k in range(len(step.options)):
            yield replace(p, steps=(*p.steps[:i], replace(step, options=_without(step.options, k)), *p.steps[i + 1 :]))
        if step.paused:
            yield replace(p, steps=(*p.steps[:i], replace(step, paused=False), *p.steps[i + 1 :]))
    if p.watched:
        yield replace(p, watched=())
    for i, made in enumerate(p.inputs):
        yield replace(p, inputs=_without(p.inputs, i), watched=tuple(name for name in p.watched if name != made.name))
    for i, made in enumerate(p.inputs):
        for simpler in _simpler_input(made):
            yield replace(p, inputs=(*p.inputs[:i], simpler, *p.inputs[i + 1 :]))
    for axis in range(max((made.values.ndim for made in p.inputs), default=0)):  # all inputs along the same axis
        yield replace(p, inputs=tuple(_cut(made, axis) for made in p.inputs))


def _without(parts: tuple, i: int) -> tuple:
    return (*parts[:i], *parts[i + 1 :])


def _renamed(p: Program, old: str, new: str) -> Program:
    """The program with another value in the place of one that is no longer there."""

    def swap(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in names)

    steps = tuple(replace(step, uses=swap(step.uses)) for step in p.steps)
    asked = tuple(replace(slopes, targets=swap(slopes.targets), sources=swap(slopes.sources)) for slopes in p.slopes)
    return replace(p, steps=steps, slopes=asked)


def _simpler_slopes(slopes: Slopes) -> Iterator[Slopes]:
    if slopes.above:
        yield replace(slopes, above=())
    if slopes.unconnected:
        yield replace(slopes, unconnected="")
    for i in range(len(slopes.targets) if len(slopes.targets) > 1 else 0):
        yield replace(slopes, targets=_without(slopes.targets, i), above=_without(slopes.above, i))
    for i in range(len(slopes.sources) if len(slopes.sources) > 1 else 0):
        yield replace(slopes, sources=_without(slopes.sources, i))
    for part in ("targets_as", "sources_as"):
        if getattr(slopes, part) in ("dict", "nested"):
            yield replace(slopes, **{part: "list"})


def _cut(made: Input, axis: int) -> Input:
    """An input with half its length along an axis."""
    if axis >= made.values.ndim or made.values.shape[axis] < 2:
        return made
    return replace(made, values=made.values.take(range((made.values.shape[axis] + 1) // 2), axis))


def _simpler_input(made: Input) -> Iterator[Input]:
    values = made.values
    for axis in range(values.ndim):
        if values.shape[axis] > 1:
            yield _cut(made, axis)
        if values.shape[axis] == 1:
            yield replace(made, values=values.squeeze(axis))
    if not made.trainable:
        yield replace(made, trainable=True)
    if made.kind == "array":
        yield replace(made, kind="constant")
    plain = [np.zeros_like(values), np.ones_like(values)]
    if values.dtype.kind == "f":
        with np.errstate(all="ignore"):
            plain.append(np.round(values))
    for simpler in plain:
        if values.size and _effort(simpler) < _effort(values):
            yield replace(made, values=simpler)
    if values.size > 1:
        flat = values.ravel()
        for i in range(min(values.size, 12)):
            if flat[i] not in (0, 1):
                simpler = flat.copy()
                simpler[i] = 1
                yield replace(made, values=simpler.reshape(values.shape))


def _effort(values: np.ndarray) -> int:
    """How much there is to read in these numbers."""
    return len(str(values.tolist()))
