"""A layer is a function with weights: it makes them when it first sees its input, and finds them again when asked.

    class Linear(keras.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            self.W = self.add_weight(shape=(input_shape[-1], self.units), name="W")

        def call(self, inputs):
            return inputs @ self.W

Nothing is registered: a layer looks through its own attributes (and lists, tuples and dicts in them) for Variables and
for other layers whenever somebody asks for its weights.
"""

from __future__ import annotations

import functools
import inspect
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from gradlab.functions.composed import cast
from gradlab.keras import constraints, initializers, regularizers
from gradlab.keras.configs import Configured
from gradlab.keras.masks import Masked, handed_on, mask_of
from gradlab.keras.names import give_names, refuse_unknown, snake_case
from gradlab.keras.symbolic import KerasTensor, Node, Shape, connect, example_shape, promises, unrecorded
from gradlab.operators.shaping import reshape
from gradlab.tensors.dtypes import float32, numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError, warn
from gradlab.tensors.module import Module
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import Tensor, TensorLike, as_array, as_tensor, next_id
from gradlab.tensors.variable import Variable


class _Call(threading.local):
    """Whether the call that this thread is in belongs to training: a layer inside of a layer learns it from here."""

    training: bool | None = None  # None: nobody has said it
    depth = 0  # how many layers' calls stand one inside the other
    number = 0  # of the outermost of them: what a layer has added to the loss belongs to one
    made: tuple[Layer, ...] = ()  # the layers that made weights since the outermost of them began


_call = _Call()


def _once(build: Callable[..., None]) -> Callable[..., None]:
    """A method `build` that may be called by hand: the layer is built then, and keeps the weights that it has made."""

    @functools.wraps(build)
    def build_once(self: Layer, *shape: Any, **named: Any) -> None:
        if not self.built:
            build(self, *shape, **named)
            self.built = True

    return build_once


