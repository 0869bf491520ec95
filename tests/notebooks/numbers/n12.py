"""Numbers in the text of notebook 12: the network's sizes. What long trainings gave is said there with how to repeat it."""

import re

import numpy as np

from gradlab import keras
from tests.notebooks.cells import NOTEBOOKS


def network() -> keras.Sequential:
    return keras.Sequential(
        [
            keras.layers.Conv2D(32, (3, 3), input_shape=(32, 32, 3)),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Conv2D(64, (3, 3)),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Conv2D(64, (3, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(64),
            keras.layers.Dense(10),
        ]
    )


MODEL = network()
SIZES = [layer.count_params() for layer in MODEL.layers if layer.count_params()]


def counts() -> np.ndarray:
    """The confusion table that the notebook prints, [true, called]."""
    text = next(path for path in NOTEBOOKS if path.name.startswith("12")).read_text().replace("*", "")
    rows = re.findall(r"\| (?:plane|car|bird|cat|deer|dog|frog|horse|ship|truck) ((?:\| \d+ ){10})\|", text)
    return np.array([[int(n) for n in re.findall(r"\d+", row)] for row in rows])


COUNTS = counts()
CAT, DOG = 3, 5
SUM = "896 + 18 496 + 36 928 + 65 600 + 650 = 122 570"
SPACED = {size: f"{size:,}".replace(",", " ") for size in SIZES}

NUMBERS = {
    "Here the box has {122 570} knobs": MODEL.count_params(),
    "green and blue: {3072} numbers each": 32 * 32 * 3,
    **{SUM.replace(shown, f"{{{shown}}}", 1): size for size, shown in SPACED.items()},
    "10 000 photographs × 10 | {0.559}": np.trace(COUNTS) / COUNTS.sum(),
    "10 000 photographs × 10 | 0.559 | {0.380}": COUNTS[CAT, CAT] / COUNTS[CAT].sum(),
    "10 000 photographs × 10 | 0.559 | 0.380 | {0.371}": COUNTS[CAT, CAT] / COUNTS[:, CAT].sum(),
    "Of {200} cats": int(COUNTS[CAT].sum()),
    "Of 200 cats {76} were found": int(COUNTS[CAT, CAT]),
    "{48} dogs are called cats": int(COUNTS[DOG, CAT]),
    "{63} steps, and it knows hardly anything": -(-2000 // 32),
}
