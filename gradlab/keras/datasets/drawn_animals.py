"""Pictures of animals that a program draws: ten classes, cats among them, 32×32 pixels, in colour, no network needed.

They are drawings, not photographs, and what a network scores on them says nothing about photographs. But they are hard
in the same ways: an animal may be large or small, left or right, tilted, dark or in bad light, in front of anything and
partly behind something, and its colour says little about what it is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradlab.keras.datasets.canvas import Canvas, Color

Pictures = tuple[np.ndarray, np.ndarray]
_SIZE = 32
_BLACK, _WHITE, _PINK = (0.05, 0.05, 0.06), (0.95, 0.95, 0.93), (0.9, 0.55, 0.6)


def load_data(train: int = 4000, test: int = 1000, seed: int = 0) -> tuple[Pictures, Pictures]:
    """((x_train, y_train), (x_test, y_test)): uint8 drawings (n, 32, 32, 3) and the numbers of their classes (n, 1).

    Drawn anew in each call, in a few seconds; the same seed gives the same drawings. The names are in `class_names`.
    """
    rng = np.random.default_rng(seed)
    return _draw(train, rng), _draw(test, rng)


def _draw(n: int, rng: np.random.Generator) -> Pictures:
    classes = rng.permutation(np.arange(n) % len(class_names))
    pictures = np.empty((n, _SIZE, _SIZE, 3), np.uint8)
    for picture, number in zip(pictures, classes):
        picture[...] = drawing(class_names[number], rng)
    return pictures, classes.astype(np.uint8)[:, None]


def drawing(name: str, rng: np.random.Generator) -> np.ndarray:
    """One drawing of this animal, uint8 [32, 32, 3]. Raises KeyError for an animal that is not in `class_names`."""
    paint = _ANIMALS[name]
    canvas = Canvas(
        _background(rng),
        center=tuple(rng.uniform(-0.22, 0.22, 2)),
        scale=rng.uniform(0.55, 0.9),
        angle=rng.normal(0, 0.22),
        mirrored=bool(rng.random() < 0.5),
    )
    paint(canvas, rng)
    if rng.random() < 0.25:
        _hide(canvas, rng)
    return _seen(canvas.pixels, rng)


def _background(rng: np.random.Generator) -> np.ndarray:
    """Two colours that run into each other at a horizon, with some blurred patches."""
    above, below = rng.uniform(0.15, 0.95, (2, 3))
    height = np.linspace(-1, 1, _SIZE)[:, None, None]
    mix = 1 / (1 + np.exp(-(height - rng.uniform(-0.6, 0.8)) * rng.uniform(1, 15)))
    canvas = Canvas(above + (below - above) * mix + np.zeros((1, _SIZE, 1)))
    for _ in range(rng.integers(0, 6)):
        color = (above, below)[rng.integers(2)] + rng.normal(0, 0.15, 3)
        (x, y), (width, height) = rng.uniform(-1, 1, 2), rng.uniform(0.1, 0.5, 2)
        canvas.ellipse(x, y, width, height, color, rng.uniform(0, np.pi))
    return canvas.pixels


def _hide(canvas: Canvas, rng: np.random.Generator) -> None:
    """Put something in front of the animal: blades of grass, or a branch."""
    color = rng.uniform(0.1, 0.8, 3)
    if rng.random() < 0.5:
        for x in rng.uniform(-1, 1, 7):
            canvas.stroke([(x, 1.5), (x + rng.normal(0, 0.15), rng.uniform(0.0, 0.6))], 0.04, color)
    else:
        (x0, x1), (y0, y1) = rng.uniform(-0.8, 0.8, (2, 2))
        canvas.stroke([(x0 - 1.5, y0 - 1), (x1, y1), (x0 + 1.5, y0 + 1)], rng.uniform(0.06, 0.14), color)


def _seen(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The picture as a camera sees it: in light from one side, brighter or darker, and grainy."""
    x, y = np.meshgrid(np.linspace(-1, 1, _SIZE), np.linspace(-1, 1, _SIZE))
    direction = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.35) * (x * np.cos(direction) + y * np.sin(direction))
    seen = pixels * light[..., None] * rng.uniform(0.55, 1.15) * rng.uniform(0.9, 1.1, 3)
    return (np.clip(seen + rng.normal(0, 0.035, seen.shape), 0, 1) * 255).astype(np.uint8)


