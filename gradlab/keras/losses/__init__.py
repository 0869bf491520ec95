"""The error: one number that says how wrong a model is, and which training makes small.

Each loss is a function of (y_true, y_pred) that gives one number per example, and a class that gives their mean. Losses
for amounts stand in `regression`, for classes in `crossentropy` and `focal`, with margins in `margins`, for regions in
`overlap`.
"""

from __future__ import annotations

from typing import Any

from gradlab.keras.losses.answers import LossFunction
from gradlab.keras.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    poisson,
    sparse_categorical_crossentropy,
)
from gradlab.keras.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from gradlab.keras.losses.loss import Loss, LossFunctionWrapper
from gradlab.keras.losses.margins import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from gradlab.keras.losses.overlap import Dice, Tversky, dice, tversky
from gradlab.keras.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from gradlab.keras.names import find
from gradlab.tensors.errors import no_such_name

FUNCTIONS: tuple[LossFunction, ...] = (
    mean_squared_error,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_logarithmic_error,
    huber,
    log_cosh,
    cosine_similarity,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
    kl_divergence,
    poisson,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
    hinge,
    squared_hinge,
    categorical_hinge,
    dice,
    tversky,
)

# The names by which Keras has them as functions
mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kld = KLD = kullback_leibler_divergence = kl_divergence
logcosh = log_cosh
ALIASES = (
    *("mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE"),
    *("kld", "KLD", "kullback_leibler_divergence", "logcosh"),
)
SHORT_NAMES: dict[str, LossFunction] = {**{name: globals()[name] for name in ALIASES}, "bce": binary_crossentropy}
_CLASSES = (
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Huber,
    LogCosh,
    CosineSimilarity,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    KLDivergence,
    Poisson,
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
    Dice,
    Tversky,
)
_BY_NAME: dict[str, Any] = {
    **{kind.__name__: kind for kind in _CLASSES},
    **{fn.__name__: fn for fn in FUNCTIONS},  # after the classes: 'hinge' is the function
    **SHORT_NAMES,
}

__all__ = [
    "Loss",
    "LossFunction",
    "LossFunctionWrapper",
    "as_loss",
    "get",
    *(kind.__name__ for kind in _CLASSES),
    *(fn.__name__ for fn in FUNCTIONS),
    *ALIASES,
]


def get(identifier: str | LossFunction | Loss | type[Loss]) -> Any:
    """The loss of this name ('mse', 'MeanSquaredError'); a function or Loss is one already.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    found = find("loss", identifier, _BY_NAME) if isinstance(identifier, str) else identifier
    if isinstance(found, type):
        return found()
    if callable(found):
        return found
    raise TypeError(f"`loss` should be a name such as 'mse', a function or a keras.losses.Loss, and is {identifier!r}.")


def as_loss(identifier: str | LossFunction | Loss | type[Loss]) -> Loss:
    """The loss of this name or function as an object, whose call is the mean over all examples."""
    found = get(identifier)
    return found if isinstance(found, Loss) else LossFunctionWrapper(found)


__getattr__ = no_such_name(__name__)
