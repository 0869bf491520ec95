"""What people want to know about a model while it trains: numbers to read, that nothing is differentiated through.

How often it is right stands in `accuracies`, the losses read as metrics in `measures`, what a yes and a no are worth in
`confusion`, that at every threshold in `curves`, precision and recall in one number in `fscore`, how well regions of
pictures are found in `overlap`.
"""

from __future__ import annotations

from typing import Any

from gradlab.keras import losses
from gradlab.keras.losses import (  # noqa: F401  a loss is a metric too
    KLD,
    MAE,
    MAPE,
    MSE,
    MSLE,
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    dice,
    hinge,
    huber,
    kl_divergence,
    kld,
    kullback_leibler_divergence,
    log_cosh,
    logcosh,
    mae,
    mape,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    mse,
    msle,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
    tversky,
)
from gradlab.keras.metrics.accuracies import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from gradlab.keras.metrics.confusion import (
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
)
from gradlab.keras.metrics.curves import (
    AUC,
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
)
from gradlab.keras.metrics.fscore import F1Score, FBetaScore
from gradlab.keras.metrics.measures import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    CosineSimilarity,
    Hinge,
    KLDivergence,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    R2Score,
    RootMeanSquaredError,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from gradlab.keras.metrics.metric import Mean, MeanMetricWrapper, Metric, MetricFunction, Sum
from gradlab.keras.metrics.overlap import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from gradlab.keras.names import find, snake_case
from gradlab.tensors.errors import no_such_name

_CLASSES: tuple[type[Metric], ...] = (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    TopKCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    MeanSquaredError,
    RootMeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    LogCoshError,
    CosineSimilarity,
    R2Score,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    KLDivergence,
    Poisson,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
    TruePositives,
    FalsePositives,
    TrueNegatives,
    FalseNegatives,
    Precision,
    Recall,
    AUC,
    F1Score,
    FBetaScore,
    BinaryIoU,
)
_WITH_ARGUMENTS = (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
    IoU,
    MeanIoU,
    OneHotIoU,
    OneHotMeanIoU,
)
_FUNCTIONS: tuple[MetricFunction, ...] = (
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    top_k_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    *(fn for fn in losses.FUNCTIONS if fn is not losses.cosine_similarity),  # as a metric it is plus the cosine
)
_BY_NAME: dict[str, Any] = {
    **{kind.__name__: kind for kind in _CLASSES},
    **{snake_case(kind.__name__): kind for kind in _CLASSES},
    **{fn.__name__: fn for fn in _FUNCTIONS},  # after the classes: 'accuracy' is the function
    **losses.SHORT_NAMES,
    "acc": accuracy,
}

__all__ = [
    "Mean",
    "MeanMetricWrapper",
    "Metric",
    "Sum",
    "get",
    *(kind.__name__ for kind in (*_CLASSES, *_WITH_ARGUMENTS)),
    *(fn.__name__ for fn in _FUNCTIONS),
    *losses.ALIASES,
]


def get(identifier: str | MetricFunction | Metric | type[Metric]) -> Metric:
    """The metric of this name, called as it was typed; a Metric is one already, and a function becomes one.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    found = find("metric", identifier, _BY_NAME) if isinstance(identifier, str) else identifier
    if isinstance(found, type):
        found = found()
    if isinstance(found, Metric):
        return found
    if callable(found):
        metric = MeanMetricWrapper(found, identifier if isinstance(identifier, str) else None)
        metric.aligning = found in _FUNCTIONS
        return metric
    raise TypeError(f"a metric should be a name such as 'accuracy', a function or a Metric, and is {identifier!r}.")


__getattr__ = no_such_name(__name__)