def _fur(rng: np.random.Generator) -> np.ndarray:
    """The colour of a coat: from black over brown and ginger to white, or grey."""
    light = rng.uniform(0.12, 0.92)
    warmth = rng.uniform(0, 0.3) * np.sin(np.pi * light)
    return np.clip([light + warmth, light, light - warmth], 0.03, 0.97)


def _bright(rng: np.random.Generator) -> np.ndarray:
    """Any strong colour."""
    color = rng.uniform(0, 1, 3)
    color[rng.integers(3)] = rng.uniform(0.75, 1)
    return color


def _darker(color: Color, by: float = 0.65) -> np.ndarray:
    return np.asarray(color) * by


def _lighter(color: Color, by: float = 0.5) -> np.ndarray:
    return 1 - (1 - np.asarray(color)) * by


def _eyes(canvas: Canvas, apart: float, y: float, size: float, color: Color = _WHITE) -> None:
    for side in (-1, 1):
        canvas.ellipse(side * apart, y, size, size, color)
        canvas.ellipse(side * apart, y, size * 0.55, size * 0.8, _BLACK)


def _cat(canvas: Canvas, rng: np.random.Generator) -> None:
    fur = _fur(rng)
    swing = rng.uniform(-0.2, 0.3)
    canvas.stroke([(0.3, 0.8), (0.75, 0.75), (0.9, 0.4 + swing), (0.75, 0.0 + swing)], 0.09, _darker(fur))
    canvas.ellipse(0, 0.6, 0.45, 0.45, fur)
    for side in (-1, 1):
        inner, outer, tip = (side * 0.08, -0.6), (side * 0.55, -0.35), (side * 0.52, -1.0)
        canvas.polygon([inner, tip, outer] if side > 0 else [inner, outer, tip], fur)
        canvas.ellipse(side * 0.4, -0.66, 0.07, 0.16, _PINK, -side * 0.35)
        canvas.ellipse(side * 0.2, 0.97, 0.17, 0.1, _lighter(fur))
    canvas.ellipse(0, -0.2, 0.56, 0.46, fur)
    if rng.random() < 0.5:
        for x in (-0.2, 0.0, 0.2):
            canvas.stroke([(x, -0.62), (x * 0.8, -0.42)], 0.035, _darker(fur, 0.4))
            canvas.stroke([(x * 2, 0.45), (x * 1.6, 0.62)], 0.04, _darker(fur, 0.4))
    canvas.ellipse(0, 0.03, 0.22, 0.14, _lighter(fur))
    _eyes(canvas, 0.24, -0.22, 0.13, (0.65, 0.85, 0.3) if rng.random() < 0.7 else (0.95, 0.75, 0.2))
    canvas.polygon([(-0.07, -0.05), (0.07, -0.05), (0, 0.04)], _PINK)
    whiskers = _WHITE if fur.mean() < 0.6 else _BLACK
    for side in (-1, 1):
        for y in (-0.05, 0.12):
            canvas.stroke([(side * 0.18, 0.04), (side * 0.75, y)], 0.015, whiskers)


