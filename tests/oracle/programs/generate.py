"""Puts random programs together: each step is tried on TensorFlow, so that most of them run to the end.

A step that TensorFlow refuses is dropped mostly, and at times kept as the last: gradlab must refuse it too.
"""

import inspect
import operator
import random
import re

import numpy as np

from tests.oracle.against import tensorflow
from tests.oracle.programs.catalogue import CALLS, Call
from tests.oracle.programs.program import Program, Slopes, Step
from tests.oracle.programs.run import quiet
from tests.oracle.programs.world import Known, World

_WEIGHTS = [call.weight for call in CALLS]
_NOTHING = Known("", (), "float32")


class _Growing(World):
    """A world in which steps are made and tried."""

    def __init__(self, choose: random.Random, special: float, wrong: float) -> None:
        super().__init__(choose, special, wrong)
        self.steps: list[Step] = []
        self.over = False

    def name(self) -> str:
        """A name for what comes out; at times one that there is already."""
        bound = [step.name for step in self.steps if step.name]
        return self.choose.choice(bound) if bound and self.chance(0.06) else f"x{len(self.steps)}"

    def derived(self, text: str) -> Known:
        """What comes out of a step of its own, as an operand."""
        last = f"{{{len(self.used) - 1}}}"
        known = self.step(Step(f"x{len(self.steps)}", text.replace(last, "{0}"), (self.used.pop(),)))
        return known or self.fresh(self.shape(), self.main)

    def step(self, step: Step) -> Known | None:
        """Try a step on TensorFlow and keep it if it runs. What is not finite is kept where special numbers are wanted."""
        scope = dict(self.values)
        try:
            exec(str(step).removeprefix("with tape.stop_recording():\n    "), {"tf": tensorflow, "np": np}, scope)
        except Exception:
            if self.chance(0.1):
                self.steps.append(step)
                self.over = True
            return None
        made = scope.get(step.name) if step.name else None
        if not self.special and not all(map(_tame, made if isinstance(made, (list, tuple)) else [made])):
            return None
        self.steps.append(step)
        if step.name:
            self.add(step.name, made)
        return self.known.get(step.name) if step.name else None


def _tame(value: object) -> bool:
    """Whether all numbers are finite and none is huge."""
    if not isinstance(value, tensorflow.Tensor) or not value.dtype.is_floating:
        return True
    return bool(np.all(np.abs(value.numpy()) < 1e4))


def generate(seed: int | str, special: float = 0.02) -> Program:
    """The program of this seed. special: how often numbers are 0, inf, nan, huge or tiny, in one program out of four."""
    choose = random.Random(seed)
    world = _Growing(choose, special if choose.random() < 0.25 else 0.0, 0.02)
    for _ in range(choose.randint(1, 3)):
        world.fresh(world.shape(), world.main)
    wanted, tries = choose.randint(3, 20), 0
    with quiet():
        while len(world.steps) < wanted and tries < 60 and not world.over:
            tries += 1
            _grow(world)
    return _asked(world)


def _grow(world: _Growing) -> None:
    kind = world.choose.random()
    variables = [made.name for made in world.inputs if made.kind == "Variable"]
    world.used = []
    if kind < 0.05 and variables:
        known = world.known[world.choose.choice(variables)]
        method = world.choose.choice(["assign", "assign_add", "assign_sub"])
        other = world.operand(lambda k: (k.shape, k.dtype) == (known.shape, known.dtype), known.shape, known.dtype)
        text = f"{world.text(known)}.{method}({world.text(other)})"
        step = Step(None, text, tuple(world.used))
        world.step(step)
    elif kind < 0.07:
        known = world.pick(lambda k: k.floats and k.name[0] != "n")
        if known:
            world.steps.append(Step(None, "tape.watch({0})", (known.name,)))
    else:
        (call,) = world.choose.choices(CALLS, _WEIGHTS)
        _call(world, call)


def _call(world: _Growing, call: Call) -> None:
    texts: list[str] = []
    first = _NOTHING
    for place, take in enumerate(call.takes):
        drawn = take(world, first)
        if world.over:
            return
        if place == 0 and isinstance(drawn, Known):
            first = drawn
        elif place == 0 and world.used:
            first = world.known.get(world.used[0], _NOTHING)
        texts.append(world.text(drawn) if isinstance(drawn, Known) else drawn)
    if world.chance(0.1):
        texts = _by_name(call.text, texts)
    options = tuple(f"{name}={draw(world, first)}" for name, draw in call.options.items() if world.chance(0.5))
    text = call.text.format(*texts, options="{options}")
    world.step(Step(world.name(), text, tuple(world.used), options, paused=world.chance(0.01)))


def _by_name(text: str, texts: list[str]) -> list[str]:
    """The operands of a call with the names that TensorFlow has for them, where they stand in its order."""
    called = re.fullmatch(r"tf\.([\w.]+)\((\{\}(, )?)+\{options\}\)", text)
    if not called or called[1].endswith(("2d", "range", "linspace")):
        return texts
    names = inspect.signature(operator.attrgetter(called[1])(tensorflow)).parameters
    return [f"{name}={operand}" for name, operand in zip(names, texts)]


def _asked(world: _Growing) -> Program:
    """The program with the slopes that are asked for."""
    choose = world.choose
    inputs = [made.name for made in world.inputs if made.kind != "array"]
    between = [step.name for step in world.steps if step.name]
    tensors = [name for name in (*inputs, *between) if name in world.known]
    targets_from = [name for name in between if name in world.known and world.known[name].floats] or inputs
    second = world.chance(0.3)
    persistent = not second and world.chance(0.25)
    asked = []
    for i in range(2 if persistent else 1):
        if not inputs:
            break
        targets = [targets_from[-1] if world.chance(0.5) else choose.choice(targets_from)]
        targets += [choose.choice(tensors) for _ in range(choose.choice([0, 0, 0, 1, 2]))]
        sources = choose.sample(inputs, choose.randint(1, len(inputs)))
        if not second:  # the slope of a slope towards something in between depends on how a function is composed
            sources += [choose.choice(tensors) for _ in range(choose.choice([0, 0, 1]))]
        above = ()
        if world.chance(0.2):
            above = tuple(
                f"tf.constant({world.plain(world.known[t].shape, world.known[t].dtype)}, "
                f"dtype=tf.{world.known[t].dtype}, shape={list(world.known[t].shape)})"
                for t in targets
                if t in world.known
            )
        asked.append(
            Slopes(
                f"g{i}",
                tuple(targets),
                tuple(sources),
                choose.choice(["one", "one", "list", "dict", "nested"]),
                "list" if second else choose.choice(["one", "list", "dict", "nested"]),
                above,
                choose.choice(["", "", "", "'zero'", "tf.UnconnectedGradients.ZERO", "'none'"]),
            )
        )
    constants = [made.name for made in world.inputs if made.kind == "constant" and made.values.dtype.kind == "f"]
    watched = tuple(name for name in constants if world.chance(0.8))
    return Program(
        tuple(world.inputs),
        tuple(world.steps),
        tuple(asked),
        watched,
        persistent,
        accessed=world.chance(0.95),
        inside=persistent and world.chance(0.2),
        second=second,
    )
