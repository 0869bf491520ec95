"""The playground as a still picture: the decision boundary with the points on the left, the losses on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradlab.landscape.figures import COLOURS

Points = tuple[np.ndarray, np.ndarray]

_GRID = 121


def draw(
    figure: Any,
    *,
    training: Points,
    testing: Points,
    model: Callable[[np.ndarray], Any],
    title: str,
    losses: np.ndarray,
) -> None:
    """Draw it on a Matplotlib Figure.

    training, testing: places [n, 2] and labels [n, 1], 0 or 1. model: how likely each place is a 1. losses: a row for each
    note, of the step, the loss on the training points and the loss on the test points.
    """
    from matplotlib.colors import LinearSegmentedColormap  # costs half a second, only here

    left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
    (x, y), (x_test, y_test) = training, testing
    reach = 1.05 * float(np.abs(np.concatenate([x, x_test])).max())
    along = np.linspace(-reach, reach, _GRID, dtype=np.float32)
    grid = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
    likely = np.asarray(model(grid)).reshape(_GRID, _GRID)
    colours = LinearSegmentedColormap.from_list("sign", [COLOURS["negative"], COLOURS["paper"], COLOURS["positive"]])
    left.imshow(likely, extent=(-reach, reach, -reach, reach), origin="lower", cmap=colours, vmin=0, vmax=1, alpha=0.6)
    if likely.min() < 0.5 < likely.max():
        left.contour(along, along, likely, levels=[0.5], colors=[COLOURS["text"]])
    for points, labels, filled in ((x, y, True), (x_test, y_test, False)):
        for label, marker, colour in ((0, "s", COLOURS["negative"]), (1, "o", COLOURS["positive"])):
            of_label = points[labels[:, 0] == label]
            face = colour if filled else "none"
            left.scatter(
                *of_label.T, s=14, marker=marker, facecolors=face, edgecolors=colour if not filled else COLOURS["paper"]
            )
    left.set(xlabel="x₁", ylabel="x₂", title=title, aspect="equal")
    steps, train, test = losses.T
    right.plot(steps, train, color=COLOURS["error"], label="training points")
    if len(x_test):
        right.plot(steps, test, "--", color=COLOURS["text"], label="test points")
    right.set(xlabel="step", ylabel="loss", title="loss")
    right.legend()
