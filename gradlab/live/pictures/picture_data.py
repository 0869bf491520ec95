"""Pictures of all kinds, made ready for a network: from arrays or files, of any size, in grey or in colour.

Whatever is done to a picture is said in a sentence. A network takes numbers: the bytes of a picture, 0 to 255, are
multiplied by `scale` on their way, which is 1/255 as in most trainings; floats are taken as they are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gradlab.tensors.tensor import Tensor

Size = tuple[int, int, int]  # rows, columns, channels
_GREY = np.array([0.299, 0.587, 0.114])  # what red, green and blue have in brightness: ITU-R BT.601
_LARGEST_FLOAT = 16.0  # beyond it, floats are surely bytes that somebody forgot to divide


class Gallery:
    """A row of pictures as a network takes them.

    pictures: an array (n, rows, columns, channels), or (n, rows, columns) in grey; or one picture or a list of them: arrays
    (rows, columns), or with 1, 3 or 4 channels, or paths of picture files. size: what the network takes;
    None for the size of the first picture. scale: what bytes are multiplied by.

    Raises FileNotFoundError, TypeError or ValueError in words for what is no picture.
    """

    def __init__(self, pictures: Any, size: Size | None, scale: float = 1 / 255) -> None:
        if isinstance(pictures, Tensor):
            pictures = pictures.numpy()
        if not (isinstance(scale, (int, float)) and 0 < scale < np.inf):
            raise ValueError(f"`scale` should be a number above 0 that bytes are multiplied by, and is {scale!r}.")
        self._scale = scale
        self._said: Sequence[str] | str
        if isinstance(pictures, np.ndarray) and pictures.ndim == 4 and len(pictures) and size in (None, pictures.shape[1:]):
            _check_numbers(pictures, "`pictures`")
            self._pictures: Any = pictures
            self._said = f"It has the network's size, {_size_words(pictures.shape[1:])}, and is taken as it is."
        else:
            each = _listed(pictures, size)
            if not each:
                raise ValueError("`pictures` is empty: give at least one.")
            self._pictures, self._said = [], []
            for i, picture in enumerate(each):
                array, steps = _read(picture, "the picture" if len(each) == 1 else f"picture {i + 1} of {len(each)}")
                size = size or (array.shape if array.shape[2] != 4 else (*array.shape[:2], 3))
                array = _fitted(array, size, steps)
                self._pictures.append(array)
                self._said.append(_sentence(steps, size))

    def __len__(self) -> int:
        return len(self._pictures)

    def inputs(self, start: int, stop: int) -> np.ndarray:
        """These pictures as the network takes them: float32 (n, rows, columns, channels)."""
        return np.stack([self._numbers(picture) for picture in self._pictures[start:stop]])

    def colours(self, index: int) -> np.ndarray:
        """A picture as a screen shows it: bytes (rows, columns, 3). Floats beyond 0…1 go from the lowest to the highest."""
        picture = self._pictures[index]
        if picture.dtype.kind == "f":
            low, high = min(0.0, float(picture.min())), max(1.0, float(picture.max()))
            picture = (picture - low) / (high - low) * 255
        array = np.rint(picture).astype(np.uint8)
        return np.repeat(array, 3, axis=2) if array.shape[2] == 1 else array[..., :3]

    def said(self, index: int) -> str:
        """What was done to a picture, and which numbers the network gets, in sentences."""
        words = self._said if isinstance(self._said, str) else self._said[index]
        picture = self._pictures[index]
        if picture.dtype.kind == "f":
            low, high = float(picture.min()), float(picture.max())
            return f"{words} The network gets its numbers, {low:.2g} to {high:.2g}.".replace("-", "−")
        times = "divided by 255" if np.isclose(self._scale, 1 / 255) else f"times {self._scale:g}"
        return f"{words} The network gets its bytes {times}."

    def _numbers(self, picture: np.ndarray) -> np.ndarray:
        if picture.dtype.kind == "f":
            return picture.astype(np.float32)
        return picture.astype(np.float32) / np.float32(1 / self._scale)  # to the last digit as learners write it: / 255


def _listed(pictures: Any, size: Size | None) -> list[Any]:
    """One picture or many, as a list."""
    if isinstance(pictures, np.ndarray):
        grey = pictures.ndim == 3 and pictures.shape[2] not in (1, 3, 4) and (size is None or size[2] == 1)
        return list(pictures) if pictures.ndim == 4 or grey else [pictures]
    if isinstance(pictures, (str, os.PathLike)) or not isinstance(pictures, Sequence):
        return [pictures]
    return list(pictures)


def _read(picture: Any, which: str) -> tuple[np.ndarray, list[str]]:
    """A picture as an array (rows, columns, channels) of bytes or floats, and the steps that led to it."""
    steps: list[str] = []
    if isinstance(picture, (str, os.PathLike)):
        array = _opened(Path(picture), steps)
    elif hasattr(picture, "convert") and hasattr(picture, "mode"):  # a picture of Pillow's
        array = _pixels(picture, steps)
    else:
        array = np.asarray(picture)
    if array.dtype == bool:
        array = array.astype(np.uint8) * 255
    if array.dtype.kind not in "uif":
        raise TypeError(f"{which} should be an array of numbers or the path of a picture file, and is {picture!r:.80}.")
    if array.ndim == 4 and len(array) == 1:
        array = array[0]
    if array.ndim == 2:
        array = array[..., None]
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4) or 0 in array.shape:
        first = array.ndim == 3 and array.shape[0] in (1, 3, 4) and min(array.shape[1:]) > 4
        advice = "its channels come first: np.moveaxis(picture, 0, -1) puts them last." if first else _SHAPES
        raise ValueError(f"{which} has the shape {array.shape}: {advice}")
    _check_numbers(array, which)
    return array, steps


_SHAPES = "a picture is (rows, columns), or (rows, columns, channels) with 1, 3 or 4 channels."


def _check_numbers(array: np.ndarray, which: str) -> None:
    """Raise ValueError for numbers that are no picture's."""
    if array.dtype.kind == "f":
        if not np.isfinite(array).all():
            raise ValueError(f"{which} holds numbers that are infinite or nan.")
        if array.max() > _LARGEST_FLOAT:
            raise ValueError(
                f"{which} holds floats up to {array.max():g}, as if bytes had been forgotten to be divided: the network "
                "should get what it was trained on, which is mostly picture / 255. If that was 0 to 255 itself, give "
                "the bytes (uint8) and scale=1."
            )
    elif array.dtype.kind in "ui" and array.size:
        low, high = int(array.min()), int(array.max())
        if low < 0 or high > 255:
            raise ValueError(f"{which} holds whole numbers from {low} to {high}, and bytes go from 0 to 255.")
    else:
        raise TypeError(f"{which} should hold numbers, and holds {array.dtype}.")