class Layer(Configured, Module):
    """The base of all layers. A subclass gives `call`, and `build` if it has weights.

    dtype: of the weights and of what is computed, float32 unless told otherwise.
    trainable: False freezes the weights: training leaves them alone. name: by default made from the class.
    activity_regularizer: a price for the output of each example, its mean added to the loss, see
    gradlab.keras.regularizers. Each weight in `ruled` has two arguments more: kernel_regularizer, kernel_constraint.
    input_shape: of one example, for the first layer of a Sequential; another way to say `Input(input_shape)`.
    Raises TypeError for an argument that the layer does not have, with the nearest that it has.
    """

    # Whether each example is treated by itself, whatever else is in the batch and without random numbers. Only then may
    # a batch be cut into parts that are computed side by side; a layer of a learner's own is not asked to be so.
    each_example_alone: ClassVar[bool] = False

    ruled: ClassVar[tuple[str, ...]] = ()  # the names of weights that may have a regularizer and a constraint
    trains_unless_told: ClassVar[bool] = False  # whether a call belongs to training where nobody has said so
    adds_losses: ClassVar[bool] = False  # whether any layer at all has added to a loss: else nobody has to look for it

    _name: str = ""  # until super().__init__() was called

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name or snake_case(type(self).__name__))
        self.trainable = trainable
        self.dtype = numpy_dtype(float32 if dtype is None else dtype)
        self.built = False
        self.output_shape: Shape | None = None  # known after the first call
        self._named_by_user = name is not None
        self._settled = False  # whether a functional model has named it: that name stays
        self._made = next_id()  # functional models count layers in the order in which they were made
        self._nodes: list[Node] = []  # the calls on promises, see gradlab.keras.symbolic
        self._weights: list[Variable] = []
        self._build_shape: Any = None  # of what it was first called on
        self._added: list[Tensor] = []  # what it has added to the loss, in the call of this number
        self._added_in = 0
        self.activity_regularizer = regularizers.get(activity_regularizer)
        if self.activity_regularizer is not None:
            vars(self)["each_example_alone"] = False  # what it adds to the loss is noted for one call at a time
        for weight in self.ruled:
            setattr(self, f"{weight}_regularizer", regularizers.get(kwargs.pop(f"{weight}_regularizer", None)))
            setattr(self, f"{weight}_constraint", constraints.get(kwargs.pop(f"{weight}_constraint", None)))
        shape = kwargs.pop("input_shape", None)
        if "input_dim" in kwargs:
            shape = (kwargs.pop("input_dim"),)
        self._example_shape = None if shape is None else example_shape(shape, "input_shape")
        refuse_unknown(self, kwargs)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._call_knows_mask = "mask" in inspect.signature(cls.call).parameters
        cls._call_knows_training = "training" in inspect.signature(cls.call).parameters
        if "build" in vars(cls):
            cls.build = _once(cls.build)  # type: ignore[method-assign]
            cls._built_by_calling = vars(cls).get("_built_by_calling", False)
        if "call" in vars(cls) and "takes_several" not in vars(cls) and not cls.__module__.startswith("gradlab.keras."):
            cls.takes_several = True

    @property
    def trainable(self) -> bool:
        """Whether training turns the weights. Setting it sets it for all layers inside too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for layer in self._sublayers():
            layer.trainable = value

    _casts: ClassVar[bool] = True  # whether floats that come in become the dtype of the layer
    takes_several: ClassVar[bool] = False  # whether `call` may get a list, tuple or dict of Tensors; a learner's may

    hands_on_masks: ClassVar[bool] = False  # whether what comes out of a masked sequence is masked too, step by step

    _call_knows_training: ClassVar[bool] = False
    _call_knows_mask: ClassVar[bool] = False
    _when_built: Callable[[], None] | None = None
    _built_by_calling: ClassVar[bool] = False  # whether all weights belong to layers inside, which make their own

    def build(self, input_shape: Shape) -> None:
        """Make the weights for inputs of this shape, in which None stands for the size of the batch."""

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Compute the output. A parameter `training`, if there is one, says whether the call belongs to training."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `call(self, inputs)` that computes its output")

    def check_input(self, shape: Any) -> None:
        """Raise ValueError if an input of this shape cannot be taken; of several inputs, these are several shapes."""

    def __call__(self, inputs: Any, *args: Any, training: bool | None = None, **kwargs: Any) -> Any:
        """The layer's output for these inputs: numbers with the batch as their first axis. Makes the weights if needed.

        Of a KerasTensor, the promise of an output: a step of a functional model.
        training: whether Dropout drops and BatchNormalization measures; without, as in the call around this one.
        """
        if not self._name:
            raise RuntimeError(f"{type(self).__name__}.__init__ must begin with `super().__init__()`: the line is missing.")
        if (args or kwargs or not isinstance(inputs, Tensor)) and promises(inputs, args, kwargs):
            return self._promise((inputs, *args), kwargs if training is None else {**kwargs, "training": training})
        x = self._numbers(inputs)
        shapes = _shapes(x)
        self.check_input(shapes)
        if self._when_built is not None:
            then, self._when_built = self._when_built, None
            if not self.built:
                with unrecorded():  # makes the weights, in this layer and in all within
                    self(inputs, *args, training=training, **kwargs)
            then()
        if not self.built:
            self._name_sublayers()
            self._build_shape = _of_any_batch(shapes)
            if not self._built_by_calling:
                self.build(_of_any_batch(shapes))
                self.built = True
                if _call.depth and self._weights:
                    _call.made = (*_call.made, self)
        if not _call.depth:
            _call.number = next_id()
        if self._added and self._added_in != _call.number:
            self._added = []
        outside = _call.training
        _call.training = outside if training is None else bool(training)
        if self._call_knows_training:
            kwargs["training"] = self.trains_unless_told if _call.training is None else _call.training
        mask = mask_of(self, inputs, [args, kwargs]) if Masked.used else None
        if mask is not None and self._call_knows_mask:
            kwargs.setdefault("mask", mask)
        _call.depth += 1
        try:
            output = self.call(x, *args, **kwargs)
            if mask is not None:
                output = handed_on(self, output, mask)
            if self.activity_regularizer is not None:
                self.add_loss([self.activity_regularizer(part) / max(len(part), 1) for part in leaves(output)])
        finally:
            _call.training = outside
            _call.depth -= 1
            made, _call.made = _call.made, _call.made if _call.depth else ()
        if made and not _call.depth:
            self._warn_of_strangers(made)
        self.built = True
        if self.output_shape is None and isinstance(output, Tensor):
            self.output_shape = (None, *output.shape[1:])
        return output

    def _warn_of_strangers(self, made: tuple[Layer, ...]) -> None:
        """Warn of layers that made weights during a call and belong to nothing: they are never trained."""
        known = {variable._id for variable in self.variables}
        for layer in made:
            if not known.issuperset(v._id for v in layer._weights):
                warn(
                    f"'{layer.name}' ({type(layer).__name__}) is used in the call of '{self.name}' and is not one of its "
                    f"layers, so its weights are not trained, and are lost if it is made anew at every call. Make layers in "
                    f"__init__, not in call: self.{snake_case(type(layer).__name__)} = {type(layer).__name__}(…)."
                )

    def when_built(self, then: Callable[[], None]) -> None:
        """Call `then` at the next call, when the weights are made and not used yet: to restore those that are not there."""
        self._when_built = then

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of what the layer gives for inputs of this shape, or of these several; None stands for any length."""
        several = any(isinstance(each, (tuple, list)) for each in input_shape)
        given = [KerasTensor(tuple(each), self.dtype) for each in input_shape] if several else None
        outputs = connect(self, (given or KerasTensor(tuple(input_shape), self.dtype),), {})
        self._nodes.pop()  # nothing was drawn: it was only a question
        return like(outputs, [x.shape for x in leaves(outputs)])

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Which steps count behind the layer: those that counted before it."""
        return previous_mask

    @property
    def input(self) -> Any:
        """What the layer was called on in a functional model: a KerasTensor, or several."""
        first, *others = self._node().args
        return first if not others else [first, *others]

    @property
    def output(self) -> Any:
        """What the layer gives in a functional model: a KerasTensor, or several. The first, if it was called often."""
        return self._node().outputs

    def _node(self) -> Node:
        if not self._nodes:
            raise AttributeError(
                f"The layer '{self.name}' has never been called on a KerasTensor and thus has no defined input and output: "
                "begin the model with keras.Input(shape)."
            )
        return self._nodes[0]

    def _promise(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A step of a functional model: the layer is drawn and makes its weights."""
        outputs = connect(self, args, kwargs)
        if len(self._nodes) == 1:
            self.output_shape = like(outputs, [x.shape for x in leaves(outputs)])
        return outputs

    def _numbers(self, inputs: Any) -> Any:
        """The inputs as a Tensor, or as many Tensors; floats become the layer's dtype, whole numbers stay what they are."""
        if isinstance(inputs, dict) or (isinstance(inputs, (list, tuple)) and any(map(_is_array, leaves(inputs)))):
            if not self.takes_several:
                raise InvalidArgumentError(
                    f"{type(self).__name__} '{self.name}' takes one input, and received {len(inputs)} in a "
                    f"{type(inputs).__name__}. Join them first: keras.layers.Concatenate()([a, b])."
                )
            return like(inputs, [None if x is None else self._numbers(x) for x in leaves(inputs)])
        x = as_tensor(inputs)
        if not x.shape:
            raise InvalidArgumentError(
                f"a layer takes a batch of examples, at least one axis, and received the number {x!r}."
            )
        return cast(x, self.dtype) if x._array.dtype.kind == "f" and self._casts else x

    def add_weight(
        self,
        shape: Sequence[int] = (),
        initializer: Any = "glorot_uniform",
        dtype: Any = None,
        trainable: bool = True,
        name: str = "weight",
        *,
        regularizer: Any = None,
        constraint: Any = None,
    ) -> Variable:
        """A new Variable that belongs to the layer, called layer/name.

        initializer: a name, or a function of (shape, dtype). trainable: whether training turns it.
        regularizer, constraint: its price and its limits; without, those that the layer was made with for this name.
        """
        dtype = numpy_dtype(dtype or self.dtype)
        value = as_array(initializers.values(initializers.get(initializer), tuple(shape), dtype), dtype)
        variable = Variable(value, trainable, f"{self.name}/{name}")
        variable.regularizer = regularizers.get(regularizer) or getattr(self, f"{name}_regularizer", None)
        variable.constraint = constraints.get(constraint) or getattr(self, f"{name}_constraint", None)
        if variable.regularizer is not None:
            Layer.adds_losses = True
        self._weights.append(variable)
        return variable

    def _made_with(self) -> dict[str, Any]:
        rules = {"activity_regularizer", *(f"{w}_{rule}" for w in self.ruled for rule in ("regularizer", "constraint"))}
        return {key: value for key, value in super()._made_with().items() if value is not None or key not in rules}

    def add_loss(self, loss: Any) -> None:
        """Add a number, or several in a list, to the loss that training makes small: in `call`, at every call anew.

        Raises ValueError for what is no single number.
        """
        if self._added_in != _call.number:
            self._added, self._added_in = [], _call.number
        for part in loss if isinstance(loss, (list, tuple)) else [loss]:
            number = as_tensor(part)
            if number.ndim and math.prod(number.shape) != 1:
                raise ValueError(
                    f"add_loss of '{self.name}' takes a single number, and received the shape {number.shape}: "
                    "use tf.reduce_mean or tf.reduce_sum."
                )
            self._added.append(reshape(number, shape=()))
        Layer.adds_losses = True

    @property
    def losses(self) -> list[Tensor]:
        """What the layer and those in it have added to the loss in their last call, and the prices of their weights."""
        layers = self._all_layers()
        prices = [v.regularizer(v) for v in self.trainable_variables if v.regularizer is not None]
        return [*(part for layer in layers for part in layer._added), *prices]

    def _all_layers(self) -> list[Layer]:
        """This layer and all those in it, however deep, each once."""
        found: dict[int, Layer] = {}
        ahead: list[Layer] = [self]
        while ahead:
            layer = ahead.pop()
            if id(layer) not in found:
                found[id(layer)] = layer
                ahead += reversed(layer._sublayers())
        return list(found.values())

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All Variables, each once: first the layer's own, then those of the layers in it."""
        return tuple(dict((v._id, v) for _, v, _ in self._walk()).values())

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """The Variables that training turns: none of a frozen layer's own, and none at all if this layer is frozen.

        A layer in a frozen model that is unfrozen by itself is trained by a model around both, as in Keras: fine-tuning.
        """
        return () if not self.trainable else tuple(dict((v._id, v) for _, v, turns in self._walk() if turns).values())

    @property
    def weights(self) -> list[Variable]:
        """All Variables, in the order of `get_weights`."""
        return list(self.variables)

    @property
    def trainable_weights(self) -> list[Variable]:
        """The Variables that training turns."""
        return list(self.trainable_variables)

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The Variables that training leaves alone."""
        turned = {v._id for v in self.trainable_variables}
        return [v for v in self.variables if v._id not in turned]

    def named_weights(self) -> dict[str, Variable]:
        """Every Variable under its path, such as 'dense_1/kernel': the names in error messages and saved files."""
        self._name_sublayers()
        named: dict[str, Variable] = {}
        seen: set[int] = set()
        for path, variable, _ in self._walk():
            if variable._id not in seen:
                seen.add(variable._id)
                n = sum(known == path or known.startswith(f"{path}_") for known in named)
                named[f"{path}_{n}" if path in named else path] = variable
        return named

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights as arrays."""
        return [np.array(v._array) for v in self.variables]

    def set_weights(self, weights: Sequence[TensorLike]) -> None:
        """Turn all weights to these arrays, in the order of `get_weights`.

        Raises ValueError if their number or a shape does not fit; no weight is changed then.
        """
        named = self.named_weights()
        if not named and not self.built and len(weights):
            self.count_params()  # which says that there are none yet
        if len(weights) != len(named):
            raise ValueError(
                f"set_weights: '{self.name}' has {len(named)} weights, and received {len(weights)}: it needs "
                + ", ".join(f"{name} {v.shape}" for name, v in named.items())
            )
        arrays = [as_array(np.asarray(w), v.dtype, f"weights of {name}") for w, (name, v) in zip(weights, named.items())]
        for (name, variable), array in zip(named.items(), arrays):
            if variable.shape != array.shape:
                raise ValueError(f"set_weights: {name} has the shape {variable.shape}, and received {array.shape}.")
        for variable, array in zip(named.values(), arrays):
            variable.assign(array)

    def count_params(self) -> int:
        """How many numbers the weights hold. Raises ValueError before they are made."""
        if not self.built:
            raise ValueError(
                f"'{self.name}' has no weights yet, because it has not seen its input: call it, or build it with its shape."
            )
        return sum(math.prod(v.shape) for v in self.variables)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"

    def _walk(self, prefix: str = "", above: tuple[Layer, ...] = ()) -> Iterator[tuple[str, Variable, bool]]:
        """Each Variable with its path and whether training turns it: the layer's own first, then the layers' in it."""
        above = (*above, self)
        parts = _parts(vars(self))
        own = [(key, x) for key, x in parts if isinstance(x, Variable)]
        for key, v in sorted(own, key=lambda part: not part[1].trainable):
            name = v.name.split(":")[0].split("/")[-1]
            yield prefix + (key if name == "Variable" else name), v, v.trainable and self.trainable
        for _, x in parts:
            if isinstance(x, Layer) and x not in above:
                yield from x._walk(f"{prefix}{x.name}/", above)

    def _sublayers(self) -> list[Layer]:
        """The layers in this layer's attributes, each once."""
        return list({id(x): x for _, x in _parts(vars(self)) if isinstance(x, Layer)}.values())

    def _name_sublayers(self) -> None:
        """Give the layers in this one that have no name from a learner one of their own: dense, dense_1, …"""
        give_names(self._sublayers())


