"""The playground as a still picture: the decision boundary with the points on the left, the losses on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradlab.figures import COLOURS

if TYPE_CHECKING:
    from gradlab.live.playground import Playground

_GRID = 121


def draw(figure: Any, playground: Playground) -> None:
    """Draw it on a Matplotlib Figure."""
    from matplotlib.colors import LinearSegmentedColormap  # costs half a second, only here

    left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
    (x, y), (x_test, y_test) = playground.train_data, playground.test_data
    reach = 1.05 * float(np.abs(np.concatenate([x, x_test])).max())
    along = np.linspace(-reach, reach, _GRID, dtype=np.float32)
    grid = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
    likely = np.asarray(playground.model(grid)).reshape(_GRID, _GRID)
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
    left.set(xlabel="x₁", ylabel="x₂", title=f"{playground.data}, step {playground.step}", aspect="equal")
    steps, train, test = playground.history.T
    right.plot(steps, train, color=COLOURS["error"], label="training points")
    if len(x_test):
        right.plot(steps, test, "--", color=COLOURS["text"], label="test points")
    right.set(xlabel="step", ylabel="loss", title="loss")
    right.legend()
