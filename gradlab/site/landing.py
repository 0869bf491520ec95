"""What moves on the landing page: a descent on the error of a line, whose learning rate is turned until it overshoots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ipywidgets.embed import dependency_state, embed_data

import gradlab as tf
from gradlab import landscape
from gradlab.live import Descent
from gradlab.live.kit.still import Still
from gradlab.site.files import Files, share_state

_RANGE = (-4.0, 10.0)
_START = (9.0, 6.0)
_OVERSHOOTS = 0.4  # the learning rate of the run in the picture for links
_POINTS = 60
_STEPS = 30


class Example:
    """60 points along a line, a model of it with two weights, and its error."""

    def __init__(self) -> None:
        noise = np.random.default_rng(4)
        self.x = (0.8 + noise.normal(size=_POINTS)).astype(np.float32)
        self.y = (3.0 * self.x + 0.5 + 0.8 * noise.normal(size=_POINTS)).astype(np.float32)
        self.W, self.b = tf.Variable(_START[0], name="W"), tf.Variable(_START[1], name="b")

    def model(self, x: Any) -> tf.Tensor:
        """The line W·x + b."""
        return self.W * x + self.b

    def error(self) -> tf.Tensor:
        """The mean squared distance between the line and the points."""
        return tf.reduce_mean(tf.square(self.y - self.model(self.x)))

    def descent(self) -> Descent:
        """The instrument."""
        return Descent(
            self.error,
            [self.W, self.b],
            range=_RANGE,
            points=(self.x, self.y),
            model=self.model,
            true={"W": 3.0, "b": 0.5},
            learning_rate=0.1,
            steps=_STEPS,
        )

    def overshooting(self) -> tuple[landscape.Surface, landscape.Trajectory]:
        """The error as a map, and a run across it that jumps over the valley."""

        def step() -> None:
            with tf.GradientTape() as tape:
                error = self.error()
            for variable, slope in zip((self.W, self.b), tape.gradient(error, [self.W, self.b])):
                variable.assign_sub(_OVERSHOOTS * slope)

        ranges = [_RANGE, _RANGE]
        return (
            landscape.surface(self.error, [self.W, self.b], ranges=ranges),
            landscape.trajectory(step, self.error, [self.W, self.b], steps=_STEPS),
        )


@dataclass(frozen=True)
class Moving:
    """An instrument on a page: its widget's id, what the page knows of it, the state of its widgets, and its still.

    script: the address of its code, which a page may ask for early.
    """

    id: str
    here: dict[str, Any]
    state: dict[str, Any]
    still: Still
    script: str


def shown(descent: Descent, files: Files) -> Moving:
    """The instrument as it stands now."""
    saved = embed_data(views=[descent], state=dependency_state([descent], drop_defaults=False))["manager_state"]
    share_state(saved["state"], files)
    here = {descent.model_id: {"name": "descent", "rules": descent.address_rules(), "state": {}, "buffers": []}}
    script = saved["state"][descent.model_id]["state"]["_esm"]
    return Moving(descent.model_id, here, saved, descent.still(), script)
