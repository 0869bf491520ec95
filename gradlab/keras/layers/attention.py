"""Layers that look something up: each question (query) is answered by a mean of values, weighted by how well their keys fit.

    scores = softmax(query · keyᵀ)          [batch, questions, answers], each row adds up to 1
    output = scores · value

Bahdanau et al. (2015), "Neural machine translation by jointly learning to align and translate"; Vaswani et al. (2017),
"Attention is all you need".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.functions.composed import cast, where
from gradlab.functions.reduce import reduce_sum
from gradlab.keras import initializers
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.einsum_dense import EinsumDense
from gradlab.keras.layers.noise import Chance
from gradlab.keras.names import find
from gradlab.operators.activations import tanh
from gradlab.operators.linear_algebra import matmul
from gradlab.operators.shaping import getitem, transpose
from gradlab.operators.softmax import softmax
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, as_tensor

_FAR_BELOW = -1e9  # what a score becomes that must not count; in a row of nothing else, all count alike


def _weights(scores: Tensor, mask: Any) -> Tensor:
    """Scores as weights that add up to 1 along the last axis, 0 where the mask is False."""
    if mask is None:
        return softmax(scores, axis=-1)
    return softmax(where(mask, scores, cast(_FAR_BELOW if scores.dtype.itemsize > 2 else -3e4, scores.dtype)), axis=-1)


def _causal(steps: int, answers: int) -> np.ndarray:
    """True where a step may look: at itself and at what was before, [1, steps, answers]."""
    return np.tril(np.ones((1, steps, answers), bool))


def _dropped(layer: Any, weights: Tensor, training: bool) -> Tensor:
    """In training, the weights without some at random, as many as the layer's `dropout` says."""
    if not (training and layer.dropout):
        return weights
    kept = cast(random_numbers.uniform(weights.shape, seed=layer.next_seed()) >= layer.dropout, weights.dtype)
    return weights * kept / (1 - layer.dropout)


def _both(masks: Sequence[Any]) -> Any:
    """What all masks allow; None where there are none."""
    there = [np.asarray(as_tensor(mask)._array) != 0 for mask in masks if mask is not None]
    allowed = there[0] if there else None
    for mask in there[1:]:
        allowed = allowed & mask
    return None if allowed is None else Tensor(allowed)


class Attention(Chance):
    """Attention of a list [query, value] or [query, value, key]: questions [batch, t, n], answers [batch, s, n].

    use_scale: a weight that scores are multiplied by. score_mode: 'dot', query · keyᵀ, or 'concat', Σ tanh(query + key)
    times a weight. dropout: the fraction of weights that training drops. Raises ValueError for another mode.
    """

    takes_several = True

    def __init__(
        self, use_scale: bool = False, score_mode: str = "dot", dropout: float = 0.0, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(seed=seed, **kwargs)
        self.use_scale, self.dropout = use_scale, dropout
        self.score_mode = find("score mode", score_mode, {"dot": "dot", "concat": "concat"})
        self.scale: Any = None

    def build(self, input_shape: Any) -> None:
        """Make the weights that scores are multiplied by, if there are any."""
        self.scale = self.add_weight((), "ones", name="scale") if self.use_scale else None
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight((), "ones", name="concat_score_weight")

    def check_input(self, shape: Any) -> None:
        """Raise ValueError unless two or three inputs came that fit together."""
        shapes = list(shape) if isinstance(shape, list) and all(isinstance(part, tuple) for part in shape) else []
        if len(shapes) not in (2, 3) or any(len(part) < 3 for part in shapes):
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' takes a list of two or three inputs, [query, value] or [query, value, "
                f"key], each of shape (batch, steps, n), and received {shape}."
            )
        query, value, key = shapes if len(shapes) == 3 else (*shapes, shapes[1])
        if query[-1] != key[-1] or value[-2] != key[-2]:
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' needs questions and keys of one length, and a key for each value: "
                f"query has the shape {query}, value {value}, key {key}."
            )

    def call(
        self,
        inputs: Sequence[Tensor],
        mask: Any = None,
        training: bool = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """The answers, and the weights if wanted.

        mask: [query_mask, value_mask], each [batch, steps] or None, False where a step does not count.
        use_causal_mask: each step looks at itself and those before.
        """
        query, value = inputs[0], inputs[1]
        scores = self._scores(query, inputs[2] if len(inputs) > 2 else value)
        about_query, about_value = (None, None) if mask is None else mask[:2]
        answers = None if about_value is None else getitem(as_tensor(about_value), key=(slice(None), None))
        causal = _causal(*scores.shape[-2:]) if use_causal_mask else None
        weights = _dropped(self, _weights(scores, _both([answers, causal])), training)
        output = matmul(weights, value)
        if about_query is not None:
            output = where(np.asarray(as_tensor(about_query)._array)[..., None] != 0, output, cast(0.0, output.dtype))
        return (output, weights) if return_attention_scores else output

    def _scores(self, query: Tensor, key: Tensor) -> Tensor:
        if self.score_mode == "dot":
            scores = matmul(query, key.mT)
            return scores if self.scale is None else scores * self.scale
        together = _pairs(query, key)
        return self.concat_score_weight * reduce_sum(tanh(together if self.scale is None else together * self.scale), -1)


class AdditiveAttention(Attention):
    """Attention with scores Σ scale · tanh(query + key), where scale is a weight for each number. Else as Attention."""

    def __init__(self, use_scale: bool = True, dropout: float = 0.0, **kwargs: Any) -> None:
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)

    def build(self, input_shape: Any) -> None:
        """Make the scale."""
        self.scale = self.add_weight((input_shape[0][-1],), "glorot_uniform", name="scale") if self.use_scale else None

    def _scores(self, query: Tensor, key: Tensor) -> Tensor:
        bent = tanh(_pairs(query, key))
        return reduce_sum(bent if self.scale is None else bent * self.scale, -1)