def _parts(x: dict[str, Any] | Sequence[Any], key: str = "") -> list[tuple[str, Any]]:
    """The Variables and layers in attributes, however deep in lists, tuples and dicts, with the name of the attribute."""
    found: list[tuple[str, Any]] = []  # no generator: every step of a training asks for the weights
    for name, item in x.items() if isinstance(x, dict) else [(key, item) for item in x]:
        if isinstance(item, (Variable, Layer)):
            found.append((str(name), item))
        elif isinstance(item, (list, tuple, dict)):
            found += _parts(item, name)
    return found


def _is_array(x: Any) -> bool:
    """Whether this is an input by itself, and no number of one."""
    return isinstance(x, (Tensor, np.ndarray)) and x.ndim > 0


def _shapes(x: Any) -> Any:
    """The shape of an input, or those of several as they are packed."""
    return x.shape if isinstance(x, Tensor) else like(x, [None if part is None else part.shape for part in leaves(x)])


def _of_any_batch(shapes: Any) -> Any:
    """Shapes with None in place of the batch."""
    if isinstance(shapes, dict):
        return {key: _of_any_batch(shape) for key, shape in shapes.items()}
    if isinstance(shapes, (list, tuple)) and not all(isinstance(n, int) for n in shapes):
        return type(shapes)(_of_any_batch(shape) for shape in shapes)
    return None if shapes is None else (None, *shapes[1:])