def _dog(canvas: Canvas, rng: np.random.Generator) -> None:
    fur = _fur(rng)
    ears = _darker(fur, rng.uniform(0.35, 0.7))
    canvas.stroke([(0.35, 0.7), (0.7, rng.uniform(0.1, 0.4))], 0.1, fur)
    canvas.ellipse(0, 0.6, 0.48, 0.45, fur)
    canvas.ellipse(0, 0.6, 0.22, 0.3, _lighter(fur))
    for side in (-1, 1):
        canvas.ellipse(side * 0.22, 0.96, 0.18, 0.11, fur)
    canvas.ellipse(0, -0.25, 0.47, 0.52, fur)
    for side in (-1, 1):
        canvas.ellipse(side * 0.52, -0.2, 0.16, 0.42, ears, -side * rng.uniform(0.05, 0.4))
    if rng.random() < 0.4:
        canvas.ellipse(0.2, -0.35, 0.18, 0.2, ears)
    _eyes(canvas, 0.2, -0.35, 0.1)
    canvas.ellipse(0, 0.02, 0.28, 0.24, _lighter(fur))
    if rng.random() < 0.5:
        canvas.ellipse(0, 0.24, 0.09, 0.17, (0.9, 0.35, 0.4))
    canvas.ellipse(0, -0.08, 0.14, 0.1, _BLACK)
    canvas.stroke([(-0.14, 0.14), (0, 0.1), (0.14, 0.14)], 0.025, _BLACK)


def _rabbit(canvas: Canvas, rng: np.random.Generator) -> None:
    fur = _fur(rng)
    lean = rng.uniform(0.05, 0.35)
    canvas.ellipse(0.42, 0.75, 0.17, 0.17, _lighter(fur, 0.2))
    canvas.ellipse(0, 0.6, 0.42, 0.42, fur)
    for side in (-1, 1):
        canvas.ellipse(side * (0.16 + lean / 2), -0.62, 0.13, 0.45, fur, side * lean)
        canvas.ellipse(side * (0.16 + lean / 2), -0.6, 0.06, 0.33, _PINK, side * lean)
        canvas.ellipse(side * 0.25, 0.95, 0.2, 0.09, _lighter(fur))
    canvas.ellipse(0, -0.02, 0.4, 0.36, fur)
    _eyes(canvas, 0.19, -0.07, 0.08, _BLACK)
    canvas.ellipse(0, 0.16, 0.18, 0.13, _lighter(fur))
    canvas.ellipse(0, 0.09, 0.06, 0.05, _PINK)
    canvas.polygon([(-0.06, 0.2), (0.06, 0.2), (0.06, 0.32), (-0.06, 0.32)], _WHITE)


def _mouse(canvas: Canvas, rng: np.random.Generator) -> None:
    fur = _fur(rng)
    bend = rng.uniform(-0.3, 0.3)
    canvas.stroke([(0.5, 0.5), (0.8, 0.6), (1.0, 0.2 + bend), (1.25, 0.0)], 0.045, _PINK)
    canvas.ellipse(0.2, 0.35, 0.55, 0.4, fur)
    for x in (-0.05, 0.45):
        canvas.ellipse(x, 0.74, 0.13, 0.06, _PINK)
    canvas.polygon([(-1.0, 0.4), (-0.35, -0.05), (-0.2, 0.65)], fur)
    canvas.ellipse(-0.4, 0.3, 0.36, 0.33, fur)
    for x in (-0.12, -0.5):
        canvas.ellipse(x, -0.17, 0.27, 0.29, _darker(fur, 0.8))
        canvas.ellipse(x, -0.16, 0.17, 0.2, _PINK)
    canvas.ellipse(-0.55, 0.22, 0.07, 0.08, _BLACK)
    canvas.ellipse(-1.0, 0.4, 0.08, 0.07, _PINK)
    for y in (0.25, 0.6):
        canvas.stroke([(-0.85, 0.4), (-0.65, y)], 0.014, _BLACK)


