"""A model is a layer that can be trained. `fit` is a loop around a tape, and here it is.

    for each epoch:
        for each batch (x, y):
            record      y_pred = model(x), loss = loss(y, y_pred)
            play back   gradients = tape.gradient(loss, weights)
            turn        optimizer.apply(gradients, weights)

Everything else in this file is about checking what comes in, and telling what happens.
"""

from __future__ import annotations

import itertools
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gradlab.keras import losses, optimizers, parallel, summary
from gradlab.keras.callbacks import Callback, CallbackList, History, Logs
from gradlab.keras.configs import Arguments, custom_object_scope, deserialize, serialize, written_as
from gradlab.keras.data import Data, as_parts, batch, batches, check_as_many, examples_in, rows, split_off, whole
from gradlab.keras.diagnosis import first_bad
from gradlab.keras.interruption import whole_step
from gradlab.keras.metrics import Mean, Metric
from gradlab.keras.metrics.compiled import as_metrics, name_apart
from gradlab.keras.network import Network, silent
from gradlab.keras.outputs import SumOfLosses, metrics_of_outputs, one_of
from gradlab.keras.progress import Progress, SingleBar, as_verbose
from gradlab.keras.redrawing import config_of, drawn
from gradlab.keras.saving import save_model
from gradlab.keras.streams import Stream, is_stream
from gradlab.keras.symbolic import KerasTensor
from gradlab.keras.weighing import unpack_x_y_sample_weight, weights_of
from gradlab.tensors.errors import InvalidArgumentError, warn
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import Tensor

Pair = tuple[Data, ...]  # (x, y), or (x,) where there are no answers, or (x, y, the weights of the examples)


