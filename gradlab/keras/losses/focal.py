"""Cross-entropies that look away from what is easy: an example answered surely and rightly counts almost nothing.

Each cross-entropy is multiplied by (1 - p)^gamma, where p is the probability of the right answer. Where a thousand easy
examples stand beside ten hard ones, the thousand would otherwise drown the ten. Lin et al. (2017), "Focal loss for dense
object detection".
"""

from __future__ import annotations

from gradlab.functions.composed import cast, clip_by_value
from gradlab.functions.reduce import reduce_mean, reduce_sum
from gradlab.keras.losses.answers import answers, check_one_hot, check_probabilities, side_by_side
from gradlab.keras.losses.crossentropy import EPSILON, smooth, warn_of_scores
from gradlab.keras.losses.loss import LossFunctionWrapper, fraction
from gradlab.keras.shapes import floats
from gradlab.operators.activations import sigmoid
from gradlab.operators.elementwise import log, pow
from gradlab.operators.softmax import softmax
from gradlab.tensors.tensor import Tensor, TensorLike


@answers(check_probabilities)
def binary_focal_crossentropy(
    y_true: TensorLike,
    y_pred: TensorLike,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
) -> Tensor:
    """(1 - q)^gamma · -ln q, the mean over the last axis, where q is p for the answer 1 and 1 - p for the answer 0.

    Shapes: [batch…, n] both; result [batch…]. apply_class_balancing: times alpha for the answer 1, 1 - alpha for 0.
    from_logits, label_smoothing: as in `binary_crossentropy`.
    """
    truth, prediction = side_by_side(y_true, y_pred)
    y = smooth(truth, label_smoothing, 2)
    if from_logits:
        prediction = sigmoid(prediction)
    warn_of_scores(prediction, "binary_focal_crossentropy", "sigmoid")
    p = clip_by_value(prediction, EPSILON, 1 - EPSILON)
    surprise = -(y * log(p) + (1.0 - y) * log(1.0 - p))
    easy = y * prediction + (1.0 - y) * (1.0 - prediction)
    focused = surprise * pow(1.0 - easy, gamma)
    return reduce_mean(focused * (y * alpha + (1.0 - y) * (1.0 - alpha)) if apply_class_balancing else focused, -1)


@answers(check_one_hot)
def categorical_focal_crossentropy(
    y_true: TensorLike,
    y_pred: TensorLike,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
) -> Tensor:
    """alpha · Σ (1 - p)^gamma · -y · ln p over the last axis, the classes.

    Shapes: [batch…, classes] both; result [batch…]. from_logits, label_smoothing: as in `categorical_crossentropy`.
    """
    prediction = floats(y_pred)
    truth = cast(y_true, prediction.dtype)
    check_one_hot(truth._array, prediction.shape)
    y = smooth(truth, label_smoothing, prediction.shape[-1])
    if from_logits:
        prediction = softmax(prediction, axis=-1)
    warn_of_scores(prediction, "categorical_focal_crossentropy", "softmax")
    p = clip_by_value(prediction / reduce_sum(prediction, -1, keepdims=True), EPSILON, 1 - EPSILON)
    return reduce_sum(pow(1.0 - p, gamma) * alpha * -y * log(p), -1)


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """The mean of (1 - q)^gamma · -ln q, where q is the probability of the right one of two answers."""

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_focal_crossentropy",
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=fraction("label_smoothing", label_smoothing),
        )


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """The mean of alpha · (1 - p)^gamma · -ln p, where p is the probability of the right one of several classes."""

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_focal_crossentropy",
    ) -> None:
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=fraction("label_smoothing", label_smoothing),
        )
