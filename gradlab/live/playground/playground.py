"""Playground: a small network on points in the plane, trained while one looks and turns what it is made of.

The training runs in the page: it replays the tape of the keras.Sequential that stands here (see networks.py), forwards and
backwards, and turns the weights by the optimizer's rule. So the kernel is free for other cells, no picture waits for a
line, and a page without a kernel trains too. The kernel hears where the weights are, at most five times a second, and
keeps them in `model`; `train` does the same steps here.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import traitlets

from gradlab.live.kit import rules
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.optimizers import OPTIMIZERS, keras_optimizer, known_name
from gradlab.live.player.recording import Recording
from gradlab.live.playground.networks import ACTIVATIONS, MOST_LAYERS, MOST_NEURONS, first_weights, network, recorded, tapes
from gradlab.live.playground.playground_still import draw
from gradlab.live.playground.points import OWN, SETS, own, toy
from gradlab.live.static import STATIC
from gradlab.tensors.variable import Variable

_MOST_POINTS = 1000
_MOST_SEED = 2**31 - 3
_STEPS_PER_PICTURE = (1, 5, 20)
_NOTES = 50  # of the losses, in one call of train

# A new value of one of these begins the training anew, wherever it was set.
_BEGINNINGS = ("data", "noise", "layers", "activation", "initial_scale", "seed")


class Playground(Instrument):
    """A network of up to 3 hidden layers of 1 to 8 neurons, which learns to tell two kinds of points apart.

    data: "halves", "circles", "xor", "moons" or "spirals", or your own (points, labels): shapes (n, 2) and (n,), 0 or 1.
    layers: the neurons of each hidden layer, such as (4, 2); () for none.
    activation: "tanh", "relu", "leaky_relu", "sigmoid" or "linear". optimizer: sgd, momentum, nesterov, rmsprop, adagrad
    or adam. learning_rate: the length of a step. noise: the standard deviation of what moves each point, 0 to 0.5.
    initial_scale: the weights begin at random as Keras' glorot_uniform does, times this; 0 lets all of them begin at 0.
    seed: which random weights. points: how many train; as many others test. goal: a loss to reach on the test points
    (on the training points where there are no others).

    All but points and goal are traits to set and observe, and so are running, step and steps_per_picture (1, 5 or 20).
    Each step uses all training points. model is the keras.Sequential with the weights that the page shows: what the page
    trains arrives there, and what is assigned or fitted there is seen on the page. trouble says in words which weights
    ended the training by not being finite, and is "" otherwise.

    Raises TypeError or ValueError in words for an unknown name, layers, learning rates and noise out of range.
    """

    _esm = STATIC / "playground.js"
    _css = STATIC / "playground.css"
    # No echo of what comes from the page: it would arrive late, and put a training back that has gone on.
    data: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    noise: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    layers: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    activation: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    optimizer: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    learning_rate: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    initial_scale: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    seed: traitlets.Any = traitlets.Any().tag(sync=True, echo_update=False)
    steps_per_picture: traitlets.Any = traitlets.Any(5).tag(sync=True, echo_update=False)
    running: traitlets.Bool = traitlets.Bool(False).tag(sync=True, echo_update=False)
    step: traitlets.Int = traitlets.Int(0).tag(sync=True, echo_update=False)
    trouble: traitlets.Unicode = traitlets.Unicode("").tag(sync=True, echo_update=False)
    _goal: traitlets.Any = traitlets.Any().tag(sync=True)
    _tapes: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _sets: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _points: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    # float64: the weights, layer by layer; float32: (step, training loss, test loss), over and over.
    _weights: traitlets.Bytes = traitlets.Bytes().tag(sync=True, echo_update=False, from_json=lambda x, _: bytes(x))
    _history: traitlets.Bytes = traitlets.Bytes().tag(sync=True, echo_update=False, from_json=lambda x, _: bytes(x))

    _model_of: tuple[Any, str] | None = None  # the layers and activation of `model`

    def __init__(
        self,
        data: Any = "circles",
        *,
        layers: Sequence[int] = (4, 2),
        activation: str = "tanh",
        optimizer: str = "sgd",
        learning_rate: float = 0.3,
        noise: float = 0.1,
        initial_scale: float = 1.0,
        seed: int = 0,
        points: int = 200,
        goal: float | None = None,
    ) -> None:
        count = _whole("points", points, 4, _MOST_POINTS)
        self._by_name = {name: toy(name, count) for name in SETS}
        if not isinstance(data, str):
            self._by_name[OWN] = own(data)
            data = OWN
        sets, rows, start = {}, [], 0
        for name, each in self._by_name.items():
            sets[name] = {"start": start, "count": len(each.labels), "train": each.train}
            rows.append(each.numbers())
            start += rows[-1].size
        self._ours = False  # whether what is assigned to the Variables comes from here
        self._hearing = False  # whether what changes comes from the page
        super().__init__(
            [],
            data=data,
            noise=noise,
            layers=layers,
            activation=activation,
            optimizer=optimizer,
            learning_rate=learning_rate,
            initial_scale=initial_scale,
            seed=seed,
            _goal=None if goal is None else _number("goal", goal, 0.0, math.inf),
            _tapes=tapes(),
            _sets=sets,
            _points=np.concatenate(rows).tobytes(),
        )
        self._begin_anew()
        self.observe(self._begin_anew, list(_BEGINNINGS))

    @property
    def train_data(self) -> tuple[np.ndarray, np.ndarray]:
        """The training points with the present noise, float32 of shape (n, 2), and their labels (n, 1)."""
        chosen = self._by_name[self.data]
        return chosen.points(self.noise)[: chosen.train], chosen.labels[: chosen.train]

    @property
    def test_data(self) -> tuple[np.ndarray, np.ndarray]:
        """The test points and their labels, as train_data; empty where the data are your own."""
        chosen = self._by_name[self.data]
        return chosen.points(self.noise)[chosen.train :], chosen.labels[chosen.train :]

    @property
    def weights(self) -> list[np.ndarray]:
        """Kernel and bias of each layer as the page shows them, on float64; `model` holds them rounded to float32."""
        return _parts(np.frombuffer(self._weights), self.layers)

    @property
    def loss(self) -> float:
        """The loss on the training points, computed on float64 as the page does."""
        return float(self._recordings()[0].replay(self.weights))

    @property
    def test_loss(self) -> float:
        """The loss on the test points, computed on float64; nan where there are none."""
        testing = self._recordings()[1]
        return math.nan if testing is None else float(testing.replay(self.weights))

    @property
    def accuracy(self) -> float:
        """Which share of the test points (of the training points where there are no others) is on the right side."""
        x, y = self.test_data if len(self.test_data[1]) else self.train_data
        return float(np.mean((np.asarray(self.model(x)) > 0.5) == (y > 0.5)))

    @property
    def history(self) -> np.ndarray:
        """Rows of (step, training loss, test loss) since the beginning; a long training keeps some of them."""
        return np.frombuffer(self._history, np.float32).reshape(-1, 3)

    def reset(self) -> None:
        """Stop, and begin anew with the weights of the same seed."""
        self.running = False
        self._begin_anew()

    def train(self, steps: int) -> None:
        """Train so many steps here, with gradlab's tape on float64: the same steps as those of the page.

        The optimizer begins without memories. Raises FloatingPointError if weights are no longer finite.
        """
        count = _whole("steps", steps, 0, 1_000_000)
        training, testing = self._recordings()
        w = np.frombuffer(self._weights).copy()
        settings = {**OPTIMIZERS[self.optimizer], "learning_rate": self.learning_rate}
        optimizer = keras_optimizer(self.optimizer, settings)
        slots = {slot: np.full(len(w), first) for slot, first in optimizer.slots.items()}
        entries: list[float] = []
        done, trouble = 0, ""

        def note() -> None:
            losses = (
                math.nan if each is None else float(each.replay(_parts(w, self.layers))) for each in (training, testing)
            )
            entries.extend([self.step + done, *losses])

        if not len(self.history):
            note()
        while done < count and not trouble:
            before = w
            with np.errstate(all="ignore"):  # what comes of it is looked at here
                slopes = np.concatenate([slope.ravel() for slope in training.slopes(_parts(w, self.layers))])
                w = optimizer.step(slopes, w, slots, self.learning_rate, done + 1)
            if trouble := self._trouble_at(w, self.step + done + 1):
                w = before  # the last weights that can be shown
                break
            done += 1
            if done % max(1, count // _NOTES) == 0 or done == count:
                note()
        with self.hold_sync():
            self.running = False
            self.step += done
            self.trouble = trouble
            self._weights = w.tobytes()
            self._history += np.array(entries, np.float32).tobytes()
        self._to_model()
        if trouble:
            raise FloatingPointError(trouble)

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page: all that a network is made of, and not the weights that it learned."""
        return {
            "data": rules.choice(list(self._by_name)),
            "layers": rules.wholes(1, MOST_NEURONS, MOST_LAYERS),
            "activation": rules.choice(list(ACTIVATIONS)),
            "optimizer": rules.choice(list(OPTIMIZERS)),
            "learning_rate": rules.number(1e-9, 1e9),
            "noise": rules.number(0.0, 0.5),
            "initial_scale": rules.number(0.0, 100.0),
            "seed": rules.whole(0, _MOST_SEED),
            "steps_per_picture": rules.choice(_STEPS_PER_PICTURE),
        }

    def describe(self) -> str:
        """One sentence about the network, its data and its losses."""
        hidden = "no hidden layer" if not self.layers else f"hidden layers of {' and '.join(map(str, self.layers))} neurons"
        test = f", on the test points {self.test_loss:.3g}" if len(self.test_data[1]) else ""
        end = f" {self.trouble}" if self.trouble else ""
        return (
            f"A network with {hidden} ({self.activation}) on the data {self.data} after {self.step} steps: the loss on the "
            f"training points is {self.loss:.3g}{test}, and {self.accuracy:.0%} of them are on the right side.{end}"
        )

    def draw(self, figure: Any) -> None:
        """The decision boundary with the points, and the losses so far, on a Matplotlib Figure."""
        draw(
            figure,
            training=self.train_data,
            testing=self.test_data,
            model=self.model,
            title=f"{self.data}, step {self.step}",
            losses=self.history,
        )

    def close(self) -> None:
        """End the instrument and let the model's Variables go."""
        self._let_go()
        super().close()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Called with what the page has set: the model takes it over."""
        heard = dict(sync_data)
        count = sum(w.size for w in first_weights(heard.get("layers", self.layers), 0.0, 0))
        if "_weights" in heard and len(heard["_weights"]) != 8 * count:
            # Sent before the page knew of layers that were set here.
            heard = {name: value for name, value in heard.items() if name not in ("_weights", "_history", "step", "trouble")}
        self._hearing = True
        try:
            super().set_state(heard)
        finally:
            self._hearing = False
        if {"layers", "activation", "_weights"} & heard.keys():
            self._to_model()

    def _recordings(self) -> tuple[Recording, Recording | None]:
        """The tapes of the loss on the training points, and on the test points where there are any."""
        parts = (self.train_data, self.test_data)
        training, testing = (recorded(self.model, x, y)[0] if len(y) else None for x, y in parts)
        assert training is not None
        return training, testing

    def _begin_anew(self, _: Any = None) -> None:
        """The first weights of this seed, and no history. What the page has set, it has begun itself."""
        if self._hearing:
            return
        first = first_weights(self.layers, self.initial_scale, self.seed)
        with self.hold_sync():
            self.step = 0
            self.trouble = ""
            self._history = b""
            self._weights = np.concatenate([w.ravel() for w in first]).astype(np.float64).tobytes()
        self._to_model()

    def _to_model(self) -> None:
        """Let the model hold the weights, a new model where the layers are others."""
        if self._model_of != (self.layers, self.activation):
            self._let_go()
            self.model = network(self.layers, self.activation)
            self._model_of = self.layers, self.activation
            for variable in self.model.trainable_variables:
                variable.listeners += (self._turned_in_python,)
        self._ours = True
        try:
            for variable, values in zip(self.model.trainable_variables, self.weights):
                variable.assign(values.astype(np.float32))
        finally:
            self._ours = False

    def _let_go(self) -> None:
        for variable in self.model.trainable_variables if self._model_of else ():
            variable.listeners = tuple(f for f in variable.listeners if f != self._turned_in_python)

    def _turned_in_python(self, variable: Variable) -> None:
        if not self._ours:
            super()._turned_in_python(variable)

    def _show_settings(self) -> None:
        super()._show_settings()
        held = np.concatenate([np.asarray(v).ravel() for v in self.model.trainable_variables]).astype(np.float64)
        if not np.array_equal(held, np.frombuffer(self._weights).astype(np.float32), equal_nan=True):
            self.trouble = self._trouble_at(held, self.step)
            self._weights = held.tobytes()

    def _trouble_at(self, w: np.ndarray, step: int) -> str:
        """In words, which layer's weights are not finite after this step; "" where all are. As the page says it."""
        parts = _parts(w, self.layers)
        for k in range(0, len(parts), 2):
            both = np.concatenate([part.ravel() for part in parts[k : k + 2]])
            with np.errstate(over="ignore"):
                both = both.astype(np.float32)  # as the model must hold them
            if not np.isfinite(both).all():
                what = "not a number" if np.isnan(both).any() else "infinite"
                layer = f"hidden layer {k // 2 + 1}" if k < len(parts) - 2 else "the output layer"
                return (
                    f"Stopped at step {step}: weights of {layer} became {what}. The steps were too long: "
                    f"lower the learning rate (now {self.learning_rate:g}) or the initial scale (now "
                    f"{self.initial_scale:g}), and reset."
                )
        return ""

    @traitlets.validate("data")
    def _known_data(self, proposal: Any) -> str:
        return known_name(proposal["value"], list(self._by_name), "data set called")

    @traitlets.validate("layers")
    def _sound_layers(self, proposal: Any) -> list[int]:
        given = proposal["value"]
        if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
            raise TypeError(
                f"`layers` should be a list with the neurons of each hidden layer, such as [4, 2], not {given!r}."
            )
        layers = list(given)
        if len(layers) > MOST_LAYERS:
            raise ValueError(f"`layers` should name at most {MOST_LAYERS} hidden layers, and names {len(layers)}: {layers}.")
        return [_whole(f"layers[{k}]", n, 1, MOST_NEURONS) for k, n in enumerate(layers)]

    @traitlets.validate("activation")
    def _known_activation(self, proposal: Any) -> str:
        return known_name(proposal["value"], ACTIVATIONS, "activation in the playground called")

    @traitlets.validate("optimizer")
    def _known_optimizer(self, proposal: Any) -> str:
        return known_name(proposal["value"], list(OPTIMIZERS), "optimizer called")

    @traitlets.validate("learning_rate")
    def _sound_rate(self, proposal: Any) -> float:
        return _number("learning_rate", proposal["value"], 0.0, math.inf)

    @traitlets.validate("noise")
    def _sound_noise(self, proposal: Any) -> float:
        return _number("noise", proposal["value"], 0.0, 0.5, low_too=True)

    @traitlets.validate("initial_scale")
    def _sound_scale(self, proposal: Any) -> float:
        return _number("initial_scale", proposal["value"], 0.0, 100.0, low_too=True)

    @traitlets.validate("seed")
    def _sound_seed(self, proposal: Any) -> int:
        return _whole("seed", proposal["value"], 0, _MOST_SEED)

    @traitlets.validate("steps_per_picture")
    def _sound_pace(self, proposal: Any) -> int:
        if proposal["value"] not in _STEPS_PER_PICTURE:
            raise ValueError(f"`steps_per_picture` should be 1, 5 or 20, and is {proposal['value']!r}.")
        return int(proposal["value"])

    def __repr__(self) -> str:
        return f"Playground({self.data!r}, layers={self.layers}, activation={self.activation!r}, step={self.step})"


def _parts(w: np.ndarray, layers: Sequence[int]) -> list[np.ndarray]:
    """All weights in one row as the kernels and biases of the layers."""
    sizes = [2, *layers, 1]
    shapes = [shape for fan_in, fan_out in pairwise(sizes) for shape in ((fan_in, fan_out), (fan_out,))]
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(w, ends[:-1]), shapes)]


def _whole(name: str, value: Any, low: int, high: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"`{name}` should be a whole number from {low} to {high}, and is {value!r}.")
    if not low <= number <= high:
        raise ValueError(f"`{name}` should be from {low} to {high}, and is {number}.")
    return number


def _number(name: str, value: Any, low: float, high: float, low_too: bool = False) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise TypeError(f"`{name}` should be a number, and is {value!r}.")
    number = float(value)
    if not (math.isfinite(number) and number <= high and (number > low or (low_too and number == low))):
        bounds = f"from {low:g} to {high:g}" if low_too else f"above {low:g}"
        raise ValueError(f"`{name}` should be a finite number {bounds}, and is {number:g}.")
    return number
