"""Callbacks: what else happens while `fit` runs, at the beginning and end of each batch, epoch and training."""

from __future__ import annotations

import csv
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from gradlab.keras.names import find, refuse_unknown
from gradlab.keras.network import Network
from gradlab.keras.saving import save_model
from gradlab.tensors.errors import no_such_name, warn

Logs = dict[str, float]


class Callback:
    """Hears what `fit`, `evaluate` and `predict` do. A subclass overrides the moments that it wants to hear of.

    logs: the loss and metrics so far; at the end of an epoch also those of the validation data, as val_….
    model: the model that is trained; params: {'verbose', 'epochs', 'steps'}.
    """

    model: Network
    params: Mapping[str, Any]

    def set_model(self, model: Network) -> None:
        """Learn which model this is about."""
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Learn how many epochs and steps there will be."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """`fit` begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """`fit` ends, also if it was stopped."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """An epoch begins, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """An epoch ends, after validation."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Another name for on_train_batch_begin."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Another name for on_train_batch_end."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A training step begins, counted from 0 in each epoch."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A training step ends."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """`evaluate` begins, by itself or for validation."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """`evaluate` ends."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of `evaluate` begins."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of `evaluate` ends."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """`predict` begins."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """`predict` ends."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of `predict` begins."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of `predict` ends."""


class CallbackList:
    """Tells all callbacks, in order: `CallbackList(...).tell('on_epoch_end', epoch, logs)`."""

    def __init__(self, callbacks: Sequence[Callback], model: Network, **params: Any) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            if not isinstance(callback, Callback):
                raise TypeError(f"`callbacks` should be keras.callbacks.Callback objects, and one of them is {callback!r}.")
            callback.set_model(model)
            callback.set_params(params)

    def tell(self, moment: str, *about: Any) -> None:
        """Call the method of this name of every callback; the last thing that it hears is a dict, if only an empty one."""
        if not (about and isinstance(about[-1], dict)):
            about = (*about, {})
        for callback in self.callbacks:
            getattr(callback, moment)(*about)


class History(Callback):
    """What `fit` returns: the loss and metrics of each epoch.

    history: {'accuracy': [...], 'loss': [...], 'val_accuracy': [...], …}. epoch: the numbers of the epochs, from 0.
    stopped: None, or in words why training ended before its time.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.stopped: str | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write down the logs of the epoch."""
        self.epoch.append(epoch)
        for key, value in (logs or {}).items():
            self.history.setdefault(key, []).append(value)

    def __repr__(self) -> str:
        last = ", ".join(f"{key}: {values[-1]:.4g}" for key, values in self.history.items())
        facts = [f"{len(self.epoch)} epochs", last, self.stopped]
        return f"<History: {'; '.join(fact for fact in facts if fact)}>"


class LambdaCallback(Callback):
    """Functions as a callback: LambdaCallback(on_epoch_end=lambda epoch, logs: print(logs)).

    Raises TypeError for a moment that does not exist, with the nearest that does.
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., Any] | None = None,
        on_epoch_end: Callable[..., Any] | None = None,
        on_train_begin: Callable[..., Any] | None = None,
        on_train_end: Callable[..., Any] | None = None,
        on_train_batch_begin: Callable[..., Any] | None = None,
        on_train_batch_end: Callable[..., Any] | None = None,
        **kwargs: Any,
    ) -> None:
        refuse_unknown(self, kwargs)
        moments = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
        }
        for moment, function in moments.items():
            if function is not None:
                setattr(self, moment, function)


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch: schedule(epoch) or schedule(epoch, rate) gives the new rate.

    verbose: 1 prints it. The rate is written into the history as 'learning_rate'.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Ask the schedule and set the rate. Raises TypeError if its answer is no number."""
        now = float(self.model.optimizer.learning_rate)
        takes_rate = len(inspect.signature(self.schedule).parameters) > 1
        answer: Any = self.schedule(epoch, now) if takes_rate else self.schedule(epoch)
        try:
            rate = float(answer)
        except (TypeError, ValueError):
            raise TypeError(f"the `schedule` should give a learning rate for epoch {epoch}, and gave {answer!r}.") from None
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the rate into the logs."""
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class TerminateOnNaN(Callback):
    """Stops when the loss is no number any more; `fit` does so by itself, and this one can raise an error instead."""

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Stop, or raise RuntimeError, if the loss is NaN or infinite."""
        loss = (logs or {}).get("loss", 0.0)
        if not math.isfinite(loss):
            if self.raise_error:
                raise RuntimeError(f"NaN or Inf loss encountered at batch {batch}: the loss is {loss}.")
            self.model.stop_training = True


class CSVLogger(Callback):
    """Writes the logs of each epoch as a line of a file; append: goes on with the file that is there."""

    def __init__(self, filename: str, separator: str = ",", append: bool = False) -> None:
        self.filename, self.separator, self.append = filename, separator, append
        self._file: IO[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file, in a folder that is made if it is not there."""
        Path(self.filename).parent.mkdir(parents=True, exist_ok=True)
        self._file = open(self.filename, "a" if self.append else "w", newline="", encoding="utf-8")  # noqa: SIM115

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a line, and before the first the names."""
        if self._file is None:
            return
        writer = csv.writer(self._file, delimiter=self.separator)
        if self._file.tell() == 0:
            writer.writerow(["epoch", *(logs or {})])
        writer.writerow([epoch, *(logs or {}).values()])
        self._file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class _Monitor(Callback):
    """What all callbacks share that watch one number of the logs and want it to get better."""

    def __init__(self, monitor: str, mode: str, min_delta: float, what: str) -> None:
        if not isinstance(monitor, str):
            raise TypeError(f"`monitor` of {type(self).__name__} should name a number of the logs, and is {monitor!r}.")
        self.monitor, self.min_delta, self._what = monitor, abs(min_delta), what
        self._sign = find("mode", mode, {"auto": _better_direction, "min": lambda _: -1, "max": lambda _: 1})(monitor)
        self.best = -math.inf * self._sign

    def _watched(self, logs: Logs | None) -> float | None:
        """The number that is watched; None with a warning if the logs do not have it."""
        if logs is None or self.monitor not in logs:
            warn(
                f"{self._what} conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {','.join(logs or {})}"
            )
            return None
        return logs[self.monitor]

    def _better(self, value: float, than: float) -> bool:
        return (value - than) * self._sign > self.min_delta


def _better_direction(monitor: str) -> int:
    """1 if larger is better, -1 if smaller is, as the name says. Raises ValueError if it does not."""
    if "acc" in monitor:
        return 1
    if any(word in monitor for word in ("loss", "error", "mse", "mae", "huber", "entropy")):
        return -1
    raise ValueError(f"is `{monitor}` better when it is larger or when it is smaller? Say mode='max' or mode='min'.")


class EarlyStopping(_Monitor):
    """Stops when the monitored number has not got better for `patience` epochs.

    min_delta: how much counts as better. mode: 'min', 'max', or 'auto' by the name. baseline: must be beaten.
    restore_best_weights: go back to the weights of the best epoch. start_from_epoch: watch only from there on.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta, "Early stopping")
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget the last training."""
        self.best = -math.inf * self._sign
        self.wait = self.stopped_epoch = 0
        self.best_epoch: int | None = None
        self.best_weights: list[np.ndarray] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare with the best epoch so far."""
        value = self._watched(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        better = self._better(value, self.best)
        if better or self.best_epoch is None:
            self.best, self.best_epoch = value, epoch
            self.best_weights = self.model.get_weights() if self.restore_best_weights else None
        beaten = better and (self.baseline is None or self._better(value, self.baseline))
        self.wait = 0 if beaten else self.wait + 1
        if not better and self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Go back to the best weights, if asked to."""
        if self.stopped_epoch and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None and self.best_epoch is not None:
            if self.verbose:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class ReduceLROnPlateau(_Monitor):
    """Multiplies the learning rate by `factor` when the monitored number has not got better for `patience` epochs.

    min_delta: how much counts as better. cooldown: how many epochs later to watch again. min_lr: never below.
    Raises ValueError for a factor of 1 or more.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__(monitor, mode, min_delta, "Learning rate reduction is")
        if not 0 < factor < 1:
            raise ValueError(f"`factor` of ReduceLROnPlateau makes the rate smaller: between 0 and 1, and not {factor!r}.")
        self.factor, self.patience, self.verbose, self.cooldown, self.min_lr = factor, patience, verbose, cooldown, min_lr

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget the last training."""
        self.best = -math.inf * self._sign
        self.wait = self.watch_from = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare with the best epoch so far."""
        rate = float(self.model.optimizer.learning_rate)
        if logs is not None:
            logs["learning_rate"] = rate
        if (value := self._watched(logs)) is None:
            return
        if self._better(value, self.best):
            self.best, self.wait = value, 0
        elif epoch >= self.watch_from:
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                self.model.optimizer.learning_rate = new = max(rate * self.factor, self.min_lr)
                self.wait, self.watch_from = 0, epoch + self.cooldown
                if self.verbose:
                    print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")


class ModelCheckpoint(_Monitor):
    """Saves the model after each epoch, under a path such as 'best.keras' or 'epoch-{epoch:02d}-{val_loss:.2f}.keras'.

    save_best_only: only when the monitored number got better. save_weights_only: only the weights, as into 'best.npz'.
    save_freq: 'epoch', or a number of batches after which to save. initial_value_threshold: what must be beaten first.
    Raises ValueError for a path that does not end in .keras where whole models are to be saved.
    """

    def __init__(
        self,
        filepath: str,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode, 0.0, "Saving the best weights is")
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq > 0):
            raise ValueError(f"`save_freq` should be 'epoch' or a number of batches, and is {save_freq!r}.")
        self.save_freq, self._batches, self._epoch = save_freq, 0, 0
        self.best = self.best if initial_value_threshold is None else initial_value_threshold
        if not save_weights_only and not str(filepath).endswith(".keras"):
            raise ValueError(
                f"`filepath` of ModelCheckpoint should end in .keras for whole models, and is {str(filepath)!r}. Weights "
                "alone are saved with save_weights_only=True."
            )
        self.save_weights_only = save_weights_only
        self.filepath, self.verbose, self.save_best_only = str(filepath), verbose, save_best_only

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Know which epoch it is."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Save, if so many batches have passed."""
        self._batches += 1
        if self.save_freq != "epoch" and self._batches % int(self.save_freq) == 0:
            self._save(self._epoch, {"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save, if the epoch deserves it."""
        if self.save_freq == "epoch":
            self._save(epoch, logs)

    def _save(self, epoch: int, logs: Logs | None) -> None:
        path = self.filepath.format(epoch=epoch + 1, **(logs or {}))
        said = f"saving model to {path}"
        if self.save_best_only:
            value = self._watched(logs)
            if value is None:
                return
            before = "None" if math.isinf(self.best) else f"{self.best:.5f}"
            if not self._better(value, self.best):
                if self.verbose:
                    print(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {before}")
                return
            self.best = value
            said = f"{self.monitor} improved from {before} to {value:.5f}, saving model to {path}"
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: {said}")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            save_model(self.model, path)
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: finished saving model to {path}")


__getattr__ = no_such_name(__name__)