def _opened(path: Path, steps: list[str]) -> np.ndarray:
    """The pixels of a picture file."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # comes with Matplotlib

    if not path.is_file():
        raise FileNotFoundError(f"there is no file {str(path)!r}; the notebook looks in {Path.cwd().name!r} for it.")
    try:
        with Image.open(path) as file:
            image = ImageOps.exif_transpose(file)
            steps.append(f"read from {path.name} ({image.width}×{image.height} pixels)")
            return _pixels(image, steps)
    except (UnidentifiedImageError, OSError) as error:
        raise ValueError(f"{path.name!r} is no picture that can be read: save it as .png or .jpg.") from error


def _pixels(image: Any, steps: list[str]) -> np.ndarray:
    """The pixels of a picture of Pillow's in grey, in colour, or in colour and opacity."""
    if image.mode.startswith("I"):  # 16 bits
        steps.append("brought from 16 bits to 8")
        return np.clip(np.asarray(image, np.float64) / 257, 0, 255).astype(np.uint8)
    if image.mode not in ("1", "L", "RGB", "RGBA"):
        model = "RGBA" if "transparency" in image.info or image.mode in ("LA", "PA") else "RGB"
        steps.append(f"its colours brought from {image.mode} to RGB")
        image = image.convert(model)
    return np.asarray(image.convert("L") if image.mode == "1" else image)


def _fitted(array: np.ndarray, size: Size, steps: list[str]) -> np.ndarray:
    """The picture in the network's size and channels; whole numbers stay whole."""
    rows, columns, channels = size
    whole = array.dtype.kind != "f"
    picture = array.astype(np.float64)
    if picture.shape[2] == 4:
        white = 255.0 if whole else 1.0
        cover = picture[..., 3:] / white
        picture = picture[..., :3] * cover + white * (1 - cover)
        if (cover < 1).any():
            steps.append("laid on white where it was transparent")
    if picture.shape[2] == 3 and channels == 1:
        picture = (picture @ _GREY)[..., None]
        steps.append("made grey")
    elif picture.shape[2] == 1 and channels == 3:
        picture = np.repeat(picture, 3, axis=2)
        steps.append("its grey used for red, green and blue")
    elif picture.shape[2] != channels:
        raise ValueError(f"the network takes pictures with {channels} channels, and this one has {picture.shape[2]}.")
    if picture.shape[:2] != (rows, columns):
        picture = _middle(picture, rows / columns, steps)
    if picture.shape[:2] != (rows, columns):
        picture = _resized(picture, rows, columns)
        steps.append(f"scaled to {rows}×{columns}")
    if not steps and picture.shape == array.shape:
        return array
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8) if whole else picture.astype(np.float32)


def _middle(picture: np.ndarray, form: float, steps: list[str]) -> np.ndarray:
    """The largest part around the middle whose rows are `form` times its columns."""
    rows, columns = picture.shape[:2]
    kept = (min(rows, max(1, round(columns * form))), min(columns, max(1, round(rows / form))))
    if kept == (rows, columns):
        return picture
    steps.append(f"cut to the {kept[0]}×{kept[1]} pixels in its middle")
    top, left = (rows - kept[0]) // 2, (columns - kept[1]) // 2
    return picture[top : top + kept[0], left : left + kept[1]]


def _resized(picture: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The picture with another number of pixels, each the mean of what it covers."""
    from PIL import Image

    filter_ = Image.Resampling.BOX if rows <= picture.shape[0] else Image.Resampling.BILINEAR
    channels = [Image.fromarray(channel.astype(np.float32)) for channel in np.moveaxis(picture, 2, 0)]
    return np.stack([np.asarray(channel.resize((columns, rows), filter_)) for channel in channels], axis=2)


def _sentence(steps: list[str], size: Size) -> str:
    if not steps:
        return f"It has the network's size, {_size_words(size)}, and is taken as it is."
    words = steps[0] if len(steps) == 1 else f"{', '.join(steps[:-1])}, and {steps[-1]}"
    return f"It was {words}."


def _size_words(size: Sequence[int]) -> str:
    return f"{size[0]}×{size[1]} pixels in {'grey' if size[2] == 1 else 'colour' if size[2] == 3 else f'{size[2]} channels'}"
