"""What a network answers: a share for each class. And whether it can be asked at all.

A network that ends in softmax answers with shares, which add up to 1; one that was trained `from_logits` answers with
scores, of which softmax makes shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gradlab.keras import Sequential, activations, layers
from gradlab.keras.layers.layer import Layer
from gradlab.keras.model import Model
from gradlab.live.pictures.picture_data import Size
from gradlab.tensors.naming import shortened
from gradlab.tensors.tensor import Tensor


def check_network(model: Model) -> None:
    """Raise TypeError or ValueError for what is no model, was never built, or has weights that are no numbers."""
    if not isinstance(model, Model):
        raise TypeError(f"`model` should be a keras model, as keras.Sequential([…]) makes one, and is {model!r}.")
    if not model.built:
        raise ValueError(
            f"the model '{model.name}' was never built, so it has no weights to look at: begin it with "
            "keras.Input(shape), call it on one batch, or `fit` it."
        )
    bad = {path: np.count_nonzero(~np.isfinite(v._array)) for path, v in model.named_weights().items()}
    found = ", ".join(f"{count} in {path}" for path, count in bad.items() if count)
    if found:
        raise ValueError(
            f"weights of the model '{model.name}' are no finite numbers any more ({found}), so all that it answers is nan: "
            "train it anew with a smaller learning rate. live.KnobWall(model) shows where they are."
        )


def input_size(model: Model) -> Size | None:
    """Rows, columns and channels of the pictures that a model takes, if that is known."""
    try:
        promised = model.inputs[0].shape[1:]
    except AttributeError:  # nobody has told it
        return None
    if len(promised) != 3:
        raise ValueError(
            f"the model '{model.name}' takes examples of the shape {promised}, and pictures are (rows, columns, channels)."
        )
    return None if None in promised else promised  # type: ignore[return-value]


def row_of(model: Model) -> Iterator[Layer]:
    """The layers in the order in which a picture goes through them, those of Sequentials inside too."""
    for layer in model.layers:
        if isinstance(layer, Sequential):
            yield from row_of(layer)
        else:
            yield layer


def scores_of(layer: Layer, inputs: Tensor, output: Tensor) -> Tensor:
    """What the last layer gives, before softmax makes shares of it: the slope of a share is flat where it is nearly 1."""
    if not _ends_in_softmax(layer):
        return output
    if isinstance(layer, layers.Dense):
        z = inputs @ layer.kernel
        return z if layer.bias is None else z + layer.bias
    return inputs


def _ends_in_softmax(layer: Layer) -> bool:
    return isinstance(layer, layers.Softmax) or (
        isinstance(layer, (layers.Activation, layers.Dense)) and layer.activation is activations.softmax
    )


def shares(model: Model, outputs: np.ndarray) -> np.ndarray:
    """What a model answers (n, classes), as shares, each row adding up to 1. Raises ValueError for other outputs."""
    if outputs.ndim != 2 or outputs.shape[1] < 2:
        raise ValueError(
            f"the model answers with the shape (None, {', '.join(map(str, outputs.shape[1:]))}), and a share for each of "
            "at least two classes is needed: end it with Dense(number_of_classes)."
        )
    last = list(row_of(model))[-1] if isinstance(model, Sequential) else None
    if isinstance(last, layers.Dense):
        are_shares = _ends_in_softmax(last)
    else:  # a way of its own: its numbers tell
        are_shares = bool((outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-3))
    if are_shares:
        return outputs
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def names_of(classes: Sequence[str] | None, count: int) -> list[str]:
    """The names of the classes; numbers where none are given. Raises ValueError unless there are as many as classes."""
    if classes is None:
        return [f"class {k}" for k in range(count)]
    if isinstance(classes, str):
        raise TypeError(f"`classes` should be a list of names, and is one word, {classes!r}.")
    if len(classes) != count:
        raise ValueError(f"`classes` holds {len(classes)} names, and the model tells {count} classes apart.")
    return [shortened(str(name)) for name in classes]


def share_words(share: float) -> str:
    """63 %; small and nearly full shares are not rounded to 0 or 100."""
    if share != share:
        return "no share"
    if 0 < share < 0.005:
        return "below 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"