def _bird(canvas: Canvas, rng: np.random.Generator) -> None:
    feathers, beak = _bright(rng), (0.95, 0.6, 0.1)
    wing = _darker(feathers) if rng.random() < 0.6 else _bright(rng)
    for x in (-0.08, 0.12):
        canvas.stroke([(x, 0.45), (x + 0.04, 0.9), (x - 0.1, 0.95)], 0.035, beak)
    canvas.polygon([(0.35, 0.05), (1.05, -0.25), (1.1, 0.15), (0.45, 0.45)], _darker(wing, 0.8))
    canvas.polygon([(-1.05, -0.3), (-0.65, -0.52), (-0.65, -0.2)], beak)
    canvas.ellipse(0.05, 0.15, 0.58, 0.42, feathers, 0.15)
    canvas.ellipse(-0.48, -0.38, 0.31, 0.31, feathers)
    canvas.ellipse(-0.12, 0.3, 0.34, 0.22, _lighter(feathers))
    if rng.random() < 0.5:
        canvas.ellipse(0.25, 0.08, 0.42, 0.24, wing, 0.3)
    else:
        canvas.polygon([(-0.15, 0.1), (0.25, -0.95), (0.75, -0.85), (0.45, 0.15)], wing)
    canvas.ellipse(-0.56, -0.45, 0.08, 0.08, _WHITE)
    canvas.ellipse(-0.57, -0.45, 0.05, 0.05, _BLACK)


def _fish(canvas: Canvas, rng: np.random.Generator) -> None:
    scales, fins = _bright(rng), _bright(rng)
    canvas.polygon([(0.45, 0.0), (1.05, -0.5), (0.9, 0.0), (1.05, 0.5)], fins)
    canvas.polygon([(-0.3, -0.3), (0.1, -0.8), (0.4, -0.25)], fins)
    canvas.polygon([(-0.1, 0.3), (0.3, 0.25), (0.2, 0.7)], fins)
    canvas.ellipse(-0.15, 0, 0.75, rng.uniform(0.36, 0.52), scales)
    if rng.random() < 0.6:
        for x in (-0.2, 0.1, 0.35):
            canvas.stroke([(x, -0.28), (x + 0.05, 0.0), (x, 0.28)], 0.05, _darker(scales))
    canvas.polygon([(-0.05, 0.0), (0.3, -0.1), (0.25, 0.2)], _darker(fins, 0.8))
    canvas.ellipse(-0.55, -0.1, 0.12, 0.12, _WHITE)
    canvas.ellipse(-0.57, -0.1, 0.07, 0.07, _BLACK)
    canvas.stroke([(-0.88, 0.12), (-0.7, 0.15)], 0.025, _BLACK)


def _turtle(canvas: Canvas, rng: np.random.Generator) -> None:
    skin = np.array([0.45, 0.65, 0.3]) * rng.uniform(0.5, 1.3) + rng.normal(0, 0.1, 3)
    shell = np.array([0.5, 0.4, 0.2]) * rng.uniform(0.5, 1.5) + rng.normal(0, 0.12, 3)
    canvas.stroke([(-0.6, 0.3), (-0.85, rng.uniform(-0.1, 0.2))], 0.13, skin)
    canvas.ellipse(-0.9, rng.uniform(-0.1, 0.15), 0.2, 0.17, skin)
    canvas.polygon([(0.7, 0.3), (1.0, 0.45), (0.7, 0.5)], skin)
    for x in (-0.42, 0.45):
        canvas.ellipse(x, 0.6, 0.16, 0.25, skin)
    canvas.ellipse(0, 0.2, 0.78, 0.62, shell)
    canvas.polygon([(-0.85, 0.38), (0.85, 0.38), (0.8, 0.58), (-0.8, 0.58)], _darker(shell))
    for x, y in ((-0.35, 0.1), (0, -0.1), (0.35, 0.1), (0, 0.22)):
        canvas.ellipse(x, y, 0.14, 0.12, _darker(shell, 0.6))
    canvas.ellipse(-0.96, 0.02, 0.05, 0.05, _BLACK)