class Model(Network):
    """A layer that can be compiled, fitted, evaluated and saved: Model(inputs, outputs) is a functional model.

    A subclass makes layers in __init__ and uses them in call. Sequential is the model for layers that stand in a row.
    """

    def __init__(
        self,
        inputs: Any = None,
        outputs: Any = None,
        name: str | None = None,
        *,
        trainable: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(inputs, outputs, trainable=trainable, name=name, **kwargs)
        self._loss_tracker = Mean("loss")
        self._metrics: list[Metric] = []
        self._weighted: list[Metric] = []
        self._compiled = False
        self._compiled_with = Arguments({})

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        *,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = True,
        steps_per_execution: int = 1,
        jit_compile: bool | str = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Choose how to train: an optimizer, a loss, and the metrics to report; each by name, or as an object.

        metrics: one or a list; weighted_metrics: those that weigh examples, see gradlab.keras.weighing.
        With several outputs, loss, metrics and loss_weights are lists or dicts with a part for each, see
        gradlab.keras.outputs.
        run_eagerly, steps_per_execution, jit_compile, auto_scale_loss: accepted: in Keras they are about its graphs.
        Raises ValueError for an unknown name, with the nearest known one.
        """
        metrics_given, weighted_given = metrics, weighted_metrics
        names, unnamed = self._outputs_of_loss(loss)
        if names or unnamed:
            self._loss = None if loss is None else SumOfLosses(names, loss, loss_weights)
            trackers = self._loss.trackers if self._loss else []
            own = metrics_of_outputs(self._loss.names if self._loss else names, metrics, prefixed=bool(names))
            self._metrics = [*trackers, *own] if names else [*own, *trackers]
            self._weighted = metrics_of_outputs(self._loss.names if self._loss else names, weighted_metrics, bool(names))
        else:
            loss_alone, metrics = one_of(loss, self._output_name), one_of(metrics, self._output_name)
            self._loss = None if loss is None else losses.as_loss(loss_alone)
            if self._loss and loss_weights is not None:
                self._loss = SumOfLosses([self._output_name or "output"], [self._loss], loss_weights)
            self._metrics = as_metrics(metrics)
            self._weighted = as_metrics(one_of(weighted_metrics, self._output_name))
        name_apart(self._metrics, self._weighted)
        self.optimizer = optimizers.get(optimizer)
        given = {"optimizer": self.optimizer, "loss": loss, "loss_weights": loss_weights, "metrics": metrics_given}
        given["weighted_metrics"] = weighted_given
        self._compiled_with = Arguments(given)
        self.loss = loss
        self._compiled = True

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
    ) -> History:
        """Train: go through all examples `epochs` times, in batches, and turn the weights a little after each batch.

        x, y: examples and answers, along the first axis; y may be None if `train_step` needs none. x may also make
        batches itself, see gradlab.keras.streams. batch_size: 32 unless told otherwise.
        verbose: 0 silent, 1 or 'auto' a bar, 2 one line per epoch.
        validation_split: keep the last fraction of the examples aside; validation_data: use these instead,
        (x, y) or (x, y, sample_weight). shuffle: go through them in a new order each time.
        class_weight, sample_weight: how much each class or each example counts, see gradlab.keras.weighing.
        initial_epoch: where to begin counting. steps_per_epoch, validation_steps: how many batches at most.
        validation_batch_size: batch_size, unless told otherwise. validation_freq: validate each so many epochs.

        Returns the History: loss and metrics of each epoch. Calling `fit` again goes on from here. Stops before its time,
        with the weights of the last whole step, when it is interrupted or the loss is no number; `history.stopped` says so.
        Raises ValueError for what cannot be trained on, before any weight is changed.
        """
        batch_size, epochs = whole("batch_size", 32 if batch_size is None else batch_size, 1), whole("epochs", epochs, 0)
        verbose = as_verbose(verbose)
        limit = None if steps_per_epoch is None else whole("steps_per_epoch", steps_per_epoch, 1)
        examples: Any
        validation: Any
        if is_stream(x):
            _refuse_with_a_stream(y=y, sample_weight=sample_weight, validation_split=validation_split or None)
            examples = Stream(x, limit, "x", "steps_per_epoch")
            validation = self._validation(validation_data, validation_steps) if validation_data is not None else None
            if len(examples.first) < 2 and type(self).train_step is Model.train_step and self._compiled:
                raise ValueError("the batches of `x` hold no answers, and the loss needs them: they should be pairs (x, y).")
        else:
            examples, validation = self._examples(x, y, validation_split, validation_data, sample_weight, class_weight)
        self._prepare(*_first(examples))

        self.stop_training, self.history = False, History()
        steps = _steps(examples, batch_size, limit)
        shown = [Progress(verbose)] if verbose else []
        heard = CallbackList([*_listed(callbacks), *shown, self.history], self, verbose=verbose, epochs=epochs, steps=steps)
        heard.tell("on_train_begin")
        epoch, step, logs, interrupted = initial_epoch, -1, {}, False
        try:
            for epoch in range(initial_epoch, epochs):
                heard.tell("on_epoch_begin", epoch)
                self.reset_metrics()
                step = -1
                for step, data in enumerate(_batches(examples, batch_size, shuffle, limit)):
                    if class_weight is not None and isinstance(examples, Stream):
                        answers, weights = np.asarray(data[1]._array), data[2] if len(data) > 2 else None
                        data = (*data[:2], Tensor(weights_of(answers, weights, class_weight)))
                    heard.tell("on_train_batch_begin", step)
                    with whole_step(), silent():
                        logs = _floats(self.train_step(data if len(data) > 1 else data[0]))
                    heard.tell("on_train_batch_end", step, logs)
                    if not math.isfinite(logs.get("loss", 0.0)):
                        self._stop_at_bad_loss(epoch, step, data, logs["loss"])
                    if self.stop_training:
                        break
                if validation and (epoch + 1) % validation_freq == 0:
                    validated = self._test(validation, validation_batch_size or batch_size, heard, validation_steps)
                    logs = _floats(logs | {f"val_{key}": value for key, value in validated.items()})
                heard.tell("on_epoch_end", epoch, logs)
                if self.stop_training:
                    break
        except KeyboardInterrupt:
            interrupted = True
            self.history.stopped = f"interrupted in epoch {epoch + 1} after step {step + 1} of {steps or '?'}"
        finally:
            self.optimizer.finalize_variable_values(self.trainable_variables)
            heard.tell("on_train_end", logs)
        if interrupted and verbose:
            print(f"Stopped: {self.history.stopped}. The weights are those of the last whole step.")
        return self.history

    def train_step(self, data: Any) -> Mapping[str, Any]:
        """One step on one batch (x, y): record, play backwards, turn the weights. Returns the loss and metrics so far.

        The batch is (x, y, sample_weight) where examples have weights. A subclass may train in another way; where `fit` was
        given no answers, it gets x alone.
        A loss that is no number turns no weights: its slopes would ruin them.
        """
        x, y, weights = unpack_x_y_sample_weight(data)
        variables = self.trainable_variables
        loss, y_pred, gradients = parallel.slopes(self, x, y, variables, weights)
        if variables and math.isfinite(loss):
            self.optimizer.apply(gradients, variables)
        return self._report(loss, y, y_pred, weights)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """The loss on these examples, or [loss, metric, …] if there are metrics; as a dict with return_dict=True.

        sample_weight: how much each example counts in the loss and in the weighted_metrics of `compile`.
        Raises ValueError for what cannot be compared, as `fit` does.
        """
        batch_size = whole("batch_size", 32 if batch_size is None else batch_size, 1)
        verbose = as_verbose(verbose)
        examples: Any
        if is_stream(x):
            _refuse_with_a_stream(y=y, sample_weight=sample_weight)
            examples = Stream(x, steps, "x", "steps")
        elif y is None and type(self).test_step is Model.test_step and self._loss is not None:
            raise ValueError("`y` is None: the loss compares each prediction with an answer. Call evaluate(x, y).")
        else:
            examples = self._pair(x, y, sample_weight=sample_weight)
        self._check(*_first(examples))
        shown = [SingleBar(verbose)] if verbose else []
        count = _steps(examples, batch_size, steps)
        heard = CallbackList([*_listed(callbacks), *shown], self, verbose=verbose, epochs=1, steps=count)
        return self._as_typed(self._test(examples, batch_size, heard, steps), return_dict)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
    ) -> Any:
        """The model's output for these examples, as one array; several outputs as they are packed.

        x: arrays, or what makes batches itself, whose answers are left aside. steps: how many batches at most.
        """
        batch_size = whole("batch_size", 32 if batch_size is None else batch_size, 1)
        verbose = as_verbose(verbose)
        inputs: Any = Stream(x, steps, "x", "steps") if is_stream(x) else (self._inputs(x, "x"),)
        count = _steps(inputs, batch_size, steps)
        shown = [SingleBar(verbose)] if verbose else []
        heard = CallbackList([*_listed(callbacks), *shown], self, verbose=verbose, epochs=1, steps=count)
        outputs: list[Any] = []
        heard.tell("on_predict_begin")
        for step, (bx, *_) in enumerate(_batches(inputs, batch_size, False, steps)):
            heard.tell("on_predict_batch_begin", step)
            with silent():
                outputs.append(self(bx, training=False))
            heard.tell("on_predict_batch_end", step, {"outputs": outputs[-1]})
        heard.tell("on_predict_end")
        parts = zip(*map(leaves, outputs))
        return like(outputs[0], [np.concatenate([part._array for part in each]) for each in parts])

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """One step on these examples; returns the loss and metrics of this batch alone, as `evaluate` does."""
        examples = self._pair(x, y, sample_weight=sample_weight, class_weight=class_weight)
        self._prepare(*examples)
        self.reset_metrics()
        with whole_step(), silent():
            logs = _floats(self.train_step(tuple(map(batch, examples)) if len(examples) > 1 else batch(examples[0])))
        return self._as_typed(logs, return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """The loss and metrics of these examples as one batch, as `evaluate` returns them."""
        examples = self._pair(x, y, sample_weight=sample_weight)
        self._check(*examples)
        self.reset_metrics()
        logs = _floats(self.test_step(tuple(map(batch, examples)) if len(examples) > 1 else batch(examples[0])))
        return self._as_typed(logs, return_dict)

    def test_step(self, data: Any) -> Mapping[str, Any]:
        """Compare the predictions for one batch (x, y) with its answers. Returns the loss and metrics so far."""
        x, y, weights = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        return self._report(self.loss_of(x, y, y_pred, weights), y, y_pred, weights)

    @property
    def metrics(self) -> list[Metric]:
        """The running mean of the loss, the metrics in the model's attributes, and those given to `compile`."""
        own = [part for part in vars(self).values() if isinstance(part, Metric) and part is not self._loss_tracker]
        return [self._loss_tracker, *own, *self._metrics, *self._weighted]

    def reset_metrics(self) -> None:
        """Forget all batches that the loss and metrics were measured on."""
        for metric in self.metrics:
            metric.reset_state()

    def save(self, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the whole model into a .keras file, see gradlab.keras.saving; `keras.models.load_model` reads it."""
        save_model(self, filepath, overwrite)

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with; of a functional model the whole drawing."""
        if self._graph is None or type(self).__init__ is not Model.__init__:
            return super().get_config()
        return {"name": self.name, "trainable": self.trainable, **config_of(self._graph)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Another like the one that the config was taken from, with weights of its own.

        Raises ValueError for a layer that is not known, TypeError for what this class cannot be made with.
        """
        with custom_object_scope(custom_objects or {}):
            if "input_layers" not in config:
                return super().from_config(config)
            return cls(*drawn(config), name=config.get("name"), trainable=config.get("trainable", True))

    @property
    def _written_as(self) -> tuple[str, str]:
        drawing = self._graph is not None and type(self) is Model
        return ("keras.src.models.functional", "Functional") if drawing else written_as(type(self))

    def to_json(self) -> str:
        """The model's config as JSON, without weights; `keras.models.model_from_json` makes a model of it."""
        return json.dumps(serialize(self, f"the model '{self.name}'"))

    def get_compile_config(self) -> dict[str, Any]:
        """What `compile` was given, as JSON may hold it."""
        return {key: serialize(value, f"`{key}` of compile") for key, value in self._compiled_with.named.items()}

    def compile_from_config(self, config: Mapping[str, Any]) -> None:
        """Compile as the model was that the config was taken from."""
        keys = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics")
        self.compile(**{key: deserialize(config.get(key)) for key in keys})

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Callable[[str], object] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print the layers, the shapes of their outputs and how many weights they have; `print_fn` gets the text instead.

        line_length: the width of the table. show_trainable: a column that says whether training turns a layer.
        expand_nested: the layers of models in this one below them. positions and layer_range are Keras', and refused.
        """
        if positions is not None or layer_range is not None:
            raise ValueError("`positions` and `layer_range` of summary are not here: line_length=100 makes the table wider.")
        summary.show(self, print_fn, line_length, expand_nested, show_trainable)

    @property
    def metrics_names(self) -> list[str]:
        """What `evaluate` returns, by name: the loss, then the metrics."""
        return [metric.name for metric in self.metrics]

    def _examples(
        self, x: Any, y: Any, fraction: float, given: Any, sample_weight: Any, class_weight: Any
    ) -> tuple[Pair, Pair | None]:
        """The examples to train on and those to validate on, if there are any."""
        if y is None and type(self).train_step is Model.train_step and self._loss is not None:
            raise ValueError("`y` is None: the loss compares each prediction with an answer. Call fit(x, y).")
        examples = self._pair(x, y, sample_weight=sample_weight, class_weight=class_weight)
        if given is not None:
            return examples, self._validation(given, None, alone=y is None)
        return split_off(examples, fraction) if fraction else (examples, None)

    def _validation(self, given: Any, steps: int | None, alone: bool = False) -> Any:
        """The examples to validate on, checked: arrays, or what makes batches itself. alone: whether x is enough."""
        if is_stream(given):
            validation = Stream(given, steps, "validation_data", "validation_steps")
            self._check(*validation.first)
            return validation
        if alone and not isinstance(given, (tuple, list)):
            given = (given, None)
        if not isinstance(given, (tuple, list)) or len(given) not in (2, 3):
            raise ValueError(
                "`validation_data` should be a pair (x_val, y_val), or three with the weights of the examples, and is "
                f"a {type(given).__name__}."
            )
        names = ("validation_data[0]", "validation_data[1]", "validation_data[2]")
        arrays = self._pair(given[0], given[1], names, *given[2:])
        self._check(*arrays)
        return arrays

    def _inputs(self, x: Any, argument: str) -> Data:
        """Examples as an array, or as several where the model takes several."""
        promised = self._graph.inputs if self._graph else None
        if isinstance(promised, KerasTensor):
            alone = one_of(x, None)  # [x] for x, as Keras has it, unless it is a list of one example
            return as_parts(alone if np.ndim(alone) >= promised.ndim else x, argument, several=False)
        return as_parts(x, argument, several=self.takes_several)

    def _pair(
        self,
        x: Any,
        y: Any,
        names: tuple[str, str, str] = ("x", "y", "sample_weight"),
        sample_weight: Any = None,
        class_weight: Any = None,
    ) -> Pair:
        """Examples, answers and weights as arrays, as far as there are any. Raises ValueError where their numbers differ."""
        inputs = self._inputs(x, names[0])
        if y is None:
            if sample_weight is not None or class_weight is not None:
                raise ValueError("weights of examples weigh what is compared with answers, and `y` is None.")
            return (inputs,)
        several = isinstance(self._loss, SumOfLosses) or bool(self._outputs_of_loss(None)[0])
        answers = as_parts(y if several or self._graph is None else one_of(y, self._output_name), names[1], several)
        check_as_many(inputs, answers, names[:2])
        weights = weights_of(answers, sample_weight, class_weight, names[2])
        return (inputs, answers) if weights is None else (inputs, answers, weights)

    @property
    def _output_name(self) -> str | None:
        """What the only output is called; None if there are several, or if it has no name."""
        return self.output_names[0] if len(self.output_names) == 1 else None

    def _outputs_of_loss(self, loss: Any) -> tuple[list[str], bool]:
        """The names of several outputs, and whether `loss` is one for each of several that have no names."""
        if self._graph is not None:
            outputs = self._graph.outputs
            names = sorted(outputs) if isinstance(outputs, dict) else self.output_names
            return (names if len(names) > 1 or isinstance(outputs, dict) else []), False
        if isinstance(loss, dict):
            return sorted(loss), False
        return [], isinstance(loss, (list, tuple)) and len(loss) > 1

    def _prepare(self, x: Data, y: Data | None = None, sample_weight: Data | None = None) -> None:
        """See that the model can be trained on these examples, before a weight is changed, and make the weights."""
        self._check(x, y, sample_weight)
        if not self.variables and type(self).train_step is Model.train_step:
            nothing = f"'{self.name}' has no weights, so there is nothing to train."
            if self._graph is None:
                raise ValueError(
                    f"{nothing} Make layers in __init__, not in call: self.dense = keras.layers.Dense(1), and use "
                    "self.dense there."
                )
            warn(nothing)
        self.optimizer.build(self.trainable_variables)

    def _check(self, x: Data, y: Data | None = None, sample_weight: Data | None = None) -> None:
        """Raise ValueError unless the model takes these examples, and the loss and metrics take their answers."""
        if not self._compiled:
            raise ValueError("You must call `compile()` before using the model: it says which optimizer and loss to use.")
        if type(self).call is Network.call and self._graph is None and type(self).train_step is not Model.train_step:
            return  # a model of models, such as a GAN, which is trained as it says and never called itself
        first = batch(rows(x, slice(1)))
        with parallel.one_core_for_each_matrix_product():  # more would not hurry with one example, and stay in the way
            y_pred = self(first, training=False)
        if y is None:
            return
        answer, weight = batch(rows(y, slice(1))), None if sample_weight is None else batch(rows(sample_weight, slice(1)))
        shape = like(y_pred, [part.shape for part in leaves(y_pred)])
        if self._loss is not None:
            self._loss.check(y, shape)
            if isinstance(self._loss, SumOfLosses) or weight is not None:
                self._loss(answer, y_pred, weight)  # which the losses of single outputs are read from
        for metric in [*self._metrics, *self._weighted]:
            try:
                self._update(metric, answer, y_pred, weight)
            except ValueError as error:
                given = like(y, [part.shape for part in leaves(y)])
                gives = like(y_pred, [(None, *part.shape[1:]) for part in leaves(y_pred)])
                raise InvalidArgumentError(
                    f"the metric '{metric.name}' cannot compare answers of shape {given} with an output of shape {gives}: "
                    f"{error}"
                ) from error
            metric.reset_state()

    def _test(self, examples: Any, batch_size: int, heard: CallbackList, limit: int | None = None) -> Logs:
        """The loss and metrics on all examples."""
        self.reset_metrics()
        logs: Logs = {}
        heard.tell("on_test_begin")
        for step, data in enumerate(_batches(examples, batch_size, False, limit)):
            heard.tell("on_test_batch_begin", step)
            with silent():
                logs = _floats(self.test_step(data if len(data) > 1 else data[0]))
            heard.tell("on_test_batch_end", step, logs)
        heard.tell("on_test_end", logs)
        return logs

    def _report(self, loss: Tensor, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """The loss and metrics over all batches since the last reset, with this one."""
        self._loss_tracker.update_state(loss, sample_weight=examples_in(y_pred if y is None else y))
        return {"loss": self._loss_tracker.result(), **self.compute_metrics(None, y, y_pred, sample_weight)}

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """The metrics given to `compile`, by name, over all batches since the last reset, with this one."""
        found: dict[str, Any] = {}
        for metric in [*self._metrics, *self._weighted]:
            self._update(metric, y, y_pred, sample_weight)
            result = metric.result()
            found |= result if isinstance(result, dict) else {metric.name: result}
        return found

    def _update(self, metric: Metric, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Let a metric take in a batch, and the weights if it is among the weighted_metrics and there are any."""
        if sample_weight is None or metric not in self._weighted:
            metric.update_state(y, y_pred)
        else:
            metric.update_state(y, y_pred, sample_weight=sample_weight)

    def _as_typed(self, logs: Logs, return_dict: bool) -> Any:
        if return_dict:
            return logs
        values = {"loss": logs["loss"], **{metric.name: logs[metric.name] for metric in self.metrics if metric.name in logs}}
        listed = list({**values, **logs}.values())  # a metric that gave a dict comes last
        return listed if len(listed) > 1 else listed[0]

    def _stop_at_bad_loss(self, epoch: int, step: int, data: Sequence[Tensor], loss: float) -> None:
        """Stop training, and say where the numbers went bad.

        It warns instead of raising: the History so far is what one wants to look at, and the weights are still those
        from before the bad step.
        """
        self.stop_training = True
        where = f"the loss became {loss} in epoch {epoch + 1}, step {step + 1}"
        self.history.stopped = f"{where}; the first that went bad is {first_bad(self, data[0], data[min(1, len(data) - 1)])}"
        warn(f"Training stopped: {self.history.stopped}. A smaller learning rate often helps.")


def _first(examples: Any) -> Pair:
    """What stands for all examples when they are checked: the arrays, or the first batch."""
    return examples.first if isinstance(examples, Stream) else examples


def _steps(examples: Any, batch_size: int, limit: int | None) -> int | None:
    """How many batches there will be; None where nobody knows."""
    if isinstance(examples, Stream):
        return examples.steps
    steps = math.ceil(examples_in(examples[0]) / batch_size)
    return steps if limit is None else min(steps, limit)


def _batches(examples: Any, batch_size: int, shuffle: bool, limit: int | None) -> Iterator[tuple[Any, ...]]:
    """The batches of one epoch, `limit` at most."""
    found = iter(examples) if isinstance(examples, Stream) else batches(examples, batch_size, shuffle)
    return found if limit is None else itertools.islice(found, limit)


def _refuse_with_a_stream(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is not None:
            raise ValueError(
                f"`{name}` cannot be given where `x` makes batches itself: a batch holds all that belongs together, "
                "(x, y) or (x, y, sample_weight)."
            )


def _floats(logs: Mapping[str, Any]) -> Logs:
    """The logs as Python floats, in alphabetical order."""
    return {key: float(logs[key]) for key in sorted(logs)}


def _listed(callbacks: Callback | Sequence[Callback] | None) -> list[Callback]:
    return [callbacks] if isinstance(callbacks, Callback) else list(callbacks or [])
