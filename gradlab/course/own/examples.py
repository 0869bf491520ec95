"""Worked examples for those who have no data at hand yet: files that a program makes, as one's own should look.

They are made up, and say nothing about the world; but they are hard in the ways in which real ones are.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

from gradlab.files import write_whole
from gradlab.keras.datasets import drawn_animals

_NAME = "example_data"
_DAYS = 160
_EACH = 60  # pictures of a class


def example_table() -> str:
    """Write lemonade.csv, the days of an invented lemonade stand, into example_data, and return its path.

    Columns: the temperature in °C, from 12 to 34, the day, the weather, and how many cups were sold. It lies beside the
    notebook, or in a temporary folder where nobody may write there; a file that is there stays.
    """
    rng = np.random.default_rng(7)
    temperature = rng.uniform(12, 34, _DAYS)
    weekend, rain = rng.random(_DAYS) < 2 / 7, rng.random(_DAYS) < 0.3
    cups = 4 * (temperature - 10) + 30 * weekend - 20 * rain + rng.normal(0, 8, _DAYS)
    rows = ["temperature,day,weather,cups"]
    for t, free, wet, sold in zip(temperature, weekend, rain, np.maximum(0, cups)):
        rows.append(f"{t:.1f},{'weekend' if free else 'weekday'},{'rain' if wet else 'dry'},{sold:.0f}")
    path = _folder() / "lemonade.csv"
    if not path.exists():
        write_whole(path, lambda file: file.write("\n".join([*rows, ""]).encode()))
    return str(path)


def example_pictures() -> str:
    """Draw sixty cats and sixty fish into folders of their names, in example_data/animals, and return that folder's path."""
    from PIL import Image  # comes with Matplotlib

    rng = np.random.default_rng(7)
    animals = _folder() / "animals"
    for name in ("cat", "fish"):
        (animals / name).mkdir(parents=True, exist_ok=True)
        for k in range(_EACH):
            picture = Image.fromarray(drawn_animals.drawing(name, rng))
            path = animals / name / f"{name}_{k + 1:02}.png"
            if not path.exists():
                write_whole(path, lambda file, picture=picture: picture.save(file, "png"))  # type: ignore[misc]
    return str(animals)


def _folder() -> Path:
    """Where examples are written: beside the notebook if that is allowed."""
    for place in (Path(), Path(tempfile.gettempdir())):
        folder = place / _NAME
        try:
            folder.mkdir(exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    raise OSError(f"Neither beside the notebook nor in {tempfile.gettempdir()} may a folder {_NAME} be written.")