def _elephant(canvas: Canvas, rng: np.random.Generator) -> None:
    skin = np.clip(rng.uniform(0.3, 0.75) + rng.normal(0, 0.04, 3), 0, 1)
    reach = rng.uniform(-0.5, 0.3)
    canvas.stroke([(0.95, 0.0), (1.1, 0.4)], 0.04, _darker(skin))
    for x in (-0.2, 0.1, 0.45, 0.72):
        canvas.stroke([(x, 0.3), (x, 0.85)], 0.14, _darker(skin, 0.85 if x in (-0.2, 0.45) else 0.7))
    canvas.ellipse(0.3, 0.0, 0.72, 0.5, skin)
    canvas.stroke([(-0.7, -0.2), (-0.92, 0.2), (-0.9, 0.5), (-1.1, 0.65 + reach)], 0.11, skin)
    canvas.ellipse(-0.55, -0.25, 0.38, 0.38, skin)
    canvas.stroke([(-0.68, 0.12), (-0.85, 0.32), (-1.05, 0.3)], 0.05, _WHITE)
    canvas.ellipse(-0.22, -0.25, 0.27, 0.4, _darker(skin, 0.8))
    canvas.ellipse(-0.2, -0.22, 0.18, 0.28, _darker(skin, 0.9) + np.array([0.08, 0.02, 0.02]))
    canvas.ellipse(-0.66, -0.32, 0.05, 0.05, _BLACK)


def _snake(canvas: Canvas, rng: np.random.Generator) -> None:
    skin, bands = _bright(rng) * 0.8, _bright(rng) * 0.6
    x = np.linspace(-0.85, 1.0, 12)
    y = rng.uniform(0.25, 0.45) * np.sin(x * rng.uniform(4, 6) + rng.uniform(0, 6)) + 0.15
    body = list(zip(x.tolist(), y.tolist()))
    canvas.stroke(body, 0.14, skin)
    for (x0, y0), (x1, y1) in zip(body[2::2], body[3::2]):
        canvas.stroke([(x0, y0), ((x0 + x1) / 2, (y0 + y1) / 2)], 0.1, bands)
    head, height = body[0]
    canvas.stroke([(head - 0.15, height), (head - 0.42, height), (head - 0.5, height - 0.06)], 0.025, (0.85, 0.1, 0.1))
    canvas.ellipse(head, height, 0.25, 0.19, skin)
    canvas.ellipse(head - 0.08, height - 0.08, 0.07, 0.07, _WHITE)
    canvas.ellipse(head - 0.09, height - 0.08, 0.04, 0.05, _BLACK)


def _butterfly(canvas: Canvas, rng: np.random.Generator) -> None:
    wings, spots = _bright(rng), _bright(rng)
    spread = rng.uniform(0.6, 1.0)
    for side in (-1, 1):
        for y, size, turn in ((-0.35, 0.5, 0.6), (0.38, 0.38, -0.6)):
            x = side * 0.48 * spread
            canvas.ellipse(x, y, size * 1.06 * spread, size * 0.8, _darker(wings, 0.4), side * -turn)
            canvas.ellipse(x, y, size * 0.88 * spread, size * 0.62, wings, side * -turn)
            canvas.ellipse(x * 1.15, y, size * 0.3 * spread, size * 0.3, spots)
        canvas.stroke([(0, -0.5), (side * 0.2, -0.95)], 0.025, _BLACK)
    canvas.ellipse(0, 0.0, 0.09, 0.55, _BLACK)


_ANIMALS: dict[str, Callable[[Canvas, np.random.Generator], None]] = {
    "bird": _bird,
    "butterfly": _butterfly,
    "cat": _cat,
    "dog": _dog,
    "elephant": _elephant,
    "fish": _fish,
    "mouse": _mouse,
    "rabbit": _rabbit,
    "snake": _snake,
    "turtle": _turtle,
}
class_names = list(_ANIMALS)