class MultiHeadAttention(Chance):
    """Several attentions side by side, each on projections of its own: attention(query, value) or (query, value, key).

    num_heads: how many. key_dim, value_dim: how many numbers a head's questions and values have. output_shape: how many
    numbers come out, by default as many as the query has. Questions are divided by √key_dim, so that scores stay small.
    dropout: the fraction of weights that training drops. Raises ValueError for numbers below 1.
    """

    _built_by_calling = True
    ruled = ("kernel", "bias")

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: int | Sequence[int] | None = None,
        attention_axes: Any = None,
        *,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(seed=seed, **kwargs)
        self.num_heads, self.key_dim = positive(self, "num_heads", num_heads), positive(self, "key_dim", key_dim)
        self.value_dim = self.key_dim if value_dim is None else positive(self, "value_dim", value_dim)
        self.dropout, self.use_bias = dropout, use_bias
        self._wanted = output_shape if output_shape is None or isinstance(output_shape, int) else tuple(output_shape)
        if attention_axes not in (None, 1, (1,), [1]):
            raise ValueError(f"`attention_axes` is {attention_axes!r}: only axis 1, the steps, can be attended along.")
        self.attention_axes = attention_axes
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)

    def _made_with(self) -> dict[str, Any]:
        return {**super()._made_with(), "output_shape": self._wanted}

    def build(self, query_shape: Any, value_shape: Any = None, key_shape: Any = None) -> None:
        """Make the projections for questions, keys and values with these numbers of numbers."""
        value_shape = query_shape if value_shape is None else value_shape
        key_shape = value_shape if key_shape is None else key_shape
        out = (query_shape[-1],) if self._wanted is None else self._wanted
        out = (out,) if isinstance(out, int) else tuple(out)
        letters = "xyz"[: len(out)]
        self.query_dense = self._projection("query", "btn,nhk->bthk", (None, self.num_heads, self.key_dim), "hk")
        self.key_dense = self._projection("key", "btn,nhk->bthk", (None, self.num_heads, self.key_dim), "hk")
        self.value_dense = self._projection("value", "btn,nhk->bthk", (None, self.num_heads, self.value_dim), "hk")
        self.output_dense = self._projection("attention_output", f"bthk,hk{letters}->bt{letters}", (None, *out), letters)
        self.query_dense.build(tuple(query_shape))
        self.key_dense.build(tuple(key_shape))
        self.value_dense.build(tuple(value_shape))
        self.output_dense.build((None, None, self.num_heads, self.value_dim))

    def _projection(self, name: str, equation: str, shape: tuple[int | None, ...], bias_axes: str) -> EinsumDense:
        rules = {f"{w}_{rule}": getattr(self, f"{w}_{rule}") for w in self.ruled for rule in ("regularizer", "constraint")}
        return EinsumDense(
            equation,
            shape,
            bias_axes=bias_axes if self.use_bias else None,
            kernel_initializer=self.kernel_initializer,
            bias_initializer=self.bias_initializer,
            name=name,
            dtype=self.dtype,
            **rules,
        )

    def check_input(self, shape: Any) -> None:
        """Raise ValueError unless the questions are sequences."""
        if len(shape) != 3:
            raise InvalidArgumentError(
                f"MultiHeadAttention '{self.name}' takes sequences, shape (batch, steps, n), and received the shape {shape}."
            )

    def call(
        self,
        query: Tensor,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """The answers [batch, t, n], and the weights [batch, heads, t, s] if wanted.

        attention_mask: [batch, t, s] or [batch, heads, t, s], False where a question may not look; query_mask, value_mask
        and key_mask: [batch, steps]. use_causal_mask: each step looks at itself and those before.
        """
        value = self._numbers(value)
        key = value if key is None else self._numbers(key)
        if value.ndim != 3 or key.ndim != 3 or value.shape[:2] != key.shape[:2] or len(value) != len(query):
            raise InvalidArgumentError(
                f"MultiHeadAttention '{self.name}' needs a key for each value, and as many examples of all: query has the "
                f"shape {query.shape}, value {value.shape}, key {key.shape}."
            )
        if not self.built:
            self.build(*((None, *x.shape[1:]) for x in (query, value, key)))
        mask = _both(
            [
                _with_heads(attention_mask),
                None if query_mask is None else as_tensor(query_mask)[:, None, :, None],
                None if value_mask is None else as_tensor(value_mask)[:, None, None, :],
                None if key_mask is None else as_tensor(key_mask)[:, None, None, :],
                _causal(query.shape[1], value.shape[1]) if use_causal_mask else None,
            ]
        )
        questions = transpose(self.query_dense(query) / math.sqrt(self.key_dim), perm=(0, 2, 1, 3))
        keys = transpose(self.key_dense(key), perm=(0, 2, 3, 1))
        values = transpose(self.value_dense(value), perm=(0, 2, 1, 3))
        weights = _weights(matmul(questions, keys), mask)
        mixed = matmul(_dropped(self, weights, training), values)
        output = self.output_dense(transpose(mixed, perm=(0, 2, 1, 3)))
        return (output, weights) if return_attention_scores else output


def _with_heads(mask: Any) -> Any:
    """A mask [batch, t, s], or without the batch, with an axis for the heads."""
    return mask if mask is None or np.ndim(mask) == 4 else as_tensor(mask)[..., None, :, :]


def _pairs(query: Tensor, key: Tensor) -> Tensor:
    """query + key for each pair: [batch, t, s, n]."""
    return getitem(query, key=(..., None, slice(None))) + getitem(key, key=(..., None, slice(None), slice(None)))
